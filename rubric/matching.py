"""The match (engine axes-2): what a sheet allows to say about all targets. Pure and exact.

Leans come from `rubric.leans`, the order from `rubric.standings`, odds from `rubric.odds`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cache

from rubric import leans
from rubric.leans import Answer, AxisItem, Flag, Missing, Ratings
from rubric.odds import tenths
from rubric.scoring import HIGHEST, LOWEST
from rubric.standings import PARTLY_FROM, Field, Groups, Meeting, Standing, first_group, meet, rank

FEWEST_AXES = 4
# First-place odds, in tenths, from which a target leads and from which a first is clear.
LEADING_TENTHS, CLEAR_TENTHS = 2, 5
# With too few axes, specialties are named by the axes on which the reader leans at least this far.
STRONG_LEAN, HIGH, LOW = 4, 2, -2
# The order rests on one axis that holds this share of Q.
ONE_AXIS_FROM = Fraction(4, 5)
REACH, SWINGS_SHOWN = HIGHEST - LOWEST, 3


class State(StrEnum):
    """What may be said of a sheet; only the first two have a leading group."""

    CLEAR = "clear"
    NO_CLEAR_FIRST = "no-clear-first"
    NO_FIT = "no-fit"
    UNSETTLED = "unsettled"
    TOO_FEW = "too-few"
    NO_DIRECTION = "no-direction"


@dataclass(frozen=True, slots=True)
class Swing:
    """One answer which, moved alone to `to`, puts `leaders` first."""

    key: str
    rating: int
    to: int
    leaders: tuple[str, ...]

    @property
    def points(self) -> int:
        return abs(self.to - self.rating)


@dataclass(frozen=True, slots=True)
class Match:
    """One sheet and all targets. Too few axes or no direction: no groups, no odds.

    `leans`: X of the counted axes in the order of the library. `square`: Q. `groups`: best first.
    `leading`: by agreement. `twins`: pairs of near-equal targets of which one leads. `swings`: for
    a clear first, up to three answers that put others first, the smallest move first. `tipping`:
    for no clear first, how many answers do so by one point. `one_axis`: the axis that the order
    rests on. `named`: in library order, with too few axes all that are High or more (Low for a
    negative lean) wherever the lean is strong, with one axis all at its extreme level.
    """

    state: State
    flags: tuple[Flag, ...]
    answers: tuple[Answer, ...]
    missing: tuple[Missing, ...]
    leans: Mapping[str, int]
    square: int
    groups: Groups = ()
    leading: tuple[str, ...] = ()
    twins: tuple[tuple[str, str], ...] = ()
    swings: tuple[Swing, ...] = ()
    tipping: int = 0
    one_axis: str | None = None
    named: tuple[str, ...] = ()


def match(items: Sequence[AxisItem], ratings: Ratings, field: Field) -> Match:
    """Match one sheet with all targets, and work out what may be said of it.

    None or no rating means “doesn’t matter to me”. Raises ValueError as `leans.count`
    and `standings.meet`.
    """
    meeting = meet(leans.count(items, ratings), field)
    gaps = leans.missing(items, ratings)
    outcome = Match(
        state=State.TOO_FEW if len(meeting.leans) < FEWEST_AXES else State.NO_DIRECTION,
        flags=leans.flags(items, ratings),
        answers=meeting.answers,
        missing=tuple(gap for axis in field.leans for gap in gaps if gap.axis == axis),
        leans=meeting.leans,
        square=meeting.square,
    )
    if len(meeting.leans) < FEWEST_AXES:
        return replace(outcome, named=_strongly_alike(meeting))
    if not meeting.square:
        return outcome
    groups = rank(meeting)
    state = _state(groups)
    leading = _leading(groups) if state in (State.CLEAR, State.NO_CLEAR_FIRST) else ()
    axis = _one_axis(meeting)
    return replace(
        outcome,
        state=state,
        groups=groups,
        leading=leading,
        twins=tuple(pair for pair in field.twins if not set(pair).isdisjoint(leading)),
        swings=_swings(meeting) if state is State.CLEAR else (),
        tipping=(
            len({swing.key for swing in nearest_moves(meeting)})
            if state is State.NO_CLEAR_FIRST
            else 0
        ),
        one_axis=axis,
        named=_extreme(meeting, axis) if axis else (),
    )


def _state(groups: Groups) -> State:
    if groups[0][0].square < PARTLY_FROM:
        return State.NO_FIT
    if not any(_reaches(row, LEADING_TENTHS) for group in groups for row in group):
        return State.UNSETTLED
    alone = len(groups[0]) == 1 and _reaches(groups[0][0], CLEAR_TENTHS)
    return State.CLEAR if alone else State.NO_CLEAR_FIRST


def _leading(groups: Groups) -> tuple[str, ...]:
    """The first group, and every group of which one reaches two tenths."""
    return tuple(
        row.slug
        for group in groups
        if group is groups[0] or any(_reaches(row, LEADING_TENTHS) for row in group)
        for row in group
    )


def _reaches(row: Standing, least: int) -> bool:
    """Whether it fits at least partly and comes first often enough, in tenths of all retakes."""
    return row.square >= PARTLY_FROM and tenths(row.odds.first) >= least


def _one_axis(meeting: Meeting) -> str | None:
    return next(
        (axis for axis, x in meeting.leans.items() if x * x >= ONE_AXIS_FROM * meeting.square), None
    )


def _extreme(meeting: Meeting, axis: str) -> tuple[str, ...]:
    """All at the highest level of an axis, or at the lowest for a negative lean."""
    column = meeting.field.leans[axis]
    end = max(column) if meeting.leans[axis] > 0 else min(column)
    return tuple(slug for slug, y in zip(meeting.field.slugs, column, strict=True) if y == end)


def _strongly_alike(meeting: Meeting) -> tuple[str, ...]:
    """All that are High or more (Low for a negative lean) wherever the reader leans strongly."""
    own, field = meeting.leans, meeting.field
    strong = [(x, field.leans[axis]) for axis, x in own.items() if abs(x) >= STRONG_LEAN]
    return tuple(
        slug
        for target, slug in enumerate(field.slugs)
        if strong
        and all(column[target] >= HIGH if x > 0 else column[target] <= LOW for x, column in strong)
    )


def _swings(meeting: Meeting) -> tuple[Swing, ...]:
    """The smallest move of each answer that puts others first, up to three answers."""
    smallest: dict[str, Swing] = {}
    for swing in _moves(meeting, REACH):
        smallest.setdefault(swing.key, swing)
        if len(smallest) == SWINGS_SHOWN:
            break
    return tuple(smallest.values())


def nearest_moves(meeting: Meeting) -> tuple[Swing, ...]:
    """Every single answer that, moved by one point, puts others first."""
    return tuple(_moves(meeting, reach=1))


def _moves(meeting: Meeting, reach: int) -> Iterator[Swing]:
    """Yield every single answer and rating in reach that puts others first.

    Smallest move first, then in the order of the items, then downwards first. A move that leaves
    no lean puts nobody first and is no swing.
    """
    leaders = first_group(meeting, meeting.dots)
    after = cache(lambda axis, shift: _first_moved(meeting, axis, shift))
    for points in range(1, reach + 1):
        for answer in meeting.answers:
            for to in (answer.rating - points, answer.rating + points):
                # Statements of one axis move it alike, so most moves have been seen before.
                others = after(answer.axis, answer.step * (to - answer.rating))
                if LOWEST <= to <= HIGHEST and others not in ((), leaders):
                    yield Swing(answer.key, answer.rating, to, others)


def _first_moved(meeting: Meeting, axis: str, shift: int) -> tuple[str, ...]:
    lean = meeting.leans[axis]
    if meeting.square == lean**2 and lean + shift == 0:
        return ()
    column = meeting.field.leans[axis]
    return first_group(
        meeting, [dot + shift * y for dot, y in zip(meeting.dots, column, strict=True)]
    )
