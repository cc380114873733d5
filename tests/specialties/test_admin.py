import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import serializers
from django.test import Client
from simple_history.models import HistoricalChanges

from rubric import editions
from specialties.levels import Level
from specialties.models import (
    Activity,
    Axis,
    AxisLevel,
    Citation,
    Fit,
    FocusArea,
    FocusLink,
    Kpi,
    MatchFigure,
    Note,
    Path,
    PayFigure,
    PayYear,
    PlanTask,
    PlanWeek,
    Question,
    Route,
    Source,
    Specialty,
    SpecialtyGroup,
    WholeField,
)
from tests.admin import address, errors, more, queries, row_of, save, typed

pytestmark = pytest.mark.django_db

# Each model that has pages of its own, with words to search for.
LISTS = {
    "source": "echo",
    "path": "specialist",
    "statement": "range",
    "stakeholder": "referring",
    "kpi": "exams",
    "failuremode": "list",
    "note": "credential",
    "credential": "RDCS",
    "payfigure": "median",
    "question": "machines",
    "planweek": "log",
    "focusarea": "heart",
    "phrase": "cases",
    "axis": "probe",
    "specialtygroup": "scan",
    "specialty": "radiology",
    "rotationtip": "log",
    "wholefield": "radiology",
    "payyear": "2025",
}
# Edited inside what they belong to.
ROWS = {
    *("citation", "plantask", "activity", "axislevel", "daysplit", "emphasisitem", "focuslink"),
    *("imagingshare", "matchfigure", "timelinestep", "trainingfloor", "route", "fit"),
}


@pytest.fixture
def kpi(db: None) -> Kpi:
    return Kpi.natural("generalist", "Exams per day")


@pytest.fixture
def emergency(db: None) -> Specialty:
    return Specialty.natural("emergency-medicine")


@pytest.fixture
def source(db: None) -> Source:
    return Source.natural("editorial")


@pytest.fixture
def unused(db: None) -> Source:
    return Source.objects.create(  # type: ignore[no-any-return]
        key="new", publisher="Us", title="Aa", grade="editorial", checked_on="2025-01-01"
    )


def working_copy() -> str:
    rows = [
        row
        for model in apps.get_app_config("specialties").get_models()
        for row in model._default_manager.order_by("pk")
    ]
    return str(serializers.serialize("json", rows))


# Lists


def test_admin_registers_every_content_model_and_nothing_else():
    models = [
        model
        for model in apps.get_app_config("specialties").get_models()
        if not issubclass(model, HistoricalChanges)
    ]
    pages = [admin.site.get_model_admin(row) for row in models if admin.site.is_registered(row)]
    registered = {page.model._meta.model_name for page in pages}
    inlines = {inline.model._meta.model_name for page in pages for inline in page.inlines}
    assert registered == LISTS.keys()
    assert inlines == ROWS
    # Nobody's to edit.
    left_out = {model._meta.model_name for model in models} - registered - inlines
    assert left_out == {"seededrow"}


@pytest.mark.parametrize("name", LISTS)
def test_every_page_opens_and_finds_what_is_searched(admin_client: Client, name: str):
    rows = apps.get_model("specialties", name).objects
    row = rows.first()
    for page in ("", "add/", f"{row.pk}/change/", f"{row.pk}/history/", f"{row.pk}/delete/"):
        assert admin_client.get(f"/admin/specialties/{name}/{page}").status_code == 200, page
    found = admin_client.get(f"/admin/specialties/{name}/", {"q": LISTS[name]}).context["cl"]
    assert 0 < found.result_count < rows.count()


@pytest.mark.parametrize("name", LISTS)
def test_list_of_three_takes_no_more_queries_than_of_one(admin_client: Client, name: str):
    rows = apps.get_model("specialties", name).objects
    pks = [str(pk) for pk in rows.values_list("pk", flat=True)[:3]]
    page = f"/admin/specialties/{name}/?pk__in="
    assert queries(admin_client, page + pks[0]) == queries(admin_client, page + ",".join(pks))


