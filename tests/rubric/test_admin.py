from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rubric import services
from rubric.models import (
    Assessment,
    AxisItem,
    Criterion,
    Persona,
    PersonaRating,
    Rating,
    Rubric,
    Weight,
)
from specialties.models import Axis, Path

pytestmark = pytest.mark.django_db

# Model; words to search for, and how many rows have them; how many queries its list takes.
LISTS = (
    ("rubric", "generalist", 1, 5),
    ("criterion", "puzzling", 1, 8),
    ("persona", "hybrid", 1, 7),
)
NO_ROWS = ("criteria", "personas", "weights", "axis_item", "ratings")
# Criteria of the two questionnaires that are seeded.
SEEDED_CRITERIA = 8 + 15


@pytest.fixture
def published(db: None) -> Rubric:
    rubric: Rubric = Rubric.objects.get(slug="sonographer-path", version=1)
    return rubric


@pytest.fixture
def draft(published: Rubric) -> Rubric:
    return services.start_draft(rubric=published)


@pytest.fixture
def match(db: None) -> Rubric:
    rubric: Rubric = Rubric.objects.get(slug="specialty-match", version=1)
    return rubric


@pytest.fixture
def match_draft(match: Rubric) -> Rubric:
    return services.start_draft(rubric=match)


@pytest.fixture
def retired(draft: Rubric) -> Rubric:
    services.publish(rubric=draft)
    rubric: Rubric = Rubric.objects.get(slug="sonographer-path", version=1)
    return rubric


def no_rows() -> dict[str, Any]:
    """Forms of parts of which none was sent."""
    return {f"{name}-{what}_FORMS": "0" for name in NO_ROWS for what in ("TOTAL", "INITIAL")}


def rubric_form(**changes: Any) -> dict[str, Any]:
    return {
        "slug": "sonographer-path",
        "version": "2",
        "kind": "weights",
        "title": "Generalist or specialist?",
        "lede": "Rate eight statements.",
        "minutes": "2",
        "band": "3",
        "clear_from": "10",
        "low_total": "22",
        "high_total": "36",
        **no_rows(),
        **changes,
    }


def match_form(**changes: Any) -> dict[str, Any]:
    thresholds = dict.fromkeys(("band", "clear_from", "low_total", "high_total"), "")
    return rubric_form(
        slug="specialty-match",
        kind="axes",
        allows_skipping="on",
        **thresholds,
        **changes,
    )


def axis_row(criterion: Criterion, **changes: Any) -> dict[str, Any]:
    """What the page of a criterion sends to turn its item to another axis."""
    item = AxisItem.objects.get(criterion=criterion)
    row = {
        "id": item.pk,
        "criterion": criterion.pk,
        "axis": Axis.objects.get(slug="tempo").pk,
        "direction": "-1",
        **changes,
    }
    return criterion_form(
        **{"order": "99", "axis_item-TOTAL_FORMS": "1", "axis_item-INITIAL_FORMS": "1"},
        **{f"axis_item-0-{name}": value for name, value in row.items()},
    )


def criterion_form(**changes: Any) -> dict[str, Any]:
    return {
        "order": "9",
        "key": "calm",
        "name": "Calm",
        "statement": "I like calm.",
        "low_end": "No",
        "high_end": "Yes",
        **no_rows(),
        **changes,
    }


def persona_form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Someone",
        "slug": "someone",
        "path": "",
        "order": "9",
        "headline": "You lean",
        "clear_headline": "You clearly lean",
        "summary": "In short.",
        "who": "Whoever.",
        **no_rows(),
        **changes,
    }


def act(admin_client: Client, action: str, *rubrics: Rubric) -> Any:
    return admin_client.post(
        "/admin/rubric/rubric/",
        {"action": action, "_selected_action": [rubric.pk for rubric in rubrics]},
        follow=True,
    )


def said(response: Any) -> list[tuple[str, str]]:
    """What the page tells the admin: how bad it is, and the words."""
    return [(message.level_tag, message.message) for message in response.context["messages"]]


