import html
import re

import pytest

from specialties.levels import Level
from specialties.models import AxisLevel, DaySplit, EmphasisItem, FocusLink, Specialty

pytestmark = pytest.mark.django_db

ALL = [
    "emergency-medicine",
    "anesthesiology",
    "critical-care",
    "ob-gyn",
    "interventional-radiology",
    "interventional-cardiology",
    "electrophysiology",
    "diagnostic-radiology",
    "neurology",
    "cardiology",
    "internal-medicine",
    "general-surgery",
    "vascular-surgery",
    "breast-surgery",
    "orthopedic-surgery",
    "neurosurgery",
    "adult-primary-care",
    "pediatrics",
    "psychiatry",
]
# Every page, and how many queries it takes whatever there is to show.
PAGES = {
    "/specialties/": 2,
    "/specialties/?ultrasound-min=high&probe=performs&group=scan-and-act&sort=imaging": 2,
    "/specialties/table/": 2,
    "/specialties/pictures/": 3,
    "/specialties/rotations/": 3,
    "/specialties/compare/": 4,
    "/specialties/emergency-medicine/": 8,
    "/focus-areas/": 3,
}


def found(pattern: str, text: str, flags: int = 0) -> re.Match[str]:
    match = re.search(pattern, text, flags)
    assert match, pattern
    return match


def keep(*slugs: str) -> None:
    others = Specialty.objects.exclude(slug__in=slugs)
    others.filter(parent__isnull=False).delete()
    others.delete()


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def listed(response) -> list[str]:
    """The specialties in the table of a list, in order."""
    table = re.search(r'<table class="levels.*?</table>', response.content.decode(), re.DOTALL)
    return re.findall(r'href="/specialties/([\w-]+)/"', table[0]) if table else []


def section(response, name: str) -> str:
    match = re.search(
        rf'<section class="part" id="{name}">.*?</section>', response.content.decode(), re.DOTALL
    )
    assert match, name
    return match[0]


# Queries


@pytest.mark.parametrize(("address", "queries"), PAGES.items())
def test_a_page_takes_its_queries_with_all_specialties(
    client, django_assert_num_queries, address, queries
):
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "kept", [("emergency-medicine",), ("emergency-medicine", "cardiology", "psychiatry")]
)
@pytest.mark.parametrize(("address", "queries"), PAGES.items())
def test_a_page_takes_as_many_with_one_and_with_three(
    client, django_assert_num_queries, address, queries, kept
):
    keep(*kept)
    assert Specialty.objects.count() == len(kept)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_comparison_takes_four_queries_however_many_stand_in_it(
    client, django_assert_num_queries, count
):
    address = "/specialties/compare/?" + "&".join(f"with={slug}" for slug in ALL[:count])
    with django_assert_num_queries(4):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("slug", ALL)
def test_every_profile_opens_with_eight_queries(client, django_assert_num_queries, slug):
    with django_assert_num_queries(8):
        response = client.get(f"/specialties/{slug}/")
    assert response.status_code == 200
    assert "None" not in text_of(response.content.decode()).split()


@pytest.mark.parametrize("address", [*PAGES, "/specialties/compare/?with=neurology&with=ob-gyn"])
def test_an_empty_library_is_no_error(client, empty_db, address):
    response = client.get(address)
    assert response.status_code in (200, 400, 404)


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_only_read(client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


# The list


def test_the_list_shows_all_by_group(client):
    response = client.get("/specialties/")
    assert listed(response) == ALL
    page = text_of(response.content.decode())
    assert "Showing all nineteen." in page
    groups = ["Scan and act", "Read the images", "Operate by the map", "Think and talk"]
    places = [page.index(f"{name} M" if name != groups[2] else f"{name} P") for name in groups]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "slugs", "sentence"),
    [
        (
            "ultrasound-min=very-high",
            ["cardiology"],
            "One of nineteen fits: ultrasound at least Very High.",
        ),
        (
            "imaging-max=low",
            ["psychiatry"],
            "One of nineteen fits: imaging at most Low.",
        ),
        (
            "imaging-min=very-high&procedures-max=moderate-high",
            ["diagnostic-radiology"],
            "One of nineteen fits: imaging at least Very High; procedures at most Moderate–High.",
        ),
        (
            "probe=interprets",
            ["diagnostic-radiology", "neurology"],
            "Two of nineteen fit: who holds the probe: interprets.",
        ),
        (
            "group=think-and-talk",
            ["adult-primary-care", "pediatrics", "psychiatry"],
            "Three of nineteen fit: group: Think and talk.",
        ),
        (
            "ultrasound-min=high&procedures-min=high&sort=imaging",
            [
                "interventional-radiology",
                "emergency-medicine",
                "vascular-surgery",
                "critical-care",
                "anesthesiology",
                "ob-gyn",
            ],
            "Six of nineteen fit: ultrasound at least High; procedures at least High. "
            "Sorted by imaging, most first.",
        ),
    ],
)
def test_a_filter_is_an_address(client, query, slugs, sentence):
    response = client.get(f"/specialties/?{query}")
    assert listed(response) == slugs
    assert sentence in text_of(response.content.decode())


