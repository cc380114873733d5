import re
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rubric import forms, queries, services
from rubric.models import Assessment
from specialties.levels import Level
from specialties.models import (
    Activity,
    Axis,
    AxisLevel,
    DaySplit,
    FocusArea,
    FocusLink,
    Source,
    Specialty,
    SpecialtyCitation,
    SpecialtyGroup,
    SpecialtyNote,
    SpecialtyQuestion,
)

pytestmark = pytest.mark.django_db

# Whatever the lists on it hold.
SPECIALTY_PAGE_QUERIES = 27


@pytest.fixture
def emergency(db: None) -> Specialty:
    specialty: Specialty = Specialty.objects.get(slug="emergency-medicine")
    return specialty


@pytest.fixture
def source(db: None) -> Source:
    source: Source = Source.objects.get(key="editorial")
    return source


def address(row: Any) -> str:
    return f"/admin/specialties/{row._meta.model_name}/{row.pk}/change/"


def typed(page: Any) -> dict[str, Any]:
    """What a browser sends when someone opens a page and saves it as it is."""
    parts = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        parts += [inline.formset.management_form, *inline.formset.forms]
    values = {field.html_name: field.value() for part in parts for field in part}
    return {name: "" if value is None else value for name, value in values.items()}


def row_of(form: dict[str, Any], prefix: str, row: Any) -> str:
    """The prefix of a row among those of a page."""
    [name] = [
        name
        for name, value in form.items()
        if re.fullmatch(rf"{prefix}-\d+-id", name) and str(value) == str(row.pk)
    ]
    return name.removesuffix("-id")


def more(form: dict[str, Any], prefix: str, **values: Any) -> dict[str, Any]:
    """The same page with one row added."""
    number = int(form[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return {**form, f"{prefix}-TOTAL_FORMS": number + 1, **row}


def errors(response: Any) -> dict[str, list[str]]:
    """Every error of a page by the name of its field, or of the form or rows it is about."""
    assert response.status_code == 200
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        for form in formset.forms:
            found |= {form.add_prefix(name): words for name, words in form.errors.items()}
        if formset.non_form_errors():
            found[formset.prefix] = list(formset.non_form_errors())
    return found


def library() -> str:
    rows = [
        row
        for model in apps.get_app_config("specialties").get_models()
        for row in model._default_manager.order_by("pk")
    ]
    return str(serializers.serialize("json", rows))


def new_specialty(source: Source, **changes: Any) -> dict[str, Any]:
    prefixes = (
        *("axis_levels", "day_split", "match", "activity_set", "trainingfloor_set"),
        *("emphasisitem_set", "imagingshare_set", "timelinestep_set"),
    )
    return {
        "name": "Sports Medicine",
        "slug": "sports-medicine",
        "group": SpecialtyGroup.objects.all()[0].pk,
        "parent": "",
        "order": "90",
        "summary": "Tendons and joints under the probe.",
        "source": source.pk,
        "ultrasound": "5",
        "imaging": "3",
        "procedures": "2",
        "levels_source": source.pk,
        **{f"{name}-{what}_FORMS": "0" for name in prefixes for what in ("TOTAL", "INITIAL")},
        **changes,
    }


def axis_levels(source: Source, *levels: str) -> dict[str, Any]:
    """Rows of a new specialty, one for each axis in order."""
    rows: dict[str, Any] = {"axis_levels-TOTAL_FORMS": len(levels)}
    for number, (axis, level) in enumerate(
        zip(Axis.objects.order_by("order"), levels, strict=True)
    ):
        rows[f"axis_levels-{number}-axis"] = axis.pk
        rows[f"axis_levels-{number}-level"] = level
        rows[f"axis_levels-{number}-source"] = source.pk if level else ""
    return rows


# Lists


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 19),
        ("probe__exact=performs", 7),
        ("ultrasound__exact=6", 1),
        ("imaging__exact=6", 3),
        ("procedures__exact=6", 7),
        ("q=cardiology", 3),
    ],
)
def test_specialties_are_found_by_group_probe_and_levels(
    admin_client: Client, query: str, count: int
):
    response = admin_client.get(f"/admin/specialties/specialty/?{query}")
    assert response.context["cl"].result_count == count


def test_specialties_are_found_by_their_group(admin_client: Client):
    group = SpecialtyGroup.objects.get(slug="scan-and-act")
    response = admin_client.get(f"/admin/specialties/specialty/?group__id__exact={group.pk}")
    assert {row.group for row in response.context["cl"].result_list} == {group}


