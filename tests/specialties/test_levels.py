from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from specialties.levels import Level, steps_between
from specialties.models.fields import LevelField


def test_the_levels_are_six_words_in_order():
    assert [level.label for level in sorted(Level)] == [
        "Low",
        "Low–Moderate",
        "Moderate",
        "Moderate–High",
        "High",
        "Very High",
    ]


def test_the_values_are_equal_steps_from_one_to_five():
    assert [level.exact for level in Level] == [
        Fraction(1),
        Fraction(9, 5),
        Fraction(13, 5),
        Fraction(17, 5),
        Fraction(21, 5),
        Fraction(5),
    ]
    assert [level.number for level in Level] == ["1.0", "1.8", "2.6", "3.4", "4.2", "5.0"]


def test_levels_compare_and_subtract_in_steps():
    assert Level.LOW < Level.LOW_MODERATE < Level.VERY_HIGH
    assert Level.VERY_HIGH - Level.LOW == 5
    assert steps_between([Level.HIGH, Level.LOW_MODERATE, Level.MODERATE]) == 3
    assert steps_between([Level.HIGH]) == steps_between([]) == 0


@pytest.mark.parametrize("level", Level)
def test_a_level_is_read_back_from_its_slug(level):
    assert Level.parse(level.slug) is level


@pytest.mark.parametrize("text", ["", "5", "High", "very high", "low–moderate", "highest", "\0"])
def test_what_is_not_a_slug_of_a_level_is_refused(text):
    with pytest.raises(ValueError, match="is not a level"):
        Level.parse(text)


@pytest.mark.parametrize("value", ["high", 5, "5", Level.HIGH])
def test_the_field_reads_slugs_and_numbers(value):
    field = LevelField()
    assert field.to_python(value) is Level.HIGH
    assert type(field.get_prep_value(value)) is int
    assert field.get_prep_value(value) == 5


@pytest.mark.parametrize("value", ["loud", 0, 7, "-1", 2.5, [], ""])
def test_the_field_refuses_what_is_no_level(value):
    with pytest.raises(ValidationError, match="is not a level"):
        LevelField().to_python(value)


def test_the_field_leaves_its_choices_out_of_migrations():
    _, path, args, options = LevelField("a name").deconstruct()
    assert path == "specialties.models.fields.LevelField"
    assert (args, options) == ([], {"verbose_name": "a name"})
