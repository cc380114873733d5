"""The rows of the working copy in, one frozen Library out. A query a table, whatever it holds."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.db.models import Model

from specialties import library, models

Row = TypeVar("Row")
# What belongs to a row, by its name.
Part = Callable[[Any], Any]

# The columns of each table in the order of the fields of its struct, and what orders the rows.
# A path with “__” leads to the name of a row of another table.
TABLES: dict[type[Model], tuple[str, str]] = {
    models.Source: ("key publisher title year url grade checked_on", "title key"),
    models.Path: ("slug name", "order"),
    models.Statement: ("path__slug kind theme text detail source__key", "order pk"),
    models.Stakeholder: ("path__slug theme name needs source__key", "order pk"),
    models.Kpi: (
        "path__slug theme name qualifier comparator low high unit period is_example source__key",
        "order pk",
    ),
    models.FailureMode: ("path__slug sign cost remedy source__key", "order pk"),
    models.PayFigure: ("key label path__slug low middle high as_of source__key", "order pk"),
    models.PayYear: ("year p10 p25 p50 p75 p90 jobs source__key", "year"),
    models.Phrase: ("key occasion text source__key", "occasion order pk"),
    models.Axis: ("slug name gist low_end high_end source__key deed", "order"),
    models.SpecialtyGroup: ("slug name description source__key", "order"),
    models.WholeField: (
        "slug name ultrasound imaging procedures source__key day_procedures day_imaging "
        "day_thinking guide_order",
        "guide_order",
    ),
    models.RotationTip: ("key kind lead text source__key", "kind order pk"),
    # Rows that belong to another row start with its name.
    models.Citation: ("note__key credential__key question__key source__key", "order source__title"),
    models.Note: ("key section theme specialty__slug text", "section order pk"),
    models.Credential: ("key area path__slug names note", "order pk"),
    models.Question: ("key kind path__slug topic question answer", "kind order pk"),
    models.PlanWeek: ("number aim proof source__key", "number"),
    models.PlanTask: ("week__number key path__slug text source__key", "order pk"),
    models.FocusArea: (
        "slug name technique patients works_with credential source__key",
        "order pk",
    ),
    models.FocusLink: ("area__slug specialty__slug source__key", "order pk"),
    models.AxisLevel: ("specialty__slug axis__slug level basis reason source__key", "axis__order"),
    models.DaySplit: ("specialty__slug procedures imaging thinking source__key", "pk"),
    models.Route: ("specialty__slug after__slug years text source__key", "order pk"),
    models.Fit: ("specialty__slug kind text source__key", "order pk"),
    models.MatchFigure: (
        "specialty__slug year label positions fill applicants detail source__key",
        "order pk",
    ),
    models.Activity: ("specialty__slug kind frequency name detail source__key", "order pk"),
    models.TrainingFloor: ("specialty__slug label text source__key", "order pk"),
    models.EmphasisItem: ("specialty__slug name emphasis source__key", "order pk"),
    models.ImagingShare: ("specialty__slug name percent source__key", "order pk"),
    models.TimelineStep: ("specialty__slug year text source__key", "order pk"),
    models.Specialty: (
        "slug name group__slug field__slug summary source__key ultrasound imaging procedures "
        "levels_source__key probe probe_text probe_source__key training training_source__key "
        "guide_order guide_name",
        "order",
    ),
}


def read() -> library.Library:
    """Read the whole working copy of the library.

    Levels, dates and decimals come typed; an unfinished row is read as it is, since gaps stop a
    publication and not the reading.
    """
    return library.Library(
        sources=_rows(models.Source, library.Source),
        paths=_rows(models.Path, library.Path),
        statements=_rows(models.Statement, library.Statement),
        stakeholders=_rows(models.Stakeholder, library.Stakeholder),
        kpis=_rows(models.Kpi, library.Kpi),
        failure_modes=_rows(models.FailureMode, library.FailureMode),
        pay=_rows(models.PayFigure, library.PayFigure),
        pay_years=_rows(models.PayYear, library.PayYear),
        plan=_rows(models.PlanWeek, library.PlanWeek, _parts(models.PlanTask, library.PlanTask)),
        areas=_rows(
            models.FocusArea, library.FocusArea, _parts(models.FocusLink, library.FocusLink)
        ),
        phrases=_rows(models.Phrase, library.Phrase),
        axes=_rows(models.Axis, library.Axis),
        groups=_rows(models.SpecialtyGroup, library.Group),
        whole_fields=_rows(models.WholeField, library.WholeField),
        specialties=_specialties(),
        tips=_rows(models.RotationTip, library.RotationTip),
        **_cited(),
    )


def _cited() -> dict[str, Any]:
    """What leans on several sources, each row with all of them."""
    rows = list(_values(models.Citation))

    def sources(column: int) -> Part:
        found: dict[str, tuple[str, ...]] = defaultdict(tuple)
        for row in rows:
            if row[column] is not None:
                found[row[column]] += (row[-1],)
        return lambda key: found[key]

    return {
        "notes": _rows(models.Note, library.Note, sources(0)),
        "credentials": _rows(models.Credential, library.Credential, sources(1)),
        "questions": _rows(models.Question, library.Question, sources(2)),
    }


def one(slug: str) -> library.Specialty:
    """One specialty as it stands in the working copy, with all that belongs to it."""
    [found] = _specialties(slug)
    return found


def axes() -> tuple[library.Axis, ...]:
    return _rows(models.Axis, library.Axis)


def _specialties(slug: str | None = None) -> tuple[library.Specialty, ...]:
    """All of them, or the one that is asked for."""

    def only(part: Part) -> Part:
        return lambda slug: next(iter(part(slug)), None)

    # In the order of the fields of the struct.
    return _rows(
        models.Specialty,
        library.Specialty,
        _parts(models.AxisLevel, library.AxisLevel, slug),
        only(_parts(models.DaySplit, library.DaySplit, slug)),
        _parts(models.Route, library.Route, slug),
        _parts(models.Fit, library.Fit, slug),
        _parts(models.MatchFigure, library.MatchFigure, slug),
        _parts(models.Activity, library.Activity, slug),
        _parts(models.TrainingFloor, library.TrainingFloor, slug),
        _parts(models.EmphasisItem, library.EmphasisItem, slug),
        _parts(models.ImagingShare, library.ImagingShare, slug),
        _parts(models.TimelineStep, library.TimelineStep, slug),
        owner=slug,
    )


def _rows(
    model: type[Model], struct: Callable[..., Row], *parts: Part, owner: str | None = None
) -> tuple[Row, ...]:
    """Every row as a struct, with the parts that belong to it by its first column."""
    return tuple(struct(*row, *(part(row[0]) for part in parts)) for row in _values(model, owner))


def _parts(model: type[Model], struct: Callable[..., Any], only: str | None = None) -> Part:
    """Rows by the name of the row that they belong to, which their struct leaves out."""
    found: dict[Any, tuple[Any, ...]] = defaultdict(tuple)
    for owner, *row in _values(model, only):
        found[owner] += (struct(*row),)
    return lambda owner: found[owner]


def _values(model: type[Model], owner: str | None = None) -> Iterator[tuple[Any, ...]]:
    """The columns of every row, or of those whose first column says whose they are."""
    columns, order = TABLES[model]
    names = columns.split()
    rows = model._default_manager.order_by(*order.split())
    if owner is not None:
        rows = rows.filter(**{names[0]: owner})
    return iter(rows.values_list(*names))
