"""What thirty days consist of, for results of every kind. No database is asked."""

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from rubric import receipts
from rubric.content import Content
from rubric.results import plan
from rubric.results.plan import Outline, Week, outline, rotation
from tests.conftest import MATCH, SONOGRAPHER, WORKED_EXAMPLE
from tests.reading import grade, sentences

START = date(2026, 11, 30)
Receipt = dict[str, Any]


def of_paths(content: Content, **changes: int) -> Receipt:
    ratings = {**WORKED_EXAMPLE, **{key.replace("_", "-"): value for key, value in changes.items()}}
    return receipts.compose(content, content.rubric_by_slug[SONOGRAPHER], ratings)


def of_match(content: Content, ratings: Mapping[str, int | None]) -> Receipt:
    definition = content.rubric_by_slug[MATCH]
    return receipts.compose(
        content, definition, {**dict.fromkeys(definition.criterion_by_key), **ratings}
    )


def at_random(content: Content, seed: int) -> Receipt:
    rng = random.Random(seed)  # noqa: S311
    keys = content.rubric_by_slug[MATCH].criterion_by_key
    return of_match(content, {key: rng.randint(1, 5) for key in keys})


def keys_of(found: Outline) -> list[str]:
    return [task.key for week in found.weeks for task in week.tasks]


def without_trials(content: Content) -> Content:
    """As an edition from before statements said how to try them out."""
    return replace(
        content,
        rubrics=tuple(
            replace(
                row,
                criteria=tuple(
                    replace(one, trial="", look_for="", week=None, asks=()) for one in row.criteria
                ),
            )
            for row in content.rubrics
        ),
    )


def test_it_has_four_weeks_of_seven_days_and_a_retake(content: Content) -> None:
    found = outline(of_paths(content), content, SONOGRAPHER, starts_on=START)

    assert [week.number for week in found.weeks] == [1, 2, 3, 4]
    assert [week.when for week in found.weeks] == [
        "Nov 30 – Dec 6",
        "Dec 7–13",
        "Dec 14–20",
        "Dec 21–27",
    ]
    assert found.retake_on == date(2026, 12, 29)
    assert found.retake == "Dec 29, 2026"
    assert all(week.aim and week.proof and week.tasks for week in found.weeks)


def test_without_a_first_day_it_has_no_dates(content: Content) -> None:
    found = outline(of_paths(content), content, SONOGRAPHER)

    assert [week.when for week in found.weeks] == ["Week 1", "Week 2", "Week 3", "Week 4"]
    assert (found.is_running, found.retake_on, found.retake) == (False, None, "Day 30")


def test_what_is_done_is_counted_and_nothing_else(content: Content) -> None:
    receipt = of_paths(content)
    first, second, *_ = keys_of(outline(receipt, content, SONOGRAPHER))

    found = outline(receipt, content, SONOGRAPHER, starts_on=START, done=[second, "no-such-task"])

    assert found.progress == "1 of 12 done"
    assert [task.key for week in found.weeks for task in week.tasks if task.is_done] == [second]
    assert first in found.keys


def test_tasks_are_of_the_path_and_of_both_without_a_lean(content: Content) -> None:
    seen: set[str] = set()
    for persona in content.rubric_by_slug[SONOGRAPHER].aim.personas:  # type: ignore[union-attr]
        definition = content.rubric_by_slug[SONOGRAPHER]
        receipt = receipts.compose(content, definition, persona.example)
        keys = keys_of(outline(receipt, content, SONOGRAPHER))
        wanted = {
            task.key
            for week in content.library.plan
            for task in week.tasks
            if task.path == persona.path
        }
        general = {key for key in keys if not key.startswith("try-")}
        assert general == wanted
        seen |= general
    assert seen == {task.key for week in content.library.plan for task in week.tasks}


def test_on_the_border_both_ways_are_tried(content: Content) -> None:
    border = of_paths(
        content,
        depth=4,
        pace=2,
        problem_solving=5,
        research=4,
        independence=1,
        patients=5,
        communication=3,
    )
    assert border["persona"]["path"]

    found = outline(border, content, SONOGRAPHER)

    assert "border" in found.lead
    assert "week-1-hybrid-general" in keys_of(found)


