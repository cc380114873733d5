from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Edition(models.Model):
    """Everything that readers see from one day on. Numbers only grow; a row never changes."""

    number = models.PositiveIntegerField(primary_key=True)
    published_on = models.DateField()
    published_by = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=500, help_text="What is different, in a sentence or two.")
    # Text, not JSON: a database that rearranges it would break its digest.
    content = models.TextField()
    digest = models.CharField(max_length=64)
    # What moved since the edition before, worked out once: reading hundreds to say it takes long.
    moves_levels = models.BooleanField(default=False)
    moves_weights = models.BooleanField(default=False)
    moves_words = models.BooleanField(default=False)

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"Edition {self.number}"


class HealthReport(models.Model):
    """What was worked out of a content, edition or not, so that no page has to wait for it."""

    digest = models.CharField(max_length=64, unique=True, help_text="Of the content.")
    made_on = models.DateField()
    figures = models.TextField(help_text="Counts of made-up sheets, and how many results change.")

    def __str__(self) -> str:
        return f"{self.digest[:8]} of {self.made_on}"


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def expired(self) -> "AssessmentQuerySet":
        return self.filter(expires_on__lt=timezone.localdate())


class Assessment(models.Model):
    """One sitting. Its ratings are the truth, its receipt is what was shown."""

    rubric = models.SlugField(db_index=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="assessments", db_index=False)
    token_digest = models.CharField(max_length=64, unique=True)
    created_on = models.DateField()
    expires_on = models.DateField(help_text="Last day it opens.")
    ratings = models.JSONField(help_text="Each 1 to 5, or null: doesn’t matter to me.")
    receipt = models.JSONField()
    checksum = models.CharField(max_length=64, help_text="Of edition, rubric, ratings, receipt.")
    # Empty by NULL: with a default, SQLite would write every stored result anew for it.
    outcome = models.SlugField(  # noqa: DJ001
        null=True,
        db_index=False,
        help_text="Its persona or the state of its match, copied from the receipt to be counted.",
    )
    previous = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        related_name="later",
        help_text="The result that was answered again.",
    )

    LAST_DAY: ClassVar = "expires_on"

    # Only where a result was opened: what its edition is known by in memory, and whether the
    # result before it still opens; 1 where a class counts it, 2 where that asks a second time.
    edition_digest: str
    has_previous: bool
    class_state: int | None = None

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("expires_on",), name="assessment_expiry"),
            # All that is asked when results are counted, so that no result is read for it.
            models.Index(fields=("created_on", "rubric", "outcome"), name="assessment_count"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("created_on")),
                name="assessment_expires_after_its_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rubric} of {self.created_on}"

    @property
    def in_class(self) -> bool:
        return bool(self.class_state)

    @property
    def asks_again(self) -> bool:
        return self.class_state == 2


class ShareQuerySet(models.QuerySet["Share"]):
    def expired(self) -> "ShareQuerySet":
        return self.filter(expires_on__lt=timezone.localdate())


class Share(models.Model):
    """A link for somebody else, which reads a result and changes nothing."""

    LAST_DAY: ClassVar = "expires_on"

    class Scope(models.TextChoices):
        OUTCOME = "outcome", "outcome only"
        ANSWERS = "answers", "with my answers"

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="shares")
    key = models.CharField(max_length=43, help_text="What its token is derived with.")
    token_digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60)
    scope = models.CharField(max_length=8, choices=Scope)
    with_plan = models.BooleanField(default=False)
    with_log = models.BooleanField(default=False)
    created_on = models.DateField()
    expires_on = models.DateField(help_text="Last day it opens.")

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("expires_on",), name="share_expiry"),)
        constraints = (
            models.UniqueConstraint(fields=("assessment", "key"), name="share_key_once"),
            models.CheckConstraint(
                condition=Q(scope__in=("outcome", "answers")), name="share_scope_is_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("created_on")), name="share_expires_after_its_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.scope} until {self.expires_on}"


class Revocation(models.Model):
    """A share that was taken back and never opens again, whatever form is sent once more."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="revocations")
    key_digest = models.CharField(max_length=64, help_text="Of the key of the share.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "key_digest"), name="revocation_once"),
        )

    def __str__(self) -> str:
        return self.key_digest[:8]


class Plan(models.Model):
    """Thirty days from a day the reader picked, with the tasks done so far."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="plan")
    starts_on = models.DateField()
    done = models.JSONField(default=list, help_text="The keys of the tasks ticked off.")

    def __str__(self) -> str:
        return f"plan from {self.starts_on}"


class LogEntry(models.Model):
    """One thing lived at work, written down in ten seconds."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="log")
    key = models.CharField(max_length=43, help_text="The form that it came from.")
    on = models.DateField()
    place = models.SlugField(help_text="A specialty or a focus area.")
    liked = models.BooleanField()
    deeds = models.JSONField(help_text="The axes of what was done.")
    line = models.CharField(max_length=140, blank=True)

    class Meta:
        ordering = ("on", "pk")
        verbose_name_plural = "log entries"
        constraints = (
            models.UniqueConstraint(fields=("assessment", "key"), name="log_entry_key_once"),
        )

    def __str__(self) -> str:
        return f"{self.place} on {self.on}"
