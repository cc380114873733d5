"""How long a result is kept, and what asks before it goes."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from rubric import assessments, forms, owner_forms, shares, tokens
from rubric.models import Assessment, LogEntry, Plan, Share
from rubric.shares import Wish
from specialties.words import day_words
from tests.conftest import SONOGRAPHER, back_date

TODAY = timezone.localdate()


def make_share(token: str, days: int) -> Share:
    key = shares.make(
        assessment=assessments.live(tokens.digest(token)),
        owner_token=token,
        form_key=forms.new_key(),
        wish=Wish("Maria", "outcome", days),
    )
    return Share.objects.get(key=key)


@pytest.mark.parametrize("days", [0, 1, 89, 90, 200, 365])
def test_the_last_day_moves_within_a_year(
    client: Client, submit: Callable[..., str], days: int
) -> None:
    token = submit()
    until = TODAY + timedelta(days=days)

    answer = client.post(f"/r/{token}/keep/", {"until": until.isoformat()})

    assert (answer.status_code, answer["Location"]) == (303, f"/r/{token}/share/#keep")
    assert Assessment.objects.get().expires_on == until
    assert f"Opens until {day_words(until)}." in " ".join(
        client.get(f"/r/{token}/share/").content.decode().split()
    )


def test_the_year_counts_from_the_day_it_was_made(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()
    back_date(token, 60)
    latest = TODAY + timedelta(days=305)

    late = client.post(
        f"/r/{token}/keep/", {"until": (latest + timedelta(days=1)).isoformat()}
    ).status_code
    on_time = client.post(f"/r/{token}/keep/", {"until": latest.isoformat()}).status_code

    assert (late, on_time) == (422, 303)
    assert settings.LONGEST_RETENTION_DAYS == 365


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("", owner_forms.NO_DAY),
        ("tomorrow", owner_forms.BAD_DAY),
        ("2027-02-30", owner_forms.BAD_DAY),
        ("24.12.2026", owner_forms.BAD_DAY),
        ("9" * 1_000_000, owner_forms.BAD_DAY),
        ((TODAY - timedelta(days=1)).isoformat(), "Pick a day from today, "),
        ((TODAY + timedelta(days=366)).isoformat(), "Pick a day from today, "),
        ("9999-12-31", f"to {day_words(TODAY + timedelta(days=365))}."),
    ],
)
def test_another_day_is_named_and_kept(
    client: Client, submit: Callable[..., str], until: str, sentence: str
) -> None:
    token = submit()
    before = Assessment.objects.values().get()

    answer = client.post(f"/r/{token}/keep/", {"until": until})

    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in text
    assert "<title>Error: Share, keep or delete" in text
    assert f'name="until" id="until" value="{until[:1000]}"' in text
    assert Assessment.objects.values().get() == before


def test_shares_are_shortened_with_their_result_and_not_made_longer(
    client: Client, submit: Callable[..., str]
) -> None:
    token, other = submit(), submit(pace=1)
    short, long, theirs = make_share(token, 7), make_share(token, 90), make_share(other, 90)

    for days in (10, 300):
        until = TODAY + timedelta(days=days)
        client.post(f"/r/{token}/keep/", {"until": until.isoformat()})

    for share in (short, long, theirs):
        share.refresh_from_db()
    assert short.expires_on == TODAY + timedelta(days=7)
    assert long.expires_on == TODAY + timedelta(days=10)
    assert theirs.expires_on == TODAY + timedelta(days=90)


def test_a_page_that_was_sent_and_reloaded_leads_back(
    client: Client, submit: Callable[..., str]
) -> None:
    token = submit()

    answer = client.get(f"/r/{token}/keep/")

    assert (answer.status_code, answer["Location"]) == (303, f"/r/{token}/share/#keep")


def test_deleting_asks_and_names_what_goes(client: Client, submit: Callable[..., str]) -> None:
    token = submit()
    plain = client.get(f"/r/{token}/delete/").content.decode()
    result = assessments.live(tokens.digest(token))
    make_share(token, 7)
    make_share(token, 30)
    Plan.objects.create(assessment=result, starts_on=TODAY)
    for number in range(3):
        LogEntry.objects.create(
            assessment=result,
            key=str(number),
            on=TODAY,
            place=SONOGRAPHER,
            liked=True,
            deeds=[],
        )

    text = client.get(f"/r/{token}/delete/").content.decode()

    words = "two shares, your plan and three entries of your log"
    assert "share" not in plain[plain.index("<h1>") : plain.index("</main>")]
    assert words in " ".join(text.split())
    assert words in " ".join(client.get(f"/r/{token}/share/").content.decode().split())
    assert Assessment.objects.exists()


def test_two_taps_delete(client: Client, submit: Callable[..., str]) -> None:
    token = submit()
    make_share(token, 7)

    page = client.get(f"/r/{token}/share/").content.decode()
    assert f'href="/r/{token}/delete/"' in page
    answer = client.post(f"/r/{token}/delete/")

    assert answer["Location"] == "/deleted/"
    assert not Assessment.objects.exists()
    assert not Share.objects.exists()
    assert client.get(f"/r/{token}/share/").status_code == 404
