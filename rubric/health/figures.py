"""What is known of the health of a content: counts of sheets, as values that can be stored. Pure.

Every figure is a whole number of sheets, so shares are worked out only where they are said. For
weights the sheets are all that there are; for a match they are made up, from a fixed seed.
"""

from fractions import Fraction
from typing import Literal

from specialties.library import Frozen


class Tally(Frozen, frozen=True):
    """How many sheets come out one way."""

    slug: str
    name: str
    sheets: int


class PathHealth(Frozen, frozen=True, tag="weights"):
    """A questionnaire with weights, over every complete sheet that there is.

    `ties`: sheets whose two totals are equal. `near`: sheets that one point on one answer would
    give another persona.
    """

    slug: str
    title: str
    sheets: int
    personas: tuple[Tally, ...]
    ties: int
    near: int


class First(Frozen, frozen=True):
    """How a specialty fares. Each of those who share a first place counts.

    `first` of all sheets, `leads` of those that were matched as a whole. `standing`: whether the
    levels give it a direction at all. `nearest`: the name of the specialty whose levels are most
    like its own.
    """

    slug: str
    name: str
    first: int
    leads: int
    standing: Literal["placed", "all-moderate", "without-levels"]
    nearest: str = ""


class Twins(Frozen, frozen=True):
    """Two specialties, by name, that answers can hardly part.

    `thousandths`: the squared agreement of their levels, rounded down. `steps`: by how much their
    levels differ over all axes. `led`: sheets in which one of them leads; `together`: both.
    """

    one: str
    other: str
    thousandths: int
    steps: int
    led: int
    together: int


class Shift(Frozen, frozen=True):
    """Two readings of the same sheets, the second with something done to every answer.

    `moved`: sheets that put others first. `name`: the specialty whose number of first places
    changes most, from `before` to `after`.
    """

    sheets: int
    moved: int
    name: str
    before: int
    after: int


class MatchHealth(Frozen, frozen=True, tag="axes"):
    """A questionnaire with axes, over sheets filled in at random.

    `firsts`: every specialty of the library, in its order. `strongest`: how many specialties have
    the strongest levels, a third of all; `strongest_first`: how many of all first places are
    theirs. `states`, `groups`: of the `matched` sheets, what could be said, and how many have a
    leading group of one, two, three … `raised`: everybody agrees more with everything. `unranked`,
    `left_out`: each answer is left out one time in five, where that is allowed.
    """

    slug: str
    title: str
    sheets: int
    matched: int
    firsts: tuple[First, ...]
    strongest: int
    strongest_first: int
    states: tuple[Tally, ...]
    groups: tuple[int, ...]
    raised: Shift
    twins: tuple[Twins, ...]
    left_out: Shift | None = None
    unranked: int = 0

    @property
    def fair(self) -> Fraction:
        """The share of first places that each would have if all that can be matched had the same.

        1 where none can be.
        """
        return Fraction(1, sum(row.standing != "without-levels" for row in self.firsts) or 1)


class NotWorkedOut(Frozen, frozen=True, tag="none"):
    """A questionnaire of which nothing can be said, and why, in a sentence."""

    slug: str
    title: str
    text: str


class Health(Frozen, frozen=True):
    """Every questionnaire of a content, in its order."""

    rubrics: tuple[PathHealth | MatchHealth | NotWorkedOut, ...]


class Moved(Frozen, frozen=True):
    """A persona or a specialty, and how many sheets put it first before and after."""

    name: str
    before: int
    after: int


class Comparison(Frozen, frozen=True):
    """The same sheets under two contents. `text` says why not, where they cannot be compared.

    `changed`: sheets with another persona, or with others first. `moved`: whose number of sheets
    is not what it was, the largest change first.
    """

    slug: str
    title: str
    sheets: int = 0
    changed: int = 0
    moved: tuple[Moved, ...] = ()
    text: str = ""

    @property
    def share(self) -> Fraction:
        return Fraction(self.changed, self.sheets or 1)


class Stored(Frozen, frozen=True):
    """How many stored results were `read`, and how many would come out with others first.

    None stands for a number too small to be told, nought among them.
    """

    slug: str
    title: str
    read: int | None
    changed: int | None


class Report(Frozen, frozen=True):
    """The health of a content as it is kept, with what is known beside the newest edition.

    `against`: the digest of that edition; the comparisons and stored results hold for it alone.
    `newest_only`: there were more stored results than were read.
    """

    version: int
    health: Health
    against: str
    comparisons: tuple[Comparison, ...] = ()
    stored: tuple[Stored, ...] = ()
    newest_only: bool = False
