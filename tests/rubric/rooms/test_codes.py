import pytest

from rubric.rooms.codes import LETTERS, make_code, read_code


def test_a_code_is_six_letters_that_no_eye_mixes_up() -> None:
    codes = {make_code() for _ in range(500)}

    assert len(codes) == 500
    assert set("".join(codes)) == set(LETTERS)
    assert all(len(code) == 6 for code in codes)
    # Vowels would make words; the others are taken for a digit or for each other.
    assert not set(LETTERS) & set("AEIOUBGLQSZ")


@pytest.mark.parametrize(
    "typed", ["KMTRVX", "kmtrvx", " km trvx ", "KMT-RVX", "k-m-t-r-v-x", "KMT–RVX.", "K/M:TRVX"]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "KMTRVX"


@pytest.mark.parametrize(
    "typed", ["", "KMTRV", "KMTRVXX", "KMTRV1", "KMTRVA", "ΚMTRVX", "K/TRVX", "KMTRVX²"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) == ""