def test_admin_says_whose_it_is_and_is_closed_to_strangers(client: Client, admin_client: Client):
    page = admin_client.get("/admin/").content.decode()
    assert "careerfit</a>" in page
    assert "<title>Desk | careerfit</title>" in page
    for name in LISTS:
        response = client.get(f"/admin/specialties/{name}/")
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    ("page", "cells"),
    [
        ("kpi/", ("target", "8–12\u00a0exams a day")),
        ("kpi/", ("source_chip", "career guide, no published source")),
        ("specialty/?q=psychiatry", ("ultrasound", "Low")),
    ],
)
def test_list_shows_words(admin_client: Client, page: str, cells: tuple[str, str]):
    text = admin_client.get(f"/admin/specialties/{page}").content.decode()
    assert '<td class="field-{}">{}</td>'.format(*cells) in text


def test_source_list_counts_every_use_once(
    admin_client: Client, emergency: Specialty, unused: Source, kpi: Kpi
):
    def counted() -> int:
        response = admin_client.get(f"/admin/specialties/source/?pk__in={unused.pk}")
        [count] = re.findall(r'<td class="field-facts_count">(\d+)</td>', response.content.decode())
        return int(count)

    assert counted() == 0
    Kpi.objects.filter(pk=kpi.pk).update(source=unused)
    tasks = PlanTask.objects.filter(week__number=1).update(source=unused)
    for note in Note.objects.all()[:3]:
        Citation.objects.create(source=unused, note=note)
    names = ("source", "levels_source", "probe_source", "training_source")
    Specialty.objects.filter(pk=emergency.pk).update(**dict.fromkeys(names, unused))
    assert counted() == 1 + tasks + 3 + len(names)


@pytest.mark.parametrize("query", ["", "?q=medicine"])
def test_group_list_counts_its_specialties_whatever_is_searched(admin_client: Client, query: str):
    count = Specialty.objects.filter(group__slug="scan-and-act").count()
    page = admin_client.get(f"/admin/specialties/specialtygroup/{query}").content.decode()
    assert f'<td class="field-specialties_count">{count}</td>' in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 19),
        ("probe__exact=performs", 8),
        ("ultrasound__exact=6", 1),
        ("imaging__exact=6", 3),
        ("procedures__exact=6", 7),
        ("q=cardiology", 3),
    ],
)
def test_specialties_are_found_by_probe_and_levels(admin_client: Client, query: str, count: int):
    response = admin_client.get(f"/admin/specialties/specialty/?{query}")
    assert response.context["cl"].result_count == count


@pytest.mark.parametrize("words", ["\0", "%", "'\"", "x" * 5000, "a " * 2000])
def test_search_for_nonsense_answers(admin_client: Client, words: str):
    response = admin_client.get("/admin/specialties/source/", {"q": words})
    # What no text holds is refused before anything looks it up.
    assert response.status_code == (400 if words == "\0" else 200)


# Forms


@pytest.mark.parametrize("name", LISTS)
def test_page_saved_as_it_is_changes_nothing(admin_client: Client, name: str):
    before = working_copy()
    for row in apps.get_model("specialties", name).objects.all()[:2]:
        assert save(admin_client, row).status_code == 302, row
    assert working_copy() == before


