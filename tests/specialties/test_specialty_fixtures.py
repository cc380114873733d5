"""The specialties that ship: the tables they come from, literally, and that nothing is missing."""

import re
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
    Fit,
    FocusArea,
    FocusLink,
    ImagingShare,
    MatchFigure,
    Note,
    Question,
    RotationTip,
    Route,
    Source,
    Specialty,
    SpecialtyGroup,
    TimelineStep,
    TrainingFloor,
    WholeField,
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

# Whole field; ultrasound use, other imaging reliance, procedural intensity; the grade of the three.
SPECIALTIES = """
emergency-medicine        -               H  H  H  guide
internal-medicine         -               LM H  LM guide
cardiology                cardiology-field VH M  LM editorial
interventional-cardiology cardiology-field M  H  VH editorial
electrophysiology         cardiology-field M  MH VH editorial
general-surgery           -               M  M  VH guide
diagnostic-radiology      radiology-field M  VH LM editorial
interventional-radiology  radiology-field H  VH VH editorial
anesthesiology            -               H  LM H  guide
critical-care             -               H  M  H  editorial
ob-gyn                    -               H  LM H  guide
neurology                 -               L  H  LM guide
neurosurgery              -               L  VH VH editorial
vascular-surgery          -               H  H  VH editorial
breast-surgery            -               MH M  H  editorial
orthopedic-surgery        -               LM H  VH editorial
adult-primary-care        -               L  LM LM editorial
pediatrics                -               L  LM LM editorial
psychiatry                -               L  L  L  editorial
"""
TABLE = [line.split() for line in SPECIALTIES.strip().splitlines()]
AXES = ("generate", "interpret", "act", "think", "people", "tempo")
# The level on each axis, and what it rests on.
AXIS_LEVELS = """
emergency-medicine        H  ts MH td H  t  MH d  LM o VH p
internal-medicine         LM ts H  td LM t  VH d  M  o M  o
cardiology                M  s  H  dp LM p  H  o  MH o M  o
interventional-cardiology M  o  H  p  VH p  M  o  L  o VH po
electrophysiology         M  o  MH o  VH p  H  o  LM o MH o
general-surgery           LM tp M  td VH td M  d  LM o H  p
diagnostic-radiology      L  s  VH td LM p  H  po L  p M  o
interventional-radiology  H  s  H  p  VH p  M  o  L  o MH po
anesthesiology            H  ts M  td H  td MH d  L  o H  po
critical-care             H  p  M  p  H  p  H  o  M  o H  po
ob-gyn                    H  ts LM t  H  t  M  o  H  o MH po
neurology                 L  t  H  t  LM t  H  p  H  o M  o
neurosurgery              L  p  VH p  VH p  M  o  LM o H  p
vascular-surgery          MH po H  p  VH p  M  o  MH o MH o
breast-surgery            MH p  M  o  H  p  M  o  H  o LM o
orthopedic-surgery        L  p  MH p  VH p  M  o  LM o M  o
adult-primary-care        L  p  L  p  LM p  H  p  VH o L  p
pediatrics                L  p  LM p  LM p  H  p  VH o M  o
psychiatry                L  o  L  o  L  o  H  p  VH o LM o
"""
GUIDE_TABLE = [
    (1, "Emergency Medicine", "emergency-medicine"),
    (2, "Internal Medicine", "internal-medicine"),
    (4, "General Surgery", "general-surgery"),
    (6, "Anesthesiology", "anesthesiology"),
    (7, "OB/GYN", "ob-gyn"),
    (8, "Neurology", "neurology"),
]


def test_there_are_nineteen_profiles():
    assert len(TABLE) == 19
    assert set(Specialty.objects.values_list("slug", flat=True)) == {line[0] for line in TABLE}


def test_the_levels_are_those_of_the_tables():
    rows = Specialty.objects.select_related("field", "levels_source")
    assert {
        row.slug: (
            row.field.slug if row.field else "-",
            row.ultrasound,
            row.imaging,
            row.procedures,
            row.levels_source.grade,
        )
        for row in rows
    } == {
        slug: (field, WORDS[us], WORDS[im], WORDS[pr], grade)
        for slug, field, us, im, pr, grade in TABLE
    }


def test_the_axis_levels_and_what_they_rest_on_are_those_of_the_table():
    lines = [line.split() for line in AXIS_LEVELS.strip().splitlines()]
    rows = AxisLevel.objects.select_related("specialty", "axis")
    assert {(row.specialty.slug, row.axis.slug): (row.level, row.basis) for row in rows} == {
        (slug, axis): (WORDS[word], basis)
        for slug, *cells in lines
        for axis, word, basis in zip(AXES, cells[::2], cells[1::2], strict=True)
    }


