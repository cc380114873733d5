"""The parts that specialty pages are made of. A missing or misspelled argument is an error."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from specialties.levels import Level
from specialties.pictures import AxisChart, DayBar, Fan, Timeline, ValueChart
from specialties.specialty_queries import Foot, LevelView, SpecialtyRow

register = template.Library()


@register.simple_tag
def level_meter(*, level: Level) -> SafeString:
    """Six cells, as many filled as the level has steps, and the word that says the same."""
    return format_html(
        '<span class="lv"><svg class="meter" aria-hidden="true"><use href="#m{}"/></svg>{}</span>',
        level.value,
        level.label,
    )


@register.inclusion_tag("components/levels_list.html")
def levels_list(*, levels: Sequence[LevelView]) -> dict[str, Any]:
    return {"levels": levels}


@register.inclusion_tag("components/level_cells.html")
def level_cells(*, levels: Sequence[LevelView]) -> dict[str, Any]:
    return {"levels": levels}


@register.inclusion_tag("components/day_split.html")
def day_split(*, bar: DayBar) -> dict[str, Any]:
    return {"bar": bar}


@register.inclusion_tag("components/day_bars.html")
def day_bars(*, bars: Sequence[DayBar], caption: str) -> dict[str, Any]:
    return {"bars": bars, "caption": caption}


@register.inclusion_tag("components/axis_fan.html")
def axis_fan(*, fan: Fan, caption: str) -> dict[str, Any]:
    return {"fan": fan, "caption": caption}


@register.inclusion_tag("components/axis_chart.html")
def axis_chart(*, chart: AxisChart, caption: str) -> dict[str, Any]:
    return {"chart": chart, "caption": caption}


@register.inclusion_tag("components/value_bars.html")
def emphasis_bars(*, chart: ValueChart, caption: str) -> dict[str, Any]:
    scale = f"From 0 to {chart.highest}"
    return {"chart": chart, "caption": caption, "head": "Use", "value": "Emphasis", "scale": scale}


@register.inclusion_tag("components/value_bars.html")
def share_bars(*, chart: ValueChart, caption: str) -> dict[str, Any]:
    scale = f"From 0 to {chart.highest}\u00a0%"
    return {"chart": chart, "caption": caption, "head": "Method", "value": "Share", "scale": scale}


@register.inclusion_tag("components/timeline.html")
def timeline(*, line: Timeline, caption: str) -> dict[str, Any]:
    return {"line": line, "caption": caption}


@register.inclusion_tag("components/probe_table.html")
def probe_table(
    *, rows: Sequence[SpecialtyRow], words: Sequence[tuple[str, str]], caption: str
) -> dict[str, Any]:
    return {"rows": rows, "words": words, "caption": caption}


@register.inclusion_tag("components/source_part.html")
def source_part(*, foot: Foot) -> dict[str, Any]:
    return {"foot": foot}
