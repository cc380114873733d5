"""The table at the end of `make attack` says what was shown, and what fell."""

from pathlib import Path

from tests.attack import rows, table

REPORT = """<testsuites><testsuite>
<testcase classname="tests.test_kills" name="test_one"><properties>
<property name="shown" value="20 kills: 0 lost"/></properties></testcase>
<testcase classname="tests.test_kills" name="test_two"><properties>
<property name="shown" value="3 kills"/></properties><failure message="lost"/></testcase>
<testcase classname="tests.rubric.test_limits" name="test_a"/>
<testcase classname="tests.rubric.test_limits" name="test_b"><error message="no"/></testcase>
<testcase classname="tests.test_proxy" name="test_c"><skipped message="no nginx"/></testcase>
</testsuite></testsuites>"""


def test_the_table_says_what_holds_and_what_fell(tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    file.write_text(REPORT, encoding="utf-8")

    assert table(list(rows("SQLite", file))).splitlines() == [
        "SQLite  test_kills: test_one  20 kills: 0 lost",
        "SQLite  test_kills: test_two  FELL",
        "SQLite  test_limits           1 of 2 hold",
    ]
