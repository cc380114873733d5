from specialties.pages.rotations import Page
from tests.specialties.pages.builders import keys


def test_it_has_tips_questions_and_what_pulls(library):
    page = Page(library)
    assert "Who scans more here, you or the technicians?" in [tip.lead for tip in page.asks]
    assert "CT patterns point to radiology and emergency medicine." in [
        f"{tip.lead} {tip.text}" for tip in page.pulls
    ]
    assert {len(rows) for rows in (page.tips, page.asks, page.pulls)} == {3}


def test_every_answer_names_what_the_guide_does_not_say(library):
    answers = {row.question.key: keys(row.refs) for row in Page(library).answers}
    assert answers == {
        "most-probe-time": [],
        "imaging-little-blood": [],
        "core-clerkships": [],
        "long-term-satisfaction": [
            "interests-107",
            "congruence-93",
            "ama-aamc-2025",
        ],
    }


def test_the_sources_of_tips_and_answers_stand_at_the_foot(library):
    page = Page(library)
    named = {key for row in page.answers for key in keys(row.refs)}
    named |= {key for note in page.notes for key in keys(note.refs)}
    assert set(keys(page.foot.refs)) == named
