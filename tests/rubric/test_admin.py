import re
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from rubric import compile, editions, reports
from rubric.admin import editions as pages
from rubric.admin import publishing
from rubric.health.panel import Panel, Warned
from rubric.models import (
    Assessment,
    AxisItem,
    Criterion,
    CriterionQuestion,
    Edition,
    Example,
    Persona,
    PersonaRating,
    Rubric,
    Weight,
)
from specialties.models import AxisLevel, Citation, Kpi, Note, Path, Specialty
from tests.admin import address, errors, more, queries, row_of, said, save, typed

pytestmark = pytest.mark.django_db

# Each model that has pages of its own; words to search for, and how many rows have them.
LISTS = {
    "rubric": ("generalist", 1),
    "criterion": ("puzzling", 1),
    "persona": ("hybrid", 1),
    "example": ("fourth", 1),
}
PUBLISH = "/admin/rubric/edition/publish/"
# Who asks, the working copy, what readers see, and the health of both.
QUERIES = 50


@pytest.fixture
def rubric(db: None) -> Rubric:
    return Rubric.natural("sonographer-path")


@pytest.fixture
def depth(db: None) -> Criterion:
    return Criterion.natural("sonographer-path", "depth")


@pytest.fixture
def hybrid(db: None) -> Persona:
    return Persona.natural("sonographer-path", "balanced-hybrid")


# Questionnaires


def test_admin_registers_what_is_written_and_no_answers(admin_client: Client):
    models = apps.get_app_config("rubric").get_models()
    registered = {model for model in models if admin.site.is_registered(model)}
    assert registered == {Rubric, Criterion, Persona, Example, Edition}
    for name in ("rubric/assessment", "specialties/seededrow"):
        assert admin_client.get(f"/admin/{name}/").status_code == 404
        assert name not in admin_client.get("/admin/").content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_every_page_opens_and_finds_what_is_searched(admin_client: Client, name: str):
    row = apps.get_model("rubric", name).objects.all()[0]
    for page in ("", "add/", f"{row.pk}/change/", f"{row.pk}/history/", f"{row.pk}/delete/"):
        assert admin_client.get(f"/admin/rubric/{name}/{page}").status_code == 200, page
    words, count = LISTS[name]
    found = admin_client.get(f"/admin/rubric/{name}/", {"q": words})
    assert found.context["cl"].result_count == count


@pytest.mark.parametrize("name", LISTS)
def test_list_of_three_takes_no_more_queries_than_of_one(admin_client: Client, name: str):
    pks = [str(pk) for pk in apps.get_model("rubric", name).objects.values_list("pk", flat=True)]
    page = f"/admin/rubric/{name}/?pk__in="
    assert queries(admin_client, page + pks[0]) == queries(admin_client, page + ",".join(pks[:3]))


def test_criterion_list_shows_what_each_counts_towards(admin_client: Client):
    page = admin_client.get("/admin/rubric/criterion/").content.decode()
    assert '<td class="field-weights">Generalist 1, Specialist 2</td>' in page
    assert page.count('<td class="field-axis">Making the image, towards</td>') == 2
    assert page.count('<td class="field-axis">Making the image, away</td>') == 2


@pytest.mark.parametrize("name", LISTS)
def test_page_saved_as_it_is_changes_nothing(admin_client: Client, name: str):
    before = compile.read()
    for row in apps.get_model("rubric", name).objects.all()[:2]:
        assert save(admin_client, row).status_code == 302, row
    assert compile.read() == before


def test_words_and_criteria_are_edited_on_one_page(
    admin_client: Client, rubric: Rubric, depth: Criterion
):
    form = typed(admin_client.get(address(rubric)))
    place = row_of(form, "criteria", depth)
    form |= {"title": "Wide or deep?", "call": "Start", f"{place}-statement": "I like depth."}
    row = {"order": "9", "key": "calm", "name": "Calm", "statement": "I like calm."}
    form = more(form, "criteria", rubric=rubric.pk, **row)
    assert admin_client.post(address(rubric), form).status_code == 302
    found = Rubric.objects.get(pk=rubric.pk)
    assert (found.title, found.call, found.slug) == ("Wide or deep?", "Start", rubric.slug)
    assert Criterion.objects.get(pk=depth.pk).statement == "I like depth."
    assert Criterion.natural(rubric.slug, "calm").name == "Calm"


