import pytest

from rubric.results.points import Bar, bar, in_hundredths, two_decimals


@pytest.mark.parametrize(
    ("number", "found"),
    [
        (12, Bar("50%", "25%", True)),
        (-12, Bar("25%", "25%", False)),
        (0, Bar("50%", "0%", True)),
        (24, Bar("50%", "50%", True)),
        (-24, Bar("0%", "50%", False)),
    ],
)
def test_a_bar_runs_from_the_middle(number: int, found: Bar) -> None:
    assert bar(number, 24) == found


@pytest.mark.parametrize(
    ("hundredths", "text"), [(25, "+0.25"), (-8, "−0.08"), (0, "0.00"), (100, "+1.00")]
)
def test_two_decimals_have_a_sign(hundredths: int, text: str) -> None:
    assert two_decimals(hundredths) == text


def test_the_parts_of_the_worked_example_add_up() -> None:
    parts = {"a": 211, "b": 0, "c": 281, "d": 53, "e": 35, "f": 369}
    assert in_hundredths(949, parts) == (
        "+0.95",
        {"a": "+0.21", "b": "0.00", "c": "+0.28", "d": "+0.05", "e": "+0.04", "f": "+0.37"},
    )


def test_equal_remainders_go_by_their_order() -> None:
    assert in_hundredths(10, {"a": 5, "b": 5}) == ("+0.01", {"a": "+0.01", "b": "0.00"})


@pytest.mark.parametrize(
    ("total", "text"), [(945, "+0.95"), (-945, "−0.95"), (944, "+0.94"), (-4, "0.00")]
)
def test_halves_go_away_from_nought(total: int, text: str) -> None:
    assert in_hundredths(total, {})[0] == text


def test_parts_always_add_up() -> None:
    for one in range(-60, 61, 7):
        for two in range(-60, 61, 11):
            for three in range(-9, 10):
                parts = {"a": one, "b": two, "c": three}
                total, found = in_hundredths(one + two + three, parts)
                numbers = [round(100 * float(text.replace("−", "-"))) for text in found.values()]
                assert sum(numbers) == round(100 * float(total.replace("−", "-")))
                assert all(
                    abs(10 * number - part) < 10
                    for number, part in zip(numbers, parts.values(), strict=True)
                )