def test_27_of_114_axis_levels_are_the_guides_and_the_others_estimates():
    rows = list(AxisLevel.objects.select_related("source"))
    stated = [row for row in rows if set(row.basis) & set("tds")]
    assert (len(rows), len(stated)) == (114, 27)
    assert {row.source.grade for row in stated} == {"guide"}
    assert {row.source.grade for row in rows if row not in stated} == {"editorial"}
    assert sum(row.basis == "o" for row in rows) == 45


def test_the_guide_rows_keep_their_order_and_names():
    rows = Specialty.objects.filter(guide_order__isnull=False).order_by("guide_order")
    assert list(rows.values_list("guide_order", "guide_name", "slug")) == GUIDE_TABLE
    assert {row.levels_source.grade for row in rows} == {"guide"}


def test_the_whole_fields_carry_the_guides_levels_and_day():
    assert [
        (row.name, row.ultrasound, row.imaging, row.procedures, row.guide_order)
        for row in WholeField.objects.all()
    ] == [
        ("Cardiology (whole field)", WORDS["VH"], WORDS["M"], WORDS["MH"], 3),
        ("Radiology (whole field)", WORDS["M"], WORDS["VH"], WORDS["MH"], 5),
    ]
    days = WholeField.objects.values_list("day_procedures", "day_imaging", "day_thinking")
    assert list(days) == [(30, 35, 35), (25, 60, 15)]


def test_four_days_have_figures_and_no_track_has():
    rows = DaySplit.objects.values_list("specialty__slug", "procedures", "imaging", "thinking")
    assert set(rows) == {
        ("emergency-medicine", 40, 25, 35),
        ("internal-medicine", 15, 35, 50),
        ("anesthesiology", 45, 25, 30),
        ("general-surgery", 60, 20, 20),
    }
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
        "critical-care": ("performs", "guide"),
        "electrophysiology": ("performs", "published"),
        "general-surgery": ("performs", "editorial"),
        "vascular-surgery": ("both", "editorial"),
        "breast-surgery": ("performs", "editorial"),
        "neurology": ("interprets", "editorial"),
        "neurosurgery": ("rarely", "editorial"),
        "orthopedic-surgery": ("rarely", "editorial"),
        "adult-primary-care": ("rarely", "editorial"),
        "pediatrics": ("rarely", "editorial"),
        "interventional-cardiology": ("", None),
        "psychiatry": ("", None),
    }


def test_the_years_of_training_are_those_of_the_sources():
    rows = Specialty.objects.values_list("slug", "training", "training_source__key")
    years = {slug: (re.findall(r"\d+", words)[:2], key) for slug, words, key in rows}
    assert years == {
        "emergency-medicine": (["3", "4"], "training-length"),
        "internal-medicine": (["3"], "training-length"),
        "cardiology": (["6"], "training-length"),
        "interventional-cardiology": (["7"], "tctmd"),
        "electrophysiology": (["8"], "acc-ep"),
        "diagnostic-radiology": (["5"], "training-length"),
        "interventional-radiology": (["6", "7"], "acgme-ir"),
        "anesthesiology": (["4"], "training-length"),
        "critical-care": ([], "emra-scc"),
        "general-surgery": (["5"], "facs-training"),
        "vascular-surgery": (["5", "7"], "acgme-vasc"),
        "breast-surgery": (["6"], "coh"),
        "orthopedic-surgery": (["5", "1"], "facs-training"),
        "neurosurgery": (["7"], "training-length"),
        "ob-gyn": (["4"], "training-length"),
        "neurology": (["4", "1"], "training-length"),
        "adult-primary-care": (["3"], "training-length"),
        "pediatrics": (["3"], "training-length"),
        "psychiatry": (["4"], "training-length"),
    }


