from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from specialties.levels import Level
from specialties.library import BASES, FITS, FREQUENCIES, PROBES
from specialties.models.base import Content
from specialties.models.fields import LevelField
from specialties.models.paths import FocusArea
from specialties.models.sources import Source

# Addresses below /specialties/ that are pages of their own.
RESERVED_SLUGS = ("compare", "pictures", "rotations", "table")


def level_is_known(name: str) -> Q:
    return Q(**{f"{name}__gte": min(Level).value, f"{name}__lte": max(Level).value})


def is_percent(name: str) -> Q:
    return Q(**{f"{name}__gte": 0, f"{name}__lte": 100})


class Axis(Content):
    """One thing that a working day has much or little of, read from 1 to 5."""

    NATURAL: ClassVar = ("slug",)

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=20)
    gist = models.CharField(max_length=60, help_text="Its word in charts, e.g. probe.")
    low_end = models.CharField(max_length=60)
    high_end = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(unique=True)
    source = models.ForeignKey(Source, models.PROTECT)
    deed = models.CharField(
        max_length=20, blank=True, help_text="What a log calls having done it, e.g. scanned."
    )

    class Meta:
        verbose_name_plural = "axes"
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


class SpecialtyGroup(Content):
    """Specialties whose days have the same shape."""

    NATURAL: ClassVar = ("slug",)

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=40)
    description = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(unique=True)
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


class WholeField(Content):
    """A row of the guide that covers several tracks, so its figures are no track’s own."""

    NATURAL: ClassVar = ("slug",)

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60, unique=True)
    ultrasound = LevelField("ultrasound use")
    imaging = LevelField("other imaging reliance")
    procedures = LevelField("procedural intensity")
    source = models.ForeignKey(Source, models.PROTECT)
    day_procedures = models.PositiveSmallIntegerField("of the day: procedures, in percent")
    day_imaging = models.PositiveSmallIntegerField("of the day: imaging, in percent")
    day_thinking = models.PositiveSmallIntegerField("of the day: thinking, in percent")
    guide_order = models.PositiveSmallIntegerField("row of the guide’s table", unique=True)

    class Meta:
        ordering = ("guide_order",)
        constraints = (
            models.CheckConstraint(
                condition=level_is_known("ultrasound")
                & level_is_known("imaging")
                & level_is_known("procedures"),
                name="whole_field_levels_are_known",
            ),
            models.CheckConstraint(
                condition=Q(day_procedures=100 - F("day_imaging") - F("day_thinking")),
                name="whole_field_day_adds_up_to_100",
                violation_error_message="The three parts of the day add up to 100.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Specialty(Content):
    """A field of medicine by ultrasound, imaging and procedures. Empty means not stated."""

    NATURAL: ClassVar = ("slug",)

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60, unique=True)
    group = models.ForeignKey(SpecialtyGroup, models.PROTECT, related_name="specialties")
    field = models.ForeignKey(
        WholeField,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tracks",
        help_text="For a track: the row of the guide that covers it.",
    )
    summary = models.CharField(max_length=200)
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        related_name="summarized_specialties",
        help_text="Behind the summary.",
    )
    ultrasound = LevelField("ultrasound use")
    imaging = LevelField("other imaging reliance")
    procedures = LevelField("procedural intensity")
    levels_source = models.ForeignKey(Source, models.PROTECT, related_name="leveled_specialties")
    probe = models.CharField("who holds the probe", max_length=10, choices=PROBES, blank=True)
    probe_text = models.CharField(max_length=200, blank=True)
    probe_source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="probed_specialties"
    )
    training = models.CharField(
        "training after medical school", max_length=120, blank=True, help_text="e.g. 3 or 4 years"
    )
    training_source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="trained_specialties"
    )
    guide_order = models.PositiveSmallIntegerField(
        "row of the guide’s table", null=True, blank=True, unique=True
    )
    guide_name = models.CharField("name in the guide’s table", max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(unique=True, help_text="Position in lists.")

    class Meta:
        verbose_name_plural = "specialties"
        ordering = ("order",)
        constraints = (
            models.CheckConstraint(
                condition=level_is_known("ultrasound"), name="specialty_ultrasound_level_is_known"
            ),
            models.CheckConstraint(
                condition=level_is_known("imaging"), name="specialty_imaging_level_is_known"
            ),
            models.CheckConstraint(
                condition=level_is_known("procedures"), name="specialty_procedures_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(probe="", probe_text="", probe_source=None)
                | (Q(probe__in=tuple(PROBES)) & ~Q(probe_text="") & Q(probe_source__isnull=False)),
                name="specialty_probe_has_words_and_source",
            ),
            models.CheckConstraint(
                condition=Q(training="", training_source=None)
                | (~Q(training="") & Q(training_source__isnull=False)),
                name="specialty_training_has_a_source",
            ),
            models.CheckConstraint(
                condition=Q(guide_order=None, guide_name="")
                | (Q(guide_order__isnull=False) & ~Q(guide_name="")),
                name="specialty_guide_row_has_a_name",
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS), name="specialty_slug_is_not_a_page"
            ),
        )

    def __str__(self) -> str:
        return self.name


