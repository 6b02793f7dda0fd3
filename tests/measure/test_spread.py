import numpy as np
import pytest

from analysis.measure.interval import Tally
from analysis.measure.placed import Placed, cercles, distances, seats
from analysis.measure.spread import affected, bamako, centre, move, southern, standard_distance
from analysis.quarter import Quarter
from analysis.record.places import kilometres

LAST = Quarter(2021, 2)


def tally(**counts):
    n = np.zeros(53)
    for name, count in counts.items():
        n[cercles().index(name.replace("_", "-"))] = count
    return Tally(n, n, n, np.minimum(n, 1))


def made(quarters, coarse=None):
    """Data over quarters in a row that end with LAST, the first given first."""
    span = [LAST.shift(step - len(quarters) + 1) for step in range(len(quarters))]
    months = dict.fromkeys(span, ("a", "b", "c"))
    return Placed("own", dict(zip(span, quarters, strict=True)), dict.fromkeys(span, coarse or {}), months,
                  {"inclusion": "events_own", "sources": ("x",)})  # fmt: skip


def test_distances_are_those_of_pyproj_and_near_the_sphere_s():
    from pyproj import Geod

    away, points = distances(seats()), seats()
    for one, two in ((0, 52), (10, 30), (5, 44)):
        direct = Geod(ellps="WGS84").line_length(
            [points[one, 1], points[two, 1]], [points[one, 0], points[two, 0]]
        )
        assert away[one, two] == pytest.approx(direct / 1000, rel=1e-9)
        assert away[one, two] == pytest.approx(kilometres(*points[one], *points[two]), rel=6e-3)
    assert (away == away.T).all() and not away.diagonal().any()


def test_the_centre_of_one_place_is_that_place_and_of_equals_the_middle():
    points = seats()
    alone = np.zeros(53)
    alone[7] = 4
    assert centre(alone, points) == pytest.approx(points[7])
    assert standard_distance(alone, points) == pytest.approx(0, abs=1e-6)
    two = np.array([[14.0, -4.0], [14.0, -2.0]])
    assert centre([1, 1], two) == pytest.approx([14.0, -3.0], abs=0.01)
    assert standard_distance([1, 1], two) == pytest.approx(distances(two)[0, 1] / 2, rel=1e-3)
    assert centre([3, 1], two)[1] == pytest.approx(-3.5, abs=0.01)


def test_a_real_move_is_found_with_its_length_and_direction():
    found = move(tally(Gao=60), tally(Mopti=60), "2021Q2", "2021Q1")
    expected = distances(seats())[cercles().index("Gao"), cercles().index("Mopti")]
    assert float(found.km.value) == pytest.approx(expected, rel=1e-3)
    assert 240 < float(found.bearing.value) < 270  # west-south-west
    assert float(found.bearing.low) <= float(found.bearing.value) <= float(found.bearing.high)


def test_no_move_gives_no_direction_and_the_region_covers():
    rng, missed = np.random.default_rng(1), 0
    mean = np.full(53, 60 / 53)
    for run in range(60):
        before, now = (rng.poisson(mean).astype(float) for _ in range(2))
        found = move(*(Tally(n, n, n, np.minimum(n, 1)) for n in (before, now)), "b", "a", seed=run)
        missed += found.bearing.stated
        assert found.bearing.stated or found.km.low == 0
    assert missed <= 8  # 5 % of 60 is 3


def test_newly_affected_needs_the_eight_quarters_before():
    past = [tally(Koro=2, Gao=1)] + [tally(Koro=2)] * 7
    found = affected(made([*past, tally(Koro=1, Kita=1, Gao=1)]), LAST)
    assert (found.now, found.new, found.left) == ({"Koro", "Kita", "Gao"}, {"Kita"}, set())
    short = affected(made([*past[1:], tally(Kita=1)]), LAST)
    assert short.new is None and short.left == {"Koro"}
    alone = affected(made([tally(Kita=1)]), LAST)
    assert alone.new is None and alone.left is None


def test_nothing_ends_in_a_quarter_that_is_not_over():
    data = made([tally(Koro=2), tally(Kita=1)])
    partial = Placed(data.source, data.tallies, data.coarse, {**data.months, LAST: ("a",)}, data.label)
    assert affected(partial, LAST).left is None
    assert partial.window(LAST) == (LAST.previous, LAST)
    assert partial.period(LAST) == "a..a"


def test_the_south_counts_what_is_known_only_to_a_region_where_that_is_enough():
    south, regions = southern(made([tally(Sikasso=3, Koro=5)], {"Ségou": 2, "Mali": 4, "Gao": 1}), LAST)
    assert str(south.value) == "37.5" and south.formula == "100 x 3 / 8"
    assert regions.formula == "100 x 5 / 11"  # 3 and 2, of all but those known to Mali alone
    assert float(south.low) == pytest.approx(8.52, abs=0.01)  # Clopper and Pearson, 3 of 8
    assert float(south.high) == pytest.approx(75.51, abs=0.01)


def test_the_distance_to_bamako():
    assert bamako(tally(Bamako=5), "2021Q2").value == 0
    half = bamako(tally(Bamako=20, Gao=20), "2021Q2")
    assert float(half.value) == pytest.approx(473, abs=1) and half.low < half.value < half.high


def test_relabelling_changes_nothing():
    rng = np.random.default_rng(2)
    weights, order = rng.integers(0, 9, 53), rng.permutation(53)
    assert centre(weights[order], seats()[order]) == pytest.approx(centre(weights, seats()))
    assert standard_distance(weights[order], seats()[order]) == pytest.approx(
        standard_distance(weights, seats())
    )
