"""What the front page and the method page say of a questionnaire without any reader."""

from dataclasses import dataclass

from rubric import charts, queries
from rubric.facts import derive
from rubric.queries import Door, ExampleLink, IncompleteRubricError, PathAim
from rubric.results.matches import WORDS
from rubric.results.paths import (
    LedgerRow,
    TotalRow,
    ledger_of,
    scale_of,
    subtraction_of,
    totals_of,
)
from rubric.words import share_words, signed
from specialties.charts import grouped
from specialties.queries import NoteView
from specialties.specialty_leaders import limits_of_a_match
from specialties.specialty_lists import GroupLinks, group_links
from specialties.specialty_queries import Foot
from specialties.words import counted, listed

SONOGRAPHER, STUDENT = "sonographer-path", "specialty-match"


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page shows: a finished result, the questionnaires, the specialties."""

    dial: charts.Dial | None
    totals: tuple[TotalRow, ...]
    caption: str
    examples: tuple[ExampleLink, ...]
    sonographer: Door | None
    student: Door | None
    groups: tuple[GroupLinks, ...]
    specialties: str


@dataclass(frozen=True, slots=True)
class WeightRow:
    name: str
    first: int
    second: int
    step: int


@dataclass(frozen=True, slots=True)
class Share:
    name: str
    percent: str


@dataclass(frozen=True, slots=True)
class MethodPage:
    """The arithmetic of the published version, in words and numbers, with an example."""

    title: str
    sides: tuple[str, str]
    weights: tuple[WeightRow, ...]
    band: int
    clear_from: int
    low_total: int
    high_total: int
    total_low: int
    total_high: int
    margin_low: str
    margin_high: str
    sheets: str
    ties: str
    shares: tuple[Share, ...]
    largest_step: int
    beyond_one: int
    all_steps: int
    beyond_all: int
    ties_when_all_alike: bool
    single_step: str
    example: ExampleLink | None
    ledger: tuple[LedgerRow, ...]
    totals: tuple[TotalRow, ...]
    subtraction: str
    words: tuple[tuple[str, str], ...]
    match_limits: tuple[NoteView, ...]
    foot: Foot


def method() -> MethodPage:
    """Explain the published questionnaire; every figure is counted, none is written down."""
    definition = queries.published(SONOGRAPHER)
    aim = _path_aim(definition)
    scheme = aim.scheme
    facts = derive(scheme)
    low, high = scheme.margin_limits
    names = {criterion.key: criterion.name for criterion in definition.criteria}
    examples = queries.example_links(SONOGRAPHER)
    receipt = queries.example(SONOGRAPHER, examples[0].slug).receipt if examples else None
    match_limits, foot = limits_of_a_match()
    return MethodPage(
        title=definition.title,
        sides=(aim.sides[0].name, aim.sides[1].name),
        weights=tuple(
            WeightRow(names[item.key], item.first, item.second, abs(item.step))
            for item in scheme.items
        ),
        band=scheme.band,
        clear_from=scheme.clear_from,
        low_total=scheme.low_total,
        high_total=scheme.high_total,
        total_low=scheme.lowest_total,
        total_high=scheme.highest_total,
        margin_low=signed(low),
        margin_high=signed(high),
        sheets=grouped(facts.sheets),
        ties=share_words(facts.tie_share, places=1),
        shares=tuple(
            Share(aim.persona(slug).name, share_words(share))
            for slug, share in facts.persona_shares.items()
        ),
        largest_step=facts.largest_step,
        beyond_one=facts.largest_step + 1,
        all_steps=facts.all_steps,
        beyond_all=facts.all_steps + 1,
        ties_when_all_alike=facts.ties_when_all_alike,
        single_step=listed([names[item.key] for item in scheme.items if abs(item.step) == 1]),
        example=examples[0] if examples else None,
        ledger=ledger_of(receipt) if receipt else (),
        totals=totals_of(receipt) if receipt else (),
        subtraction=subtraction_of(receipt) if receipt else "",
        words=tuple(WORDS.values()),
        match_limits=match_limits,
        foot=foot,
    )


def front() -> Front:
    """What the front page needs: the first worked example as a picture, links to the rest."""
    doors = queries.doors((SONOGRAPHER, STUDENT))
    examples = queries.example_links(SONOGRAPHER)
    receipt = queries.example(SONOGRAPHER, examples[0].slug).receipt if examples else None
    groups = group_links()
    count = sum(len(group.links) for group in groups)
    return Front(
        dial=charts.dial(receipt["margin"], **scale_of(receipt)) if receipt else None,
        totals=totals_of(receipt) if receipt else (),
        caption=(
            f"An example: the {examples[0].name}, with a margin of {signed(receipt['margin'])}."
            if receipt
            else ""
        ),
        examples=examples,
        sonographer=doors.get(SONOGRAPHER),
        student=doors.get(STUDENT),
        groups=groups,
        specialties=counted(count, "specialty", "specialties").capitalize(),
    )


def _path_aim(definition: queries.Definition) -> PathAim:
    if not isinstance(definition.aim, PathAim):
        raise IncompleteRubricError(f"{definition.slug} has no weights.")
    return definition.aim
