"""The parts that the page of a match is made of. A missing argument is an error."""

from collections.abc import Sequence
from typing import Any

from django import template

from rubric.results.matches import Contributions, LeanRow, WordGroup

register = template.Library()


@register.inclusion_tag("components/contributions.html")
def contributions(*, match: Contributions) -> dict[str, Any]:
    return {"match": match}


@register.inclusion_tag("components/lean_chart.html")
def lean_chart(*, rows: Sequence[LeanRow], names: Sequence[str], middle: str) -> dict[str, Any]:
    return {"rows": rows, "names": names, "middle": middle}


@register.inclusion_tag("components/standings.html")
def standings(*, groups: Sequence[WordGroup]) -> dict[str, Any]:
    return {"groups": groups}
