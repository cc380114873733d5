"""The specialties that ship: the tables they come from, literally, and that nothing is missing."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from specialties.levels import Level
from specialties.models import (
    Activity,
    AxisLevel,
    Citation,
    DaySplit,
    EmphasisItem,
    FocusArea,
    FocusLink,
    ImagingShare,
    MatchFigure,
    Note,
    Question,
    RotationTip,
    Source,
    Specialty,
    SpecialtyGroup,
    TimelineStep,
    TrainingFloor,
)
from tests.test_fixtures import NOT_PROSE, faults

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).resolve().parent.parent.parent / "fixtures"
ROWS: list[dict[str, Any]] = [
    row
    for name in ("axes", "specialties")
    for row in yaml.safe_load((FIXTURES / f"{name}.yaml").read_text(encoding="utf-8"))
]
WORDS = {
    "L": Level.LOW,
    "LM": Level.LOW_MODERATE,
    "M": Level.MODERATE,
    "MH": Level.MODERATE_HIGH,
    "H": Level.HIGH,
    "VH": Level.VERY_HIGH,
}

# Parent; ultrasound use, other imaging reliance, procedural intensity; the grade of the three;
# generate, interpret, act, reason, tempo.
SPECIALTIES = """
emergency-medicine       -                    H  H  H  guide      H  M  H  M  VH
internal-medicine        -                    LM H  LM guide      LM H  LM H  M
cardiology               -                    VH M  MH guide      M  VH LM MH M
general-surgery          -                    M  M  VH guide      LM M  VH LM H
diagnostic-radiology     -                    M  VH MH guide      LM VH LM LM M
anesthesiology           -                    H  LM H  guide      VH LM VH LM VH
ob-gyn                   -                    H  LM H  guide      H  LM H  M  H
neurology                -                    L  H  LM guide      L  H  LM H  LM
interventional-radiology diagnostic-radiology H  VH VH editorial  H  H  VH L  H
critical-care            anesthesiology       H  M  H  editorial  H  M  H  MH VH
interventional-cardiology cardiology          M  H  VH editorial  LM H  VH LM H
electrophysiology        cardiology           LM MH VH editorial  LM MH VH M  MH
vascular-surgery         general-surgery      H  H  VH editorial  M  MH VH LM MH
breast-surgery           general-surgery      MH M  H  editorial  M  M  H  M  M
orthopedic-surgery       -                    LM H  VH editorial  L  MH VH LM M
neurosurgery             -                    L  VH VH editorial  L  H  VH LM H
adult-primary-care       -                    L  LM LM editorial  L  LM LM VH L
pediatrics               -                    L  LM LM editorial  L  LM LM VH LM
psychiatry               -                    L  L  L  editorial  L  L  L  VH L
"""
TABLE = [line.split() for line in SPECIALTIES.strip().splitlines()]
GUIDE_TABLE = [
    (1, "Emergency Medicine", "emergency-medicine"),
    (2, "Internal Medicine", "internal-medicine"),
    (3, "Cardiology", "cardiology"),
    (4, "General Surgery", "general-surgery"),
    (5, "Radiology (diagnostic)", "diagnostic-radiology"),
    (6, "Anesthesiology", "anesthesiology"),
    (7, "OB/GYN", "ob-gyn"),
    (8, "Neurology", "neurology"),
]


def test_there_are_nineteen_profiles():
    assert len(TABLE) == 19
    assert set(Specialty.objects.values_list("slug", flat=True)) == {line[0] for line in TABLE}


def test_the_levels_are_those_of_the_tables():
    rows = Specialty.objects.select_related("parent", "levels_source")
    assert {
        row.slug: (
            row.parent.slug if row.parent else "-",
            row.ultrasound,
            row.imaging,
            row.procedures,
            row.levels_source.grade,
        )
        for row in rows
    } == {
        slug: (parent, WORDS[us], WORDS[im], WORDS[pr], grade)
        for slug, parent, us, im, pr, grade, *_ in TABLE
    }


def test_the_axis_levels_are_those_of_the_table():
    found: dict[str, list[Level]] = {}
    rows = AxisLevel.objects.select_related("specialty", "source").order_by("axis__order")
    for row in rows:
        found.setdefault(row.specialty.slug, []).append(row.level)
        assert row.source.grade == "editorial"
    assert found == {line[0]: [WORDS[word] for word in line[6:]] for line in TABLE}


def test_the_guide_rows_keep_their_order_and_names():
    rows = Specialty.objects.filter(guide_order__isnull=False).order_by("guide_order")
    assert list(rows.values_list("guide_order", "guide_name", "slug")) == GUIDE_TABLE
    assert {row.levels_source.grade for row in rows} == {"guide"}


def test_six_days_have_figures_and_the_others_have_none():
    rows = DaySplit.objects.values_list("specialty__slug", "procedures", "imaging", "thinking")
    assert set(rows) == {
        ("emergency-medicine", 40, 25, 35),
        ("internal-medicine", 15, 35, 50),
        ("cardiology", 30, 35, 35),
        ("diagnostic-radiology", 25, 60, 15),
        ("anesthesiology", 45, 25, 30),
        ("general-surgery", 60, 20, 20),
    }
    assert {sum(row[1:]) for row in rows} == {100}
    assert {row.source.grade for row in DaySplit.objects.all()} == {"guide"}


def test_who_holds_the_probe_and_how_we_know():
    rows = Specialty.objects.values_list("slug", "probe", "probe_source__grade")
    assert {slug: (probe, grade) for slug, probe, grade in rows} == {
        "emergency-medicine": ("performs", "guide"),
        "internal-medicine": ("performs", "guide"),
        "cardiology": ("both", "guide"),
        "anesthesiology": ("performs", "guide"),
        "ob-gyn": ("both", "guide"),
        "diagnostic-radiology": ("interprets", "guide"),
        "interventional-radiology": ("performs", "guide"),
        "critical-care": ("performs", "editorial"),
        "general-surgery": ("performs", "editorial"),
        "vascular-surgery": ("both", "editorial"),
        "breast-surgery": ("performs", "editorial"),
        "neurology": ("interprets", "editorial"),
        "neurosurgery": ("rarely", "editorial"),
        "orthopedic-surgery": ("rarely", "editorial"),
        "adult-primary-care": ("rarely", "editorial"),
        "pediatrics": ("rarely", "editorial"),
        "psychiatry": ("rarely", "editorial"),
        "interventional-cardiology": ("", None),
        "electrophysiology": ("", None),
    }


def test_training_is_stated_for_eleven_fields_and_what_leads_to_primary_care():
    rows = Specialty.objects.exclude(training="").values_list("slug", "training")
    assert dict(rows) == {
        "emergency-medicine": "3 or 4 years",
        "internal-medicine": "3 years",
        "pediatrics": "3 years",
        "adult-primary-care": "3 years, by way of family or internal medicine",
        "cardiology": "6 years",
        "diagnostic-radiology": "5 years",
        "interventional-radiology": "6 years, integrated",
        "anesthesiology": "4 years",
        "ob-gyn": "4 years",
        "general-surgery": "5 years",
        "neurology": "4 years",
        "neurosurgery": "7 years",
    }


def test_the_training_floors_are_those_of_the_sources():
    rows = TrainingFloor.objects.values_list("specialty__slug", "label", "text", "source__key")
    assert set(rows) == {
        (
            "emergency-medicine",
            "Point-of-care exams",
            "At least 150 during residency",
            "acgme-em-150",
        ),
        (
            "emergency-medicine",
            "ACEP-style credentialing",
            "25–50 scans per application, 150–300 in all",
            "stanford-pocus",
        ),
        ("cardiology", "Echo, level I", "75 performed and 150 interpreted, in all", "ase-cocats"),
        ("cardiology", "Echo, level II", "150 performed and 300 interpreted, in all", "ase-cocats"),
        (
            "cardiology",
            "Echo, level III",
            "300 performed and 750 interpreted, in all",
            "ase-cocats",
        ),
        ("general-surgery", "Cases", "850, of them 200 as chief resident", "acgme-gs-2017"),
        ("ob-gyn", "Operative vaginal deliveries", "At least 15", "obgyn-2019"),
        ("ob-gyn", "Minimally invasive hysterectomies", "70", "obgyn-mis-2020"),
        ("internal-medicine", "Procedures", "No fixed national count", "acp-abim"),
    }


def test_the_match_figures_are_those_of_the_source():
    rows = MatchFigure.objects.values_list("specialty__slug", "year", "positions", "fill")
    assert {(slug, year, positions, f"{fill:.1f}") for slug, year, positions, fill in rows} == {
        ("internal-medicine", 2025, 10941, "96.7"),
        ("pediatrics", 2025, 3135, "95.3"),
        ("emergency-medicine", 2025, 3068, "97.9"),
        ("anesthesiology", 2025, 1805, "99.9"),
        ("general-surgery", 2025, 1778, "99.8"),
        ("ob-gyn", 2025, 1587, "99.9"),
        ("neurology", 2025, 932, "99.2"),
        ("orthopedic-surgery", 2025, 929, "100.0"),
    }
    assert {row.source.key for row in MatchFigure.objects.all()} == {"nrmp-2025"}


def test_the_pictures_hold_the_numbers_of_the_guide():
    assert dict(EmphasisItem.objects.values_list("name", "emphasis")) == {
        "Trauma FAST": 5,
        "Cardiac": 6,
        "RUQ and renal": 4,
        "Lung": 5,
        "Procedural guidance": 7,
    }
    shares = dict(ImagingShare.objects.values_list("name", "percent"))
    assert shares == {
        "Echo": 50,
        "Cath and angiography": 25,
        "Stress and nuclear": 15,
        "CT and MR": 10,
    }
    assert sum(shares.values()) == 100
    assert list(TimelineStep.objects.values_list("year", flat=True)) == [2005, 2012, 2018, 2024]


def test_the_counted_figures_stand_beside_the_guide():
    cited: dict[str, list[str]] = {}
    for row in Citation.objects.filter(note__section="counted").order_by("order"):
        assert row.note
        cited.setdefault(row.note.text, []).append(row.source.key)
    assert cited == {
        "At one three-year residency, about 204 scans were logged per resident.": ["wjem-2025"],
        "Billed faculty scans came to about half a scan per department and day.": ["cureus-2025"],
        "Programs with a formal curriculum: 25\u00a0% in 2012 and 37.5\u00a0% in 2016.": [
            "jgim-2022",
            "melgar-2016",
        ],
    }


def test_every_specialty_but_psychiatry_has_activities():
    counts = Counter(Activity.objects.values_list("specialty__slug", flat=True))
    assert set(counts) == {line[0] for line in TABLE} - {"psychiatry"}
    kinds = Counter(
        Activity.objects.filter(specialty__slug="emergency-medicine").values_list(
            "kind", "frequency"
        )
    )
    assert kinds == {
        ("ultrasound", "daily"): 7,
        ("imaging", "daily"): 4,
        ("procedure", "daily"): 5,
        ("procedure", "common"): 6,
    }
    assert counts["interventional-radiology"] == 10
    assert counts["ob-gyn"] == 13
    specialty = Note.natural("psychiatry-no-more").specialty
    assert specialty is not None
    assert specialty.slug == "psychiatry"


def test_every_specialty_has_a_group_and_a_place():
    groups = {
        group.slug: list(group.specialties.values_list("slug", flat=True))
        for group in SpecialtyGroup.objects.all()
    }
    assert groups == {
        "scan-and-act": [
            "emergency-medicine",
            "anesthesiology",
            "critical-care",
            "ob-gyn",
            "interventional-radiology",
            "interventional-cardiology",
            "electrophysiology",
        ],
        "read-the-images": ["diagnostic-radiology", "neurology", "cardiology", "internal-medicine"],
        "operate-by-the-map": [
            "general-surgery",
            "vascular-surgery",
            "breast-surgery",
            "orthopedic-surgery",
            "neurosurgery",
        ],
        "think-and-talk": ["adult-primary-care", "pediatrics", "psychiatry"],
    }


def test_every_focus_area_has_specialties_and_echo_has_cardiology():
    areas = set(FocusLink.objects.values_list("area__slug", flat=True))
    assert areas == set(FocusArea.objects.values_list("slug", flat=True))
    assert FocusLink.natural("adult-echo", "cardiology").order == 1


def test_the_rotations_have_tips_questions_and_pulls():
    assert Counter(RotationTip.objects.values_list("kind", flat=True)) == {
        "tip": 3,
        "ask": 3,
        "pull": 3,
    }
    assert Question.objects.filter(kind="specialties").count() == 4


# Sources and words


def test_every_fact_has_a_source_or_a_citation():
    sourceless = {row["model"] for row in ROWS if "source" not in row["fields"]}
    assert sourceless == {"specialties.note", "specialties.question"}
    assert not Note.objects.filter(citations=None).exists()
    assert not Question.objects.filter(citations=None).exists()


def test_every_source_meant_for_specialties_is_used():
    named = {
        row["fields"][name][0]
        for row in ROWS
        for name in ("source", "levels_source", "probe_source", "training_source")
        if row["fields"].get(name)
    }
    known = set(Source.objects.values_list("key", flat=True))
    assert named <= known
    assert {
        "guide-specialties",
        "acgme-em-150",
        "stanford-pocus",
        "ase-cocats",
        "acgme-gs-2017",
        "obgyn-2019",
        "obgyn-mis-2020",
        "acp-abim",
        "wjem-2025",
        "cureus-2025",
        "jgim-2022",
        "melgar-2016",
        "nrmp-2025",
        "training-length",
        "hoff-2020",
        "ama-aamc-2025",
        "editorial",
    } == named


def test_no_row_names_a_primary_key():
    assert [row for row in ROWS if set(row) != {"model", "fields"}] == []


def test_no_text_has_a_fault():
    names = NOT_PROSE | {"probe", "frequency", "ultrasound", "imaging", "procedures", "level"}
    prose = [
        value
        for row in ROWS
        for name, value in row["fields"].items()
        if isinstance(value, str) and name not in names
    ]
    assert len(prose) > 300
    assert {text: found for text in prose if (found := faults(text))} == {}
