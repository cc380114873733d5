"""Guessed and mangled tokens: none opens anything, and all get the same answer."""

import random
import string
from collections.abc import Callable, Iterator
from itertools import islice, product
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rubric import assessments, forms, shares, tokens, urls
from rubric.models import Share
from rubric.shares import Wish
from tests.rubric.rooms.conftest import make

ALPHABET = string.ascii_letters + string.digits + "-_"
GUESSES = 10_000
# What the addresses begin with that a token opens.
KINDS = ("r/", "s/", "room/", "wall/")


def below_a_token() -> list[str]:
    """Every address that opens with a token, with places for it and for a key."""
    routes = [str(it.pattern) for it in urls.urlpatterns]
    private = [f"/{route}" for route in routes if route.startswith(KINDS)]
    return [
        path.replace("<str:token>", "{token}").replace("<str:key>", "{key}") for path in private
    ]


def mangled(token: str) -> Iterator[str]:
    """What is left of a token on a bad way, and what somebody might make of one."""
    for place in range(len(token)):
        yield token[:place] + token[place + 1 :]
        yield token[:place] + token[place].swapcase() + token[place + 1 :]
        yield token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        yield token[:place] + quote("\u0430") + token[place + 1 :]
    yield from (token[::-1], token * 2, token + "=", token + "%00", "%20" + token, token + "%0A")
    yield from (tokens.digest(token), token.lower(), token.upper(), token.replace("-", "_") + "-")
    yield from ("0", "-1", "null", "'%20OR%201=1--", "%2e%2e", "A" * 4000, quote("ä" * 43), "%FF")


def guesses(
    paths: list[str], real: dict[str, str], digits: random.Random
) -> Iterator[tuple[str, str]]:
    """Every token mangled at every address of its kind, then random ones without end."""
    for kind, token in real.items():
        its_own = [path for path in paths if path.startswith(f"/{kind}")]
        for guess in mangled(token):
            if guess not in real.values():
                yield from ((path, guess) for path in its_own)
    while True:
        yield digits.choice(paths), "".join(digits.choices(ALPHABET, k=43))


def seen(client: Client, path: str) -> str:
    """Everything of an answer that could tell one guess from another."""
    answer = client.get(path)
    # An address that only takes forms says so to everybody.
    if answer.status_code == 405:
        answer = client.post(path)
    headers = sorted(answer.headers.items())
    return repr((answer.status_code, headers, answer.content, answer.cookies.output()))


@pytest.mark.slow
def test_ten_thousand_guesses_open_nothing_and_look_alike(submit: Callable[..., str]) -> None:
    owner = submit()
    result = assessments.live(tokens.digest(owner))
    form_key = forms.new_key()
    wish = Wish("label", "answers", 30)
    key = shares.make(assessment=result, owner_token=owner, form_key=form_key, wish=wish)
    shared = tokens.derive_share_token(owner, key)
    # What opens one kind of address opens no other, and neither does what is stored beside it.
    stored = [key, form_key, result.token_digest, Share.objects.get().token_digest]
    room = make()
    real = dict(zip(KINDS, (owner, shared, room, tokens.derive_wall_token(room)), strict=True))
    paths, client = below_a_token(), Client()
    answers = {
        seen(client, path.format(token=other, key=key))
        for path in paths
        for other in (*stored, *real.values())
        if other != real[path[1 : path.index("{")]]
    }
    digits = random.Random(9)  # noqa: S311 - the same on every run
    for path, guess in islice(guesses(paths, real, digits), GUESSES):
        answers.add(seen(client, path.format(token=guess, key=key)))

    assert len(answers) == 1
    assert answers.pop().startswith("(404,")
    for kind, token in real.items():
        assert client.get(f"/{kind}{token}/").status_code == 200


def test_what_cannot_be_a_token_never_reaches_the_records(client: Client, db: None) -> None:
    client.get(f"/r/{'A' * 43}/")
    for path, ask in product(below_a_token(), (client.get, client.post)):
        with CaptureQueriesContext(connection) as asked:
            answer = ask(path.format(token="A" * 42, key="A" * 43))
        assert answer.status_code in (404, 405)
        assert [query["sql"] for query in asked.captured_queries if "token" in query["sql"]] == []
