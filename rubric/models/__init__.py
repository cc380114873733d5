from rubric.models.assessments import Assessment, Edition
from rubric.models.rubrics import (
    AxisItem,
    Criterion,
    Persona,
    PersonaRating,
    Rubric,
    Weight,
    check_key,
)

__all__ = [
    "Assessment",
    "AxisItem",
    "Criterion",
    "Edition",
    "Persona",
    "PersonaRating",
    "Rubric",
    "Weight",
    "check_key",
]
