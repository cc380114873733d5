"""What a page of the admin says and shows to whoever edits: meter, links, words, refusals."""

import re
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.test import Client

from specialties import places
from specialties.admin.fields import GONE, LOCKED, LONGEST_TEXT, TAKEN
from specialties.levels import Level
from specialties.library import GRADES
from specialties.models import (
    Activity,
    AxisLevel,
    Kpi,
    Note,
    PayFigure,
    Phrase,
    Question,
    Route,
    Source,
    Specialty,
    Statement,
)
from specialties.tables.columns import HIGHEST, HIGHEST_SMALL
from tests.admin import address, errors, more, queries, save, typed

pytestmark = pytest.mark.django_db

PAGES = [
    model
    for app in ("specialties", "rubric")
    for model in apps.get_app_config(app).get_models()
    if admin.site.is_registered(model) and model.__name__ != "Edition"
]


@pytest.fixture
def emergency(db: None) -> Specialty:
    return Specialty.natural("emergency-medicine")


@pytest.fixture
def kpi(db: None) -> Kpi:
    return Kpi.natural("generalist", "Exams per day")


def html(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def text(part: str) -> str:
    """The words of some HTML without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", part))).strip()


def between(page: str, start: str, end: str) -> str:
    return page.partition(start)[2].partition(end)[0]


def tools(page: str) -> dict[str, str]:
    """What stands beside the name of a row: each link by its words."""
    found = between(page, '<ul class="object-tools">', "</ul>")
    return {words: link for link, words in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', found)}


# A specialty on one page


def test_meter_says_what_is_there_and_what_is_not_stated(
    admin_client: Client, emergency: Specialty
) -> None:
    page = html(admin_client.get(address(emergency)))
    meter = between(page, '<section class="completeness"', "</section>")
    assert "Nothing here keeps it from being published." in meter
    assert '<meter id="completeness-meter" min="0" max="12" value="9">' in meter
    words = text(meter)
    assert "9 of 12 parts are there." in words
    assert "Levels on the axes : 6 of 6" in words
    assert "Share of imaging : not stated" in words
    # Every part leads to where it is edited.
    links = re.findall(r'href="#([\w-]+)"', meter)
    assert len(links) == 12
    assert all(f'id="{link}"' in page for link in links)


def test_meter_names_what_keeps_all_from_being_published(
    admin_client: Client, emergency: Specialty
) -> None:
    AxisLevel.natural("emergency-medicine", "act").delete()
    page = html(admin_client.get(address(emergency)))
    meter = text(between(page, '<section class="completeness"', "</section>"))
    assert "It has no level on Doing procedures, so it could never be matched." in meter
    assert "Levels on the axes : 5 of 6" in meter
    assert "Nothing here keeps it" not in meter
    assert "8 of 12 parts are there." in meter


def test_new_specialty_has_no_meter(admin_client: Client) -> None:
    page = html(admin_client.get("/admin/specialties/specialty/add/"))
    assert "completeness" not in page


def test_rows_are_folded_under_their_number_and_open_where_one_is_wrong(
    admin_client: Client, emergency: Specialty
) -> None:
    def folds(page: str) -> dict[str, bool]:
        """Whether each kind of rows stands open, by its heading."""
        found = re.findall(r"<details( open)?>\s*<summary>\s*<h2[^>]*>(.*?)</h2>", page, re.DOTALL)
        return {text(heading): bool(is_open) for is_open, heading in found}

    found = folds(html(admin_client.get(address(emergency))))
    assert found == {
        "Who holds the probe": False,
        "Training after medical school": False,
        "Row of the guide’s table": False,
        "Axis levels (6)": True,
        "Whom it fits (1)": False,
        "Day split (1)": False,
        f"Activities ({emergency.activity_set.count()})": False,
        "Routes (none)": False,
        f"Match figures ({emergency.matchfigure_set.count()})": False,
        f"Numbers training must reach ({emergency.trainingfloor_set.count()})": False,
        f"Where the probe goes ({emergency.emphasisitem_set.count()})": False,
        "Imaging shares (none)": False,
        "Timeline steps (none)": False,
    }
    wrong = folds(html(save(admin_client, emergency, **{"day_split-0-thinking": "1"})))
    assert [heading for heading, is_open in wrong.items() if is_open] == [
        "Axis levels (6)",
        "Day split (1)",
    ]


@pytest.mark.parametrize(
    ("slug", "count"), [("emergency-medicine", 45), ("diagnostic-radiology", 46)]
)
def test_page_of_a_specialty_takes_so_many_queries(
    admin_client: Client, slug: str, count: int
) -> None:
    assert queries(admin_client, address(Specialty.natural(slug))) == count


@pytest.mark.parametrize(
    ("key", "count"), [("guide-sonographer", 33), ("editorial", 33), ("guide-specialties", 33)]
)
def test_page_of_a_source_takes_as_many_queries_whoever_uses_it(
    admin_client: Client, key: str, count: int
) -> None:
    assert queries(admin_client, address(Source.natural(key))) == count


# Where readers meet it


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_every_row_leads_to_where_readers_see_it(
    admin_client: Client, client: Client, model: type[Any]
) -> None:
    seen = set()
    for row in model.objects.all():
        page_of: Any = admin.site.get_model_admin(model)
        where = page_of.places[model._meta.model_name](row)
        kind = where if isinstance(where, str) else where.url_name + where.part
        if kind in seen:
            continue
        seen.add(kind)
        page = html(admin_client.get(address(row)))
        if isinstance(where, str):
            assert f'<p class="help">{where}</p>' in page
            assert tools(page).keys() == {"History"}
            continue
        links = tools(page)
        assert links.keys() == {"History", "View on site", "Preview"}
        assert links["Preview"] == f"/preview{links['View on site']}"
        path, _, part = links["View on site"].partition("#")
        for reader, prefix in ((client, ""), (admin_client, "/preview")):
            shown = html(reader.get(f"{prefix}{path}"))
            assert not part or f'id="{part}"' in shown, (kind, prefix)


def test_row_leads_to_the_page_that_says_it(admin_client: Client) -> None:
    leads = {
        Kpi.natural("generalist", "Exams per day"): "/paths/#sides",
        Statement.objects.filter(kind="challenge")[0]: "/paths/work/",
        Statement.objects.filter(kind="scope")[0]: "/paths/#duties",
        Source.natural("editorial"): "/sources/",
        Specialty.natural("cardiology"): "/specialties/cardiology/",
        Note.objects.filter(specialty__slug="cardiology")[0]: "/specialties/cardiology/",
        Question.objects.filter(kind="faq")[0]: "/paths/questions/",
        PayFigure.objects.all()[0]: "/paths/pay/#settings",
    }
    for row, link in leads.items():
        assert tools(html(admin_client.get(address(row))))["View on site"] == link


def test_what_readers_meet_on_pages_of_their_own_is_said(admin_client: Client) -> None:
    phrase = Phrase.objects.filter(text__contains="{specialty}")[0]
    page = html(admin_client.get(address(phrase)))
    assert f'<p class="help">{places.IN_WORDS}</p>' in page


def test_row_that_no_reader_has_yet_leads_to_its_preview_alone(
    admin_client: Client, emergency: Specialty
) -> None:
    emergency.pk, emergency.slug, emergency.name = None, "sports", "Sports"
    emergency.order, emergency.guide_order, emergency.guide_name = 90, None, ""
    emergency.save()
    links = tools(html(admin_client.get(address(emergency))))
    assert links.keys() == {"History", "Preview"}
    assert links["Preview"] == "/preview/specialties/sports/"
    assert admin_client.get(links["Preview"]).status_code == 200


def test_every_model_with_a_page_has_a_place_and_no_other() -> None:
    ours = {model._meta.model_name for model in PAGES if model._meta.app_label == "specialties"}
    assert ours == places.PLACES.keys()


def test_every_kind_of_statement_note_and_question_has_a_place() -> None:
    assert {kind.value for kind in Question.Kind} == places.QUESTIONS.keys()
    assert places.STATEMENTS.keys() <= {kind.value for kind in Statement.Kind}
    assert places.NOTES.keys() <= {section.value for section in Note.Section}


# Who uses a source


def test_source_names_every_fact_that_leans_on_it(
    admin_client: Client, kpi: Kpi, emergency: Specialty
) -> None:
    new = Source.objects.create(
        key="new", publisher="Us", title="Aa", grade="editorial", checked_on="2025-01-01"
    )
    page = html(admin_client.get(address(new)))
    assert "Nothing leans on this source, so it can be deleted." in page
    activity = Activity.objects.filter(specialty=emergency)[0]
    for row, name in (
        (kpi, "source"),
        (emergency, "levels_source"),
        (activity, "source"),
        (Note.objects.all()[0].citations.all()[0], "source"),
    ):
        type(row).objects.filter(pk=row.pk).update(**{name: new})
    used = between(html(admin_client.get(address(new))), 'id="used-by-heading"', "</section>")
    headings = [text(part) for part in re.findall(r"<summary>(.*?)</summary>", used)]
    assert sorted(headings) == [
        "Activities (1)",
        "Citations (1)",
        "KPIs (1)",
        "Specialties, by their levels source (1)",
    ]
    links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', used)
    note = Note.objects.filter(citations__source=new)[0]
    assert {link for link, _ in links} == {
        address(kpi),
        address(emergency),
        f"{address(emergency)}#activity_set-group",
        f"{address(note)}#citations-group",
    }
    assert ("Generalist: Exams per day") in {words for _, words in links}


def test_what_protects_a_row_is_named_with_where_to_mend_it(
    admin_client: Client, emergency: Specialty
) -> None:
    page = html(admin_client.post(address(emergency, "delete/"), {"post": "yes"}))
    assert "“Emergency Medicine” cannot be deleted yet, because other rows lean on it:" in page
    [route] = Route.objects.filter(after=emergency)
    link = f"{address(route.specialty)}#route_set-group"
    assert f'<li>route: <a href="{link}">{route}</a></li>' in page
    assert "Open each of them" in page
    assert Specialty.objects.filter(pk=emergency.pk).exists()


# What a field says


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_every_field_says_what_it_is_for(admin_client: Client, model: type[Any]) -> None:
    # A field whose name says it all.
    plain = {"name", "publisher", "DELETE", "id"}
    page = admin_client.get(address(model.objects.all()[0]))
    # What a part says of all its fields.
    for fieldset in page.context["adminform"]:
        if fieldset.description or fieldset.name == "US dollars a year":
            plain |= set(flatten(fieldset.fields))
    forms = [page.context["adminform"].form]
    forms += [inline.formset.empty_form for inline in page.context["inline_admin_formsets"]]
    bare = [
        f"{form._meta.model.__name__}.{name}"
        for form in forms
        for name, field in form.fields.items()
        if not (field.help_text or field.widget.is_hidden or name in plain)
    ]
    assert bare == []


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_what_stays_says_why(admin_client: Client, model: type[Any]) -> None:
    row = model.objects.all()[0]
    page = html(admin_client.get(address(row)))
    fixed = {"key", "slug", "number"} & {field.name for field in model._meta.fields}
    assert page.count(LOCKED) >= len(fixed)


def test_every_field_is_described_by_words_that_are_there(
    admin_client: Client, emergency: Specialty
) -> None:
    page = html(admin_client.get(address(emergency)))
    described = set(" ".join(re.findall(r'aria-describedby="([^"]+)"', page)).split())
    assert len(described) > 100
    assert described <= set(re.findall(r' id="([^"]+)"', page))


def test_choices_stand_in_an_order_that_one_can_follow(
    admin_client: Client, emergency: Specialty
) -> None:
    page = admin_client.get(address(emergency))
    levels = page.context["inline_admin_formsets"][0].formset.forms[0]
    assert [label for _, label in levels.fields["level"].choices][1:] == [
        level.label for level in Level
    ]
    axes = [label for _, label in levels.fields["axis"].choices][1:]
    assert axes == list(
        AxisLevel.objects.filter(specialty=emergency).values_list("axis__name", flat=True)
    )

    def offered(model: str, field: str, term: str = "") -> list[str]:
        asked = {"app_label": "specialties", "model_name": model, "field_name": field, "term": term}
        response = admin_client.get("/admin/autocomplete/", asked)
        return [row["text"] for row in response.json()["results"]]

    names = offered("route", "after")
    assert names == sorted(names)
    sources = offered("kpi", "source")
    assert [row.split(" (")[0] for row in sources] == [
        title.split(" (")[0]
        for title in Source.objects.order_by("title").values_list("title", flat=True)[:20]
    ]
    assert all(row.endswith(tuple(f"; {words})" for words in GRADES.values())) for row in sources)


# What a field refuses


UNSEEN = "It holds a character that nobody can see"


@pytest.mark.parametrize("letter", ["\x01", "\x1b", "\x7f", "\x85", "\u202e", "\u2028", "\ufeff"])
def test_characters_that_nobody_sees_are_refused(
    admin_client: Client, kpi: Kpi, letter: str
) -> None:
    found = errors(save(admin_client, kpi, unit=f"exa{letter}ms"))
    assert found == {"unit": [f"{UNSEEN} (U+{ord(letter):04X}). Type it anew."]}
    assert Kpi.objects.get(pk=kpi.pk).unit == kpi.unit


@pytest.mark.parametrize(
    "words", ["µg/m² – “so”", "8\u00a0exams", "naïve\u200d", "超声", "=1+1", "<b>"]
)
def test_characters_that_one_sees_are_taken_as_they_are(
    admin_client: Client, kpi: Kpi, words: str
) -> None:
    assert save(admin_client, kpi, unit=words).status_code == 302
    assert Kpi.objects.get(pk=kpi.pk).unit == words


def test_long_text_may_have_lines_but_an_end(admin_client: Client) -> None:
    note = Note.natural("mission")
    assert save(admin_client, note, text="One.\r\nTwo.").status_code == 302
    found = errors(save(admin_client, note, text="x" * (LONGEST_TEXT + 1)))
    assert found.keys() == {"text"}
    assert "at most 2000 characters" in found["text"][0]


@pytest.mark.parametrize(
    ("name", "most"), [("order", HIGHEST_SMALL), ("low", HIGHEST), ("high", HIGHEST)]
)
def test_numbers_have_an_end_that_every_database_holds(
    admin_client: Client, name: str, most: int
) -> None:
    figure = PayFigure.objects.filter(low__isnull=False, middle=None)[0]
    found = errors(save(admin_client, figure, **{name: str(most + 1)}))
    assert found[name] == [f"Ensure this value is less than or equal to {most}."]
    if name != "low":
        assert save(admin_client, figure, **{name: str(most)}).status_code == 302


def test_more_rows_than_any_page_has_are_refused(
    admin_client: Client, emergency: Specialty
) -> None:
    form = typed(admin_client.get(address(emergency)))
    response = admin_client.post(address(emergency), {**form, "fit_set-TOTAL_FORMS": "100000"})
    assert "Please submit at most 100 forms." in str(errors(response)["fit_set"])
    assert len(response.context["inline_admin_formsets"][1].formset.forms) <= 101


def test_rows_that_are_new_name_what_they_lack(admin_client: Client, emergency: Specialty) -> None:
    form = typed(admin_client.get(address(emergency)))
    form = more(form, "activity_set", kind="", frequency="", name="", order="", detail="Typed")
    response = admin_client.post(address(emergency), form)
    found = errors(response)
    number = emergency.activity_set.count()
    wanted = ("order", "kind", "frequency", "name", "source")
    assert found == {f"activity_set-{number}-{name}": ["Fill this in."] for name in wanted}
    assert 'value="Typed"' in html(response)


def test_row_that_somebody_deleted_meanwhile_is_named_and_nothing_is_lost(
    admin_client: Client, emergency: Specialty
) -> None:
    form = typed(admin_client.get(address(emergency)))
    gone = emergency.activity_set.all()[1]
    gone.delete()
    response = admin_client.post(address(emergency), {**form, "summary": "Typed and kept"})
    assert errors(response)["activity_set"] == [GONE]
    assert GONE in html(response)
    assert 'value="Typed and kept"' in html(response)


@pytest.mark.parametrize("value", ["0", "x", "-1", "9" * 30, "1 OR 1=1"])
def test_choice_that_is_none_is_refused(admin_client: Client, kpi: Kpi, value: str) -> None:
    assert errors(save(admin_client, kpi, source=value, path=value)).keys() == {"source", "path"}


def test_row_that_somebody_else_added_meanwhile_is_no_accident(
    admin_client: Client, emergency: Specialty
) -> None:
    source = Source.natural("editorial")
    row = {"kind": "imaging", "name": "Echo", "frequency": "daily", "order": 90}
    form = typed(admin_client.get(address(emergency)))
    form = more(form, "activity_set", specialty=emergency.pk, source=source.pk, **row)
    theirs = Activity.objects.create(specialty=emergency, source=source, **row)
    response = admin_client.post(address(emergency), {**form, "summary": "Typed and kept"})
    assert errors(response) == {"activity_set": [TAKEN]}
    assert 'value="Typed and kept"' in html(response)
    theirs.delete()
    assert admin_client.post(address(emergency), form).status_code == 302