def test_names_and_the_questionnaire_they_belong_to_stay(
    admin_client: Client, rubric: Rubric, depth: Criterion, hybrid: Persona
):
    other = Rubric.natural("specialty-match")
    form = typed(admin_client.get(address(rubric)))
    form[f"{row_of(form, 'criteria', depth)}-key"] = "another"
    assert admin_client.post(address(rubric), form).status_code == 302
    for row in (rubric, depth, hybrid):
        form = typed(admin_client.get(address(row)))
        changes = {"slug": "another", "key": "another", "rubric": other.pk, "kind": "axes"}
        assert not form.keys() & changes.keys()
        assert admin_client.post(address(row), {**form, **changes}).status_code == 302
        assert type(row).objects.get(pk=row.pk).natural_key() == row.natural_key()
    assert Criterion.objects.get(pk=depth.pk).rubric == rubric
    assert Rubric.objects.get(pk=rubric.pk).kind == rubric.kind


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"band": "10"}, "A clear lean starts beyond the hybrid margin."),
        ({"low_total": "40"}, "The high total lies above the low total."),
        *(
            (changes, "Weights need all four thresholds and no skipping")
            for changes in ({"clear_from": ""}, {"allows_skipping": "on"})
        ),
        ({"minutes": "-1"}, None),
        ({"order": "2"}, None),
        ({"shelf": ""}, None),
    ],
)
def test_rubric_that_makes_no_sense_comes_back_with_what_was_typed(
    admin_client: Client, rubric: Rubric, changes: dict[str, str], words: str | None
):
    form = {**typed(admin_client.get(address(rubric))), "title": "Typed and kept", **changes}
    response = admin_client.post(address(rubric), form)
    found = errors(response)
    assert found.keys() == ({"__all__"} if words else changes.keys())
    assert words is None or words in found["__all__"][0]
    assert 'value="Typed and kept"' in response.content.decode()
    assert Rubric.objects.get(pk=rubric.pk).title == rubric.title


def test_second_criterion_of_the_same_position_is_a_form_error(
    admin_client: Client, depth: Criterion
):
    taken = depth.rubric.criteria.exclude(pk=depth.pk)[0].order
    words = "Another row has the same Rubric and Order already. Change this here, or edit that row."
    assert errors(save(admin_client, depth, order=taken)) == {"__all__": [words]}


@pytest.mark.parametrize("key", ["key", "edition", "csrfmiddlewaretoken"])
def test_criterion_may_not_take_a_name_of_the_form(admin_client: Client, rubric: Rubric, key: str):
    form = {"rubric": rubric.pk, "order": "9", "key": key, "name": "A", "statement": "B"}
    response = admin_client.post("/admin/rubric/criterion/add/", form)
    words = [f"The form itself uses the name “{key}”. Choose another."]
    assert errors(response) == {"key": words}


@pytest.mark.parametrize("path", ["generalist", ""])
def test_persona_that_takes_the_place_of_another_is_a_form_error(admin_client: Client, path: str):
    row = Persona.natural("sonographer-path", "focused-specialist")
    taken = Path.natural(path).pk if path else ""
    assert errors(save(admin_client, row, path=taken)).keys() == {"__all__"}


@pytest.mark.parametrize(
    ("value", "status"), [("0", 302), ("9", 302), ("10", 200), ("-1", 200), ("", 200)]
)
def test_weight_lies_between_0_and_9(
    admin_client: Client, depth: Criterion, value: str, status: int
):
    response = save(admin_client, depth, **{"weights-0-value": value})
    assert response.status_code == status


@pytest.mark.parametrize("value", ["0", "6", "3.5", "１２", "many"])
def test_rating_of_a_persona_lies_between_1_and_5(
    admin_client: Client, hybrid: Persona, value: str
):
    wrong = {"ratings-0-value": value}
    assert errors(save(admin_client, hybrid, **wrong)).keys() == wrong.keys()


def test_sheet_of_a_persona_offers_every_criterion_once(
    admin_client: Client, rubric: Rubric, hybrid: Persona
):
    before = queries(admin_client, address(hybrid))
    missing = rubric.criteria.filter(key__in=("depth", "pace"))
    PersonaRating.objects.filter(persona=hybrid, criterion__in=missing).delete()
    assert queries(admin_client, address(hybrid)) == before

    page = admin_client.get(address(hybrid))
    formset = page.context["inline_admin_formsets"][0].formset
    pks = list(rubric.criteria.values_list("pk", flat=True))
    assert [pk for pk, _ in formset.forms[0].fields["criterion"].choices] == ["", *pks]
    assert sorted(form["criterion"].value() for form in formset.forms) == sorted(pks)
    # The new rows come filled in; what nobody rates is not stopped here.
    form = typed(page) | {"ratings-7-value": "4"}
    assert admin_client.post(address(hybrid), form).status_code == 302
    assert hybrid.ratings.count() == 7