def test_a_sorted_list_has_no_groups_and_ties_stay_in_table_order(client):
    response = client.get("/specialties/?sort=ultrasound")
    found = listed(response)
    levels = dict(Specialty.objects.values_list("slug", "ultrasound"))
    assert found == sorted(ALL, key=lambda slug: -levels[slug])
    assert found[0] == "cardiology"
    assert 'class="group"' not in response.content.decode()


def test_a_filter_that_nothing_fits_says_so(client):
    response = client.get("/specialties/?ultrasound-min=high&ultrasound-max=low")
    assert (response.status_code, listed(response)) == (200, [])
    assert "None of nineteen fits" in text_of(response.content.decode())


def test_the_form_keeps_what_was_asked(client):
    page = client.get("/specialties/?imaging-max=high&sort=procedures").content.decode()
    chosen = re.findall(
        r'<select name="([\w-]+)">(?:(?!</select>).)*value="([\w-]+)" selected', page
    )
    assert chosen == [("imaging-max", "high"), ("sort", "procedures")]
    assert "Clear all filters" in page
    assert "Clear all filters" not in client.get("/specialties/").content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("sort=loudness", "“Sort by” cannot be “loudness”."),
        ("imaging-min=7", "“Imaging, at least” cannot be “7”."),
        ("probe=%00", "“Who holds the probe” cannot be “\ufffd”."),
        ("group=%3Cscript%3E", "“Group” cannot be “<script>”."),
        ("sort=imaging&sort=ultrasound", "“Sort by” was given more than one value."),
        ("ultrasound-max=" + "9" * 5000, f"“Ultrasound, at most” cannot be “{'9' * 40}…”."),
    ],
)
def test_nonsense_is_named_and_the_unfiltered_list_shows(client, query, sentence):
    response = client.get(f"/specialties/?{query}&procedures-min=very-high")
    page = response.content.decode()
    assert response.status_code == 400
    assert sentence in html.unescape(page)
    assert listed(response) == ALL
    assert "<title>Error: Nineteen specialties" in page
    assert "<script>" not in page


def test_estimates_are_marked_and_guide_levels_are_not(client):
    page = client.get("/specialties/").content.decode()
    rows = {
        found(r"/specialties/([\w-]+)/", row)[1]: row.partition("</th>")[0]
        for row in re.findall(r'<tr role="row"><th scope="row".*?</tr>', page, re.DOTALL)
    }
    marked = {slug for slug, head in rows.items() if "our estimate" in head}
    guide = Specialty.objects.filter(guide_order__isnull=False).values_list("slug", flat=True)
    assert marked == set(ALL) - set(guide)


def test_editing_a_level_shows_at_once(client):
    assert "emergency-medicine" in listed(client.get("/specialties/?ultrasound-min=high"))
    Specialty.objects.filter(slug="emergency-medicine").update(ultrasound=Level.LOW)
    assert "emergency-medicine" not in listed(client.get("/specialties/?ultrasound-min=high"))
    page = client.get("/specialties/emergency-medicine/").content.decode()
    levels = re.findall(r'#m(\d)"/></svg>([^<]+)', page.partition('class="lvls"')[2])[:3]
    assert levels == [("1", "Low"), ("5", "High"), ("5", "High")]


# The guide's table


