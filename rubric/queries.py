"""Rows in, frozen definitions out."""

from collections import defaultdict
from dataclasses import dataclass

from rubric.models import Assessment, Criterion, Persona, Rubric, Weight
from rubric.scoring import Item, Personas, Scheme
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


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """A rubric version, whole. Compared by identity: one object stands for one version."""

    pk: int
    slug: str
    version: int
    title: str
    lede: str
    minutes: int
    sides: tuple[Side, Side]
    criteria: tuple[CriterionDefinition, ...]
    personas: tuple[PersonaDefinition, ...]
    scheme: Scheme

    def persona(self, slug: str) -> PersonaDefinition:
        return next(persona for persona in self.personas if persona.slug == slug)


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


def path_names(definition: Definition) -> dict[str, str]:
    """What the paths of a definition are called today."""
    slugs = definition.scheme.sides
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
    weights: dict[int, dict[str, int]] = defaultdict(dict)
    paths: dict[str, Path] = {}
    for weight in Weight.objects.filter(criterion__rubric=rubric).select_related("path"):
        weights[weight.criterion_id][weight.path.slug] = weight.value
        paths[weight.path.slug] = weight.path
    personas = tuple(
        PersonaDefinition(
            pk=persona.pk,
            slug=persona.slug,
            name=persona.name,
            path=persona.path.slug if persona.path else None,
            headline=persona.headline,
            clear_headline=persona.clear_headline,
            summary=persona.summary,
        )
        for persona in Persona.objects.filter(rubric=rubric)
        .select_related("path")
        .order_by("order")
    )
    first, second = _sides(paths, personas)
    items = tuple(
        Item(
            criterion.key,
            weights[criterion.pk].get(first.slug, 0),
            weights[criterion.pk].get(second.slug, 0),
        )
        for criterion in criteria
    )
    return Definition(
        pk=rubric.pk,
        slug=rubric.slug,
        version=rubric.version,
        title=rubric.title,
        lede=rubric.lede,
        minutes=rubric.minutes,
        sides=(first, second),
        criteria=tuple(
            CriterionDefinition(c.pk, c.key, c.name, c.statement, c.low_end, c.high_end)
            for c in criteria
        ),
        personas=personas,
        scheme=Scheme(
            sides=(first.slug, second.slug),
            items=items,
            personas=_persona_slugs(personas, first, second),
            band=rubric.band,
            clear_from=rubric.clear_from,
            low_total=rubric.low_total,
            high_total=rubric.high_total,
        ),
    )


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
