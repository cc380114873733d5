import pytest

from tests import bench


def test_hidden_value_is_found():
    page = '<input type="hidden" name="version" value="1"><input name="key" value="abc" hidden>'
    assert bench.hidden_value(page, "key") == "abc"


def test_missing_hidden_field_stops_the_bench():
    with pytest.raises(SystemExit, match="no hidden field 'key'"):
        bench.hidden_value('<input name="keys" value="abc">', "key")


def test_table_compares_with_the_first_page(capsys):
    bench.print_table("as it is", {"bare view": [0.4, 0.5, 9.0], "form": [1.0, 0.9, 2.0]})
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["bare", "view", "0.50", "1.00", "0.40", "9.00"] in rows
    assert ["form", "1.00", "2.00", "0.90", "2.00"] in rows


@pytest.mark.slow
def test_every_page_can_be_measured():
    with bench.served_site() as site:
        times = bench.measure_pages(site, list(bench.PAGES), rounds=1, count=2)
    assert times.keys() == bench.PAGES.keys()
    assert all(value > 0 for rounds in times.values() for value in rounds)
