from specialties.models.paths import (
    Credential,
    FailureMode,
    FocusArea,
    Kpi,
    Note,
    Path,
    PayFigure,
    Phrase,
    PlanTask,
    PlanWeek,
    Question,
    Stakeholder,
    Statement,
)
from specialties.models.seeding import SeededRow
from specialties.models.sources import Citation, Grade, Source

__all__ = [
    "Citation",
    "Credential",
    "FailureMode",
    "FocusArea",
    "Grade",
    "Kpi",
    "Note",
    "Path",
    "PayFigure",
    "Phrase",
    "PlanTask",
    "PlanWeek",
    "Question",
    "SeededRow",
    "Source",
    "Stakeholder",
    "Statement",
]
