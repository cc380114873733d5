from dataclasses import replace
from typing import Any

import msgspec
import pytest

from rubric import checks
from rubric.content import Content
from specialties import gaps
from specialties.library import DaySplit, Library, Specialty


@pytest.fixture
def emergency(library: Library) -> Specialty:
    return library.specialty_by_slug["emergency-medicine"]


def with_one(content: Content, specialty: Specialty) -> Content:
    """The same content with this specialty in its place."""
    rows = tuple(
        specialty if row.slug == specialty.slug else row for row in content.library.specialties
    )
    library = msgspec.structs.replace(content.library, specialties=rows)
    return msgspec.structs.replace(content, library=library)


def test_parts_name_all_that_a_specialty_can_have(library: Library, emergency: Specialty) -> None:
    parts = gaps.parts(emergency, library.axes)
    assert [(part.title, part.count, part.wanted) for part in parts][:4] == [
        ("Levels on the axes", 6, 6),
        ("Who holds the probe", 1, None),
        ("Training", 1, None),
        ("Whom it fits", len(emergency.fits), None),
    ]
    # Every tuple of the struct, and what is not stated when empty.
    fields = {field.name for field in msgspec.structs.fields(Specialty)}
    lists = {name for name in fields if isinstance(getattr(emergency, name), tuple)}
    assert {part.name for part in parts} == lists | {"day_split", "probe", "training"}
    assert list(gaps.gaps(emergency, library.axes)) == []


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"axis_levels": ()}, "axis_levels"),
        ({"day_split": None}, "day_split"),
        ({"probe": "", "probe_text": "", "probe_source": None}, "probe"),
        ({"activities": ()}, "activities"),
    ],
)
def test_part_without_facts_is_missing(
    library: Library, emergency: Specialty, changes: dict[str, Any], name: str
) -> None:
    def missing(specialty: Specialty) -> set[str]:
        parts = gaps.parts(specialty, library.axes)
        return {part.name for part in parts if not part.is_there}

    bare = msgspec.structs.replace(emergency, **changes)
    assert missing(bare) - missing(emergency) == {name}


def test_a_level_too_few_is_missing_and_blocks(
    content: Content, library: Library, emergency: Specialty
) -> None:
    less = msgspec.structs.replace(emergency, axis_levels=emergency.axis_levels[1:])
    part = gaps.parts(less, library.axes)[0]
    assert (part.count, part.wanted, part.is_there) == (5, 6, False)
    words = "It has no level on Making the image, so it could never be matched."
    assert list(gaps.gaps(less, library.axes)) == [words]
    # What keeps everything from being published says the same, from the same reader.
    problems = checks.check(with_one(content, less))
    assert checks.Problem("Emergency Medicine", words, less) in problems


def test_a_day_that_does_not_add_up_blocks(
    content: Content, library: Library, emergency: Specialty
) -> None:
    day = DaySplit(50, 30, 10, "editorial")
    words = "The parts of its day add up to 90, not to 100."
    short = msgspec.structs.replace(emergency, day_split=day)
    assert list(gaps.gaps(short, library.axes)) == [words]
    assert checks.check(with_one(content, short)) == (
        checks.Problem("Emergency Medicine", words, short),
    )


def test_a_part_is_there_once_it_has_as_many_as_it_needs() -> None:
    part = gaps.Part("Levels", "levels", count=5, wanted=6)
    assert not part.is_there
    assert replace(part, count=6).is_there
    assert replace(part, count=1, wanted=None).is_there
    assert not replace(part, count=0, wanted=None).is_there
