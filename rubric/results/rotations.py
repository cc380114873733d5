"""Where to rotate, whom to ask what, and what to log: by the answers a match hangs on. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from rubric.content import Content
from rubric.definition import Criterion
from rubric.matching import State
from rubric.results import shaky
from rubric.results.shaky import Shaky
from specialties.library import Library
from specialties.pages.routes import in_text

Receipt = Mapping[str, Any]

# So many specialties are visited, one a week; the last week looks back.
STOPS = 3
ENTRIES = "Two entries in your log: one thing you liked, one you did not."
LAST_PROOF = "Three lines: what you would miss, what you would not, and where you saw it."
A_WEEK = "A rotation a week, even for half a day."
CHOSEN = (
    "Where to go and what to ask is chosen by the answers that could put another specialty first."
)
# What a plan says first when no specialty leads.
LEADS: Mapping[str, str] = {
    State.NO_FIT: (
        "No specialty here leans the same way. So visit a few that come nearest, and find out "
        "which answers hold."
    ),
    State.UNSETTLED: (
        "The answers lie near the middle. So visit a few places and see which ones get firmer."
    ),
    State.TOO_FEW: "Too much was left out for a ranking. So try out what was left open.",
    State.NO_DIRECTION: "The answers cancel out. So go and see which side holds.",
}
OTHERWISE = "Visit a few places and see which answers hold."


class Visit(NamedTuple):
    """One thing to find out on a rotation.

    `specialty` is its slug, empty for wherever you are; `whom` to ask, e.g. “a fellow in critical
    care”; `why` which answer it is about, in a sentence.
    """

    specialty: str
    name: str
    whom: str
    question: str
    look_for: str
    why: str
    key: str


class Step(NamedTuple):
    """One thing to do; `is_aimed` once a question is in it, which answers have chosen."""

    key: str
    text: str
    why: str = ""
    is_aimed: bool = False


class Stage(NamedTuple):
    """What one week is for."""

    aim: str
    steps: tuple[Step, ...]
    proof: str


def rotation(receipt: Receipt, content: Content, rubric: str) -> tuple[Visit, ...]:
    """Up to three things to find out, each in another specialty where some lead or come near."""
    return _visits(receipt, content, content.rubric_by_slug[rubric].criterion_by_key)[:STOPS]


def stages(
    receipt: Receipt, content: Content, criteria: Mapping[str, Criterion]
) -> tuple[str, tuple[Stage, ...]]:
    """What a plan says first, and its four weeks."""
    visits = _visits(receipt, content, criteria)
    weeks = [_stage(visit) for visit in visits[:STOPS]]
    tips = [
        Step(f"tip-{tip.key}", f"{tip.lead}.", tip.text) for tip in content.library.tips_of("tip")
    ]
    if any(visit.specialty for visit in visits):
        first = visits[0].name
        back = [
            Step("again", f"See {first} a second time, in another place if you can."),
            Step("miss", "Write down which of these days you would repeat tomorrow."),
        ]
    else:
        weeks = [
            stage._replace(steps=(*tips[number : number + 1], *stage.steps))
            for number, stage in enumerate(weeks)
        ]
        back = [Step("miss", "Write down which day of the month you would repeat tomorrow.")]
    spare = [
        Step(visit.key, f"Ask there, too: “{visit.question}”", visit.why, is_aimed=True)
        for visit in visits[STOPS:]
    ]
    last = Stage("Go back and compare", (*back, *spare[:1]), LAST_PROOF)
    return _lead(receipt), (*weeks, last)


def _lead(receipt: Receipt) -> str:
    if not receipt["leading"]:
        return LEADS.get(receipt.get("state", ""), OTHERWISE)
    return f"{A_WEEK} {CHOSEN}"


def _stage(visit: Visit) -> Stage:
    if visit.specialty:
        aim = f"Shadow {visit.name}"
        shadow = f"Spend half a day with {visit.whom}."
        steps = [Step(f"shadow-{visit.specialty}", shadow)]
        asked = f"Ask them: “{visit.question}”"
    else:
        aim = "Ask where you are"
        steps = []
        asked = f"Ask {visit.whom}: “{visit.question}”"
    steps.append(Step(visit.key, asked, visit.why, is_aimed=True))
    if visit.look_for:
        steps.append(Step(f"log-{visit.key}", visit.look_for, is_aimed=True))
    return Stage(aim, tuple(steps), ENTRIES)


class _Asked(NamedTuple):
    """A question with what it is about.

    `brings`: the specialties that its answer would put first; `holds_in`: those in which its
    statement is true of the work; `is_open`: its answer is missing for a ranking.
    """

    key: str
    question: str
    look_for: str
    why: str
    axis: str = ""
    brings: tuple[str, ...] = ()
    holds_in: frozenset[str] = frozenset()
    is_open: bool = False


def _visits(
    receipt: Receipt, content: Content, criteria: Mapping[str, Criterion]
) -> tuple[Visit, ...]:
    """A visit for each stop, and one question more for the last week."""
    answers = shaky.answers(receipt, content)
    questions = [*_aimed(answers, criteria, receipt), *_general(content.library)]
    stops = _stops(receipt, answers)
    names = {row["slug"]: row["name"] for row in receipt["targets"]}
    chosen: dict[str, _Asked] = {}
    # Who is first now has no flip of its own and takes what the others leave.
    for stop in (*stops[1:], *stops[:1]):
        if found := _choose(questions, stop, tuple(chosen.values())):
            chosen[stop] = found
    visits = [
        Visit(stop, names[stop], _whom(stop, names[stop], content.library), *_said(chosen[stop]))
        for stop in stops
        if stop in chosen
    ]
    while len(visits) <= STOPS:
        found = _choose(questions, "", tuple(chosen.values()))
        if found is None:
            break
        chosen[found.key] = found
        visits.append(Visit("", "", "a resident", *_said(found)))
    return tuple(visits)


def _said(asked: _Asked) -> tuple[str, str, str, str]:
    return asked.question, asked.look_for, asked.why, asked.key


def _choose(questions: Iterable[_Asked], stop: str, chosen: tuple[_Asked, ...]) -> _Asked | None:
    """The shakiest question left, by whether it could bring a stop first, and makes sense there."""
    taken, axes = {row.key for row in chosen}, {row.axis for row in chosen if row.axis}
    return min(
        (row for row in questions if row.key not in taken),
        key=lambda row: (
            stop not in row.brings,
            not row.is_open,
            not row.brings,
            row.axis in axes,
            bool(stop) and stop not in row.holds_in,
        ),
        default=None,
    )


def _aimed(
    answers: Iterable[Shaky], criteria: Mapping[str, Criterion], receipt: Receipt
) -> Iterator[_Asked]:
    items = {row["criterion"]: row for row in receipt["items"]}
    # Two statements say the same of the same specialties.
    holding = cache(lambda axis, direction: _holding(receipt, axis, direction))
    for answer in answers:
        criterion = criteria.get(answer.criterion)
        if criterion and criterion.trial:
            axis, direction = items[criterion.key]["axis"], items[criterion.key]["direction"]
            yield _Asked(
                f"ask-{criterion.key}",
                criterion.trial,
                criterion.look_for,
                answer.said,
                axis,
                answer.brings,
                holding(axis, direction),
                answer.rating is None and not receipt["leading"],
            )


def _holding(receipt: Receipt, axis: str, direction: int) -> frozenset[str]:
    """Where a statement is true of the work; the first match did not write down any leans."""
    targets = receipt["targets"]
    return frozenset(
        [row["slug"] for row in targets if "leans" in row and row["leans"][axis] * direction > 0]
    )


def _general(library: Library) -> Iterator[_Asked]:
    """What anybody can ask, for editions whose statements have no question of their own."""
    for tip in library.tips_of("ask"):
        yield _Asked(f"tip-{tip.key}", tip.lead, "", tip.text)


def _stops(receipt: Receipt, answers: Iterable[Shaky]) -> tuple[str, ...]:
    """Who leads first, then whom an answer brings, the others who lead, and who comes next."""
    leading = receipt["leading"]
    ranked = [row["slug"] for group in receipt["standings"] for row in group]
    brought = [slug for answer in answers for slug in answer.brings]
    named = receipt.get("named", [])
    return tuple(dict.fromkeys([*leading[:1], *brought, *leading, *ranked, *named]))[:STOPS]


def _whom(slug: str, name: str, library: Library) -> str:
    """Somebody in training there; a field that follows another one has fellows."""
    specialty = library.specialty_by_slug.get(slug)
    routes = specialty.routes if specialty else ()
    is_fellowship = bool(routes) and all(route.after is not None for route in routes)
    return f"a {'fellow' if is_fellowship else 'resident'} in {in_text(name)}"
