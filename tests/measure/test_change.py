"""Change between two quarters: hand-checked tables, bounds, and what breaks."""

import math
from dataclasses import asdict
from decimal import Decimal
from itertools import combinations_with_replacement

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.measure.change import change_between, described
from analysis.measure.estimate import Estimate
from analysis.measure.interval import arrangement_bounds, arrangements, ratio_interval
from analysis.measure.tally import Tally, singles

FIRST, SECOND = [1] * 20 + [6, 4], [1] * 20 + [10]
FEW = [1] * 10 + [20]


def incidents(first, second, first_name="2022Q1", second_name="2022Q2"):
    rows = [{"quarter": first_name, "victims": v} for v in first]
    return rows + [{"quarter": second_name, "victims": v} for v in second]


def test_small_table_by_hand():
    """30 then 30 victims; 22 then 21 incidents; without the largest 24 then 20."""
    found = change_between(incidents(FIRST, SECOND), "2022Q1", "2022Q2")
    assert (found.earlier.value, found.later.value, found.percent.value, found.ratio.value) == (30, 30, 0, 1)
    assert found.lethal.value == Decimal("0.954545")
    assert (found.without_largest.formula, found.without_largest.value) == ("20 / 24", Decimal("0.833333"))
    # sums of squares 20 + 36 + 16 = 72 and 20 + 100 = 120
    assert [item.value for item in found.dispersion] == [Decimal("2.4"), Decimal("4")]
    assert [item.value for item in found.effective] == [Decimal("12.5"), Decimal("7.5")]
    # without dates, the number of incidents is taken to vary twice as much as a Poisson variable
    expected = ratio_interval(Tally(21, 30, 120, 10, 2), Tally(22, 30, 72, 6, 2))
    assert (float(found.ratio.low), float(found.ratio.high)) == pytest.approx(expected, rel=1e-5)
    assert float(found.percent.low) == pytest.approx(100 * (expected[0] - 1), rel=1e-5)
    assert found.plain.low > found.ratio.low
    assert found.plain.high < found.ratio.high
    assert found.ratio.notes == ()
    events = ratio_interval(singles(21, 2), singles(22, 2))
    assert (float(found.lethal.low), float(found.lethal.high)) == pytest.approx(events, rel=1e-5)


def test_how_contagious_incidents_are_can_be_given_or_follows_from_the_dates():
    rows, quarters = incidents(FIRST, SECOND), ("2022Q1", "2022Q2")
    by_contagion = [change_between(rows, *quarters, contagion=given).ratio for given in (1, 2, 3)]
    assert by_contagion[1] == change_between(rows, *quarters).ratio
    assert by_contagion[0].low > by_contagion[1].low > by_contagion[2].low
    # 22 and 21 incidents, all in one month of their quarter of 90 and 91 days
    dated = [row | {"date": "2022-01-05" if row["quarter"] == "2022Q1" else "2022-06-05"} for row in rows]
    chi = 22 * (90 / 31 - 1) + 21 * (91 / 30 - 1)
    expected = change_between(rows, *quarters, contagion=(8 + chi) / (4 + 4)).ratio
    assert float(change_between(dated, *quarters).ratio.low) == pytest.approx(float(expected.low), rel=1e-4)


def test_with_few_incidents_or_one_that_dominates_there_is_a_range_and_no_answer():
    for second, reason in ((FEW, "few_incidents"), ([1] * 15 + [40], "one_incident_dominates")):
        found = change_between(incidents(FIRST, second), "2022Q1", "2022Q2")
        assert (found.answer, found.p_value.status) == ("untrusted", "undefined")
        assert reason in found.ratio.notes
        sides = (Tally.of(second, 2), Tally.of(FIRST, 2))
        low, high = ratio_interval(*sides)
        assert float(found.ratio.low) <= low * 1.01 and high <= float(found.ratio.high) * 1.01
        assert found.narrowest.low >= found.ratio.low and found.narrowest.high <= found.ratio.high
        assert found.lethal.low  # the number of incidents still has an interval
    assert change_between(incidents(FEW, FEW), "2022Q1", "2022Q2").without_largest.low is None


def test_order_does_not_matter():
    rows = incidents(FIRST, SECOND)
    whole = asdict(change_between(rows, "2022Q1", "2022Q2"))
    assert asdict(change_between(rows[::-1], "2022Q1", "2022Q2")) == whole
    assert asdict(change_between(pd.DataFrame(rows, index=range(7, 50)), "2022Q1", "T2 2022")) == whole


