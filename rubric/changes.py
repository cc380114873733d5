"""What an edition changes, in the words of whoever edits it. Pure.

`content.diff` finds the changes; here each gets its page of the site, the name of its thing, the
label of its field, and values in words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import NamedTuple

from rubric import labels
from rubric.content import ORDER, Change, Content, Step, diff
from rubric.naming import Names
from specialties.library import Frozen
from specialties.words import sentence_case

# From here on only the words that differ are worth marking; beyond, nobody compares by word.
LONG, MOST_WORDS = 60, 800
WORD = re.compile(r"\S+\s*")


class Mark(NamedTuple):
    """Some words of a text, by what HTML calls them: “del”, “ins”, or empty for both texts."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One field in words. `marks`: a long text with what differs in it, instead of both texts.

    `came`, `went` and `moved`: what happened to the entries of a list.
    """

    label: str
    old: str | None = None
    new: str | None = None
    marks: tuple[Mark, ...] = ()
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """One row of the working copy with all its changes; `verdict` is “new”, “gone” or empty."""

    name: str
    lines: tuple[Line, ...]
    verdict: str = ""
    row: Frozen | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site with the things on it that change."""

    title: str
    things: tuple[Thing, ...]


class Moved(NamedTuple):
    """What a reader may want to know of an edition before any detail."""

    moves_levels: bool
    moves_weights: bool
    moves_words: bool


def pages(old: Content, new: Content) -> tuple[Page, ...]:
    """Return every change in words, in the order of the site."""
    return worded(diff(old, new), old, new)


def worded(found: Sequence[Change], old: Content, new: Content) -> tuple[Page, ...]:
    """Put changes into words; `old` and `new` know how what they name is called."""
    names = Names(old, new)
    by_page: dict[str, list[Change]] = {title: [] for title in labels.PAGES}
    for change in found:
        by_page[_page(change)].append(change)
    return tuple(
        Page(title, tuple(_things(rows, names))) for title, rows in by_page.items() if rows
    )


def moved(found: Sequence[Change]) -> Moved:
    """Sort changes by what they do to results: levels, weights, or neither."""
    kinds = {_effect(change) for change in found}
    return Moved("levels" in kinds, "weights" in kinds, "words" in kinds)


# Where such a row comes or goes, the same answers may lead elsewhere.
MATCHED = {"Specialty", "Axis", "AxisLevel"}
SCORED = {"Definition", "Criterion", "Persona", "PathAim", "AxisAim"}
# So they may where a field has another number or points elsewhere.
SCORING = {
    *("PathAim.weights", "PathAim.band", "PathAim.clear_from", "PathAim.low_total"),
    *("PathAim.high_total", "Persona.path", "AxisAim.terms", "AxisAim.engine"),
    "Definition.allows_skipping",
}


def _effect(change: Change) -> str:
    """What stands for a number that a result is made of; the rest is words."""
    kinds = {type(value).__name__ for value in (change.before, change.after)}
    if kinds & {"Level", *MATCHED}:
        return "levels"
    fields = {f"{step.owner.__name__}.{step.name}" for step in change.steps if step.owner}
    return "weights" if kinds & SCORED or fields & SCORING else "words"


def _page(change: Change) -> str:
    part = change.steps[1].name if change.steps[0].name == "library" else change.steps[0].name
    row = change.steps[2].row if len(change.steps) > 2 else None
    section = {getattr(row, name, None) for name in ("section", "kind")}
    if part in ("notes", "questions") and section & labels.AMONG_SPECIALTIES:
        return labels.SPECIALTIES
    return next((title for title, parts in labels.PAGES.items() if part in parts), labels.PATHS)


def _head(change: Change) -> int:
    """How many steps lead to the thing that a change is about."""
    return 3 if change.steps[0].name == "library" else 2


def _things(found: Sequence[Change], names: Names) -> Iterator[Thing]:
    def head(change: Change) -> tuple[str, ...]:
        return tuple(step.name for step in change.steps[: _head(change)])

    for _, rows in groupby(found, key=head):
        changes = list(rows)
        yield _thing(changes, changes[0].steps[: _head(changes[0])], names)