def statuses(slug: str = "sonographer-path") -> dict[int, str]:
    return dict(Rubric.objects.filter(slug=slug).values_list("version", "status"))


def content(rubric: Rubric) -> dict[str, list[Any]]:
    """Everything that makes a version, apart from its number."""
    criteria = Criterion.objects.filter(rubric=rubric).order_by("order")
    personas = Persona.objects.filter(rubric=rubric).order_by("order")
    weights = Weight.objects.filter(criterion__rubric=rubric).order_by("criterion__order", "path")
    ratings = PersonaRating.objects.filter(persona__rubric=rubric)
    return {
        "rubric": [rubric.title, rubric.lede, rubric.minutes, rubric.band, rubric.clear_from],
        "criteria": list(criteria.values_list("key", "order", "name", "statement", "low_end")),
        "weights": list(weights.values_list("criterion__key", "path__slug", "value")),
        "personas": list(personas.values_list("slug", "path__slug", "name", "summary", "who")),
        "ratings": sorted(ratings.values_list("persona__slug", "criterion__key", "value")),
    }


def parts(rubric: Rubric) -> Iterable[tuple[str, dict[str, Any]]]:
    """Every page on which a version could be edited, with something to send to it."""
    criterion = Criterion.objects.get(rubric=rubric, key="depth")
    persona = Persona.objects.get(rubric=rubric, slug="balanced-hybrid")
    rating = PersonaRating.objects.filter(persona=persona)[0]
    weight = Weight.objects.filter(criterion=criterion)[0]
    yield f"/admin/rubric/rubric/{rubric.pk}/", rubric_form(title="Changed")
    yield (
        f"/admin/rubric/criterion/{criterion.pk}/",
        criterion_form(
            **{
                "weights-TOTAL_FORMS": "1",
                "weights-INITIAL_FORMS": "1",
                "weights-0-id": weight.pk,
                "weights-0-criterion": criterion.pk,
                "weights-0-path": weight.path_id,
                "weights-0-value": "7",
            }
        ),
    )
    yield (
        f"/admin/rubric/persona/{persona.pk}/",
        persona_form(
            **{
                "ratings-TOTAL_FORMS": "1",
                "ratings-INITIAL_FORMS": "1",
                "ratings-0-id": rating.pk,
                "ratings-0-persona": persona.pk,
                "ratings-0-criterion": rating.criterion_id,
                "ratings-0-value": "1",
            }
        ),
    )


def test_admin_registers_what_is_written_and_no_answers():
    models = apps.get_app_config("rubric").get_models()
    registered = {model for model in models if admin.site.is_registered(model)}
    assert registered == {Rubric, Criterion, Persona}


@pytest.mark.parametrize("model", [Assessment, Rating, apps.get_model("specialties.SeededRow")])
def test_answers_and_tokens_have_no_page(admin_client: Client, model: Any):
    name = model._meta.model_name
    assert not admin.site.is_registered(model)
    assert admin_client.get(f"/admin/{model._meta.app_label}/{name}/").status_code == 404
    assert name not in admin_client.get("/admin/").content.decode()


@pytest.mark.parametrize("name", ["rubric", "criterion", "persona"])
def test_list_add_and_change_pages_open(admin_client: Client, draft: Rubric, name: str):
    for row in apps.get_model("rubric", name).objects.all():
        for page in ("", "add/", f"{row.pk}/change/", f"{row.pk}/history/"):
            response = admin_client.get(f"/admin/rubric/{name}/{page}")
            assert response.status_code == 200, page


@pytest.mark.parametrize(("name", "words", "count", "queries"), LISTS)
def test_list_takes_a_fixed_number_of_queries(
    admin_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    name: str,
    words: str,
    count: int,
    queries: int,
):
    with django_assert_num_queries(queries):
        admin_client.get(f"/admin/rubric/{name}/")
    found = admin_client.get(f"/admin/rubric/{name}/", {"q": words})
    assert found.context["cl"].result_count == count
    for rubric in [*Rubric.objects.published()] * 2:
        services.start_draft(rubric=rubric)
    with django_assert_num_queries(queries):
        admin_client.get(f"/admin/rubric/{name}/")


