"""Numbers and lists as a sentence says them. Pure."""

from collections.abc import Sequence

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


def listed(parts: Sequence[str]) -> str:
    """Join parts as a sentence does: “a”, “a and b”, “a, b and c”."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence_case(text: str) -> str:
    """Raise the first letter and leave the rest, so that CT stays CT."""
    return text[:1].upper() + text[1:]