def test_the_routes_say_what_comes_before_and_leave_out_what_nobody_confirmed():
    rows = Route.objects.values_list("specialty__slug", "after__slug", "years", "source__key")
    assert set(rows) == {
        ("cardiology", "internal-medicine", "3 + 3 = 6", "training-length"),
        ("interventional-cardiology", "cardiology", "6 + 1 = 7", "tctmd"),
        ("electrophysiology", "cardiology", "6 + 2 = 8", "acc-ep"),
        ("interventional-radiology", None, "6", "acgme-ir"),
        ("interventional-radiology", "diagnostic-radiology", "5 + 2 = 7", "acgme-ir"),
        ("critical-care", "internal-medicine", "", "asa-ccm"),
        ("critical-care", "emergency-medicine", "3 or 4, + 2 = 5 or 6", "acepnow"),
        ("critical-care", "anesthesiology", "", "emra-scc"),
        ("critical-care", "general-surgery", "5 + 1 = 6", "uky"),
        ("vascular-surgery", None, "5", "acgme-vasc"),
        ("vascular-surgery", "general-surgery", "5 + 2 = 7", "acgme-vasc"),
        ("breast-surgery", "general-surgery", "5 + 1 = 6", "coh"),
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
        ("internal-medicine", "Procedures", "No fixed national count", "acp-abim"),
        ("cardiology", "Echo, level I", "75 performed and 150 interpreted, in all", "ase-cocats"),
        ("cardiology", "Echo, level II", "150 performed and 300 interpreted, in all", "ase-cocats"),
        (
            "cardiology",
            "Echo, level III",
            "300 performed and 750 interpreted, in all",
            "ase-cocats",
        ),
        ("interventional-cardiology", "PCI", "250", "ic-2020"),
        (
            "electrophysiology",
            "Recommended numbers",
            "175 studies, 160 ablations and 100 device implants",
            "acc-ep",
        ),
        ("diagnostic-radiology", "Guided biopsies and drains", "25", "radrez"),
        ("anesthesiology", "Nerve blocks", "40; most of 107 graduates passed 60", "bmcanes"),
        ("general-surgery", "Cases", "850, of them 200 as chief resident", "acgme-gs-2017"),
        ("vascular-surgery", "Major reconstructions", "250", "abs-vasc"),
        (
            "vascular-surgery",
            "Reading vascular studies",
            "RPVI (Registered Physician in Vascular Interpretation) comes before certification",
            "scvs",
        ),
        (
            "breast-surgery",
            "Breast ultrasound",
            "A set amount of experience during the fellowship",
            "sso",
        ),
        (
            "breast-surgery",
            "Fellowship match",
            "Through the Society of Surgical Oncology; we have not found its figures",
            "sso",
        ),
        (
            "orthopedic-surgery",
            "Cases",
            "1,000; the median logged in 2019 was 1,709",
            "ortho",
        ),
        ("neurosurgery", "Craniotomies for tumor", "60", "nsgy"),
        ("neurosurgery", "Craniotomies for trauma", "60", "nsgy"),
        ("neurosurgery", "Shunts", "20", "nsgy"),
        ("ob-gyn", "Operative vaginal deliveries", "At least 15", "obgyn-2019"),
        ("ob-gyn", "Minimally invasive hysterectomies", "70", "obgyn-mis-2020"),
        (
            "adult-primary-care",
            "Point-of-care ultrasound",
            "A part of family medicine training from 2023",
            "stfm",
        ),
    }


# Year, label, positions, percent filled, applicants.
MATCHES = """
emergency-medicine|2026|residency|3198|||nrmp-2026
emergency-medicine|2025|residency|3068|97.9||nrmp-2025
internal-medicine|2026|residency|11632|||nrmp-2026
internal-medicine|2025|residency|10941|96.7||nrmp-2025
cardiology|2021|fellowship|1045|||jaha
interventional-cardiology|2026|fellowship|307||247|nrmp-2026
electrophysiology|2025|fellowship|152||177|hro2
diagnostic-radiology|2026|residency|1268|||nrmp-2026
interventional-radiology|2026|integrated residency|245|||nrmp-2026
interventional-radiology|2026|independent residency|146||98|nrmp-2026
anesthesiology|2026|residency|2290|||nrmp-2026
anesthesiology|2025|residency|1805|99.9||nrmp-2025
critical-care|2026|pulmonary and critical care fellowship|844||1262|nrmp-2026
critical-care|2026|critical care fellowship, internal medicine|242||439|nrmp-2026
critical-care|2026|surgical critical care fellowship|365||315|nrmp-2026
general-surgery|2026|residency|1807|||nrmp-2026
general-surgery|2025|residency|1778|99.8||nrmp-2025
vascular-surgery|2026|integrated residency|110|||nrmp-2026
vascular-surgery|2026|fellowship|137||168|nrmp-2026
vascular-surgery|2025|integrated residency|102|100.0||facs-match
orthopedic-surgery|2026|residency|963|||nrmp-2026
orthopedic-surgery|2025|residency|929|100.0||nrmp-2025
neurosurgery|2026|residency|280|||nrmp-2026
neurosurgery|2025|residency|268|98.9||facs-match
ob-gyn|2026|residency|1638|||nrmp-2026
ob-gyn|2026|maternal-fetal medicine fellowship|166||163|nrmp-2026
ob-gyn|2025|residency|1587|99.9||nrmp-2025
neurology|2026|residency|1260|||nrmp-2026
neurology|2025|residency|932|99.2||nrmp-2025
adult-primary-care|2026|family medicine residency|5491|||nrmp-2026
adult-primary-care|2025|family medicine residency|5357|85.0||nrmp-2025
pediatrics|2026|residency|3185|||nrmp-2026
pediatrics|2026|pediatric cardiology fellowship|194||216|nrmp-2026
pediatrics|2025|residency|3135|95.3||nrmp-2025
psychiatry|2026|residency|2516|||nrmp-2026
psychiatry|2025|residency|2388|99.7||nrmp-2025
"""