def test_tasks_go_into_the_answers_that_could_change_the_result(content: Content) -> None:
    near = of_paths(content, depth=4, research=4, pace=3)
    swinging = {swing["criterion"] for swing in near["swings"]}
    assert swinging

    tries = [
        task
        for week in outline(near, content, SONOGRAPHER).weeks
        for task in week.tasks
        if task.key.startswith("try-")
    ]

    assert len(tries) == plan.AIMED_AT
    assert {task.key.removeprefix("try-") for task in tries} <= swinging
    assert all("would make this the" in task.why for task in tries)


def test_far_from_any_border_the_least_firm_answers_are_tried(content: Content) -> None:
    far = of_paths(content, problem_solving=3, independence=3)
    assert far["swings"] == []

    tries = {
        task.key: task.why
        for week in outline(far, content, SONOGRAPHER).weeks
        for task in week.tasks
        if task.key.startswith("try-")
    }

    assert tries["try-independence"] == "You rated “Ability to work independently” 3."
    assert "try-problem-solving" in tries


def test_a_sentence_says_which_weeks_try_the_answers(content: Content) -> None:
    found = outline(of_paths(content), content, SONOGRAPHER)
    weeks = [
        str(week.number)
        for week in found.weeks
        if any(task.key.startswith("try-") for task in week.tasks)
    ]

    assert weeks
    assert all(number in found.tried for number in weeks)
    assert found.tried.endswith("the answers that could move the result most.")
    assert not outline(at_random(content, 1), content, MATCH).tried


def test_a_task_stands_in_its_week(content: Content) -> None:
    weeks = {row.key: row.week for row in content.rubric_by_slug[SONOGRAPHER].criteria}
    for week in outline(of_paths(content), content, SONOGRAPHER).weeks:
        for task in week.tasks:
            if task.key.startswith("try-"):
                assert weeks[task.key.removeprefix("try-")] == week.number


def test_same_leaders_for_different_reasons_have_different_plans(content: Content) -> None:
    by_leaders: dict[tuple[str, ...], dict[tuple[str, ...], list[str]]] = {}
    for seed in range(150):
        receipt = at_random(content, seed)
        if receipt["state"] == "clear" and receipt["swings"]:
            flips = tuple(swing["criterion"] for swing in receipt["swings"])
            found = keys_of(outline(receipt, content, MATCH))
            by_leaders.setdefault(tuple(receipt["leading"]), {})[flips] = found
    pairs = 0
    for plans in by_leaders.values():
        for flips, keys in plans.items():
            for other, others in plans.items():
                if set(flips).isdisjoint(other):
                    pairs += 1
                    assert keys != others
    assert pairs > 0


def test_each_flip_is_asked_about_where_it_leads(content: Content) -> None:
    checked = 0
    for seed in range(60):
        receipt = at_random(content, seed)
        if receipt["state"] != "clear" or not receipt["swings"]:
            continue
        swing = receipt["swings"][0]
        if swing["leaders"][0] == receipt["leading"][0]:
            continue
        visits = {visit.specialty: visit for visit in rotation(receipt, content, MATCH)}
        asked = visits[swing["leaders"][0]]
        brought = {
            row["criterion"] for row in receipt["swings"] if swing["leaders"][0] in row["leaders"]
        }
        assert asked.key.removeprefix("ask-") in brought
        checked += 1
    assert checked > 5


def test_without_a_clear_first_the_tipping_answers_are_asked_about(content: Content) -> None:
    checked = 0
    for seed in range(60):
        receipt = at_random(content, seed)
        if receipt["state"] != "no-clear-first" or receipt["tipping"] < 3:
            continue
        visits = rotation(receipt, content, MATCH)
        assert visits[0].specialty == receipt["leading"][0]
        assert any("would put" in visit.why for visit in visits)
        checked += 1
    assert checked > 5


def test_a_fellowship_has_fellows_and_a_residency_residents(content: Content) -> None:
    said = {}
    for seed in range(80):
        for visit in rotation(at_random(content, seed), content, MATCH):
            said[visit.specialty] = visit.whom

    assert said["critical-care"] == "a fellow in critical care"
    assert said["interventional-radiology"] == "a resident in interventional radiology"
    assert said["ob-gyn"] == "a resident in OB/GYN"


