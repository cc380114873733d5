"""The rows of the working copy in, one frozen Content out."""

from collections import defaultdict

from rubric import models
from rubric.content import Content
from rubric.definition import (
    AxisAim,
    AxisTerm,
    Criterion,
    Definition,
    Example,
    PathAim,
    Persona,
)
from specialties import compile as library


def read() -> Content:
    """Read the whole working copy: a query a table. Gaps are read as they are."""
    criteria, examples = _criteria(), _examples()
    weights, terms, personas = _weights(), _terms(), _personas()
    return Content(
        library=library.read(),
        rubrics=tuple(
            Definition(
                slug=row.slug,
                title=row.title,
                lede=row.lede,
                minutes=row.minutes,
                allows_skipping=row.allows_skipping,
                audience=row.audience,
                invitation=row.invitation,
                call=row.call,
                shelf=row.shelf,
                criteria=tuple(criteria[row.pk]),
                aim=(
                    AxisAim(terms[row.pk], engine="axes-2", examples=tuple(examples[row.pk]))
                    if row.kind == models.Rubric.Kind.AXES
                    else PathAim(
                        weights[row.pk],
                        tuple(personas[row.pk]),
                        **{name: getattr(row, name) for name in THRESHOLDS},
                    )
                ),
            )
            for row in models.Rubric.objects.order_by("order")
        ),
    )


THRESHOLDS = ("band", "clear_from", "low_total", "high_total")


def _criteria() -> dict[int, list[Criterion]]:
    asks: dict[int, tuple[str, ...]] = defaultdict(tuple)
    questions = models.CriterionQuestion.objects.order_by("question__order", "question__key")
    for criterion, question in questions.values_list("criterion_id", "question__key"):
        asks[criterion] += (question,)
    found: dict[int, list[Criterion]] = defaultdict(list)
    columns = (
        *("rubric_id", "pk", "key", "name", "statement", "low_end", "high_end"),
        *("trial", "look_for", "week"),
    )
    for rubric, pk, *row in models.Criterion.objects.order_by("order").values_list(*columns):
        found[rubric].append(Criterion(*(*row, asks[pk])))
    return found


def _weights() -> dict[int, dict[str, dict[str, int]]]:
    """For each questionnaire and criterion the points of each path; nought has no entry."""
    found: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = models.Weight.objects.filter(value__gt=0).order_by("criterion__order", "path__order")
    columns = ("criterion__rubric_id", "criterion__key", "path__slug", "value")
    for rubric, criterion, path, value in rows.values_list(*columns):
        found[rubric][criterion][path] = value
    return found


def _terms() -> dict[int, dict[str, AxisTerm]]:
    found: dict[int, dict[str, AxisTerm]] = defaultdict(dict)
    rows = models.AxisItem.objects.order_by("criterion__order")
    columns = ("criterion__rubric_id", "criterion__key", "axis__slug", "direction")
    for rubric, criterion, axis, direction in rows.values_list(*columns):
        found[rubric][criterion] = AxisTerm(axis, 1 if direction > 0 else -1)
    return found


def _personas() -> dict[int, list[Persona]]:
    sheets: dict[int, dict[str, int]] = defaultdict(dict)
    ratings = models.PersonaRating.objects.order_by("criterion__order")
    for persona, criterion, value in ratings.values_list("persona_id", "criterion__key", "value"):
        sheets[persona][criterion] = value
    found: dict[int, list[Persona]] = defaultdict(list)
    columns = (
        *("rubric_id", "pk", "slug", "name", "path__slug"),
        *("headline", "clear_headline", "summary", "who", "person"),
    )
    for rubric, pk, *row, person in models.Persona.objects.order_by("order").values_list(*columns):
        found[rubric].append(Persona(*(*row, sheets[pk], person)))
    return found


def _examples() -> dict[int, list[Example]]:
    sheets: dict[int, dict[str, int | None]] = defaultdict(dict)
    ratings = models.ExampleRating.objects.order_by("criterion__order")
    for example, criterion, value in ratings.values_list("example_id", "criterion__key", "value"):
        sheets[example][criterion] = value
    found: dict[int, list[Example]] = defaultdict(list)
    columns = ("rubric_id", "pk", "slug", "name", "who", "state")
    for rubric, pk, *row in models.Example.objects.order_by("order").values_list(*columns):
        found[rubric].append(Example(*(*row, sheets[pk])))
    return found