def test_criterion_list_shows_weights(admin_client: Client):
    page = admin_client.get("/admin/rubric/criterion/").content.decode()
    assert '<td class="field-weights">Generalist 1, Specialist 2</td>' in page


def test_criterion_list_shows_axes(admin_client: Client):
    page = admin_client.get("/admin/rubric/criterion/").content.decode()
    assert page.count('<td class="field-axis">Generate, towards</td>') == 2
    assert page.count('<td class="field-axis">Generate, away</td>') == 1


@pytest.mark.parametrize("version", ["published", "retired"])
def test_published_and_retired_versions_can_be_seen_but_not_changed(
    admin_client: Client, request: pytest.FixtureRequest, version: str
):
    rubric = request.getfixturevalue(version)
    before = content(rubric)
    for address, form in parts(rubric):
        page = admin_client.get(f"{address}change/")
        assert page.status_code == 200
        for word in ('name="_save"', 'type="text"', "<select", "deletelink"):
            assert word not in page.content.decode(), (address, word)
        for inline in page.context["inline_admin_formsets"]:
            assert inline.formset.max_num == 0
        assert admin_client.post(f"{address}change/", form).status_code == 403
        assert admin_client.get(f"{address}delete/").status_code == 403
        assert admin_client.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert content(Rubric.objects.get(pk=rubric.pk)) == before


def test_the_same_requests_change_a_draft(admin_client: Client, draft: Rubric):
    before = content(draft)
    for address, form in parts(draft):
        page = admin_client.get(f"{address}change/").content.decode()
        for word in ('name="_save"', 'type="text"', "deletelink"):
            assert word in page, (address, word)
        response = admin_client.post(f"{address}change/", form)
        assert response.status_code == 302, address
    after = content(Rubric.objects.get(pk=draft.pk))
    assert all(before[part] != after[part] for part in before)


@pytest.mark.parametrize("name", ["criterion", "persona"])
def test_published_version_takes_no_new_parts(admin_client: Client, published: Rubric, name: str):
    form = criterion_form() if name == "criterion" else persona_form()
    response = admin_client.post(f"/admin/rubric/{name}/add/", {**form, "rubric": published.pk})
    assert response.status_code == 200
    assert set(response.context["adminform"].form.errors) == {"rubric"}
    assert (Criterion.objects.count(), Persona.objects.count()) == (SEEDED_CRITERIA, 3)


def test_parts_join_a_draft_and_stay_there(admin_client: Client, published: Rubric, draft: Rubric):
    response = admin_client.post(
        "/admin/rubric/criterion/add/", {**criterion_form(), "rubric": draft.pk}
    )
    assert response.status_code == 302
    criterion = Criterion.objects.get(key="calm")
    admin_client.post(
        f"/admin/rubric/criterion/{criterion.pk}/change/",
        {**criterion_form(name="Quiet"), "rubric": published.pk},
    )
    criterion.refresh_from_db()
    assert (criterion.name, criterion.rubric) == ("Quiet", draft)


def test_status_and_day_are_not_for_typing(admin_client: Client, draft: Rubric):
    response = admin_client.post(
        f"/admin/rubric/rubric/{draft.pk}/change/",
        rubric_form(status="published", published_on="2020-01-01"),
    )
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.published_on) == ("draft", None)


def test_new_questionnaire_starts_as_a_draft(admin_client: Client):
    response = admin_client.post(
        "/admin/rubric/rubric/add/", rubric_form(slug="another", version="1")
    )
    assert response.status_code == 302
    assert Rubric.objects.get(slug="another").status == "draft"


