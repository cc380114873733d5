"""Rows in, frozen definitions out."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count

from rubric import matching
from rubric.match_receipts import Axis, NamedTarget, Statement
from rubric.models import Assessment, AxisItem, Criterion, Persona, Rubric, Weight
from rubric.scoring import Item, Personas, Scheme
from specialties import models as library
from specialties.models import Path


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two paths that the weights point at."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class CriterionDefinition:
    pk: int
    key: str
    name: str
    statement: str
    low_end: str
    high_end: str


@dataclass(frozen=True, slots=True)
class PersonaDefinition:
    pk: int
    slug: str
    name: str
    path: str | None
    headline: str
    clear_headline: str
    summary: str


@dataclass(frozen=True, slots=True)
class PathAim:
    """What weights lead to: two totals and a persona."""

    sides: tuple[Side, Side]
    personas: tuple[PersonaDefinition, ...]
    scheme: Scheme

    def persona(self, slug: str) -> PersonaDefinition:
        return next(persona for persona in self.personas if persona.slug == slug)


@dataclass(frozen=True, slots=True)
class AxisAim:
    """What axis items lead to: leans, and the specialties that lean the same way."""

    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """A rubric version, whole. Compared by identity: one object stands for one version."""

    pk: int
    slug: str
    version: int
    title: str
    lede: str
    minutes: int
    allows_skipping: bool
    criteria: tuple[CriterionDefinition, ...]
    aim: PathAim | AxisAim


class IncompleteRubricError(ValueError):
    """The rows do not make a questionnaire; the message says what is missing."""


# Published versions never change, so one copy a process serves every request.
_known: dict[tuple[int, str, int], Definition] = {}
_newest: dict[str, Definition] = {}


def published(slug: str) -> Definition:
    """Return the published version of a rubric; raises Rubric.DoesNotExist."""
    rubric = Rubric.objects.published().get(slug=slug)
    definition = known(rubric)
    _newest[slug] = definition
    return definition


def known(rubric: Rubric) -> Definition:
    """Return the definition of a version, from memory when it can no longer change."""
    key = (rubric.pk, rubric.slug, rubric.version)
    if rubric.is_draft:
        return read(rubric)
    if key not in _known:
        _known[key] = read(rubric)
    return _known[key]


def path_names(aim: PathAim) -> dict[str, str]:
    """What the two paths are called today."""
    slugs = aim.scheme.sides
    return dict(Path.objects.filter(slug__in=slugs).values_list("slug", "name"))


def last_seen(slug: str) -> Definition | None:
    """What this process last served under a slug, for when the database is away."""
    return _newest.get(slug)


def forget() -> None:
    """Drop every remembered definition."""
    _known.clear()
    _newest.clear()


def read(rubric: Rubric) -> Definition:
    """Read a version from its rows; raises IncompleteRubricError when they do not add up."""
    criteria = list(Criterion.objects.filter(rubric=rubric).order_by("order"))
    return Definition(
        pk=rubric.pk,
        slug=rubric.slug,
        version=rubric.version,
        title=rubric.title,
        lede=rubric.lede,
        minutes=rubric.minutes,
        allows_skipping=rubric.allows_skipping,
        criteria=tuple(
            CriterionDefinition(c.pk, c.key, c.name, c.statement, c.low_end, c.high_end)
            for c in criteria
        ),
        aim=AIMS[Rubric.Kind(rubric.kind)](rubric, criteria),
    )


def _path_aim(rubric: Rubric, criteria: list[Criterion]) -> PathAim:
    weights: dict[int, dict[str, int]] = defaultdict(dict)
    paths: dict[str, Path] = {}
    for weight in Weight.objects.filter(criterion__rubric=rubric).select_related("path"):
        weights[weight.criterion_id][weight.path.slug] = weight.value
        paths[weight.path.slug] = weight.path
    personas = _personas(rubric)
    first, second = _sides(paths, personas)
    return PathAim(
        sides=(first, second),
        personas=personas,
        scheme=Scheme(
            sides=(first.slug, second.slug),
            items=tuple(
                Item(c.key, weights[c.pk].get(first.slug, 0), weights[c.pk].get(second.slug, 0))
                for c in criteria
            ),
            personas=_persona_slugs(personas, first, second),
            **_thresholds(rubric),
        ),
    )


def _thresholds(rubric: Rubric) -> dict[str, int]:
    names = ("band", "clear_from", "low_total", "high_total")
    found = {name: getattr(rubric, name) for name in names}
    if missing := [name for name, value in found.items() if value is None]:
        raise IncompleteRubricError(f"There is no value for {', '.join(missing)}.")
    return found


def _personas(rubric: Rubric) -> tuple[PersonaDefinition, ...]:
    rows = Persona.objects.filter(rubric=rubric).select_related("path").order_by("order")
    return tuple(
        PersonaDefinition(
            pk=persona.pk,
            slug=persona.slug,
            name=persona.name,
            path=persona.path.slug if persona.path else None,
            headline=persona.headline,
            clear_headline=persona.clear_headline,
            summary=persona.summary,
        )
        for persona in rows
    )


def _axis_aim(rubric: Rubric, criteria: list[Criterion]) -> AxisAim:
    rows = AxisItem.objects.filter(criterion__rubric=rubric).select_related("axis")
    items = {row.criterion_id: row for row in rows}
    if without := [criterion.key for criterion in criteria if criterion.pk not in items]:
        raise IncompleteRubricError(f"No axis for {', '.join(without)}.")
    return AxisAim(
        statements=tuple(
            Statement(
                matching.AxisItem(
                    criterion.key,
                    items[criterion.pk].axis.slug,
                    1 if items[criterion.pk].direction > 0 else -1,
                ),
                criterion.statement,
            )
            for criterion in criteria
        ),
    )


def named_axes() -> list[Axis]:
    """The axes with their words of today, in the order of the page. One query."""
    return [
        Axis(row.slug, row.name, row.gist, row.low_end, row.high_end)
        for row in library.Axis.objects.order_by("order")
    ]


def named_targets() -> list[NamedTarget]:
    """Every specialty with today's level on every axis, in the order of the lists. One query.

    One that lacks a level on some axis cannot be compared with the others and is left out.
    """
    profiles: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(dict)
    rows = library.AxisLevel.objects.select_related("specialty", "axis")
    for row in rows.order_by("specialty__order", "axis__order"):
        profiles[row.specialty.slug, row.specialty.name][row.axis.slug] = row.level.exact
    axes = {axis for levels in profiles.values() for axis in levels}
    return [
        NamedTarget(name, matching.Target(slug, levels))
        for (slug, name), levels in profiles.items()
        if levels.keys() == axes
    ]


AIMS: dict[Rubric.Kind, Callable[[Rubric, list[Criterion]], PathAim | AxisAim]] = {
    Rubric.Kind.WEIGHTS: _path_aim,
    Rubric.Kind.AXES: _axis_aim,
}


def _sides(paths: dict[str, Path], personas: tuple[PersonaDefinition, ...]) -> tuple[Side, Side]:
    """The two paths in the order of their personas, which is part of the version."""
    if len(paths) != 2:
        raise IncompleteRubricError(f"Weights must point at two paths, not {len(paths)}.")
    ordered = [persona.path for persona in personas if persona.path in paths]
    if missing := sorted(paths.keys() - set(ordered)):
        raise IncompleteRubricError(f"There is no persona for {', '.join(missing)}.")
    first, second = (paths[slug] for slug in ordered if slug)
    return Side(first.slug, first.name), Side(second.slug, second.name)


def _persona_slugs(personas: tuple[PersonaDefinition, ...], first: Side, second: Side) -> Personas:
    by_path = {persona.path: persona.slug for persona in personas}
    if missing := [
        path or "no path" for path in (first.slug, second.slug, None) if path not in by_path
    ]:
        raise IncompleteRubricError(f"There is no persona for {', '.join(missing)}.")
    return Personas(by_path[first.slug], by_path[second.slug], by_path[None])


def live_assessment(token_digest: str) -> Assessment:
    """Return the result a token opens; raises Assessment.DoesNotExist for any other token."""
    return (
        Assessment.objects.live()
        .select_related("rubric")
        .get(token_digest=token_digest, example_of=None)
    )


def example(slug: str, persona: str) -> Assessment:
    """Return the worked example of a persona of the published version."""
    return Assessment.objects.select_related("rubric").get(
        example_of__slug=persona,
        example_of__rubric__slug=slug,
        rubric__status=Rubric.Status.PUBLISHED,
    )


@dataclass(frozen=True, slots=True)
class Door:
    """A questionnaire as the front page offers it."""

    slug: str
    title: str
    minutes: int
    criteria: int


def doors(slugs: Collection[str]) -> dict[str, Door]:
    """The published questionnaires among some slugs. One query."""
    rows = (
        Rubric.objects.published()
        .filter(slug__in=slugs)
        .annotate(count=Count("criteria"))
        .values_list("slug", "title", "minutes", "count")
    )
    return {row[0]: Door(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class ExampleLink:
    slug: str
    rubric: str
    name: str
    glyph: str
    who: str


def example_links(slug: str) -> tuple[ExampleLink, ...]:
    """The personas of the published version that have a worked example, in page order."""
    rows = (
        Persona.objects.filter(
            rubric__slug=slug, rubric__status=Rubric.Status.PUBLISHED, example__isnull=False
        )
        .order_by("order")
        .values_list("slug", "rubric__slug", "name", "path__slug", "who")
    )
    paths = [row[3] for row in rows if row[3]]
    glyphs = {None: "hyb", **dict(zip(paths, ("gen", "spec"), strict=False))}
    return tuple(
        ExampleLink(persona, rubric, name, glyphs.get(path, "hyb"), who)
        for persona, rubric, name, path, who in rows
    )
