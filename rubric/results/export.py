"""Everything that a private link opens, as data and as one table. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rubric.content import Content
from rubric.definition import PathAim
from rubric.results.plan import Outline

COLUMNS = ("section", "key", "name", "value")
# By what a row of a list is known, the first that it has.
KEYS = ("criterion", "specialty", "task")
YES, NO = "yes", "no"


class Row(NamedTuple):
    """One value. `key`: where it stands within its section; `name`: whose it is, in words."""

    section: str
    key: str
    name: str
    value: str | int | float


def everything(
    result: Mapping[str, Any],
    *,
    outline: Outline,
    entries: Iterable[Any],
    shares: Iterable[Any],
    has_previous: bool,
) -> dict[str, Any]:
    """A result as data, with all that hangs on it; of a share all but what opens it."""
    return {
        **result,
        "previous": has_previous,
        "plan": _plan(outline) if outline.is_running else None,
        "log": [
            {
                "on": entry.on.isoformat(),
                "place": entry.place,
                "liked": entry.liked,
                "deeds": entry.deeds,
                "line": entry.line,
            }
            for entry in entries
        ],
        "shares": [
            {"label": share.label, "scope": share.scope, "last_day": share.expires_on.isoformat()}
            for share in shares
        ],
    }


def _plan(outline: Outline) -> dict[str, Any]:
    starts_on, retake_on = outline.starts_on, outline.retake_on
    return {
        "starts_on": starts_on and starts_on.isoformat(),
        "retake_on": retake_on and retake_on.isoformat(),
        "tasks": [
            {"task": task.key, "week": week.number, "text": task.text, "done": task.is_done}
            for week in outline.weeks
            for task in week.tasks
        ],
    }


def table(data: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Row]:
    """Every value of the data as a row; `names` says what slugs and keys are called."""
    for section, value in data.items():
        for steps, leaf in _leaves(value, ()):
            called = (names[step] for step in steps if step in names)
            yield Row(section, ".".join(steps), ", ".join(called), _cell(leaf, names))


def names_of(content: Content, rubric: str) -> dict[str, str]:
    """What the keys of a result are called in its edition."""
    definition, library = content.rubric_by_slug[rubric], content.library
    personas = definition.aim.personas if isinstance(definition.aim, PathAim) else ()
    return {
        **{row.key: row.name for row in definition.criteria},
        **{row.slug: row.name for row in library.paths},
        **{row.slug: row.name for row in library.areas},
        **{row.slug: row.name for row in library.axes},
        **{row.slug: row.name for row in library.specialties},
        **{row.slug: row.name for row in personas},
    }


def _leaves(value: Any, steps: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(part, (*steps, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, part in enumerate(value, 1):
            yield from _leaves(part, (*steps, *_known_by(part, number)))
    else:
        yield steps, value


def _known_by(part: Any, number: int) -> tuple[str, ...]:
    """A row of a list by its number, and by its own key where it has one."""
    own = [str(part[key]) for key in KEYS if key in part] if isinstance(part, Mapping) else []
    return (str(number), *own[:1])


def _cell(value: Any, names: Mapping[str, str]) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | float):
        return value
    # On one line: what follows a break could begin a formula in some programs.
    return " ".join(str(value).split())