def test_criteria_are_edited_on_the_page_of_their_draft(admin_client: Client, draft: Rubric):
    row = Criterion.objects.get(rubric=draft, key="depth")
    form = rubric_form(
        **{
            "criteria-TOTAL_FORMS": "2",
            "criteria-INITIAL_FORMS": "1",
            "criteria-0-id": row.pk,
            "criteria-0-rubric": draft.pk,
            "criteria-0-order": "2",
            "criteria-0-key": "depth",
            "criteria-0-name": "Depth",
            "criteria-0-statement": "I like depth.",
            "criteria-0-low_end": "No",
            "criteria-0-high_end": "Yes",
            "criteria-1-rubric": draft.pk,
            "criteria-1-order": "9",
            "criteria-1-key": "calm",
            "criteria-1-name": "Calm",
            "criteria-1-statement": "I like calm.",
            "criteria-1-low_end": "No",
            "criteria-1-high_end": "Yes",
        }
    )
    response = admin_client.post(f"/admin/rubric/rubric/{draft.pk}/change/", form)
    assert response.status_code == 302
    names = Criterion.objects.filter(rubric=draft).values_list("key", "name")
    assert {("depth", "Depth"), ("calm", "Calm")} <= set(names)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"key": "depth"}, "Criterion with this Rubric and Key already exists."),
        ({"order": "2"}, "Criterion with this Rubric and Order already exists."),
    ],
)
def test_second_criterion_of_the_same_key_or_position_is_a_form_error(
    admin_client: Client, draft: Rubric, changes: dict[str, str], words: str
):
    row = Criterion.objects.get(rubric=draft, key="pace")
    for address, form in (
        (f"{row.pk}/change/", criterion_form(**changes)),
        ("add/", {**criterion_form(**changes), "rubric": draft.pk}),
    ):
        response = admin_client.post(f"/admin/rubric/criterion/{address}", form)
        assert response.status_code == 200
        assert response.context["adminform"].form.errors == {"__all__": [words]}


@pytest.mark.parametrize(
    "changes",
    [{"slug": "balanced-hybrid", "path": "specialist"}, {"path": "generalist"}, {"path": ""}],
)
def test_persona_that_takes_the_place_of_another_is_a_form_error(
    admin_client: Client, draft: Rubric, changes: dict[str, str]
):
    row = Persona.objects.get(rubric=draft, slug="focused-specialist")
    path = Path.objects.filter(slug=changes["path"]).first()
    form = persona_form(**{**changes, "path": path.pk if path else ""})
    response = admin_client.post(f"/admin/rubric/persona/{row.pk}/change/", form)
    assert response.status_code == 200
    assert set(response.context["adminform"].form.errors) == {"__all__"}


@pytest.mark.parametrize("key", ["key", "version", "csrfmiddlewaretoken"])
def test_criterion_may_not_take_a_name_of_the_form(admin_client: Client, draft: Rubric, key: str):
    typed = {**criterion_form(key=key, statement="Typed and kept."), "rubric": draft.pk}
    response = admin_client.post("/admin/rubric/criterion/add/", typed)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {
        "key": [f"The form itself uses the name “{key}”. Choose another."]
    }
    assert 'value="Typed and kept."' in response.content.decode()

    rows = {f"criteria-0-{name}": value for name, value in criterion_form(key=key).items()}
    rows |= {"criteria-TOTAL_FORMS": "1", "criteria-0-rubric": draft.pk}
    response = admin_client.post(
        f"/admin/rubric/rubric/{draft.pk}/change/", {**rubric_form(), **rows}
    )
    assert response.status_code == 200
    assert f"uses the name “{key}”" in response.content.decode()
    assert not Criterion.objects.filter(key=key).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"band": "10"},
        {"clear_from": "3"},
        {"high_total": "22"},
        {"low_total": "40"},
        {"version": "1"},
        {"minutes": "-1"},
        {"kind": "poll"},
    ],
)
def test_draft_that_makes_no_sense_comes_back_with_what_was_typed(
    admin_client: Client, draft: Rubric, changes: dict[str, str]
):
    form = rubric_form(**{"title": "Typed and kept", **changes})
    response = admin_client.post(f"/admin/rubric/rubric/{draft.pk}/change/", form)
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert 'value="Typed and kept"' in response.content.decode()
    draft.refresh_from_db()
    assert draft.title == "Generalist or specialist?"