RANGE = "A range needs a higher second number, all else none."


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"low": "12", "high": "8"}, "__all__", RANGE),
        ({"low": "12", "high": "12"}, "__all__", RANGE),
        ({"high": ""}, "__all__", RANGE),
        ({"comparator": "at-least"}, "__all__", RANGE),
        ({"low": "-1"}, "__all__", "A target is not below zero."),
        ({"comparator": "about"}, "comparator", None),
        ({"low": "NaN"}, "low", None),
        ({"low": ""}, "low", None),
        ({"low": "99999999"}, "low", None),
        ({"name": "a\0b"}, "name", None),
        ({"source": ""}, "source", None),
    ],
)
def test_kpi_that_makes_no_sense_comes_back_with_what_was_typed(
    admin_client: Client, kpi: Kpi, changes: dict[str, str], field: str, words: str | None
):
    response = save(admin_client, kpi, **{"theme": "Typed and kept", **changes})
    found = errors(response)
    assert found.keys() == {field}
    assert words is None or found[field] == [words]
    assert 'value="Typed and kept"' in response.content.decode()
    assert Kpi.objects.get(pk=kpi.pk).theme == kpi.theme


ENDS = "Give a lower and a higher end, or a median alone."


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("", "84000", ""), None),
        (("80000", "", "90000"), None),
        (("80000", "80000", "90000"), None),
        (("", "", ""), {"__all__": [ENDS]}),
        (("90000", "", ""), {"__all__": [ENDS]}),
        (("", "", "90000"), {"__all__": [ENDS]}),
        (("90000", "", "80000"), {"__all__": [ENDS]}),
        (("80000", "", "80000"), {"__all__": [ENDS]}),
        (
            ("80000", "95000", "90000"),
            {"__all__": ["The median lies between the lower and the higher end."]},
        ),
        (("-1", "", "90000"), {"low": ["Ensure this value is greater than or equal to 0."]}),
    ],
)
def test_pay_figure_is_a_range_a_median_or_both(
    admin_client: Client, figures: tuple[str, str, str], expected: dict[str, list[str]] | None
):
    figure = PayFigure.objects.all()[0]
    low, middle, high = figures
    response = save(admin_client, figure, low=low, middle=middle, high=high)
    assert expected == (None if response.status_code == 302 else errors(response))


RISE = "The percentiles rise from the 10th to the 90th."


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"p10": "80431"}, {"__all__": [RISE]}),
        ({"p90": "1"}, {"__all__": [RISE]}),
        ({"p50": ""}, {"p50": ["Fill this in."]}),
        ({"jobs": "-1"}, {"jobs": ["Ensure this value is greater than or equal to 0."]}),
        ({"source": ""}, {"source": ["Fill this in."]}),
    ],
)
def test_pay_of_a_year_that_makes_no_sense_comes_back_with_what_was_typed(
    admin_client: Client, changes: dict[str, str], expected: dict[str, list[str]]
):
    row = PayYear.natural(2025)
    before = working_copy()
    response = save(admin_client, row, **{"p75": "106931", **changes})
    assert errors(response) == expected
    assert 'value="106931"' in response.content.decode()
    assert working_copy() == before
    assert save(admin_client, row, p25=str(row.p10), jobs="").status_code == 302
    row.refresh_from_db()
    assert (row.p25, row.jobs) == (row.p10, None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"day_imaging": "34"}, {"__all__": ["The three parts of the day add up to 100."]}),
        ({"day_imaging": ""}, {"day_imaging": ["Fill this in."]}),
        ({"ultrasound": "7"}, {"ultrasound": None}),
        ({"guide_order": "5"}, {"guide_order": None}),
    ],
)
def test_whole_field_that_makes_no_sense_comes_back_with_what_was_typed(
    admin_client: Client, changes: dict[str, str], expected: dict[str, list[str] | None]
):
    field = WholeField.natural("cardiology-field")
    before = working_copy()
    response = save(admin_client, field, **{"name": "Typed and kept", **changes})
    found = errors(response)
    assert found.keys() == expected.keys()
    assert all(words in (None, found[name]) for name, words in expected.items())
    assert 'value="Typed and kept"' in response.content.decode()
    assert working_copy() == before


def test_list_of_whole_fields_counts_their_tracks_whatever_is_searched(admin_client: Client):
    for query in ("", "?q=non-invasive"):
        page = admin_client.get(f"/admin/specialties/wholefield/{query}").content.decode()
        assert '<td class="field-tracks_count">3</td>' in page, query


