"""Rates: exact limits, flags, shrinkage."""

import math

import numpy as np
import pytest

from analysis.errors import InputError
from analysis.measure.interval import Tally
from analysis.measure.rates import Population, empirical_bayes, rates

PEOPLE = Population({"a": 400, "b": 1000, "c": 50}, "census", 2009)


def test_statsmodels_pin():
    """confint_poisson(15, 400, "exact-c") = 0.0209885, 0.0618505."""
    raw = rates({"a": 15}, PEOPLE, period="2010Q1")[0].raw
    assert (float(raw.low), float(raw.high)) == pytest.approx((2098.85, 6185.05), rel=1e-5)
    single = rates({"a": Tally.of([1] * 15)}, PEOPLE, period="2010Q1")[0].raw
    assert (single.low, single.high) == (raw.low, raw.high)


def test_incidents_widen_and_flag():
    even, massacre = Tally.of([1] * 30), Tally.of([26, 1, 1, 1, 1])
    one, two = (rates({"a": item}, PEOPLE, period="2010")[0].raw for item in (even, massacre))
    assert one.value == two.value
    assert two.low < one.low < one.high < two.high
    assert (one.notes, two.notes) == ((), ("unstable",))
    assert rates({"a": 20}, PEOPLE, period="2021Q2")[0].raw.notes == ("old_population",)


def test_none_is_a_rate():
    for none in (0, Tally.of([])):
        raw = rates({"a": none}, PEOPLE, period="2010")[0].raw
        assert (raw.value, raw.low) == (0, 0)
        assert float(raw.high) == pytest.approx(
            1e5 * -math.log(0.025) / 400, rel=1e-5
        )  # (1 - p)^n = alpha / 2


def test_shrinkage_recovers_a_known_truth():
    """Gamma rates, Poisson counts: the estimate is nearer the truth, and between raw and mean."""
    rng = np.random.default_rng(3)
    people = rng.integers(50, 3000, 400)
    truth = rng.gamma(8, 0.01 / 8, 400)
    counts = rng.poisson(truth * people)
    smooth, raw = np.array(empirical_bayes(counts, people)), counts / people
    mean = counts.sum() / people.sum()
    assert np.square(smooth - truth).mean() < 0.6 * np.square(raw - truth).mean()
    assert np.all((smooth - mean) * (raw - mean) >= 0)
    assert np.all(abs(smooth - mean) <= abs(raw - mean) + 1e-15)
    weight = (smooth - mean) / np.where(raw == mean, np.nan, raw - mean)
    assert np.nanmax(np.diff(weight[np.argsort(people)])) > -1e-12  # more people, more of their own rate


def test_shrinkage_by_hand():
    """Rates 0.2 and 0.4 of 100 each: m = 0.3, A = 0.01 - 0.003, w = 0.7."""
    assert empirical_bayes([20, 40], [100, 100]) == pytest.approx([0.23, 0.37])
    assert empirical_bayes([20, 40], [100, 100], dispersion=2) == pytest.approx([0.26, 0.34])
    assert empirical_bayes([29, 31], [100, 100]) == pytest.approx([0.3, 0.3])


@pytest.mark.parametrize("wrong", [-1, math.nan, math.inf])
def test_bad_input(wrong):
    with pytest.raises(InputError, match="count of 'a'"):
        rates({"a": wrong}, PEOPLE, period="2010")
    with pytest.raises(InputError, match="'elsewhere' has 0 people in census, 2009"):
        rates({"elsewhere": 3}, PEOPLE, period="2010")
    with pytest.raises(InputError, match="people in"):
        rates({"a": 3}, Population({"a": wrong}, "census", 2009), period="2010")
