"""Which specialties an address asks for, and in which order. Pure.

Every parameter may be missing or empty. One that makes no sense is a problem with a sentence of
its own, and then nothing is filtered: half a filter would show a list that nobody asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from specialties.levels import Level
from specialties.library import COLUMNS, PROBES, Specialty

LEAST, MOST = "min", "max"
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Filter:
    """What a specialty must be; `sort` is a column, most first, or empty for the usual order."""

    least: Mapping[str, Level] = field(default_factory=dict)
    most: Mapping[str, Level] = field(default_factory=dict)
    probe: str = ""
    group: str = ""
    sort: str = ""

    @property
    def is_filtering(self) -> bool:
        return bool(self.least or self.most or self.probe or self.group)


@dataclass(frozen=True, slots=True)
class Request:
    """A filter as read, the sentences about what could not be read, and the values that could."""

    wanted: Filter
    problems: tuple[str, ...]
    kept: Mapping[str, str]


def read(parameters: Mapping[str, Sequence[str]], *, groups: Sequence[str]) -> Request:
    """Read a filter from the parameters of an address; unknown names are left alone."""
    kept: dict[str, str] = {}
    problems: list[str] = []

    def take(name: str, title: str, known: Sequence[str]) -> str:
        values = [value for value in parameters.get(name, ()) if value]
        if len(set(values)) > 1:
            problems.append(f"“{title}” was given more than one value.")
        elif values and values[0] not in known:
            problems.append(f"“{title}” cannot be “{readable(values[0])}”.")
        elif values:
            kept[name] = values[0]
        return kept.get(name, "")

    slugs = [level.slug for level in Level]
    bounds: dict[str, dict[str, Level]] = {LEAST: {}, MOST: {}}
    for column, title in COLUMNS.items():
        for end, words in ((LEAST, "at least"), (MOST, "at most")):
            if slug := take(f"{column}-{end}", f"{title}, {words}", slugs):
                bounds[end][column] = Level.parse(slug)
    wanted = Filter(
        least=bounds[LEAST],
        most=bounds[MOST],
        probe=take("probe", "Who holds the probe", tuple(PROBES)),
        group=take("group", "Group", groups),
        sort=take("sort", "Sort by", tuple(COLUMNS)),
    )
    return Request(Filter() if problems else wanted, tuple(problems), kept)


def chosen(wanted: Filter, rows: Sequence[Specialty]) -> list[Specialty]:
    """Return the rows that fit, most of the sorted column first; ties keep their order."""
    fitting = [
        row
        for row in rows
        if all(getattr(row, column) >= level for column, level in wanted.least.items())
        and all(getattr(row, column) <= level for column, level in wanted.most.items())
        and wanted.probe in ("", row.probe)
        and wanted.group in ("", row.group)
    ]
    if wanted.sort:
        fitting.sort(key=lambda row: -getattr(row, wanted.sort))
    return fitting


def readable(value: str) -> str:
    """A value from an address as it may be shown: printable and not too long."""
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in value[: SHOWN + 1])
    return f"{text[:SHOWN]}…" if len(text) > SHOWN else text