@pytest.mark.parametrize(
    ("name", "form", "field", "words"),
    [
        ("planweek", {"number": "5", "aim": "Rest", "proof": "None"}, "__all__", "weeks 1 to 4"),
        ("phrase", {"key": "new", "text": "I like {machines}."}, "text", "Unknown blank machines."),
        ("specialty", {"slug": "compare"}, "slug", "/specialties/compare/ is a page of its own."),
        ("note", {"key": "mission"}, "key", "Another note has this key already."),
    ],
)
def test_new_row_that_breaks_a_rule_is_a_form_error(
    admin_client: Client, source: Source, name: str, form: dict[str, str], field: str, words: str
):
    page = f"/admin/specialties/{name}/add/"
    sent = {**typed(admin_client.get(page)), "source": source.pk, "order": "90", **form}
    assert words in errors(admin_client.post(page, sent))[field][0]


def test_second_kpi_of_the_same_name_is_a_form_error(admin_client: Client, kpi: Kpi):
    form = typed(admin_client.get(address(kpi)))
    response = admin_client.post("/admin/specialties/kpi/add/", form)
    words = "Another row has the same Path and Name already. Change this here, or edit that row."
    assert errors(response)["__all__"] == [words]


def test_source_address_without_scheme_is_https(admin_client: Client, unused: Source):
    assert save(admin_client, unused, url="example.org/page").status_code == 302
    assert Source.objects.get(key="new").url == "https://example.org/page"


@pytest.mark.parametrize(
    ("model", "name"),
    [
        *((Source, "key"), (Path, "slug"), (Note, "key"), (PlanWeek, "number"), (Axis, "slug")),
        *((SpecialtyGroup, "slug"), (Specialty, "slug"), (Question, "key")),
        (WholeField, "slug"),
    ],
)
def test_what_others_know_a_row_by_is_chosen_once(
    admin_client: Client, model: type[Source], name: str
):
    row = model.objects.all()[0]
    form = typed(admin_client.get(address(row)))
    assert name not in form
    admin_client.post(address(row), {**form, name: "4"})
    assert getattr(model.objects.get(pk=row.pk), name) == getattr(row, name)
    add = admin_client.get(f"/admin/specialties/{model._meta.model_name}/add/")
    assert name in typed(add)


@pytest.mark.parametrize(
    ("model", "field", "term", "expected"),
    [
        ("kpi", "source", "echo", "IAC"),
        ("kpi", "path", "special", "Specialist"),
        ("citation", "source", "echo", "IAC"),
        ("plantask", "path", "special", "Specialist"),
        ("activity", "source", "echo", "IAC"),
        ("note", "specialty", "emerg", "Emergency"),
        ("route", "after", "emerg", "Emergency"),
        ("specialty", "field", "radio", "Radiology (whole field)"),
    ],
)
def test_choices_complete_as_one_types(
    admin_client: Client, model: str, field: str, term: str, expected: str
):
    response = admin_client.get(
        "/admin/autocomplete/",
        {"app_label": "specialties", "model_name": model, "field_name": field, "term": term},
    )
    assert any(expected in row["text"] for row in response.json()["results"])


def test_forms_of_the_admin_may_fetch_and_only_from_here(admin_client: Client):
    form = admin_client.get("/admin/specialties/kpi/add/").headers["Content-Security-Policy"]
    assert {"connect-src 'self'", "default-src 'none'"} <= set(form.split("; "))
    for page in ("/", "/paths/", "/admin/", "/admin/specialties/kpi/"):
        policy = admin_client.get(page).headers["Content-Security-Policy"]
        assert set(form.split("; ")) - set(policy.split("; ")) == {"connect-src 'self'"}, page


# What belongs to a row is edited with it


