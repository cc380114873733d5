"""The guide to the two paths: its parts in order, and what each says in one line. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from specialties.library import Library
from specialties.pages import credentials, failure_modes, hiring, pay, questions, work
from specialties.pages.parts import Cited, Ref
from specialties.words import counted, listed, money, number_word, sentence_case


class Part(NamedTuple):
    """`slug`: its name below the address of the paths; empty for a page with its own address."""

    title: str
    slug: str = ""
    url_name: str = "specialties:guide"


PATHS = Part("The two paths", url_name="specialties:paths")
WORK = Part("What the work is like", "work")
CREDENTIALS = Part("Credentials", "credentials")
PAY = Part("Pay", "pay")
FAILURE_MODES = Part("How each goes wrong", "failure-modes")
HIRING = Part("What employers look for", "hiring")
QUESTIONS = Part("Questions people ask", "questions")
AREAS = Part("Focus areas", url_name="specialties:areas")
PARTS = (PATHS, WORK, CREDENTIALS, PAY, FAILURE_MODES, HIRING, QUESTIONS, AREAS)
PAGES: Mapping[str, Callable[[Library], Any]] = {
    WORK.slug: work.Page,
    CREDENTIALS.slug: credentials.Page,
    PAY.slug: pay.Page,
    FAILURE_MODES.slug: failure_modes.Page,
    HIRING.slug: hiring.Page,
    QUESTIONS.slug: questions.Page,
}
PART_BY_SLUG: Mapping[str, Part] = {part.slug: part for part in PARTS if part.slug}


class Way(NamedTuple):
    """Where a part stands among all of them."""

    here: Part
    previous: Part | None
    next: Part | None
    parts: tuple[Part, ...] = PARTS


class ReadOn(NamedTuple):
    """A part, and its main point in one line."""

    part: Part
    point: str
    refs: tuple[Ref, ...] = ()


def way(here: Part) -> Way:
    at = PARTS.index(here)
    return Way(
        here,
        PARTS[at - 1] if at else None,
        PARTS[at + 1] if at + 1 < len(PARTS) else None,
    )


def reading_list(library: Library, cited: Cited) -> tuple[ReadOn, ...]:
    """Every part but the first with its main point; a part of which nothing is known is left out.

    Only what was published has a number here: the parts themselves say where the rest is from.
    """
    points = {
        WORK: _work(library),
        CREDENTIALS: _credentials(library),
        PAY: _pay(library),
        FAILURE_MODES: _failure_modes(library),
        HIRING: _hiring(library),
        QUESTIONS: _questions(library),
        AREAS: _areas(library),
    }
    behind = {PAY: [row.source for row in library.pay_years[-1:]]}
    return tuple(
        ReadOn(part, point, cited.refs(*behind.get(part, ()), but=cited.unpublished))
        for part, point in points.items()
        if point
    )


def _work(library: Library) -> str:
    """What each path gives, in the words of the first trade."""
    trades = [row for row in library.statements if row.kind == next(iter(work.TABLES))]
    first = [row.text.rstrip(".") for row in trades if row.theme == trades[0].theme]
    return f"{'; or '.join([*first[:1], *map(_lower, first[1:])])}." if first else ""


def _credentials(library: Library) -> str:
    if not library.credentials:
        return ""
    either = [_lower(row.area) for row in library.credentials if row.path is None]
    verb = "goes" if len(either) == 1 else "go"
    clause = f"; {listed(either)} {verb} with either path" if either else ""
    count = sentence_case(counted(len(library.credentials), "area", "areas"))
    return f"{count}, each with its letters{clause}."


def _pay(library: Library) -> str:
    """The newest median, and whether anything published tells the paths apart."""
    if not library.pay_years:
        return ""
    newest = library.pay_years[-1]
    grades = {library.source_by_key[row.source].grade for row in library.pay if row.path}
    clause = "" if grades & {"published", "as-reported"} else "; no source splits it by path"
    return f"Median {money(newest.p50)} in {newest.year}{clause}."


def _failure_modes(library: Library) -> str:
    if not library.failure_modes:
        return ""
    signs = counted(len(library.failure_modes), "sign", "signs")
    return f"{sentence_case(signs)} to watch for. The first: “{library.failure_modes[0].sign}”"


def _hiring(library: Library) -> str:
    count = len(library.questions_of("hiring"))
    if not count:
        return ""
    things = sentence_case(counted(count, "thing", "things"))
    return f"{things} to show, each with an example of your own, and a reason for your path."


def _questions(library: Library) -> str:
    rows = library.questions_of(questions.KIND)
    if not rows:
        return ""
    more = f" And {number_word(len(rows) - 1)} more." if len(rows) > 1 else ""
    return f"“{rows[0].question}”{more}"


def _areas(library: Library) -> str:
    if not library.areas:
        return ""
    count = sentence_case(counted(len(library.areas), "area", "areas"))
    tied = {link.specialty for area in library.areas for link in area.specialties}
    if not tied:
        return f"{count} in which you can go deep."
    return f"{count}, and the {counted(len(tied), 'specialty', 'specialties')} they work with."


def _lower(text: str) -> str:
    """Lower the first letter, unless the word is an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
