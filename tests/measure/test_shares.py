"""Shares: bounds, intervals, rankings."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from analysis.errors import InputError
from analysis.measure.interval import Tally
from analysis.measure.shares import shares, shares_by


def ones(count):
    return Tally.of([1] * count)


def test_unama_2008():
    found = shares({"b": 828, "a": 1160}, {"unidentified": 130}, period="2008")
    assert [(s.group, round(s.low, 1), round(s.high, 1)) for s in map(_floats, found.bounds)] == [
        ("a", 54.8, 60.9),
        ("b", 39.1, 45.2),
    ]
    assert found.left_out[0].formula == "100 x 130 / 2118 = 6.1"
    assert found.intervals == ()
    assert found.ranking[0].holds_chance is None


def _floats(share):
    return type("Share", (), {"group": share.group, "low": float(share.low), "high": float(share.high)})


def test_single_cases_give_clopper_pearson():
    found = shares({"a": ones(30), "b": ones(50)}, period="2021")
    exact = binomtest(30, 80).proportion_ci(0.95, "exact")
    share = next(item for item in found.intervals if item.group == "a")
    assert (float(share.low), float(share.high)) == pytest.approx(
        (100 * exact.low, 100 * exact.high), rel=1e-5
    )


def test_unattributed_single_cases_count_against_then_for_the_group():
    found = shares({"a": ones(9), "b": ones(4)}, {"missing": ones(3)}, period="2021").intervals[0]
    low, high = (
        binomtest(9, 16).proportion_ci(0.95, "exact").low,
        binomtest(12, 16).proportion_ci(0.95, "exact").high,
    )
    assert (float(found.low), float(found.high)) == pytest.approx((100 * low, 100 * high), rel=1e-5)


def test_a_ranking_holds_or_not():
    close = shares({"a": 50, "b": 45}, {"unidentified": 5, "contested": 1}, period="2021")
    assert not close.ranking[0].holds_unattributed
    assert shares({"a": 50, "b": 45}, {"unidentified": 4}, period="2021").ranking[0].holds_unattributed
    equal = shares({"b": 7, "a": 7}, period="2021")
    assert (equal.ranking[0].first, equal.ranking[0].holds_unattributed) == ("a", False)
    single = shares({"a": ones(80), "b": ones(40)}, period="2021")
    massacre = shares({"a": Tally.of([80]), "b": ones(40)}, period="2021")
    assert (single.ranking[0].holds_chance, massacre.ranking[0].holds_chance) == (True, False)


def test_intervals_hold_the_bounds_and_the_whole():
    found = shares({"a": ones(9), "b": Tally.of([5, 2])}, {"missing": Tally.of([3])}, period="2021")
    for bound, interval in zip(found.bounds, found.intervals, strict=True):
        assert interval.low < bound.low <= bound.high < interval.high
        assert 0 <= interval.low <= interval.high <= 100
    assert sum(s.value for s in (*found.bounds, *found.left_out)) == pytest.approx(100)
    alone = shares({"a": ones(5), "b": ones(0)}, period="2021")
    assert [float(s.value) for s in alone.bounds] == [100, 0]
    assert float(alone.intervals[0].high) == 100
    assert float(alone.intervals[1].low) == 0


def test_label_invariance():
    one = shares({"a": ones(9), "b": ones(4)}, {"missing": ones(1)}, period="2021")
    two = shares({"y": ones(4), "x": ones(9)}, {"contested": ones(1)}, period="2021")
    assert [(s.value, s.low, s.high) for s in one.intervals] == [
        (s.value, s.low, s.high) for s in two.intervals
    ]


def test_the_interval_of_a_share_covers():
    """Two groups of 30 and 60 incidents, log-normal sizes: the true share is a third."""
    rng, covered, samples = np.random.default_rng(11), 0, 250
    for _ in range(samples):
        one, two = (Tally.of(np.ceil(np.exp(rng.normal(0.6, 1.2, rng.poisson(n))))) for n in (30, 60))
        share = next(s for s in shares({"a": one, "b": two}, period="2021").intervals if s.group == "a")
        covered += share.low <= 100 / 3 <= share.high
    error = math.sqrt(0.95 * 0.05 / samples)
    assert 0.93 - 3 * error < covered / samples < 0.97 + 3 * error


def test_table():
    rows = [
        {"quarter": "2021Q2", "perpetrator": name, "victims": v}
        for name, v in (
            ("army", 4),
            ("army", 6),
            ("militia", 5),
            ("unidentified", 3),
            (None, 2),
            (math.nan, 1),
            (pd.NA, 0),
        )
    ]
    found = shares_by(
        [*rows, {"quarter": "2021Q1", "perpetrator": "x", "victims": 50}], "perpetrator", "2021Q2"
    )
    assert [s.group for s in found.bounds] == ["army", "militia"]
    assert [(s.group, s.formula) for s in found.left_out] == [
        ("missing", "100 x 3 / 21 = 14.3"),
        ("unidentified", "100 x 3 / 21 = 14.3"),
    ]
    with pytest.raises(InputError, match="no victims to share"):
        shares_by(rows, "perpetrator", "2021Q3")
    with pytest.raises(InputError, match="no column 'place'"):
        shares_by(rows, "place", "2021Q2")


@pytest.mark.parametrize("wrong", [-1, math.nan, math.inf])
def test_bad_input(wrong):
    with pytest.raises(InputError, match="victims of 'a'"):
        shares({"a": wrong}, period="2021")
    for groups, loose in (({"missing": 3, "a": 1}, {}), ({"a": 3}, {"other": 2})):
        with pytest.raises(InputError, match="wrong place"):
            shares(groups, loose, period="2021")
    with pytest.raises(InputError, match="no victims"):
        shares({"a": 0}, period="2021")