@pytest.mark.parametrize(
    ("value", "is_fine"), [("0", True), ("9", True), ("10", False), ("-1", False), ("", False)]
)
def test_weight_lies_between_0_and_9(
    admin_client: Client, draft: Rubric, value: str, is_fine: bool
):
    criterion = Criterion.objects.get(rubric=draft, key="depth")
    form = criterion_form(
        **{
            "weights-TOTAL_FORMS": "1",
            "weights-0-criterion": criterion.pk,
            "weights-0-path": Path.objects.get(slug="generalist").pk,
            "weights-0-value": value,
        }
    )
    response = admin_client.post(f"/admin/rubric/criterion/{criterion.pk}/change/", form)
    assert response.status_code == (302 if is_fine else 200)
    assert criterion.weights.count() == (2 if is_fine else 1)


@pytest.mark.parametrize("value", ["0", "6", "3.5", "１２", "many"])
def test_rating_of_a_persona_lies_between_1_and_5(admin_client: Client, draft: Rubric, value: str):
    persona = Persona.objects.get(rubric=draft, slug="balanced-hybrid")
    rating = PersonaRating.objects.filter(persona=persona)[0]
    form = persona_form(
        **{
            "ratings-TOTAL_FORMS": "1",
            "ratings-INITIAL_FORMS": "1",
            "ratings-0-id": rating.pk,
            "ratings-0-persona": persona.pk,
            "ratings-0-criterion": rating.criterion_id,
            "ratings-0-value": value,
        }
    )
    response = admin_client.post(f"/admin/rubric/persona/{persona.pk}/change/", form)
    assert response.status_code == 200
    formset = response.context["inline_admin_formsets"][0].formset
    assert formset.errors[0].keys() == {"value"}


def test_second_persona_without_a_path_is_a_form_error(admin_client: Client, draft: Rubric):
    response = admin_client.post(
        "/admin/rubric/persona/add/", {**persona_form(), "rubric": draft.pk}
    )
    assert response.status_code == 200
    assert response.context["adminform"].form.non_field_errors()


def test_sheet_of_a_persona_offers_every_criterion_of_its_version_once(
    admin_client: Client, draft: Rubric, django_assert_max_num_queries: DjangoAssertNumQueries
):
    persona = Persona.objects.get(rubric=draft, slug="balanced-hybrid")
    address = f"/admin/rubric/persona/{persona.pk}/change/"
    missing = Criterion.objects.filter(rubric=draft, key__in=("depth", "pace"))
    PersonaRating.objects.filter(persona=persona, criterion__in=missing).delete()

    with django_assert_max_num_queries(14):
        formset = admin_client.get(address).context["inline_admin_formsets"][0].formset
    keys = list(Criterion.objects.filter(rubric=draft).values_list("pk", flat=True))
    for form in formset.forms:
        assert [pk for pk, _ in form.fields["criterion"].choices] == ["", *keys]
    chosen = [form["criterion"].value() for form in formset.forms]
    assert sorted(chosen) == sorted(keys)

    # The new rows come filled in; what nobody rates is not a problem.
    form = persona_form(**{"ratings-TOTAL_FORMS": "2"})
    for number, row in enumerate(missing.order_by("order")):
        form[f"ratings-{number}-persona"] = persona.pk
        form[f"ratings-{number}-criterion"] = row.pk
        form[f"ratings-{number}-value"] = "4" if row.key == "pace" else ""
    assert admin_client.post(address, form).status_code == 302
    rated = PersonaRating.objects.filter(persona=persona, criterion__in=missing)
    assert [(row.criterion.key, row.value) for row in rated] == [("pace", 4)]