def test_specialty_list_shows_levels_in_words(admin_client: Client):
    page = admin_client.get("/admin/specialties/specialty/?q=psychiatry").content.decode()
    assert '<td class="field-ultrasound">Low</td>' in page
    assert '<td class="field-source_chip">career guide, no published source</td>' in page


def test_group_list_counts_its_specialties_whatever_is_searched(admin_client: Client):
    group = SpecialtyGroup.objects.get(slug="scan-and-act")
    count = Specialty.objects.filter(group=group).count()
    for query in ("", "?q=medicine"):
        page = admin_client.get(f"/admin/specialties/specialtygroup/{query}").content.decode()
        assert f'<td class="field-specialty_count">{count}</td>' in page


def test_source_list_counts_each_use_by_a_specialty(admin_client: Client, emergency: Specialty):
    source = Source.objects.create(
        key="new", publisher="Us", title="Aa", grade="editorial", checked_on="2025-01-01"
    )
    names = ("source", "levels_source", "probe_source", "training_source")
    Specialty.objects.filter(pk=emergency.pk).update(**dict.fromkeys(names, source))
    AxisLevel.objects.filter(specialty=emergency).update(source=source)
    page = admin_client.get("/admin/specialties/source/?q=Aa").content.decode()
    assert '<td class="field-fact_count">9</td>' in page


# One page for a specialty


def test_specialty_page_saved_as_it_is_changes_nothing(admin_client: Client):
    before = library()
    for slug in ("emergency-medicine", "cardiology", "psychiatry"):
        specialty = Specialty.objects.get(slug=slug)
        form = typed(admin_client.get(address(specialty)))
        response = admin_client.post(address(specialty), form)
        assert response.status_code == 302, specialty
    assert library() == before


def test_rows_draw_the_source_they_have_and_complete_any_other(
    admin_client: Client, emergency: Specialty
):
    page = admin_client.get(address(emergency))
    form, text = typed(page), page.content.decode()
    for row in Activity.objects.filter(specialty=emergency).select_related("source"):
        name = f"{row_of(form, 'activity_set', row)}-source"
        drawn = re.search(rf'<select name="{name}".*?</select>', text, re.DOTALL)
        assert drawn
        chosen = re.findall(r'<option value="(\d*)"( selected)?', drawn[0])
        assert [pk for pk, is_selected in chosen if pk] == [str(row.source_id)]
        assert (str(row.source_id), " selected") in chosen

    asked = {"app_label": "specialties", "model_name": "activity", "field_name": "source"}
    found = admin_client.get("/admin/autocomplete/", {**asked, "term": "echo"})
    assert any("IAC" in row["text"] for row in found.json()["results"])


def test_specialty_page_takes_a_fixed_number_of_queries(
    admin_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    emergency: Specialty,
    source: Source,
):
    # The first visit also learns what the tables are called.
    admin_client.get(address(emergency))
    with django_assert_num_queries(SPECIALTY_PAGE_QUERIES):
        admin_client.get(address(emergency))
    Activity.objects.bulk_create(
        Activity(specialty=emergency, kind="imaging", name=f"No. {number}", order=90, source=source)
        for number in range(20)
    )
    with django_assert_num_queries(SPECIALTY_PAGE_QUERIES):
        admin_client.get(address(emergency))


def axis_words(client: Client, name: str) -> str:
    """What the profile of emergency medicine says of one axis."""
    page = client.get("/specialties/emergency-medicine/").content.decode()
    row = re.search(rf'<th scope="row" role="rowheader">{name}<.*?<span class="lv">(.*?)<', page)
    assert row
    return row[1]


def test_axis_level_edited_shows_at_once_and_changes_no_stored_result(
    admin_client: Client, client: Client, emergency: Specialty
):
    definition = queries.published("specialty-match")
    ratings = {criterion.key: 4 for criterion in definition.criteria} | {"blood": 1}
    services.submit(definition=definition, ratings=ratings, form_key=forms.new_key())
    stored = Assessment.objects.get(example_of=None)
    assert axis_words(client, "Interpret") == "Moderate"

    level = AxisLevel.objects.get(specialty=emergency, axis__slug="interpret")
    form = typed(admin_client.get(address(emergency)))
    form[f"{row_of(form, 'axis_levels', level)}-level"] = "1"
    assert admin_client.post(address(emergency), form).status_code == 302

    assert axis_words(client, "Interpret") == "Low"
    assert Assessment.objects.get(pk=stored.pk).receipt == stored.receipt
    today = services.compose_receipt(definition, ratings)
    assert today != stored.receipt
    said = StringIO()
    call_command("verify_results", stdout=said)
    assert said.getvalue() == f"{Assessment.objects.count()} results checked, 0 differ.\n"


