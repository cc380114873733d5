"""The published scheme as plain data, for tests without a database."""

from rubric.scoring import Item, Personas, Scheme

KEYS = (
    "variety",
    "depth",
    "patients",
    "pace",
    "problem-solving",
    "research",
    "independence",
    "communication",
)
GENERALIST = (2, 0, 2, 2, 1, 0, 0, 2)
SPECIALIST = (0, 2, 0, 0, 2, 2, 2, 1)
SCHEME = Scheme(
    sides=("generalist", "specialist"),
    items=tuple(
        Item(key, first, second)
        for key, first, second in zip(KEYS, GENERALIST, SPECIALIST, strict=True)
    ),
    personas=Personas("versatile-generalist", "focused-specialist", "balanced-hybrid"),
    band=3,
    clear_from=10,
    low_total=22,
    high_total=36,
)
WORKED = (5, 2, 4, 4, 3, 2, 3, 5)


def sheet(*ratings: int) -> dict[str, int]:
    return dict(zip(KEYS, ratings, strict=True))
