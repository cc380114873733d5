from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from specialties.models import (
    Citation,
    Credential,
    Kpi,
    Note,
    Path,
    PayFigure,
    PlanTask,
    PlanWeek,
    Question,
    Source,
)

pytestmark = pytest.mark.django_db

# Model; words to search for; how many queries its list takes, whatever it holds.
LISTS = (
    ("source", "echo", 5),
    ("path", "specialist", 5),
    ("statement", "range", 6),
    ("stakeholder", "referring", 6),
    ("kpi", "exams", 6),
    ("failuremode", "list", 6),
    ("note", "credential", 5),
    ("credential", "RDCS", 6),
    ("payfigure", "median", 6),
    ("question", "machines", 6),
    ("planweek", "log", 5),
    ("focusarea", "heart", 5),
    ("phrase", "cases", 5),
    ("axis", "probe", 5),
    ("specialtygroup", "scan", 5),
    ("specialty", "radiology", 6),
    ("specialtynote", "estimate", 6),
    ("specialtyquestion", "blood", 5),
    ("rotationtip", "log", 5),
)
NAMES = [name for name, *_ in LISTS]
# Edited inside what they belong to.
ROWS = {
    "citation",
    "plantask",
    "activity",
    "axislevel",
    "daysplit",
    "emphasisitem",
    "focuslink",
    "imagingshare",
    "matchfigure",
    "specialtycitation",
    "timelinestep",
    "trainingfloor",
}


def kpi_form(kpi: Kpi, **changes: Any) -> dict[str, Any]:
    return {
        "path": kpi.path_id,
        "theme": kpi.theme,
        "name": kpi.name,
        "qualifier": kpi.qualifier,
        "order": kpi.order,
        "comparator": "between",
        "low": "8",
        "high": "12",
        "unit": kpi.unit,
        "period": kpi.period,
        "source": kpi.source_id,
        **changes,
    }


def pay_form(**changes: Any) -> dict[str, Any]:
    return {
        "label": "Night work",
        "key": "night-work",
        "path": "",
        "order": "90",
        "low": "",
        "middle": "",
        "high": "",
        "as_of": "May 2024",
        "source": Source.objects.get(key="guide-sonographer").pk,
        **changes,
    }


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    found: dict[str, list[str]] = response.context["adminform"].form.errors
    return found


def citation_rows(*sources: Source, owner: str, pk: int) -> dict[str, Any]:
    rows: dict[str, Any] = {
        "citations-TOTAL_FORMS": len(sources),
        "citations-INITIAL_FORMS": 0,
    }
    for number, source in enumerate(sources):
        rows[f"citations-{number}-source"] = source.pk
        rows[f"citations-{number}-order"] = 1
        rows[f"citations-{number}-{owner}"] = pk
    return rows


def test_admin_registers_every_content_model_and_nothing_else():
    models = set(apps.get_app_config("specialties").get_models())
    registered = {model._meta.model_name for model in models if admin.site.is_registered(model)}
    assert registered == set(NAMES)
    inlines = {
        inline.model._meta.model_name
        for model in models
        if admin.site.is_registered(model)
        for inline in admin.site.get_model_admin(model).inlines
    }
    assert inlines == ROWS
    # Nobody's to edit.
    left_out = {model._meta.model_name for model in models} - registered - inlines
    assert left_out == {"seededrow"}


@pytest.mark.parametrize("name", NAMES)
def test_list_add_and_change_pages_open(admin_client: Client, name: str):
    pk = apps.get_model("specialties", name).objects.first().pk
    for page in ("", "add/", f"{pk}/change/", f"{pk}/history/", f"{pk}/delete/"):
        response = admin_client.get(f"/admin/specialties/{name}/{page}")
        # One axis more would need a level in every specialty at once.
        is_closed = (name, page) == ("axis", "add/")
        assert response.status_code == (403 if is_closed else 200), page


@pytest.mark.parametrize(("name", "words", "queries"), LISTS)
def test_list_takes_a_fixed_number_of_queries(
    admin_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    name: str,
    words: str,
    queries: int,
):
    with django_assert_num_queries(queries):
        admin_client.get(f"/admin/specialties/{name}/")
    rows = apps.get_model("specialties", name).objects.count()
    found = admin_client.get(f"/admin/specialties/{name}/", {"q": words})
    assert 0 < found.context["cl"].result_count < rows


