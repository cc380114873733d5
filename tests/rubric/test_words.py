"""Phrases filled in, and questions chosen by what a result left open."""

import html as markup
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rubric import assessments, editions, forms, receipts
from rubric.content import Content
from rubric.results.words import Page
from tests.conftest import MATCH, SONOGRAPHER, WORKED_EXAMPLE

Submit = Callable[..., str]


def of_paths(content: Content, area: str = "", **changes: int) -> Page:
    ratings = {**WORKED_EXAMPLE, **changes}
    receipt = receipts.compose(content, content.rubric_by_slug[SONOGRAPHER], ratings)
    return Page(receipt, content, SONOGRAPHER, area=area)


def of_match(content: Content, area: str = "") -> Page:
    definition = content.rubric_by_slug[MATCH]
    ratings = {key: 1 + place % 5 for place, key in enumerate(definition.criterion_by_key)}
    receipt = receipts.compose(content, definition, ratings)
    return Page(receipt, content, MATCH, area=area)


def test_the_area_fills_every_phrase(content: Content) -> None:
    for area in content.library.areas:
        page = of_paths(content, area.slug)
        said = [text for _, phrases in page.phrases for text in phrases]
        assert len(said) == len([row for row in content.library.phrases if row.is_of_area])
        assert "{" not in page.text
        assert area.technique in page.text
        assert area.works_with in page.text
        assert area.patients in page.text
    assert "adult echocardiography" in of_paths(content, "adult-echo").text
    assert "OB/GYN ultrasound" in of_paths(content, "ob-gyn").text


def test_a_specialty_fills_what_the_library_says_and_leaves_no_blank(content: Content) -> None:
    for specialty in content.library.specialties:
        page = of_match(content, specialty.slug)
        assert page.phrases
        assert "{" not in page.text
        assert "its credential" not in page.text
        assert list(dict(page.phrases)) == ["In an interview", "To get training"]
    assert "laceration repair" in of_match(content, "emergency-medicine").text
    assert "IUDs" in of_match(content, "ob-gyn").text
    said = {text for _, rows in of_match(content, "psychiatry").phrases for text in rows}
    assert len(said) == 6
    assert all("psychiatry" in text for text in said)


def test_without_a_choice_the_first_of_the_leading_group_is_meant(content: Content) -> None:
    page = of_match(content)
    assert page.area
    assert of_paths(content).area == content.library.areas[0].slug


def test_an_unknown_area_is_none(content: Content) -> None:
    with pytest.raises(KeyError):
        of_paths(content, "emergency-medicine")


def test_questions_go_into_the_answers_that_could_change_the_result(content: Content) -> None:
    near = of_paths(content, depth=4, research=4, pace=3)
    definition = content.rubric_by_slug[SONOGRAPHER]
    by_text = {row.question: row.key for row in content.library.questions_of("interview")}
    asks = {key for row in definition.criteria for key in row.asks}

    assert len(near.questions) == 6
    assert all("would make this the" in row.why for row in near.questions)
    assert {by_text[row.question] for row in near.questions} <= asks
    assert all(row.good.startswith("A good answer: ") for row in near.questions)
    far = of_paths(content)
    assert [row.question for row in far.questions] != [row.question for row in near.questions]


def test_a_match_asks_about_one_statement_an_axis_and_what_anybody_can(content: Content) -> None:
    page = of_match(content)
    trials = {row.trial for row in content.rubric_by_slug[MATCH].criteria}

    assert [row.question in trials for row in page.questions] == [True] * 3 + [False] * 3
    assert all(row.good for row in page.questions)


def test_six_prompts_and_a_reason(content: Content) -> None:
    page = of_paths(content, "vascular")
    assert len(page.prompts) == 6
    assert any("vascular ultrasound matters to you" in text for text in page.rationale)


def test_the_prompts_of_a_match_fit_a_residency_interview(content: Content) -> None:
    match, paths = of_match(content), of_paths(content)

    assert match.prompts_heading == "What interviewers look for"
    assert "hire" not in match.prompts_lead
    assert "hire" in paths.prompts_lead
    assert "WHY THIS SPECIALTY" in match.text
    # One wording serves both, so none may ask for what only one of the two has done.
    said = " ".join(f"{row.question} {row.hint}" for row in match.prompts)
    assert "machine" not in said
    assert "Which image puzzled" not in said


def test_all_of_it_is_there_as_text(content: Content) -> None:
    page = of_paths(content, "breast")
    said = [text for _, phrases in page.phrases for text in phrases]
    said += [part for row in page.questions for part in (row.question, row.good)]
    said += [part for row in page.prompts for part in (row.question, row.hint)]
    assert [text for text in (*said, *page.rationale) if text not in page.text] == []


def test_the_page_shows_what_was_chosen(
    client: Client, submit: Submit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    token = submit()
    client.get(f"/r/{token}/words/")
    with django_assert_num_queries(2):
        answer = client.get(f"/r/{token}/words/?area=musculoskeletal")

    html = markup.unescape(answer.content.decode())
    assert answer.status_code == 200
    assert '<option value="musculoskeletal" selected>' in html
    assert "dynamic tendon imaging" in html
    assert 'id="all-words"' in html


@pytest.mark.parametrize("area", ["nonsense", "emergency-medicine", "%00", "x" * 5000])
def test_what_is_not_there_to_choose_is_named_on_a_whole_page(
    client: Client, submit: Submit, area: str
) -> None:
    answer = client.get(f"/r/{submit()}/words/?area={area}")

    html = answer.content.decode()
    assert answer.status_code == 400
    assert "nothing by that name" in html
    assert "Adult echocardiography" in html


def test_a_match_has_a_page_of_words(client: Client, db: None) -> None:
    edition = editions.newest()
    definition = edition.content.rubric_by_slug[MATCH]
    token = assessments.submit(
        edition=edition,
        definition=definition,
        ratings=dict.fromkeys(definition.criterion_by_key, None),
        form_key=forms.new_key(),
    )

    assert client.get(f"/r/{token}/words/").status_code == 200
    assert client.get(f"/r/{token}/words/?area=psychiatry").status_code == 200
