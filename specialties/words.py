"""Numbers and lists as a page says them. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
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
    """Return a count with its noun: “one step”, “six steps”, “no steps”."""
    return f"{number_word(number)} {one if number == 1 else many}"


def listed(parts: Sequence[str], *, last: str = "and") -> str:
    """Join parts as a sentence does: “a”, “a and b”, “a, b and c”; `last` may be “or”."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def sentence_case(text: str) -> str:
    """Raise the first letter and leave the rest, so that CT stays CT."""
    return text[:1].upper() + text[1:]


def signed(number: int) -> str:
    """Write a margin with its sign: +5, −5, 0; the minus is the typographic one."""
    if number == 0:
        return "0"
    return f"+{number}" if number > 0 else f"−{-number}"


def thousandths(number: int) -> str:
    """Write thousandths with their sign: +0.254, −0.081, 0.000."""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return f"{sign}{abs(number) / 1000:.3f}"


def one_decimal(value: int | Fraction) -> str:
    """Round to one decimal and always write it: 4.2, 3.0."""
    return f"{round(float(value), 1):.1f}"


def grouped(number: int) -> str:
    """Write a number with commas between thousands: 77,740."""
    return f"{number:,}"


def money(dollars: int) -> str:
    """Write US dollars: $77,740."""
    return f"${grouped(dollars)}"


def day_words(day: date) -> str:
    """Return a day in words: “December 24, 2026”."""
    return f"{day:%B} {day.day}, {day.year}"


def share_words(share: Fraction, *, places: int = 0) -> str:
    """Write a share of a whole in percent, rounded: 5.6\u00a0%."""
    return f"{round(float(share * 100), places):.{places}f}\u00a0%"


def plain(number: Decimal) -> str:
    """Write a decimal without trailing noughts: 8.00 as 8, 4.50 as 4.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
