"""What each page of the library says. A page is a pure function of a Library."""

from specialties.pages import (
    areas,
    compare,
    index,
    paths,
    pictures,
    profile,
    reading,
    rotations,
    sources,
    table,
)

__all__ = [
    "areas",
    "compare",
    "index",
    "paths",
    "pictures",
    "profile",
    "reading",
    "rotations",
    "sources",
    "table",
]
