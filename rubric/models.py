from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from rubric.scoring import HIGHEST, LOWEST
from specialties.models.base import Content, NaturalManager

# What the form sends beside the ratings.
RESERVED_KEYS = {"key", "version", "csrfmiddlewaretoken"}


def check_key(key: str) -> None:
    if key in RESERVED_KEYS:
        raise ValidationError(
            "The form itself uses the name “%(key)s”. Choose another.", params={"key": key}
        )


class RubricQuerySet(models.QuerySet["Rubric"]):
    def published(self) -> "RubricQuerySet":
        return self.filter(status=Rubric.Status.PUBLISHED)


class Rubric(Content):
    """One version of a questionnaire. Once published it never changes."""

    class Kind(models.TextChoices):
        WEIGHTS = "weights", "weights towards two paths"
        AXES = "axes", "leans along axes"

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        RETIRED = "retired"

    NATURAL: ClassVar = ("slug", "version")

    slug = models.SlugField()
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.WEIGHTS)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    published_on = models.DateField(null=True, blank=True, editable=False)
    title = models.CharField(max_length=80)
    lede = models.CharField(
        max_length=300, help_text="What it asks for, and that no answer is right."
    )
    minutes = models.PositiveSmallIntegerField(help_text="How long answering takes.")
    allows_skipping = models.BooleanField(
        default=False, help_text="Offer “Doesn’t matter to me”, which leaves an answer out."
    )
    band = models.PositiveSmallIntegerField(
        "hybrid margin",
        null=True,
        blank=True,
        help_text="For weights: margins up to this, either way, are no clear lean.",
    )
    clear_from = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="For weights: smallest margin of a clear lean."
    )
    low_total = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="For weights: both totals at or below, and little on the list appeals.",
    )
    high_total = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="For weights: both totals at or above, and both sides appeal.",
    )

    objects = NaturalManager.from_queryset(RubricQuerySet)()  # type: ignore[misc]

    class Meta:
        ordering = ("slug", "-version")
        constraints = (
            models.UniqueConstraint(fields=("slug", "version"), name="rubric_version_once"),
            models.UniqueConstraint(
                fields=("slug",),
                condition=Q(status="published"),
                name="rubric_one_published_version",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "published", "retired")),
                name="rubric_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_on__isnull=False),
                name="rubric_published_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="weights",
                    allows_skipping=False,
                    band__isnull=False,
                    clear_from__isnull=False,
                    low_total__isnull=False,
                    high_total__isnull=False,
                )
                | Q(kind="axes", band=None, clear_from=None, low_total=None, high_total=None),
                name="rubric_thresholds_fit_its_kind",
                violation_error_message=(
                    "Weights need all four thresholds and no skipping; axes need no thresholds."
                ),
            ),
            models.CheckConstraint(
                condition=Q(clear_from__gt=F("band")),
                name="rubric_clear_lean_beyond_band",
                violation_error_message="A clear lean starts beyond the hybrid margin.",
            ),
            models.CheckConstraint(
                condition=Q(high_total__gt=F("low_total")),
                name="rubric_high_total_above_low",
                violation_error_message="The high total lies above the low total.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.slug} version {self.version} ({self.status})"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class Criterion(Content):
    """One thing rated 1–5; the reader sees its statement."""

    NATURAL: ClassVar = ("rubric__slug", "rubric__version", "key")

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria")
    key = models.SlugField(validators=[check_key])
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    statement = models.CharField(max_length=200)
    low_end = models.CharField(
        max_length=80, blank=True, help_text="What 1 means here, beyond “not me at all”."
    )
    high_end = models.CharField(
        max_length=80, blank=True, help_text="What 5 means here, beyond “very much me”."
    )

    class Meta:
        ordering = ("rubric", "order")
        verbose_name_plural = "criteria"
        constraints = (
            models.UniqueConstraint(fields=("rubric", "key"), name="criterion_key_once"),
            models.UniqueConstraint(fields=("rubric", "order"), name="criterion_order_once"),
        )

    def __str__(self) -> str:
        return self.name


class Weight(Content):
    """Points that one step on a criterion gives to a path."""

    NATURAL: ClassVar = (
        "criterion__rubric__slug",
        "criterion__rubric__version",
        "criterion__key",
        "path__slug",
    )

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="weights")
    path = models.ForeignKey("specialties.Path", models.PROTECT, related_name="weights")
    value = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("criterion", "path__order")
        constraints = (
            models.UniqueConstraint(fields=("criterion", "path"), name="weight_once_per_path"),
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=9), name="weight_between_0_and_9"
            ),
        )

    def __str__(self) -> str:
        return f"{self.criterion} → {self.path}: {self.value}"