def _thing(changes: Sequence[Change], way: tuple[Step, ...], names: Names) -> Thing:
    row = way[-1].row
    if row is None:
        # The order of a whole table.
        name = sentence_case(way[-2 if len(way) > 1 else -1].name.replace("_", " "))
        return Thing(name, tuple(_line(change, (), names) for change in changes))
    first = changes[0]
    if len(first.steps) > len(way):
        lines = tuple(_line(change, change.steps[len(way) :], names) for change in changes)
        return Thing(names.title(row), lines, row=row)
    fields = tuple(names.fields(row))
    if first.after is None:
        return Thing(names.title(row), tuple(Line(*field) for field in fields), "gone", row)
    return Thing(
        names.title(row), tuple(Line(label, new=text) for label, text in fields), "new", row
    )


def _line(change: Change, way: Sequence[Step], names: Names) -> Line:
    label = _label(way, names) or "Order"
    last = change.steps[-1]
    if last.name == ORDER and last.owner is None:
        return _order(label, change, names)
    if isinstance(change.before, tuple) and isinstance(change.after, tuple):
        return _list(label, change, names)
    owner, name = _field(way)
    old, new = (names.value(owner, name, value) for value in (change.before, change.after))
    if old and new and max(len(old), len(new)) > LONG and (marks := _marks(old, new)):
        return Line(label, old, new, marks)
    return Line(label, old, new)


def _field(way: Sequence[Step]) -> tuple[type[Frozen] | None, str]:
    """The field whose value it is; entries of a mapping are values of its field."""
    step = next((step for step in reversed(way) if step.owner), None)
    return (step.owner, step.name) if step else (None, "")


def _label(way: Sequence[Step], names: Names) -> str:
    parts = []
    for step, after in zip_longest(way, way[1:]):
        if step.row is not None:
            parts.append(names.title(step.row))
        elif step.owner is None:
            parts.append("Order" if step.name == ORDER else names.of(step.name))
        elif after is None or (after.row is None and step.name != "aim"):
            # The name of a list goes without saying before one of its rows.
            parts.append(labels.field_label(step.owner, step.name))
    return ": ".join(parts)


def _order(label: str, change: Change, names: Names) -> Line:
    old, new = (tuple(map(names.of, value)) for value in (change.before, change.after))
    return Line(label, moved=_moved(old, new))


def _list(label: str, change: Change, names: Names) -> Line:
    name = change.steps[-1].name
    owner = change.steps[-1].owner
    old, new = (
        tuple(str(names.value(owner, name, part)) for part in value)
        for value in (change.before, change.after)
    )
    came = tuple(part for part in new if part not in old)
    went = tuple(part for part in old if part not in new)
    both = [tuple(part for part in parts if part in old and part in new) for parts in (old, new)]
    return Line(label, came=came, went=went, moved=_moved(*both))


def _moved(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """The entries that left their place among the others, as few as explain the new order."""
    kept: set[str] = set()
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        kept |= set(new[block.b : block.b + block.size])
    return tuple(part for part in new if part not in kept)


def _marks(old: str, new: str) -> tuple[Mark, ...]:
    """The words of both texts in one; nothing where there are too many, or none that differ."""
    before, after = WORD.findall(old), WORD.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return ()
    # The last word of a text has no space behind it, and is the same word all the same.
    old_words, new_words = ([word.strip() for word in text] for text in (before, after))
    found = SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes()
    marks = [mark for code in found for mark in _marked(code, before, after)]
    return tuple(marks) if any(mark.kind for mark in marks) else ()


def _marked(
    code: tuple[str, int, int, int, int], before: Sequence[str], after: Sequence[str]
) -> Iterator[Mark]:
    kind, a, b, c, d = code
    if kind == "equal":
        yield Mark("", "".join(after[c:d]))
        return
    if a < b:
        yield Mark("del", "".join(before[a:b]))
    if c < d:
        yield Mark("ins", "".join(after[c:d]))
