"""What is stored of a result: the same, byte for byte, as when there were no editions yet."""

import gzip
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from rubric import receipts
from rubric.content import Content, read

DATA = Path(__file__).resolve().parents[1] / "data"
ROWS: list[dict[str, Any]] = json.loads(gzip.decompress((DATA / "receipts-1.json.gz").read_bytes()))


@pytest.fixture(scope="module")
def content() -> Content:
    """The edition under which they were made."""
    return read(gzip.decompress((DATA / "edition-format-1.json.gz").read_bytes()).decode())


def test_both_first_engines_are_among_them() -> None:
    assert {row["receipt"]["engine"] for row in ROWS} == {"weights-1", "axes-1"}


@pytest.mark.parametrize("row", ROWS)
def test_a_receipt_is_written_as_it_always_was(content: Content, row: dict[str, Any]) -> None:
    definition = content.rubric_by_slug[row["rubric"]]

    receipt = receipts.compose(content, definition, row["ratings"], engine=row["receipt"]["engine"])

    assert json.dumps(receipt) == json.dumps(row["receipt"])


def test_the_odds_stand_beside_what_a_receipt_always_held(content: Content) -> None:
    definition = content.rubric_by_slug["sonographer-path"]
    for row in ROWS:
        if row["receipt"]["engine"] != "weights-1":
            continue
        receipt = receipts.compose(content, definition, row["ratings"])
        odds = receipt.pop("odds")

        assert receipt == {**row["receipt"], "engine": "weights-2"}
        assert sum(map(Fraction, odds.values())) == 1


def test_a_receipt_holds_the_odds_to_the_last_retake(content: Content) -> None:
    definition = content.rubric_by_slug["sonographer-path"]
    keys = definition.criterion_by_key
    ratings = dict(zip(keys, (5, 2, 4, 4, 3, 2, 3, 5), strict=True))

    odds = receipts.compose(content, definition, ratings)["odds"]

    parts = {persona: Fraction(share) * 100 ** len(keys) for persona, share in odds.items()}
    assert all(part.denominator == 1 for part in parts.values())
    assert list(parts) == ["versatile-generalist", "focused-specialist", "balanced-hybrid"]
    assert [round(float(Fraction(share)), 4) for share in odds.values()] == [0.966, 0.0004, 0.0337]


def test_names_and_levels_of_an_older_library_count_where_they_were_shown(
    content: Content,
) -> None:
    for row in ROWS:
        shown = json.loads(json.dumps(row["receipt"]).replace("Generalist", "All-rounder"))
        for target in shown.get("targets", []):
            target["levels"]["tempo"] = "5"
        definition = content.rubric_by_slug[row["rubric"]]

        again = receipts.compose(
            content, definition, row["ratings"], engine=shown["engine"], as_shown=shown
        )

        if "sides" in shown:
            assert again["sides"][0]["name"] == "All-rounder"
        else:
            assert again["targets"] == shown["targets"]
            assert again["standings"] != row["receipt"]["standings"] or not again["standings"]


def test_one_answer_may_move_from_one_end_of_the_scale_to_the_other(content: Content) -> None:
    worked = next(row for row in ROWS if row["receipt"]["engine"] == "axes-1")
    swings = worked["receipt"]["swings"]

    assert {abs(swing["to"] - swing["from"]) for swing in swings} == {1, 2, 3, 4}


@pytest.mark.parametrize("rating", [0, 6, True, 2.5])
def test_a_rating_that_cannot_be_is_refused(content: Content, rating: Any) -> None:
    for row in ROWS[:1] + ROWS[-1:]:
        ratings = {**row["ratings"], next(iter(row["ratings"])): rating}
        with pytest.raises(ValueError, match="whole number from 1 to 5"):
            receipts.compose(content, content.rubric_by_slug[row["rubric"]], ratings)


def test_every_criterion_of_the_weights_needs_a_rating(content: Content) -> None:
    with pytest.raises(ValueError, match="no rating for depth"):
        receipts.compose(
            content,
            content.rubric_by_slug["sonographer-path"],
            {**ROWS[0]["ratings"], "depth": None},
        )
