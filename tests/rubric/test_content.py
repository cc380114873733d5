"""What an edition stores reads back as it was, and two contents are compared field by field."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import ValidationError
from msgspec.structs import replace

from rubric.checks import check
from rubric.content import (
    FORMAT,
    READERS,
    Content,
    UnknownFormatError,
    diff,
    digest,
    read,
    write,
)
from specialties.library import Library

DATA = Path(__file__).resolve().parents[1] / "data"


def with_library(content: Content, **changes: Any) -> Content:
    return replace(content, library=replace(content.library, **changes))


def changes(old: Content, new: Content) -> list[tuple[str, str | None, str | None]]:
    return [(change.place, change.old, change.new) for change in diff(old, new)]


def test_what_is_written_reads_back_the_same(content: Content) -> None:
    text = write(content)
    again = read(text)
    assert again == content
    assert write(again) == text
    assert read(write(Content())) == Content()


def test_the_text_is_canonical(content: Content) -> None:
    """The order in which a mapping was filled is no part of the content."""
    definition = content.rubric_by_slug["sonographer-path"]
    aim: Any = definition.aim
    turned = replace(aim, weights=dict(reversed(aim.weights.items())))
    rubrics = tuple(
        replace(row, aim=turned) if row is definition else row for row in content.rubrics
    )
    text = write(replace(content, rubrics=rubrics))
    assert list(turned.weights) != list(aim.weights)
    assert text == write(content)
    assert digest(text) == digest(write(content))


def test_the_digest_names_the_text() -> None:
    assert digest("{}") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_the_text_carries_its_format(content: Content) -> None:
    assert json.loads(write(content))["format"] == FORMAT == 3


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('{"format": 4, "library": {}, "rubrics": []}', UnknownFormatError),
        ('{"format": 0}', UnknownFormatError),
        ('{"format": 1, "surprise": true}', ValidationError),
        ('{"format": 1, "library": {}, "rubrics": [{"slug": "half"}]}', ValidationError),
        ('{"format": 1, "library": {"specialties": []}, "rubrics": [1]}', ValidationError),
        ('{"format": 3, "surprise": true}', ValidationError),
        ('{"format": 2, "rubrics": [{"slug": "half"}]}', ValidationError),
        ('{"library": {}}', ValidationError),
    ],
)
def test_text_that_is_no_edition_of_this_release_is_refused(
    text: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        read(text)


def test_the_same_content_differs_in_nothing(content: Content) -> None:
    assert diff(content, content) == ()
    assert diff(content, read(write(content))) == ()


def test_changed_field_is_named_with_its_way(content: Content) -> None:
    first, *others = content.library.tips
    new = with_library(content, tips=(replace(first, text="Look twice."), *others))
    place = f"library, tips, {first.key}, text"
    assert changes(content, new) == [(place, first.text, "Look twice.")]
    assert changes(new, content) == [(place, "Look twice.", first.text)]


def test_every_row_of_every_table_has_a_name_of_its_own(content: Content) -> None:
    """Or a change of one row would be told as a change of another."""
    for table in Library.__struct_fields__:
        rows = getattr(content.library, table)
        for gone in {0, len(rows) // 2, len(rows) - 1}:
            kept = (*rows[:gone], *rows[gone + 1 :])
            [(place, old, new)] = changes(content, with_library(content, **{table: kept}))
            assert place.startswith(f"library, {table}, ")
            assert old
            assert new is None


def test_added_row_is_one_change(content: Content) -> None:
    first = content.library.paths[0]
    added = replace(first, slug="manager", name="Manager")
    new = with_library(content, paths=(*content.library.paths, added))
    place = "library, paths, manager"
    assert changes(content, new) == [(place, None, "slug: manager; name: Manager")]
    assert changes(new, content) == [(place, "slug: manager; name: Manager", None)]


def test_new_order_is_one_change(content: Content) -> None:
    turned = content.library.paths[::-1]
    assert changes(content, with_library(content, paths=turned)) == [
        ("library, paths, order", "generalist, specialist", "specialist, generalist")
    ]


def test_change_deep_in_a_specialty_leads_there(content: Content) -> None:
    def changed(row: Any) -> Any:
        level = row.axis_levels[2]
        levels = (*row.axis_levels[:2], replace(level, level=6), *row.axis_levels[3:])
        return replace(row, axis_levels=levels, day_split=None, whole_field="acute")

    rows = tuple(
        changed(row) if row.slug == "emergency-medicine" else row
        for row in content.library.specialties
    )
    place = "library, specialties, emergency-medicine"
    found = changes(content, with_library(content, specialties=rows))
    level = content.library.specialty_by_slug["emergency-medicine"].axes["act"]
    assert [row[0] for row in found] == [
        f"{place}, whole_field",
        f"{place}, axis_levels, act, level",
        f"{place}, day_split",
    ]
    assert found[0][1:] == (None, "acute")
    assert found[1][1:] == (str(int(level)), "6")
    assert found[2][2] is None


@pytest.mark.parametrize(
    ("change", "place", "old", "new"),
    [
        (
            lambda aim: {"weights": {**aim.weights, "depth": {}}},
            "rubrics, sonographer-path, aim, weights, depth, specialist",
            "2",
            None,
        ),
        (lambda aim: {"band": 4}, "rubrics, sonographer-path, aim, band", "3", "4"),
        (
            lambda aim: {
                "personas": (
                    *aim.personas[:-1],
                    replace(aim.personas[-1], example={**aim.personas[-1].example, "pace": 1}),
                )
            },
            "rubrics, sonographer-path, aim, personas, balanced-hybrid, example, pace",
            "3",
            "1",
        ),
    ],
)
def test_change_of_a_questionnaire_leads_there(
    content: Content, change: Callable[[Any], Any], place: str, old: str, new: str | None
) -> None:
    definition = content.rubric_by_slug["sonographer-path"]
    aim: Any = definition.aim
    rubrics = tuple(
        replace(row, aim=replace(aim, **change(aim))) if row is definition else row
        for row in content.rubrics
    )
    assert changes(content, replace(content, rubrics=rubrics)) == [(place, old, new)]


def test_questionnaire_that_comes_is_one_change(content: Content) -> None:
    found = diff(replace(content, rubrics=content.rubrics[:1]), content)
    assert [(change.place, change.old) for change in found] == [("rubrics, specialty-match", None)]


@pytest.mark.parametrize("number", READERS)
def test_every_format_so_far_is_still_read(number: int) -> None:
    """One edition of each format, as the release that had it wrote it."""
    file = DATA / f"edition-format-{number}.json.gz"
    found = read(gzip.decompress(file.read_bytes()).decode())

    assert found.format == FORMAT
    assert len(found.library.specialties) == 19
    assert check(found) == ()
    assert read(write(found)) == found


FIRST_READERS = """
import sys, threading
from rubric import content
text, barrier = content.write(content.Content()), threading.Barrier(8)
sys.setswitchinterval(1e-6)
def read():
    barrier.wait()
    content.read(text)
readers = [threading.Thread(target=read) for _ in range(8)]
for reader in readers:
    reader.start()
for reader in readers:
    reader.join()
"""


@pytest.mark.slow
def test_the_first_to_read_may_be_many() -> None:
    """Half of such processes ended with SIGSEGV while each reader brought its own decoder."""
    ends = [subprocess.run([sys.executable, "-c", FIRST_READERS]).returncode for _ in range(6)]

    assert ends == [0] * 6