def test_swapping_the_quarters_inverts_the_ratio():
    there = change_between(incidents(FIRST, SECOND), "2022Q1", "2022Q2")
    back = change_between(incidents(FIRST, SECOND), "2022Q2", "2022Q1")
    assert float(back.ratio.low) == pytest.approx(1 / float(there.ratio.high), rel=1e-5)
    assert back.p_value.value == there.p_value.value


def test_small_bases_have_no_percentage():
    found = change_between(incidents([0], [3, 2]), "2022Q1", "2022Q2")
    assert (found.percent.status, found.percent.formula) == ("small_base", "from 0 to 5")
    assert (found.ratio.status, found.ratio.high) == ("undefined", None)
    assert change_between(incidents([19], [5]), "2022Q1", "2022Q2").percent.value is None
    assert change_between(incidents([20], [5]), "2022Q1", "2022Q2").percent.value == -75


def test_the_answer_is_that_of_the_interval():
    def answer(first, second):
        return change_between(incidents(first, second), "2022Q1", "2022Q2").answer

    assert answer([1] * 30, [1] * 60) == "beyond"
    assert answer([1] * 30, [1] * 33) == "within"
    assert answer([0, 0], [0]) == "unknown"
    assert answer([2] * 12, [0]) == "untrusted"
    hidden = [Tally.of(sizes)._replace(squares=math.nan) for sizes in ([1] * 30 + [20], [1] * 60 + [40])]
    totals = [
        Estimate(measure="killed", value=int(tally.victims), unit="victims", period=name)
        for tally, name in zip(hidden, ("2022Q1", "2022Q2"), strict=True)
    ]
    found = described(*totals, *hidden)
    held = [item.low <= 1 <= item.high for item in (found.ratio, found.narrowest)]
    assert (
        found.answer == {(True, True): "within", (True, False): "open", (False, False): "beyond"}[tuple(held)]
    )


@pytest.mark.parametrize("top", [1, 2, 3, 5])
@pytest.mark.parametrize("count", [1, 2, 4, 5])
def test_arrangements_against_all_of_them(count, top):
    by_total: dict[int, list[int]] = {}
    for rest in combinations_with_replacement(range(1, top + 1), count - 1):
        by_total.setdefault(sum(rest) + top, []).append(sum(v * v for v in rest) + top**2)
    for total, squares in by_total.items():
        assert arrangements(count, total, top) == (min(squares), max(squares))


@pytest.mark.parametrize("wrong", [(3, 2, 1), (3, 10, 3), (0, 4, 4), (2, 3.5, 2), (3, 4, 3)])
def test_impossible_arrangements(wrong):
    with pytest.raises(InputError, match="cannot be"):
        arrangements(*wrong)
    assert arrangements(0, 0, 0) == (0, 0)


sizes = st.lists(st.integers(1, 40), min_size=1, max_size=20)


@given(sizes, sizes)
@settings(max_examples=60)
def test_the_bounded_interval_holds_the_true_one(one, two):
    one, two = Tally.of(one), Tally.of(two)
    hidden = (tally._replace(squares=math.nan) for tally in (one, two))
    (low, high), (inner_low, inner_high) = arrangement_bounds(*hidden)
    true_low, true_high = ratio_interval(one, two)
    assert low <= true_low * 1.01  # 41 steps: the true sum of squares may fall between two
    assert true_high <= high * 1.01
    assert inner_low >= true_low * 0.99
    assert inner_high <= true_high * 1.01


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (incidents([1], [math.nan]), "row 2, column 'victims' holds nan"),
        (incidents([1], [-3]), "row 2, column 'victims' holds -3"),
        (incidents([1], ["many"]), "row 2, column 'victims' holds 'many'"),
        (incidents([1], [math.inf]), "holds inf"),
        (incidents([1], []), "2022Q2 has no row"),
        ([], "row 1 has no column"),
        ([{"victims": 3}], "row 1 has no column 'quarter'"),
        ([{"quarter": "2022Q5", "victims": 3}], "row 1, column 'quarter': '2022Q5' is not a quarter"),
        (incidents([1], [pd.NA]), "row 2, column 'victims' holds <NA>"),
        (incidents([1], [3], second_name=math.nan), "row 2, column 'quarter': 'nan' is not"),
    ],
)
def test_bad_tables_are_named(rows, message):
    with pytest.raises(InputError, match=message):
        change_between(rows, "2022Q1", "2022Q2")


def test_a_quarter_against_itself_is_refused():
    with pytest.raises(InputError, match="two different quarters"):
        change_between(incidents([1], [1]), "2022Q1", "2022-Q1")
