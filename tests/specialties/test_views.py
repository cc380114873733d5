"""The pages as a browser gets them: status, tables, and pictures that say what tables say."""

import html
import re

import pytest

from rubric import editions
from specialties.library import Library

pytestmark = pytest.mark.django_db

PAGES = (
    "/paths/",
    "/sources/",
    "/focus-areas/",
    "/specialties/",
    "/specialties/?ultrasound-min=high&probe=performs&group=scan-and-act&sort=imaging",
    "/specialties/table/",
    "/specialties/pictures/",
    "/specialties/rotations/",
    "/specialties/compare/",
    "/specialties/compare/?with=neurology&with=ob-gyn",
    "/specialties/emergency-medicine/",
)


def found(pattern: str, text: str) -> re.Match[str]:
    match = re.search(pattern, text, re.DOTALL)
    assert match, pattern
    return match


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def visible(page: str) -> str:
    """The words of a page; a break in the source is a space, a tag is nothing."""
    main = found(r"<main.*?</main>", page)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", main)).split())


def section(response, name: str) -> str:
    return found(rf'<section class="part" id="{name}">.*?</section>', response.content.decode())[0]


def rows_of(part: str) -> list[tuple[str, str, str]]:
    """Name, value in words and the first bar's width of each row of a bar table."""
    rows = re.findall(
        r'role="rowheader">(.*?)</th>\s*<td class="v" role="cell">(.*?)</td>'
        r'\s*<td class="b" role="cell">(.*?)</td>',
        part,
        re.DOTALL,
    )
    widths = [re.search(r'<rect[^>]* width="([\d.]+)%"', svg) for *_, svg in rows]
    return [
        (text_of(name), text_of(value), width[1] if width else "")
        for (name, value, _), width in zip(rows, widths, strict=True)
    ]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_and_is_only_read(client, address):
    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", PAGES)
def test_no_sentence_ends_twice(client, address):
    words = visible(client.get(address).content.decode())
    assert ".." not in words
    assert not re.search(r" [.,](?!\d)", words)


@pytest.mark.parametrize("address", PAGES)
def test_nothing_published_is_no_error(client, empty_db, address):
    assert client.get(address).status_code in (200, 400, 404)


def test_every_profile_opens(client, library: Library):
    for slug in library.specialty_by_slug:
        response = client.get(f"/specialties/{slug}/")
        assert response.status_code == 200
        assert "None" not in text_of(response.content.decode()).split()


@pytest.mark.parametrize("slug", ["wizardry", "Cardiology", "cardiology-", "0"])
def test_an_unknown_specialty_is_not_found(client, slug):
    assert client.get(f"/specialties/{slug}/").status_code == 404


# The list


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
    assert "<title>Error: Nineteen specialties" in page
    assert len(re.findall(r'<tr role="row">\s*<th scope="row"', page)) == 19
    assert re.findall(r'value="([\w-]+)" selected', page) == ["very-high"]
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("/specialties/?sort=nonsense", "/specialties/?sort=imaging"),
        ("/specialties/compare/?with=nonsense", "/specialties/compare/?with=neurology&with=ob-gyn"),
    ],
)
def test_the_frame_of_a_page_says_nothing_of_who_asked_first(client, wrong, right):
    client.get(right)
    expected = client.get(right).content
    editions.newest().kept.clear()
    client.get(wrong)
    assert client.get(right).content == expected


def test_a_filter_can_be_cleared_once_there_is_one(client):
    assert "Clear all filters" in client.get("/specialties/?sort=imaging").content.decode()
    assert "Clear all filters" not in client.get("/specialties/").content.decode()


def test_a_list_has_a_heading_for_each_group_and_a_sorted_one_has_none(client):
    grouped = client.get("/specialties/").content.decode()
    assert grouped.count('<tr class="group"') == 4
    page = client.get("/specialties/?sort=ultrasound").content.decode()
    assert 'class="group"' not in page


def test_a_filter_that_nothing_fits_says_so(client):
    page = client.get("/specialties/?ultrasound-min=high&ultrasound-max=low").content.decode()
    assert "Ask for a little less" in page
    assert '<table class="levels' not in page