def test_level_edited_shows_at_once(admin_client: Client, client: Client, emergency: Specialty):
    form = {**typed(admin_client.get(address(emergency))), "procedures": "1"}
    assert admin_client.post(address(emergency), form).status_code == 302
    emergency.refresh_from_db()
    assert emergency.procedures is Level.LOW
    listed = client.get("/specialties/?procedures-max=low").content.decode()
    assert 'href="/specialties/emergency-medicine/"' in listed


@pytest.mark.parametrize("level", ["0", "7", "2.6", ""])
@pytest.mark.parametrize("prefix", ["", "axis_levels-0-"])
def test_level_out_of_range_is_a_form_error(
    admin_client: Client, emergency: Specialty, prefix: str, level: str
):
    name = f"{prefix}level" if prefix else "ultrasound"
    form = {**typed(admin_client.get(address(emergency))), name: level}
    before = library()
    assert set(errors(admin_client.post(address(emergency), form))) == {name}
    assert library() == before


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"day_split-0-thinking": "30"},
            {"day_split-0-thinking": ["The three add up to 95, not to 100."]},
        ),
        (
            {"day_split-0-imaging": "100"},
            {"day_split-0-thinking": ["The three add up to 175, not to 100."]},
        ),
        (
            {"day_split-0-imaging": "-25"},
            {"day_split-0-imaging": ["Ensure this value is greater than or equal to 0."]},
        ),
        (
            {"match-0-fill": "100.1"},
            {"match-0-fill": ["Ensure this value is less than or equal to 100."]},
        ),
        (
            {"probe_text": ""},
            {"probe_text": ["Fill this in too, or leave its neighbors empty."]},
        ),
        (
            {"training": ""},
            {"training": ["Fill this in too, or leave its neighbors empty."]},
        ),
        (
            {"guide_order": ""},
            {"guide_order": ["Fill this in too, or leave its neighbors empty."]},
        ),
        ({"guide_order": "2"}, {"guide_order": None}),
        ({"order": "2"}, {"order": None}),
        ({"name": "Psychiatry"}, {"name": None}),
        ({"probe": "someone"}, {"probe": None}),
        ({"activity_set-0-kind": "surgery"}, {"activity_set-0-kind": None}),
        ({"activity_set-0-name": "a\0b"}, {"activity_set-0-name": None}),
        ({"axis_levels-0-source": ""}, {"axis_levels-0-source": None}),
    ],
)
def test_specialty_that_makes_no_sense_comes_back_with_what_was_typed(
    admin_client: Client,
    emergency: Specialty,
    changes: dict[str, str],
    expected: dict[str, list[str] | None],
):
    form = typed(admin_client.get(address(emergency)))
    assert changes.keys() <= form.keys()
    before = library()
    response = admin_client.post(
        address(emergency), {**form, "summary": "Typed and kept", **changes}
    )
    found = errors(response)
    assert set(found) == set(expected)
    assert all(words in (None, found[name]) for name, words in expected.items())
    assert 'value="Typed and kept"' in response.content.decode()
    assert library() == before


def test_share_of_imaging_above_the_whole_is_a_form_error(admin_client: Client):
    cardiology = Specialty.objects.get(slug="cardiology")
    form = {**typed(admin_client.get(address(cardiology))), "imagingshare_set-0-percent": "101"}
    assert errors(admin_client.post(address(cardiology), form)) == {
        "imagingshare_set-0-percent": ["Ensure this value is less than or equal to 100."]
    }


def test_specialty_is_no_part_of_itself(admin_client: Client, emergency: Specialty):
    form = {**typed(admin_client.get(address(emergency))), "parent": emergency.pk}
    assert errors(admin_client.post(address(emergency), form)) == {
        "parent": ["A specialty is no part of itself."]
    }