def test_list_with_many_more_rows_takes_no_more_queries(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    kpi = Kpi.objects.get(name="Exams per day")
    for number in range(40):
        kpi.pk, kpi.name = None, f"Invented {number}"
        kpi.save()
    with django_assert_num_queries(6):
        response = admin_client.get("/admin/specialties/kpi/")
    assert response.context["cl"].result_count == 50


def test_admin_says_whose_it_is(admin_client: Client):
    page = admin_client.get("/admin/").content.decode()
    assert "careerfit</a>" in page
    assert "<title>Content | careerfit</title>" in page


def test_admin_is_closed_to_strangers(client: Client):
    for name in NAMES:
        response = client.get(f"/admin/specialties/{name}/")
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/admin/login/")


def test_kpi_list_shows_targets_in_words(admin_client: Client):
    page = admin_client.get("/admin/specialties/kpi/").content.decode()
    assert '<td class="field-target">8–12\u00a0exams a day</td>' in page
    assert '<td class="field-source_chip">career guide, no published source</td>' in page


def test_source_list_counts_every_fact_once(admin_client: Client):
    source = Source.objects.create(
        key="new", publisher="Us", title="Aa, the first", grade="editorial", checked_on="2025-01-01"
    )
    Kpi.objects.filter(name="Exams per day").update(source=source)
    PlanTask.objects.filter(week__number=1).update(source=source)
    for note in Note.objects.all()[:3]:
        Citation.objects.create(source=source, note=note)
    expected = 1 + PlanTask.objects.filter(week__number=1).count() + 3
    response = admin_client.get("/admin/specialties/source/?q=Aa")
    assert f'<td class="field-fact_count">{expected}</td>' in response.content.decode()


def test_source_without_facts_counts_none(admin_client: Client):
    Source.objects.create(
        key="new", publisher="Us", title="Unused", grade="editorial", checked_on="2025-01-01"
    )
    response = admin_client.get("/admin/specialties/source/?q=Unused")
    assert '<td class="field-fact_count">0</td>' in response.content.decode()


def test_editing_a_kpi_shows_on_the_paths_page_at_once(admin_client: Client, client: Client):
    assert "9–13\u00a0exams a day" not in client.get("/paths/").content.decode()
    kpi = Kpi.objects.get(name="Exams per day")
    response = admin_client.post(
        f"/admin/specialties/kpi/{kpi.pk}/change/", kpi_form(kpi, low="9", high="13")
    )
    assert response.status_code == 302
    assert "9–13\u00a0exams a day" in client.get("/paths/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"low": "12", "high": "8"}, "high"),
        ({"low": "12", "high": "12"}, "high"),
        ({"high": ""}, "high"),
        ({"comparator": "at-least"}, "high"),
        ({"comparator": "about"}, "comparator"),
        ({"low": "-1"}, "__all__"),
        ({"low": "NaN"}, "low"),
        ({"low": ""}, "low"),
        ({"low": "99999999"}, "low"),
        ({"name": "a\0b"}, "name"),
        ({"source": ""}, "source"),
    ],
)
def test_kpi_that_makes_no_sense_comes_back_with_what_was_typed(
    admin_client: Client, changes: dict[str, str], field: str
):
    kpi = Kpi.objects.get(name="Exams per day")
    typed = kpi_form(kpi, **{"theme": "Typed and kept", **changes})
    response = admin_client.post(f"/admin/specialties/kpi/{kpi.pk}/change/", typed)
    assert set(errors(response)) == {field}
    assert 'value="Typed and kept"' in response.content.decode()
    kpi.refresh_from_db()
    assert (kpi.low, kpi.high, kpi.theme) == (8, 12, "Volume and case mix")


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({}, "middle"),
        ({"low": "90000"}, "high"),
        ({"high": "90000"}, "low"),
        ({"low": "90000", "high": "80000"}, "high"),
        ({"low": "80000", "high": "80000"}, "high"),
        ({"low": "80000", "middle": "95000", "high": "90000"}, "middle"),
        ({"low": "-1", "high": "90000"}, "low"),
        ({"low": "9" * 40, "high": "9" * 41}, "high"),
    ],
)
def test_pay_figure_that_makes_no_sense_is_a_form_error(
    admin_client: Client, figures: dict[str, str], field: str
):
    response = admin_client.post("/admin/specialties/payfigure/add/", pay_form(**figures))
    assert field in errors(response)
    assert 'value="Night work"' in response.content.decode()
    assert not PayFigure.objects.filter(key="night-work").exists()


