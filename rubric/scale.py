"""The words of the rating scale, 1 to 5."""

from rubric.scoring import HIGHEST, LOWEST

MEANINGS = {
    1: "not me at all",
    2: "not much like me",
    3: "partly me",
    4: "mostly me",
    5: "very much me",
}
VALUES = tuple(range(LOWEST, HIGHEST + 1))
# What stands for “doesn’t matter to me” wherever a rating is sent.
SKIPPED = "skip"
