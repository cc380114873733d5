import pytest

from specialties.library import Fit, Library
from specialties.pages.reading import Card, Reading, reading_of
from tests.specialties.pages.builders import edited, keys

GUIDE_MOST = "From the career guide, no published source, unless numbered."


def card_of(library: Library, slug: str, *fits: Fit) -> Card:
    changed = edited(library, slug, fits=fits)
    (card,) = Reading(changed, [slug]).leaders
    return card


def test_the_leaders_come_with_their_way_levels_and_whom_they_fit(library):
    (leader,) = Reading(library, ["vascular-surgery"]).leaders
    specialty = library.specialty_by_slug["vascular-surgery"]
    assert (leader.slug, leader.name) == (specialty.slug, specialty.name)
    assert [name for name, _ in leader.levels] == ["Ultrasound", "Imaging", "Procedures"]
    assert leader.way == "Its own residency, or a fellowship after general surgery"
    assert keys(leader.way_refs) == list(dict.fromkeys(row.source for row in specialty.routes))
    assert leader.about == "Fits whoever wants procedures, with imaging as the plan."


@pytest.mark.parametrize(
    ("training", "way"),
    [
        ("4 years", "Its own residency: 4 years"),
        ("5 years: 1 of internship and 4 of orthopedics", "Its own residency: 5 years"),
        ("3 or 4 years; more was proposed", "Its own residency: 3 or 4 years"),
        ("", ""),
    ],
)
def test_a_residency_of_its_own_is_said_with_its_years(library, training, way):
    changed = edited(library, "psychiatry", training=training, training_source="coh")
    (leader,) = Reading(changed, ["psychiatry"]).leaders
    assert leader.way == way
    assert keys(leader.way_refs) == (["coh"] if way else [])


def test_a_leader_without_a_fit_is_summed_up_and_warnings_stay_on_its_page(library):
    warning = Fit("warning", "It is loud.", "emra-scc")
    summary = library.specialty_by_slug["psychiatry"].summary
    assert card_of(library, "psychiatry").about == summary
    warned = card_of(library, "psychiatry", warning, Fit("fit", "to talk", "coh"))
    assert warned.about == "Fits whoever wants to talk."


def test_what_all_cards_lean_on_is_said_once(library):
    reading = Reading(library, ["emergency-medicine", "anesthesiology"])
    assert reading.origin.text == GUIDE_MOST or reading.origin.text.startswith("From the career")
    for card in reading.leaders:
        assert (card.level_refs, card.about_refs) == ((), ())


def test_numbers_follow_the_cards_and_end_with_the_limits(library):
    reading = Reading(library, ["critical-care", "anesthesiology"])
    named = [
        ref.number
        for card in reading.leaders
        for refs in (card.way_refs, card.level_refs, card.about_refs)
        for ref in refs
    ]
    named += [ref.number for note in reading.end.limits for ref in note.refs]
    assert list(dict.fromkeys(named)) == list(range(1, len(reading.end.foot.refs) + 1))


def test_the_first_limit_of_a_match_belongs_to_it(library):
    first, *_ = library.notes_in("match-limits")
    assert [note.text for note in Reading(library, []).end.limits] == [first.text]


def test_nothing_leads_is_no_error_and_one_that_is_gone_is_left_out(library):
    assert Reading(library, []).leaders == []
    assert Reading(library, ["gone"]).leaders == []


def test_it_is_worked_out_once_for_a_leading_group(library):
    one = reading_of(library, ("neurology",))
    assert reading_of(library, ("neurology",)) is one
    assert reading_of(library, ("cardiology",)) is not one


def test_what_has_a_number_is_excepted_from_where_the_rest_comes_from(library):
    """The way there is numbered even where every level and fit is the guide’s and ours."""
    for slug in ("diagnostic-radiology", "anesthesiology"):
        reading = Reading(library, [slug])
        assert reading.leaders[0].way_refs
        assert reading.origin.text.endswith(", unless numbered.")
