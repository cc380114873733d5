"""The content that ships: complete, sourced, well typed, and loadable again and again."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path as File
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from pytest_django import DjangoDbBlocker

from rubric.definition import Definition, PathAim
from rubric.models import Weight
from rubric.scoring import LevelNote, Strength, score
from specialties.models import Citation, Kpi, PayFigure, PayYear, Phrase, Source
from specialties.models.paths import check_blanks
from tests.conftest import wipe
from tests.rubric import schemes
from tests.rubric.schemes import EXAMPLES, GENERALIST, KEYS, SPECIALIST, WORKED

FIXTURES = File(__file__).resolve().parent.parent / "fixtures"
# What is said about the two paths, in the order in which it loads.
FILES = [
    FIXTURES / name
    for name in (
        "sources.yaml",
        "paths.yaml",
        "library.yaml",
        "citations.yaml",
        "rubrics/sonographer-path.yaml",
    )
]

COUNTS = {
    "specialties.source": 95,
    "specialties.path": 2,
    "specialties.statement": 48,
    "specialties.stakeholder": 10,
    "specialties.kpi": 10,
    "specialties.failuremode": 10,
    "specialties.note": 54,
    "specialties.credential": 9,
    "specialties.payfigure": 6,
    "specialties.payyear": 4,
    "specialties.question": 38,
    "specialties.planweek": 4,
    "specialties.plantask": 27,
    "specialties.focusarea": 8,
    "specialties.phrase": 20,
    "specialties.citation": 164,
    "rubric.rubric": 1,
    "rubric.criterion": 8,
    "rubric.criterionquestion": 16,
    "rubric.weight": 10,
    "rubric.persona": 3,
    "rubric.personarating": 24,
}

PERSONAS = ("versatile-generalist", "focused-specialist", "balanced-hybrid")

# What only the questionnaire for medical students and its specialties lean on.
SPECIALTY_SOURCES = {
    "abs-vasc",
    "acc-ep",
    "acepnow",
    "acgme-em-150",
    "acgme-gs-2017",
    "acgme-ir",
    "acgme-vasc",
    "acp-abim",
    "ajem",
    "asa-ccm",
    "ase-cocats",
    "ase-pelp",
    "bhi-2013",
    "bmcanes",
    "cer-2026",
    "coh",
    "cureus-2025",
    "dhanoa",
    "emra-scc",
    "facs-match",
    "facs-training",
    "guide-specialties",
    "heart-2014",
    "hro2",
    "ic-2020",
    "jabfm",
    "jacr",
    "jaha",
    "jgim-2022",
    "jhm",
    "jum",
    "melgar-2016",
    "nrmp-2025",
    "nrmp-2026",
    "nsgy",
    "obgyn-2019",
    "obgyn-mis-2020",
    "ortho",
    "radiology-2009",
    "radrez",
    "scvs",
    "sso",
    "stanford-pocus",
    "stfm",
    "tctmd",
    "tipping",
    "training-length",
    "tuj",
    "uky",
    "wjem-2025",
}
SURVEYS = {"sdms-benchmark-2007", "walsh", "asrt", "ase-pelp", "ic-2020", "melgar-2016"}

Row = dict[str, Any]


def read_rows() -> list[Row]:
    return [row for file in FILES for row in yaml.safe_load(file.read_text(encoding="utf-8"))]


ROWS = read_rows()


def fields_of(model: str) -> list[Row]:
    return [row["fields"] for row in ROWS if row["model"] == f"specialties.{model}"]


def load_all() -> None:
    call_command("loaddata", *map(str, FILES), verbosity=0)


def count_all() -> dict[str, int]:
    return {label: apps.get_model(label).objects.count() for label in COUNTS}


@pytest.fixture(scope="module")
def loaded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The files alone, for all tests of this module: each of them undoes its own changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        wipe()
        load_all()
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_once: None, db: None) -> None:
    """Only what the files say."""


# Loading


def test_every_row_loads_once_however_often_it_is_loaded(loaded: None) -> None:
    assert count_all() == COUNTS
    load_all()
    assert count_all() == COUNTS
    assert Counter(row["model"] for row in ROWS) == COUNTS


def test_no_row_names_a_primary_key() -> None:
    assert [row for row in ROWS if set(row) != {"model", "fields"}] == []


def test_every_row_is_valid(loaded: None) -> None:
    for label in COUNTS:
        for row in apps.get_model(label).objects.all():
            row.full_clean()


@pytest.mark.parametrize(
    ("label", "change", "constraint"),
    [
        ("rubric.personarating", {"value": 6}, "persona_rating_between_1_and_5"),
        ("rubric.weight", {"value": 10}, "weight_between_0_and_9"),
        ("rubric.rubric", {"clear_from": 3}, "rubric_clear_lean_beyond_band"),
        ("specialties.kpi", {"high": "7"}, "kpi_high_only_for_a_range"),
        ("specialties.kpi", {"comparator": "within"}, "kpi_high_only_for_a_range"),
        ("specialties.payfigure", {"high": 50000}, "pay_is_a_range_or_a_median"),
        ("specialties.source", {"grade": "hearsay"}, "source_grade_is_known"),
        ("specialties.citation", {"credential": ["abdomen"]}, "citation_supports_exactly_one_fact"),
    ],
)
def test_a_bad_row_does_not_load_and_names_the_constraint(
    loaded: None, tmp_path: File, label: str, change: Row, constraint: str
) -> None:
    first = next(row for row in ROWS if row["model"] == label)
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(yaml.safe_dump([first]), encoding="utf-8")
    bad.write_text(
        yaml.safe_dump([{**first, "fields": first["fields"] | change}]), encoding="utf-8"
    )
    call_command("loaddata", str(good), verbosity=0)
    with pytest.raises(IntegrityError, match=constraint):
        call_command("loaddata", str(bad), verbosity=0)


# The rubric


def test_the_weights_are_those_of_the_table(loaded: None) -> None:
    stored = {
        (weight.criterion.key, weight.path.slug): weight.value
        for weight in Weight.objects.select_related("criterion", "path")
    }
    wanted: dict[tuple[str, str], int] = {}
    for key, generalist, specialist in zip(KEYS, GENERALIST, SPECIALIST, strict=True):
        wanted |= {(key, "generalist"): generalist, (key, "specialist"): specialist}
    assert stored == {pair: value for pair, value in wanted.items() if value}


def test_the_criteria_stand_in_the_order_of_the_table(definition: Definition) -> None:
    assert tuple(criterion.key for criterion in definition.criteria) == KEYS
    assert definition.scheme.sides == ("generalist", "specialist")


def test_the_thresholds_are_those_of_the_rule(definition: Definition) -> None:
    scheme = definition.scheme
    assert (scheme.band, scheme.clear_from) == (3, 10)
    assert (scheme.low_total, scheme.high_total) == (22, 36)
    assert (scheme.lowest_total, scheme.highest_total) == (9, 45)
    assert scheme.margin_limits == (-28, 28)


@pytest.mark.parametrize(
    ("persona", "totals", "strength", "headline"),
    [
        ("versatile-generalist", (43, 25), Strength.CLEAR, "You clearly lean generalist"),
        ("focused-specialist", (25, 41), Strength.CLEAR, "You clearly lean specialist"),
        ("balanced-hybrid", (34, 34), Strength.NONE, "You have no clear lean"),
    ],
)
def test_the_sheet_of_a_persona_gives_that_persona(
    definition: Definition,
    persona: str,
    totals: tuple[int, int],
    strength: Strength,
    headline: str,
) -> None:
    assert isinstance(definition.aim, PathAim)
    sheet = definition.aim.persona(persona).example
    assert sheet == schemes.sheet(*EXAMPLES[PERSONAS.index(persona)])
    outcome = score(definition.scheme, sheet)
    assert (outcome.first_total, outcome.second_total) == totals
    assert (outcome.persona, outcome.strength, outcome.notes) == (persona, strength, ())
    assert definition.aim.persona(persona).clear_headline == headline


def test_the_worked_example_adds_up(definition: Definition) -> None:
    outcome = score(definition.scheme, schemes.sheet(*WORKED))
    assert (outcome.first_total, outcome.second_total, outcome.margin) == (39, 25, 14)
    assert outcome.persona == "versatile-generalist"


def test_the_same_rating_throughout_ties(definition: Definition) -> None:
    for rating in (1, 2, 3, 4, 5):
        outcome = score(definition.scheme, dict.fromkeys(KEYS, rating))
        assert (outcome.margin, outcome.persona) == (0, "balanced-hybrid")
        assert LevelNote.ALL_ALIKE in outcome.notes


# The library


def test_the_targets_read_well(loaded: None) -> None:
    targets = [
        (kpi.path.slug, kpi.theme, kpi.name, kpi.target, kpi.is_example)
        for kpi in Kpi.objects.select_related("path")
    ]
    assert targets == [
        ("generalist", "Volume and case mix", "Exams per day", "8–12\u00a0exams a day", False),
        (
            "specialist",
            "Volume and case mix",
            "Complex or rare cases",
            "at least 50\u00a0% of the caseload",
            True,
        ),
        ("generalist", "Quality", "Image quality score", "at least 90\u00a0%", True),
        ("specialist", "Quality", "Diagnostic accuracy", "at least 95\u00a0%", True),
        ("generalist", "Service", "Patient satisfaction", "at least 4.5\u00a0of 5", False),
        ("specialist", "Service", "Training given", "at least 40\u00a0hours a year", True),
        (
            "generalist",
            "Turnaround and output",
            "Preliminary findings handed over",
            "within 24\u00a0hours",
            False,
        ),
        (
            "specialist",
            "Turnaround and output",
            "Peer-reviewed articles",
            "at least 1\u00a0article a year",
            True,
        ),
        ("generalist", "Equipment and visibility", "Equipment downtime", "under 1\u00a0%", True),
        (
            "specialist",
            "Equipment and visibility",
            "Case presentations at conferences",
            "at least 1\u00a0presentation a year",
            True,
        ),
    ]


def test_the_pay_figures_are_those_of_the_table(loaded: None) -> None:
    figures = PayFigure.objects.values_list("key", "low", "middle", "high", "as_of", "source__key")
    assert list(figures) == [
        ("generalist-range", 60000, None, 80000, "", "guide-sonographer"),
        ("specialist-range", 75000, None, 100000, "", "guide-sonographer"),
        ("outpatient-2024", None, 123610, None, "May 2024", "bls-ooh-2024"),
        ("hospitals-2024", None, 90070, None, "May 2024", "bls-ooh-2024"),
        ("offices-2024", None, 89450, None, "May 2024", "bls-ooh-2024"),
        ("laboratories-2024", None, 83200, None, "May 2024", "bls-ooh-2024"),
    ]


def test_the_pay_of_each_year_is_that_of_the_table(loaded: None) -> None:
    columns = ("year", "p10", "p25", "p50", "p75", "p90", "jobs", "source__key")
    assert list(PayYear.objects.values_list(*columns)) == [
        (2022, 61430, 68580, 81350, 97350, 107730, None, "bls-oews"),
        (2023, 63680, 75640, 84470, 100580, 116300, None, "bls-oews"),
        (2024, 64760, 78080, 89340, 103630, 123170, None, "bls-oews"),
        (2025, 67820, 80430, 96590, 106930, 129370, 90160, "bls-oews-2025"),
    ]


def test_what_is_said_about_the_ranges_of_the_guide_is_so(loaded: None) -> None:
    ceilings = dict(PayFigure.objects.exclude(path=None).values_list("path__slug", "high"))
    last, newest = PayYear.objects.filter(year__in=(2024, 2025))
    assert ceilings["generalist"] < min(last.p50, newest.p25)
    assert newest.p50 < ceilings["specialist"] < newest.p75
    outpatient, hospitals = (
        PayFigure.natural(key).middle for key in ("outpatient-2024", "hospitals-2024")
    )
    assert outpatient
    assert hospitals
    assert round(100 * outpatient / hospitals) - 100 == 37


def test_the_credentials_are_those_of_the_table(loaded: None) -> None:
    rows = Citation.objects.filter(credential__isnull=False).order_by("credential__order", "order")
    found: dict[tuple[str, str | None], list[str]] = {}
    for row in rows.select_related("credential__path", "source"):
        path = row.credential.path.slug if row.credential.path else None
        found.setdefault((row.credential.names, path), []).append(row.source.key)
    assert found == {
        ("RDMS (AB) or ARRT (S)", "generalist"): ["ardms-exams", "aium-arrt"],
        ("RDMS (OB/GYN) or ARRT (S)", "generalist"): ["ardms-exams", "aium-arrt"],
        ("RVT, RVS or ARRT (VS)", None): ["ardms-exams", "cci-faq", "arrt-vs"],
        ("RDMS (BR) or ARRT (BS)", None): ["ardms-exams"],
        ("RDMS (PS)", "specialist"): ["ardms-exams"],
        ("RDCS (AE) or RCS", "specialist"): ["ardms-exams", "cci-acs"],
        ("RDCS (PE) or RCCS", "specialist"): ["ardms-exams", "cci-faq"],
        ("FE, under RDMS or RDCS", "specialist"): ["ardms-fe"],
        ("RMSKS", "specialist"): ["ardms-msk", "guide-sonographer"],
    }


def unpaired(rows: Iterable[Row]) -> set[tuple[str, str]]:
    """Themes that stand on one side only, or at different places on the two sides."""
    first_places: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        places = first_places.setdefault((row.get("kind", ""), row["theme"]), {})
        (path,) = row["path"]
        places[path] = min(row["order"], places.get(path, row["order"]))
    return {
        theme
        for theme, places in first_places.items()
        if len(places) != 2 or len(set(places.values())) != 1
    }


def test_the_themes_of_both_paths_stand_side_by_side() -> None:
    # The guide gives each path one theme of its own.
    assert unpaired(fields_of("statement")) == {
        ("responsibility", "Range"),
        ("deliverable", "Teaching"),
    }
    assert unpaired(fields_of("stakeholder")) == set()
    assert unpaired(fields_of("kpi")) == set()
    planted = {"kind": "scope", "theme": "Scope", "path": ["specialist"], "order": 0}
    assert ("scope", "Scope") in unpaired([*fields_of("statement"), planted])


def test_the_questions_cover_every_topic() -> None:
    questions = fields_of("question")
    faq = [row["topic"] for row in questions if row["kind"] == "faq"]
    assert list(dict.fromkeys(faq)) == [
        "Which path is better",
        "Credentials for generalists",
        "Credentials for specialists",
        "Pay",
        "Experience in an area",
        "Advancement",
        "Challenges",
        "Continuing education",
        "Work and life",
        "How to decide",
    ]
    others = Counter(
        (row["kind"], (row.get("path") or [None])[0]) for row in questions if row["kind"] != "faq"
    )
    assert others == {
        ("hiring", None): 6,
        ("interview", "generalist"): 10,
        ("interview", "specialist"): 10,
    }
    assert [row["key"] for row in questions if not row["answer"]] == []
    assert [row["key"] for row in questions if "sounds like" in row["answer"]] == []


def test_the_plan_has_tasks_for_every_week_and_lean() -> None:
    tasks = Counter((row["week"][0], (row["path"] or [None])[0]) for row in fields_of("plantask"))
    assert set(tasks) == {
        (week, path) for week in (1, 2, 3, 4) for path in ("generalist", "specialist", None)
    }
    assert set(tasks.values()) == {2, 3}


def test_the_phrases_use_every_blank_and_every_occasion() -> None:
    phrases = fields_of("phrase")
    assert Counter(row["occasion"] for row in phrases) == {
        "manager": 4,
        "interview": 8,
        "training": 8,
    }
    blanks = set(re.findall(r"\{(\w+)\}", " ".join(row["text"] for row in phrases)))
    assert blanks == {
        "area",
        "technique",
        "patients",
        "credential",
        "works_with",
        "specialty",
    }
    # An area is written small inside a sentence, so none may open one.
    assert [row["text"] for row in phrases if re.search(r"(^|[.?] )\{", row["text"])] == []


def test_an_unknown_blank_is_refused(loaded: None) -> None:
    phrase = Phrase.natural("manager-specialize")
    phrase.text = "I want to work with {name}."
    with pytest.raises(ValidationError, match="Unknown blank name"):
        phrase.full_clean()


def test_no_text_has_an_unknown_blank() -> None:
    for text in PROSE:
        check_blanks(text)
    with_blanks = {text for text in PROSE if "{" in text}
    allowed = {row["text"] for row in fields_of("phrase") + fields_of("note")}
    assert with_blanks <= allowed


# Sources


def cited_keys(rows: Iterable[Row], kind: str) -> set[str]:
    return {row[kind][0] for row in rows if row.get(kind)}


def test_every_note_credential_and_question_has_a_citation() -> None:
    citations = fields_of("citation")
    for kind in ("note", "credential", "question"):
        assert {row["key"] for row in fields_of(kind)} == cited_keys(citations, kind)
    without_mission = [row for row in citations if row.get("note") != ["mission"]]
    assert "mission" not in cited_keys(without_mission, "note")


def test_every_source_is_named_by_a_fact_or_serves_the_specialties() -> None:
    known = {row["key"] for row in fields_of("source")}
    named = {
        row["fields"]["source"][0]
        for row in ROWS
        if row["model"] != "specialties.source" and "source" in row["fields"]
    }
    assert known - named == SPECIALTY_SOURCES
    assert named <= known


def test_every_fact_that_has_no_source_of_its_own_is_cited() -> None:
    sourceless = {
        row["model"]
        for row in ROWS
        if row["model"].startswith("specialties.") and "source" not in row["fields"]
    }
    assert sourceless == {
        "specialties.source",
        "specialties.path",
        "specialties.note",
        "specialties.credential",
        "specialties.question",
    }


def test_the_grades_say_how_much_stands_behind_a_source(loaded: None) -> None:
    grades = Counter(Source.objects.values_list("grade", flat=True))
    assert grades == {"published": 75, "as-reported": 17, "guide": 2, "editorial": 1}
    chips = {key: Source.natural(key).chip for key in ("ardms-exams", "iac-echo-2021")}
    assert chips == {"ardms-exams": "ARDMS", "iac-echo-2021": "IAC 2021"}
    assert Source.natural("bls-ooh-2024").chip == "US BLS 2024, as reported"
    assert Source.natural("guide-sonographer").chip == "career guide, no published source"
    assert Source.natural("editorial").chip == "our estimate"


def test_every_source_says_when_it_was_checked() -> None:
    days = {f"{row['checked_on']}" for row in fields_of("source")}
    assert days == {"2026-11-01", "2026-11-24"}


# Words


NOT_PROSE = {"key", "slug", "kind", "status", "section", "occasion", "comparator", "grade", "url"}
PROSE = [
    value
    for row in ROWS
    for name, value in row["fields"].items()
    if isinstance(value, str) and name not in NOT_PROSE
]
FAULTS = {
    "an exclamation mark": r"!",
    "a straight quotation mark": r"['\"]",
    "two spaces, or one at an end": r"\s{2}|^\s|\s$",
    "a hyphen for a dash": r" -+ |--|\b\d+(?!-2032)-\d",
    "a breaking space in a number": r"\d %|\d \d{3}\b",
    "no comma in a number, or no space": r"\d\u00a0\d{3}\b|\b\d{5,}\b|\d%",
    "a forbidden word": r"(?i)\bquiz|match score|percent match|\busers?\b",
    "British spelling": (
        r"(?i)(special|organ|recogn)is[aei](?!t)|analyse|centre|paed|practis|"
        r"programme|colour|labour|cancelled"
    ),
    "an ellipsis of dots": r"\.\.",
}


def faults(text: str) -> list[str]:
    return [name for name, pattern in FAULTS.items() if re.search(pattern, text)]


def test_no_text_has_a_fault() -> None:
    assert {text: found for text in PROSE if (found := faults(text))} == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Well done!", "an exclamation mark"),
        ("I'd rather repeat one thing", "a straight quotation mark"),
        ("One.  Two.", "two spaces, or one at an end"),
        ("range 9-14", "a hyphen for a dash"),
        ("51 % of sonographers", "a breaking space in a number"),
        ("77 740 dollars", "a breaking space in a number"),
        ("77\u00a0740 dollars", "no comma in a number, or no space"),
        ("77740 dollars", "no comma in a number, or no space"),
        ("51% of sonographers", "no comma in a number, or no space"),
        ("Take the quiz", "a forbidden word"),
        ("Your match score", "a forbidden word"),
        ("You may specialise", "British spelling"),
        ("Wait for it...", "an ellipsis of dots"),
    ],
)
def test_a_planted_fault_is_found(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def strays(rows: Iterable[Row]) -> list[str]:
    """Keys of rows that say survey, and neither are nor cite one."""
    cited: dict[str, set[str]] = {}
    for row in fields_of("citation"):
        (fact,) = row.get("note") or row.get("credential") or row["question"]
        cited.setdefault(fact, set()).update(row["source"])
    return [
        row["key"]
        for row in rows
        if "survey" in " ".join(str(value) for value in row.values()).lower()
        and not SURVEYS & ({row["key"]} | cited.get(row["key"], set()))
    ]


def test_survey_only_names_a_survey() -> None:
    rows = [{"key": "", **row["fields"]} for row in ROWS]
    assert strays(rows) == []
    assert strays([{"key": "mission", "text": "Take our survey."}]) == ["mission"]
