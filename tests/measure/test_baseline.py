"""A quarter against its past: published values, known truths, refusals."""

import numpy as np
import pytest

from analysis.errors import IncomparableError, InputError
from analysis.measure.baseline import (
    against_baseline,
    break_in_mean,
    control_limits,
    friedman,
    position,
    season_test,
)
from analysis.measure.estimate import Estimate
from analysis.quarter import Quarter

START = Quarter(2010, 1)


def series(values, start=START, **label):
    return [
        Estimate(measure="killed", value=int(v), unit="victims", period=str(start.shift(i)), **label)
        for i, v in enumerate(values)
    ]


def test_year_before_and_eight_before_by_hand():
    values = [80, 40, 60, 20, 40, 50, 30, 80, 25]
    found = against_baseline(series(values)[::-1], START.shift(8))
    assert found.year_before.formula == "100 x (25 - 40) / 40 = -37.5"
    assert (found.eight.value, found.eight.low, found.eight.high) == (50, 20, 80)
    assert (found.eight.period, found.from_mean.value) == ("2010Q1 to 2011Q4", -50)
    assert found.limits.low < 25 < found.limits.high
    # earlier ratios: 1/2, 3/2, 1/3, 2, 5/4, 3/5, 8/3; this one 5/16
    assert (found.position.value, found.position.formula) == (
        0,
        "0 of 7 earlier changes were falls at least as large",
    )


def test_position_of_rises_ties_and_zeros():
    assert position(series([10, 20, 10, 30]), START.shift(3)).formula.startswith("0 of 2")
    assert position(series([10, 40, 10, 30]), START.shift(3)).formula.startswith("1 of 2")
    assert position(series([5, 10, 5, 10]), START.shift(3)).formula.startswith("1 of 2")
    assert position(series([5, 0, 5, 0, 7]), START.shift(4)).formula.startswith("1 of 3")
    assert (
        position(series([5, 5, 5]), START.shift(2)).formula
        == "1 of 1 earlier changes were rises at least as large"
    )
    assert position(series([5, 6]), START.shift(1)) is None
    scaled = position(series([100, 400, 100, 300]), START.shift(3))
    assert scaled.value == position(series([10, 40, 10, 30]), START.shift(3)).value


def test_gaps_leave_parts_out():
    items = [item for item in series(range(20, 31)) if item.period not in ("2011Q3", "2012Q2")]
    found = against_baseline(items, "2012Q3")
    assert (found.year_before, found.eight, found.limits, found.position) == (None, None, None, None)


@pytest.mark.parametrize(("mean", "phi"), [(60, 6), (200, 20)])
def test_control_limits_hold_their_level(mean, phi):
    rng, outside, samples = np.random.default_rng(2), 0, 300
    for _ in range(samples):
        drawn = rng.negative_binomial(mean / (phi - 1), 1 / phi, 9)
        limits = control_limits(series(drawn[:8]))
        outside += not limits.low <= int(drawn[8]) <= limits.high
    assert outside / samples == pytest.approx(0.05, abs=3 * (0.05 * 0.95 / samples) ** 0.5)


def test_the_dispersion_is_that_of_a_quasi_poisson_model():
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    values = [31, 12, 55, 40, 18, 77, 29, 33]
    scale = GLM(values, np.ones(8), family=Poisson()).fit(scale="X2").scale
    assert control_limits(series(values)).formula == f"mean 36.875, dispersion {scale:.4g}, 8 quarters"


def test_control_limits_at_the_edges():
    none = control_limits(series([0] * 8))
    assert (none.value, none.low, none.high) == (0, 0, 0)
    even = control_limits(series([100] * 8))  # no dispersion seen: at least Poisson, 100 -+ 20
    assert even.low < 80
    assert even.high > 120
    with pytest.raises(InputError, match="control limits of 3 quarters"):
        control_limits(series([1, 2, 3]))
    with pytest.raises(IncomparableError, match="negative"):
        control_limits(series([1, 2, 3, -4]))


