from fractions import Fraction

import pytest

from rubric.words import share_words, signed
from specialties.words import counted, listed, number_word


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "no answers"), (1, "one answer"), (8, "eight answers"), (21, "21 answers")],
)
def test_counted(number: int, words: str) -> None:
    assert counted(number, "answer", "answers") == words


def test_number_words_reach_twenty() -> None:
    assert [number_word(n) for n in (12, 20, 21)] == ["twelve", "twenty", "21"]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_listed(parts: list[str], sentence: str) -> None:
    assert listed(parts) == sentence


@pytest.mark.parametrize(("number", "text"), [(5, "+5"), (0, "0"), (-5, "−5")])
def test_signed_uses_a_real_minus(number: int, text: str) -> None:
    assert signed(number) == text


def test_share_words() -> None:
    assert share_words(Fraction(1, 18), places=1) == "5.6\u00a0%"
    assert share_words(Fraction(1, 3)) == "33\u00a0%"
