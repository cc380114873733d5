"""What an editor sees of the health of a content beside the edition that readers see. Pure.

A panel is tables of shares, each with a bar, and sentences. The page and the command say the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from rubric.health.figures import (
    Comparison,
    Health,
    MatchHealth,
    Moved,
    NotWorkedOut,
    PathHealth,
    Report,
    Shift,
    Stored,
)
from rubric.health.warnings import FAIR_TIMES, warnings
from specialties.words import grouped, listed, share_words

# Of those whose number of first places changes, so many are named.
MOVED_SHOWN = 5
# What is told of a count that could be of somebody in particular.
FEW = "fewer than 5"
NOTHING = "–"
BAR = 100

AnyHealth = PathHealth | MatchHealth | NotWorkedOut
Counts = dict[str, tuple[int, int]]
Counted = TypeVar("Counted", PathHealth, MatchHealth)


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning; `is_new` when readers do not meet what it names yet."""

    text: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One share in both contents, in words; the bars are hundredths of the longest of the table."""

    name: str
    new: str
    old: str
    new_bar: int
    old_bar: int


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A questionnaire: what the edit changes, and its tables."""

    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """What is known of a content beside the edition that readers see, if there is one.

    `warnings`: those of the new content, what readers do not meet yet first. `gone`: those of the
    edition that the new content mends.
    """

    warnings: tuple[Warned, ...]
    gone: tuple[str, ...]
    sections: tuple[Section, ...]
    has_old: bool
    made_on: date


def build(report: Report, old: Health | None, made_on: date) -> Panel:
    """Set a report beside the health of the newest edition, if it is known."""
    found = warnings(report.health)
    known = warnings(old) if old else ()
    olds = {row.slug: row for row in old.rubrics} if old else {}
    comparisons = {row.slug: row for row in report.comparisons}
    stored = {row.slug: row for row in report.stored}
    rows = [Warned(text, is_new=bool(old) and text not in known) for text in found]
    return Panel(
        warnings=tuple(sorted(rows, key=lambda row: not row.is_new)),
        gone=tuple(text for text in known if text not in found),
        sections=tuple(
            Section(
                title=rubric.title,
                sentences=(
                    *_changed(rubric, comparisons.get(rubric.slug)),
                    *_stored(rubric, stored.get(rubric.slug), report.newest_only),
                    *_said_of(rubric),
                ),
                tables=tuple(_tables(rubric, olds.get(rubric.slug))),
            )
            for rubric in report.health.rubrics
        ),
        has_old=old is not None,
        made_on=made_on,
    )


def lines(panel: Panel) -> Iterator[str]:
    """Say a panel as plain text, a line after the other."""
    for warned in panel.warnings:
        yield f"Warning: {warned.text}"
    for text in panel.gone:
        yield f"No warning anymore: {text}"
    for section in panel.sections:
        yield from ("", section.title, *section.sentences)
        for table in section.tables:
            yield from ("", table.caption)
            width = max((len(row.name) for row in table.rows), default=0)
            for row in table.rows:
                old = f"  {row.old:>8}" if panel.has_old else ""
                yield f"  {row.name:<{width}}  {row.new:>8}{old}"


def _said_of(rubric: AnyHealth) -> Iterator[str]:
    if isinstance(rubric, NotWorkedOut):
        yield rubric.text
    if isinstance(rubric, MatchHealth) and rubric.raised.moved:
        raised = rubric.raised
        yield (
            f"When everybody agrees more with everything, first places of {raised.name} change "
            f"most, from {_percent(raised.before, raised.sheets)} to "
            f"{_percent(raised.after, raised.sheets)}."
        )


def _noun(rubric: AnyHealth) -> str:
    return "the first specialty" if isinstance(rubric, MatchHealth) else "the persona"


def _sheets(rubric: AnyHealth) -> str:
    return "made-up sheets" if isinstance(rubric, MatchHealth) else "all possible sheets"


def _changed(rubric: AnyHealth, found: Comparison | None) -> Iterator[str]:
    if found is None or isinstance(rubric, NotWorkedOut):
        return
    if found.text:
        yield found.text
        return
    if not found.changed:
        yield f"Nothing here changes {_noun(rubric)} of any sheet."
        return
    share = _percent(found.changed, found.sheets)
    yield f"This edit changes {_noun(rubric)} of {share} of {_sheets(rubric)}."
    if moved := found.moved[:MOVED_SHOWN]:
        most = "Most changes: " if len(found.moved) > MOVED_SHOWN else "What changes: "
        yield most + listed([_from_to(row, found.sheets) for row in moved]) + "."


def _from_to(row: Moved, sheets: int) -> str:
    return f"{row.name} from {_percent(row.before, sheets)} to {_percent(row.after, sheets)}"


