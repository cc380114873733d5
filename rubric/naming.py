"""How the rows and values of a content are called where an editor reads them. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from rubric import labels
from rubric.content import Content
from specialties.levels import Level
from specialties.library import Frozen
from specialties.words import day_words, plain, sentence_case

# A title is never longer than what fits a line.
SHORT = 60
# Where a row of each kind says what it is, the first field that it has and fills.
TITLES = (*("name", "names", "title", "label", "sign", "lead", "question", "theme", "text"),)


class Names:
    """How what a content names by a key is called, as the new content says it or the old one."""

    def __init__(self, old: Content, new: Content) -> None:
        self.contents = (old, new)

    @cached_property
    def by_key(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for content in self.contents:
            library = content.library
            found |= {row.key: row.label for row in library.sources}
            found |= {row.key: row.question for row in library.questions}
            found |= {row.slug: row.name for row in library.groups}
            found |= {row.slug: row.name for row in library.whole_fields}
            found |= {row.slug: row.name for row in library.specialties}
            found |= {row.slug: row.name for row in library.axes}
            found |= {row.slug: row.name for row in library.paths}
            for rubric in content.rubrics:
                found |= {row.key: row.name for row in rubric.criteria}
                found[rubric.slug] = rubric.title
        return found

    def of(self, key: str) -> str:
        """The last part names a row that is known by several."""
        return self.by_key.get(key) or sentence_case(key.split(" · ")[-1].replace("-", " "))

    def title(self, row: Frozen) -> str:
        """What a row is called, with its kind: “KPI: Exams per day, Generalist”."""
        kind = labels.THINGS[type(row).__name__]
        own = self._own(row)
        path = getattr(row, "path", None)
        return f"{kind}{SPACED.get(type(row).__name__, ': ')}{own}" + (
            f", {self.of(path)}" if path and path in self.by_key else ""
        )

    def _own(self, row: Frozen) -> str:
        fields = row.__struct_fields__
        for name in ("axis", "specialty", "after"):
            if name in fields and getattr(row, name) and "key" not in fields:
                return self.of(getattr(row, name))
        if (year := getattr(row, "year", None)) is not None and "title" not in fields:
            return ", ".join([str(year), *filter(None, [getattr(row, "label", "")])])
        if "number" in fields:
            return str(getattr(row, "number"))  # noqa: B009
        # The theme of a note says where it stands, not what it says.
        names = ("text",) if "section" in fields else TITLES
        texts = (getattr(row, name) for name in names if name in fields)
        return _shortened(next(filter(None, texts), ""))

    def value(self, owner: type[Frozen] | None, name: str, value: Any) -> str | None:
        """A value in words; None for nothing."""
        if value is None or value == "":
            return None
        known = labels.VALUES.get(f"{owner.__name__ if owner else ''}.{name}", {})
        if name == "basis":
            return ", ".join(known.get(letter, letter) for letter in str(value))
        if str(value) in known:
            return known[str(value)] or None
        return self._plain(name, value)

    def _plain(self, name: str, value: Any) -> str:
        if isinstance(value, Level):
            return value.label
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, Decimal):
            return plain(value)
        if isinstance(value, date):
            return day_words(value)
        if isinstance(value, Frozen):
            return self.whole(value)
        if isinstance(value, tuple):
            return "; ".join(self._part(name, part) for part in value)
        if isinstance(value, dict):
            return "; ".join(f"{self.of(key)}: {self._said(part)}" for key, part in value.items())
        return self.of(value) if name in NAMED and isinstance(value, str) else str(value)

    def _part(self, name: str, value: Any) -> str:
        if isinstance(value, Frozen):
            return f"{self.title(value)} ({self.whole(value)})"
        return self._plain(name, value)

    def _said(self, value: Any) -> str:
        return "left out" if value is None else self._plain("", value)

    def whole(self, row: Frozen) -> str:
        """A row in a line: “Axis: Doing procedures; Level: High”."""
        return "; ".join(f"{label}: {text}" for label, text in self.fields(row))

    def fields(self, row: Frozen) -> Iterator[tuple[str, str]]:
        """Every field of a row that says something, but for the keys that only programs read."""
        for name in row.__struct_fields__:
            value = getattr(row, name)
            text = self.value(type(row), name, value)
            if text and value != () and name not in KEYS:
                yield labels.field_label(type(row), name), text


# Fields that name another row, and those that only name their own.
NAMED = {
    *("source", "sources", "path", "specialty", "axis", "group", "whole_field", "after", "asks"),
    *("levels_source", "probe_source", "training_source"),
}
KEYS = {"key", "slug"}
# Between the kind of a row and its title, where it is no colon.
SPACED = dict.fromkeys(("AxisLevel", "PayYear", "PlanWeek", "TimelineStep"), " ")


def _shortened(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"
