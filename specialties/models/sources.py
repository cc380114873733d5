from typing import ClassVar

from django.db import models
from django.db.models import Q

from specialties import library
from specialties.models.base import Content


class Source(Content):
    """Where a fact comes from. The grade tells how much stands behind it."""

    key = models.SlugField(unique=True)
    publisher = models.CharField(max_length=60, help_text="Short name for the chip, e.g. SDMS.")
    title = models.CharField(max_length=200)
    year = models.CharField(max_length=20, blank=True, help_text="Empty when not dated.")
    url = models.URLField("address", max_length=300, blank=True)
    grade = models.CharField(max_length=12, choices=library.GRADES)
    checked_on = models.DateField(help_text="When someone last read it.")
    changed_on = models.DateField(
        null=True,
        editable=False,
        help_text="When it became another, until somebody has read its facts again.",
    )

    class Meta:
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                condition=Q(grade__in=list(library.GRADES)), name="source_grade_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.year or 'not dated'}; {library.GRADES.get(self.grade, '?')})"

    @property
    def chip(self) -> str:
        """Publisher and year, or the grade in words."""
        return library.chip(self.publisher, self.year, self.grade)


class Citation(Content):
    """One source behind one fact that leans on several."""

    NATURAL: ClassVar = ("source__key", "note__key", "credential__key", "question__key")

    source = models.ForeignKey(Source, models.PROTECT, related_name="citations")
    note = models.ForeignKey(
        "specialties.Note", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    credential = models.ForeignKey(
        "specialties.Credential", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    question = models.ForeignKey(
        "specialties.Question", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("order", "source__title")
        constraints = (
            models.CheckConstraint(
                condition=Q(note__isnull=False, credential=None, question=None)
                | Q(note=None, credential__isnull=False, question=None)
                | Q(note=None, credential=None, question__isnull=False),
                name="citation_supports_exactly_one_fact",
            ),
            models.UniqueConstraint(fields=("source", "note"), name="citation_once_per_note"),
            models.UniqueConstraint(
                fields=("source", "credential"), name="citation_once_per_credential"
            ),
            models.UniqueConstraint(
                fields=("source", "question"), name="citation_once_per_question"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source.chip} → {self.note or self.credential or self.question}"

    def natural_key(self) -> tuple[str | None, ...]:
        facts = (self.note, self.credential, self.question)
        return (self.source.key, *(fact.key if fact else None for fact in facts))
