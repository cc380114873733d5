"""The published scheme and its sheets as plain data, for tests without a database."""

from rubric.scoring import Item, Personas, Scheme

# Criterion; weight towards generalist and specialist; the sheets of the generalist, the specialist
# and the hybrid; the worked example.
CRITERIA = (
    ("variety", 2, 0, 5, 2, 4, 5),
    ("depth", 0, 2, 2, 5, 4, 2),
    ("patients", 2, 0, 5, 3, 4, 4),
    ("pace", 2, 0, 5, 2, 3, 4),
    ("problem-solving", 1, 2, 3, 5, 4, 3),
    ("research", 0, 2, 2, 5, 3, 2),
    ("independence", 0, 2, 3, 4, 4, 3),
    ("communication", 2, 1, 5, 3, 4, 5),
)
KEYS, GENERALIST, SPECIALIST, *EXAMPLES, WORKED = zip(*CRITERIA, strict=True)
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


def sheet(*ratings: int) -> dict[str, int]:
    return dict(zip(KEYS, ratings, strict=True))
