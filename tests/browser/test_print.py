"""A result on paper: how many pages, what stands on the first, and what never gets there."""

import unicodedata
from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests import qr
from tests.browser.kinds import KINDS, Site

NewPage = Callable[..., Page]
FORMATS = ("A4", "Letter")
MOST_PAGES = {"sonographer-result": 2, "tied-result": 2, "example": 2, "match-result": 2}
# A part of the guide prints by itself.
GUIDE_PAGES = {"paths": 3, "focus-areas": 2} | {
    kind: 2 for kind in KINDS if kind.startswith("guide-")
}
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


@pytest.mark.parametrize("kind", ["own-class", "match-own-class"])
def test_a_place_in_a_class_says_on_paper_what_it_is_of(
    new_page: NewPage, seeded: Site, kind: str
) -> None:
    page = new_page()
    seeded.open(page, kind)
    names = page.locator(".places summary > span:first-child").all_inner_texts()
    text = " ".join(page_texts(printed(page, "A4")))

    assert len(names) >= 6
    assert [name for name in names if words(name) not in text] == []
    assert text.count("You:") >= len(names)


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
def test_the_first_page_of_a_match_sums_it_up(new_page: NewPage, seeded: Site, paper: str) -> None:
    page = new_page()
    seeded.open(page, "match-result")
    sure = page.locator(".hero .sure p").inner_text().replace("How we know", "")
    first, *rest = page_texts(printed(page, paper))

    assert words(page.locator("h1").inner_text()) in first
    assert words(sure) in first
    for part in ("The three that lead", "What would change it", "On your next rotation"):
        assert part in first
    assert "Together: very close" in " ".join((first, *rest))


def test_paper_shows_where_links_lead_and_what_was_folded(new_page: NewPage, seeded: Site) -> None:
    page = new_page()
    seeded.open(page, "sonographer-result")
    whole = " ".join(page_texts(printed(page, "A4")))

    assert "https://bls.gov/oes/tables.htm" in whole.replace(" ", "")
    assert "Peer-reviewed articles" in whole
    assert "Show the sources" not in whole


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


@pytest.mark.parametrize("paper", FORMATS)
@pytest.mark.parametrize("kind", GUIDE_PAGES)
def test_a_part_of_the_guide_prints_by_itself_with_its_sources(
    new_page: NewPage, seeded: Site, kind: str, paper: str
) -> None:
    page = new_page()
    seeded.open(page, kind)
    texts = page_texts(printed(page, paper))

    assert 1 <= len(texts) <= GUIDE_PAGES[kind]
    absent = (*NAVIGATION, "Next: ", "Read on", "Show the sources")
    assert [name for name in absent if any(name in text for text in texts)] == []
    assert any("last checked November 2026" in text for text in texts)


@pytest.mark.parametrize("paper", FORMATS)
def test_a_hand_out_is_one_page_with_its_code(new_page: NewPage, seeded: Site, paper: str) -> None:
    page = new_page(color_scheme="dark")
    seeded.open(page, "hand-out")
    code, steps = page.locator(".code").inner_text(), page.locator(".steps li").all_inner_texts()
    pdf = printed(page, paper)
    (text,) = page_texts(pdf)

    assert code in text.replace(" ", "")
    # As short as it can be typed.
    assert f"{seeded.address.partition('//')[2]}/j/" in text
    assert [step for step in steps if words(step) not in text] == []
    assert [name for name in (*NAVIGATION, "Back to the class", "Print") if name in text] == []
    # Whoever reads the sheet must not run the class.
    token = seeded.paths["hand-out"].split("/")[2]
    assert [one for one in (text, *addresses(pdf)) if token in one] == []
    page.emulate_media(media="print")
    joined = f"{seeded.address}/j/{code}/"
    assert qr.decode(qr.seen(page.locator(".ticket .qr").screenshot())) == joined
