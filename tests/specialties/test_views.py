"""The pages as a browser gets them: status, tables, and pictures that say what tables say."""

import html
import re

import pytest

from rubric import editions
from specialties.library import Library
from specialties.pages import guide

pytestmark = pytest.mark.django_db

GUIDE = tuple(f"/paths/{slug}/" for slug in guide.PAGES)
PAGES = (
    "/paths/",
    *GUIDE,
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


def test_every_page_of_the_library_is_linked_from_the_list(client):
    page = client.get("/specialties/").content.decode()
    for name in ("compare", "pictures", "table", "rotations"):
        assert f'href="/specialties/{name}/"' in page


def test_a_list_that_shows_nothing_names_nothing_behind_it(client):
    words = visible(client.get("/specialties/").content.decode())
    assert "How to get there: " in words
    words = visible(client.get("/specialties/?imaging-min=high&imaging-max=low").content.decode())
    assert "How to get there" not in words


def test_the_table_has_the_headings_of_the_guide(client):
    page = client.get("/specialties/table/").content.decode()
    assert re.findall(r'<th role="columnheader"[^>]*>([^<]+)', page) == [
        "Specialty",
        "Ultrasound use",
        "Other imaging reliance",
        "Procedural intensity",
    ]
    assert "From the career guide, no published source." in page


# Profiles and pictures


@pytest.mark.parametrize(
    ("slug", "part", "first"),
    [
        ("emergency-medicine", "emphasis", ("Procedural guidance", "7", "100")),
        ("cardiology", "shares", ("Echo", "50 %", "100")),
    ],
)
def test_value_bars_are_their_numbers(client, slug, part, first):
    assert rows_of(section(client.get(f"/specialties/{slug}/"), part))[0] == first


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
        ("Interventional Cardiology", "only for the whole field"),
        ("Cardiology (non-invasive)", "only for the whole field"),
        ("Psychiatry", "not stated"),
        ("Cardiology (whole field)", "30 / 35 / 35"),
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


def test_the_guide_shows_both_sides_of_how_each_goes_wrong(client, library: Library):
    page = client.get("/paths/failure-modes/").content.decode()
    for path in library.paths:
        column = found(rf'<section id="{path.slug}">.*?</section>', page)[0]
        words = text_of(column)
        assert words.startswith(path.name)
        modes = [row for row in library.failure_modes if row.path == path.slug]
        assert column.count("<dt>") == len(modes)
        assert all(f"{row.sign} {row.cost} {row.remedy}" in words for row in modes)


@pytest.mark.parametrize("slug", ["wizardry", "Pay", "paths", "areas"])
def test_an_unknown_part_of_the_guide_is_not_found(client, slug):
    assert client.get(f"/paths/{slug}/").status_code == 404


def test_the_parts_of_the_guide_lead_from_one_to_the_next(client):
    addresses = ["/paths/", *GUIDE, "/focus-areas/"]
    read = client.get("/paths/").content.decode()
    assert (
        re.findall(r'<li><a href="([^"]+)"', found(r'<ul class="readon">.*?</ul>', read)[0])
        == (addresses[1:])
    )
    for at, address in enumerate(addresses[1:], start=1):
        nav = found(r'<nav class="way.*?</nav>', client.get(address).content.decode())[0]
        ends = dict(re.findall(r'rel="(\w+)" href="([^"]+)"', nav))
        assert ends == {
            rel: addresses[to]
            for rel, to in (("prev", at - 1), ("next", at + 1))
            if to < len(addresses)
        }
        listed = re.findall(r'<a href="([^"]+)">', nav)
        assert listed == [it for it in addresses if it != address]
        assert nav.count('aria-current="page"') == 1


@pytest.mark.parametrize("address", [*PAGES, "/method/"])
def test_every_number_leads_to_the_foot_and_every_source_there_has_its_number(client, address):
    page = client.get(address).content.decode()
    if address == "/sources/":
        assert 'class="ref"' not in page
        return
    numbers = list(map(int, re.findall(r'class="ref" href="#s(\d+)"', page)))
    listed = list(map(int, re.findall(r'<li id="s(\d+)">', page)))
    assert listed == list(range(1, len(listed) + 1))
    # They rise in the order of the page.
    assert list(dict.fromkeys(numbers)) == listed


@pytest.mark.parametrize("address", ["/paths/", *GUIDE, "/focus-areas/"])
def test_a_part_of_the_guide_says_once_where_it_is_from(client, address):
    page = client.get(address).content.decode()
    body = page[page.index("<h1>") : page.index('id="sources"')]
    assert re.search(r"From [A-Z][^<]*\.|From the career guide|Our estimate", body)
    assert 'class="src ' not in page
    assert "as reported" not in re.sub(r'aria-label="[^"]*"', "", body).replace(
        "is reported as", ""
    )


def test_the_areas_lead_to_every_specialty_they_work_with(client, library: Library):
    page = client.get("/focus-areas/").content.decode()
    for area in library.areas:
        for link in area.specialties:
            assert f'href="/specialties/{link.specialty}/"' in page
    assert 'href="/focus-areas/"' in client.get("/paths/").content.decode()
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


def test_the_sources_explain_every_grade(client, library: Library):
    page = client.get("/sources/").content.decode()
    assert f"All {len(library.sources)} sources" in page
    for words in ("Published", "As reported", "Career guide, no published source", "Our estimate"):
        assert f"<dt><b>{words}</b></dt>" in page
    assert page.count('<li id="s') == len(library.sources)


# What the second content added


def test_a_row_has_its_levels_who_holds_the_probe_and_whom_it_may_fit(client, library: Library):
    page = client.get("/specialties/").content.decode()
    row = found(r'<a href="/specialties/breast-surgery/">.*?</tr>', page)[0]
    words = text_of(row)
    specialty = library.specialty_by_slug["breast-surgery"]
    assert words.startswith(
        "Breast Surgery our estimate A fellowship after general surgery Ultrasound Moderate–High"
    )
    assert specialty.probe_text in words
    assert re.findall(r'href="#m(\d)"', row) == ["4", "3", "5"]
    row = found(r'<a href="/specialties/psychiatry/">.*?</tr>', page)[0]
    assert "It may fit if you want " in text_of(row)


def test_a_profile_hides_what_is_not_known_and_names_it(client):
    page = client.get("/specialties/psychiatry/").content.decode()
    assert 'id="day"' not in page
    assert 'id="areas"' not in page
    assert "We have not found how its day divides, what fills its day or numbers" in visible(page)


def test_a_profile_leads_to_how_it_is_reached_its_neighbors_and_areas(client, library: Library):
    response = client.get("/specialties/cardiology/")
    areas = re.findall(r'href="/focus-areas/#([\w-]+)"', section(response, "areas"))
    assert areas == [
        area.slug
        for area in library.areas
        if "cardiology" in [link.specialty for link in area.specialties]
    ]
    assert "/specialties/compare/?with=cardiology&amp;with=" in section(response, "neighbors")
    part = section(client.get("/specialties/critical-care/"), "training")
    for route in library.specialty_by_slug["critical-care"].routes:
        assert f'href="/specialties/{route.after}/"' in part


def test_the_fan_and_the_axis_table_say_the_same(client, library: Library):
    response = client.get("/specialties/emergency-medicine/")
    levels = [row.level for row in library.specialty_by_slug["emergency-medicine"].axis_levels]
    part = section(response, "axes")
    assert [int(step) for step in re.findall(r'href="#m(\d)"', part)] == levels
    screen = found(r'<figure class="screen">.*?</figure>', response.content.decode())[0]
    assert [int(step) for step in re.findall(r">(\d)</text>", screen)] == levels
    said = ", ".join(
        f"{axis.gist} {level.value} ({level.label})"
        for axis, level in zip(library.axes, levels, strict=True)
    )
    assert f'aria-label="Axes: {said}"' in screen


def test_the_day_is_drawn_and_said(client):
    part = section(client.get("/specialties/emergency-medicine/"), "day")
    assert re.findall(r">(\d+)</text>", part) == ["40", "25", "35"]
    assert re.findall(r"<td>(\d+)&nbsp;%</td>", part) == ["40", "25", "35"]
    rows = rows_of(section(client.get("/specialties/pictures/"), "day"))
    assert ("Cardiology (whole field)", "30 / 35 / 35", "30") in rows
    assert len(rows) == 6


def test_the_day_of_a_whole_field_is_never_called_that_of_a_track(client, library: Library):
    drawn = {name for name, *_ in rows_of(section(client.get("/specialties/pictures/"), "day"))}
    tracks = [
        (row, library.whole_field_by_slug[row.whole_field])
        for row in library.specialties
        if row.whole_field
    ]
    assert len(tracks) == 5
    for track, field in tracks:
        part = section(client.get(f"/specialties/{track.slug}/"), "day")
        assert (
            f"Not stated for this track; the guide gives the whole field: {field.name}."
        ) in text_of(part)
        assert text_of(found(r"<caption.*?</caption>", part)[0]).startswith(f"{field.name}: ")
        assert track.name not in text_of(part)
        assert track.name not in drawn
        assert field.name in drawn
    own = section(client.get("/specialties/emergency-medicine/"), "day")
    assert "Not stated for this track" not in own


def test_every_estimated_axis_level_is_marked_on_its_profile(client, library: Library):
    marks = []
    for row in library.specialties:
        part = section(client.get(f"/specialties/{row.slug}/"), "axes")
        why = re.findall(r'<td class="day small" role="cell">(.*?)</td>', part, re.DOTALL)
        assert ["Our estimate" in words for words in why] == [
            level.is_estimate for level in row.axis_levels
        ], row.slug
        marks += why
    # As many as the table of the six axes has.
    assert (len(marks), sum("Our estimate" in words for words in marks)) == (114, 87)


def test_a_profile_says_whom_it_may_fit_and_a_caution_apart(client, library: Library):
    words = visible(client.get("/specialties/internal-medicine/").content.decode())
    (warning,) = library.specialty_by_slug["internal-medicine"].fits
    assert f"A caution: {warning.text}" in words
    assert "It may fit if you want" not in words
    words = visible(client.get("/specialties/anesthesiology/").content.decode())
    said = "; or ".join(fit.text for fit in library.specialty_by_slug["anesthesiology"].fits)
    assert f"It may fit if you want {said}." in words
    assert "A caution" not in words


def test_every_route_of_a_profile_stands_with_its_years_and_its_source(client, library: Library):
    for row in library.specialties:
        part = section(client.get(f"/specialties/{row.slug}/"), "training")
        heading = "How to get there" if any(it.after for it in row.routes) else "Training"
        assert f"<h2>{heading}</h2>" in part
        rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td></tr>', part)
        for route in row.routes:
            after = library.specialty_by_slug.get(route.after or "")
            start = f"After {after.name.lower()[:8]}" if after else "Its own residency"
            [text] = [text for label, text in rows if label.startswith(start)]
            assert f"{route.years} years" in text or (route.text and route.text in text)
            assert library.source_by_key[route.source].chip in text


def test_pay_by_year_is_drawn_as_its_table_has_it(client, library: Library):
    page = client.get("/paths/pay/").content.decode()
    part = found(r'id="years">.*?</section>', page)[0]
    chart, table = part.split('<table class="levels versus pay"')
    chart = chart[chart.rindex('<table class="bars"') :]
    years = {
        str(row.year): (row.p10, row.p25, row.p50, row.p75, row.p90) for row in library.pay_years
    }
    rows = re.findall(r'role="rowheader">(\d+)</th>(.*?)</tr>', table, re.DOTALL)
    assert {
        year: tuple(int(text.replace(",", "")) for text in re.findall(r"\$([\d,]+)", cells))
        for year, cells in rows
    } == years
    low, high = (
        int(text.replace(",", "")) for text in found(r"from \$(\S+) to \$(\S+)<", chart).groups()
    )
    drawn = re.findall(r'role="rowheader">(\d+)(.*?)</tr>', chart, re.DOTALL)
    assert [year for year, _ in drawn] == list(years)
    for year, cells in drawn:
        _, line, median = re.findall(r'<line[^>]* x1="([\d.]+)%?" x2="([\d.]+)%"', cells)
        box = found(r'<rect[^>]* x="([\d.]+)%"[^>]* width="([\d.]+)%"', cells).groups()
        start, width = map(float, box)
        at = [*map(float, line), start, start + width, float(median[0])]
        p10, p25, p50, p75, p90 = years[year]
        places = [100 * (dollars - low) / (high - low) for dollars in (p10, p90, p25, p75, p50)]
        assert at == pytest.approx(places, abs=0.02), year
        assert f"${p50:,}" in cells
