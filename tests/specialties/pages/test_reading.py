from specialties.library import Library
from specialties.pages.reading import Reading, limits_of_a_match
from tests.specialties.pages.builders import keys


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
    assert (keys(leader.chips), keys(leader.estimates)) == (["guide-specialties"], ["editorial"])


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
    assert limits[-len(limits_of_a_match(library)[0]) :] == [
        note.text for note in limits_of_a_match(library)[0]
    ]
    assert len(limits) == len(library.notes_in("limits") + library.notes_in("match-limits"))


def test_nothing_ranked_is_no_error(library):
    found = Reading(library, leaders=[], compared=[])
    assert (found.leaders, found.compared, found.days, found.level_chips) == ([], [], (), ())


def test_the_limits_alone_have_their_own_foot(library):
    notes, foot = limits_of_a_match(library)
    assert {key for note in notes for key in keys(note.sources)} == set(keys(foot.sources))
