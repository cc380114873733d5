"""Two paths in one table: a row a theme, a cell a path. Pure."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from specialties.library import Kpi, Library, Stakeholder, Statement
from specialties.pages.parts import Cited, CitedNote, Origin, Ref

Fact = TypeVar("Fact", Statement, Stakeholder, Kpi)
NO_ORIGIN = Origin()
# The signs of the first and the second path of the library.
GLYPHS = ("gen", "spec")


class PathView(NamedTuple):
    slug: str
    name: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One fact of one path: a lead word or a target, the text, an answer to it."""

    text: str
    strong: str = ""
    detail: str = ""
    target: str = ""
    is_example: bool = False
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What each path says under one theme; a path may say several things or nothing."""

    theme: str
    cells: tuple[tuple[Cell, ...], ...]
    notes: tuple[CitedNote, ...] = ()

    @property
    def refs(self) -> tuple[Ref, ...]:
        """What stands behind its notes, for a table that leaves them out."""
        return tuple(dict.fromkeys(ref for note in self.notes for ref in note.refs))


@dataclass(frozen=True, slots=True)
class Table:
    """`lead`: a sentence for each path, before the rows; `notes`: what stands under them.

    `origin`: where its facts come from, unless the part that it stands in says so.
    """

    title: str
    paths: tuple[PathView, ...]
    lead: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[CitedNote, ...]
    origin: Origin = NO_ORIGIN


def path_views(library: Library, first: str = "") -> tuple[PathView, ...]:
    """The paths with their signs, in the order of the library; `first` moves one to the front."""
    views = [
        PathView(path.slug, path.name, glyph)
        for path, glyph in zip(library.paths, GLYPHS, strict=False)
    ]
    return tuple(sorted(views, key=lambda view: view.slug != first))


def statements(library: Library, *kinds: str, theme: str = "") -> list[Statement]:
    return [
        row
        for kind in kinds
        for row in library.statements
        if row.kind == kind and theme in ("", row.theme)
    ]


def table(
    paths: tuple[PathView, ...],
    title: str,
    rows: Iterable[Fact],
    cell: Callable[[Fact], Cell],
    *,
    cited: Cited,
    covers: Container[str],
    section: str,
    lead: Iterable[Statement] = (),
) -> Table:
    """Facts by theme, in the order in which the themes first come up.

    `covers`: what the part says of all its facts; only the others get a number. `section`: where
    its notes stand.
    """
    said = {row.path: row.text for row in lead}
    themes: dict[str, list[Fact]] = {}
    for row in rows:
        themes.setdefault(row.theme, []).append(row)

    def cells(found: list[Fact], path: PathView) -> tuple[Cell, ...]:
        return tuple(
            replace(cell(row), refs=cited.refs(row.source, but=covers))
            for row in found
            if row.path == path.slug
        )

    return Table(
        title,
        paths,
        tuple(said.get(path.slug, "") for path in paths) if said else (),
        tuple(
            Row(
                theme,
                tuple(cells(found, path) for path in paths),
                cited.notes(section, theme=theme, but=covers),
            )
            for theme, found in themes.items()
        ),
        cited.notes(section, but=covers),
    )


def statement_cell(row: Statement) -> Cell:
    return Cell(text=row.text, detail=row.detail)


def stakeholder_cell(row: Stakeholder) -> Cell:
    return Cell(strong=row.name, text=row.needs)


def kpi_cell(row: Kpi) -> Cell:
    name = f"{row.name}, {row.qualifier}" if row.qualifier else row.name
    return Cell(text=name, target=row.target, is_example=row.is_example)
