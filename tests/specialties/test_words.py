from decimal import Decimal
from fractions import Fraction

import pytest

from specialties import words


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "no answers"), (1, "one answer"), (8, "eight answers"), (21, "21 answers")],
)
def test_counted(number, text):
    assert words.counted(number, "answer", "answers") == text


def test_number_words_reach_twenty():
    assert [words.number_word(n) for n in (12, 20, 21)] == ["twelve", "twenty", "21"]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_listed(parts, sentence):
    assert words.listed(parts) == sentence


def test_a_sentence_starts_large_and_leaves_the_rest():
    assert [words.sentence_case(text) for text in ("ct and MR", "CT", "")] == [
        "Ct and MR",
        "CT",
        "",
    ]


@pytest.mark.parametrize(("number", "text"), [(5, "+5"), (0, "0"), (-5, "−5")])
def test_signed_uses_a_real_minus(number, text):
    assert words.signed(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(254, "+0.254"), (-81, "−0.081"), (0, "0.000"), (1000, "+1.000")]
)
def test_thousandths_always_have_three_decimals(number, text):
    assert words.thousandths(number) == text


def test_one_decimal_is_always_written():
    assert [words.one_decimal(value) for value in (3, Fraction(21, 5), Fraction(11, 3))] == [
        "3.0",
        "4.2",
        "3.7",
    ]


def test_thousands_have_commas_and_money_its_sign():
    assert [words.grouped(n) for n in (9, 1_000, 77_740)] == ["9", "1,000", "77,740"]
    assert [words.money(n) for n in (9, 96_590)] == ["$9", "$96,590"]


def test_a_list_may_end_with_or():
    assert words.listed(["a", "b", "c"], last="or") == "a, b or c"


def test_share_words():
    assert words.share_words(Fraction(1, 18), places=1) == "5.6\u00a0%"
    assert words.share_words(Fraction(1, 3)) == "33\u00a0%"


@pytest.mark.parametrize(
    ("number", "text"),
    [("8.00", "8"), ("4.50", "4.5"), ("97.9", "97.9"), ("100.0", "100"), ("50", "50")],
)
def test_plain_leaves_noughts_out_behind_the_point_alone(number, text):
    assert words.plain(Decimal(number)) == text
