"""What everybody looks at."""

import re

import pytest
from django.test import Client

from rubric import tokens
from rubric.models import Room
from rubric.rooms import store, taking
from tests.rubric.rooms.conftest import answer, text
from tests.rubric.test_views import no_database

pytestmark = pytest.mark.usefixtures("no_demo")


@pytest.mark.parametrize(("light", "theme"), [("dark", "dark"), ("bright", "light")])
def test_the_wall_is_for_a_dark_or_a_bright_room(
    client: Client, token: str, room: Room, light: str, theme: str
) -> None:
    for _ in range(5):
        answer(room)
    client.post(f"/room/{token}/release/")
    client.post(f"/room/{token}/reveal/", {"part": ["outcome", "statement variety"]})
    wall = f"/wall/{tokens.derive_wall_token(token)}/"
    asked = client.get(wall).content.decode()
    assert '<html lang="en">' in asked
    assert "?light=dark" in asked
    assert "?light=bright" in asked

    page = client.get(wall, {"light": light, "part": "outcome"}).content.decode()

    assert f'<html lang="en" data-theme="{theme}">' in page
    # The next thing is for the same room.
    assert f'rel="prev" href="?light={light}"' in page
    assert f"?light={light}&amp;part=statement+variety" in page
    assert '<html lang="en">' in client.get(wall, {"light": "<b>"}).content.decode()


def test_nothing_is_drawn_before_all_of_it_is_there(client: Client, room: Room, token: str) -> None:
    page = client.get(f"/wall/{tokens.derive_wall_token(token)}/").content.decode()

    assert '<link rel="expect" href="#end" blocking="render">' in page.partition("</head>")[0]
    assert page.split("</footer>")[1].split() == [
        "<div",
        'id="end"',
        "hidden></div>",
        "</body>",
        "</html>",
    ]


def test_the_wall_leads_nowhere_else(client: Client, token: str, room: Room) -> None:
    wall = tokens.derive_wall_token(token)
    page = client.get(f"/wall/{wall}/").content.decode()

    assert token not in page
    assert "<form" not in page
    assert room.code in page
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in page
    assert client.get(f"/room/{wall}/").status_code == 404


def test_the_wall_may_ask_for_itself_anew(client: Client, token: str, room: Room) -> None:
    wall = f"/wall/{tokens.derive_wall_token(token)}/"
    policies = [
        set(client.get(place).headers["Content-Security-Policy"].split("; "))
        for place in (wall, f"/room/{token}/")
    ]

    assert policies[0] - policies[1] == {"connect-src 'self'"}
    assert policies[1] <= policies[0]


def test_the_wall_comes_back_by_itself_when_the_database_was_away(
    client: Client, token: str, room: Room
) -> None:
    places = (f"/wall/{tokens.derive_wall_token(token)}/", f"/room/{token}/")
    with no_database():
        answers = [client.get(place) for place in places]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert [answer.get("Refresh") for answer in answers] == ["30", None]


@pytest.mark.parametrize("part", ["", "x", "-1", "²", "a\x00b", "moved", "statement depth"])
def test_a_part_that_is_not_shown_is_the_first_screen(
    client: Client, token: str, room: Room, part: str
) -> None:
    for _ in range(5):
        answer(room)
    taking.release(room)
    store.reveal(room, ["statement variety"])
    wall = f"/wall/{tokens.derive_wall_token(token)}/"
    assert "Generalist or specialist?" not in text(client.get(wall, {"part": "statement variety"}))

    page = client.get(wall, {"part": part})

    assert page.status_code == 200
    assert "Generalist or specialist?" in text(page)
    assert room.code in text(page)


def test_the_wall_leads_from_part_to_part_until_the_last(
    client: Client, token: str, room: Room
) -> None:
    for number in range(12):
        answer(room, pace=1 + number % 2 * 4)
    taking.release(room)
    store.reveal(room, ["outcome", "statement pace"])
    wall = f"/wall/{tokens.derive_wall_token(token)}/"

    def ways(part: str) -> dict[str, str]:
        page = client.get(wall, {"part": part}).content.decode()
        return dict(re.findall(r'rel="(prev|next)" href="\?(?:part=)?([^"]*)"', page))

    assert ways("") == {"next": "outcome"}
    assert ways("outcome") == {"prev": "", "next": "statement+pace"}
    assert ways("statement pace") == {"prev": "outcome"}
