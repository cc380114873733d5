from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers import deserialize, serialize
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from specialties.levels import Level
from specialties.models import (
    Activity,
    Axis,
    AxisLevel,
    Citation,
    DaySplit,
    Fit,
    FocusLink,
    ImagingShare,
    MatchFigure,
    Note,
    PayYear,
    Question,
    Route,
    Source,
    Specialty,
    WholeField,
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
    is_unnamed = "_once" in constraint and "UNIQUE constraint failed" in text
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


def test_a_route_does_not_lead_back_and_stands_once(emergency, guide):
    def route(after: Specialty | None) -> Route:
        return Route(specialty=emergency, after=after, order=9, source=guide)

    refused("route_not_after_itself", route(emergency).save)
    route(None).save()
    refused("route_of_its_own_once", route(None).save)
    neurology = Specialty.natural("neurology")
    route(neurology).save()
    refused("route_once", route(neurology).save)


@pytest.mark.parametrize("after", ["diagnostic-radiology", None])
def test_a_route_is_known_by_what_it_follows_or_by_nothing(after):
    route = Route.natural("interventional-radiology", after)
    assert route.natural_key() == ("interventional-radiology", after)
    text = serialize("yaml", [route], use_natural_foreign_keys=True, use_natural_primary_keys=True)
    (read,) = deserialize("yaml", text)
    assert read.object == route


def test_a_specialty_stays_while_another_follows_it():
    other = Specialty.objects.exclude(leads_to=None)[0]
    with pytest.raises(ProtectedError):
        other.delete()


def test_a_fit_has_a_known_kind_and_a_place_of_its_own(guide):
    first = Fit.objects.all()[0]
    rows = Fit.objects.filter(pk=first.pk)
    refused("fit_kind_is_known", lambda: rows.update(kind="praise"))
    again = Fit(specialty=first.specialty, text="to scan", order=first.order, source=guide)
    refused("fit_once_per_place", again.save)


@pytest.mark.parametrize(
    ("lower", "higher"), [("p10", "p25"), ("p25", "p50"), ("p50", "p75"), ("p75", "p90")]
)
def test_the_percentiles_of_pay_rise(lower, higher):
    row = PayYear.natural(2025)
    rows = PayYear.objects.filter(pk=row.pk)
    rows.update(**{lower: getattr(row, higher)})
    refused("pay_percentiles_rise", lambda: rows.update(**{lower: getattr(row, higher) + 1}))


def test_pay_stands_once_a_year_with_or_without_jobs(guide):
    row = PayYear.natural(2025)
    PayYear.objects.filter(pk=row.pk).update(jobs=None)
    row.pk = None
    refused("specialties_payyear", row.save)


@pytest.mark.parametrize("change", [{"day_imaging": 34}, {"day_procedures": 130}])
def test_the_day_of_a_whole_field_has_a_hundred_percent(change):
    rows = WholeField.objects.filter(slug="cardiology-field")
    refused("whole_field_day_adds_up_to_100", lambda: rows.update(**change))


@pytest.mark.parametrize("field", ["ultrasound", "imaging", "procedures"])
@pytest.mark.parametrize("value", [0, 7])
def test_a_whole_field_has_known_levels(field, value):
    rows = WholeField.objects.filter(slug="radiology-field")
    refused("whole_field_levels_are_known", lambda: rows.update(**{field: value}))


def test_a_whole_field_stays_while_it_covers_a_track():
    field = WholeField.natural("radiology-field")
    with pytest.raises(ProtectedError):
        field.delete()
    field.tracks.update(field=None)
    field.delete()


def test_an_axis_level_stands_once_and_is_a_level(emergency):
    row = AxisLevel.natural("emergency-medicine", "act")
    rows = AxisLevel.objects.filter(pk=row.pk)
    refused("axis_level_is_known", lambda: rows.update(level=9))
    refused("axis_level_has_a_basis", lambda: rows.update(basis=""))
    again = AxisLevel(
        specialty=emergency, axis=Axis.natural("act"), level=Level.LOW, basis="o", source=row.source
    )
    refused("axis_level_once", again.save)


@pytest.mark.parametrize("basis", ["x", "tx", "T", "t d", "o\n", "", "tdspot"])
def test_a_basis_is_made_of_its_letters(basis):
    level = AxisLevel.natural("emergency-medicine", "act")
    for known in ("t", "td", "spo"):
        level.basis = known
        level.full_clean()
    level.basis = basis
    with pytest.raises(ValidationError) as error:
        level.full_clean()
    assert error.value.message_dict.keys() == {"basis"}


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


def test_a_match_figure_may_lack_what_nobody_publishes_and_stands_once(emergency, guide):
    first = MatchFigure.objects.filter(specialty=emergency)[0]
    rows = MatchFigure.objects.filter(pk=first.pk)
    rows.update(fill=None, applicants=None, detail="")
    shared = {"specialty": emergency, "positions": 1, "order": 99, "source": guide}
    MatchFigure(year=first.year, label="fellowship", **shared).save()
    MatchFigure(year=first.year + 9, label=first.label, **shared).save()
    again = MatchFigure(year=first.year, label=first.label, **shared)
    refused("match_figure_once_per_year", again.save)


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
        ("activity_frequency_is_known", {"frequency": ""}),
    ],
)
def test_an_activity_has_a_known_kind_and_frequency(emergency, constraint, change):
    rows = Activity.objects.filter(specialty=emergency, name="Splints")
    refused(constraint, lambda: rows.update(**change))


def test_an_activity_stands_once(emergency, guide):
    first = Activity.objects.filter(specialty=emergency)[0]
    again = Activity(
        specialty=emergency,
        kind=first.kind,
        name=first.name,
        frequency="daily",
        order=99,
        source=guide,
    )
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