@pytest.mark.parametrize("key", ["note", "credential", "question"])
def test_citations_are_edited_with_what_they_support(
    admin_client: Client, unused: Source, key: str
):
    fact = apps.get_model("specialties", key).objects.filter(citations__isnull=False)[0]
    before = fact.citations.count()
    row = {"source": unused.pk, "order": "9", key: fact.pk}
    form = more(typed(admin_client.get(address(fact))), "citations", **row)
    assert admin_client.post(address(fact), form).status_code == 302
    assert fact.citations.count() == before + 1
    page = admin_client.get(f"/admin/specialties/{key}/?pk__in={fact.pk}").content.decode()
    assert f'<td class="field-citations_count">{before + 1}</td>' in page

    again = more(typed(admin_client.get(address(fact))), "citations", **row)
    found = errors(admin_client.post(address(fact), again))
    assert "Two rows have the same source. Change one of them." in found["citations"][0]
    assert admin_client.post(address(fact, "delete/"), {"post": "yes"}).status_code == 302
    assert not Citation.objects.filter(**{key: fact.pk}).exists()


def test_plan_tasks_are_edited_under_their_week(admin_client: Client, source: Source):
    week = PlanWeek.natural(1)
    row = {"order": "50", "key": "breathe", "text": "Breathe out.", "source": source.pk}
    form = more(typed(admin_client.get(address(week))), "tasks", week=week.pk, path="", **row)
    assert admin_client.post(address(week), form).status_code == 302
    assert PlanTask.natural("breathe").week == week


def test_links_to_specialties_are_edited_under_their_focus_area(
    admin_client: Client, source: Source
):
    area = FocusArea.objects.filter(specialty_links__isnull=False)[0]
    other = Specialty.objects.exclude(focus_links__area=area)[0]
    before = queries(admin_client, address(area))
    row = {"order": "90", "specialty": other.pk, "source": source.pk, "area": area.pk}
    for status in (302, 200):
        form = more(typed(admin_client.get(address(area))), "specialty_links", **row)
        assert admin_client.post(address(area), form).status_code == status
    assert FocusLink.objects.filter(area=area, specialty=other).count() == 1
    assert queries(admin_client, address(area)) == before


# A specialty on one page


def test_rows_draw_only_the_source_they_have(admin_client: Client, emergency: Specialty):
    page = admin_client.get(address(emergency))
    form, text = typed(page), page.content.decode()
    for row in Activity.objects.filter(specialty=emergency):
        name = f"{row_of(form, 'activity_set', row)}-source"
        drawn = re.search(rf'<select name="{name}".*?</select>', text, re.DOTALL)
        assert drawn
        chosen = re.findall(r'<option value="(\d+)"( selected)?', drawn[0])
        assert chosen == [(str(row.source_id), " selected")]


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Activity, {"kind": "imaging", "frequency": "daily", "name": "{}"}),
        (Fit, {"kind": "fit", "text": "{}"}),
        (MatchFigure, {"year": 2020, "label": "{}", "positions": 9}),
        (Route, {"years": "{}"}),
    ],
)
def test_specialty_with_more_rows_takes_no_more_queries(
    admin_client: Client,
    emergency: Specialty,
    source: Source,
    model: type[Any],
    values: dict[str, Any],
):
    others = Specialty.objects.exclude(pk=emergency.pk)[:12]
    rows = []
    for number, other in enumerate(others):
        filled = {k: v.format(number) if v == "{}" else v for k, v in values.items()}
        if model is Route:
            filled["after"] = other
        rows.append(model(specialty=emergency, order=90 + number, source=source, **filled))
    # One first, so that the kind of row is not itself what is new.
    rows.pop().save()
    before = queries(admin_client, address(emergency))
    model.objects.bulk_create(rows)
    assert queries(admin_client, address(emergency)) == before


def test_levels_are_saved(admin_client: Client, emergency: Specialty):
    level = AxisLevel.natural("emergency-medicine", "interpret")
    form = typed(admin_client.get(address(emergency)))
    form |= {"procedures": "1", f"{row_of(form, 'axis_levels', level)}-level": "6"}
    assert admin_client.post(address(emergency), form).status_code == 302
    emergency.refresh_from_db()
    level.refresh_from_db()
    assert (emergency.procedures, level.level) == (Level.LOW, Level.VERY_HIGH)


