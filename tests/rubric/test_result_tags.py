import re

from rubric.results.matches import ContributionRow, LeanRow, Mark, StandingRow, SwingRow
from rubric.templatetags import result_tags
from specialties.pictures import diverging_bar

EVIL, HARMLESS = "<b>&'", "&lt;b&gt;&amp;&#x27;"


def bars(html: str) -> list[tuple[str, str, str]]:
    return re.findall(r'<rect class="([^"]+)" x="([^"]+)" y="4" width="([^"]+)"', html)


def test_agreement_goes_right_and_disagreement_left_of_the_middle() -> None:
    html = result_tags.standing_rows(
        StandingRow("x", "X", False, "", diverging_bar(number)) for number in (500, -500, 0)
    )

    assert bars(html) == [("f-act", "50%", "25%"), ("f-ha", "25%", "25%"), ("f-act", "50%", "0%")]
    assert re.findall(r'<circle class="f-ink" cx="([^"]+)"', html) == ["75%", "25%", "50%"]


def test_what_pulls_apart_has_an_outline_too() -> None:
    html = result_tags.contribution_rows(
        ContributionRow("A", "a", "5.0", "4.2", "+0.5", diverging_bar(number))
        for number in (500, -500)
    )

    assert bars(html) == [
        ("f-act", "50%", "25%"),
        ("f-ha", "25%", "25%"),
        ("k k-away", "25%", "25%"),
    ]


def test_only_a_specialty_with_a_page_is_a_link() -> None:
    html = result_tags.standing_rows(
        StandingRow("psychiatry", "Psychiatry", has_page, "", diverging_bar(0))
        for has_page in (True, False)
    )

    assert html.count('<a href="/specialties/psychiatry/">Psychiatry</a>') == 1
    assert html.count("Psychiatry") == 2


def test_words_of_an_editor_are_escaped() -> None:
    bar = diverging_bar(0)
    lean = LeanRow(EVIL, EVIL, EVIL, EVIL, Mark("0%", "1"), (Mark("0%", "2", "▼", 11),), "", "")
    drawn = [
        result_tags.swing_rows([SwingRow(EVIL, 1, 2, EVIL)]),
        result_tags.lean_rows([lean], "50%"),
        result_tags.contribution_rows([ContributionRow(EVIL, EVIL, "", "", "", bar)]),
        result_tags.standing_rows([StandingRow("x", EVIL, False, "", bar)]),
    ]

    for html in drawn:
        assert EVIL not in html
        assert HARMLESS in html
