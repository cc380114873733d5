"""A result on paper: how many pages, what stands on the first, and what never gets there."""

import re
import unicodedata
from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.kinds import Site

NewPage = Callable[..., Page]
FORMATS = ("A4", "Letter")
# The summary is one page; the comparisons after it take the rest.
MOST_PAGES = {"sonographer-result": 10, "tied-result": 11, "example": 11, "match-result": 6}
NAVIGATION = ("Skip to the content", "On this page", "How it works", "Delete my result", "Privacy")


def printed(page: Page, paper: str) -> PdfReader:
    return PdfReader(BytesIO(page.pdf(format=paper)))


def words(text: str) -> str:
    """One line of plain letters: a font's ligatures and no-break spaces are not the point."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def page_texts(pdf: PdfReader) -> list[str]:
    return [words(page.extract_text()) for page in pdf.pages]


def addresses(pdf: PdfReader) -> list[str]:
    """Where every link on paper leads."""
    notes = [note.get_object() for page in pdf.pages for note in page.get("/Annots") or []]
    return [str(note["/A"].get_object().get("/URI", "")) for note in notes if "/A" in note]


@pytest.mark.parametrize("paper", FORMATS)
@pytest.mark.parametrize("kind", MOST_PAGES)
def test_a_result_prints_on_few_pages_and_keeps_its_address(
    new_page: NewPage, seeded: Site, kind: str, paper: str
) -> None:
    page = new_page()
    seeded.open(page, kind)
    pdf = printed(page, paper)
    texts = page_texts(pdf)
    size = {"A4": (595, 842), "Letter": (612, 792)}[paper]

    assert [float(side) for side in pdf.pages[0].mediabox[2:]] == pytest.approx(size, abs=2)
    assert 1 <= len(texts) <= MOST_PAGES[kind]
    assert [name for name in NAVIGATION if any(name in text for text in texts)] == []
    # Not even in the links, which a reader of the file can follow.
    token = seeded.paths[kind].strip("/").split("/")[-1]
    if kind != "example":
        assert [text for text in texts + addresses(pdf) if token in text] == []
        assert [text for text in texts + addresses(pdf) if "/r/" in text] == []


@pytest.mark.parametrize("paper", FORMATS)
def test_the_first_page_of_a_path_sums_it_up(new_page: NewPage, seeded: Site, paper: str) -> None:
    page = new_page()
    seeded.open(page, "sonographer-result")
    persona, firm = page.locator(".persona").inner_text(), page.locator(".big").inner_text()
    first = page_texts(printed(page, paper))[0]

    assert "You clearly lean generalist" in first
    assert words(persona) in first
    assert words(firm) in first
    assert re.search(r"\b39\b", first)
    assert re.search(r"\b25\b", first)
    # The ledger: its first row, its last, and its sums.
    assert "Interest in variety" in first
    assert re.search(r"Total, of 9 to 45 39 25", first)


@pytest.mark.parametrize("paper", FORMATS)
def test_the_first_page_of_a_match_sums_it_up(new_page: NewPage, seeded: Site, paper: str) -> None:
    page = new_page()
    seeded.open(page, "match-result")
    firm = page.locator("#sure .big").inner_text()
    agreement = page.locator("#sure tbody tr:last-child td").first.inner_text()
    first = page_texts(printed(page, paper))[0]

    assert words(page.locator("h1").inner_text()) in first
    assert words(firm) in first
    assert agreement in first
    assert "Which answer decides?" in first


def test_the_comparisons_begin_on_a_page_of_their_own(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "sonographer-result")
    texts = page_texts(printed(page, "A4"))

    assert "The two paths, side by side" not in texts[0]
    assert texts[1].startswith("The two paths, side by side")


def test_paper_shows_where_links_lead_and_what_was_folded(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "sonographer-result")
    whole = " ".join(page_texts(printed(page, "A4")))

    assert "https://www.bls.gov/ooh/" in whole.replace(" ", "")
    assert "Peer-reviewed articles" in whole
    assert "Show the targets" not in whole


@pytest.mark.parametrize("kind", ["sonographer-result", "match-result"])
def test_paper_is_white_and_ink_black(new_page: NewPage, seeded: Site, kind: str) -> None:
    page = new_page(color_scheme="dark")
    seeded.open(page, kind)
    page.emulate_media(media="print")
    inks = page.evaluate(
        """() => {
            const shown = [...document.querySelectorAll("body *")].filter(
                one => !one.closest("svg") && one.checkVisibility());
            const styles = shown.map(one => getComputedStyle(one));
            return {
                texts: [...new Set(styles.map(style => style.color))],
                grounds: [...new Set(styles.map(style => style.backgroundColor))],
            };
        }"""
    )

    assert inks["texts"] == ["rgb(0, 0, 0)"]
    assert set(inks["grounds"]) <= {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}


@pytest.mark.parametrize("paper", FORMATS)
@pytest.mark.parametrize("kind", ["sonographer-result", "match-result"])
def test_no_heading_stands_at_the_foot_of_a_page(
    new_page: NewPage, seeded: Site, kind: str, paper: str
) -> None:
    page = new_page()
    seeded.open(page, kind)
    headings = {words(text) for text in page.locator("h2, h3").all_inner_texts()}
    pdf = printed(page, paper)
    last_lines = [words(sheet.extract_text().strip().splitlines()[-1]) for sheet in pdf.pages]

    assert headings.intersection(last_lines) == set()
