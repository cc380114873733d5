"""One object per result page: everything it says, decided here, drawn in a template."""

from collections.abc import Callable
from typing import Any

from rubric.models import Assessment, Rubric
from rubric.results import matches, paths

TEMPLATES = {Rubric.Kind.WEIGHTS: "rubric/result.html", Rubric.Kind.AXES: "rubric/match.html"}
BUILDERS: dict[Rubric.Kind, Callable[..., Any]] = {
    Rubric.Kind.WEIGHTS: paths.build,
    Rubric.Kind.AXES: matches.build,
}
WRITERS = {Rubric.Kind.WEIGHTS: paths.data, Rubric.Kind.AXES: matches.data}

ResultPage = paths.ResultPage | matches.MatchPage


def build(assessment: Assessment, *, data_url: str) -> tuple[str, ResultPage]:
    """The page of a stored result with the template that draws it."""
    kind = Rubric.Kind(assessment.rubric.kind)
    return TEMPLATES[kind], BUILDERS[kind](assessment, data_url=data_url)


def data(assessment: Assessment) -> dict[str, Any]:
    """The same result as data."""
    return WRITERS[Rubric.Kind(assessment.rubric.kind)](assessment)
