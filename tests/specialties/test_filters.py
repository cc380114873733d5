from typing import Any

import pytest

from specialties.filters import Filter, chosen, read, readable
from specialties.levels import Level
from specialties.library import Specialty

GROUPS = ("scan-and-act", "think-and-talk")


def kind(slug: str, **fields: Any) -> Specialty:
    """A specialty with little of everything, but for what is named."""
    levels = dict.fromkeys(("ultrasound", "imaging", "procedures"), Level.LOW)
    stated = {"slug": slug, "name": slug, "group": "think-and-talk", **levels, **fields}
    return Specialty(**dict.fromkeys(Specialty.__struct_fields__, "") | stated)


ROWS = (
    kind("first", ultrasound=Level.HIGH, probe="performs", group="scan-and-act"),
    kind("second", ultrasound=Level.LOW, imaging=Level.HIGH),
    kind("third", ultrasound=Level.HIGH, imaging=Level.MODERATE, probe="rarely"),
)


def names(**query: str) -> list[str]:
    request = read({key.replace("_", "-"): [value] for key, value in query.items()}, groups=GROUPS)
    return [row.slug for row in chosen(request.wanted, ROWS)]


def test_nothing_asked_shows_everything_in_the_usual_order():
    assert names() == ["first", "second", "third"]
    assert not Filter().is_filtering


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"ultrasound_min": "high"}, ["first", "third"]),
        ({"ultrasound_min": "very-high"}, []),
        ({"ultrasound_max": "moderate"}, ["second"]),
        ({"imaging_min": "moderate", "imaging_max": "moderate"}, ["third"]),
        ({"procedures_max": "low"}, ["first", "second", "third"]),
        ({"probe": "rarely"}, ["third"]),
        ({"group": "scan-and-act"}, ["first"]),
        ({"group": "think-and-talk", "ultrasound_min": "high"}, ["third"]),
        ({"imaging_min": "high", "imaging_max": "low"}, []),
    ],
)
def test_a_filter_keeps_what_fits(query, wanted):
    assert names(**query) == wanted


def test_sorting_puts_most_first_and_ties_keep_their_order():
    assert names(sort="ultrasound") == ["first", "third", "second"]
    assert names(sort="procedures") == ["first", "second", "third"]


def test_empty_values_and_unknown_names_are_left_alone():
    request = read({"sort": [""], "probe": ["", ""], "utm_source": ["x"]}, groups=GROUPS)
    assert (request.wanted, request.problems, dict(request.kept)) == (Filter(), (), {})


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"sort": ["loudness"]}, "“Sort by” cannot be “loudness”."),
        ({"imaging-min": ["5"]}, "“Imaging, at least” cannot be “5”."),
        ({"ultrasound-max": ["High"]}, "“Ultrasound, at most” cannot be “High”."),
        ({"probe": ["nobody"]}, "“Who holds the probe” cannot be “nobody”."),
        ({"group": ["wizards"]}, "“Group” cannot be “wizards”."),
        ({"sort": ["imaging", "ultrasound"]}, "“Sort by” was given more than one value."),
        ({"probe": ["a\0b\n"]}, "“Who holds the probe” cannot be “a\ufffdb\ufffd”."),
        ({"probe": ["x" * 99]}, f"“Who holds the probe” cannot be “{'x' * 40}…”."),
    ],
)
def test_nonsense_is_named_and_nothing_is_filtered(query, sentence):
    request = read({**query, "procedures-min": ["very-high"]}, groups=GROUPS)
    assert request.problems == (sentence,)
    assert request.wanted == Filter()
    assert dict(request.kept) == {"procedures-min": "very-high"}


def test_the_same_value_twice_is_one_value():
    request = read({"sort": ["imaging", "imaging"]}, groups=GROUPS)
    assert (request.problems, request.wanted.sort) == ((), "imaging")


def test_a_value_is_shown_printable_and_short():
    assert readable("<b>") == "<b>"
    assert readable("x" * 40) == "x" * 40
    assert readable("x" * 41) == "x" * 40 + "…"
    assert readable("\u202egnp") == "\ufffdgnp"
