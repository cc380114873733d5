"""Where readers meet each row of the working copy. Pure: an address by name, for every model."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from specialties.pages import guide, paths, work


class Place(NamedTuple):
    """The page of a row. `part`: where on it, as the id of a heading."""

    url_name: str
    arguments: tuple[str, ...] = ()
    part: str = ""


# What readers meet on pages of their own alone is said in words instead.
Where = Place | str
Find = Callable[[Any], Where]

PATHS = Place("specialties:paths")
DUTIES = PATHS._replace(part="duties")
SIDES = PATHS._replace(part="sides")
INDEX = Place("specialties:index")
TABLE = Place("specialties:table")
AREAS = Place("specialties:areas")
SOURCES = Place("specialties:sources")
ROTATIONS = Place("specialties:rotations")


def _guide(part: guide.Part, heading: str = "") -> Place:
    return Place(part.url_name, (part.slug,), heading)


HIRING = _guide(guide.HIRING)
IN_A_PLAN = "Readers see it in the plan below their own result."
IN_WORDS = "Readers see it with the words to use below their own result."
ON_AXES = "Readers see it on the page of every specialty, and below their own result."
ON_PROFILES = "Readers see it on the page of every specialty that has such facts."
ON_METHOD = "Readers see it on the method page and below their own result."
IN_INTERVIEWS = "Readers see it with the words to use, beside the criteria that ask it."

# What is not listed stands on the page of the paths.
STATEMENTS: Mapping[str, Place] = {
    **dict.fromkeys(work.TABLES, _guide(guide.WORK)),
    **dict.fromkeys(paths.DUTIES, DUTIES),
}
NOTES: Mapping[str, Where] = {
    "mission": PATHS,
    "responsibilities": DUTIES,
    "stakeholders": SIDES,
    "kpis": SIDES,
    "limits": PATHS._replace(part="limits"),
    "schedule": _guide(guide.WORK),
    "work": _guide(guide.WORK),
    "failure-modes": _guide(guide.FAILURE_MODES),
    "credentials": _guide(guide.CREDENTIALS),
    "pay": _guide(guide.PAY),
    "rationale": HIRING._replace(part="rationale"),
    "hiring": HIRING,
    "phrases": HIRING._replace(part="phrases"),
    "specialties": INDEX,
    "rotations": ROTATIONS,
    "day": TABLE._replace(part="day"),
    "probe": Place("specialties:pictures", part="probe"),
    "axes": ON_AXES,
    "match-limits": ON_METHOD,
    "evidence": ON_METHOD,
}
QUESTIONS: Mapping[str, Where] = {
    "faq": _guide(guide.QUESTIONS),
    "hiring": HIRING._replace(part="asks"),
    "interview": IN_INTERVIEWS,
    "specialties": INDEX,
}


def _note(note: Any) -> Where:
    if note.specialty is not None:
        return _profile(note.specialty)
    return NOTES.get(note.section, ON_PROFILES)


def _profile(specialty: Any) -> Place:
    return Place("specialties:profile", (specialty.slug,))


def _phrase(phrase: Any) -> Where:
    return IN_WORDS if "{specialty}" in phrase.text else HIRING._replace(part="phrases")


# By the name of the model, as Django writes it.
PLACES: Mapping[str, Find] = {
    "source": lambda _: SOURCES,
    "path": lambda _: PATHS,
    "statement": lambda row: STATEMENTS.get(row.kind, PATHS),
    "stakeholder": lambda _: SIDES,
    "kpi": lambda _: SIDES,
    "failuremode": lambda row: _guide(guide.FAILURE_MODES, row.path.slug),
    "note": _note,
    "credential": lambda _: _guide(guide.CREDENTIALS),
    "payfigure": lambda _: _guide(guide.PAY, "settings"),
    "payyear": lambda _: _guide(guide.PAY, "years"),
    "question": lambda row: QUESTIONS[row.kind],
    "planweek": lambda _: IN_A_PLAN,
    "focusarea": lambda row: AREAS._replace(part=row.slug),
    "phrase": _phrase,
    "axis": lambda _: ON_AXES,
    "specialtygroup": lambda _: INDEX,
    "wholefield": lambda _: TABLE,
    "specialty": _profile,
    "rotationtip": lambda _: ROTATIONS,
}
