import re

from rubric.results.matches import AxisCell, DifferenceRow, OddsRow, PointGroup, PointRow
from rubric.results.matches_1 import ContributionRow, SwingRow
from rubric.results.standings import LeanRow, Mark, Named, StandingRow
from rubric.templatetags import result_tags
from specialties.pictures import diverging_bar

EVIL, HARMLESS = "<b>&'", "&lt;b&gt;&amp;&#x27;"


def bars(html: str) -> list[tuple[str, str, str]]:
    return re.findall(r'<rect class="([^"]+)" x="([^"]+)" y="4" width="([^"]+)"', html)


def test_agreement_goes_right_and_disagreement_left_of_the_middle() -> None:
    html = result_tags.standing_rows(
        StandingRow((Named("x", "X", False),), "", diverging_bar(number))
        for number in (500, -500, 0)
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
        StandingRow((Named("psychiatry", "Psychiatry", has_page),), "", diverging_bar(0))
        for has_page in (True, False)
    )

    assert html.count('<a href="/specialties/psychiatry/">Psychiatry</a>') == 1
    assert html.count("Psychiatry") == 2


def test_words_of_an_editor_are_escaped() -> None:
    bar = diverging_bar(0)
    lean = LeanRow(EVIL, EVIL, EVIL, EVIL, Mark("0%", "1"), (Mark("0%", "2", "▼", 11),), "", "")
    named = Named("x", EVIL, False)
    row = PointRow(EVIL, EVIL, "5", EVIL, ("+4",))
    group = PointGroup(EVIL, EVIL, (AxisCell(EVIL, EVIL, EVIL),), (row,))
    drawn = [
        result_tags.swing_rows([SwingRow(EVIL, 1, 2, EVIL)]),
        result_tags.lean_rows([lean], "50%"),
        result_tags.contribution_rows([ContributionRow(EVIL, EVIL, "", "", "", bar)]),
        result_tags.standing_rows([StandingRow((named,), "", bar)]),
        result_tags.specialty_links([named]),
        result_tags.odds_rows([OddsRow(named, EVIL, EVIL, EVIL)]),
        result_tags.difference_rows([DifferenceRow(EVIL, EVIL, EVIL, EVIL)]),
        result_tags.point_rows([group]),
    ]

    for html in drawn:
        assert EVIL not in html
        assert HARMLESS in html


def test_those_that_agree_equally_share_a_row() -> None:
    names = Named("a", "A", False), Named("b", "B", False), Named("c", "C", False)
    html = result_tags.standing_rows([StandingRow(names, "0.000", diverging_bar(0))])

    assert html.count("<tr") == 1
    assert "A, B and C" in html
