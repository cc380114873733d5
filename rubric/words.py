"""Numbers and lists as a sentence says them. Pure."""

from collections.abc import Sequence
from fractions import Fraction

WORDS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
)


def number_word(number: int) -> str:
    """Return a count in words up to twenty (nought is “no”), in figures beyond."""
    return WORDS[number] if 0 <= number < len(WORDS) else str(number)


def counted(number: int, one: str, many: str) -> str:
    """Return a count with its noun: “one answer”, “six answers”, “no answers”."""
    return f"{number_word(number)} {one if number == 1 else many}"


def listed(parts: Sequence[str]) -> str:
    """Join parts as a sentence does: “a”, “a and b”, “a, b and c”."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def signed(number: int) -> str:
    """Write a margin with its sign: +5, −5, 0; the minus is the typographic one."""
    if number == 0:
        return "0"
    return f"+{number}" if number > 0 else f"−{-number}"


def share_words(share: Fraction, *, places: int = 0) -> str:
    """Write a share of a whole in percent, rounded: 5.6\u00a0%."""
    return f"{round(float(share * 100), places):.{places}f}\u00a0%"
