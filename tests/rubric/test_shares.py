"""Links for somebody else: what an owner can make, and what the link then opens."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rubric import assessments, editions, forms, owner_forms, shares, tokens
from rubric.models import Assessment, LogEntry, Plan, Revocation, Share
from rubric.results import shares as page
from rubric.shares import Wish
from tests import qr, reading
from tests.bench import MATCH_RATINGS
from tests.conftest import MATCH, SONOGRAPHER, back_date

TODAY = timezone.localdate()


def form(**changes: Any) -> dict[str, Any]:
    return {"key": forms.new_key(), "label": "Maria", "scope": "outcome", "days": "30", **changes}


def live(token: str) -> Assessment:
    return assessments.live(tokens.digest(token))


def make(token: str, **changes: Any) -> Share:
    """A share made without the page, and its row."""
    wish = Wish(**{"label": "Maria", "scope": "outcome", "days": 30, **changes})
    key = shares.make(
        assessment=live(token), owner_token=token, form_key=forms.new_key(), wish=wish
    )
    return Share.objects.get(key=key)


def address(token: str, share: Share) -> str:
    return f"/s/{tokens.derive_share_token(token, share.key)}/"


def submit_match() -> str:
    edition = editions.newest()
    ratings = {key: None if value == "skip" else int(value) for key, value in MATCH_RATINGS.items()}
    return assessments.submit(
        edition=edition,
        definition=edition.content.rubric_by_slug[MATCH],
        ratings=ratings,
        form_key=forms.new_key(),
    )


# Made


def test_a_share_is_made_and_opens(client: Client, submit: Callable[..., str]) -> None:
    token = submit()

    answer = client.post(f"/r/{token}/share/", form(label=" Maria ", scope="answers"))

    stored = Share.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/r/{token}/share/#share-{stored.key}",
    )
    assert (stored.label, stored.scope, stored.with_plan, stored.with_log) == (
        "Maria",
        "answers",
        False,
        False,
    )
    assert (stored.created_on, stored.expires_on) == (TODAY, TODAY + timedelta(days=30))
    listed = client.get(f"/r/{token}/share/").content.decode()
    assert f">http://testserver{address(token, stored)}</p>" in listed
    assert client.get(address(token, stored)).status_code == 200


def test_no_token_of_a_share_is_stored(submit: Callable[..., str]) -> None:
    token = submit()
    stored = make(token)
    shared = tokens.derive_share_token(token, stored.key)

    assert shared not in str(Share.objects.values().get())
    assert stored.token_digest == tokens.digest(shared)
    # Whoever has the records alone has nothing to derive it with.
    assert tokens.derive_share_token(stored.assessment.token_digest, stored.key) != shared


def test_the_same_form_twice_makes_one_share(client: Client, submit: Callable[..., str]) -> None:
    token, sent = submit(), form()

    first, second = (client.post(f"/r/{token}/share/", sent) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Share.objects.count() == 1
    # Another label is another wish, and another result another share.
    client.post(f"/r/{token}/share/", {**sent, "label": "Job interview"})
    client.post(f"/r/{submit(pace=1)}/share/", sent)
    assert Share.objects.count() == 3


@pytest.mark.parametrize(
    ("days_left", "days", "ends_in"), [(90, "7", 7), (90, "90", 90), (10, "30", 10), (0, "7", 0)]
)
def test_no_share_outlasts_its_result(
    client: Client, submit: Callable[..., str], days_left: int, days: str, ends_in: int
) -> None:
    token = submit()
    back_date(token, 90 - days_left)

    client.post(f"/r/{token}/share/", form(days=days))

    assert Share.objects.get().expires_on == TODAY + timedelta(days=ends_in)


def test_the_terms_name_their_days() -> None:
    today = date(2026, 11, 24)

    def texts(ends: date) -> list[str]:
        return [term.text for term in page.terms(today=today, result_ends=ends)]

    assert texts(date(2027, 2, 22)) == [
        "after 7 days, December 1, 2026",
        "after 30 days, December 24, 2026",
        "after 90 days, February 22, 2027",
    ]
    assert texts(date(2026, 12, 20)) == [
        "after 7 days, December 1, 2026",
        "with the result, December 20, 2026",
    ]
    assert texts(today) == ["with the result, November 24, 2026"]


@pytest.mark.parametrize(("left", "usual"), [(90, 30), (30, 30), (29, 30), (7, 7), (0, 7)])
def test_thirty_days_are_offered_first(left: int, usual: int) -> None:
    offered = page.terms(today=TODAY, result_ends=TODAY + timedelta(days=left))

    assert page.usual_days(offered) == usual


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"label": ""}, owner_forms.NO_LABEL),
        ({"label": " \n "}, owner_forms.NO_LABEL),
        ({"label": "M" * 61}, owner_forms.LONG_LABEL),
        ({"label": "M" * 1_000_000}, owner_forms.LONG_LABEL),
        ({"label": "a\0b"}, "Null characters are not allowed."),
        ({"scope": "everything"}, owner_forms.BAD_SCOPE),
        ({"scope": ""}, owner_forms.BAD_SCOPE),
        ({"days": "365"}, owner_forms.BAD_DAYS),
        ({"days": "-7"}, owner_forms.BAD_DAYS),
        ({"days": "7.0"}, owner_forms.BAD_DAYS),
        ({"with_plan": "on"}, owner_forms.NO_PLAN),
        ({"with_log": "on"}, owner_forms.NO_LOG),
        ({"key": "A" * 65}, forms.BAD_KEY),
        ({"key": ""}, forms.BAD_KEY),
    ],
)
def test_what_cannot_be_is_named_and_the_rest_kept(
    client: Client, submit: Callable[..., str], changes: dict[str, str], sentence: str
) -> None:
    token = submit()
    sent = form(**{"label": "Maria & Co", "scope": "answers", "days": "7", **changes})

    answer = client.post(f"/r/{token}/share/", sent)

    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in text
    assert "<title>Error: Share, keep or delete" in text
    assert not Share.objects.exists()
    if "label" not in changes:
        assert 'value="Maria & Co"' in text
    if len(sent["label"]) == 61:
        assert f'value="{sent["label"]}"' in text
    if "scope" not in changes:
        assert 'value="answers" checked' in text
    if "days" not in changes:
        assert 'value="7" selected' in re.sub(r"\s+", " ", text)
    # The page does not grow with what was typed.
    assert len(text) < 60_000


def test_a_plan_and_a_log_are_offered_where_they_are(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()
    bare = client.get(f"/r/{token}/share/").content.decode()
    Plan.objects.create(assessment=live(token), starts_on=TODAY)
    LogEntry.objects.create(
        assessment=live(token),
        key="k",
        on=TODAY,
        place=SONOGRAPHER,
        liked=True,
        deeds=[],
        line="my own words",
    )

    text = client.get(f"/r/{token}/share/").content.decode()
    client.post(f"/r/{token}/share/", form(with_plan="on", with_log="on"))

    assert 'name="with_plan"' not in bare
    assert 'name="with_log"' not in bare
    # Neither is ticked.
    for name in ("with_plan", "with_log"):
        assert re.search(rf'<input type="checkbox" name="{name}" id="{name}">', text)
    stored = Share.objects.get()
    assert (stored.with_plan, stored.with_log) == (True, True)
    assert (
        "The outcome only, with your plan and your log"
        in client.get(f"/r/{token}/share/").content.decode()
    )


# Opened


@pytest.mark.parametrize("kind", [SONOGRAPHER, MATCH])
@pytest.mark.parametrize("with_plan", [True, False])
@pytest.mark.parametrize("with_log", [True, False])
def test_a_plan_and_a_log_are_shown_when_ticked(
    client: Client, submit: Callable[..., str], kind: str, with_plan: bool, with_log: bool
) -> None:
    token = submit() if kind == SONOGRAPHER else submit_match()
    Plan.objects.create(assessment=live(token), starts_on=TODAY)
    LogEntry.objects.create(
        assessment=live(token),
        key="k",
        on=TODAY,
        place=SONOGRAPHER,
        liked=True,
        deeds=[],
        line="my own words",
    )

    text = client.get(
        address(token, make(token, with_plan=with_plan, with_log=with_log))
    ).content.decode()

    assert ('id="plan"' in text) is with_plan
    assert ("my own words" in text) is with_log


@pytest.mark.parametrize("scope", ["outcome", "answers"])
@pytest.mark.parametrize("kind", [SONOGRAPHER, MATCH])
def test_a_share_is_read_only_and_leads_nowhere_below_the_private_link(
    client: Client, submit: Callable[..., str], kind: str, scope: str
) -> None:
    token = submit() if kind == SONOGRAPHER else submit_match()
    other = make(token, label="a label of another")

    answer = client.get(address(token, make(token, label="a label of this one", scope=scope)))

    text = answer.content.decode()
    assert answer.status_code == 200
    hidden = (
        token,
        "/r/",
        "a label of",
        tokens.derive_share_token(token, other.key),
        'method="post"',
    )
    assert [word for word in hidden if word in text] == []
    assert results_headline(text) != ""


def results_headline(text: str) -> str:
    return re.sub(r"<[^>]+>", "", re.search(r"<h1.*?</h1>", text, re.DOTALL)[0]).strip()  # type: ignore[index]


def test_the_answers_of_a_match_are_shown_when_shared(client: Client, db: None) -> None:
    token = submit_match()
    statements = [
        criterion.statement
        for criterion in editions.newest().content.rubric_by_slug[MATCH].criteria
    ]

    outcome, answers = (
        unescape(client.get(address(token, make(token, scope=scope))).content.decode())
        for scope in ("outcome", "answers")
    )

    assert [statement for statement in statements if statement in outcome] == []
    assert any(statement in answers for statement in statements)


def test_a_share_says_until_when_it_opens(client: Client, submit: Callable[..., str]) -> None:
    token = submit()
    share = make(token, days=7)

    text = client.get(address(token, share)).content.decode()

    assert f"It opens until {share.expires_on:%B} {share.expires_on.day}, " in text


def test_a_share_opens_on_its_last_day_and_no_longer(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()
    share = make(token)
    Share.objects.update(created_on=TODAY - timedelta(days=3), expires_on=TODAY)
    assert client.get(address(token, share)).status_code == 200

    Share.objects.update(expires_on=TODAY - timedelta(days=1))

    assert client.get(address(token, share)).status_code == 404
    assert "Maria" not in client.get(f"/r/{token}/share/").content.decode()


@pytest.mark.parametrize("method", ["get", "head", "options", "post", "put", "delete"])
def test_opening_a_share_changes_nothing(
    client: Client, submit: Callable[..., str], method: str
) -> None:
    token = submit()
    share = make(token)
    before = list(Share.objects.values()), list(Assessment.objects.values())

    answer = getattr(client, method)(address(token, share), headers={"user-agent": "Preview/1.0"})

    assert answer.status_code == (200 if method in ("get", "head") else 405)
    assert (list(Share.objects.values()), list(Assessment.objects.values())) == before


def test_nothing_of_a_share_is_kept_indexed_or_passed_on(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()

    answer = client.get(address(token, make(token)))

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"
    assert not answer.cookies
    text = answer.content.decode()
    assert '<meta name="robots" content="noindex, nofollow">' in text
    # What a preview shows is the same for every page.
    cards = re.findall(r'<meta property="og:\w+" content="[^"]*">', text)
    home = client.get("/").content.decode()
    assert cards == re.findall(r'<meta property="og:\w+" content="[^"]*">', home) != []
    assert "Disallow: /s/" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize(("name", "count"), [("share", 4), ("shares", 4), ("card", 3)])
def test_few_questions_are_asked_whatever_hangs_on_a_result(
    client: Client,
    submit: Callable[..., str],
    django_assert_max_num_queries: DjangoAssertNumQueries,
    name: str,
    count: int,
) -> None:
    token = submit()
    Plan.objects.create(assessment=live(token), starts_on=TODAY)
    for number in range(20):
        LogEntry.objects.create(
            assessment=live(token),
            key=str(number),
            on=TODAY,
            place=SONOGRAPHER,
            liked=True,
            deeds=[],
        )
    rows = [make(token, with_plan=True, with_log=True, scope="answers") for _ in range(10)]
    path = {
        "share": address(token, rows[0]),
        "shares": f"/r/{token}/share/",
        "card": f"/r/{token}/share/{rows[0].key}/card/",
    }[name]
    client.get(path)

    with django_assert_max_num_queries(count):
        assert client.get(path).status_code == 200


# Revoked


def test_revoking_asks_and_then_works_at_once(client: Client, submit: Callable[..., str]) -> None:
    token = submit()
    share, other = make(token), make(token, label="Job interview")
    revoke = f"/r/{token}/share/{share.key}/revoke/"

    asked = client.get(revoke)
    assert "Maria" in asked.content.decode()
    assert client.get(address(token, share)).status_code == 200
    answer = client.post(revoke)

    assert (answer.status_code, answer["Location"]) == (303, f"/r/{token}/share/#shares")
    gone = client.get(address(token, share))
    assert gone.status_code == 404
    assert gone.content == client.get(f"/s/{'A' * 43}/").content
    assert client.get(address(token, other)).status_code == 200
    assert client.post(revoke).status_code == 404


def test_a_revoked_link_stays_closed_when_its_form_is_sent_again(
    client: Client, submit: Callable[..., str]
) -> None:
    token, sent = submit(), form()
    client.post(f"/r/{token}/share/", sent)
    share = Share.objects.get()
    client.post(f"/r/{token}/share/{share.key}/revoke/")

    answer = client.post(f"/r/{token}/share/", sent)

    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert shares.REVOKED in text
    assert 'value="Maria"' in text
    assert not Share.objects.exists()
    assert client.get(address(token, share)).status_code == 404
    # The page that came back asks for another one.
    (key,) = set(re.findall(r'name="key" value="([^"]+)"', text))
    assert client.post(f"/r/{token}/share/", {**sent, "key": key}).status_code == 303
    assert Share.objects.get().key != share.key
    assert client.get(address(token, share)).status_code == 404


def test_of_a_revoked_share_only_a_digest_is_left_until_the_result_goes(
    client: Client, submit: Callable[..., str]
) -> None:
    token, other = submit(), submit(pace=1)
    share, theirs = make(token), make(other)
    for row in (share, theirs):
        shares.revoke(row)

    left = Revocation.objects.get(assessment=live(token))
    assert left.key_digest == tokens.digest(share.key)
    # Nothing counts, lists or exports it.
    assert shares.hanging(live(token)).shares == 0
    assert "None yet." in client.get(f"/r/{token}/share/").content.decode()
    assert client.get(f"/r/{token}/result.json").json()["shares"] == []

    client.post(f"/r/{token}/delete/")

    assert Revocation.objects.get().assessment == live(other)


def test_a_result_has_a_hundred_shares_at_most(
    client: Client, submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (shares.MOST, "100 shares" in shares.FULL) == (100, True)
    monkeypatch.setattr(shares, "MOST", 2)
    token, sent = submit(), form()
    client.post(f"/r/{token}/share/", sent)
    over, first = make(token), Share.objects.order_by("pk").first()
    assert first

    answer = client.post(f"/r/{token}/share/", form(label="One more", scope="answers"))

    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert shares.FULL in text
    assert 'value="One more"' in text
    assert 'value="answers" checked' in text
    assert Share.objects.count() == 2
    # The same form is still the same share, and one that is over takes no room.
    assert client.post(f"/r/{token}/share/", sent)["Location"].endswith(first.key)
    yesterday = TODAY - timedelta(days=1)
    Share.objects.filter(pk=over.pk).update(created_on=yesterday, expires_on=yesterday)
    assert client.post(f"/r/{token}/share/", form()).status_code == 303


def test_only_the_newest_shares_have_their_codes_in_the_list(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()
    for number in range(page.CODES + 3):
        make(token, label=f"Number {number}")

    items = client.get(f"/r/{token}/share/").content.decode().split('<li id="share-')[1:]

    assert ['class="qr"' in item for item in items] == [False] * 3 + [True] * page.CODES
    assert ["Its QR code is on its card." in item for item in items] == [True] * 3 + [
        False
    ] * page.CODES


def test_a_share_of_somebody_else_is_not_there(client: Client, submit: Callable[..., str]) -> None:
    mine, theirs = submit(), submit(pace=1)
    share = make(theirs)

    for end in ("revoke", "card"):
        for method in (client.get, client.post):
            answer = method(f"/r/{mine}/share/{share.key}/{end}/")
            assert answer.status_code in (404, 405)

    assert Share.objects.get() == share


def test_shares_go_with_their_result(client: Client, submit: Callable[..., str]) -> None:
    token = submit()
    share = make(token)

    client.post(f"/r/{token}/delete/")

    assert client.get(address(token, share)).status_code == 404
    assert not Share.objects.exists()


def test_a_share_of_a_result_that_is_over_opens_nothing(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()
    share = make(token)
    with transaction.atomic():
        back_date(token, 91)

    assert share.expires_on > TODAY
    assert client.get(address(token, share)).status_code == 404


# Passed on


def text_of(svg: str) -> str:
    """What a phone reads in a drawn code."""
    size = re.search(r'viewBox="0 0 (\d+) ', svg)
    drawn = re.search(r'stroke="#000" d="([^"]+)"', svg)
    assert size
    assert drawn
    return qr.decode(qr.read_path(drawn[1], int(size[1])))


@pytest.mark.parametrize("end", ["share/", "card/", "share/{key}/card/"])
def test_the_code_is_the_address_beside_it(
    client: Client, submit: Callable[..., str], end: str
) -> None:
    token = submit()
    share = make(token)
    wanted = f"http://testserver{address(token, share)}"
    if end == "card/":
        wanted = f"http://testserver/r/{token}/"

    text = client.get(f"/r/{token}/{end.format(key=share.key)}").content.decode()

    (svg,) = re.findall(r'<svg class="qr".*?</svg>', text, re.DOTALL)
    assert text_of(svg) == wanted
    assert wanted in text
    assert 'fill="#fff"' in svg
    assert 'aria-label="QR code' in svg
    assert "style=" not in svg


def mails(text: str) -> list[tuple[str, dict[str, list[str]]]]:
    found = [urlsplit(unescape(href)) for href in re.findall(r'href="(mailto:[^"]*)"', text)]
    return [(part.path, parse_qs(part.query, strict_parsing=True)) for part in found]


def test_a_letter_holds_the_link_and_general_words(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()
    share = make(token, label="Dr. Ana & Co")

    (to, theirs), (to_me, mine) = mails(client.get(f"/r/{token}/share/").content.decode())

    assert (to, to_me) == ("", "")
    assert f"http://testserver{address(token, share)}" in theirs["body"][0]
    assert token not in theirs["body"][0]
    assert f"http://testserver/r/{token}/" in mine["body"][0]
    for letter in (theirs, mine):
        words = " ".join((*letter["subject"], *letter["body"])).lower()
        assert [word for word in ("ana", "lean", "sonograph", "generalist") if word in words] == []
        assert "\n" not in letter["body"][0].replace("\r\n", "")


def test_a_card_holds_link_code_and_last_day(client: Client, submit: Callable[..., str]) -> None:
    token = submit()
    share = make(token, days=7)

    text = client.get(f"/r/{token}/share/{share.key}/card/").content.decode()

    ticket = text[text.index('<div class="ticket">') :]
    assert f"http://testserver{address(token, share)}" in ticket
    assert f"Opens until {share.expires_on:%B} {share.expires_on.day}, " in ticket
    # The label is the owner's, and what is shared is nobody else's either.
    assert "Maria" not in ticket
    assert token not in ticket.split("</div>")[0]


def test_the_pages_are_easy_to_read(client: Client, submit: Callable[..., str]) -> None:
    token = submit()
    share = make(token)

    for end in ("share/", "card/", "delete/", f"share/{share.key}/card/"):
        text = client.get(f"/r/{token}/{end}").content.decode()
        assert reading.grade(reading.sentences(text)) <= 8, end
