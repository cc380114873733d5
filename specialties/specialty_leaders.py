"""What to read about the specialties that a match puts first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from specialties import pictures
from specialties.models import Citation, Note, RotationTip
from specialties.queries import NoteView, SourceView
from specialties.specialty_advice import TipView
from specialties.specialty_queries import (
    Foot,
    LevelView,
    Shelf,
    Sources,
    SpecialtyRow,
    day_bar,
    level_views,
)


@dataclass(frozen=True, slots=True)
class LeaderCard:
    slug: str
    name: str
    summary: str
    chips: tuple[SourceView, ...]
    levels: tuple[LevelView, ...]
    estimates: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything about specialties that stands on the page of a match."""

    slugs: frozenset[str]
    leaders: tuple[LeaderCard, ...]
    compared: tuple[SpecialtyRow, ...]
    days: tuple[pictures.DayBar, ...]
    level_chips: tuple[SourceView, ...]
    tips: tuple[TipView, ...]
    asks: tuple[TipView, ...]
    tip_chips: tuple[SourceView, ...]
    axis_notes: tuple[NoteView, ...]
    limits: tuple[NoteView, ...]
    foot: Foot


def read(*, leaders: Sequence[str], compared: Sequence[str]) -> Reading:
    """Read what belongs beside a match: 5 queries. A specialty that is gone is left out."""
    shelf = Shelf()
    specialties = {row.slug: row for row in shelf.specialties}
    tips = list(RotationTip.objects.order_by("order"))
    rows = [specialties[slug] for slug in compared if slug in specialties]
    return Reading(
        slugs=frozenset(specialties),
        leaders=tuple(
            LeaderCard(
                slug=row.slug,
                name=row.name,
                summary=row.summary,
                chips=shelf.chips(row.source_id),
                levels=level_views(row),
                estimates=shelf.estimates(row.levels_source_id),
            )
            for row in (specialties[slug] for slug in leaders if slug in specialties)
        ),
        compared=tuple(map(shelf.row, rows)),
        days=tuple(map(day_bar, rows)),
        level_chips=shelf.chips(
            *(row.levels_source_id for row in rows),
            *(row.day_split.source_id for row in rows if hasattr(row, "day_split")),
        ),
        tips=_tips(tips, RotationTip.Kind.TIP),
        asks=_tips(tips, RotationTip.Kind.ASK),
        tip_chips=shelf.chips(*(tip.source_id for tip in tips)),
        axis_notes=shelf.notes()["axes"],
        limits=_limits(shelf, Note.Section.LIMITS, Note.Section.MATCH_LIMITS),
        foot=shelf.foot(),
    )


def limits_of_a_match() -> tuple[tuple[NoteView, ...], Foot]:
    """How sure a match is, with its sources: 2 queries."""
    sources = Sources()
    notes = _limits(sources, Note.Section.MATCH_LIMITS)
    return notes, sources.foot()


def _limits(sources: Sources, *sections: Note.Section) -> tuple[NoteView, ...]:
    rows = (
        Citation.objects.filter(note__section__in=sections)
        .select_related("note")
        .order_by("note__section", "note__order", "note__pk", "order")
    )
    return tuple(
        NoteView(note.text, sources.chips(*(citation.source_id for citation in citations)))
        for note, citations in groupby(rows, key=lambda row: row.note)
    )


def _tips(rows: Sequence[RotationTip], kind: str) -> tuple[TipView, ...]:
    return tuple(TipView(row.lead, row.text) for row in rows if row.kind == kind)