def test_sheet_of_a_persona_refuses_a_criterion_of_another_version(
    admin_client: Client, published: Rubric, draft: Rubric
):
    persona = Persona.objects.get(rubric=draft, slug="balanced-hybrid")
    PersonaRating.objects.filter(persona=persona).delete()
    foreign = Criterion.objects.get(rubric=published, key="depth")
    form = persona_form(
        **{
            "ratings-TOTAL_FORMS": "1",
            "ratings-0-persona": persona.pk,
            "ratings-0-criterion": foreign.pk,
            "ratings-0-value": "3",
        }
    )
    response = admin_client.post(f"/admin/rubric/persona/{persona.pk}/change/", form)
    assert response.status_code == 200
    assert not persona.ratings.exists()


def test_publishing_a_draft_retires_the_version_before_and_serves_the_new_one(
    admin_client: Client, client: Client, published: Rubric, draft: Rubric
):
    row = Criterion.objects.get(rubric=draft, key="depth")
    admin_client.post(
        f"/admin/rubric/criterion/{row.pk}/change/",
        criterion_form(order="2", key="depth", statement="I want to know it all."),
    )
    assert "I want to know it all." not in client.get("/q/sonographer-path/").content.decode()

    response = act(admin_client, "publish", draft)

    assert said(response)[-1] == ("success", "sonographer-path version 2 is published.")
    assert statuses() == {1: "retired", 2: "published"}
    page = client.get("/q/sonographer-path/").content.decode()
    assert "I want to know it all." in page
    assert '<input type="hidden" name="version" value="2"' in page
    assert Assessment.objects.filter(rubric=draft).count() == 3
    entry = LogEntry.objects.get(object_id=str(draft.pk))
    assert entry.get_change_message() == "Published."


def break_weights(rubric: Rubric) -> None:
    Weight.objects.filter(criterion__rubric=rubric, path__slug="specialist").delete()


def break_personas(rubric: Rubric) -> None:
    Persona.objects.filter(rubric=rubric, path=None).delete()


def break_sheet(rubric: Rubric) -> None:
    PersonaRating.objects.filter(persona__rubric=rubric, criterion__key="depth").delete()


def break_everything(rubric: Rubric) -> None:
    Criterion.objects.filter(rubric=rubric).delete()


@pytest.mark.parametrize("damage", [break_weights, break_personas, break_sheet, break_everything])
def test_incomplete_draft_is_not_published(
    admin_client: Client, client: Client, draft: Rubric, damage: Any
):
    damage(draft)
    response = act(admin_client, "publish", draft)
    [(level, words)] = said(response)
    assert level == "error"
    assert words.startswith("sonographer-path version 2 was not published. ")
    assert statuses() == {1: "published", 2: "draft"}
    assert 'name="version" value="1"' in client.get("/q/sonographer-path/").content.decode()


def test_published_version_is_not_published_again(admin_client: Client, published: Rubric):
    response = act(admin_client, "publish", published)
    [(level, words)] = said(response)
    assert level == "error"
    assert "Only a draft can be published" in words


@pytest.mark.parametrize("action", ["publish", "start_draft"])
def test_actions_take_one_version_at_a_time(
    admin_client: Client, published: Rubric, draft: Rubric, action: str
):
    response = act(admin_client, action, published, draft)
    assert said(response) == [("error", "Choose exactly one version.")]
    assert statuses() == {1: "published", 2: "draft"}


def test_new_draft_has_the_next_number_and_everything_else(
    admin_client: Client, published: Rubric, draft: Rubric
):
    response = act(admin_client, "start_draft", published)
    copy = Rubric.objects.get(version=3)
    assert response.redirect_chain == [(f"/admin/rubric/rubric/{copy.pk}/change/", 302)]
    assert said(response) == [("success", "Version 3 is a draft.")]
    assert (copy.status, copy.published_on) == ("draft", None)
    assert content(copy) == content(published)
    assert len(content(copy)["ratings"]) == 24