class AxisItem(Content):
    """The axis that a criterion speaks to: towards it (1), or away from it (−1)."""

    class Direction(models.IntegerChoices):
        TOWARDS = 1
        AWAY = -1

    NATURAL: ClassVar = ("criterion__rubric__slug", "criterion__rubric__version", "criterion__key")

    criterion = models.OneToOneField(Criterion, models.CASCADE, related_name="axis_item")
    axis = models.ForeignKey("specialties.Axis", models.PROTECT, related_name="items")
    direction = models.SmallIntegerField(choices=Direction)

    class Meta:
        ordering = ("criterion",)
        constraints = (
            models.CheckConstraint(
                condition=Q(direction__in=(1, -1)), name="axis_item_direction_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.criterion} → {self.axis}"


class Persona(Content):
    """The reader's lean in words, with a sheet that shows it."""

    NATURAL: ClassVar = ("rubric__slug", "rubric__version", "slug")

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="personas")
    slug = models.SlugField()
    order = models.PositiveSmallIntegerField()
    path = models.ForeignKey(
        "specialties.Path", models.PROTECT, null=True, blank=True, help_text="Empty: no clear lean."
    )
    name = models.CharField(max_length=60, help_text="e.g. Versatile Generalist")
    headline = models.CharField(max_length=80, help_text="e.g. You lean generalist")
    clear_headline = models.CharField(max_length=80, help_text="The same for a clear lean.")
    summary = models.CharField(max_length=300)
    who = models.CharField(max_length=200, help_text="Whom the example describes.")

    class Meta:
        ordering = ("rubric", "order")
        constraints = (
            models.UniqueConstraint(fields=("rubric", "slug"), name="persona_slug_once"),
            models.UniqueConstraint(fields=("rubric", "path"), name="persona_once_per_path"),
            models.UniqueConstraint(
                fields=("rubric",),
                condition=Q(path=None),
                name="persona_once_without_path",
                violation_error_message="There is a persona for no clear lean already.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PersonaRating(Content):
    """One answer of the sheet that stands for a persona."""

    NATURAL: ClassVar = (
        "persona__rubric__slug",
        "persona__rubric__version",
        "persona__slug",
        "criterion__key",
    )

    persona = models.ForeignKey(Persona, models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="+")
    value = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("persona", "criterion__order")
        constraints = (
            models.UniqueConstraint(
                fields=("persona", "criterion"), name="persona_rating_once_per_criterion"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=LOWEST, value__lte=HIGHEST),
                name="persona_rating_between_1_and_5",
            ),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def live(self) -> "AssessmentQuerySet":
        """Those that still open: not past their last day."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=timezone.localdate()))

    def expired(self) -> "AssessmentQuerySet":
        return self.filter(expires_on__lt=timezone.localdate())


class Assessment(models.Model):
    """One sitting. Its ratings are the truth, its receipt is what was shown."""

    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="assessments")
    token_digest = models.CharField(max_length=64, unique=True)
    created_on = models.DateField()
    expires_on = models.DateField(null=True, help_text="Last day it opens; empty for examples.")
    example_of = models.OneToOneField(
        Persona, models.PROTECT, null=True, related_name="example", editable=False
    )
    receipt = models.JSONField()

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("expires_on",), name="assessment_expiry"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("created_on"))
                | Q(expires_on=None, example_of__isnull=False),
                name="assessment_expires_unless_example",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rubric.slug} of {self.created_on}"


class Rating(models.Model):
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True, help_text="Empty: doesn’t matter to me.")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("assessment", "criterion"), name="rating_once_per_criterion"
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=LOWEST, value__lte=HIGHEST),
                name="rating_between_1_and_5",
            ),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"