def test_same_activity_twice_is_a_form_error(
    admin_client: Client, emergency: Specialty, source: Source
):
    known = Activity.objects.filter(specialty=emergency)[0]
    form = more(
        typed(admin_client.get(address(emergency))),
        "activity_set",
        kind=known.kind,
        name=known.name,
        order="90",
        source=source.pk,
        specialty=emergency.pk,
    )
    response = admin_client.post(address(emergency), form)
    assert "correct the duplicate" in errors(response)["activity_set"][0]


def test_rows_are_added_and_removed_on_the_page_of_their_specialty(
    admin_client: Client, client: Client, source: Source
):
    specialty = Specialty.objects.get(slug="psychiatry")
    assert not DaySplit.objects.filter(specialty=specialty).exists()
    form = typed(admin_client.get(address(specialty)))
    shared = {"specialty": specialty.pk, "source": source.pk}
    form = more(form, "day_split", procedures="5", imaging="5", thinking="90", **shared)
    form = more(form, "activity_set", kind="procedure", name="Nerve talk", order="90", **shared)
    form = more(form, "trainingfloor_set", label="Talks", text="At least 9", order="9", **shared)
    assert admin_client.post(address(specialty), form).status_code == 302
    page = client.get("/specialties/psychiatry/").content.decode()
    assert all(words in page for words in ("Nerve talk", "At least 9"))

    added = Activity.objects.get(specialty=specialty, name="Nerve talk")
    form = typed(admin_client.get(address(specialty)))
    form[f"{row_of(form, 'activity_set', added)}-DELETE"] = "on"
    assert admin_client.post(address(specialty), form).status_code == 302
    assert "Nerve talk" not in client.get("/specialties/psychiatry/").content.decode()


# A new specialty


@pytest.mark.parametrize("levels", [("5", "4", "3", "2", "1"), ("", "", "", "", "")])
def test_new_specialty_has_a_level_on_every_axis_or_on_none(
    admin_client: Client, client: Client, source: Source, levels: tuple[str, ...]
):
    page = admin_client.get("/admin/specialties/specialty/add/")
    offered = page.context["inline_admin_formsets"][0].formset.forms
    axes = list(Axis.objects.order_by("order").values_list("pk", flat=True))
    assert [form["axis"].value() for form in offered] == axes

    form = {**new_specialty(source), **axis_levels(source, *levels)}
    assert admin_client.post("/admin/specialties/specialty/add/", form).status_code == 302
    specialty = Specialty.objects.get(slug="sports-medicine")
    stored = specialty.axis_levels.order_by("axis__order").values_list("level", flat=True)
    assert [str(int(level)) for level in stored] == [level for level in levels if level]
    assert client.get("/specialties/sports-medicine/").status_code == 200
    definition = queries.published("specialty-match")
    ratings = {criterion.key: 4 for criterion in definition.criteria} | {"blood": 1}
    receipt = services.compose_receipt(definition, ratings)
    assert len(receipt["targets"]) == (20 if any(levels) else 19)


def test_new_specialty_with_some_levels_is_a_form_error(admin_client: Client, source: Source):
    form = {**new_specialty(source), **axis_levels(source, "5", "4", "3", "2", "")}
    response = admin_client.post("/admin/specialties/specialty/add/", form)
    assert errors(response) == {"axis_levels": ["Give a level on every axis, or on none."]}
    assert not Specialty.objects.filter(slug="sports-medicine").exists()


def test_levels_of_a_specialty_cannot_be_removed_one_by_one(
    admin_client: Client, emergency: Specialty
):
    form = {**typed(admin_client.get(address(emergency))), "axis_levels-0-DELETE": "on"}
    assert admin_client.post(address(emergency), form).status_code == 302
    assert emergency.axis_levels.count() == 5


@pytest.mark.parametrize("slug", ["compare", "pictures", "rotations", "table"])
def test_specialty_may_not_take_the_address_of_a_page(
    admin_client: Client, source: Source, slug: str
):
    response = admin_client.post(
        "/admin/specialties/specialty/add/", new_specialty(source, slug=slug)
    )
    assert errors(response) == {
        "slug": [f"/specialties/{slug}/ is a page of its own. Choose another."]
    }


# The rest