@pytest.mark.parametrize("level", ["0", "7", "2.6", ""])
def test_level_out_of_range_is_a_form_error(admin_client: Client, level: str):
    wrong = dict.fromkeys(("ultrasound", "axis_levels-0-level"), level)
    response = save(admin_client, Specialty.natural("psychiatry"), **wrong)
    assert errors(response).keys() == wrong.keys()


ALL_AXES = (
    "Making the image, Reading the image, Doing procedures, Working a case out, "
    "Talking, over time and Minutes or months"
)
NEIGHBORS = ["Fill this in too, or leave its neighbors empty."]
NOT_100 = ["The three add up to 95, not to 100."]
AT_MOST_100 = ["Ensure this value is less than or equal to 100."]


@pytest.mark.parametrize(
    "changes",
    [
        {
            "probe_text": ("", NEIGHBORS),
            "training": ("", NEIGHBORS),
            "guide_order": ("", NEIGHBORS),
            "day_split-0-thinking": ("30", NOT_100),
            "matchfigure_set-0-fill": ("100.1", AT_MOST_100),
        },
        {
            "fit_set-0-text": ("", None),
            "fit_set-0-kind": ("praise", None),
            "axis_levels-0-basis": ("tx", ["Use only the letters named here."]),
            "axis_levels-1-basis": ("", None),
            "axis_levels-2-reason": ("x" * 121, None),
            "matchfigure_set-0-positions": ("-1", None),
            "activity_set-0-frequency": ("", None),
            "field": ("0", None),
        },
        {
            "guide_order": ("2", None),
            "order": ("2", None),
            "name": ("Psychiatry", None),
            "probe": ("someone", None),
            "day_split-0-imaging": ("-25", None),
            "activity_set-0-kind": ("surgery", None),
            "activity_set-0-name": ("a\0b", None),
            "axis_levels-0-source": ("", None),
        },
    ],
)
def test_specialty_that_makes_no_sense_comes_back_with_what_was_typed(
    admin_client: Client, emergency: Specialty, changes: dict[str, tuple[str, list[str] | None]]
):
    before = working_copy()
    wrong = {name: value for name, (value, _) in changes.items()}
    response = save(admin_client, emergency, **{"summary": "Typed and kept", **wrong})
    found = errors(response)
    assert found.keys() == changes.keys()
    assert all(words in (None, found[name]) for name, (_, words) in changes.items())
    assert 'value="Typed and kept"' in response.content.decode()
    assert working_copy() == before


def test_share_of_imaging_above_the_whole_is_a_form_error(admin_client: Client):
    name = "imagingshare_set-0-percent"
    response = save(admin_client, Specialty.natural("cardiology"), **{name: "101"})
    assert errors(response) == {name: AT_MOST_100}


def test_routes_and_fits_are_edited_on_the_page_of_their_specialty(
    admin_client: Client, emergency: Specialty, source: Source
):
    shared = {"specialty": emergency.pk, "source": source.pk, "order": "9"}
    form = typed(admin_client.get(address(emergency)))
    form = more(form, "fit_set", kind="warning", text="It is loud.", **shared)
    form = more(form, "route_set", after=Specialty.natural("neurology").pk, years="4", **shared)
    assert admin_client.post(address(emergency), form).status_code == 302
    assert Route.natural("emergency-medicine", "neurology").years == "4"
    assert Fit.natural("emergency-medicine", 9).text == "It is loud."

    form = typed(admin_client.get(address(emergency)))
    itself = more(form, "route_set", after=emergency.pk, years="", **shared)
    found = errors(admin_client.post(address(emergency), itself))
    assert "A specialty cannot come after itself." in str(found)


