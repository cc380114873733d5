"""Specialties as an address asks for them: filtered, sorted, or all by group. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from specialties import filters
from specialties.filters import Filter
from specialties.levels import Level
from specialties.library import COLUMNS, Group, Library, Specialty
from specialties.pages.parts import (
    PROBE_WORDS,
    Cited,
    LevelView,
    Option,
    Ref,
    fit_keys,
    fit_sentence,
    level_keys,
    levels,
    warnings,
)
from specialties.pages.routes import way_keys, way_there
from specialties.words import counted, number_word, sentence_case

# The notes that ask, and the heading over them.
QUESTIONS = "Three questions"


class Row(NamedTuple):
    """One specialty: how to get there, its levels, and whom it may fit."""

    slug: str
    name: str
    way: str
    hints: tuple[str, ...]
    levels: tuple[LevelView, ...]
    is_estimated: bool
    probe: str
    probe_estimates: tuple[Ref, ...]


class RowGroup(NamedTuple):
    """Rows under one heading; a sorted list has one group without a heading."""

    name: str
    description: str
    rows: tuple[Row, ...]


class Page:
    columns = tuple(COLUMNS.values())
    questions_title = QUESTIONS

    def __init__(self, library: Library, parameters: Mapping[str, Sequence[str]]) -> None:
        cited = Cited(library)
        request = filters.read(parameters, groups=[group.slug for group, _ in by_group(library)])
        found = filters.chosen(request.wanted, library.specialties)
        total = len(library.specialties)
        self.title = sentence_case(counted(total, "specialty", "specialties"))
        self.count = _count_words(library, request.wanted, len(found))
        self.selects = _selects(library, request.kept)
        self.problems = request.problems
        self.full_title = f"Error: {self.title}" if self.problems else self.title
        self.is_changed = bool(request.kept or request.problems)
        # The page says in words what is the guide’s.
        covers = (
            cited.origin(
                *level_keys(library.specialties), *(row.source for row in library.specialties)
            ).covers
            - cited.ours
        )
        self.lead = cited.notes("specialties", but=covers)
        self.questions = cited.notes("specialties", theme=QUESTIONS, but=covers)
        # Before all that depends on what is asked for, so that a row always looks the same.
        self.estimates = cited.estimates(*(row.probe_source for row in library.specialties))
        fits = (key for row in found for key in fit_keys(row))
        self.fit_refs = cited.refs(*fits, but=covers)
        self.way_refs = cited.refs(*(key for row in found for key in way_keys(row)), but=covers)
        self.groups = _row_groups(library, cited, found, is_sorted=bool(request.wanted.sort))
        self.foot = cited.foot()


def by_group(
    library: Library, specialties: Iterable[Specialty] | None = None
) -> list[tuple[Group, list[Specialty]]]:
    """Some specialties, or all, under the groups that they belong to; no group is empty."""
    rows: dict[str, list[Specialty]] = {group.slug: [] for group in library.groups}
    for specialty in library.specialties if specialties is None else specialties:
        rows[specialty.group].append(specialty)
    return [(library.group_by_slug[slug], found) for slug, found in rows.items() if found]


def _row_groups(
    library: Library, cited: Cited, found: Sequence[Specialty], *, is_sorted: bool
) -> tuple[RowGroup, ...]:
    if is_sorted and found:
        return (RowGroup("", "", tuple(_row(library, cited, row) for row in found)),)
    return tuple(
        RowGroup(group.name, group.description, tuple(_row(library, cited, row) for row in rows))
        for group, rows in by_group(library, found)
    )


def _row(library: Library, cited: Cited, specialty: Specialty) -> Row:
    return Row(
        specialty.slug,
        specialty.name,
        way_there(library, specialty),
        tuple(filter(None, (fit_sentence(specialty), *warnings(specialty)))),
        levels(specialty),
        library.source_by_key[specialty.levels_source].is_ours,
        specialty.probe and specialty.probe_text,
        cited.estimates(specialty.probe_source),
    )


def _count_words(library: Library, wanted: Filter, found: int) -> str:
    """How many are shown, and what they have in common, in a sentence or two."""
    total = number_word(len(library.specialties))
    sort = f" Sorted by {COLUMNS[wanted.sort].lower()}, most first." if wanted.sort else ""
    if not wanted.is_filtering:
        return f"Showing all {total}.{sort}"
    parts = [f"{COLUMNS[name].lower()} at least {lv.label}" for name, lv in wanted.least.items()]
    parts += [f"{COLUMNS[name].lower()} at most {lv.label}" for name, lv in wanted.most.items()]
    if wanted.probe:
        parts.append(f"who holds the probe: {PROBE_WORDS[wanted.probe]}")
    if wanted.group:
        parts.append(f"group: {library.group_by_slug[wanted.group].name}")
    fits = "fit" if found > 1 else "fits"
    count = sentence_case(number_word(found)) if found else "None"
    return f"{count} of {total} {fits}: {'; '.join(parts)}.{sort}"


def _selects(
    library: Library, kept: Mapping[str, str]
) -> tuple[tuple[str, str, list[Option]], ...]:
    """Name, label and options of each field of the form."""
    levels = [("", "any"), *((level.slug, level.label) for level in Level)]
    groups = ((group.slug, group.name) for group, _ in by_group(library))
    selects: list[tuple[str, str, list[tuple[str, str]]]] = [
        (f"{column}-{end}", f"{title}, {words}", levels)
        for end, words in ((filters.LEAST, "at least"), (filters.MOST, "at most"))
        for column, title in COLUMNS.items()
    ]
    selects += [
        ("probe", "Who holds the probe", [("", "any"), *PROBE_WORDS.items()]),
        ("group", "Group", [("", "any"), *groups]),
        ("sort", "Sort by", [("", "group"), *((c, title.lower()) for c, title in COLUMNS.items())]),
    ]
    return tuple(
        (name, label, [Option(value, text, value == kept.get(name, "")) for value, text in options])
        for name, label, options in selects
    )