class AxisLevel(Content):
    """Where a specialty lies on one axis."""

    NATURAL: ClassVar = ("specialty__slug", "axis__slug")

    specialty = models.ForeignKey(Specialty, models.CASCADE, related_name="axis_levels")
    axis = models.ForeignKey(Axis, models.PROTECT)
    level = LevelField()
    basis = models.CharField(
        max_length=5,
        validators=[RegexValidator(rf"^[{''.join(BASES)}]+\Z", "Use only the letters named here.")],
        help_text="; ".join(f"{letter}: {words}" for letter, words in BASES.items()),
    )
    reason = models.CharField(max_length=120, blank=True, help_text="In words, for the reader.")
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        ordering = ("specialty__order", "axis__order")
        constraints = (
            models.UniqueConstraint(fields=("specialty", "axis"), name="axis_level_once"),
            models.CheckConstraint(condition=level_is_known("level"), name="axis_level_is_known"),
            models.CheckConstraint(condition=~Q(basis=""), name="axis_level_has_a_basis"),
        )

    def __str__(self) -> str:
        return f"{self.specialty}, {self.axis}: {self.get_level_display()}"


class DaySplit(Content):
    """How the working day divides, in percent. A specialty without figures has no row."""

    NATURAL: ClassVar = ("specialty__slug",)

    specialty = models.OneToOneField(Specialty, models.CASCADE, related_name="day_split")
    procedures = models.PositiveSmallIntegerField()
    imaging = models.PositiveSmallIntegerField()
    thinking = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        ordering = ("specialty__order",)
        constraints = (
            models.CheckConstraint(
                condition=Q(procedures=100 - F("imaging") - F("thinking")),
                name="day_split_adds_up_to_100",
            ),
        )

    def __str__(self) -> str:
        return f"{self.specialty}: {self.procedures}/{self.imaging}/{self.thinking}"


class SpecialtyFact(Content):
    """One of several facts about one specialty."""

    specialty = models.ForeignKey(Specialty, models.CASCADE)
    order = models.PositiveSmallIntegerField(help_text="Position on the page.")
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        abstract = True
        ordering = ("specialty__order", "order")


