import numpy as np
import pytest

from analysis.measure.hotspots import LEVEL, getis_ord, nearest
from analysis.measure.placed import distances, units

NEAR = {0: [1, 3], 1: [0, 3], 2: [4], 3: [0, 1], 4: [2, 5], 5: [4]}  # points of esda's tests, up to 15 apart
Y = [2, 3, 3.2, 5, 8, 7]


def test_the_statistic_is_that_of_esda_s_own_tests():
    assert getis_ord(Y, NEAR, permutations=99).z[0] == pytest.approx(-1.39727626, abs=1e-8)


def test_p_is_two_sided():
    """Doubled from esda's folded one: against conditional permutations of our own."""
    rng = np.random.default_rng(1)
    y = rng.gamma(1.0, 1.0, 30)
    near = {at: [(at - 1) % 30, (at + 1) % 30] for at in range(30)}
    found = getis_ord(y, near, permutations=4999, seed=1)
    for at in (0, 7, 19):
        others = np.delete(y, at)
        drawn = np.array([y[at] + rng.choice(others, 2, replace=False).sum() for _ in range(4000)])
        value = y[at] + y[near[at]].sum()
        tail = min((drawn >= value).mean(), (drawn <= value).mean())
        assert found.p[at] == pytest.approx(min(1, 2 * tail), abs=0.05)


def test_a_planted_hot_spot_is_found_and_chance_is_not():
    near, rng = nearest(units().points), np.random.default_rng(3)
    values = rng.gamma(4.0, 1.0, 50)
    assert not getis_ord(values, near, seed=1).hot
    middle = units().names.index("Bandiagara")
    values[[middle, *near[middle]]] += 12
    found = getis_ord(values, near, seed=1)
    assert middle in found.hot and found.hot <= {
        at for at in range(50) if {at, *near[at]} & {middle, *near[middle]}
    }


def test_false_discoveries_are_held():
    """On noise alone, some place is called hot in no more than about 5 % of runs."""
    near, rng = nearest(units().points), np.random.default_rng(4)
    runs = [
        bool(getis_ord(rng.gamma(4.0, 1.0, 50), near, permutations=1999, seed=run).hot) for run in range(40)
    ]
    assert np.mean(runs) <= 2 * LEVEL + 0.05


def test_relabelling_changes_nothing():
    points, rng = units().points, np.random.default_rng(5)
    values, order = rng.gamma(1.0, 1.0, 50), np.random.default_rng(6).permutation(50)
    first = getis_ord(values, nearest(points), permutations=9)
    other = getis_ord(values[order], nearest(points[order]), permutations=9)
    assert other.z == pytest.approx(first.z[order])


def test_neighbours_are_the_nearest_by_distance():
    away, near = distances(units().points), nearest(units().points)
    for at, others in near.items():
        assert len(others) == 5 and at not in others
        rest = np.delete(np.arange(50), [at, *others])
        assert away[at, others].max() <= away[at, rest].min()
