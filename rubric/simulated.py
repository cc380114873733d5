"""What simulated answers found of the match: figures of seeded draws, in percent unless said. Pure.

Simulated sheets are not people. Slow tests in `tests/rubric/test_matching.py` and
`tests/rubric/test_odds.py` draw again and compare with VERSION_2, WITHOUT_AXIS, AT_LEAST_ONE and
the first two figures of the odds; the method page and the documents print the same ones. VERSION_1
and the odds of other people were drawn once, before the second statements, and are not repeated.
"""

from dataclasses import dataclass

from rubric.standings import Word


@dataclass(frozen=True, slots=True)
class States:
    """How many sheets have a clear first, no clear first, and no fit."""

    clear: int
    no_clear_first: int
    no_fit: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """One version of the match with two kinds of sheets.

    Random: each answer drawn alike from 1 to 5. Own: answers around 3 ± ⅔ of the leans of a
    specialty, with a standard deviation of 1, for every specialty in turn. `random_first`: the
    least and the largest share that one specialty has of all first places. `own`, `worst`: how
    often the specialty itself comes first, and is among the first three, over all and for the one
    that fares worst. `raised`: the largest change of a first-place share, in points, when every
    item is answered 0.8 higher. A group: median size, and the size that 90 % stay within;
    `least_in_group`: hundredths of agreement. States are None where there were none yet.
    """

    random_first: tuple[float, float]
    own: tuple[int, int]
    worst: tuple[int, int]
    raised: float
    own_group: tuple[int, int]
    random_group: tuple[int, int]
    least_in_group: int
    own_states: States | None = None
    random_states: States | None = None


VERSION_1 = Simulation(
    random_first=(1.2, 9.8),
    own=(66, 94),
    worst=(40, 76),
    raised=11.5,
    own_group=(1, 2),
    random_group=(2, 3),
    least_in_group=-16,
)
VERSION_2 = Simulation(
    random_first=(2.1, 9.9),
    own=(82, 99),
    worst=(66, 95),
    raised=0.2,
    own_group=(2, 3),
    random_group=(2, 3),
    least_in_group=50,
    own_states=States(82, 18, 0),
    random_states=States(32, 38, 30),
)
# Own sheets that find their specialty first without the statements of one axis.
WITHOUT_AXIS = {"people": 69, "think": 77}
# Random sheets that find at least one specialty so close, or closer.
AT_LEAST_ONE = {Word.VERY_CLOSE: 9, Word.CLOSE: 36}

# Odds of a match against random retakes, in points: root mean square, and the largest.
LATTICE_ERROR, LATTICE_LARGEST = 0.4, 2.6
# How far the odds of a first lie from what came, in points: under their own assumption at most; on
# average for people of another make, whose leanings stay and whose answers correlate so; and how
# much too high they are for erratic people, too low for very consistent ones.
UNDER_ASSUMPTION = 1.0
OTHER_MAKE, OTHER_CORRELATION = 1.5, 0.67
TOO_HIGH, TOO_LOW = 7, 10
