"""How a specialty is reached after medical school. Pure."""

import re

from specialties.library import Library, Specialty
from specialties.words import listed, sentence_case

OWN_RESIDENCY = "its own residency"


def way_there(library: Library, specialty: Specialty) -> str:
    """Return, e.g., “Its own residency, or a fellowship after diagnostic radiology”.

    Empty for a field that is reached by its own residency alone.
    """
    after = [in_text(library.specialty_by_slug[slug].name) for slug in after_slugs(specialty)]
    if not after:
        return ""
    ways = [OWN_RESIDENCY] * (len(after) < len(specialty.routes))
    return sentence_case(", or ".join([*ways, f"a fellowship after {listed(after, last='or')}"]))


def way_keys(specialty: Specialty) -> tuple[str, ...]:
    """The sources behind `way_there`."""
    return tuple(row.source for row in specialty.routes) if after_slugs(specialty) else ()


def after_slugs(specialty: Specialty) -> tuple[str, ...]:
    """The specialties that it can follow."""
    return tuple(row.after for row in specialty.routes if row.after is not None)


def in_text(name: str) -> str:
    """A name within a sentence: “Internal Medicine / Hospitalist” is “internal medicine” there.

    What is all in capitals, as OB/GYN, stays so.
    """
    words = re.split(r" [/(]", name)[0].split()
    return " ".join(word if word.isupper() else word.lower() for word in words)