class MatchFigure(SpecialtyFact):
    """Positions offered in one match, and what is known about who took them."""

    NATURAL: ClassVar = ("specialty__slug", "year", "label")

    year = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60, help_text="Which positions, e.g. residency.")
    positions = models.PositiveIntegerField()
    fill = models.DecimalField(
        "filled, in percent", max_digits=4, decimal_places=1, null=True, blank=True
    )
    applicants = models.PositiveIntegerField(null=True, blank=True)
    detail = models.CharField(max_length=120, blank=True)

    class Meta(SpecialtyFact.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(fill=None) | is_percent("fill"), name="match_fill_is_a_percentage"
            ),
            models.UniqueConstraint(
                fields=("specialty", "year", "label"), name="match_figure_once_per_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.specialty}, {self.year}: {self.label}"


class Route(SpecialtyFact):
    """A way into a specialty: a fellowship after another, or, without one, its own residency."""

    NATURAL: ClassVar = ("specialty__slug", "after__slug")

    after = models.ForeignKey(
        Specialty,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads_to",
        help_text="Empty: a residency of its own.",
    )
    years = models.CharField(max_length=60, blank=True, help_text="After medical school.")
    text = models.CharField(max_length=160, blank=True)

    class Meta(SpecialtyFact.Meta):
        constraints = (
            models.UniqueConstraint(fields=("specialty", "after"), name="route_once"),
            models.UniqueConstraint(
                fields=("specialty",), condition=Q(after=None), name="route_of_its_own_once"
            ),
            models.CheckConstraint(
                condition=Q(after=None) | ~Q(after=F("specialty")),
                name="route_not_after_itself",
                violation_error_message="A specialty cannot come after itself.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.after or 'residency'} → {self.specialty}"

    def natural_key(self) -> tuple[str | None, ...]:
        return (self.specialty.slug, self.after.slug if self.after else None)


class Fit(SpecialtyFact):
    """Whom a specialty fits, or a warning."""

    NATURAL: ClassVar = ("specialty__slug", "order")

    kind = models.CharField(max_length=7, choices=FITS, default="fit")
    text = models.CharField(
        max_length=200, help_text="After “if you want”; for a warning a sentence of its own."
    )

    class Meta(SpecialtyFact.Meta):
        constraints = (
            models.UniqueConstraint(fields=("specialty", "order"), name="fit_once_per_place"),
            models.CheckConstraint(condition=Q(kind__in=tuple(FITS)), name="fit_kind_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.specialty}: {self.text}"


class Activity(SpecialtyFact):
    """Something that fills the day."""

    class Kind(models.TextChoices):
        ULTRASOUND = "ultrasound"
        IMAGING = "imaging"
        PROCEDURE = "procedure"

    NATURAL: ClassVar = ("specialty__slug", "kind", "name")

    kind = models.CharField(max_length=10, choices=Kind)
    frequency = models.CharField(
        max_length=10,
        choices=FREQUENCIES | {"unstated": "nobody says how often"},
        default="",
        help_text="How often; it has to be said, even that nobody says it.",
    )
    name = models.CharField(max_length=80)
    detail = models.CharField(max_length=160, blank=True)

    class Meta(SpecialtyFact.Meta):
        verbose_name_plural = "activities"
        constraints = (
            models.UniqueConstraint(fields=("specialty", "kind", "name"), name="activity_once"),
            models.CheckConstraint(
                condition=Q(kind__in=("ultrasound", "imaging", "procedure")),
                name="activity_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=tuple(FREQUENCIES)),
                name="activity_frequency_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.specialty}: {self.name}"


class TrainingFloor(SpecialtyFact):
    """A number that training must reach, or that there is none."""

    NATURAL: ClassVar = ("specialty__slug", "label")

    label = models.CharField(max_length=80)
    text = models.CharField(max_length=160)

    class Meta(SpecialtyFact.Meta):
        constraints = (
            models.UniqueConstraint(fields=("specialty", "label"), name="training_floor_once"),
        )

    def __str__(self) -> str:
        return f"{self.specialty}: {self.label}"


class EmphasisItem(SpecialtyFact):
    """How much weight one use of ultrasound has beside the others; it has no unit."""

    NATURAL: ClassVar = ("specialty__slug", "name")

    name = models.CharField(max_length=60)
    emphasis = models.PositiveSmallIntegerField()

    class Meta(SpecialtyFact.Meta):
        constraints = (
            models.UniqueConstraint(fields=("specialty", "name"), name="emphasis_item_once"),
        )

    def __str__(self) -> str:
        return f"{self.specialty}: {self.name}"


class ImagingShare(SpecialtyFact):
    """One method’s share of a specialty’s imaging, in percent."""

    NATURAL: ClassVar = ("specialty__slug", "name")

    name = models.CharField(max_length=60)
    percent = models.PositiveSmallIntegerField()

    class Meta(SpecialtyFact.Meta):
        constraints = (
            models.UniqueConstraint(fields=("specialty", "name"), name="imaging_share_once"),
            models.CheckConstraint(
                condition=is_percent("percent"), name="imaging_share_is_a_percentage"
            ),
        )

    def __str__(self) -> str:
        return f"{self.specialty}: {self.name}"


class TimelineStep(SpecialtyFact):
    NATURAL: ClassVar = ("specialty__slug", "year")

    year = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=160)

    class Meta(SpecialtyFact.Meta):
        constraints = (
            models.UniqueConstraint(fields=("specialty", "year"), name="timeline_step_once"),
        )

    def __str__(self) -> str:
        return f"{self.specialty}, {self.year}"


class RotationTip(Content):
    """What to do, to ask and to notice on clinical rotations."""

    class Kind(models.TextChoices):
        TIP = "tip", "what to do"
        ASK = "ask", "what to ask residents"
        PULL = "pull", "what pulls you"

    key = models.SlugField(unique=True)
    kind = models.CharField(max_length=4, choices=Kind)
    lead = models.CharField(max_length=80, help_text="The short form.")
    text = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        ordering = ("kind", "order")

    def __str__(self) -> str:
        return self.lead


class FocusLink(Content):
    """A sonographer’s focus area whose patients a specialty shares."""

    NATURAL: ClassVar = ("area__slug", "specialty__slug")

    area = models.ForeignKey(FocusArea, models.CASCADE, related_name="specialty_links")
    specialty = models.ForeignKey(Specialty, models.CASCADE, related_name="focus_links")
    order = models.PositiveSmallIntegerField(help_text="Position among the area’s specialties.")
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        ordering = ("area__order", "order")
        constraints = (
            models.UniqueConstraint(fields=("area", "specialty"), name="focus_link_once"),
        )

    def __str__(self) -> str:
        return f"{self.area} ↔ {self.specialty}"