def test_draft_is_deleted_with_its_parts(admin_client: Client, published: Rubric, draft: Rubric):
    before = content(published)
    address = f"/admin/rubric/rubric/{draft.pk}/delete/"
    assert admin_client.get(address).status_code == 200
    assert admin_client.post(address, {"post": "yes"}).status_code == 302
    assert not Rubric.objects.filter(pk=draft.pk).exists()
    assert Criterion.objects.count() == SEEDED_CRITERIA
    assert PersonaRating.objects.count() == 24
    assert content(published) == before


@pytest.mark.parametrize("name", ["rubric", "criterion", "persona"])
def test_lists_offer_no_deleting(admin_client: Client, draft: Rubric, name: str):
    assert "delete_selected" not in admin_client.get(f"/admin/rubric/{name}/").content.decode()
    rows = apps.get_model("rubric", name).objects
    before = rows.count()
    admin_client.post(
        f"/admin/rubric/{name}/",
        {
            "action": "delete_selected",
            "_selected_action": list(rows.values_list("pk", flat=True)),
            "post": "yes",
        },
    )
    assert rows.count() == before


def test_who_may_only_look_gets_no_actions(client: Client, draft: Rubric):
    reader = User.objects.create_user("reader", password="long enough to be one", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_rubric"))
    client.force_login(reader)
    page = client.get(f"/admin/rubric/rubric/{draft.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    act(client, "publish", draft)
    act(client, "start_draft", draft)
    assert statuses() == {1: "published", 2: "draft"}


# A questionnaire of axes


def match_content(rubric: Rubric) -> list[list[Any]]:
    items = AxisItem.objects.filter(criterion__rubric=rubric).order_by("criterion__order")
    return [
        [rubric.title, rubric.lede, rubric.minutes, rubric.allows_skipping],
        list(Criterion.objects.filter(rubric=rubric).values_list("key", "order", "statement")),
        list(items.values_list("criterion__key", "axis__slug", "direction")),
    ]


def match_parts(rubric: Rubric) -> Iterable[tuple[str, dict[str, Any]]]:
    criterion = Criterion.objects.get(rubric=rubric, key="blood")
    yield f"/admin/rubric/rubric/{rubric.pk}/", match_form(title="Changed")
    yield f"/admin/rubric/criterion/{criterion.pk}/", axis_row(criterion)


def test_published_axes_can_be_seen_but_not_changed(admin_client: Client, match: Rubric):
    before = match_content(match)
    for address, form in match_parts(match):
        page = admin_client.get(f"{address}change/")
        assert page.status_code == 200
        for word in ('name="_save"', 'type="text"', "<select", "deletelink"):
            assert word not in page.content.decode(), (address, word)
        for inline in page.context["inline_admin_formsets"]:
            assert inline.formset.max_num == 0
        assert admin_client.post(f"{address}change/", form).status_code == 403
        assert admin_client.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert match_content(Rubric.objects.get(pk=match.pk)) == before


def test_the_same_requests_change_a_draft_of_axes(admin_client: Client, match_draft: Rubric):
    before = match_content(match_draft)
    for address, form in match_parts(match_draft):
        page = admin_client.get(f"{address}change/").content.decode()
        for word in ('name="_save"', 'type="text"', "<select", "deletelink"):
            assert word in page, (address, word)
        assert admin_client.post(f"{address}change/", form).status_code == 302, address
    after = match_content(Rubric.objects.get(pk=match_draft.pk))
    assert all(there != here for there, here in zip(before, after, strict=True))
    assert ("calm", "tempo", -1) in after[2]


def test_criterion_is_edited_with_what_its_kind_counts_towards(
    admin_client: Client, draft: Rubric, match_draft: Rubric
):
    def inlines(page: str) -> list[Any]:
        found = admin_client.get(f"/admin/rubric/criterion/{page}/")
        return [inline.opts.model for inline in found.context["inline_admin_formsets"]]

    weighed = Criterion.objects.filter(rubric=draft)[0]
    leaning = Criterion.objects.filter(rubric=match_draft)[0]
    assert inlines(f"{weighed.pk}/change") == [Weight]
    assert inlines(f"{leaning.pk}/change") == [AxisItem]
    assert inlines("add") == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"direction": "0"}, "direction"),
        ({"direction": "2"}, "direction"),
        ({"direction": ""}, "direction"),
        ({"axis": ""}, "axis"),
        ({"axis": "9999"}, "axis"),
    ],
)
def test_item_without_a_known_axis_and_direction_is_a_form_error(
    admin_client: Client, match_draft: Rubric, changes: dict[str, str], field: str
):
    criterion = Criterion.objects.get(rubric=match_draft, key="blood")
    response = admin_client.post(
        f"/admin/rubric/criterion/{criterion.pk}/change/", axis_row(criterion, **changes)
    )
    assert response.status_code == 200
    formset = response.context["inline_admin_formsets"][0].formset
    assert formset.errors[0].keys() == {field}
    assert AxisItem.objects.get(criterion=criterion).axis.slug == "act"