def test_the_table_is_the_guides_own(client):
    response = client.get("/specialties/table/")
    page = response.content.decode()
    rows = re.findall(r'<a href="/specialties/[\w-]+/">([^<]+)</a></th>(.*?)</tr>', page, re.DOTALL)
    assert [(name, *re.findall(r"</svg>([^<]+)</span>", cells)) for name, cells in rows] == [
        ("Emergency Medicine", "High", "High", "High"),
        ("Internal Medicine", "Low–Moderate", "High", "Low–Moderate"),
        ("Cardiology", "Very High", "Moderate", "Moderate–High"),
        ("General Surgery", "Moderate", "Moderate", "Very High"),
        ("Radiology (diagnostic)", "Moderate", "Very High", "Moderate–High"),
        ("Anesthesiology", "High", "Low–Moderate", "High"),
        ("OB/GYN", "High", "Low–Moderate", "High"),
        ("Neurology", "Low", "High", "Low–Moderate"),
    ]
    assert re.findall(r'<th role="columnheader"[^>]*>([^<]+)', page) == [
        "Specialty",
        "Ultrasound use",
        "Other imaging reliance",
        "Procedural intensity",
    ]
    assert 'href="#src-guide-specialties"' in page
    assert "our estimate" not in page.partition("<h2>Sources")[0]


# Profiles


def test_a_profile_names_its_field_and_its_subspecialties(client):
    cardiology = client.get("/specialties/cardiology/")
    assert re.findall(r'href="/specialties/([\w-]+)/"', section(cardiology, "subspecialties")) == [
        "interventional-cardiology",
        "electrophysiology",
    ]
    page = client.get("/specialties/electrophysiology/").content.decode()
    assert 'part of <a href="/specialties/cardiology/">' in page


def test_what_is_not_stated_is_said_and_never_nought(client):
    response = client.get("/specialties/psychiatry/")
    assert "not stated" in section(response, "day")
    assert "<svg" not in section(response, "day")
    assert section(response, "activities").count("not stated") >= 3
    assert text_of(section(response, "training")) == (
        "Training After medical school (US) not stated Match not stated"
    )


def test_activities_stand_by_frequency(client):
    response = client.get("/specialties/emergency-medicine/")
    assert re.findall(r"<h3>([^<]+)</h3>", section(response, "activities")) == [
        "Ultrasound, daily",
        "Imaging, daily",
        "Procedures, daily",
        "Procedures, common",
    ]


def test_training_and_match_carry_their_sources(client):
    response = client.get("/specialties/emergency-medicine/")
    assert "3\u00a0068 positions, 97.9\u00a0% filled" in section(response, "training")
    assert re.findall(r'href="#src-([\w-]+)"', section(response, "training")) == [
        "training-length",
        "acgme-em-150",
        "stanford-pocus",
        "nrmp-2025",
    ]


def test_the_neighbors_are_the_nearest_and_say_what_separates_them(client):
    response = client.get("/specialties/emergency-medicine/")
    part = text_of(section(response, "neighbors"))
    assert "Critical Care One step apart Reason: Moderate–High there, Moderate here." in part
    assert part.index("Critical Care") < part.index("OB/GYN") < part.index("Anesthesiology")
    tied = text_of(section(client.get("/specialties/cardiology/"), "neighbors"))
    assert tied.count("Three steps apart") == 2


def test_a_profile_links_to_the_focus_areas_that_work_with_it(client):
    response = client.get("/specialties/cardiology/")
    assert re.findall(r'href="(/focus-areas/#[\w-]+)"', section(response, "areas")) == [
        "/focus-areas/#adult-echo",
        "/focus-areas/#pediatric-echo",
    ]
    areas = client.get("/focus-areas/").content.decode()
    assert 'id="adult-echo"' in areas
    for link in FocusLink.objects.select_related("specialty"):
        assert f'href="/specialties/{link.specialty.slug}/"' in areas


def test_both_kinds_of_level_are_explained_where_both_appear(client):
    note = "A level and an axis level answer different questions."
    compared = "/specialties/compare/?with=cardiology&with=neurology"
    for address in ("/specialties/cardiology/", compared):
        assert note in client.get(address).content.decode()


@pytest.mark.parametrize("slug", ["wizardry", "Cardiology", "cardiology-", "0"])
def test_an_unknown_specialty_is_not_found(client, slug):
    assert client.get(f"/specialties/{slug}/").status_code == 404


