"""Small libraries, made from the one that ships."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from specialties.library import Library
from specialties.pages.parts import Ref


def with_specialties(library: Library, *slugs: str) -> Library:
    """The library with these specialties alone, and nothing that names another."""
    kept = tuple(
        replace(row, routes=tuple(it for it in row.routes if it.after in (None, *slugs)))
        for row in library.specialties
        if row.slug in slugs
    )
    areas = tuple(
        replace(area, specialties=tuple(it for it in area.specialties if it.specialty in slugs))
        for area in library.areas
    )
    return replace(library, specialties=kept, areas=areas)


def edited(library: Library, slug: str, **changes: Any) -> Library:
    """The library with another value in some fields of one specialty."""
    return replace(
        library,
        specialties=tuple(
            replace(row, **changes) if row.slug == slug else row for row in library.specialties
        ),
    )


def source_checked(library: Library, key: str, day: date) -> Library:
    return replace(
        library,
        sources=tuple(
            replace(row, checked_on=day) if row.key == key else row for row in library.sources
        ),
    )


def cut(library: Library, count: int) -> Library:
    """The library with so many rows of each kind, and every name in it still known."""
    small = with_specialties(library, *[row.slug for row in library.specialties[:count]])
    tips = [tip for kind in ("tip", "ask", "pull") for tip in library.tips_of(kind)[:count]]
    questions = [
        question
        for kind in ("faq", "hiring", "specialties")
        for question in library.questions_of(kind)[:count]
    ]
    # A theme may stand on one side alone, so themes are counted and not rows.
    themes = list(dict.fromkeys((row.kind, row.theme) for row in library.statements))
    kept = {
        pair
        for kind in dict.fromkeys(kind for kind, _ in themes)
        for pair in [it for it in themes if it[0] == kind][:count]
    }
    statements = [row for row in library.statements if (row.kind, row.theme) in kept]
    failures = [
        row
        for path in library.paths
        for row in [it for it in library.failure_modes if it.path == path.slug][:count]
    ]
    return replace(
        small,
        statements=tuple(statements),
        stakeholders=library.stakeholders[: 2 * count],
        kpis=library.kpis[: 2 * count],
        failure_modes=tuple(failures),
        credentials=library.credentials[:count],
        pay=library.pay[:count],
        pay_years=library.pay_years[:count],
        questions=tuple(questions),
        areas=small.areas[:count],
        tips=tuple(tips),
    )


def specialty(library: Library, slug: str) -> Any:
    """One specialty; Any, because a test knows which of its parts are stated."""
    return library.specialty_by_slug[slug]


def keys(refs: Any) -> list[str]:
    """The keys of the sources behind some numbers, in order."""
    return [ref.source.key for ref in refs if isinstance(ref, Ref)]
