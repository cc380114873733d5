"""What is kept of the health of a content: worked out once, told in counts, shown to who may."""

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from rubric import assessments, editions, forms, health, reports
from rubric.health import matches, sheets
from rubric.models import Assessment, HealthReport, Weight
from specialties.models import AxisLevel
from tests.admin import queries
from tests.conftest import MATCH

pytestmark = pytest.mark.django_db

PAGE = "/admin/rubric/edition/health/"


@pytest.fixture(autouse=True)
def few_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough to see that it works, not to say anything."""
    monkeypatch.setattr(sheets, "SHEETS", 60)
    monkeypatch.setattr(matches, "MATCHED", 20)


@pytest.fixture
def never(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From here on nothing is worked out any more."""

    def stop() -> None:
        monkeypatch.setattr(health, "derive", None)
        monkeypatch.setattr(health, "compare", None)

    return stop


def match_sheet(**changes: int | None) -> dict[str, int | None]:
    items = editions.newest().content.rubric_by_slug[MATCH].items
    ratings: dict[str, int | None] = {item.key: 4 if item.direction > 0 else 2 for item in items}
    return ratings | {key.replace("_", "-"): value for key, value in changes.items()}


def store(slug: str, ratings: dict[str, int | None]) -> None:
    edition = editions.newest()
    assessments.submit(
        edition=edition,
        definition=edition.content.rubric_by_slug[slug],
        ratings=ratings,
        form_key=forms.new_key(),
    )


def weigh_specialists() -> None:
    """Everything counts so much towards one of the two paths that everybody goes there."""
    Weight.objects.filter(path__slug="specialist").update(value=9)


def weigh_depth(value: int) -> None:
    Weight.objects.filter(criterion__key="depth", path__slug="specialist").update(value=value)


def working_copy() -> Any:
    new, digest = reports.of_working_copy()
    return new, digest, editions.newest()


def panel() -> Any:
    _, digest, newest = working_copy()
    return reports.panel(digest, newest)


# What is kept.


def test_nothing_is_known_until_it_is_worked_out_once(never: Callable[[], None]) -> None:
    assert panel() is None

    reports.work_out(*working_copy())
    never()

    found = panel()
    assert [section.title for section in found.sections] == [
        "Generalist or specialist?",
        "Which specialty?",
    ]
    assert found.made_on == timezone.localdate()
    # Readers see exactly this, so there is nothing to set beside it.
    assert not found.has_old
    assert HealthReport.objects.count() == 1


def test_an_edit_is_set_beside_the_newest_edition() -> None:
    weigh_depth(9)

    assert panel() is None
    reports.work_out(*working_copy())

    found = panel()
    assert found.has_old
    assert found.sections[0].sentences[0] == (
        "This edit changes the persona of 64.7\u00a0% of all possible sheets."
    )
    assert found.sections[1].sentences[0] == (
        "Nothing here changes the first specialty of any sheet."
    )
    assert HealthReport.objects.count() == 2


def test_an_edition_that_is_known_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reports.work_out(*working_copy())
    newest = editions.newest().content
    derived = []
    derive = health.derive

    def listen(content: Any, *told: Any) -> Any:
        derived.append(content == newest)
        return derive(content, *told)

    monkeypatch.setattr(health, "derive", listen)
    weigh_depth(9)
    reports.work_out(*working_copy())

    assert derived == [False]


def test_what_was_worked_out_of_edits_in_between_goes() -> None:
    for value in (7, 8, 9):
        weigh_depth(value)
        reports.work_out(*working_copy())

    _, digest, newest = working_copy()
    kept = set(HealthReport.objects.values_list("digest", flat=True))
    assert kept == {newest.digest, digest}


def test_a_new_edition_makes_the_comparison_unknown() -> None:
    AxisLevel.objects.filter(specialty__slug="pediatrics", axis__slug="tempo").update(level=5)
    reports.work_out(*working_copy())
    AxisLevel.objects.filter(specialty__slug="pediatrics", axis__slug="tempo").update(level=4)
    editions.publish(note="Four.")
    AxisLevel.objects.filter(specialty__slug="pediatrics", axis__slug="tempo").update(level=5)

    assert panel() is None


