"""The levels of the nineteen specialties on six axes, typed from the specification as plain data.

With them the statements in page order, and the helpers that every test of a match builds on.
"""

from collections.abc import Mapping
from random import Random

from rubric.leans import AxisItem
from rubric.standings import Target, prepare

AXES = ("generate", "interpret", "act", "think", "people", "tempo")
LEVELS = """
emergency-medicine         H  MH H  MH LM VH
internal-medicine          LM H  LM VH M  M
cardiology                 M  H  LM H  MH M
interventional-cardiology  M  H  VH M  L  VH
electrophysiology          M  MH VH H  LM MH
general-surgery            LM M  VH M  LM H
diagnostic-radiology       L  VH LM H  L  M
interventional-radiology   H  H  VH M  L  MH
anesthesiology             H  M  H  MH L  H
critical-care              H  M  H  H  M  H
ob-gyn                     H  LM H  M  H  MH
neurology                  L  H  LM H  H  M
neurosurgery               L  VH VH M  LM H
vascular-surgery           MH H  VH M  MH MH
breast-surgery             MH M  H  M  H  LM
orthopedic-surgery         L  MH VH M  LM M
adult-primary-care         L  L  LM H  VH L
pediatrics                 L  LM LM H  VH M
psychiatry                 L  L  L  H  VH LM
"""
LEAN = {"L": -2, "LM": -1, "M": 0, "MH": 1, "H": 2, "VH": 3}
SPECIALTIES = tuple(
    Target(slug, {axis: LEAN[level] for axis, level in zip(AXES, row, strict=True)})
    for slug, *row in (line.split() for line in LEVELS.strip().splitlines())
)
FIELD = prepare(AXES, SPECIALTIES)

STATEMENTS = """
hold-probe generate +
little-talk people -
answer-in-image interpret +
planned-day tempo -
fix-by-hand act +
clear-step think -
long-talks people +
report-enough interpret -
others-scan generate -
emergencies tempo +
one-hard-case think +
leave-procedures act -
slow-decisions tempo -
scan-daily generate +
case-debates think -
same-patients people +
little-screen interpret -
procedures-daily act +
meet-once people -
thought-changed-plan think +
no-scanning generate -
fast-result tempo +
reading-day interpret +
away-from-blood act -
"""
ITEMS = tuple(
    AxisItem(key, axis, 1 if sign == "+" else -1)
    for key, axis, sign in (line.split() for line in STATEMENTS.strip().splitlines())
)
KEYS = tuple(item.key for item in ITEMS)

Sheet = dict[str, int | None]

# The worked example of the specification; the 16th statement is left out.
EXAMPLE: Sheet = dict(
    zip(
        KEYS,
        (5, 2, 4, 2, 5, 2, 2, 3, 2, 5, 4, 1, 1, 4, 3, None, 3, 5, 4, 4, 1, 5, 2, 1),
        strict=True,
    )
)


def build(*leans: int) -> Sheet:
    """A sheet with these leans, built from 3s a point at a time.

    First statement towards, first away, second towards, second away, and again.
    """
    ratings: Sheet = dict.fromkeys(KEYS, 3)
    for axis, lean in zip(AXES, leans, strict=True):
        towards, away = (
            [item for item in ITEMS if item.axis == axis and item.direction == direction]
            for direction in (1, -1)
        )
        order = (towards[0], away[0], towards[1], away[1])
        for point in range(abs(lean)):
            item = order[point % 4]
            ratings[item.key] = (ratings[item.key] or 0) + item.direction * (1 if lean > 0 else -1)
    return ratings


def random_sheet(random: Random) -> Sheet:
    return {key: random.randint(1, 5) for key in KEYS}


def like(leans: Mapping[str, int], random: Random) -> Sheet:
    """Answers around 3 ± ⅔ of the leans of a specialty, with a standard deviation of 1."""
    return {
        item.key: clipped(random.gauss(3 + item.direction * 2 / 3 * leans[item.axis], 1))
        for item in ITEMS
    }


def clipped(rating: float) -> int:
    return min(5, max(1, round(rating)))
