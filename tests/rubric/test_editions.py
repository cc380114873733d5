"""One door between editing and reading."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from rubric import compile, content, editions, tokens
from rubric.content import Content
from rubric.editions import NotPublishableError
from rubric.models import Assessment, Edition, Persona, Weight
from specialties.models import AxisLevel, Citation, Kpi

pytestmark = pytest.mark.django_db


def test_seeding_published_the_working_copy_whole(content: Content) -> None:
    assert editions.newest_mark()[0] == 1
    assert compile.read() == content
    assert editions.changes() == ()
    assert editions.problems() == ()


def test_the_working_copy_is_read_with_a_query_a_table(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(41):
        compile.read()


def test_an_edit_reaches_readers_when_it_is_published_and_not_before() -> None:
    Kpi.objects.filter(name="Exams per day").update(low=9)
    assert editions.newest().content.library.kpis[0].low == 8

    edition = editions.publish(note="Fewer exams.", by="ada")

    assert (edition.number, edition.note, edition.published_by) == (2, "Fewer exams.", "ada")
    assert editions.newest().number == 2
    assert editions.newest().content.library.kpis[0].low == 9
    # The one before it is still there, as it was.
    assert editions.of(1).content.library.kpis[0].low == 8


def test_the_differences_are_named_field_by_field() -> None:
    Kpi.objects.filter(name="Exams per day").update(low=9)

    (change,) = editions.changes()

    assert change.place.startswith("library, kpis, generalist")
    assert change.place.endswith("low")
    assert (change.old, change.new) == ("8.00", "9.00")


def test_an_old_edition_comes_back_under_a_new_number() -> None:
    Kpi.objects.filter(name="Exams per day").update(low=9)
    editions.publish(note="Nine.")

    edition = editions.republish(number=1, note="Eight after all.")

    assert edition.number == 3
    assert editions.newest().content == editions.of(1).content
    assert edition.digest == Edition.objects.get(number=1).digest
    # The working copy is the editor’s own and stays as it was.
    assert Kpi.objects.get(name="Exams per day").low == 9


@pytest.mark.parametrize(
    ("spoil", "text"),
    [
        (
            lambda: AxisLevel.objects.filter(
                specialty__slug="cardiology", axis__slug="act"
            ).delete(),
            "no level on Doing procedures",
        ),
        (lambda: Weight.objects.filter(criterion__key="pace").update(value=3), "on one scale"),
        (lambda: Persona.objects.filter(path=None).delete(), "no persona for no clear lean"),
        (
            lambda: Persona.objects.get(slug="versatile-generalist").ratings.update(value=3),
            "now gives the Balanced Hybrid",
        ),
        (lambda: Citation.objects.filter(note__key="mission").delete(), "has no source"),
    ],
)
def test_a_gap_keeps_everything_from_being_published(spoil: Callable[[], Any], text: str) -> None:
    spoil()

    with pytest.raises(NotPublishableError, match=text):
        editions.publish(note="With a gap.")

    assert Edition.objects.count() == 1


@pytest.mark.parametrize("note", ["", "   ", "long" * 126])
def test_a_publication_says_what_is_different(note: str) -> None:
    with pytest.raises(ValueError, match="note"):
        editions.publish(note=note)

    assert Edition.objects.count() == 1


def test_two_who_publish_at_once_do_not_share_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one asked for its number before the first one was in."""
    before = editions.newest()
    Kpi.objects.filter(name="Exams per day").update(low=9)
    editions.publish(note="The first of two.")
    monkeypatch.setattr(editions, "newest", lambda: before)

    with pytest.raises(ValueError, match="Somebody else"):
        editions.publish(note="The second of two.")

    assert Edition.objects.count() == 2


def test_what_readers_see_already_is_not_published_again() -> None:
    for publish in (editions.publish, lambda note: editions.republish(number=1, note=note)):
        with pytest.raises(ValueError, match="Nothing is different"):
            publish(note="The same.")

    assert Edition.objects.count() == 1


def test_an_edition_is_decoded_once(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    first = editions.newest()
    monkeypatch.setattr(content, "read", lambda text: pytest.fail("decoded again"))

    with django_assert_num_queries(1):
        assert editions.newest() is first


def test_before_the_first_edition_there_is_nothing_to_read(empty_db: None) -> None:
    assert editions.newest() is editions.NOTHING
    with pytest.raises(Edition.DoesNotExist):
        editions.of(1)


def test_what_was_served_last_is_there_without_the_database() -> None:
    served = editions.newest()

    assert editions.last_seen() is served


def test_results_stay_with_their_edition(submit: Callable[..., str]) -> None:
    token = submit()
    before = Assessment.objects.values().get()
    Weight.objects.filter(criterion__key="pace", path__slug="generalist").update(value=1)
    Weight.objects.filter(criterion__key="variety", path__slug="generalist").update(value=3)
    editions.publish(note="Variety counts more.")

    submit(pace=1)

    assert Assessment.objects.get(token_digest=tokens.digest(token)).edition_id == 1
    assert Assessment.objects.filter(token_digest=tokens.digest(token)).values().get() == before
    call_command("verify_results", stdout=StringIO())