def test_sheet_of_a_persona_refuses_a_criterion_of_another_questionnaire(
    admin_client: Client, hybrid: Persona
):
    foreign = Criterion.natural("specialty-match", "away-from-blood").pk
    wrong = {"ratings-0-criterion": foreign}
    assert errors(save(admin_client, hybrid, **wrong)).keys() == wrong.keys()


def test_sheet_of_an_example_takes_an_answer_left_out(admin_client: Client):
    mara = Example.natural("specialty-match", "mara")
    mara.ratings.filter(criterion__key__in=("hold-probe", "little-talk")).delete()
    form = typed(admin_client.get(address(mara))) | {"ratings-23-value": "4"}
    assert admin_client.post(address(mara), form).status_code == 302
    assert mara.ratings.count() == 24
    assert sorted(
        mara.ratings.filter(criterion__key__in=("hold-probe", "little-talk")).values_list(
            "value", flat=True
        ),
        key=str,
    ) == [4, None]
    for value in ("0", "6", "many"):
        wrong = {"ratings-0-value": value}
        assert errors(save(admin_client, mara, **wrong)).keys() == wrong.keys()


def test_questionnaire_leads_to_whose_sheets_show_it(admin_client: Client, rubric: Rubric):
    def inlines(row: Rubric) -> list[Any]:
        found = admin_client.get(address(row)).context["inline_admin_formsets"]
        return [inline.opts.model for inline in found]

    assert inlines(rubric) == [Criterion, Persona]
    assert inlines(Rubric.natural("specialty-match")) == [Criterion, Example]


def test_personas_join_no_questionnaire_of_axes(admin_client: Client, rubric: Rubric):
    for name, count in (("persona", 1), ("example", 1), ("criterion", 2)):
        form = admin_client.get(f"/admin/rubric/{name}/add/").context["adminform"].form
        assert form.fields["rubric"].queryset.count() == count


def test_criterion_is_edited_with_what_its_kind_counts_towards(
    admin_client: Client, depth: Criterion
):
    def inlines(page: str) -> list[Any]:
        found = admin_client.get(page)
        return [inline.opts.model for inline in found.context["inline_admin_formsets"]]

    blood = Criterion.natural("specialty-match", "away-from-blood")
    assert inlines(address(depth)) == [Weight, CriterionQuestion]
    assert inlines(address(blood)) == [AxisItem]
    assert inlines("/admin/rubric/criterion/add/") == []
    wrong = {"axis_item-0-axis": "9999", "axis_item-0-direction": "0"}
    assert errors(save(admin_client, blood, **wrong)).keys() == wrong.keys()
    save(admin_client, blood, **{"axis_item-0-direction": "1"})
    assert AxisItem.objects.get(criterion=blood).direction == 1


def test_questionnaire_is_deleted_with_its_parts(admin_client: Client, rubric: Rubric):
    assert admin_client.post(address(rubric, "delete/"), {"post": "yes"}).status_code == 302
    assert not Weight.objects.exists()
    assert not PersonaRating.objects.exists()
    assert [row.slug for row in compile.read().rubrics] == ["specialty-match"]


# Publishing


def edit(name: str = "Exams per day", low: int = 9) -> None:
    Kpi.objects.filter(name=name).update(low=low)


def confirm(client: Client, page: str = PUBLISH, **changes: str | None) -> Any:
    """Send what the page shows, with a note and the box ticked."""
    shown = client.get(page).context["shown"]
    sent = {"shown": shown, "note": "Fewer exams.", "is_read": "on", **changes}
    return client.post(page, {name: value for name, value in sent.items() if value is not None})


def numbers() -> list[int]:
    return list(Edition.objects.values_list("number", flat=True))


