"""The working copy back into its fixtures, which keep their comments, order and line breaks."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import wrap
from typing import Any

import yaml

from specialties.models.base import Content
from specialties.models.fields import LevelField
from specialties.seeding import Name, name_in_fixture, name_of
from specialties.tables.columns import tables

HARD_SPACE = "\u00a0"
WIDTH, FIELD, FOLDED = 100, "    ", "      "
OPENS_ROW, OPENS_FIELD = "- model:", re.compile(rf"^{FIELD}(\w+):")
# Words that are themselves without quotes.
PLAIN = re.compile(r"[A-Za-z0-9_][\w.-]*\Z", re.ASCII)


@dataclass(slots=True)
class Block:
    """A stretch of a fixture: one row, or what stands between two."""

    text: str
    name: Name | None = None
    row: Any = None


@dataclass(slots=True)
class Fixture:
    path: Path
    blocks: list[Block]

    @property
    def text(self) -> str:
        return "".join(block.text for block in self.blocks)


def export(paths: Iterable[Path]) -> tuple[dict[Path, str], list[str]]:
    """The text that each fixture should have, and every row in which it differs from its file.

    The paths stand in the order in which they are loaded. A row that the working copy has lost
    goes; a new one takes its place among its likes, behind whatever it names.
    """
    fixtures = [Fixture(path, list(_parsed(path.read_text(encoding="utf-8")))) for path in paths]
    rows = {name_of(row): row for model in tables() for row in model.named()}
    found = [said for fixture in fixtures for said in _follow(fixture, rows)]
    for name, row in sorted(rows.items(), key=_load_order(fixtures)):
        where = _insert(fixtures, Block("", name, row))
        found.append(f"{where}: new {_said(name)}")
    return {fixture.path: fixture.text for fixture in fixtures}, found


def _parsed(text: str) -> Iterator[Block]:
    held: list[str] = []
    for line in [*text.splitlines(keepends=True), OPENS_ROW]:
        # Whatever is indented belongs to the row above, and a blank line to what follows it.
        if held and not line.startswith(" ") and line.strip():
            yield from _cut("".join(held))
            held = []
        held.append(line)


def _cut(text: str) -> Iterator[Block]:
    if not text.startswith(OPENS_ROW):
        yield Block(text)
        return
    own = text.rstrip("\n") + "\n"
    yield Block(own, name_in_fixture(yaml.safe_load(own)[0]))
    if rest := text[len(own) :]:
        yield Block(rest)


def _said(name: Name) -> str:
    parts = (str(part) for part in json.loads(name[1]) if part is not None)
    return f"{name[0]} {' '.join(parts)}"


def _follow(fixture: Fixture, rows: dict[Name, Any]) -> Iterator[str]:
    """Let the rows of a fixture say what the working copy says; takes them out of `rows`."""
    for block in list(fixture.blocks):
        if block.name is None:
            continue
        block.row = rows.pop(block.name, None)
        if block.row is None:
            fixture.blocks.remove(block)
            yield f"{fixture.path.name}: gone {_said(block.name)}"
            continue
        text = _updated(block.text, block.row)
        if text != block.text:
            block.text = text
            yield f"{fixture.path.name}: changed {_said(block.name)}"


def _updated(text: str, row: Content) -> str:
    """The text of a row with the fields that differ written anew."""
    written = yaml.safe_load(text)[0]["fields"]
    parts = _fields(text)
    for field in _stored(row):
        value = written.get(field.name, field.get_default())
        if _is_same(field, value, row):
            continue
        parts[field.name] = _line(field, row) if getattr(row, field.name) is not None else ""
    return "".join(parts.values())


def _fields(text: str) -> dict[str, str]:
    """The head of a row and its fields, each with its lines."""
    parts, name = {"": ""}, ""
    for line in text.splitlines(keepends=True):
        if opens := OPENS_FIELD.match(line):
            name = opens[1]
            parts[name] = ""
        parts[name] += line
    return parts


def _stored(row: Content) -> list[Any]:
    return [field for field in row._meta.concrete_fields if not field.primary_key]


def _is_same(field: Any, value: Any, row: Content) -> bool:
    now = getattr(row, field.name)
    if field.is_relation:
        return (tuple(value) if value else None) == (now.natural_key() if now else None)
    return bool(field.get_prep_value(field.to_python(value)) == field.get_prep_value(now))


def _line(field: Any, row: Content) -> str:
    """A field as the fixtures write it."""
    start, value = f"{FIELD}{field.name}: ", getattr(row, field.name)
    if field.is_relation:
        return f"{start}[{', '.join(_word(part) for part in value.natural_key())}]\n"
    if isinstance(field, LevelField):
        return f"{start}{getattr(value, 'slug', value)}\n"
    if isinstance(value, bool):
        return f"{start}{str(value).lower()}\n"
    if isinstance(value, Decimal):
        # In quotes, or YAML would read a float.
        return f'{start}"{value.normalize():f}"\n'
    if isinstance(value, int | date):
        return f"{start}{value}\n"
    if field.flatchoices or field.get_internal_type() == "SlugField":
        return f"{start}{_word(value)}\n"
    return _text(start, value)


def _word(value: Any) -> str:
    text = str(value)
    is_plain = PLAIN.match(text) and yaml.safe_load(text) == value
    return text if is_plain else _quoted(text)


def _quoted(text: str) -> str:
    # A space at which no line breaks looks like any other.
    quoted = json.dumps(text, ensure_ascii=False).replace(HARD_SPACE, r"\u00a0")
    if _reads(quoted, text):
        return quoted
    endless = float("inf")
    return str(yaml.safe_dump(text, default_style='"', width=endless)).strip()


def _text(start: str, text: str) -> str:
    line = f"{start}{_quoted(text)}"
    if len(line) <= WIDTH or " " not in text:
        return f"{line}\n"
    if HARD_SPACE in text:
        folded = "\n".join(_wrapped(line))
        return f"{folded}\n" if _reads(folded[len(start) :], text) else f"{line}\n"
    folded = "\n".join([">-", *_wrapped(FOLDED + text)])
    return f"{start}{folded}\n" if _reads(folded, text) else f"{line}\n"


def _wrapped(line: str) -> list[str]:
    return wrap(
        line, WIDTH, subsequent_indent=FOLDED, break_long_words=False, break_on_hyphens=False
    )


def _reads(written: str, text: str) -> bool:
    try:
        return bool(yaml.safe_load(f"a: {written}")["a"] == text)
    except yaml.YAMLError:
        return False


def _load_order(fixtures: Sequence[Fixture]) -> Any:
    """Tables in the order in which they are first met, so that what is named comes first."""
    met = [block.name[0] for fixture in fixtures for block in fixture.blocks if block.name]
    places = {model: place for place, model in reversed([*enumerate(met)])}
    return lambda item: places.get(item[0][0], len(met))


def _insert(fixtures: Sequence[Fixture], new: Block) -> str:
    """Put a new row where a reader would look for it; the name of the file."""
    spots = [(block, fixture) for fixture in fixtures for block in fixture.blocks if block.name]
    named = {name_of(owner) for owner in _owners(new.row)}
    floor = max((n for n, (block, _) in enumerate(spots) if block.name in named), default=-1)
    likes = [
        (block, fixture)
        for block, fixture in spots[floor + 1 :]
        if isinstance(block.row, type(new.row))
    ]
    before, fixture = _neighbor(likes, new.row) if likes else spots[floor]
    new.text = _composed(new.row, before.text if likes else "")
    fixture.blocks.insert(fixture.blocks.index(before) + 1, new)
    return fixture.path.name


def _owners(row: Content) -> Iterator[Any]:
    owners = (getattr(row, field.name) for field in _stored(row) if field.is_relation)
    return (owner for owner in owners if owner)


def _neighbor(likes: Sequence[tuple[Block, Fixture]], row: Content) -> tuple[Block, Fixture]:
    """Behind which row a new one goes: the last of the most alike that does not stand after it."""
    most = max(_likeness(block.row, row) for block, _ in likes)
    nearest = [spot for spot in likes if _likeness(spot[0].row, row) == most]
    order = getattr(row, "order", None)
    before = [spot for spot in nearest if order is None or spot[0].row.order <= order]
    return (before or nearest)[-1]


def _likeness(one: Content, other: Content) -> int:
    """How much two rows belong together: the same owner counts most, then the same kind."""
    score = 0
    for field in _stored(one):
        if field.is_relation:
            a, b = (getattr(row, field.attname) for row in (one, other))
            score += 4 * (a == b is not None) + 2 * (a is None and b is None)
            score += a is not None and b is not None
        elif field.flatchoices:
            score += 2 * (getattr(one, field.name) == getattr(other, field.name))
    return score


def _composed(row: Content, like: str) -> str:
    """The text of a new row, its fields in the order of its neighbor's."""
    fields = {field.name: field for field in _stored(row)}
    alike = [name for name in _fields(like) if name in fields]
    written = [
        _line(fields[name], row)
        for name in (*alike, *(name for name in fields if name not in alike))
        if _is_written(fields[name], row, is_usual=name in alike)
    ]
    return f"{OPENS_ROW} {row._meta.label_lower}\n  fields:\n" + "".join(written)


def _is_written(field: Any, row: Content, *, is_usual: bool) -> bool:
    """Whether a field needs a line: what goes without saying gets one where its likes have it."""
    if is_usual and getattr(row, field.name) is not None:
        return True
    return not _is_same(field, field.get_default(), row)