def _stored(rubric: AnyHealth, found: Stored | None, newest_only: bool) -> Iterator[str]:
    if found is None:
        return
    whole = "of the newest stored results" if newest_only else "stored results"
    if found.read is None:
        yield f"Fewer than 5 {whole} answer these criteria, too few to count."
        return
    changed = FEW if found.changed is None else grouped(found.changed)
    yield (
        f"Of {grouped(found.read)} {whole}, {changed} would have another "
        f"{_noun(rubric).removeprefix('the ')} today. They stay as they are."
    )


def _percent(part: int, whole: int) -> str:
    if not part:
        return "0\u00a0%"
    share = Fraction(part, whole or 1)
    return "below 0.1\u00a0%" if share < Fraction(1, 1000) else share_words(share, places=1)


def _tables(new: AnyHealth, old: AnyHealth | None) -> Iterator[Table]:
    if isinstance(new, PathHealth):
        yield from _of_paths(new, old if isinstance(old, PathHealth) else None)
    elif isinstance(new, MatchHealth):
        yield from _of_a_match(new, old if isinstance(old, MatchHealth) else None)


def _of_paths(new: PathHealth, old: PathHealth | None) -> Iterator[Table]:
    note = f"Share of all {grouped(new.sheets)} sheets that can be filled in."
    for caption, counts in (("Personas", _personas), ("Sheets on an edge", _edges)):
        yield Table(caption, note, _rows(counts, new, old))


def _of_a_match(new: MatchHealth, old: MatchHealth | None) -> Iterator[Table]:
    every = f"Share of {grouped(new.sheets)} made-up sheets."
    part = f"Share of the first {grouped(new.matched)} of these sheets."
    note = (
        f"{every} Each of those who share a first place counts. A fair share is "
        f"{share_words(new.fair, places=1)}; above {share_words(FAIR_TIMES * new.fair, places=1)} "
        "there is a warning."
    )
    places = _rows(_first_places, new, old)
    yield Table("First places", note, tuple(sorted(places, key=lambda row: -row.new_bar)))
    for caption, said, counts in (
        ("What can be said of a sheet", part, _states),
        ("Specialties in the leading group", part, _groups),
        ("Sheets that put others first, filled in otherwise", every, _readings),
        ("Near twins", "Share of the sheets that one of them leads in which both do.", _twins),
    ):
        if rows := _rows(counts, new, old):
            yield Table(caption, said, rows)


def _personas(rubric: PathHealth) -> Counts:
    return {row.name: (row.sheets, rubric.sheets) for row in rubric.personas}


def _edges(rubric: PathHealth) -> Counts:
    return {
        "Both totals are equal": (rubric.ties, rubric.sheets),
        "One point on one answer gives another persona": (rubric.near, rubric.sheets),
    }


def _first_places(rubric: MatchHealth) -> Counts:
    return {row.name: (row.first, rubric.sheets) for row in rubric.firsts}


def _states(rubric: MatchHealth) -> Counts:
    return {row.name.capitalize(): (row.sheets, rubric.matched) for row in rubric.states}


def _groups(rubric: MatchHealth) -> Counts:
    rows = {str(size): (count, rubric.matched) for size, count in enumerate(rubric.groups, 1)}
    return {"None": (rubric.matched - sum(rubric.groups), rubric.matched), **rows}


def _readings(rubric: MatchHealth) -> Counts:
    found = {"Everybody agrees more with everything": _moved(rubric.raised)}
    if rubric.left_out:
        found["One answer in five is left out"] = _moved(rubric.left_out)
        found["Too much is left out for any order"] = rubric.unranked, rubric.sheets
    return found


def _moved(shift: Shift) -> tuple[int, int]:
    return shift.moved, shift.sheets


def _twins(rubric: MatchHealth) -> Counts:
    return {f"{row.one} and {row.other}": (row.together, row.led) for row in rubric.twins}


def _rows(
    counts: Callable[[Counted], Counts], new: Counted, old: Counted | None
) -> tuple[Row, ...]:
    """A row for each name, those that only the old one has at the end."""
    now, then = counts(new), counts(old) if old else {}
    pairs = {name: (_share(now.get(name)), _share(then.get(name))) for name in {**now, **then}}
    longest = max((share for pair in pairs.values() for share in pair if share), default=1)
    return tuple(
        Row(name, _words(one), _words(other), _bar(one, longest), _bar(other, longest))
        for name, (one, other) in pairs.items()
    )


def _share(count: tuple[int, int] | None) -> Fraction | None:
    return Fraction(count[0], count[1] or 1) if count else None


def _words(share: Fraction | None) -> str:
    return NOTHING if share is None else _percent(share.numerator, share.denominator)


def _bar(share: Fraction | None, longest: Fraction | int) -> int:
    return round(BAR * share / longest) if share else 0
