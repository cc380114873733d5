"""The class of made-up people that `seed` makes."""

from io import StringIO

from django.core.management import call_command
from django.test import Client

from rubric.content import Content
from rubric.definition import Definition
from rubric.models import Contribution, Room
from rubric.rooms import made_up
from tests.rubric.rooms.conftest import make


def test_the_made_up_class_is_there_after_seeding(client: Client, db: None) -> None:
    page = client.get("/rooms/demo/").content.decode()

    assert "48 made-up people answered" in page
    assert Room.objects.filter(is_demo=True).count() == 1
    code = Room.objects.get(is_demo=True).code
    assert client.get(f"/j/{code}/").status_code == 404


def test_seeding_again_makes_it_anew(db: None) -> None:
    call_command("seed", stdout=StringIO())

    assert Room.objects.filter(is_demo=True).count() == 1
    assert Contribution.objects.count() == made_up.PEOPLE


def test_made_up_people_answer_the_same_every_time(
    content: Content, definition: Definition
) -> None:
    first, again = (list(made_up.tallies(content, definition)) for _ in range(2))

    assert first == again
    assert len(first) == made_up.PEOPLE
    # Not one sheet over and over.
    assert len({str(tally.cells) for tally in first}) > 40


def test_the_wall_can_be_tried_with_the_made_up_class(client: Client, db: None) -> None:
    page = client.get("/rooms/demo/wall/").content.decode()

    assert "Made-up answers, to try the wall." in page
    assert 'rel="next" href="?part=outcome"' in page
    assert 'class="bars"' in client.get("/rooms/demo/wall/?part=outcome").content.decode()


def test_a_class_without_a_picture_does_not_borrow_the_made_up_one(
    client: Client, db: None
) -> None:
    token = make()

    for name in ("class.csv", "class.json"):
        assert client.get(f"/room/{token}/{name}").status_code == 404