# Pictures say what their tables say


def rows_of(part: str) -> list[tuple[str, str, str]]:
    """Name, value in words and the first bar's width of each row of a bar table."""
    found = re.findall(
        r'role="rowheader">(.*?)</th><td class="v" role="cell">(.*?)</td>'
        r'<td class="b" role="cell">(.*?)</td>',
        part,
        re.DOTALL,
    )
    widths = [re.search(r'<rect[^>]* width="([\d.]+)%"', svg) for *_, svg in found]
    return [
        (text_of(name), text_of(value), width[1] if width else "")
        for (name, value, _), width in zip(found, widths, strict=True)
    ]


def test_the_emphasis_bars_are_their_numbers(client):
    EmphasisItem.objects.filter(name="Cardiac").update(emphasis=14)
    rows = rows_of(section(client.get("/specialties/emergency-medicine/"), "emphasis"))
    assert rows == [
        ("Cardiac", "14", "100"),
        ("Procedural guidance", "7", "50"),
        ("Trauma FAST", "5", "35.71"),
        ("Lung", "5", "35.71"),
        ("RUQ and renal", "4", "28.57"),
    ]


def test_the_shares_are_their_numbers(client):
    rows = rows_of(section(client.get("/specialties/cardiology/"), "shares"))
    assert rows == [
        ("Echo", "50 %", "100"),
        ("Cath and angiography", "25 %", "50"),
        ("Stress and nuclear", "15 %", "30"),
        ("CT and MR", "10 %", "20"),
    ]


def test_the_fan_and_the_axis_bars_are_the_axis_levels(client):
    response = client.get("/specialties/emergency-medicine/")
    page = response.content.decode()
    rows = rows_of(section(response, "axes"))
    assert [(value, width) for _, value, width in rows] == [
        ("4.2 High", "80"),
        ("2.6 Moderate", "40"),
        ("4.2 High", "80"),
        ("2.6 Moderate", "40"),
        ("5.0 Very High", "100"),
    ]
    screen = found(r'<figure class="screen">.*?</figure>', page, re.DOTALL)[0]
    assert re.findall(r">([\d.]+)</text>", screen) == ["4.2", "2.6", "4.2", "2.6", "5.0"]
    label = "Five axes: generate 4.2, interpret 2.6, act 4.2, reason 2.6, tempo 5.0"
    assert f'aria-label="{label}"' in screen


def test_the_day_is_its_numbers(client):
    DaySplit.objects.filter(specialty__slug="cardiology").update(
        procedures=10, imaging=20, thinking=70
    )
    part = section(client.get("/specialties/cardiology/"), "day")
    assert re.findall(r">(\d+)</text>", part) == ["10", "20", "70"]
    assert re.findall(r"<td>(\d+)&nbsp;%</td>", part) == ["10", "20", "70"]
    rows = rows_of(section(client.get("/specialties/pictures/"), "day"))
    assert ("Cardiology (non-invasive)", "10 / 20 / 70", "10") in rows
    assert len(rows) == 6


def test_the_timeline_has_its_years_twice(client):
    part = section(client.get("/specialties/internal-medicine/"), "timeline")
    years = ["2005", "2012", "2018", "2024"]
    assert re.findall(r">(\d{4})</text>", part) == years
    assert re.findall(r'<th scope="row">(\d{4})</th>', part) == years


def test_the_probe_table_has_all_and_marks_one_place_each(client):
    part = section(client.get("/specialties/pictures/"), "probe")
    rows = rows_of(part)
    svgs = re.findall(r'<td class="b" role="cell">(.*?)</td>', part, re.DOTALL)
    places = ["performs", "interprets", "both", "rarely"]
    assert len(rows) == 19
    for (_, word, _), svg in zip(rows, svgs, strict=True):
        circles = re.findall(r'<circle class="([^"]+)"', svg)
        taken = [place for place, kind in zip(places, circles, strict=True) if kind == "f-act"]
        assert taken == ([word] if word in places else [])
    assert [word for _, word, _ in rows].count("not stated") == 2


# Side by side


def test_without_picks_there_is_a_picker(client):
    response = client.get("/specialties/compare/")
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count('<select name="with">') == 4
    assert page.count('<option value="cardiology">') == 4
    assert "selected" not in page