@pytest.mark.parametrize(
    "figures",
    [
        {"middle": "84000"},
        {"low": "80000", "high": "90000"},
        {"low": "80000", "middle": "80000", "high": "90000"},
    ],
)
def test_pay_figure_may_be_a_range_a_median_or_both(admin_client: Client, figures: dict[str, str]):
    response = admin_client.post("/admin/specialties/payfigure/add/", pay_form(**figures))
    assert response.status_code == 302
    assert PayFigure.objects.filter(key="night-work").exists()


def test_constraint_of_the_database_is_a_form_error(admin_client: Client):
    source = Source.objects.get(key="editorial")
    response = admin_client.post(
        "/admin/specialties/planweek/add/",
        {
            "number": "5",
            "aim": "Rest",
            "proof": "None",
            "source": source.pk,
            "tasks-TOTAL_FORMS": "0",
            "tasks-INITIAL_FORMS": "0",
        },
    )
    assert set(errors(response)) == {"__all__"}
    assert not PlanWeek.objects.filter(number=5).exists()


def test_second_kpi_of_the_same_name_is_a_form_error(admin_client: Client):
    kpi = Kpi.objects.get(name="Exams per day")
    response = admin_client.post("/admin/specialties/kpi/add/", kpi_form(kpi))
    assert errors(response)["__all__"] == ["KPI with this Path and Name already exists."]


def test_second_pay_figure_of_the_same_key_is_a_form_error(admin_client: Client):
    known = PayFigure.objects.all()[0]
    form = pay_form(middle="84000", key=known.key)
    response = admin_client.post("/admin/specialties/payfigure/add/", form)
    assert errors(response) == {"key": ["Pay figure with this Key already exists."]}


def test_phrase_with_an_unknown_blank_is_a_form_error(admin_client: Client):
    source = Source.objects.get(key="editorial")
    response = admin_client.post(
        "/admin/specialties/phrase/add/",
        {
            "key": "new",
            "occasion": "manager",
            "text": "I like {machines}.",
            "order": "1",
            "source": source.pk,
        },
    )
    assert "Unknown blank machines." in errors(response)["text"][0]


def test_source_address_without_scheme_is_https(admin_client: Client):
    response = admin_client.post(
        "/admin/specialties/source/add/",
        {
            "title": "A page",
            "publisher": "Us",
            "key": "a-page",
            "url": "example.org/page",
            "grade": "published",
            "checked_on": "2025-01-01",
        },
    )
    assert response.status_code == 302
    assert Source.objects.get(key="a-page").url == "https://example.org/page"


@pytest.mark.parametrize(
    ("owner", "model"), [("note", Note), ("credential", Credential), ("question", Question)]
)
def test_citations_are_edited_with_what_they_support(
    admin_client: Client, owner: str, model: type[Note]
):
    fact = model.objects.create(
        **{
            "note": {"key": "new", "section": "pay", "text": "Said.", "order": 9},
            "credential": {"key": "new", "area": "Heart", "names": "ABC", "order": 9},
            "question": {
                "key": "new",
                "kind": "faq",
                "topic": "Pay",
                "question": "How much?",
                "answer": "Enough.",
                "order": 9,
                "source": Source.objects.get(key="editorial"),
            },
        }[owner]
    )
    address = f"/admin/specialties/{owner}/{fact.pk}/change/"
    page = admin_client.get(address)
    fields = page.context["inline_admin_formsets"][0].formset.form.base_fields
    assert set(fields) == {"source", "order"}

    form = page.context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields}
    sources = Source.objects.all()[:2]
    response = admin_client.post(
        address, {**typed, **citation_rows(*sources, owner=owner, pk=fact.pk)}
    )
    assert response.status_code == 302
    cited = Citation.objects.filter(**{owner: fact})
    assert {row.source for row in cited} == set(sources)
    assert (
        str(len(sources)) in admin_client.get(f"/admin/specialties/{owner}/?q=new").content.decode()
    )


def test_same_source_twice_under_one_note_is_a_form_error(admin_client: Client):
    note = Note.objects.create(key="new", section="pay", text="Said.", order=9)
    source = Source.objects.get(key="editorial")
    response = admin_client.post(
        f"/admin/specialties/note/{note.pk}/change/",
        {
            "section": "pay",
            "theme": "",
            "order": "9",
            "text": "Typed and kept",
            **citation_rows(source, source, owner="note", pk=note.pk),
        },
    )
    assert response.status_code == 200
    assert "correct the duplicate" in response.content.decode()
    assert "Typed and kept" in response.content.decode()
    assert not note.citations.exists()


