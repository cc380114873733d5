"""Erased means gone: the rows, what hangs on them, and the bytes in the file."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from time import monotonic, time
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rubric import (
    assessments,
    buckets,
    editions,
    erasing,
    forms,
    log_entries,
    shares,
    tokens,
    traces,
)
from rubric.models import Assessment, Bucket, LogEntry, Plan, Share
from rubric.rooms import contributions, store
from rubric.shares import Wish
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE, back_date, run_statements
from tests.rubric.rooms.conftest import answer, make_room

# What a reader wrote, as it would stand in a file.
LABEL, LINE = "canary-of-a-label", "canary-of-a-line"


def submit_sheet(**changes: int) -> str:
    edition = editions.newest()
    return assessments.submit(
        edition=edition,
        definition=edition.content.rubric_by_slug[SONOGRAPHER],
        ratings={**WORKED_EXAMPLE, **changes},
        form_key=forms.new_key(),
    )


def share(token: str, label: str = LABEL, days: int = 30) -> Share:
    result = assessments.live(tokens.digest(token))
    wish = Wish(label, "answers", days)
    key = shares.make(assessment=result, owner_token=token, form_key=forms.new_key(), wish=wish)
    return Share.objects.get(key=key)


def write_down(token: str) -> LogEntry:
    result = assessments.live(tokens.digest(token))
    log_entries.add(
        assessment=result,
        form_key=forms.new_key(),
        on=timezone.localdate(),
        place=SONOGRAPHER,
        liked=True,
        deeds=(),
        line=LINE,
    )
    return LogEntry.objects.get(assessment=result)


def test_erasing_leaves_nothing_behind(submit: Callable[..., str]) -> None:
    kept, erased = submit(), submit(pace=1)
    for token in (kept, erased):
        share(token)
        write_down(token)
        Plan.objects.create(
            assessment=assessments.live(tokens.digest(token)), starts_on=timezone.localdate()
        )

    assert erasing.erase(owner_token=erased)
    assert not erasing.erase(owner_token=erased)

    (left,) = Assessment.objects.all()
    assert left.token_digest == tokens.digest(kept)
    for model in (Share, Plan, LogEntry):
        assert [row.assessment_id for row in model.objects.all()] == [left.pk]


def test_a_result_that_was_answered_again_leaves_the_new_one_alone(
    submit: Callable[..., str],
) -> None:
    old = submit()
    edition = editions.newest()
    new = assessments.submit(
        edition=edition,
        definition=edition.content.rubric_by_slug[SONOGRAPHER],
        ratings={**WORKED_EXAMPLE, "pace": 1},
        form_key=forms.new_key(),
        previous=assessments.live(tokens.digest(old)),
    )

    erasing.erase(owner_token=old)

    assert assessments.live(tokens.digest(new)).previous_id is None


def test_an_expired_result_neither_opens_nor_stays(
    submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, last_day = submit(), submit(pace=1)
    back_date(old, 91)
    back_date(last_day, 90)

    with pytest.raises(Assessment.DoesNotExist):
        assessments.live(tokens.digest(old))
    assert assessments.live(tokens.digest(last_day))
    # The first submission of a day looks for what has expired.
    monkeypatch.setattr(erasing, "_swept_on", [])
    submit(pace=2)

    assert not Assessment.objects.filter(token_digest=tokens.digest(old)).exists()
    assert Assessment.objects.filter(token_digest=tokens.digest(last_day)).exists()


def test_an_expired_share_goes_with_the_first_submission_of_a_day(
    submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = submit()
    over, last_day = share(token), share(token)
    today = timezone.localdate()
    for row, ago in ((over, 1), (last_day, 0)):
        day = today - timedelta(days=ago)
        Share.objects.filter(pk=row.pk).update(created_on=day, expires_on=day)
    monkeypatch.setattr(erasing, "_swept_on", [])

    submit(pace=2)

    assert [row.pk for row in Share.objects.all()] == [last_day.pk]


@contextmanager
def in_another_order() -> Iterator[None]:
    """Where nobody asks for an order, SQLite gives rows the other way round."""
    if connection.vendor != "sqlite":
        yield
        return
    run_statements(["PRAGMA reverse_unordered_selects=ON"])
    try:
        yield
    finally:
        run_statements(["PRAGMA reverse_unordered_selects=OFF"])


def test_what_is_over_for_longest_goes_first(
    submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    newer, older = submit(), submit(pace=1)
    back_date(newer, 95)
    back_date(older, 100)
    monkeypatch.setattr(erasing, "PORTION", 1)
    monkeypatch.setattr(erasing, "_swept_on", [])

    with in_another_order():
        erasing.sweep()

    assert Assessment.objects.get().token_digest == tokens.digest(newer)


def test_purging_takes_all_that_is_over_in_portions(
    submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "PORTION", 2)
    tired = list[float]()
    for token in [submit(pace=pace) for pace in (1, 2, 3)]:
        back_date(token, 100)
    kept = submit()
    over = share(kept)
    yesterday = timezone.localdate() - timedelta(days=1)
    Share.objects.filter(pk=over.pk).update(created_on=yesterday, expires_on=yesterday)
    share(kept)

    assert erasing.purge(pause=tired.append) == (3, 1, 0)

    # A rest after each of three portions.
    assert tired == [erasing.PAUSE] * 3
    assert Assessment.objects.get().token_digest == tokens.digest(kept)
    assert Share.objects.count() == 1


def test_what_nobody_is_limited_by_any_more_goes_too(
    submit: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "SWEEP_AT_ONCE", 2)
    monkeypatch.setattr(erasing, "_swept_on", [])
    Bucket.objects.bulk_create(Bucket(key=f"full-{number}", full_at=number) for number in range(7))
    Bucket.objects.create(key="in use", full_at=time() + 600)

    submit()
    assert Bucket.objects.count() == 6
    tired = list[float]()
    erasing.purge(pause=tired.append)

    assert Bucket.objects.get().key == "in use"
    assert tired == [erasing.PAUSE] * 3


def test_the_command_says_what_it_erased(submit: Callable[..., str]) -> None:
    for token in [submit(pace=pace) for pace in (1, 2, 3)]:
        back_date(token, 100)
    answer = StringIO()

    call_command("purge", stdout=answer)

    assert (
        answer.getvalue()
        == "Erased three results, no shares and no rooms, all past their last day.\n"
    )
    assert not Assessment.objects.exists()


def test_what_was_extended_meanwhile_is_not_purged(submit: Callable[..., str]) -> None:
    over, kept = submit(), submit(pace=1)
    for token in (over, kept):
        back_date(token, 100)
    asked = list[str]()

    def extend_after_choosing(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        # Only now have all rows of the first question been read.
        if len(asked) == 2:
            Assessment.objects.filter(token_digest=tokens.digest(kept)).update(
                expires_on=timezone.localdate()
            )
        return execute(sql, *rest)

    with connection.execute_wrapper(extend_after_choosing):
        erasing.purge(pause=lambda _: None)

    assert "SELECT" in asked[0]
    assert Assessment.objects.get().token_digest == tokens.digest(kept)


@pytest.mark.slow
def test_purging_and_readers_do_not_wait_for_each_other(committed_db: None) -> None:
    old = [submit_sheet() for _ in range(60)]
    kept = submit_sheet()
    for token in old:
        back_date(token, 100)
    is_over = threading.Event()

    def read_and_send(_: int) -> set[int]:
        client, seen = Client(), set[int]()
        try:
            while not is_over.is_set():
                seen.add(client.get(f"/r/{kept}/share/").status_code)
                sent = {**WORKED_EXAMPLE, "key": forms.new_key(), "edition": "1"}
                seen.add(client.post("/q/sonographer-path/", sent).status_code)
        finally:
            connection.close()
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read_and_send, number) for number in range(4)]
        try:
            purged, *_ = erasing.purge()
        finally:
            is_over.set()
        seen = [reader.result(timeout=60) for reader in readers]

    assert purged <= 60
    assert not Assessment.objects.expired().exists()
    assert set().union(*seen) <= {200, 303}


# The bytes of the file.


def files() -> list[Path]:
    """The database and whatever stands beside it: journal, log of changes, its index."""
    database = Path(connection.settings_dict["NAME"])
    return sorted(database.parent.glob(f"{database.name}*"))


def found(words: list[bytes]) -> list[str]:
    """Which of the words stand anywhere in the files, and where."""
    return [
        f"{word.decode()} in {file.name}"
        for file in files()
        for word in words
        if word in file.read_bytes()
    ]


@pytest.fixture(params=["wal", "truncate"])
def journal(request: Any, committed_db: None) -> Iterator[str]:
    """SQLite with either way of keeping a change safe; which one a site has, its version says."""
    if connection.vendor != "sqlite":
        pytest.skip("of the file of SQLite")
    usual = pragma("journal_mode")
    assert pragma(f"journal_mode={request.param}") == request.param
    yield request.param
    pragma("secure_delete=ON")
    pragma(f"journal_mode={usual}")


def pragma(words: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {words}")
        (answer,) = cursor.fetchone()
    return answer


def fill(**changes: int) -> tuple[str, list[bytes]]:
    """A result with all that hangs on it, and the words that only its rows hold."""
    token = submit_sheet(**changes)
    entry, shared = write_down(token), share(token)
    words = (LABEL, LINE, tokens.digest(token), shared.token_digest, shared.key, entry.key)
    return token, [word.encode() for word in words]


def test_no_byte_of_what_was_deleted_is_left(journal: str) -> None:
    others = [fill()[0] for _ in range(20)]
    token, words = fill()
    for other in others[::2]:
        Client().post(f"/r/{other}/delete/")
    # The labels of others are the same, and not to go yet.
    for row in Share.objects.exclude(assessment__token_digest=tokens.digest(token)):
        shares.revoke(row)
    LogEntry.objects.exclude(assessment__token_digest=tokens.digest(token)).delete()
    assert len({line.split(" in ")[0] for line in found(words)}) == len(words)

    answer = Client().post(f"/r/{token}/delete/")

    assert answer.status_code == 303
    assert found(words) == []
    assert Assessment.objects.count() == 10


def test_no_byte_of_a_revoked_share_is_left(journal: str) -> None:
    token, _ = fill()
    row = Share.objects.get()
    words = [word.encode() for word in (LABEL, row.key, row.token_digest)]
    assert found(words) != []

    Client().post(f"/r/{token}/share/{row.key}/revoke/")

    assert found(words) == []


def test_no_byte_of_a_removed_entry_is_left(journal: str) -> None:
    token, _ = fill()
    entry = LogEntry.objects.get()
    words = [word.encode() for word in (LINE, entry.key)]
    assert found(words) != []

    Client().post(f"/r/{token}/log/{entry.key}/remove/")

    assert found(words) == []


def test_a_picture_leaves_no_trace_of_who_came_when(journal: str) -> None:
    room = make_room()
    for _ in range(6):
        answer(room)
    handles = [handle.encode() for handle in room.contributions.values_list("handle", flat=True)]
    assert len(found(handles)) >= len(handles) == 6

    store.close(room)

    # What a log of changes would tell is the order in which they joined.
    assert not any("-wal" in line for line in found(handles))
    assert room.contributions.count() == 6
    erasing.erase_room(room)
    # Their rows were moved about in the file before they were erased.
    traces.vacuum()
    assert found(handles) == []


def test_no_byte_of_answers_that_were_taken_back_is_left(journal: str) -> None:
    room = make_room()
    token = answer(room)
    handle = tokens.derive_handle(token).encode()
    assert found([handle]) != []

    contributions.withdraw(token)

    assert found([handle]) == []
    erasing.erase_room(room)


def test_no_byte_of_what_was_purged_is_left(journal: str) -> None:
    token, words = fill()
    back_date(token, 100)

    erasing.purge(pause=lambda _: None)

    assert found(words) == []


def test_no_byte_of_what_the_first_submission_of_a_day_erased_is_left(
    journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, words = fill()
    back_date(token, 100)
    monkeypatch.setattr(erasing, "_swept_on", [])

    submit_sheet(pace=1)

    assert found(words) == []


@pytest.mark.parametrize("journal", ["wal"], indirect=True)
def test_the_log_of_changes_would_keep_it(journal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    token, words = fill()
    monkeypatch.setattr(traces, "leave_none", lambda: None)

    erasing.erase(owner_token=token)

    assert any("-wal" in line for line in found(words))


def test_pages_that_are_not_overwritten_would_keep_it(journal: str) -> None:
    token, words = fill()
    pragma("secure_delete=OFF")

    erasing.erase(owner_token=token)

    assert found(words) != []


@pytest.mark.parametrize("journal", ["wal"], indirect=True)
def test_a_reader_in_the_way_is_not_waited_for_long(journal: str) -> None:
    token, words = fill()
    with closing(sqlite3.connect(os.fspath(connection.settings_dict["NAME"]))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM rubric_assessment").fetchone()
        start = monotonic()
        assert erasing.erase(owner_token=token)
        # What may not be left undone waits for 20 seconds.
        assert monotonic() - start < 15
        assert found(words) != []

    # The next one finds nobody in the way.
    erasing.purge(pause=lambda _: None)

    assert found(words) == []
    assert pragma("busy_timeout") == 20_000


def test_a_purge_may_write_the_file_anew(committed_db: None) -> None:
    with CaptureQueriesContext(connection) as plain:
        call_command("purge", stdout=StringIO())
    with CaptureQueriesContext(connection) as anew:
        call_command("purge", "--vacuum", stdout=StringIO())

    said = [[query["sql"] for query in queries] for queries in (plain, anew)]
    assert "VACUUM" not in said[0]
    assert ("VACUUM" in said[1]) == (connection.vendor == "sqlite")


@pytest.mark.parametrize("journal", ["wal"], indirect=True)
def test_writing_the_file_anew_leaves_nothing_in_the_log_of_changes(journal: str) -> None:
    fill()

    traces.vacuum()

    assert [file.stat().st_size for file in files() if file.name.endswith("-wal")] == [0]


def test_within_a_transaction_no_file_is_written_anew(db: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        traces.vacuum()

    assert asked.captured_queries == []
