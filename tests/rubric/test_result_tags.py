import re

from rubric.results.points import AxisRow, PointRow, bar
from rubric.results.rotations import Visit
from rubric.results.standings import Named, Row, StandingRow, WordGroup
from rubric.templatetags import result_tags

EVIL, HARMLESS = "<b>&'", "&lt;b&gt;&amp;&#x27;"


def axis(points: int, *rows: PointRow) -> AxisRow:
    return AxisRow("A", "you +1, it +2", str(points), bar(points, 24), "+0.1", rows)


def bars(html: str) -> list[tuple[str, str, str]]:
    return re.findall(r'<rect class="([^"]+)" x="([^"]+)" y="2" width="([^"]+)"', html)


def test_points_toward_go_right_and_points_away_left_of_the_middle() -> None:
    html = result_tags.point_rows([axis(number) for number in (12, -12, 0)])

    assert bars(html) == [("f-act", "50%", "25%"), ("f-ha", "25%", "25%"), ("f-act", "50%", "0%")]


def test_an_axis_comes_before_its_statements() -> None:
    rows = PointRow("One", "5", "+4", bar(4, 24)), PointRow("Two", "–", note="left out")
    html = result_tags.point_rows([axis(4, *rows), axis(0)])

    assert re.findall(r'<tr class="(\w+)">', html) == ["ax", "st", "st", "ax"]
    assert "<td>5</td>" in html
    assert 'Two <small>left out</small></th><td>–</td><td class="b"></td><td></td>' in html


def test_without_a_specialty_a_row_has_no_points() -> None:
    html = result_tags.point_rows([axis(4, PointRow("One", "5"))], is_lone=True)

    assert [row.count("<t") for row in re.findall(r"<tr.*?</tr>", html)] == [3, 3]
    assert "<svg" not in html


def test_only_a_specialty_with_a_page_is_a_link() -> None:
    html = result_tags.specialty_links(
        [Named("psychiatry", "Psychiatry", has_page) for has_page in (True, False)]
    )

    assert html == '<a href="/specialties/psychiatry/">Psychiatry</a> and Psychiatry'


def test_what_to_log_and_why_is_said_to_the_owner_alone() -> None:
    visit = Visit("", "", "a resident", "Why?", "Log it.", "You rated it 5.", "key")

    assert ">Log it. You rated it 5.</p>" in result_tags.task_rows([visit], is_owner=True)
    assert result_tags.task_rows([visit], is_owner=False) == (
        "\n<li><h3>Ask a resident</h3><p><q>Why?</q></p></li>"
    )


def test_words_of_an_editor_are_escaped() -> None:
    named = Named("x", EVIL, False)
    rows = (PointRow(EVIL, "5", "+4", bar(4, 24), EVIL),)
    drawn = [
        result_tags.sentence_rows([Row(EVIL, EVIL)]),
        result_tags.task_rows([Visit("", "", EVIL, EVIL, EVIL, EVIL, "")], is_owner=True),
        result_tags.point_rows([AxisRow(EVIL, EVIL, "", None, "", rows)]),
        result_tags.point_rows([AxisRow(EVIL, EVIL, "", None, "", rows)], is_lone=True),
        result_tags.specialty_links([named]),
        result_tags.standing_words([WordGroup(EVIL, (StandingRow((named,), ""),))]),
    ]

    for html in drawn:
        assert EVIL not in html
        assert HARMLESS in html


def test_those_that_agree_equally_share_a_number() -> None:
    names = Named("a", "A", False), Named("b", "B", False), Named("c", "C", False)
    group = WordGroup("Close", (StandingRow(names, "+0.75"), StandingRow(names[:1], "+0.70")))
    html = result_tags.standing_words([group])

    assert html == (
        "<div><dt>Close</dt><dd>A, B and C <span>+0.75</span> · A <span>+0.70</span></dd></div>"
    )