def test_the_match_figures_are_those_of_the_sources():
    rows = MatchFigure.objects.select_related("specialty", "source")
    assert {
        f"{row.specialty.slug}|{row.year}|{row.label}|{row.positions}|{row.fill or ''}"
        f"|{row.applicants or ''}|{row.source.key}"
        for row in rows
    } == set(MATCHES.strip().splitlines())


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


def test_the_counted_figures_name_their_studies():
    cited: dict[str, list[str]] = {}
    for row in Citation.objects.filter(note__section="counted").order_by("order"):
        assert row.note
        assert row.note.specialty
        cited.setdefault(row.note.key, []).append(row.source.key)
    not_found = {key for key in cited if key.endswith("-not-found")}
    assert {key.removesuffix("-not-found") for key in not_found} == {
        "emergency",
        "cardiology",
        "anesthesiology",
        "general-surgery",
        "ob-gyn",
        "neurology",
    }
    assert {tuple(cited.pop(key)) for key in not_found} == {("editorial",)}
    assert cited == {
        "emergency-logged": ["wjem-2025"],
        "emergency-billed": ["cureus-2025"],
        "emergency-medicare": ["jum"],
        "emergency-claims": ["ajem"],
        "emergency-chest-tubes": ["acgme-em-150", "guide-specialties"],
        "internal-medicine-curricula": ["jgim-2022", "melgar-2016"],
        "internal-medicine-groups": ["jhm"],
        "internal-medicine-patients": ["tuj"],
        "internal-medicine-time": ["tipping"],
        "electrophysiology-medicare": ["heart-2014"],
        "electrophysiology-mapping": ["cer-2026"],
        "diagnostic-radiology-share": ["jacr"],
        "diagnostic-radiology-workload": ["radiology-2009", "editorial"],
        "diagnostic-radiology-time": ["dhanoa"],
        "adult-primary-care-departments": ["jabfm"],
        "pediatrics-echo": ["ase-pelp"],
    }


def test_whom_a_specialty_fits_is_the_guides_word():
    without = {"interventional-cardiology", "electrophysiology", "breast-surgery"}
    rows = list(Fit.objects.select_related("specialty", "source"))
    assert {row.specialty.slug for row in rows} == {line[0] for line in TABLE} - without
    assert {row.source.grade for row in rows} == {"guide"}
    assert [row.specialty.slug for row in rows if row.kind == "warning"] == ["internal-medicine"]
    for row in rows:
        assert row.text.endswith(".") == (row.kind == "warning"), row.text
        assert row.text[0].isupper() == (row.kind == "warning"), row.text


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
        ("imaging", "occasional"): 1,
        ("procedure", "daily"): 5,
        ("procedure", "common"): 6,
    }
    assert counts["interventional-radiology"] == 10
    assert counts["ob-gyn"] == 15
    assert not Activity.objects.filter(frequency="").exists()
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


def test_every_focus_area_has_specialties_and_adult_echo_has_cardiology():
    areas = set(FocusLink.objects.values_list("area__slug", flat=True))
    assert areas == set(FocusArea.objects.values_list("slug", flat=True))
    assert FocusLink.natural("adult-echo", "cardiology").order == 1
    assert set(
        FocusLink.objects.filter(area__slug__in=("fetal-echo", "pediatric-echo")).values_list(
            "area__slug", "specialty__slug", "source__key"
        )
    ) == {
        ("fetal-echo", "ob-gyn", "ase-pelp"),
        ("fetal-echo", "pediatrics", "ase-pelp"),
        ("pediatric-echo", "pediatrics", "ase-pelp"),
    }


def test_the_rotations_have_tips_questions_and_pulls():
    assert Counter(RotationTip.objects.values_list("kind", flat=True)) == {
        "tip": 3,
        "ask": 3,
        "pull": 3,
    }
    assert Question.objects.filter(kind="specialties").count() == 4
    assert Note.objects.filter(section="rotations").count() == 4
    assert Note.objects.filter(section="specialties", theme="").count() == 3
    assert Note.objects.filter(section="specialties", theme="Three questions").count() == 3


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
        "abs-vasc",
        "acc-ep",
        "acepnow",
        "acgme-em-150",
        "acgme-gs-2017",
        "acgme-ir",
        "acgme-vasc",
        "acp-abim",
        "ajem",
        "ama-aamc-2025",
        "asa-ccm",
        "ase-cocats",
        "ase-pelp",
        "bhi-2013",
        "bmcanes",
        "cer-2026",
        "coh",
        "congruence-93",
        "cureus-2025",
        "dhanoa",
        "editorial",
        "emra-scc",
        "facs-match",
        "facs-training",
        "guide-specialties",
        "heart-2014",
        "hro2",
        "ic-2020",
        "interests-107",
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
