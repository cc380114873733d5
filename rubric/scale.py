"""The words of the rating scale, 1 to 5."""

from rubric.scoring import HIGHEST, LOWEST

MEANINGS = {
    1: "not me at all",
    2: "not much like me",
    3: "partly me",
    4: "mostly me",
    5: "very much me",
}
# Those of most questions, where they have none of their own.
ENDS = MEANINGS[LOWEST].capitalize(), MEANINGS[HIGHEST].capitalize()
VALUES = tuple(range(LOWEST, HIGHEST + 1))
# What stands for “doesn’t matter to me” wherever a rating is sent.
SKIPPED = "skip"


def ends(low: str, high: str) -> tuple[str, str]:
    """What 1 and 5 mean to somebody who rates: the question’s own words, or the usual ones."""
    return low or ENDS[0], high or ENDS[1]
