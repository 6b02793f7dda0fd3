"""The interval: published values, exact special cases, invariances, and coverage."""

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.measure.interval import fourth_powers, ratio_interval, ratio_p
from analysis.measure.tally import Tally, doubts, pooled, singles

sizes = st.lists(st.integers(1, 60), min_size=1, max_size=25)


def test_methods_pin():
    tally = Tally.of([10, 5, 1, 1, 1])
    assert (tally.victims, tally.squares, tally.effective) == (18, 128, 2.53125)
    assert tally.dispersion == pytest.approx(7.1111, abs=5e-5)


def test_fay_rate_ratio_example():
    """M. Fay, vignette of R's rateratio.test: x = 2, 9 over n = 17877, 16660."""
    one, two = Tally.of([1] * 2), Tally.of([1] * 9)
    low, high = (limit * 16660 / 17877 for limit in ratio_interval(one, two))
    assert (round(low, 6), round(high, 6)) == (0.021774, 1.000549)
    assert round(ratio_p(one, two, null=17877 / 16660), 4) == 0.0501


@given(st.integers(1, 400), st.integers(1, 400), st.sampled_from([0.8, 0.95, 0.99]), st.integers(1, 50))
@settings(max_examples=60)
def test_equal_sizes_give_clopper_pearson(one, two, level, size):
    """With equal sizes only the number of incidents is random: conditionally a binomial."""
    from scipy.stats import binomtest

    exact = binomtest(one, one + two).proportion_ci(level, "exact")
    expected = [p / (1 - p) if p < 1 else math.inf for p in exact]
    assert ratio_interval(Tally.of([size] * one), Tally.of([size] * two), level) == pytest.approx(expected)


@given(sizes, sizes, st.sampled_from([0.5, 0.8, 0.95, 0.999]))
@settings(max_examples=20)
def test_p_at_a_limit_is_alpha(one, two, level):
    one, two = Tally.of(one), Tally.of(two)
    for limit in ratio_interval(one, two, level):
        assert ratio_p(one, two, limit) == pytest.approx(1 - level, rel=1e-6)


@given(sizes, sizes, st.floats(1e-6, 1e6))
@settings(max_examples=80)
def test_scale_order_and_label(one, two, scale):
    low, high = ratio_interval(Tally.of(one), Tally.of(two))
    assert low < sum(one) / sum(two) < high
    assert ratio_interval(Tally.of(reversed(one)), Tally.of(sorted(two))) == (low, high)
    scaled = (Tally.of(scale * np.array(item)) for item in (one, two))
    assert ratio_interval(*scaled) == pytest.approx((low, high), rel=1e-5)
    assert ratio_interval(Tally.of(two), Tally.of(one)) == pytest.approx((1 / high, 1 / low), rel=1e-9)


@given(sizes, sizes, st.integers(2, 5))
@settings(max_examples=60)
def test_more_incidents_of_the_same_kind_narrow_it(one, two, times):
    low, high = ratio_interval(Tally.of(one), Tally.of(two))
    lower, upper = ratio_interval(Tally.of(one * times), Tally.of(two * times))
    assert low < lower < upper < high


@given(sizes, sizes)
@settings(max_examples=60)
def test_a_higher_level_is_wider_and_incidents_widen_it(one, two):
    one, two = Tally.of(one), Tally.of(two)
    inner, outer = ratio_interval(one, two, 0.8), ratio_interval(one, two, 0.95)
    assert outer[0] < inner[0] < inner[1] < outer[1]
    plain = ratio_interval(singles(one.victims), singles(two.victims))
    assert outer[0] <= plain[0] * (1 + 1e-9)
    assert plain[1] <= outer[1] * (1 + 1e-9)


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=30))
@settings(max_examples=400)
def test_fourth_powers_are_bounded(items):
    truth = float((np.array(items) ** 4).sum())
    tally = Tally.of(items)
    assert truth <= fourth_powers(tally) * (1 + 1e-6)
    assert fourth_powers(tally) <= tally.largest**2 * tally.squares * (1 + 1e-6)


