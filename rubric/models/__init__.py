from rubric.models.assessments import (
    Assessment,
    Edition,
    HealthReport,
    LogEntry,
    Plan,
    Revocation,
    Share,
)
from rubric.models.buckets import Bucket
from rubric.models.rooms import Contribution, Release, Room, Sitting
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
    "Contribution",
    "Criterion",
    "CriterionQuestion",
    "Edition",
    "Example",
    "ExampleRating",
    "HealthReport",
    "LogEntry",
    "Persona",
    "PersonaRating",
    "Plan",
    "Release",
    "Revocation",
    "Room",
    "Rubric",
    "Share",
    "Sitting",
    "Weight",
    "check_key",
]
