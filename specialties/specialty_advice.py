"""What to read beside the specialties: rotations, questions, sonographers’ focus areas."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from specialties.models import FocusArea, FocusLink, RotationTip, SpecialtyCitation
from specialties.queries import SourceView
from specialties.specialty_queries import Foot, LinkView, Sources


@dataclass(frozen=True, slots=True)
class TipView:
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    question: str
    answer: str
    chips: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class RotationsPage:
    tips: tuple[TipView, ...]
    asks: tuple[TipView, ...]
    pulls: tuple[TipView, ...]
    chips: tuple[SourceView, ...]
    answers: tuple[AnswerView, ...]
    foot: Foot


@dataclass(frozen=True, slots=True)
class AreaView:
    slug: str
    name: str
    technique: str
    patients: str
    credential: str
    specialties: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class AreasPage:
    areas: tuple[AreaView, ...]
    chips: tuple[SourceView, ...]
    foot: Foot


def rotations_page() -> RotationsPage:
    """What to do and to ask on rotations, and questions with answers: 3 queries."""
    sources = Sources()
    tips = list(RotationTip.objects.order_by("order"))
    kinds = RotationTip.Kind
    citations = (
        SpecialtyCitation.objects.filter(question__isnull=False)
        .select_related("question")
        .order_by("question__order", "order")
    )
    answers = [
        AnswerView(
            question.question,
            question.answer,
            sources.chips(*(row.source_id for row in rows)),
        )
        for question, rows in groupby(citations, key=lambda row: row.question)
    ]
    return RotationsPage(
        tips=_tips(tips, kinds.TIP),
        asks=_tips(tips, kinds.ASK),
        pulls=_tips(tips, kinds.PULL),
        chips=sources.chips(*(tip.source_id for tip in tips)),
        answers=tuple(answers),
        foot=sources.foot(),
    )


def areas_page() -> AreasPage:
    """Sonographers’ focus areas with the specialties they work with: 3 queries."""
    sources = Sources()
    areas = list(FocusArea.objects.order_by("order"))
    links: dict[int, list[LinkView]] = {area.pk: [] for area in areas}
    keys = []
    for link in FocusLink.objects.select_related("specialty").order_by("order"):
        links[link.area_id].append(LinkView(link.specialty.slug, link.specialty.name))
        keys.append(link.source_id)
    return AreasPage(
        areas=tuple(
            AreaView(
                slug=area.slug,
                name=area.name,
                technique=area.technique,
                patients=area.patients,
                credential=area.credential,
                specialties=tuple(links[area.pk]),
            )
            for area in areas
        ),
        chips=sources.chips(*(area.source_id for area in areas), *keys),
        foot=sources.foot(),
    )


def _tips(rows: Iterable[RotationTip], kind: str) -> tuple[TipView, ...]:
    return tuple(TipView(row.lead, row.text) for row in rows if row.kind == kind)