def test_plan_tasks_are_edited_under_their_week(admin_client: Client):
    week = PlanWeek.objects.get(number=1)
    source = Source.objects.get(key="editorial")
    response = admin_client.post(
        f"/admin/specialties/planweek/{week.pk}/change/",
        {
            "aim": week.aim,
            "proof": week.proof,
            "source": week.source_id,
            "tasks-TOTAL_FORMS": "1",
            "tasks-INITIAL_FORMS": "0",
            "tasks-0-week": week.pk,
            "tasks-0-order": "50",
            "tasks-0-key": "breathe",
            "tasks-0-text": "Breathe out once a day.",
            "tasks-0-path": "",
            "tasks-0-source": source.pk,
        },
    )
    assert response.status_code == 302
    assert PlanTask.objects.get(key="breathe").week == week


@pytest.mark.parametrize(
    ("address", "model", "lookup"),
    [
        ("/admin/specialties/source/{}/delete/", Source, {"key": "guide-sonographer"}),
        ("/admin/specialties/path/{}/delete/", Path, {"slug": "generalist"}),
    ],
)
def test_row_that_others_point_at_cannot_be_deleted(
    admin_client: Client, address: str, model: type[Source], lookup: dict[str, str]
):
    row = model.objects.get(**lookup)
    for response in (
        admin_client.get(address.format(row.pk)),
        admin_client.post(address.format(row.pk), {"post": "yes"}),
    ):
        assert response.status_code == 200
        assert "protected related objects" in response.content.decode()
    assert model.objects.filter(pk=row.pk).exists()


def test_deleting_many_stops_at_what_others_point_at(admin_client: Client):
    chosen = {
        "action": "delete_selected",
        "_selected_action": list(Source.objects.values_list("pk", flat=True)),
    }
    for extra in ({}, {"post": "yes"}):
        response = admin_client.post("/admin/specialties/source/", {**chosen, **extra})
        assert response.status_code == 200
        assert "protected related objects" in response.content.decode()
    assert Source.objects.count() == 39


def test_deleting_a_note_takes_its_citations(admin_client: Client):
    note = Note.objects.filter(citations__isnull=False)[0]
    response = admin_client.post(f"/admin/specialties/note/{note.pk}/delete/", {"post": "yes"})
    assert response.status_code == 302
    assert not Citation.objects.filter(note=note.pk).exists()


@pytest.mark.parametrize(
    ("address", "model", "fixed"),
    [
        ("/admin/specialties/source/{}/change/", Source, {"key"}),
        ("/admin/specialties/path/{}/change/", Path, {"slug", "order"}),
        ("/admin/specialties/note/{}/change/", Note, {"key"}),
        ("/admin/specialties/planweek/{}/change/", PlanWeek, {"number"}),
    ],
)
def test_what_others_know_a_row_by_is_chosen_once(
    admin_client: Client, address: str, model: type[Source], fixed: set[str]
):
    row = model.objects.all()[0]
    page = admin_client.get(address.format(row.pk))
    assert not fixed & set(page.context["adminform"].form.fields)
    add = admin_client.get(address.format("add").replace("add/change", "add"))
    assert fixed <= set(add.context["adminform"].form.fields)


@pytest.mark.parametrize(
    ("model", "field", "term", "expected"),
    [
        ("kpi", "source", "echo", "IAC"),
        ("kpi", "path", "special", "Specialist"),
        ("citation", "source", "echo", "IAC"),
        ("plantask", "path", "special", "Specialist"),
    ],
)
def test_sources_and_paths_complete_as_one_types(
    admin_client: Client, model: str, field: str, term: str, expected: str
):
    response = admin_client.get(
        "/admin/autocomplete/",
        {"app_label": "specialties", "model_name": model, "field_name": field, "term": term},
    )
    assert any(expected in row["text"] for row in response.json()["results"])


def test_only_forms_of_the_admin_may_fetch_and_only_from_here(admin_client: Client):
    form = admin_client.get("/admin/specialties/kpi/add/").headers["Content-Security-Policy"]
    assert "connect-src 'self'" in form.split("; ")
    assert "default-src 'none'" in form.split("; ")
    for address in ("/", "/paths/", "/admin/", "/admin/specialties/kpi/"):
        policy = admin_client.get(address).headers["Content-Security-Policy"]
        assert "connect-src" not in policy, address
        extra = set(form.split("; ")) - set(policy.split("; "))
        assert extra == {"connect-src 'self'"}


@pytest.mark.parametrize("words", ["\0", "%", "'\"", "x" * 5000, "a " * 2000])
def test_search_for_nonsense_answers(admin_client: Client, words: str):
    response = admin_client.get("/admin/specialties/source/", {"q": words})
    assert response.status_code == 200