def test_what_was_worked_out_before_publishing_is_known_after_it() -> None:
    AxisLevel.objects.filter(specialty__slug="pediatrics", axis__slug="tempo").update(level=5)
    reports.work_out(*working_copy())
    assert "This edit changes" in panel().sections[1].sentences[0]

    editions.publish(note="Five.")

    found = panel()
    assert not found.has_old
    assert "edit" not in " ".join(found.sections[1].sentences)


def test_a_report_of_another_release_is_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reports.work_out(*working_copy())
    monkeypatch.setattr(reports, "VERSION", 2)
    assert panel() is None

    reports.work_out(*working_copy())
    assert panel() is not None
    HealthReport.objects.update(figures='{"version": 2}')
    assert panel() is None


def test_the_first_content_of_all_has_nothing_beside_it(empty_db: None) -> None:
    reports.work_out(*working_copy())

    assert panel().sections == ()


# Stored results.


@pytest.fixture
def week_later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], date]:
    """Until the week is over, nothing of it is counted."""

    def pass_on() -> date:
        then = timezone.localdate() + timedelta(days=7)
        monkeypatch.setattr(timezone, "localdate", lambda: then)
        return then

    return pass_on


def test_stored_results_are_counted_and_few_are_not_told(
    submit: Callable[..., str], week_later: Callable[[], date]
) -> None:
    old = editions.newest().content
    for rating in range(1, 6):
        submit(depth=rating)
    store(MATCH, match_sheet())
    weigh_specialists()
    new, *_ = working_copy()
    [paths, match], _ = reports.count_stored(old, new)
    assert (paths.read, match.read) == (None, None)
    week_later()

    [paths, match], newest_only = reports.count_stored(old, new)

    assert (paths.read, paths.changed) == (5, 5)
    assert (match.read, match.changed) == (None, None)
    assert not newest_only


def test_a_change_of_few_stored_results_is_not_told(
    submit: Callable[..., str], week_later: Callable[[], date]
) -> None:
    old = editions.newest().content
    for rating in range(1, 6):
        submit(depth=rating)
    # That much for depth turns some of them over, not all.
    weigh_depth(9)
    new, *_ = working_copy()
    week_later()

    [paths, _], _ = reports.count_stored(old, new)

    assert (paths.read, paths.changed) == (5, None)


def test_a_change_that_leaves_few_alone_is_not_told() -> None:
    assert reports._told(20, of=24) is None
    assert reports._told(20, of=25) == 20
    assert reports._told(20, of=20) == 20