@pytest.mark.parametrize("name", ["band", "clear_from", "low_total", "high_total"])
def test_thresholds_belong_to_weights_and_to_nothing_else(
    admin_client: Client, draft: Rubric, match_draft: Rubric, name: str
):
    message = "Weights need all four thresholds and no skipping; axes need no thresholds."
    for rubric, form in (
        (draft, rubric_form(**{name: ""})),
        (match_draft, {**match_form(), name: "4"}),
    ):
        response = admin_client.post(f"/admin/rubric/rubric/{rubric.pk}/change/", form)
        assert response.status_code == 200
        assert response.context["adminform"].form.errors == {"__all__": [message]}


def test_weights_take_no_skipping(admin_client: Client, draft: Rubric):
    response = admin_client.post(
        f"/admin/rubric/rubric/{draft.pk}/change/", rubric_form(allows_skipping="on")
    )
    assert set(response.context["adminform"].form.errors) == {"__all__"}


def test_new_questionnaire_of_axes_needs_no_thresholds(admin_client: Client):
    form = {**match_form(), "slug": "another", "version": "1"}
    assert admin_client.post("/admin/rubric/rubric/add/", form).status_code == 302
    rubric = Rubric.objects.get(slug="another")
    assert (rubric.kind, rubric.band, rubric.allows_skipping) == ("axes", None, True)


def test_draft_of_axes_is_published_once_every_criterion_has_one(
    admin_client: Client, client: Client, match_draft: Rubric
):
    item = AxisItem.objects.get(criterion__rubric=match_draft, criterion__key="blood")
    criterion, axis = item.criterion, item.axis
    item.delete()
    [(level, words)] = said(act(admin_client, "publish", match_draft))
    assert level == "error"
    assert words == "specialty-match version 2 was not published. No axis for blood."

    address = f"/admin/rubric/criterion/{criterion.pk}/change/"
    form = criterion_form(
        **{
            "order": "4",
            "key": "blood",
            "axis_item-TOTAL_FORMS": "1",
            "axis_item-0-criterion": criterion.pk,
            "axis_item-0-axis": axis.pk,
            "axis_item-0-direction": "-1",
        }
    )
    assert admin_client.post(address, form).status_code == 302
    act(admin_client, "publish", match_draft)
    assert statuses("specialty-match") == {1: "retired", 2: "published"}
    page = client.get("/q/specialty-match/").content.decode()
    assert '<input type="hidden" name="version" value="2"' in page


def test_personas_join_no_questionnaire_of_axes(
    admin_client: Client, draft: Rubric, match_draft: Rubric
):
    form = admin_client.get("/admin/rubric/persona/add/").context["adminform"].form
    assert list(form.fields["rubric"].queryset) == [draft]
    form = admin_client.get("/admin/rubric/criterion/add/").context["adminform"].form
    assert set(form.fields["rubric"].queryset) == {draft, match_draft}