def test_a_row_has_three_levels_and_who_holds_the_probe(client):
    page = client.get("/specialties/").content.decode()
    row = found(r'<a href="/specialties/psychiatry/">.*?</tr>', page)[0]
    assert text_of(row) == (
        "Psychiatry our estimate Ultrasound Low Imaging Low Procedures Low "
        "Probe: No scanning is mentioned. our estimate"
    )
    assert re.findall(r'href="#m(\d)"', row) == ["1", "1", "1"]


def test_every_page_of_the_library_is_linked_from_the_list(client):
    page = client.get("/specialties/").content.decode()
    for name in ("compare", "pictures", "table", "rotations"):
        assert f'href="/specialties/{name}/"' in page


def test_the_table_has_the_headings_of_the_guide(client):
    page = client.get("/specialties/table/").content.decode()
    assert re.findall(r'<th role="columnheader"[^>]*>([^<]+)', page) == [
        "Specialty",
        "Ultrasound use",
        "Other imaging reliance",
        "Procedural intensity",
    ]
    assert 'href="#src-guide-specialties"' in page


# Profiles and pictures


def test_a_profile_says_what_is_not_stated(client):
    response = client.get("/specialties/psychiatry/")
    assert "not stated" in section(response, "day")
    assert "<svg" not in section(response, "day")
    assert section(response, "activities").count("not stated") >= 3
    assert text_of(section(response, "training")) == (
        "Training After medical school (US) not stated Match not stated"
    )


def test_a_profile_leads_to_its_neighbors_and_areas(client):
    response = client.get("/specialties/cardiology/")
    assert re.findall(r'href="(/focus-areas/#[\w-]+)"', section(response, "areas")) == [
        "/focus-areas/#adult-echo",
        "/focus-areas/#pediatric-echo",
    ]
    near = section(response, "neighbors")
    assert "/specialties/compare/?with=cardiology&amp;with=" in near
    assert text_of(near).count("Three steps apart") == 2
    part_of = client.get("/specialties/electrophysiology/").content.decode()
    assert 'part of <a href="/specialties/cardiology/">' in part_of


@pytest.mark.parametrize(
    ("slug", "part", "first"),
    [
        ("emergency-medicine", "emphasis", ("Procedural guidance", "7", "100")),
        ("cardiology", "shares", ("Echo", "50 %", "100")),
    ],
)
def test_value_bars_are_their_numbers(client, slug, part, first):
    assert rows_of(section(client.get(f"/specialties/{slug}/"), part))[0] == first


def test_the_fan_and_the_axis_bars_say_the_same(client):
    response = client.get("/specialties/emergency-medicine/")
    assert [(value, width) for _, value, width in rows_of(section(response, "axes"))] == [
        ("4.2 High", "80"),
        ("2.6 Moderate", "40"),
        ("4.2 High", "80"),
        ("2.6 Moderate", "40"),
        ("5.0 Very High", "100"),
    ]
    screen = found(r'<figure class="screen">.*?</figure>', response.content.decode())[0]
    assert re.findall(r">([\d.]+)</text>", screen) == ["4.2", "2.6", "4.2", "2.6", "5.0"]
    label = "Five axes: generate 4.2, interpret 2.6, act 4.2, reason 2.6, tempo 5.0"
    assert f'aria-label="{label}"' in screen


def test_the_day_is_drawn_and_said(client):
    part = section(client.get("/specialties/cardiology/"), "day")
    assert re.findall(r">(\d+)</text>", part) == ["30", "35", "35"]
    assert re.findall(r"<td>(\d+)&nbsp;%</td>", part) == ["30", "35", "35"]
    rows = rows_of(section(client.get("/specialties/pictures/"), "day"))
    assert ("Cardiology (non-invasive)", "30 / 35 / 35", "30") in rows
    assert len(rows) == 6


def test_the_timeline_has_its_years_twice(client):
    part = section(client.get("/specialties/internal-medicine/"), "timeline")
    years = ["2005", "2012", "2018", "2024"]
    assert re.findall(r">(\d{4})</text>", part) == years
    assert re.findall(r'<th scope="row">(\d{4})</th>', part) == years


def test_the_probe_table_marks_one_place_a_row(client):
    part = section(client.get("/specialties/pictures/"), "probe")
    rows = rows_of(part)
    svgs = re.findall(r'<td class="b" role="cell">(.*?)</td>', part, re.DOTALL)
    places = ["performs", "interprets", "both", "rarely"]
    assert len(rows) == 19
    for (_, word, _), svg in zip(rows, svgs, strict=True):
        circles = re.findall(r'<circle class="([^"]+)"', svg)
        taken = [place for place, kind in zip(places, circles, strict=True) if kind == "f-act"]
        assert taken == ([word] if word in places else [])


