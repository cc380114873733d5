import pytest

from tests import bench
from tests.bench import Round


def test_hidden_fields_are_found():
    page = '<input type="hidden" name="key" value="abc"><input name="pace" value="3" type="radio">'
    assert bench.hidden_fields(page) == {"key": "abc"}


def test_a_form_without_hidden_fields_stops_the_bench():
    with pytest.raises(SystemExit, match="no hidden fields"):
        bench.hidden_fields('<input name="keys" value="abc">')


def test_table_compares_each_round_with_its_own_bare_view(capsys):
    rounds = [Round(0.4, 0.8), Round(0.5, 1.5), Round(1.0, 2.5)]
    bench.print_table("as it is", {"form": rounds, "result": rounds})
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["bare", "view", "0.500", "1.00"] in rows
    assert ["form", "1.500", "2.50", "2.00", "3.00", "2.0", "above"] in rows
    assert ["result", "1.500", "2.50", "2.00", "3.00", "6.0"] in rows


@pytest.mark.slow
def test_every_page_can_be_measured(capsys):
    with bench.served_sites(results=10) as (bare, site):
        measured = bench.measure_pages(bare, site, list(bench.PAGES), rounds=1, count=2)
        bench.print_memory(bare, site)
        bench.print_first_after_publish(site, rounds=1)
    assert measured.keys() == bench.PAGES.keys()
    assert all(found.ratio > 0 for rounds in measured.values() for found in rounds)
    assert "above it" in capsys.readouterr().out
