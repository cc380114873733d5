import pytest

from specialties.library import Route
from specialties.pages.routes import in_text, way_there
from tests.specialties.pages.builders import edited, specialty


def routes(*after: str | None) -> tuple[Route, ...]:
    return tuple(Route(slug, "", "", "editorial") for slug in after)


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        ((), ""),
        ((None,), ""),
        (("internal-medicine",), "A fellowship after internal medicine"),
        (("ob-gyn", "cardiology"), "A fellowship after OB/GYN or cardiology"),
        (
            (None, "diagnostic-radiology"),
            "Its own residency, or a fellowship after diagnostic radiology",
        ),
        (
            ("internal-medicine", "emergency-medicine", "anesthesiology", "general-surgery"),
            "A fellowship after internal medicine, emergency medicine, anesthesiology "
            "or general surgery",
        ),
    ],
)
def test_the_way_there_is_a_sentence(library, after, sentence):
    changed = edited(library, "psychiatry", routes=routes(*after))
    assert way_there(changed, specialty(changed, "psychiatry")) == sentence


def test_every_fellowship_says_how_it_is_reached_and_no_residency_does(library):
    ways = {row.slug: way_there(library, row) for row in library.specialties}
    assert {slug for slug, way in ways.items() if way} == {
        row.slug for row in library.specialties if any(route.after for route in row.routes)
    }
    assert ways["critical-care"].startswith("A fellowship after internal medicine, emergency")
    assert ways["emergency-medicine"] == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Internal Medicine / Hospitalist", "internal medicine"),
        ("Cardiology (non-invasive)", "cardiology"),
        ("OB/GYN", "OB/GYN"),
    ],
)
def test_a_name_within_a_sentence(name, words):
    assert in_text(name) == words