@pytest.mark.parametrize(
    ("name", "fixed"),
    [
        ("axis", "slug"),
        ("specialtygroup", "slug"),
        ("specialty", "slug"),
        ("specialtynote", "key"),
        ("specialtyquestion", "key"),
        ("rotationtip", "key"),
    ],
)
def test_what_others_know_a_row_by_is_chosen_once(admin_client: Client, name: str, fixed: str):
    row = apps.get_model("specialties", name).objects.all()[0]
    page = admin_client.get(address(row))
    assert fixed not in page.context["adminform"].form.fields
    before = getattr(row, fixed)
    admin_client.post(address(row), {**typed(page), fixed: "another"})
    row.refresh_from_db()
    assert getattr(row, fixed) == before
    if name != "axis":
        add = admin_client.get(f"/admin/specialties/{name}/add/")
        assert fixed in add.context["adminform"].form.fields


@pytest.mark.parametrize(
    ("model", "owner"), [(SpecialtyNote, "note"), (SpecialtyQuestion, "question")]
)
def test_citations_are_edited_with_what_they_support(
    admin_client: Client, model: type[SpecialtyNote], owner: str
):
    fact = model.objects.all()[0]
    before = fact.citations.count()
    source = Source.objects.create(
        key="new", publisher="Us", title="Aa", grade="editorial", checked_on="2025-01-01"
    )
    page = admin_client.get(address(fact))
    fields = page.context["inline_admin_formsets"][0].formset.form.base_fields
    assert set(fields) == {"source", "order"}
    row = {"source": source.pk, "order": "9", owner: fact.pk}
    form = more(typed(page), "citations", **row)
    assert admin_client.post(address(fact), form).status_code == 302
    assert fact.citations.count() == before + 1
    assert SpecialtyCitation.objects.get(source=source).natural_key().count(None) == 1

    form = more(typed(admin_client.get(address(fact))), "citations", **row)
    response = admin_client.post(address(fact), form)
    assert "correct the duplicate" in errors(response)["citations"][0]


def test_note_list_counts_citations(admin_client: Client):
    note = SpecialtyNote.objects.get(key="two-scales")
    page = admin_client.get("/admin/specialties/specialtynote/?q=two-scales").content.decode()
    assert f'<td class="field-citation_count">{note.citations.count()}</td>' in page


def test_links_to_specialties_are_edited_under_their_focus_area(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, source: Source
):
    area = FocusArea.objects.filter(specialty_links__isnull=False)[0]
    linked = FocusLink.objects.filter(area=area).values("specialty")
    other = Specialty.objects.exclude(pk__in=linked)[0]
    admin_client.get(address(area))
    for count in range(2):
        with django_assert_num_queries(7):
            page = admin_client.get(address(area))
        row = {"order": "90", "specialty": other.pk, "source": source.pk, "area": area.pk}
        response = admin_client.post(address(area), more(typed(page), "specialty_links", **row))
        assert response.status_code == (200 if count else 302)
    assert FocusLink.objects.filter(area=area, specialty=other).count() == 1


@pytest.mark.parametrize(
    ("name", "slug"),
    [("axis", "act"), ("specialtygroup", "scan-and-act"), ("specialty", "cardiology")],
)
def test_row_that_others_point_at_cannot_be_deleted(admin_client: Client, name: str, slug: str):
    row = apps.get_model("specialties", name).objects.get(slug=slug)
    before = library()
    response = admin_client.post(f"/admin/specialties/{name}/{row.pk}/delete/", {"post": "yes"})
    assert response.status_code == 200
    assert "protected related objects" in response.content.decode()
    assert library() == before


def test_axes_are_neither_added_nor_removed(admin_client: Client, source: Source):
    form = {
        "name": "Teach",
        "slug": "teach",
        "gist": "Teaching.",
        "low_end": "Never",
        "high_end": "Always",
        "order": "9",
        "source": source.pk,
    }
    assert admin_client.post("/admin/specialties/axis/add/", form).status_code == 403
    assert Axis.objects.count() == 5


def test_specialty_is_deleted_with_its_rows_and_results_stay(
    admin_client: Client, emergency: Specialty
):
    definition = queries.published("specialty-match")
    ratings = {criterion.key: 4 for criterion in definition.criteria} | {"blood": 1}
    services.submit(definition=definition, ratings=ratings, form_key=forms.new_key())
    stored = Assessment.objects.get(example_of=None)
    page = f"/admin/specialties/specialty/{emergency.pk}/delete/"
    assert admin_client.post(page, {"post": "yes"}).status_code == 302
    assert not Activity.objects.filter(specialty=emergency.pk).exists()
    assert Assessment.objects.get(pk=stored.pk).receipt == stored.receipt
    assert services.verify()[1] == []