ONE_OWN = "Only one route can be a residency of its own."


def test_second_residency_of_its_own_is_a_form_error_and_stays_typed(
    admin_client: Client, source: Source
):
    specialty = Specialty.natural("interventional-radiology")
    before = working_copy()
    shared = {"specialty": specialty.pk, "after": "", "text": "", "source": source.pk}
    form = typed(admin_client.get(address(specialty)))
    second = more(form, "route_set", years="Typed and kept", order="9", **shared)
    response = admin_client.post(address(specialty), second)
    assert errors(response) == {"route_set": [ONE_OWN]}
    assert 'value="Typed and kept"' in response.content.decode()
    assert working_copy() == before
    # In place of the one there was, it may stand.
    own = Route.natural("interventional-radiology", None)
    second[f"{row_of(form, 'route_set', own)}-DELETE"] = "on"
    assert admin_client.post(address(specialty), second).status_code == 302
    assert Route.natural("interventional-radiology", None).years == "Typed and kept"


def test_same_route_or_match_figure_twice_is_a_form_error(admin_client: Client, source: Source):
    specialty = Specialty.natural("interventional-radiology")
    figure = MatchFigure.objects.filter(specialty=specialty)[0]
    shared = {"specialty": specialty.pk, "order": "9", "source": source.pk}
    form = typed(admin_client.get(address(specialty)))
    form = more(form, "route_set", after=Specialty.natural("diagnostic-radiology").pk, **shared)
    form = more(
        form, "matchfigure_set", year=figure.year, label=figure.label, positions="1", **shared
    )
    found = errors(admin_client.post(address(specialty), form))
    assert found["route_set"] == ["Two rows have the same after. Change one of them."]
    words = ["Two rows have the same year and label. Change one of them."]
    assert found["matchfigure_set"] == words


def test_fits_change_places_or_take_that_of_one_that_goes(admin_client: Client):
    first, second = fits = list(Fit.objects.filter(specialty__slug="anesthesiology"))[:2]
    specialty = first.specialty
    form = typed(admin_client.get(address(specialty)))
    rows = [row_of(form, "fit_set", fit) for fit in fits]
    form |= {f"{rows[0]}-order": second.order, f"{rows[1]}-order": first.order}
    assert admin_client.post(address(specialty), form).status_code == 302
    assert list(specialty.fit_set.values_list("pk", flat=True)) == [second.pk, first.pk]

    form = typed(admin_client.get(address(specialty)))
    form |= {f"{row_of(form, 'fit_set', second)}-order": second.order}
    form |= {f"{row_of(form, 'fit_set', first)}-DELETE": "on"}
    assert admin_client.post(address(specialty), form).status_code == 302
    assert list(specialty.fit_set.values_list("pk", "order")) == [(second.pk, second.order)]


def test_rows_are_added_and_removed_on_the_page_of_their_specialty(
    admin_client: Client, source: Source
):
    specialty = Specialty.natural("psychiatry")
    shared = {"specialty": specialty.pk, "source": source.pk}
    form = typed(admin_client.get(address(specialty)))
    form = more(form, "day_split", procedures="5", imaging="5", thinking="90", **shared)
    form = more(
        form,
        "activity_set",
        kind="procedure",
        frequency="daily",
        name="Nerve talk",
        order="90",
        **shared,
    )
    assert admin_client.post(address(specialty), form).status_code == 302
    added = Activity.natural("psychiatry", "procedure", "Nerve talk")
    assert specialty.day_split.thinking == 90

    form = typed(admin_client.get(address(specialty)))
    again = more(
        form,
        "activity_set",
        kind="procedure",
        frequency="daily",
        name=added.name,
        order="91",
        **shared,
    )
    found = errors(admin_client.post(address(specialty), again))
    words = ["Two rows have the same kind and name. Change one of them."]
    assert found["activity_set"] == words
    form[f"{row_of(form, 'activity_set', added)}-DELETE"] = "on"
    assert admin_client.post(address(specialty), form).status_code == 302
    assert not Activity.objects.filter(pk=added.pk).exists()


