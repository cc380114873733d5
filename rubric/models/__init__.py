from rubric.models.assessments import (
    Assessment,
    Edition,
    LogEntry,
    Plan,
    Revocation,
    Share,
)
from rubric.models.buckets import Bucket
from rubric.models.rubrics import (
    AxisItem,
    Criterion,
    CriterionQuestion,
    Example,
    ExampleRating,
    Persona,
    PersonaRating,
    Rubric,
    Weight,
    check_key,
)

__all__ = [
    "Assessment",
    "AxisItem",
    "Bucket",
    "Criterion",
    "CriterionQuestion",
    "Edition",
    "Example",
    "ExampleRating",
    "LogEntry",
    "Persona",
    "PersonaRating",
    "Plan",
    "Revocation",
    "Rubric",
    "Share",
    "Weight",
    "check_key",
]
