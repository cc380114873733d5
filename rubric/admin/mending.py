"""Where in the admin a gap of the working copy is mended."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.urls import reverse

from rubric.checks import Problem
from rubric.models import Rubric
from specialties.library import Frozen
from specialties.models import SpecialtyGroup

# The rows of the library have models of the same name; but for two.
MODELS: Mapping[str, type[Any]] = {"Definition": Rubric, "Group": SpecialtyGroup}


class Place(NamedTuple):
    """A row of the working copy, with the page on which it is edited, or brought back."""

    model: type[Any]
    pk: int
    is_there: bool = True

    @property
    def address(self) -> str:
        page = "change" if self.is_there else "history"
        opts = self.model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[self.pk])


def with_links(problems: Iterable[Problem]) -> list[tuple[Problem, str]]:
    """Each problem with the address of the page that mends it, or none; a query a kind of row."""
    found = list(problems)
    known = places(problem.row for problem in found)
    links = [known.get(key(problem.row)) for problem in found]
    return [(it, place.address if place else "") for it, place in zip(found, links, strict=True)]


def places(rows: Iterable[Frozen | None]) -> dict[Any, Place]:
    """Where rows are that are there, by what `key` makes of them; a query a kind of row."""
    found = {}
    for kind in _kinds(rows):
        model = _model(kind)
        for pk, *name in model.objects.values_list("pk", *model.NATURAL):
            found[kind, *name] = Place(model, pk)
    return found


def past_places(rows: Iterable[Frozen | None]) -> dict[Any, Place]:
    """The same for rows that were deleted, which their histories know."""
    found = {}
    for kind in _kinds(rows):
        model = _model(kind)
        gone = model.history.filter(history_type="-").order_by("history_id")
        for pk, *name in gone.values_list("id", *model.NATURAL):
            found[kind, *name] = Place(model, pk, is_there=False)
    return found


def key(row: Frozen | None) -> Any:
    """The kind of a row and its name among its likes; “path__slug” of a table is its path."""
    if row is None:
        return None
    kind = type(row).__name__
    names = (name.split("__")[0] for name in _model(kind).NATURAL)
    return kind, *(getattr(row, name) for name in names)


def _model(kind: str) -> Any:
    return MODELS.get(kind) or apps.get_model("specialties", kind)


def _kinds(rows: Iterable[Frozen | None]) -> set[str]:
    return {type(row).__name__ for row in rows if row}
