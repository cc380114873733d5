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

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"Edition {self.number}"


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

    # Only where a result was opened: what its edition is known by in memory.
    edition_digest: str

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("expires_on",), name="assessment_expiry"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("created_on")),
                name="assessment_expires_after_its_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rubric} of {self.created_on}"