def test_one_pick_is_kept_in_the_picker(client):
    response = client.get("/specialties/compare/?with=cardiology&with=")
    page = response.content.decode()
    assert response.status_code == 200
    assert re.findall(r'value="([\w-]+)" selected', page) == ["cardiology"]
    assert "Where they differ" not in page


def row_names(response, title: str) -> list[str]:
    page = response.content.decode()
    part = found(rf"<h2>{title}</h2>(.*?)</section>", page, re.DOTALL)[1]
    return [name.strip() for name in re.findall(r'role="rowheader">([^<]+)', part)]


def test_what_differs_most_comes_first_and_the_same_after(client):
    response = client.get("/specialties/compare/?with=emergency-medicine&with=critical-care")
    assert "<h1>Two specialties, side by side</h1>" in response.content.decode()
    assert row_names(response, "Where they differ") == [
        "Imaging",
        "Reason",
        "Who holds the probe",
        "Training after medical school",
        "Part of",
    ]
    assert row_names(response, "The same") == [
        "Ultrasound",
        "Procedures",
        "Generate",
        "Interpret",
        "Act",
        "Tempo",
        "Group",
    ]


def test_a_comparison_follows_an_edit(client):
    address = "/specialties/compare/?with=emergency-medicine&with=critical-care"
    AxisLevel.objects.filter(specialty__slug="critical-care", axis__slug="act").update(
        level=Level.LOW
    )
    assert row_names(client.get(address), "Where they differ")[0] == "Act"


def test_four_stand_side_by_side_with_their_days(client):
    picks = ["emergency-medicine", "interventional-cardiology", "cardiology", "psychiatry"]
    response = client.get("/specialties/compare/?" + "&".join(f"with={slug}" for slug in picks))
    page = response.content.decode()
    assert re.findall(r'value="([\w-]+)" selected', page) == picks
    rows = rows_of(found(r"<h2>How the day divides</h2>.*?</section>", page, re.DOTALL)[0])
    assert [(name, value) for name, value, _ in rows] == [
        ("Emergency Medicine", "40 / 25 / 35"),
        ("Interventional Cardiology", "not stated"),
        ("Cardiology (non-invasive)", "30 / 35 / 35"),
        ("Psychiatry", "not stated"),
    ]


@pytest.mark.parametrize(
    ("picks", "status", "sentence", "kept"),
    [
        (
            ["cardiology", "wizardry"],
            404,
            "There is no specialty “wizardry” here.",
            ["cardiology"],
        ),
        (
            ["cardiology", "neurology", "%00"],
            404,
            "There is no specialty “\ufffd” here.",
            ["cardiology", "neurology"],
        ),
        (
            ["cardiology", "cardiology"],
            400,
            "A specialty can stand beside others, not beside itself: pick each once.",
            ["cardiology"],
        ),
        (ALL[:5], 400, "Only four fit side by side. The first ones are kept.", ALL[:4]),
        (ALL * 10, 400, "Only four fit side by side. The first ones are kept.", ALL[:4]),
        (["%3Cb%3E"], 404, "There is no specialty “<b>” here.", []),
    ],
)
def test_picks_that_cannot_stand_get_a_sentence_and_the_rest_is_kept(
    client, picks, status, sentence, kept
):
    response = client.get("/specialties/compare/?" + "&".join(f"with={slug}" for slug in picks))
    page = response.content.decode()
    assert response.status_code == status
    assert sentence in html.unescape(page)
    assert re.findall(r'value="([\w-]+)" selected', page) == kept
    assert "<title>Error: Compare specialties" in page


def test_an_endless_address_is_a_bad_request(client):
    assert client.get("/specialties/compare/?" + "with=cardiology&" * 500).status_code == 400


# Reading beside it


def test_the_rotations_page_has_tips_questions_and_answers(client):
    page = text_of(client.get("/specialties/rotations/").content.decode())
    assert "“Who scans more here, you or the technicians?”" in page
    assert "CT patterns point to radiology and emergency medicine." in page
    assert "Do the core clerkships show me enough? Usually not." in page
    assert "Hoff 2020" in page


def test_every_page_of_the_library_is_linked_from_the_list(client):
    page = client.get("/specialties/").content.decode()
    for name in ("compare", "pictures", "table", "rotations"):
        assert f'href="/specialties/{name}/"' in page
