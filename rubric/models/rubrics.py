from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from rubric.definition import RESERVED_KEYS
from rubric.scoring import HIGHEST, LOWEST
from specialties.models.base import Content


def check_key(key: str) -> None:
    if key in RESERVED_KEYS:
        raise ValidationError(
            "The form itself uses the name “%(key)s”. Choose another.", params={"key": key}
        )


class Rubric(Content):
    """A questionnaire of the working copy; readers meet it as a part of an edition."""

    class Kind(models.TextChoices):
        WEIGHTS = "weights", "weights towards two paths"
        AXES = "axes", "leans along axes"

    class Shelf(models.TextChoices):
        PATHS = "paths", "the two paths"
        SPECIALTIES = "specialties"

    NATURAL: ClassVar = ("slug",)

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.WEIGHTS)
    order = models.PositiveSmallIntegerField(unique=True, help_text="Position on the front page.")
    title = models.CharField(max_length=80)
    lede = models.CharField(
        max_length=300, help_text="What it asks for, and that no answer is right."
    )
    minutes = models.PositiveSmallIntegerField(help_text="How long answering takes.")
    audience = models.CharField(max_length=30, help_text="Its name in the menu: whom it asks.")
    invitation = models.CharField(
        max_length=200, help_text="What stands on its door on the front page."
    )
    call = models.CharField(max_length=40, help_text="The words on the button of its door.")
    shelf = models.CharField(
        max_length=12, choices=Shelf, help_text="The part of the library that leads to it."
    )
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

    class Meta:
        ordering = ("order",)
        constraints = (
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
        return self.title


class Criterion(Content):
    """One thing rated 1–5; the reader sees its statement."""

    NATURAL: ClassVar = ("rubric__slug", "key")

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
    trial = models.CharField(
        max_length=200,
        blank=True,
        help_text="How to try it out: a task, or for axes a blunt question to ask at work.",
    )
    look_for = models.CharField(
        max_length=200, blank=True, help_text="What to write down when trying it out."
    )
    week = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The week of a plan, 1 to 4, that its task fits."
    )

    class Meta:
        ordering = ("rubric", "order")
        verbose_name_plural = "criteria"
        constraints = (
            models.CheckConstraint(
                condition=Q(week__gte=1, week__lte=4) | Q(week=None),
                name="criterion_week_between_1_and_4",
                violation_error_message="A plan has four weeks, 1 to 4.",
            ),
            models.UniqueConstraint(fields=("rubric", "key"), name="criterion_key_once"),
            models.UniqueConstraint(fields=("rubric", "order"), name="criterion_order_once"),
        )

    def __str__(self) -> str:
        return self.name


class Weight(Content):
    """Points that one step on a criterion gives to a path."""

    NATURAL: ClassVar = ("criterion__rubric__slug", "criterion__key", "path__slug")

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


class CriterionQuestion(Content):
    """A question of an interview that goes into a criterion."""

    NATURAL: ClassVar = ("criterion__rubric__slug", "criterion__key", "question__key")

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="asks")
    question = models.ForeignKey("specialties.Question", models.PROTECT, related_name="+")

    class Meta:
        ordering = ("criterion", "question__order")
        verbose_name = "question for an interview"
        verbose_name_plural = "questions for an interview"
        constraints = (
            models.UniqueConstraint(
                fields=("criterion", "question"), name="criterion_question_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.question}"


class AxisItem(Content):
    """The axis that a criterion speaks to: towards it (1), or away from it (−1)."""

    class Direction(models.IntegerChoices):
        TOWARDS = 1
        AWAY = -1

    NATURAL: ClassVar = ("criterion__rubric__slug", "criterion__key")

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

    NATURAL: ClassVar = ("rubric__slug", "slug")

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
    person = models.CharField(max_length=20, blank=True, help_text="The example by name, e.g. Ana.")
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

    NATURAL: ClassVar = ("persona__rubric__slug", "persona__slug", "criterion__key")

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


class Example(Content):
    """A sheet of someone made up, for a questionnaire along axes."""

    class State(models.TextChoices):
        CLEAR = "clear", "a clear first"
        NO_CLEAR_FIRST = "no-clear-first", "no clear first"
        NO_FIT = "no-fit", "no fit"
        UNSETTLED = "unsettled"
        TOO_FEW = "too-few", "too few"
        NO_DIRECTION = "no-direction", "no direction"

    NATURAL: ClassVar = ("rubric__slug", "slug")

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="examples")
    slug = models.SlugField()
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60, help_text="e.g. Mara, third year")
    who = models.CharField(max_length=200, help_text="Whom it describes.")
    state = models.CharField(
        max_length=16, choices=State, help_text="How it has to come out; checked before publishing."
    )

    class Meta:
        ordering = ("rubric", "order")
        constraints = (
            models.UniqueConstraint(fields=("rubric", "slug"), name="example_slug_once"),
        )

    def __str__(self) -> str:
        return self.name


class ExampleRating(Content):
    """One answer of an example; empty is an answer left out."""

    NATURAL: ClassVar = ("example__rubric__slug", "example__slug", "criterion__key")

    example = models.ForeignKey(Example, models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="+")
    value = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("example", "criterion__order")
        constraints = (
            models.UniqueConstraint(
                fields=("example", "criterion"), name="example_rating_once_per_criterion"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=LOWEST, value__lte=HIGHEST) | Q(value=None),
                name="example_rating_between_1_and_5",
            ),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value or 'left out'}"