@pytest.mark.parametrize("rating", [None, 1, 3, 5])
def test_with_nobody_to_name_it_names_nobody(content: Content, rating: int | None) -> None:
    keys = content.rubric_by_slug[MATCH].criterion_by_key
    receipt = of_match(content, dict.fromkeys(keys, rating))

    found = outline(receipt, content, MATCH)

    names = [row.name for row in content.library.specialties]
    assert not any(name in f"{week.aim} {week.tasks}" for week in found.weeks for name in names)
    assert len(found.weeks) == 4
    assert all(week.tasks for week in found.weeks)
    assert any(key.startswith("ask-") for key in keys_of(found))


def test_what_was_left_out_is_asked_about_first(content: Content) -> None:
    definition = content.rubric_by_slug[MATCH]
    few = {"hold-probe": 5, "others-scan": 1, "fix-by-hand": 5, "away-from-blood": 1}
    receipt = of_match(content, few)
    assert receipt["state"] == "too-few"

    visits = rotation(receipt, content, MATCH)

    open_axes = {row["axis"] for row in receipt["missing"]}
    axes = {item.key: item.axis for item in definition.items}
    assert len(visits) == 3
    assert all(axes[visit.key.removeprefix("ask-")] in open_axes for visit in visits)
    assert all("left out" in visit.why for visit in visits)


def test_editions_without_trials_have_general_tasks(content: Content) -> None:
    old = without_trials(content)

    paths = keys_of(outline(of_paths(content), old, SONOGRAPHER))
    match = keys_of(outline(at_random(content, 3), old, MATCH))

    assert not [key for key in (*paths, *match) if key.startswith(("try-", "ask-"))]
    assert len(paths) == 9
    assert "tip-ask-procedures" in match


def test_results_of_the_first_match_have_a_plan(content: Content) -> None:
    definition = content.rubric_by_slug[MATCH]
    ratings = {key: 1 + place % 5 for place, key in enumerate(definition.criterion_by_key)}
    receipt = receipts.compose(content, definition, ratings, engine="axes-1")

    found = outline(receipt, without_trials(content), MATCH)

    assert len(found.weeks) == 4
    assert len(found.keys) == len(keys_of(found))


def test_keys_are_once_in_a_plan_and_always_the_same(content: Content) -> None:
    for seed in range(30):
        receipt = at_random(content, seed)
        keys = keys_of(outline(receipt, content, MATCH))
        assert len(set(keys)) == len(keys)
        assert keys == keys_of(outline(receipt, content, MATCH, starts_on=START, done=keys))


def test_every_answer_can_be_tried_out(content: Content) -> None:
    for definition in content.rubrics:
        assert [row.key for row in definition.criteria if not (row.trial and row.look_for)] == []
    assert all(row.week and row.asks for row in content.rubric_by_slug[SONOGRAPHER].criteria)


def test_what_is_to_be_tried_reads_easily(content: Content) -> None:
    texts = [
        text
        for definition in content.rubrics
        for row in definition.criteria
        for text in (row.trial, row.look_for)
    ]
    assert grade(sentences(f"<main>{''.join(f'<p>{text}</p>' for text in texts)}</main>")) <= 8


def test_days_within_one_month_name_it_once() -> None:
    week = Week(1, "", (), "", date(2026, 12, 7), date(2026, 12, 13))
    assert week.when == "Dec 7–13"


def test_what_a_share_says_of_it_speaks_to_nobody(content: Content) -> None:
    """A plan is read by mentors as well, to whom “you” would be somebody else."""
    sheets = [of_paths(content), of_paths(content, variety=3), at_random(content, 3)]
    sheets.append(of_match(content, {}))
    for receipt in sheets:
        rubric = SONOGRAPHER if "sides" in receipt else MATCH
        found = outline(receipt, content, rubric)
        assert "you" not in found.lead.lower().split()
        whys = [task.why_of_them for week in found.weeks for task in week.tasks if task.why]
        assert any(why.startswith("They ") for why in whys)
        assert not any(why.startswith("You ") for why in whys)


def test_reasons_are_announced_only_among_general_tasks(content: Content) -> None:
    assert outline(of_paths(content), content, SONOGRAPHER).has_reasons
    assert not outline(at_random(content, 3), content, MATCH).has_reasons