def text(response: Any) -> str:
    """The words of a page without its marks."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)


def test_edit_reaches_readers_when_it_is_published(admin_client: Client, client: Client):
    edit()
    assert "9–12\u00a0exams a day" not in client.get("/paths/").content.decode()

    page = admin_client.get(PUBLISH)
    assert page.status_code == 200
    assert "Readers see edition 1" in text(page)
    assert "1 change would follow. Neither levels nor weights move." in text(page)
    change = "KPI: Exams per day, Generalist Low, of the target Now: 8 Then: 9"
    assert f"Sonographer paths {change}" in text(page)
    assert 'value="Publish as edition 2"' in page.content.decode()
    assert 'href="/preview/"' in page.content.decode()
    assert "style=" not in page.content.decode()

    response = confirm(admin_client)
    assert response.status_code == 303
    assert response.headers["Location"] == "/admin/rubric/edition/"
    page = admin_client.get("/admin/rubric/edition/")
    assert said(page) == [("success", "Edition 2 is published.")]
    assert "Fewer exams." in text(page)
    assert Edition.objects.get(number=2).published_by == "admin"
    assert "9–12\u00a0exams a day" in client.get("/paths/").content.decode()


def test_rows_that_come_and_go_are_differences(admin_client: Client, depth: Criterion):
    depth.delete()
    Path.objects.create(slug="manager", name="Manager", order=9)
    page = text(admin_client.get(PUBLISH))
    assert "Sonographer paths Path: Manager new Name Then: Manager" in page
    assert "Criterion: Desire for in-depth knowledge Now: Name: Desire for in-depth" in page


def test_long_list_of_differences_is_cut_with_its_count(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
):
    for name in Kpi.objects.values_list("name", flat=True)[:4]:
        edit(name, low=1)
    monkeypatch.setattr(publishing, "SHOWN_CHANGES", 1)
    page = text(admin_client.get(PUBLISH))
    count = len(editions.changes())
    assert f"{count} changes would follow." in page
    assert page.count("Then:") == 1
    assert f"And {count - 1} more change" in page


@pytest.mark.parametrize("note", ["", "  ", "x" * 501])
def test_publishing_wants_a_note_and_keeps_what_was_typed(admin_client: Client, note: str):
    edit()
    response = confirm(admin_client, note=note)
    assert response.status_code == 422
    words = "at most 500 characters" if note.strip() else "Say in a note what is different."
    assert words in text(response)
    assert note.strip() in response.content.decode()
    assert "Error: Publish" in text(response)
    assert numbers() == [1]


def test_publishing_wants_the_box_to_be_ticked(admin_client: Client):
    edit()
    response = confirm(admin_client, is_read=None)
    assert response.status_code == 422
    assert "Read what would follow, then tick the box." in text(response)
    assert "Fewer exams." in response.content.decode()
    assert numbers() == [1]


def test_page_shows_the_worked_examples_old_beside_new(admin_client: Client):
    for key, value in (("pace", 1), ("variety", 3)):
        Weight.objects.filter(criterion__key=key, path__slug="generalist").update(value=value)
    page = text(admin_client.get(PUBLISH))
    assert "2 changes would follow. Weights move. The same answers may lead elsewhere." in page
    assert "Who Edition 1 Then Ana Generalist or specialist?" in page
    assert (
        "Tom Generalist or specialist? Balanced Hybrid, margin 0 Balanced Hybrid, margin +1" in page
    )
    assert "Theo, second year Which specialty? No fit the same" in page


def warned(*texts: str) -> Any:
    made = [Warned(text, is_new=True) for text in texts]
    return Panel(
        warnings=tuple(made), gone=(), sections=(), made_on=timezone.localdate(), has_old=True
    )


@pytest.mark.parametrize(
    ("panel", "box", "summary"),
    [
        (
            None,
            "1 change, and do without the model health.",
            "1 change, model health not worked out.",
        ),
        (warned(), "1 change.", "1 change, no warnings."),
        (warned("A twin."), "1 change and the 1 warning.", "1 change, 1 warning."),
        (warned("A twin.", "A sum."), "1 change and the 2 warnings.", "1 change, 2 warnings."),
    ],
)
def test_warnings_stand_above_the_button_and_stop_nobody(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch, panel: Any, box: str, summary: str
):
    edit()
    monkeypatch.setattr(reports, "panel", lambda digest, newest: panel)
    page = text(admin_client.get(PUBLISH))
    assert f"I have read the {box}" in page
    assert f"{summary} Readers meet it at once." in page
    end = page.partition("The model health warns:")[2].partition("Note:")[0]
    assert end.split() == [
        word for row in (panel or warned()).warnings for word in row.text.split()
    ]
    assert confirm(admin_client).status_code == 303


def test_gap_leads_to_where_it_is_mended(admin_client: Client):
    for lose in (lose_level, lose_balance, lose_source):
        lose()
    page = admin_client.get(PUBLISH)
    rows = (
        Specialty.natural("cardiology"),
        Rubric.natural("sonographer-path"),
        Note.natural("mission"),
    )
    for row in rows:
        assert f'<a href="{address(row)}">' in page.content.decode()
        assert admin_client.get(address(row)).status_code == 200


def test_page_takes_a_fixed_number_of_queries(admin_client: Client):
    edit()
    one = queries(admin_client, PUBLISH)
    for number in range(5):
        Path.objects.create(slug=f"path-{number}", name=f"Path {number}", order=20 + number)
    AxisLevel.objects.filter(axis__slug="act").delete()
    # What is missing is looked up once for each kind of row.
    assert queries(admin_client, PUBLISH) == one + 1
    assert one <= QUERIES


def lose_level() -> tuple[str, str]:
    AxisLevel.natural("cardiology", "act").delete()
    return "Cardiology (non-invasive)", "no level on Doing procedures"


def lose_balance() -> tuple[str, str]:
    Weight.objects.filter(criterion__key="pace").update(value=3)
    return "Generalist or specialist?", "not on one scale"


def lose_example() -> tuple[str, str]:
    Persona.natural("sonographer-path", "versatile-generalist").ratings.update(value=3)
    return "Generalist or specialist?", "now gives the Balanced Hybrid"


def lose_source() -> tuple[str, str]:
    Citation.objects.filter(note__key="mission").delete()
    return "mission", "It has no source."


@pytest.mark.parametrize("lose", [lose_level, lose_balance, lose_example, lose_source])
def test_gap_is_named_and_blocks_the_publishing(admin_client: Client, lose: Any):
    before = confirm_form(admin_client)
    place, words = lose()
    page = admin_client.get(PUBLISH)
    assert f" {place} " in text(page)
    assert words in text(page)
    assert "Publish as edition" not in page.content.decode()
    sent = {**before, "note": "All the same.", "is_read": "on"}
    response = admin_client.post(PUBLISH, sent)
    assert response.status_code == 422
    assert "The note you typed: All the same." in text(response)
    assert words in text(response)
    assert numbers() == [1]
    with pytest.raises(CommandError, match=f"(?s)Nothing was published.*{re.escape(words)}"):
        call_command("publish", note="All the same.")


def confirm_form(client: Client) -> dict[str, str]:
    return {"shown": client.get(PUBLISH).context["shown"]}


def test_nothing_new_is_not_published(admin_client: Client):
    page = admin_client.get(PUBLISH)
    assert "There is nothing to publish" in text(page)
    assert "Publish as edition" not in page.content.decode()
    assert confirm(admin_client).status_code == 422
    assert numbers() == [1]


def test_only_what_was_shown_is_published(admin_client: Client):
    edit()
    before = confirm_form(admin_client)
    edit(low=7)
    response = admin_client.post(PUBLISH, {**before, "note": "Typed and kept.", "is_read": "on"})
    assert response.status_code == 422
    assert pages.MOVED in text(response)
    assert "Typed and kept." in response.content.decode()
    assert "Now: 8 Then: 7" in text(response)
    # Nobody has read what is new on this page.
    assert " checked" not in response.content.decode()
    assert numbers() == [1]
    # What this page shows can be sent as it is.
    again = {"shown": response.context["shown"], "note": "Seven.", "is_read": "on"}
    assert admin_client.post(PUBLISH, again).status_code == 303


def test_edition_of_somebody_else_meanwhile_is_noticed(admin_client: Client):
    edit()
    before = confirm_form(admin_client)
    editions.publish(note="First.")
    edit(low=7)
    response = admin_client.post(PUBLISH, {**before, "note": "Second.", "is_read": "on"})
    assert response.status_code == 422
    assert "Now: 9 Then: 7" in text(response)
    assert numbers() == [2, 1]


def test_old_edition_is_published_again(admin_client: Client):
    edit()
    editions.publish(note="Nine.")
    again = "/admin/rubric/edition/1/again/"
    assert f'href="{again}"' in admin_client.get("/admin/rubric/edition/1/change/").content.decode()
    page = admin_client.get(again)
    assert "Now: 9 Then: 8" in text(page)
    assert 'value="Roll back to edition 1 as edition 3"' in page.content.decode()
    assert confirm(admin_client, again, note="").status_code == 422
    assert confirm(admin_client, again, note="Eight after all.").status_code == 303
    assert numbers() == [3, 2, 1]
    assert editions.newest().content == editions.of(1).content
    assert Kpi.objects.get(name="Exams per day").low == 9
    # The newest one would bring nothing new, and what is not there cannot come back.
    assert "There is nothing to publish" in text(admin_client.get(again))
    assert admin_client.get("/admin/rubric/edition/9/again/").status_code == 404


def test_edition_is_read_and_nothing_else(admin_client: Client):
    before = list(Edition.objects.values())
    page = admin_client.get("/admin/rubric/edition/1/change/").content.decode()
    assert "The first edition." in page
    assert not re.search(r'name="_save"|deletelink|type="text"', page)
    assert "delete_selected" not in admin_client.get("/admin/rubric/edition/").content.decode()
    assert admin_client.get("/admin/rubric/edition/add/").status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": ["1"], "post": "yes"}
    for deed in ("1/change/", "1/delete/", ""):
        response = admin_client.post(f"/admin/rubric/edition/{deed}", chosen, follow=True)
        assert response.redirect_chain == [("/admin/rubric/edition/", 303)]
        assert said(response) == [("error", pages.FROZEN)]
    assert list(Edition.objects.values()) == before


@pytest.mark.parametrize(("permission", "status"), [("view_edition", 403), ("add_edition", 200)])
def test_publishing_takes_its_permission(client: Client, permission: str, status: int):
    edit()
    user = User.objects.create_user("reader", password="long enough to be one", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename=permission))
    client.force_login(user)
    for page in (PUBLISH, "/admin/rubric/edition/1/again/"):
        assert client.get(page).status_code == status
    assert (f'href="{PUBLISH}"' in client.get("/admin/").content.decode()) == (status == 200)
    if status == 403:
        assert client.post(PUBLISH, {"note": "Mine.", "shown": ""}).status_code == 403
        assert PUBLISH not in client.get("/admin/rubric/edition/").content.decode()


def test_publishing_is_closed_to_strangers(client: Client):
    for page in (PUBLISH, "/admin/rubric/edition/1/again/"):
        assert client.post(page, {"note": "Mine."}).headers["Location"].startswith("/admin/login/")
    assert numbers() == [1]


def test_results_stay_with_their_edition_when_content_goes(
    admin_client: Client, rubric: Rubric, submit: Any
):
    submit()
    before = Assessment.objects.values().get()
    rubric.delete()
    assert confirm(admin_client).status_code == 303
    assert Assessment.objects.values().get() == before
    call_command("verify_results", stdout=StringIO())


# Commands


def run(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_commands_publish_list_and_bring_back():
    assert run("preview_diff") == "No differences.\n"
    edit()
    place, *lines = run("preview_diff").splitlines()
    assert place.startswith("library, kpis, generalist · ")
    assert lines == ["  - 8.00", "  + 9.00"]

    assert run("publish", note="Nine.") == "Edition 2 is published.\n"
    said = run("republish", "1", note="Eight.")
    assert said == "Edition 3 is published, with what edition 1 says.\n"
    rows = [line.split("  ") for line in run("editions").splitlines()]
    day = str(Edition.objects.get(number=1).published_on)
    assert rows == [
        ["3", day, "–", "Eight."],
        ["2", day, "–", "Nine."],
        ["1", day, "–", "The first edition."],
    ]
    for words, sentence in (
        (("republish", "9"), "There is no edition 9."),
        (("republish", "1"), "Say in a note what is different."),
        (("publish",), "Say in a note what is different."),
    ):
        with pytest.raises(CommandError, match=re.escape(sentence)):
            run(*words, note=" ")


def test_two_statements_change_places(admin_client: Client) -> None:
    """Each position is given once, and still nothing that was typed is lost."""
    rubric = Rubric.objects.get(slug="sonographer-path")
    first, second, *_ = names = list(
        rubric.criteria.order_by("order").values_list("key", flat=True)
    )
    form = typed(admin_client.get(address(rubric)))
    one, other = (row_of(form, "criteria", rubric.criteria.get(key=key)) for key in (first, second))
    changes = {f"{one}-order": form[f"{other}-order"], f"{other}-order": form[f"{one}-order"]}

    answer = save(admin_client, rubric, **changes, **{f"{one}-name": "Another name"})

    assert answer.status_code == 302
    rows = list(rubric.criteria.order_by("order").values_list("key", "name", "order"))
    assert [key for key, _, _ in rows] == [second, first, *names[2:]]
    assert rows[1][1] == "Another name"
    assert max(order for _, _, order in rows) < 1000
