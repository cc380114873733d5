import re
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator

from specialties import library
from specialties.models.base import Content
from specialties.models.sources import Source

BLANKS = {"area", "technique", "patients", "credential", "works_with", "specialty"}


class Path(Content):
    """A way of working that criteria can weigh towards."""

    NATURAL: ClassVar = ("slug",)

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


class PathFact(Content):
    """A fact that belongs to one path and has one source."""

    path = models.ForeignKey(Path, models.PROTECT)
    order = models.PositiveSmallIntegerField(help_text="Position on the page.")
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        abstract = True
        ordering = ("order", "path__order", "pk")


class Statement(PathFact):
    """One cell of the comparison: what a path is like under one theme."""

    class Kind(models.TextChoices):
        SCOPE = "scope"
        RESPONSIBILITY = "responsibility"
        TRADE_OFF = "trade-off"
        DELIVERABLE = "deliverable"
        SCHEDULE = "schedule"
        ADVANCEMENT = "advancement"
        CHALLENGE = "challenge"
        LEAD = "lead"

    NATURAL: ClassVar = ("path__slug", "kind", "theme")

    kind = models.CharField(max_length=16, choices=Kind)
    theme = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    detail = models.CharField(max_length=300, blank=True, help_text="For a challenge: the answer.")

    class Meta(PathFact.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=("path", "kind", "theme"), name="statement_once_per_theme"
            ),
        )

    def __str__(self) -> str:
        return f"{self.path}, {self.kind}: {self.theme}"


class Stakeholder(PathFact):
    """Who relies on the sonographer, and for what."""

    NATURAL: ClassVar = ("path__slug", "name")

    theme = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    needs = models.CharField(max_length=200)

    class Meta(PathFact.Meta):
        constraints = (
            models.UniqueConstraint(fields=("path", "name"), name="stakeholder_once_per_path"),
        )

    def __str__(self) -> str:
        return f"{self.path}: {self.name}"


