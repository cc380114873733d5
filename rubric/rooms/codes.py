"""Codes to type: six letters that are easily told apart and spell no word. Pure."""

import secrets

# No vowels, so no words; none that is taken for another letter or for a digit.
LETTERS = "CDFHJKMNPRTVWXY"
LENGTH = 6


def make_code() -> str:
    """Return a random code; there are 11 million."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """Return the code that somebody typed, in any case and with any signs between; "" for none."""
    code = "".join(filter(str.isalnum, typed.upper()))
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else ""