@given(st.integers(1, 8), st.integers(0, 8), st.integers(1, 9), st.integers(1, 9))
def test_fourth_powers_are_reached_by_two_sizes(large, small, top, bottom):
    assume(bottom < top)
    items = [top] * large + [bottom] * small
    assert fourth_powers(Tally.of(items)) == pytest.approx((np.array(items) ** 4).sum())


def test_empty_quarters():
    none, some = Tally.of([]), Tally.of([4, 1])
    low, high = ratio_interval(none, some)
    assert low == 0 < high < math.inf
    low, high = ratio_interval(some, none)
    assert 0 < low < high == math.inf
    assert all(math.isnan(limit) for limit in ratio_interval(none, none))
    assert math.isnan(ratio_p(none, none))
    assert ratio_p(some, some) == 1
    many, few = singles(4000), singles(10)
    assert ratio_p(many, few) == pytest.approx(1e-15)
    assert Tally.of([0, 3, 0]) == Tally.of([3])


def _some_tables(number, seed):
    rng = np.random.default_rng(seed)
    kinds = (
        lambda n: rng.integers(1, 6, n),
        lambda n: rng.integers(1, 60, n),
        lambda n: np.maximum(1, np.floor(np.exp(rng.normal(0.6, 1.6, n)))),
    )
    found = [
        Tally.of(kinds[rng.integers(3)](rng.integers(0, 9)), rng.choice([1, 1.7, 3])) for _ in range(number)
    ]
    return Tally(*map(np.array, zip(*found, strict=True)))


@pytest.mark.parametrize("number", [400, pytest.param(100_000, marks=pytest.mark.proof)])
def test_p_is_below_five_per_cent_exactly_where_the_interval_leaves_out_one(number):
    one, two = _some_tables(number, 1), _some_tables(number, 2)
    (low, high), p = ratio_interval(one, two), ratio_p(one, two)
    known = (one.victims > 0) | (two.victims > 0)
    assert np.array_equal((p < 0.05)[known], ((low > 1) | (high < 1))[known])
    assert np.isnan(p[~known]).all()
    assert ratio_p(two, one) == pytest.approx(p, rel=1e-6, nan_ok=True)


def test_p_agrees_where_it_once_did_not():
    """With 37, 15, 1, 6 and 1 victims against 2 the interval leaves out one, and p was printed as 1."""
    one, two = Tally.of([37, 15, 1, 6, 1]), Tally.of([2])
    low, high = ratio_interval(two, one)
    assert (round(low, 3), round(high, 2)) == (0.001, 0.61)
    assert ratio_p(two, one) == ratio_p(one, two) == pytest.approx(0.0211, abs=1e-4)


def test_the_formula_on_the_page_is_the_one_of_the_code():
    """The formula that the notebooks print, written out, against the function, on the same numbers."""
    from scipy import stats

    for sizes_one, sizes_two in (
        ([10, 5, 1, 1, 1], [3, 3, 2, 1, 1, 1]),
        ([20] + [1] * 10, [1] * 20 + [6, 4]),
    ):
        psi = 1.7
        one, two = Tally.of(sizes_one, psi), Tally.of(sizes_two, psi)
        w1, w0 = psi * one.victims / one.incidents, psi * two.victims / two.incidents
        v1, v0 = (t.squares + (psi - 1) * t.victims**2 / t.incidents for t in (one, two))
        a1, a0 = one.victims**2 / v1, two.victims**2 / v0
        b1 = (one.victims + w1) ** 2 / (v1 + w1**2)
        b0 = (two.victims + w0) ** 2 / (v0 + w0**2)
        spread = v1 / one.victims**2 + v0 / two.victims**2
        rest = [(fourth_powers(t) - t.squares**2 / t.incidents) / t.victims**4 for t in (one, two)]
        g = stats.t.ppf(0.975, 2 * spread**2 / sum(rest)) / stats.norm.ppf(0.975)
        low = one.victims / (two.victims + w0) * stats.f.ppf(0.025, 2 * a1, 2 * b0) ** g
        high = (one.victims + w1) / two.victims * stats.f.ppf(0.975, 2 * b1, 2 * a0) ** g
        assert ratio_interval(one, two) == pytest.approx((low, high))


