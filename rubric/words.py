"""Margins and shares as a sentence says them. Pure."""

from fractions import Fraction


def signed(number: int) -> str:
    """Write a margin with its sign: +5, −5, 0; the minus is the typographic one."""
    if number == 0:
        return "0"
    return f"+{number}" if number > 0 else f"−{-number}"


def share_words(share: Fraction, *, places: int = 0) -> str:
    """Write a share of a whole in percent, rounded: 5.6\u00a0%."""
    return f"{round(float(share * 100), places):.{places}f}\u00a0%"
