"""Tables by name: the small file by hand, quarterly sums, imported cells, published totals, bad input."""

import json

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measure.change import extremes, pooled_dispersion
from analysis.measure.events import NATIONAL
from analysis.measure.incidents import incidents_of, published_change
from analysis.measure.interval import Tally, ratio_interval
from analysis.quarter import Quarter
from analysis.record.cells import COLUMNS

FIRST, SECOND = Quarter(2022, 1), Quarter(2022, 2)


@pytest.fixture
def small(root):
    return incidents_of(str(root / "data/examples/incidents_small.csv"))


def test_the_small_file_by_hand(small):
    """18 incidents of 1 and two of 6, then ten of 1 and one of 5; one without a victim in each."""
    found = small.change(FIRST, SECOND)
    assert (found.earlier.value, found.later.value, found.percent.value) == (30, 15, -50)
    assert (found.ratio.value, found.lethal.formula, found.without_largest.formula) == (
        found.tipping_point.value, "11 / 20", "10 / 24",
    )  # fmt: skip
    # sums of squares 18 + 36 + 36 = 90 and 10 + 25 = 35
    assert [float(item.value) for item in found.dispersion] == [90 / 30, pytest.approx(35 / 15, rel=1e-5)]
    assert [float(item.value) for item in found.effective] == [10, pytest.approx(225 / 35, rel=1e-5)]
    expected = ratio_interval(Tally(11, 15, 35, 5), Tally(20, 30, 90, 6))
    assert [float(found.ratio.low), float(found.ratio.high)] == pytest.approx(expected, rel=1e-5)


def test_quarters_and_dates_say_the_same(small, tmp_path):
    rows = [f"{row['quarter']},{row['victims']}" for row in small.rows]
    path = tmp_path / "quarters.csv"
    path.write_text("\ufeffquarter,victims\n" + "\n".join(rows[::-1]), "utf-8")
    again = incidents_of(str(path)).change(FIRST, SECOND).to_dict()
    assert {**again["ratio"], "sources": 0} == {
        **small.change(FIRST, SECOND).to_dict()["ratio"],
        "sources": 0,
    }


def test_quarterly_sums_are_bounded_and_say_so():
    table = incidents_of(NATIONAL)
    found = table.change(FIRST, SECOND)
    assert found.notes == ("bounded_interval",)
    assert found.ratio.low < found.narrowest.low < found.ratio.value < found.narrowest.high < found.ratio.high
    assert all(item.value is None and item.low < item.high for item in (*found.dispersion, *found.effective))
    assert found.p_value.value is None
    assert found.earlier.unit == "deaths"
    series = table.series(Quarter(2021, 1), SECOND)
    assert [item.period for item in series] == ["2021Q1", "2021Q2", "2021Q3", "2021Q4", "2022Q1", "2022Q2"]
    assert series[-1].value == found.later.value


def cells(quarter, sizes, outcome="killed", **more):
    row = dict.fromkeys(COLUMNS, "")
    row |= {"quarter": quarter, "outcome": outcome, "incidents": len(sizes), "source": "ucdp"}
    row |= {"lethal_incidents": sum(v > 0 for v in sizes), "victims_best": sum(sizes)}
    return row | {"sum_squares": sum(v * v for v in sizes), "largest_incident": max(sizes)} | more


def write_import(project, rows, months):
    folder = project / "data" / "events"
    pd.DataFrame(rows, columns=COLUMNS).to_csv(folder / "mine.csv", index=False)
    (folder / "mine.json").write_text(json.dumps({"months": months, "source": "ucdp"}))
    (folder / "mine.refused.csv").write_text("")


