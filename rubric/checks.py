"""What keeps a content from being published, each gap in words. Pure.

Only what readers would miss or the sums would trip over; saving is never stopped by it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from rubric import matching_1
from rubric.content import Content
from rubric.definition import AxisAim, Definition, IncompleteRubricError, PathAim
from rubric.labels import STATES
from rubric.leans import SIDE
from rubric.matching import match
from rubric.scoring import HIGHEST, LOWEST, persona_at, score
from specialties import gaps
from specialties.library import Frozen, Library, Specialty
from specialties.words import listed

# These rows carry no fact of their own.
UNSOURCED = ("paths", "sources")


@dataclass(frozen=True, slots=True)
class Problem:
    """`place` says where to look; `text` what is missing there, as a sentence; `row` mends it."""

    place: str
    text: str
    row: Frozen | None = None


def check(content: Content) -> tuple[Problem, ...]:
    """Name every gap of a content; nothing when it can be published."""
    return tuple(_problems(content))


def _problems(content: Content) -> Iterator[Problem]:
    if not content.rubrics:
        yield Problem("Questionnaires", "There is none.")
    for field in content.library.whole_fields:
        for text in gaps.day_gaps(field.day_split):
            yield Problem(field.name, text, field)
    for specialty in content.library.specialties:
        for text in _specialty_gaps(specialty, content.library):
            yield Problem(specialty.name, text, specialty)
    yield from _without_source(content.library)
    for definition in content.rubrics:
        for text in _rubric_gaps(definition, content):
            yield Problem(definition.title, text, definition)


def _specialty_gaps(specialty: Specialty, library: Library) -> Iterator[str]:
    yield from gaps.gaps(specialty, library.axes)
    if specialty.whole_field and specialty.whole_field not in library.whole_field_by_slug:
        yield f"Its whole field “{specialty.whole_field}” is not there."
    for route in specialty.routes:
        if route.after == specialty.slug:
            yield "A route leads from it to itself."
        elif route.after is not None and route.after not in library.specialty_by_slug:
            yield f"A route leads through “{route.after}”, which is not there."


def _without_source(library: Library) -> Iterator[Problem]:
    """Every fact names a source that there is, whatever kind of fact it is."""
    for field in msgspec.structs.fields(Library):
        if field.name in UNSOURCED:
            continue
        for row in getattr(library, field.name):
            for problem in _row_without_source(row, library):
                yield replace(problem, row=row)


def _row_without_source(row: Frozen, library: Library, owner: str = "") -> Iterator[Problem]:
    own = next(
        (
            str(getattr(row, field))
            for field in ("name", "names", "label", "sign", "key", "theme", "lead")
            if getattr(row, field, "")
        ),
        type(row).__name__,
    )
    place = f"{owner}: {own}" if owner else own
    for field in msgspec.structs.fields(row):
        value = getattr(row, field.name)
        if field.name in ("source", "sources") and not value:
            yield Problem(place, "It has no source.")
        elif field.name.endswith(("source", "sources")):
            for key in (value,) if isinstance(value, str) else value or ():
                if key not in library.source_by_key:
                    yield Problem(place, f"Its source “{key}” is not there.")
        else:
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Frozen):
                    yield from _row_without_source(part, library, own)


def _rubric_gaps(definition: Definition, content: Content) -> Iterator[str]:
    if not definition.criteria:
        yield "It asks nothing yet."
        return
    yield from _trial_gaps(definition, content.library)
    aim = definition.aim
    try:
        if isinstance(aim, PathAim):
            yield from _path_gaps(definition, aim)
        else:
            yield from _axis_gaps(definition, aim, content)
    except IncompleteRubricError as error:
        yield str(error)


def _trial_gaps(definition: Definition, library: Library) -> Iterator[str]:
    """A task needs a week of the plan, and a question has to be one for an interview."""
    weeks = {week.number for week in library.plan}
    questions = {row.key for row in library.questions_of("interview")}
    for criterion in definition.criteria:
        if criterion.week is not None and criterion.week not in weeks:
            yield f"{criterion.name} is tried out in week {criterion.week}, which no plan has."
        if isinstance(definition.aim, PathAim) and criterion.trial and criterion.week is None:
            yield f"{criterion.name} is tried out in no week."
        if unknown := [key for key in criterion.asks if key not in questions]:
            yield f"{criterion.name} asks in an interview what is not there: {listed(unknown)}."


def _path_gaps(definition: Definition, aim: PathAim) -> Iterator[str]:
    scheme = definition.scheme
    names = definition.criterion_by_key
    if idle := [names[item.key].name for item in scheme.items if not (item.first or item.second)]:
        yield f"{listed(idle)} {'counts' if len(idle) == 1 else 'count'} towards no path."
    totals = [sum(item.first for item in scheme.items), sum(item.second for item in scheme.items)]
    if totals[0] != totals[1]:
        yield (
            f"The weights add up to {totals[0]} on one side and {totals[1]} on the other, so the "
            "two totals are not on one scale."
        )
    for persona in aim.personas:
        subject = f"The example of the {persona.name}"
        if gap := _sheet_gap(subject, persona.example, definition):
            yield gap
            continue
        found = aim.persona(persona_at(scheme, score(scheme, persona.example).margin))
        if found.slug != persona.slug:
            yield f"{subject} now gives the {found.name}."


def _sheet_gap(subject: str, sheet: Mapping[str, int | None], definition: Definition) -> str:
    """What keeps a worked example from being scored, in a sentence; mostly nothing."""
    names = definition.criterion_by_key
    if unrated := [names[key].name for key in names if key not in sheet]:
        return f"{subject} has no rating for {listed(unrated)}."
    if any(not (LOWEST <= value <= HIGHEST) for value in sheet.values() if value is not None):
        return f"{subject} has a rating that is not 1 to 5."
    if sheet.keys() - names.keys():
        return f"{subject} rates something that is not asked."
    return ""


def _axis_gaps(definition: Definition, aim: AxisAim, content: Content) -> Iterator[str]:
    library = content.library
    found = []
    if unknown := sorted({item.axis for item in definition.items} - library.axis_by_slug.keys()):
        found.append(f"Statements speak to an axis that there is not: {listed(unknown)}.")
    found += (_unbalanced if aim.engine == "axes-2" else _thin)(definition, library)
    if not library.specialties:
        found.append("There is no specialty to match with.")
    yield from found
    for example in aim.examples:
        subject = f"The example {example.name}"
        if gap := _sheet_gap(subject, example.ratings, definition):
            yield gap
        elif content.targets and not found:
            state = match(definition.items, example.ratings, content.field).state
            if state != example.state:
                found_state, wanted = STATES[state.value], STATES[example.state]
                yield f"{subject} comes out as “{found_state}”, not as “{wanted}”."


def _unbalanced(definition: Definition, library: Library) -> Iterator[str]:
    """Equal answers cancel only where both sides of an axis have as many statements."""
    counts = Counter((item.axis, item.direction) for item in definition.items)
    for axis in library.axes:
        towards, away = counts[axis.slug, 1], counts[axis.slug, -1]
        if (towards, away) != (SIDE, SIDE):
            yield (
                f"{axis.name} needs {SIDE} statements towards it and {SIDE} away from it, and has "
                f"{towards} and {away}."
            )


def _thin(definition: Definition, library: Library) -> Iterator[str]:
    counts = Counter(item.axis for item in definition.items)
    fewest = matching_1.FEWEST_ANSWERS
    if missing := [axis.name for axis in library.axes if not counts[axis.slug]]:
        yield f"No statement speaks to {listed(missing)}."
    if thin := [axis.name for axis in library.axes if 0 < counts[axis.slug] < fewest]:
        yield f"Too few statements speak to {listed(thin)}, so it would never count."
