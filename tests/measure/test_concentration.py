import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.measure.concentration import concentration, gini, herfindahl, redraw, top_share
from analysis.measure.interval import Tally

SIZES = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]


def of(counts):
    n = np.asarray(counts, dtype=float)
    return Tally(n, n, n, np.minimum(n, 1))


def test_published_values():
    """R's ineq, on its own example (Damgaard and Weiner 2000)."""
    assert f"{gini(SIZES):.7f} {herfindahl(SIZES):.7f}" == "0.4620911 0.1840812"


def test_known_cases():
    assert 1 / herfindahl([3, 3, 3, 3]) == pytest.approx(4)
    assert gini([2, 2, 2]) == pytest.approx(0) and gini([0, 0, 0, 8]) == pytest.approx(3 / 4)
    assert top_share([4, 3, 2, 1]) == pytest.approx(0.9)


@given(st.lists(st.integers(0, 500), min_size=3, max_size=30).filter(any), st.integers(1, 5), st.randoms())
def test_order_scale_and_zeros(values, zeros, random):
    shuffled = random.sample(values, len(values))
    for measure in (herfindahl, gini, top_share):
        assert measure(shuffled) == pytest.approx(measure(values))
        assert measure([7 * value for value in values]) == pytest.approx(measure(values))
    padded = [*values, *[0] * zeros]
    assert herfindahl(padded) == pytest.approx(herfindahl(values))
    assert top_share(padded) == pytest.approx(top_share(values))
    assert gini(padded) >= gini(values) - 1e-12


def test_counts_drawn_anew_have_the_mean_and_variance_of_compound_poisson():
    tally = Tally(
        np.array([30.0, 6, 0]), np.array([90.0, 6, 0]), np.array([900.0, 6, 0]), np.array([20.0, 1, 0])
    )
    drawn = redraw(tally, np.random.default_rng(1), "victims", 60_000)
    assert drawn.mean(axis=0) == pytest.approx([90, 6, 0], rel=0.02)
    assert drawn.var(axis=0) == pytest.approx([900, 6, 0], rel=0.05)
    assert (drawn[:, 1] % 1 == 0).all()  # incidents of one size give multiples of it


def test_intervals_cover_from_60_incidents_up():
    rng = np.random.default_rng(2)
    truth = 150 / np.arange(1, 54) ** 1.1
    truth *= 150 / truth.sum()
    inside = {"top_share": 0, "effective_number": 0}
    for run in range(120):
        found = concentration(of(rng.poisson(truth)), "2021Q2", seed=run)
        expected = {"top_share": 100 * top_share(truth), "effective_number": 1 / herfindahl(truth)}
        for item in found[:2]:
            inside[item.measure] += float(item.low) <= expected[item.measure] <= float(item.high)
    assert all(0.85 <= hits / 120 <= 1 for hits in inside.values()), inside


def test_no_interval_where_none_would_cover_and_none_for_gini():
    few = concentration(of([20, 10, 5, 1, 0]), "2021Q2")
    assert all(item.low is None and item.high is None for item in few)
    many = concentration(of([80, 40, 20, 4, 0]), "2021Q2")
    assert [item.low is None for item in many] == [False, False, True] * 2


def test_nothing_has_no_concentration():
    with pytest.raises(InputError, match="no place has an incident"):
        concentration(of([0, 0]), "2021Q2")