# Side by side


def test_four_stand_side_by_side(client):
    picks = ["emergency-medicine", "interventional-cardiology", "cardiology", "psychiatry"]
    address = "/specialties/compare/?" + "&".join(f"with={slug}" for slug in picks)
    page = client.get(address).content.decode()
    assert "<h1>Four specialties, side by side</h1>" in page
    assert re.findall(r'value="([\w-]+)" selected', page) == picks
    part = found(r"<h2>How the day divides</h2>.*?</section>", page)[0]
    assert [(name, value) for name, value, _ in rows_of(part)] == [
        ("Emergency Medicine", "40 / 25 / 35"),
        ("Interventional Cardiology", "not stated"),
        ("Cardiology (non-invasive)", "30 / 35 / 35"),
        ("Psychiatry", "not stated"),
    ]
    differ = found(r"<h2>Where they differ</h2>.*?</section>", page)[0]
    assert differ.count("<td") == 4 * len(re.findall(r'<th scope="row"', differ))


def test_a_picker_has_no_more_than_the_specialties(client):
    page = client.get("/specialties/compare/").content.decode()
    assert page.count('<select name="with">') == 4
    assert page.count('<option value="cardiology">') == 4
    assert "selected" not in page


@pytest.mark.parametrize(
    ("query", "status", "kept"),
    [
        ("with=cardiology&with=wizardry", 404, ["cardiology"]),
        ("with=cardiology&with=cardiology", 400, ["cardiology"]),
        ("with=%3Cb%3E", 404, []),
        ("with=cardiology&" * 500, 400, ["cardiology"]),
    ],
)
def test_picks_that_cannot_stand_are_an_error_and_the_rest_is_kept(client, query, status, kept):
    response = client.get(f"/specialties/compare/?{query}")
    page = response.content.decode()
    assert response.status_code == status
    assert re.findall(r'value="([\w-]+)" selected', page) == kept
    assert "<title>Error: Compare specialties" in page
    assert "<b>”" not in page


# The paths, and reading beside them


def test_the_paths_show_both_sides_of_how_each_goes_wrong(client, library: Library):
    part = section(client.get("/paths/"), "failure-modes")
    columns = re.split(r"<h3>", part)[1:]
    for column, path in zip(columns, library.paths, strict=True):
        words = text_of(column)
        assert words.startswith(path.name)
        modes = [row for row in library.failure_modes if row.path == path.slug]
        assert column.count("<dt>") == len(modes)
        assert all(f"{row.sign} {row.cost} {row.remedy}" in words for row in modes)


def test_every_answer_is_followed_by_its_sources(client, library: Library):
    rows = re.findall(r"<div><dt>(.*?)</div>", section(client.get("/paths/"), "faq"))
    assert [re.findall(r'href="#src-([\w-]+)"', row) for row in rows] == [
        list(question.sources) for question in library.questions_of("faq")
    ]


def test_the_areas_lead_to_every_specialty_they_work_with(client, library: Library):
    for address in ("/focus-areas/", "/paths/"):
        page = client.get(address).content.decode()
        for area in library.areas:
            for link in area.specialties:
                assert f'href="/specialties/{link.specialty}/"' in page
    words = visible(client.get("/focus-areas/").content.decode())
    assert "Works with Cardiology (non-invasive), Interventional Cardiology" in words


@pytest.mark.parametrize("address", ["/paths/", "/focus-areas/"])
def test_the_paths_lead_to_their_questionnaire(client, address):
    page = client.get(address).content.decode()
    assert '<a class="btn" href="/q/sonographer-path/">' in page
    assert '<a class="btn" href="/q/specialty-match/">' not in page


def test_a_foot_says_when_its_sources_were_last_read(client):
    for address in ("/paths/", "/specialties/"):
        assert "last checked November 2026." in visible(client.get(address).content.decode())


def test_the_sources_explain_every_grade(client):
    page = client.get("/sources/").content.decode()
    assert "All 39 sources" in page
    assert set(re.findall(r'<span class="src (\w+)">', page)) == {"pub", "rep", "gui", "est"}
    assert page.count('<li id="src-') == 39