def test_results_are_read_by_pages_and_the_newest_at_most(
    submit: Callable[..., str],
    week_later: Callable[[], date],
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    monkeypatch.setattr(reports, "READ_AT_ONCE", 2)
    monkeypatch.setattr(reports, "FEWEST_TOLD", 1)
    content = editions.newest().content
    for rating in range(1, 6):
        submit(depth=rating)
    week_later()

    with django_assert_num_queries(4):
        [paths, _], newest_only = reports.count_stored(content, content)
    assert (paths.read, paths.changed, newest_only) == (5, None, False)
    monkeypatch.setattr(reports, "MOST_READ", 5)
    assert reports.count_stored(content, content)[1] is False
    monkeypatch.setattr(reports, "MOST_READ", 4)
    [paths, _], newest_only = reports.count_stored(content, content)
    assert (paths.read, newest_only) == (4, True)


def test_results_that_open_no_more_or_answer_something_else_are_left_out(
    submit: Callable[..., str],
    week_later: Callable[[], date],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reports, "FEWEST_TOLD", 1)
    content = editions.newest().content
    for rating in (1, 2, 3):
        submit(depth=rating)
    today = week_later()
    first = Assessment.objects.order_by("pk")[0]
    Assessment.objects.filter(pk=first.pk).update(expires_on=today)
    [paths, _], _ = reports.count_stored(content, content)
    assert paths.read == 3

    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
    [paths, _], _ = reports.count_stored(content, content)
    assert paths.read == 2

    [rubric] = [row for row in content.rubrics if row.slug != MATCH]
    other = type(rubric.criteria[0])("other", "Other", "I do.", "No", "Yes")
    longer = type(rubric)(
        **{name: getattr(rubric, name) for name in rubric.__struct_fields__}
        | {"criteria": (*rubric.criteria, other)}
    )
    asked = type(content)(library=content.library, rubrics=(longer,))
    [paths], _ = reports.count_stored(asked, asked)
    assert paths.read is None


def test_no_count_of_a_person_is_kept(submit: Callable[..., str]) -> None:
    submit()
    weigh_specialists()

    reports.work_out(*working_copy())

    figures = HealthReport.objects.order_by("pk").last()
    assert figures is not None
    assert figures.figures.count('"read":null,"changed":null') == 2


# The page.


def test_the_page_works_nothing_out_until_it_is_asked(
    admin_client: Client, never: Callable[[], None]
) -> None:
    weigh_depth(9)
    before = admin_client.get(PAGE).content.decode()
    assert "Nothing is worked out for what stands here now." in before
    assert 'value="Work it out"' in before

    response = admin_client.post(PAGE)

    assert (response.status_code, response.headers["Location"]) == (303, PAGE)
    never()
    text = " ".join(admin_client.get(PAGE).content.decode().split())
    assert "Working copy beside edition 1, which readers see." in text
    assert "This edit changes the persona of 64.7 % of all possible sheets." in text
    assert '<th scope="row">Versatile Generalist</th>' in text
    assert 'value="Work it out again"' in text
    assert "style=" not in text


def test_the_page_names_warnings_first(admin_client: Client) -> None:
    AxisLevel.objects.filter(specialty__slug="cardiology").update(level=3)
    admin_client.post(PAGE)

    text = " ".join(admin_client.get(PAGE).content.decode().split())

    warning = (
        "<strong>New:</strong> Cardiology (non-invasive) never leads in 20 made-up sheets. It is "
        "Moderate on every axis, so nothing sets it apart."
    )
    assert text.index(warning) < text.index("Generalist or specialist?")


def test_the_page_of_an_edition_sets_it_beside_the_newest(admin_client: Client) -> None:
    AxisLevel.objects.filter(specialty__slug="pediatrics", axis__slug="tempo").update(level=4)
    editions.publish(note="Four.")
    page = "/admin/rubric/edition/1/health/"

    assert admin_client.post(page).headers["Location"] == page

    text = " ".join(admin_client.get(page).content.decode().split())
    assert "Edition 1 beside edition 2, which readers see." in text
    assert admin_client.get("/admin/rubric/edition/9/health/").status_code == 404


def test_the_list_of_editions_leads_to_it(admin_client: Client) -> None:
    assert f'href="{PAGE}"' in admin_client.get("/admin/rubric/edition/").content.decode()


def test_the_page_reads_the_working_copy_and_two_more(admin_client: Client) -> None:
    admin_client.post(PAGE)

    # Session, account, the mark of the newest edition; 41 tables in one state; what is kept.
    assert queries(admin_client, PAGE) == 47


def test_only_who_may_see_editions_sees_it(client: Client) -> None:
    person = User.objects.create_user("ben", password="a-long-password-1", is_staff=True)
    client.force_login(person)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE).status_code == 403
    assert HealthReport.objects.count() == 0

    person.user_permissions.add(Permission.objects.get(codename="view_edition"))
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE).status_code == 303
    assert client.delete(PAGE).status_code == 405
    client.logout()
    assert client.get(PAGE).headers["Location"].startswith("/admin/login/")


# The command.


def run(*options: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("model_health", *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_works_it_out_ahead_and_prints_it(never: Callable[[], None]) -> None:
    out, err = run()

    assert "Personas\n  Versatile Generalist    31.8\u00a0%\n" in out
    assert err == "Which specialty? 0 %\nWhich specialty? 100 %\n"
    never()
    assert panel() is not None


def test_the_command_fails_on_a_warning_when_it_has_to() -> None:
    AxisLevel.objects.filter(specialty__slug="cardiology").update(level=3)

    out, _ = run()

    assert "Warning: Cardiology (non-invasive) never leads in 20 made-up sheets." in out
    with pytest.raises(CommandError, match=r"^\d+ to look at: see the warnings above\.$"):
        run("--strict")


def test_the_command_is_content_with_a_content_that_is_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "SHEETS", 2_000)
    monkeypatch.setattr(matches, "MATCHED", 300)

    out, _ = run("--strict")

    assert "Warning" not in out