class Kpi(PathFact):
    """A key performance indicator with a typed target."""

    NATURAL: ClassVar = ("path__slug", "name")

    theme = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    qualifier = models.CharField(max_length=80, blank=True, help_text="e.g. by complexity")
    comparator = models.CharField(max_length=8, choices=library.COMPARATORS)
    low = models.DecimalField(max_digits=8, decimal_places=2, help_text="The number, or the lower.")
    high = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=20, help_text="e.g. exams, %, of 5, hours")
    period = models.CharField(max_length=20, blank=True, help_text="e.g. day, year")
    is_example = models.BooleanField(
        "example target", default=False, help_text="No published source was found."
    )

    class Meta(PathFact.Meta):
        verbose_name = "KPI"
        constraints = (
            models.UniqueConstraint(fields=("path", "name"), name="kpi_once_per_path"),
            models.CheckConstraint(
                condition=Q(comparator="between", high__isnull=False, high__gt=F("low"))
                | (~Q(comparator="between") & Q(high=None)),
                name="kpi_high_only_for_a_range",
                violation_error_message="A range needs a higher second number, all else none.",
            ),
            models.CheckConstraint(
                condition=Q(low__gte=0),
                name="kpi_target_not_negative",
                violation_error_message="A target is not below zero.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.path}: {self.name}"

    @property
    def target(self) -> str:
        """The target in words, e.g. “8–12 exams a day” or “at least 4.5 of 5”."""
        return library.target(self.comparator, self.low, self.high, self.unit, self.period)


class FailureMode(PathFact):
    """How a path goes wrong: the sign, the cost, the remedy."""

    NATURAL: ClassVar = ("path__slug", "sign")

    sign = models.CharField(max_length=200)
    cost = models.CharField(max_length=200)
    remedy = models.CharField(max_length=200)

    class Meta(PathFact.Meta):
        constraints = (
            models.UniqueConstraint(fields=("path", "sign"), name="failure_mode_once_per_path"),
        )

    def __str__(self) -> str:
        return f"{self.path}: {self.sign}"


class Note(Content):
    """What published figures, or we, add to one part of a page."""

    class Section(models.TextChoices):
        MISSION = "mission"
        RESPONSIBILITIES = "responsibilities"
        STAKEHOLDERS = "stakeholders"
        KPIS = "kpis", "KPIs"
        SCHEDULE = "schedule"
        FAILURE_MODES = "failure-modes"
        CREDENTIALS = "credentials"
        PAY = "pay"
        RATIONALE = "rationale"
        LIMITS = "limits"
        MATCH_LIMITS = "match-limits", "limits of a match"
        DAY = "day", "how the day divides"
        ACTIVITIES = "activities", "what fills the day"
        EMPHASIS = "emphasis", "where the probe goes"
        SHARES = "shares", "share of imaging"
        COUNTED = "counted", "what has been counted"
        PROBE = "probe", "who holds the probe"
        AXES = "axes", "the axes"
        HIRING = "hiring", "what a hiring manager looks for"
        PHRASES = "phrases", "words to use"
        WORK = "work", "a sonographer’s working life"
        SPECIALTIES = "specialties", "what the specialties differ in"
        ROTATIONS = "rotations"
        EVIDENCE = "evidence", "what is known about questionnaires"

    key = models.SlugField(unique=True)
    section = models.CharField(max_length=16, choices=Section)
    theme = models.CharField(max_length=60, blank=True, help_text="The row it stands under.")
    specialty = models.ForeignKey(
        "specialties.Specialty",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notes",
        help_text="For a note on the page of one specialty; empty: on every page.",
    )
    text = models.TextField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("section", "order")

    def __str__(self) -> str:
        # A key says nothing to somebody who looks for a text.
        return Truncator(self.text).chars(80)


class Credential(Content):
    key = models.SlugField(unique=True)
    area = models.CharField(max_length=60)
    path = models.ForeignKey(
        Path, models.PROTECT, null=True, blank=True, help_text="Empty: either path."
    )
    names = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return f"{self.area}: {self.names}"


class PayFigure(Content):
    """A range, a median or both, in US dollars a year."""

    key = models.SlugField(unique=True)
    label = models.CharField(max_length=120)
    path = models.ForeignKey(Path, models.PROTECT, null=True, blank=True)
    low = models.PositiveIntegerField(null=True, blank=True)
    middle = models.PositiveIntegerField("median", null=True, blank=True)
    high = models.PositiveIntegerField(null=True, blank=True)
    as_of = models.CharField(max_length=20, blank=True, help_text="e.g. May 2024")
    order = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        ordering = ("order",)
        constraints = (
            models.CheckConstraint(
                condition=Q(low=None, high=None, middle__isnull=False)
                | Q(low__isnull=False, high__isnull=False, high__gt=F("low")),
                name="pay_is_a_range_or_a_median",
                violation_error_message="Give a lower and a higher end, or a median alone.",
            ),
            models.CheckConstraint(
                condition=Q(middle=None)
                | Q(low=None)
                | Q(middle__gte=F("low"), middle__lte=F("high")),
                name="pay_median_lies_in_its_range",
                violation_error_message="The median lies between the lower and the higher end.",
            ),
        )

    def __str__(self) -> str:
        return self.label


class PayYear(Content):
    """What sonographers earned in one year, in US dollars, from the lowest to the highest."""

    NATURAL: ClassVar = ("year",)

    year = models.PositiveSmallIntegerField(unique=True)
    p10 = models.PositiveIntegerField("10th percentile")
    p25 = models.PositiveIntegerField("25th percentile")
    p50 = models.PositiveIntegerField("median")
    p75 = models.PositiveIntegerField("75th percentile")
    p90 = models.PositiveIntegerField("90th percentile")
    jobs = models.PositiveIntegerField(null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        ordering = ("year",)
        constraints = (
            models.CheckConstraint(
                condition=Q(p10__lte=F("p25"))
                & Q(p25__lte=F("p50"))
                & Q(p50__lte=F("p75"))
                & Q(p75__lte=F("p90")),
                name="pay_percentiles_rise",
                violation_error_message="The percentiles rise from the 10th to the 90th.",
            ),
        )

    def __str__(self) -> str:
        return f"Pay in {self.year}"


class Question(Content):
    """A question with what belongs to it: an answer, or what a good answer sounds like."""

    class Kind(models.TextChoices):
        FAQ = "faq", "FAQ"
        HIRING = "hiring", "what a hiring manager looks for"
        INTERVIEW = "interview", "to ask in an interview"
        SPECIALTIES = "specialties", "asked about specialties"

    key = models.SlugField(unique=True, max_length=80)
    kind = models.CharField(max_length=12, choices=Kind)
    path = models.ForeignKey(Path, models.PROTECT, null=True, blank=True)
    topic = models.CharField(max_length=80, blank=True)
    question = models.CharField(max_length=200)
    answer = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("kind", "order")

    def __str__(self) -> str:
        return self.question


class PlanWeek(Content):
    NATURAL: ClassVar = ("number",)

    number = models.PositiveSmallIntegerField(unique=True)
    aim = models.CharField(max_length=120)
    proof = models.CharField(max_length=200, help_text="What to keep at the end of the week.")
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=4),
                name="plan_has_four_weeks",
                violation_error_message="The plan has weeks 1 to 4.",
            ),
        )

    def __str__(self) -> str:
        return f"Week {self.number}: {self.aim}"


class PlanTask(Content):
    key = models.SlugField(unique=True)
    week = models.ForeignKey(PlanWeek, models.CASCADE, related_name="tasks")
    path = models.ForeignKey(
        Path, models.PROTECT, null=True, blank=True, help_text="Empty: for no clear lean."
    )
    text = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        ordering = ("week__number", "order")

    def __str__(self) -> str:
        return self.text


class FocusArea(Content):
    """An area to go deep in; it fills the blanks of the phrases."""

    NATURAL: ClassVar = ("slug",)

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    technique = models.CharField(max_length=80)
    patients = models.CharField(max_length=120)
    works_with = models.CharField(max_length=120)
    credential = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


def check_blanks(text: str) -> None:
    if unknown := set(re.findall(r"\{(.*?)\}", text)) - BLANKS:
        raise ValidationError(
            "Unknown blank %(blank)s. Use one of: %(known)s.",
            params={"blank": ", ".join(sorted(unknown)), "known": ", ".join(sorted(BLANKS))},
        )


class Phrase(Content):
    """A sentence to use, with blanks that a focus area fills, or a {specialty}."""

    class Occasion(models.TextChoices):
        MANAGER = "manager", "talking to your manager"
        INTERVIEW = "interview", "in an interview"
        TRAINING = "training", "asking for training"

    key = models.SlugField(unique=True)
    occasion = models.CharField(max_length=12, choices=Occasion)
    text = models.CharField(max_length=300, validators=[check_blanks])
    order = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        ordering = ("occasion", "order")

    def __str__(self) -> str:
        return self.text
