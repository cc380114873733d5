"""Writes, each one whole or not at all."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from rubric import match_receipts, queries, receipts, tokens
from rubric.models import (
    Assessment,
    AxisItem,
    Criterion,
    Persona,
    PersonaRating,
    Rating,
    Rubric,
    Weight,
)
from rubric.queries import AxisAim, Definition, PathAim
from specialties.models.base import Content

Ratings = Mapping[str, int | None]
Row = TypeVar("Row", bound=Content)

# Expired results leave in small portions, so that no one waits for a large clean-up.
ERASE_AT_ONCE = 200


class NotPublishedError(ValueError):
    """The version is not, or no longer, open for answers."""


def submit(*, definition: Definition, ratings: Ratings, form_key: str) -> str:
    """Store one filled-in sheet with its receipt and return the owner token.

    `ratings`: 1–5 for every criterion of the definition, or None for “doesn’t matter to me”
    where the rubric allows that. The same form with the same
    ratings gives the same token and one row, however often and however simultaneously it
    is sent. Raises NotPublishedError when the version was retired meanwhile, ValueError for bad
    ratings or a form key that this site did not issue; then nothing is stored.
    """
    token = tokens.derive_owner_token(
        settings.SECRET_KEY, form_key, _canonical(definition, ratings)
    )
    today = timezone.localdate()
    with transaction.atomic():
        _store(
            definition,
            ratings,
            token_digest=tokens.digest(token),
            expires_on=today + timedelta(days=settings.RETENTION_DAYS),
        )
    erase_expired()
    return token


def replay_example(*, definition: Definition, persona: Persona) -> bool:
    """Store the example sheet of a persona through the same path as a reader's answers.

    Returns whether it was new. Its token is thrown away: examples are reached by name.
    """
    if Assessment.objects.filter(example_of=persona).exists():
        return False
    ratings = {
        row.criterion.key: row.value
        for row in PersonaRating.objects.filter(persona=persona).select_related("criterion")
    }
    secret = tokens.make_form_key(settings.SECRET_KEY)
    with transaction.atomic():
        _store(definition, ratings, token_digest=tokens.digest(secret), example_of=persona)
    return True


def erase(*, token_digest: str) -> bool:
    """Erase a result with its ratings; returns whether there was one."""
    with transaction.atomic():
        deleted, _ = Assessment.objects.filter(token_digest=token_digest, example_of=None).delete()
    return deleted > 0


def erase_expired(*, at_most: int = ERASE_AT_ONCE) -> int:
    """Erase results past their last day, the oldest first; returns how many."""
    expired = Assessment.objects.expired().order_by("expires_on")
    chosen = list(expired.values_list("pk", flat=True)[:at_most])
    if not chosen:
        return 0
    with transaction.atomic():
        Assessment.objects.filter(pk__in=chosen).delete()
    return len(chosen)


def publish(*, rubric: Rubric) -> Definition:
    """Publish a draft, retire the version before it and replay the persona examples.

    Raises queries.IncompleteRubricError when the rows do not make a questionnaire, ValueError
    when the version is no draft; then nothing changes.
    """
    if not rubric.is_draft:
        raise ValueError(f"Only a draft can be published; this version is {rubric.status}.")
    with transaction.atomic():
        queries.read(rubric)
        before = Rubric.objects.published().filter(slug=rubric.slug)
        before.update(status=Rubric.Status.RETIRED)
        rubric.status = Rubric.Status.PUBLISHED
        rubric.published_on = timezone.localdate()
        rubric.save(update_fields=["status", "published_on"])
        definition = queries.read(rubric)
        if isinstance(definition.aim, PathAim):
            for persona in Persona.objects.filter(rubric=rubric):
                replay_example(definition=definition, persona=persona)
    return definition


def start_draft(*, rubric: Rubric) -> Rubric:
    """Copy a version, with criteria, weights and personas, into the next draft."""
    with transaction.atomic():
        newest = Rubric.objects.filter(slug=rubric.slug).order_by("-version")[0]
        draft = _copy(
            rubric,
            version=newest.version + 1,
            status=Rubric.Status.DRAFT,
            published_on=None,
        )
        criteria = {}
        for criterion in Criterion.objects.filter(rubric=rubric):
            criteria[criterion.pk] = _copy(criterion, rubric=draft)
        for weight in Weight.objects.filter(criterion__rubric=rubric):
            _copy(weight, criterion=criteria[weight.criterion_id])
        for item in AxisItem.objects.filter(criterion__rubric=rubric):
            _copy(item, criterion=criteria[item.criterion_id])
        personas = {}
        for persona in Persona.objects.filter(rubric=rubric):
            personas[persona.pk] = _copy(persona, rubric=draft)
        for row in PersonaRating.objects.filter(persona__rubric=rubric):
            _copy(row, persona=personas[row.persona_id], criterion=criteria[row.criterion_id])
    return draft


def compose_receipt(
    definition: Definition, ratings: Ratings, *, as_shown: receipts.Receipt | None = None
) -> receipts.Receipt:
    """Compute the receipt of a sheet under a definition; nothing is stored.

    What belongs to the library (what a path is called, which levels a specialty has) is
    read as it is today, or taken from a receipt written earlier.
    """
    if isinstance(definition.aim, AxisAim):
        return _compose_match(definition.aim, ratings, as_shown)
    aim = definition.aim
    if as_shown is None:
        sides = queries.path_names(aim)
    else:
        sides = {side["slug"]: side["name"] for side in as_shown["sides"]}
    return receipts.compose(
        aim.scheme,
        {key: rating for key, rating in ratings.items() if rating is not None},
        names={criterion.key: criterion.name for criterion in definition.criteria},
        sides=sides,
        personas={
            persona.slug: {
                "name": persona.name,
                "path": persona.path,
                "headline": persona.headline,
                "clear_headline": persona.clear_headline,
                "summary": persona.summary,
            }
            for persona in aim.personas
        },
    )


def _compose_match(
    aim: AxisAim, ratings: Ratings, as_shown: receipts.Receipt | None
) -> receipts.Receipt:
    if as_shown is None:
        axes, targets = queries.named_axes(), queries.named_targets()
    else:
        axes, targets = (
            match_receipts.stored_axes(as_shown),
            match_receipts.stored_targets(as_shown),
        )
    return match_receipts.compose(aim.statements, axes, targets, ratings)


def verify() -> tuple[int, list[int]]:
    """Recompute every stored result from its ratings and its version.

    Returns how many were checked and the primary keys of those whose receipt differs.
    """
    checked, wrong = 0, []
    assessments = Assessment.objects.select_related("rubric").prefetch_related("ratings__criterion")
    for assessment in assessments.iterator(chunk_size=500):
        if not _verifies(assessment):
            wrong.append(assessment.pk)
        checked += 1
    return checked, wrong


def _verifies(assessment: Assessment) -> bool:
    ratings = {row.criterion.key: row.value for row in assessment.ratings.all()}
    definition = queries.known(assessment.rubric)
    try:
        receipt = compose_receipt(definition, ratings, as_shown=assessment.receipt)
    except (KeyError, ValueError):
        return False
    return bool(receipt == assessment.receipt)


def _store(
    definition: Definition,
    ratings: Ratings,
    *,
    token_digest: str,
    expires_on: date | None = None,
    example_of: Persona | None = None,
) -> None:
    receipt = compose_receipt(definition, ratings)
    if not Rubric.objects.published().filter(pk=definition.pk).exists():
        raise NotPublishedError(f"{definition.slug} version {definition.version} is not open.")
    # The same form sent again after its last day is a new result, not the one that is gone.
    Assessment.objects.expired().filter(token_digest=token_digest).delete()
    assessment, is_new = Assessment.objects.get_or_create(
        token_digest=token_digest,
        defaults={
            "rubric_id": definition.pk,
            "created_on": timezone.localdate(),
            "expires_on": expires_on,
            "example_of": example_of,
            "receipt": receipt,
        },
    )
    if is_new:
        Rating.objects.bulk_create(
            Rating(assessment=assessment, criterion_id=criterion.pk, value=ratings[criterion.key])
            for criterion in definition.criteria
        )


def _canonical(definition: Definition, ratings: Ratings) -> str:
    answers = ",".join(f"{key}={ratings[key]}" for key in sorted(ratings))
    return f"{definition.slug}/{definition.version}/{answers}"


def _copy(row: Row, **changes: object) -> Row:
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in changes
    }
    copy: Row = type(row).objects.create(**values, **changes)
    return copy