@pytest.mark.parametrize(
    ("levels", "missing"),
    [("543212", None), ("54321", "Minutes or months"), ("", ALL_AXES)],
)
def test_new_specialty_is_saved_with_any_levels_and_published_with_all(
    admin_client: Client, source: Source, levels: str, missing: str | None
):
    page = admin_client.get("/admin/specialties/specialty/add/")
    offered = page.context["inline_admin_formsets"][0].formset.forms
    axes = list(Axis.objects.order_by("order").values_list("pk", flat=True))
    assert [form["axis"].value() for form in offered] == axes

    form: dict[str, Any] = {
        **typed(page),
        "name": "Sports Medicine",
        "slug": "sports-medicine",
        "order": "90",
        "group": SpecialtyGroup.objects.all()[0].pk,
        "summary": "Tendons under the probe.",
        **dict.fromkeys(("ultrasound", "imaging", "procedures"), "5"),
        **dict.fromkeys(("source", "levels_source"), source.pk),
    }
    for number, level in enumerate(levels):
        row = f"axis_levels-{number}"
        form |= {f"{row}-level": level, f"{row}-basis": "o", f"{row}-source": source.pk}
    assert admin_client.post("/admin/specialties/specialty/add/", form).status_code == 302
    assert Specialty.natural("sports-medicine").axis_levels.count() == len(levels)
    assert [(gap.place, gap.text) for gap in editions.problems()] == (
        [("Sports Medicine", f"It has no level on {missing}, so it could never be matched.")]
        if missing
        else []
    )


def test_new_axis_is_saved_and_wants_its_levels_before_it_is_published(
    admin_client: Client, source: Source
):
    words = dict.fromkeys(("name", "gist", "low_end", "high_end"), "Teach")
    form = {**words, "slug": "teach", "order": "9", "source": source.pk}
    assert admin_client.post("/admin/specialties/axis/add/", form).status_code == 302
    names = Specialty.objects.order_by("order").values_list("name", flat=True)
    assert [(gap.place, gap.text) for gap in editions.problems()] == [
        *((name, "It has no level on Teach, so it could never be matched.") for name in names),
        (
            "Which specialty?",
            "Teach needs 2 statements towards it and 2 away from it, and has 0 and 0.",
        ),
    ]


# Deleting


@pytest.mark.parametrize(
    ("model", "name"),
    [
        *((Source, "guide-sonographer"), (Path, "generalist"), (Axis, "act")),
        *((SpecialtyGroup, "scan-and-act"), (Specialty, "cardiology")),
    ],
)
def test_row_that_others_point_at_cannot_be_deleted(
    admin_client: Client, model: type[Source], name: str
):
    row = model.natural(name)
    response = admin_client.post(address(row, "delete/"), {"post": "yes"})
    assert response.status_code == 200
    assert "cannot be deleted yet" in response.content.decode()
    assert model.objects.filter(pk=row.pk).exists()


def test_deleting_many_stops_at_what_others_point_at(admin_client: Client):
    before = Source.objects.count()
    chosen = list(Source.objects.values_list("pk", flat=True))
    response = admin_client.post(
        "/admin/specialties/source/",
        {"action": "delete_selected", "_selected_action": chosen, "post": "yes"},
    )
    assert "protected related objects" in response.content.decode()
    assert Source.objects.count() == before


def test_specialty_is_deleted_with_its_rows(admin_client: Client, emergency: Specialty):
    # Critical care can follow it; a route through a specialty keeps it.
    assert admin_client.post(address(emergency, "delete/"), {"post": "yes"}).status_code == 200
    Route.objects.filter(after=emergency).delete()
    assert admin_client.post(address(emergency, "delete/"), {"post": "yes"}).status_code == 302
    assert not Activity.objects.filter(specialty=emergency.pk).exists()
