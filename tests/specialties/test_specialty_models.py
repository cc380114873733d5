from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers import deserialize, serialize
from django.db import IntegrityError, transaction

from specialties.levels import Level
from specialties.models import (
    Activity,
    Axis,
    AxisLevel,
    Citation,
    DaySplit,
    FocusLink,
    ImagingShare,
    MatchFigure,
    Note,
    Question,
    Source,
    Specialty,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def emergency() -> Specialty:
    return Specialty.natural("emergency-medicine")


@pytest.fixture
def guide() -> Source:
    return Source.natural("guide-specialties")


def refused(constraint, save):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        save()
    text = str(error.value)
    # SQLite names the columns of a broken unique constraint, not the constraint.
    is_unnamed = constraint.endswith("_once") and "UNIQUE constraint failed" in text
    assert constraint in text or is_unnamed


def test_a_stored_level_comes_back_as_a_level(emergency):
    emergency.ultrasound = Level.LOW
    emergency.save()
    emergency.refresh_from_db()
    assert emergency.ultrasound is Level.LOW
    assert emergency.get_ultrasound_display() == "Low"
    assert (
        Specialty.objects.filter(ultrasound__gte=Level.HIGH).exclude(slug=emergency.slug).exists()
    )


@pytest.mark.parametrize("field", ["ultrasound", "imaging", "procedures"])
@pytest.mark.parametrize("value", [0, 7])
def test_a_level_outside_the_six_is_refused(emergency, field, value):
    rows = Specialty.objects.filter(pk=emergency.pk)
    refused(f"specialty_{field}_level_is_known", lambda: rows.update(**{field: value}))


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("specialty_probe_has_words_and_source", {"probe": ""}),
        ("specialty_probe_has_words_and_source", {"probe": "sometimes"}),
        ("specialty_probe_has_words_and_source", {"probe_text": ""}),
        ("specialty_probe_has_words_and_source", {"probe_source": None}),
        ("specialty_training_has_a_source", {"training": ""}),
        ("specialty_training_has_a_source", {"training_source": None}),
        ("specialty_guide_row_has_a_name", {"guide_name": ""}),
        ("specialty_guide_row_has_a_name", {"guide_order": None}),
        ("specialty_slug_is_not_a_page", {"slug": "compare"}),
    ],
)
def test_a_specialty_that_contradicts_itself_is_refused(emergency, constraint, change):
    rows = Specialty.objects.filter(pk=emergency.pk)
    refused(constraint, lambda: rows.update(**change))


def test_a_specialty_is_not_its_own_parent(emergency):
    emergency.parent = emergency
    refused("specialty_not_its_own_parent", emergency.save)


def test_an_axis_level_stands_once_and_is_a_level(emergency):
    row = AxisLevel.natural("emergency-medicine", "act")
    rows = AxisLevel.objects.filter(pk=row.pk)
    refused("axis_level_is_known", lambda: rows.update(level=9))
    again = AxisLevel(
        specialty=emergency, axis=Axis.natural("act"), level=Level.LOW, source=row.source
    )
    refused("axis_level_once", again.save)


@pytest.mark.parametrize("shares", [(40, 25, 36), (0, 0, 0), (101, 0, 0), (50, 50, 50)])
def test_a_day_has_a_hundred_percent(emergency, shares):
    emergency.day_split.procedures, emergency.day_split.imaging, emergency.day_split.thinking = (
        shares
    )
    refused("day_split_adds_up_to_100", emergency.day_split.save)


def test_an_edited_day_that_adds_up_is_kept(emergency):
    day = emergency.day_split
    day.procedures, day.imaging, day.thinking = 30, 30, 40
    day.save()
    assert DaySplit.natural("emergency-medicine").thinking == 40


@pytest.mark.parametrize("fill", [Decimal("100.1"), Decimal("-1")])
def test_more_than_all_positions_cannot_be_filled(emergency, fill):
    rows = MatchFigure.objects.filter(specialty=emergency)
    refused("match_fill_is_a_percentage", lambda: rows.update(fill=fill))


def test_an_imaging_share_is_a_percentage():
    rows = ImagingShare.objects.filter(name="Echo")
    refused("imaging_share_is_a_percentage", lambda: rows.update(percent=101))


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("activity_kind_is_known", {"kind": "talking"}),
        ("activity_frequency_is_known", {"frequency": "weekly"}),
    ],
)
def test_an_activity_has_a_known_kind_and_frequency(emergency, constraint, change):
    rows = Activity.objects.filter(specialty=emergency, name="Splints")
    refused(constraint, lambda: rows.update(**change))


def test_an_activity_stands_once(emergency, guide):
    again = Activity(specialty=emergency, kind="procedure", name="Splints", order=99, source=guide)
    refused("activity_once", again.save)


def test_a_citation_supports_one_fact(guide):
    both = Citation(
        source=guide,
        note=Note.natural("two-scales"),
        question=Question.natural("core-clerkships"),
    )
    refused("citation_supports_exactly_one_fact", both.save)
    refused("citation_supports_exactly_one_fact", Citation(source=guide).save)


def test_a_link_stands_once():
    link = FocusLink.natural("adult-echo", "cardiology")
    again = FocusLink(area=link.area, specialty=link.specialty, order=9, source=link.source)
    refused("focus_link_once", again.save)


def test_every_row_is_valid_for_an_admin_too():
    for specialty in Specialty.objects.all():
        specialty.full_clean()
    with pytest.raises(ValidationError):
        Specialty(slug="new", name="New", ultrasound=9).full_clean()


def test_a_specialty_survives_being_written_out_and_read_in(emergency):
    text = serialize("yaml", [emergency], use_natural_foreign_keys=True)
    (row,) = deserialize("yaml", text)
    read: Any = row.object
    assert read.ultrasound is Level.HIGH
    assert read.natural_key() == ("emergency-medicine",)