def test_the_nile_breaks_in_1898():
    """Cobb 1978; Bai and Perron 2003: the last year of the old level is 1898."""
    from statsmodels.datasets import nile

    volume = nile.load_pandas().data.volume.to_numpy()
    years = {str(START.shift(i)): 1871 + i for i in range(len(volume))}
    found = break_in_mean(series(volume), [])
    assert [years[str(item.quarter)] - 1 for item in found] == [1898]
    assert float(found[0].before.value) == pytest.approx(1097.75)
    assert found[0].events == ()


def test_breaks_are_found_where_they_are_and_events_stand_beside_them():
    rng = np.random.default_rng(8)
    values = np.concatenate([rng.poisson(20, 9), rng.poisson(80, 10), rng.poisson(30, 8)])
    events = [("2012Q1", "a source was lost"), ("2012Q3", "other"), ("2014Q3", "new mandate")]
    found = break_in_mean(series(values), events)
    assert [str(item.quarter) for item in found] == ["2012Q2", "2014Q4"]
    assert [item.events for item in found] == [
        ("2012Q1: a source was lost", "2012Q3: other"),
        ("2014Q3: new mandate",),
    ]


def test_few_false_breaks():
    rng, false, samples = np.random.default_rng(4), 0, 60
    for _ in range(samples):
        false += bool(break_in_mean(series(rng.negative_binomial(12, 1 / 6, 16)), []))
    assert false <= 8  # 60 x 5 %, and three standard errors


def test_breaks_need_a_long_series_without_gaps():
    with pytest.raises(InputError, match="11 quarters"):
        break_in_mean(series(range(11)), [])
    with pytest.raises(InputError, match="2011Q1 is missing"):
        break_in_mean([item for item in series(range(20)) if item.period != "2011Q1"], [])
    assert break_in_mean(series([7] * 12), []) == ()
    assert break_in_mean(series([0] * 12), []) == ()


def test_friedman_pin():
    """Conover 1999, Practical Nonparametric Statistics, grasses: T2 = 3.19, between 0.025 and 0.05."""
    ranks = [[4, 3, 2, 1], [4, 2, 3, 1], [3, 1.5, 1.5, 4], [3, 1, 2, 4], [4, 2, 1, 3], [2, 2, 2, 4]]
    ranks += [[1, 3, 2, 4], [2, 4, 1, 3], [3.5, 1, 2, 3.5], [4, 1, 3, 2], [4, 2, 3, 1], [3.5, 1, 2, 3.5]]
    f, p = friedman(np.array(ranks))
    assert round(f, 2) == 3.19
    assert 0.025 < p < 0.05
    nearly = np.array([[1.0, 2, 3, 4]] * 7 + [[1, 2, 4, 3]])  # never less likely than perfect agreement
    assert friedman(nearly)[1] >= friedman(np.array([[1.0, 2, 3, 4]] * 8))[1] == 24.0**-7


def test_a_season_is_found_and_not_invented():
    rng = np.random.default_rng(6)
    level = np.repeat([20, 60, 90, 40, 30, 50], 4)  # years differ a lot: no season
    summer = level * np.tile([1, 1, 2, 1], 6)
    assert season_test(series(rng.poisson(summer))).notes == ("seasonal",)
    assert season_test(series(rng.poisson(level))).notes == ("not_seasonal",)
    found = sum(season_test(series(rng.poisson(level))).value < 0.05 for _ in range(150))
    assert found / 150 < 0.05 + 3 * (0.05 * 0.95 / 150) ** 0.5
    assert season_test(series([5] * 16)).value == 1
    assert float(season_test(series([1, 2, 3, 4] * 4)).value) == pytest.approx(24**-3, rel=1e-3)
    with pytest.raises(InputError, match="3 complete years"):
        season_test(series(range(14), start=Quarter(2010, 3)))


def test_series_of_different_things_are_refused():
    mixed = series([1, 2, 3]) + series([4], start=START.shift(3), inclusion="other")
    with pytest.raises(IncomparableError, match="one series"):
        against_baseline(mixed, START)
    with pytest.raises(InputError, match="one each"):
        against_baseline(series([1, 2]) + series([3]), START)
    with pytest.raises(InputError, match="2021Q1 is not in the series"):
        against_baseline(series([1, 2]), "2021Q1")