def test_huge_and_tiny_sizes_keep_the_ratio():
    usual = ratio_interval(Tally.of([3, 1, 1]), Tally.of([2, 2]))
    for scale in (1e-100, 1e100):
        tallies = (Tally.of(scale * np.array(item)) for item in ([3, 1, 1], [2, 2]))
        assert ratio_interval(*tallies) == pytest.approx(usual)


@pytest.mark.parametrize("wrong", [math.nan, -1, math.inf, 1e200])
def test_wrong_sizes_are_named(wrong):
    with pytest.raises(InputError, match="row 2, column 'victims' holds"):
        Tally.of([1, wrong, 2])


def test_contagion_widens_both_ends_and_is_a_quasi_poisson_of_single_cases():
    one, two = Tally.of([3, 2] * 12), Tally.of([4, 1] * 10)
    (low, high), (lower, higher) = (
        ratio_interval(one._replace(contagion=psi), two._replace(contagion=psi)) for psi in (1, 2)
    )
    assert lower < low < high < higher
    assert Tally.of([2] * 12, 3).variance == 12 * 4 + 2 * 24**2 / 12
    assert (pooled([]), pooled([(4, 100)]), pooled([(60, 30), (50, 26)])) == (2, 1, 118 / 60)


def test_incidents_come_by_themselves_unless_it_is_said_otherwise():
    assert Tally(3, 5, 9, 2).contagion == Tally.of([1, 2]).contagion == singles(4).contagion == 1


def test_doubts():
    def found(*pair):
        return [name for name, doubtful in doubts(*pair).items() if doubtful]

    even = Tally.of([2] * 15)
    assert found(even, even) == found(even, Tally.of([2] * 300 + [60])) == []
    assert found(even, Tally.of([2] * 14)) == ["few_incidents"]
    assert found(Tally.of([2] * 15 + [31]), even) == found(even, Tally.of([2] * 15 + [31]))
    assert found(Tally.of([2] * 15 + [31]), even) == ["one_incident_dominates"]


def _benchmark():
    path = Path(__file__).parents[2] / "benchmarks" / "coverage.py"
    spec = importlib.util.spec_from_file_location("coverage_benchmark", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_covers_where_it_is_given_and_the_old_one_does_not():
    """Twenty laws and dispersions of the benchmark: given, it covers; the formula with psi = 1 does not."""
    benchmark, samples = _benchmark(), 1000
    for index, setting in enumerate(benchmark.settings((30,), (1.0,))):
        found = benchmark.compare(setting, np.random.default_rng([7, index]), samples)
        assert not benchmark.fails(setting, found, samples), setting
        if setting.law == "geometric, mean 4":
            assert found["plain"] < 60
            assert (found["old"] < 93) == (setting.psi > 1)


def test_the_benchmark_can_fail():
    fails, setting = _benchmark().fails, next(iter(_benchmark().settings((30,))))
    good = {"new": 95.0, "given": 95.0, "%": 100.0, "width": 1.1}
    assert not fails(setting, good, 10**6)
    for spoilt in ({"given": 92.9}, {"new": 97.6}, {"width": 1.4}):
        assert fails(setting, good | spoilt, 10**6)


@pytest.mark.parametrize("level", [0, 1, 95, math.nan])
def test_wrong_levels_are_refused(level):
    with pytest.raises(InputError, match="between 0 and 1"):
        ratio_interval(Tally.of([1]), Tally.of([1]), level)