def test_imported_cells_give_the_same_as_their_incidents(project, small):
    first = [[1] * 10 + [6], [1] * 8 + [6, 0]]
    rows = [cells("2022Q1", part, place=str(place)) for place, part in enumerate(first)]
    rows += [cells("2022Q2", [1] * 10 + [5, 0]), cells("2022Q2", [50], outcome="injured")]
    write_import(project, rows, ["2021-01", "2022-06"])
    mine, by_hand = incidents_of("mine").change(FIRST, SECOND), small.change(FIRST, SECOND)
    assert (mine.ratio.low, mine.ratio.high) == (by_hand.ratio.low, by_hand.ratio.high)
    assert mine.notes == by_hand.notes
    # A quarter that the source covers and that has no row had no incident; one it does not cover is unknown.
    assert incidents_of("mine").change(Quarter(2021, 4), FIRST).earlier.value == 0
    with pytest.raises(InputError, match="2022Q3 has no row"):
        incidents_of("mine").change(SECOND, Quarter(2022, 3))
    assert str(incidents_of("mine").covers[-1]) == "2022Q2"


def test_cells_without_sums_of_squares_are_bounded(project):
    rows = [cells("2022Q1", [3] * 12), cells("2022Q2", [1] * 12 + [9], sum_squares="")]
    write_import(project, rows, ["2022-01", "2022-06"])
    assert "bounded_interval" in incidents_of("mine").change(FIRST, SECOND).notes


def test_published_totals_are_refused_or_borrow():
    found = published_change(FIRST, SECOND)
    assert found.comparison.computed is None  # 812 and 467 do not count the same
    assert found.computed.formula.startswith("100 x (467 - 757)")
    narrow, wide = found.borrowed
    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high
    assert {item.basis for item in found.borrowed} == {"borrowed"}
    assert all(NATIONAL in item.sources and "borrowed_dispersion" in item.notes for item in found.borrowed)
    assert found.computed.low is None  # no interval of its own is made up
    # The figures of 2022Q1 leave events out that its event data hold: only 2022Q2 lends.
    least, most = extremes(incidents_of(NATIONAL).counts(SECOND).tally)
    assert narrow.formula.endswith(f"dispersion {least.squares / 686:.2f}")
    assert wide.formula.endswith(f"dispersion {most.squares / 686:.2f}")
    assert published_change(Quarter(2021, 1), Quarter(2021, 2)).borrowed == ()
    with pytest.raises(InputError, match="two different quarters"):
        published_change(FIRST, FIRST)


def test_pooled_dispersion():
    assert pooled_dispersion(Tally.of([2] * 7), Tally.of([2])) == (2, 2)
    with pytest.raises(InputError, match="no victims"):
        pooled_dispersion(Tally.of([]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("quarter,victims\n2022Q1,1\n2022Q5,2\n", "line 3: '2022Q5' is no quarter or date"),
        ("date,victims\n2022-02-30,1\n", "line 2: '2022-02-30' is no quarter or date"),
        ("date,victims\n2022-02-03,-1\n", "line 2, column victims: '-1'"),
        ("date,victims\n2022-02-03,1.5\n", "line 2, column victims: '1.5'"),
        ("date,victims\n2022-02-03,\n", "line 2, column victims: ''"),
        ("date,victims\n2022-02-03\n", "line 2, column victims: None"),
        ("date,victims\n2022-02-03,99999999999\n", "line 2, column victims"),
        ("date,dead\n2022-02-03,1\n", "line 1: no column 'victims'"),
        ("victims\n3\n", "line 2: '' is no quarter"),
        ("", "line 1: no column"),
        ("quarter,victims\n2022Q1,3\n", "2022Q2 has no row"),
        ('quarter,victims\n"2022Q1,3\n', "cannot be read"),
    ],
)
def test_broken_files_are_named(tmp_path, text, message):
    path = tmp_path / "mine.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        incidents_of(str(path)).change(FIRST, SECOND)


def test_other_bad_sources(tmp_path):
    (tmp_path / "latin.csv").write_bytes("quarter,victims\n2022Q1,é\n".encode("latin-1"))
    for source in ("nothing", str(tmp_path / "gone.csv"), str(tmp_path / "latin.csv"), "../x", ""):
        with pytest.raises(InputError, match=r"no source|cannot be read"):
            incidents_of(source)
