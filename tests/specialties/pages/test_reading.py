from specialties.library import Fit, Library
from specialties.pages.reading import Card, Reading
from tests.specialties.pages.builders import edited, keys


def reading(library: Library) -> Reading:
    return Reading(
        library,
        leaders=["vascular-surgery"],
        compared=["vascular-surgery", "emergency-medicine", "psychiatry"],
    )


def test_the_leaders_come_with_summary_levels_and_sources(library):
    (leader,) = reading(library).leaders
    assert leader.specialty is library.specialty_by_slug["vascular-surgery"]
    assert [name for name, _ in leader.levels] == ["Ultrasound", "Imaging", "Procedures"]
    assert keys(leader.chips) == list(
        dict.fromkeys(row.source for row in (*leader.specialty.fits, *leader.specialty.routes))
    )
    assert keys(leader.estimates) == ["editorial"]
    assert leader.way == "Its own residency, or a fellowship after general surgery"
    assert leader.about.startswith("It may fit if you want ")


def test_a_leader_without_a_fit_is_summed_up_and_a_warning_follows_a_fit(library):
    def leader(*fits: Fit) -> Card:
        changed = edited(library, "psychiatry", fits=fits)
        (card,) = Reading(changed, leaders=["psychiatry"], compared=[]).leaders
        return card

    warning = Fit("warning", "It is loud.", "emra-scc")
    bare, warned = leader(), leader(warning, Fit("fit", "to talk", "coh"))
    assert (bare.about, bare.way) == (bare.specialty.summary, "")
    assert keys(bare.chips) == [bare.specialty.source]
    assert warned.about == "It may fit if you want to talk. It is loud."
    assert keys(warned.chips) == ["emra-scc", "coh"]


def test_what_is_compared_keeps_its_order_and_days(library):
    found = reading(library)
    assert [card.specialty.slug for card in found.compared] == [
        "vascular-surgery",
        "emergency-medicine",
        "psychiatry",
    ]
    assert [bar.text for bar in found.days] == ["not stated", "40 / 25 / 35", "not stated"]
    assert keys(found.level_chips) == ["editorial", "guide-specialties"]


def test_tips_questions_and_limits_belong_to_it(library):
    found = reading(library)
    assert (found.tips, found.asks) == (library.tips_of("tip"), library.tips_of("ask"))
    limits = [note.text for note in found.limits]
    notes = library.notes_in("limits") + library.notes_in("match-limits")
    assert limits == [note.text for note in notes]


def test_a_track_that_leads_has_only_the_day_of_its_whole_field(library):
    found = Reading(library, leaders=["cardiology"], compared=["cardiology", "electrophysiology"])
    assert [(bar.label, bar.text) for bar in found.days] == [
        ("Cardiology (non-invasive)", "only for the whole field"),
        ("Electrophysiology", "only for the whole field"),
        ("Cardiology (whole field)", "30 / 35 / 35"),
    ]
    assert library.whole_field_by_slug["cardiology-field"].source in keys(found.level_chips)


def test_how_often_answers_change_on_another_day_is_said_with_its_source(library):
    notes = reading(library).retest
    assert [note.text for note in notes] == [
        note.text for note in library.notes_in("evidence", theme="retest")
    ]
    assert all(note.sources for note in notes)
    assert notes


def test_nothing_ranked_is_no_error(library):
    found = Reading(library, leaders=[], compared=[])
    assert (found.leaders, found.compared, found.days, found.level_chips) == ([], [], (), ())
