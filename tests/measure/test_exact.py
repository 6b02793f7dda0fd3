"""Exact numbers by hand, and one step on either side of each limit: tallies, answers, lists, the scan."""

import itertools
import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.measure import interval
from analysis.measure.change import change_between, described
from analysis.measure.clusters import circles, dispersion, log_likelihood_ratio, scan, usual
from analysis.measure.estimate import Estimate
from analysis.measure.interval import arrangement_bounds, ratio_interval, six_digits, stated
from analysis.measure.tally import Tally, doubts, over, pooled

NAN = math.nan


def killed(value, period="2022Q2", **more):
    return Estimate(measure="killed", value=value, unit="victims", period=period, **more)


# Tallies -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "rest"),
    [
        ([10, 5, 1, 1, 1], (4, 8, 28, 5)),  # the others have one each at least, so that 5 are left for one
        ([4, 4, 4], (2, 8, 32, 4)),  # none is larger than the largest
        ([9, 2, 2], (2, 4, 8, math.sqrt(8))),  # nor has a greater square than all together
        ([6, 4], (1, 4, 16, 4)),
        ([7], (0, 0, 0, 0)),
        ([], (0, 0, 0, 0)),
    ],
)
def test_a_tally_without_its_largest_incident(sizes, rest):
    assert Tally.of(sizes, 1.5).without_largest() == Tally(*rest, 1.5)


def test_without_sums_of_squares_the_rest_is_bounded_by_its_victims():
    rest = Tally(3, 12, NAN, 6).without_largest()
    assert (rest.incidents, rest.victims, rest.largest) == (2, 6, 5) and math.isnan(rest.squares)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=12))
@settings(max_examples=25)
def test_what_is_taken_for_the_second_largest_is_no_less(sizes):
    rest, left = Tally.of(sizes).without_largest(), sorted(sizes)[:-1]
    assert rest[:3] == Tally.of(left)[:3]
    assert max(left, default=0) <= rest.largest * (1 + 1e-12) and rest.largest <= max(sizes)


@pytest.mark.parametrize(
    ("one", "two", "doubtful"),
    [
        ((20, 100, 20), (20, 10, 1), False),  # a fifth
        ((20, 100, 21), (20, 10, 1), True),
        ((20, 100, 21), (20, 21, 1), False),  # no more than all of the other quarter
        ((20, 100, 21), (20, 20, 1), True),
    ],
)
def test_when_one_incident_dominates(one, two, doubtful):
    pair = [Tally(incidents, victims, NAN, largest) for incidents, victims, largest in (one, two)]
    for sides in (pair, pair[::-1]):
        found = doubts(*sides)
        assert found == {"few_incidents": False, "one_incident_dominates": doubtful}
    assert doubts(pair[0]._replace(incidents=14), pair[1])["few_incidents"]
    assert not doubts(pair[0]._replace(incidents=15), pair[1])["few_incidents"]


def test_sums_of_a_tally_by_hand():
    tally = Tally.of([10, 5, 1, 1, 1], 3)
    assert tally == (5, 18, 128, 10, 3) and tally.variance == 128 + 2 * 18**2 / 5
    assert Tally.of([4], 3).variance == 16 + 2 * 16 and Tally.of([], 3).variance == 0
    assert math.isnan(Tally.of([]).dispersion)
    assert over(1, 0) != over(1, 0) and over(3, 2) == 1.5  # nan is not itself
    assert pooled([(4, 4), (2, 2)]) == (8 + 6) / (4 + 6) and pooled([(0, 10)]) == 1


@pytest.mark.parametrize("size", [0.5, 0, 1e149])
def test_sizes_that_are_taken(size):
    assert Tally.of([size]).victims == size


def test_a_wrong_size_is_named_by_its_row():
    for place in range(3):
        sizes = [1, 2, 3]
        sizes[place] = -0.1
        with pytest.raises(InputError, match=f"row {place + 1}, column 'victims' holds -0.1"):
            Tally.of(sizes)
    with pytest.raises(InputError, match="row 1, column 'victims' holds 1e\\+150"):
        Tally.of([1e150])


# Answers -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain():
    rows = [{"quarter": f"2022Q{quarter}", "victims": 1} for quarter in (1, 2) for _ in range(30)]
    return change_between(rows, "2022Q1", "2022Q2")


def ends(low, high, *notes):
    return stated("ratio_of_victims", 1, "ratio", (low, high), period="2022Q2", notes=notes)


@pytest.mark.parametrize(
    ("wide", "narrow", "answer"),
    [
        (ends(0.9, 1.1), None, "within"),
        (ends(1, 1.1), None, "within"),
        (ends(0.9, 1), None, "within"),
        (ends(1.1, 1.2), None, "beyond"),
        (ends(0.8, 0.9), None, "beyond"),
        (ends(NAN, 0.9), None, "beyond"),
        (ends(NAN, 1.1), None, "within"),
        (ends(1.1, math.inf), None, "beyond"),
        (ends(0.9, math.inf), None, "within"),
        (ends(NAN, NAN), None, "unknown"),
        (ends(0.9, 1.3), ends(1.1, 1.2), "open"),
        (ends(1.1, 1.3), ends(1.15, 1.2), "beyond"),
        (ends(0.9, 1.3), ends(0.95, 1.2), "within"),
        (ends(NAN, NAN), ends(1.1, 1.2), "open"),
        (ends(0.9, 1.1, "few_incidents"), None, "untrusted"),
        (ends(1.1, 1.2, "one_incident_dominates"), ends(1.1, 1.2), "untrusted"),
        (ends(0.9, 1.1, "bounded_interval"), None, "within"),
        (ends(NAN, NAN, "few_incidents"), None, "unknown"),
    ],
)
def test_the_answer_at_its_edges(plain, wide, narrow, answer):
    assert replace(plain, ratio=wide, narrowest=narrow).answer == answer


def test_what_is_final_and_what_is_preliminary_have_no_ratio():
    sides = killed(30, "2022Q1", inclusion="final"), killed(30, "2022Q2", inclusion="preliminary")
    even = Tally.of([1] * 30)
    found = described(*sides, even, even)
    assert not any(item.stated for item in (found.percent, found.ratio, found.p_value, *found.effective))
    assert described(sides[0], replace(sides[0], period="2022Q2"), even, even).ratio.value == 1


@pytest.mark.parametrize(("measure", "group"), [("killed", ""), ("victims", ""), ("injured", "injured")])
def test_an_outcome_is_the_group_of_a_ratio(measure, group):
    sides = [replace(killed(30, name), measure=measure) for name in ("2022Q1", "2022Q2")]
    even = Tally.of([1] * 30)
    found = described(*sides, even, even)
    assert {item.group for item in (found.ratio, found.lethal, found.p_value, *found.dispersion)} == {group}


def test_without_trust_or_squares_the_widest_and_the_narrowest_are_given():
    few, enough = Tally.of([2] * 14), Tally.of([2] * 15)
    sides = killed(28, "2022Q1"), killed(30, "2022Q2")
    found = described(*sides, few, enough)
    assert found.narrowest and found.ratio.notes == ("few_incidents",) and not found.p_value.stated
    assert not described(sides[1], replace(sides[1], period="2022Q3"), enough, enough).narrowest
    hidden = described(*sides, few._replace(squares=NAN), enough)
    assert hidden.ratio.notes == ("few_incidents", "bounded_interval")
    assert hidden.narrowest.notes == hidden.ratio.notes
    for what in ("largest", "incidents"):
        for pair in ((few._replace(**{what: NAN}), enough), (few, enough._replace(**{what: NAN}))):
            unknown = described(*sides, *pair)
            assert unknown.narrowest is None and unknown.ratio.notes == () and unknown.ratio.low is None
    both = described(sides[1], replace(sides[1], period="2022Q3"), enough, enough._replace(squares=NAN))
    assert both.narrowest and both.ratio.notes == ("bounded_interval",)


def test_without_dates_incidents_are_taken_to_be_twice_as_uneven():
    rows = pd.DataFrame({"quarter": ["2022Q1"] * 16 + ["2022Q2"] * 16, "victims": 1})
    plain = change_between(rows, "2022Q1", "2022Q2")
    assert plain.ratio == change_between(rows, "2022Q1", "2022Q2", contagion=2).ratio
    assert plain.ratio != change_between(rows, "2022Q1", "2022Q2", contagion=2.1).ratio


def test_days_of_a_third_quarter_tell_how_contagious_incidents_are():
    """Sixteen in one month of a quarter that is compared with nothing."""
    rows = [
        {"quarter": f"2022Q{n}", "victims": 1, "date": f"2022-{3 * n - 2 + k % 3:02d}-05"}
        for n in (1, 2)
        for k in range(18)
    ]
    more = [{"quarter": "2022Q3", "victims": 1, "date": "2022-07-05"} for _ in range(16)]
    none = [row | {"victims": 0} for row in more]
    narrow, wide, same = (change_between(rows + add, "2022Q1", "2022Q2").ratio for add in ([], more, none))
    assert wide.low < narrow.low and wide.high > narrow.high
    assert abs(same.low - narrow.low) < abs(wide.low - narrow.low) / 4


# Intervals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "text"),
    [(1234567.4, "1234570"), (0.12345651, "0.123457"), (100.0, "100"), (0.0, "0"), (-0.0, "0"), (2, "2")],
)
def test_six_digits_of_a_number(number, text):
    assert str(six_digits(number)) == text
    assert six_digits(math.inf) is six_digits(NAN) is None


def test_what_is_stated_is_stated_with_what_is_known():
    full = stated("m", 1, "ratio", (0, math.inf), period="2022")
    assert (full.value, full.low, full.high, full.status, full.basis) == (1, 0, None, "stated", "computed")
    gap = stated("m", NAN, "ratio", (0.5, NAN), period="2022")
    assert (gap.value, gap.low, gap.high, gap.status) == (None, 0.5, None, "undefined")


def test_bounds_hold_every_arrangement_and_are_reached():
    """Of 9 victims in 4 incidents, the largest with 4: 4, 3, 1, 1 and 4, 2, 2, 1; against 3 in 3."""
    even = Tally.of([1, 1, 1])
    every = [ratio_interval(Tally.of(sizes), even) for sizes in ([4, 3, 1, 1], [4, 2, 2, 1])]
    hidden = Tally.of([4, 3, 1, 1])._replace(squares=NAN)
    (low, high), (inner_low, inner_high) = arrangement_bounds(hidden, even)
    lows, highs = zip(*every, strict=True)
    assert (low, high) == pytest.approx((min(lows), max(highs)))
    assert (inner_low, inner_high) == pytest.approx((max(lows), min(highs)))
    (back_low, back_high), _ = arrangement_bounds(even, hidden)
    assert (1 / back_high, 1 / back_low) == pytest.approx((low, high))
    # where nothing is hidden there is one interval
    for limits in arrangement_bounds(even, even):
        assert limits == pytest.approx(ratio_interval(even, even))


def test_the_level_is_that_of_a_known_quantile():
    assert stated("z", interval.Z, "ratio", period="").value == six_digits(1.959963984540054)
    for level in (0.001, 0.999):
        low, high = ratio_interval(Tally.of([1] * 9), Tally.of([1] * 9), level)
        assert low < 1 < high and low * high == pytest.approx(1)


# The scan ----------------------------------------------------------------------------------------


def test_the_likelihood_ratio_by_hand():
    assert log_likelihood_ratio(5, 2, 10) == pytest.approx(5 * math.log(5 / 2) + 5 * math.log(5 / 8))
    assert log_likelihood_ratio(10, 2, 10) == pytest.approx(10 * math.log(5))
    assert list(log_likelihood_ratio([2, 1], [2.0, 2.0], 10)) == [0, 0]


def test_usual_shares_and_how_uneven_a_past_is_by_hand():
    past = [[3, 1], [1, 3], [3, 1]]
    assert usual(past) == pytest.approx([7.5 / 13, 5.5 / 13])
    # shares 7/12 and 5/12 of 4 in each: means 7/3 and 5/3
    squares = 2 * (2 * (2 / 3) ** 2 + (4 / 3) ** 2)
    assert dispersion(past) == pytest.approx(max(1, squares / (3 * 4 * 2 * (7 / 12) * (5 / 12) * (2 / 3))))
    wide = [[8, 0, 4], [0, 8, 4], [9, 1, 2], [1, 9, 2]]
    every = np.array(wide, dtype=float)
    share = every.sum(axis=0) / every.sum()
    mean = np.outer(every.sum(axis=1), share)
    assert dispersion(wide) == pytest.approx(
        ((every - mean) ** 2).sum() / (mean * (1 - share)).sum() / (3 / 4)
    )
    assert dispersion([[0, 0], [0, 0]]) == dispersion([[5, 0], [9, 0]]) == 1


@pytest.mark.parametrize("most", [0.3, 0.5, 1.0])
def test_circles_are_all_balls_up_to_a_share_of_the_weight(most):
    """Every set of the nearest, ties together, found by trying every radius."""
    rng = np.random.default_rng(0)
    points, weight = rng.integers(0, 4, (9, 2)), rng.integers(1, 5, 9)
    away = np.hypot(*np.moveaxis(points[:, None] - points, -1, 0))
    balls = {frozenset(np.flatnonzero(row <= radius).tolist()) for row in away for radius in row}
    small = {ball for ball in balls if weight[list(ball)].sum() <= most * weight.sum()}
    found = circles(away, weight, most)
    assert {frozenset(zone) for zone in found} == small and len(found) == len(small)
    assert all(list(away[zone[0], list(zone)]) == sorted(away[zone[0], list(zone)]) for zone in found)


@pytest.mark.parametrize("inside", [6, 7, 8])
def test_p_is_the_chance_of_as_much_or_more_in_either_half(inside):
    """Ten incidents in two places alike: p counts draws with as many in one of them, ties among them."""
    ways = Counter(max(n, 10 - n) for n in range(11) for _ in range(math.comb(10, n)))
    exact = sum(number for most, number in ways.items() if most >= inside) / 2**10
    (found,) = scan([inside, 10 - inside], [1, 1], [[0, 1], [1, 0]])
    assert found.p == pytest.approx(exact, abs=0.04)
    assert (found.areas, found.observed, found.expected) == ((0,), inside, 5)
    assert found.ratio == pytest.approx(float(log_likelihood_ratio(inside, 5, 10)))
    assert round(1000 * found.p, 9) == round(1000 * found.p), "one more than the draws stands below"


def test_a_scan_is_the_same_on_every_machine():
    """With the seed 0, if none is given, and 999 draws of a quarter and its past."""
    line = np.abs(np.subtract.outer(*[np.array([0, 1, 2, 3.1, 4, 5])] * 2))
    past = [[9, 1, 3, 4, 3, 5], [3, 8, 5, 1, 4, 3], [1, 2, 3, 9, 9, 1]]
    found = scan([1, 2, 1, 9, 11, 1], past, line)
    assert found == scan([1, 2, 1, 9, 11, 1], past, line, seed=0, replicates=999)
    assert [(item.areas, item.observed, round(1000 * item.p)) for item in found] == [((3, 4), 20, 285)]
    even = [[4, 5, 3, 4, 3, 5], [3, 4, 5, 4, 4, 3]]
    told = [(past, 41), (past[::2], 0), (even, 0), (np.ones(6), 0), (even[:1], 0)]
    shares = [round(1000 * scan([2, 2, 2, 6, 7, 1], held, line, seed=seed)[0].p) for held, seed in told]
    assert shares == [761, 957, 49, 31, 97]
    assert scan([5, 5], [1, 1], [[0, 1], [1, 0]]) == (), "none has more than expected"


def test_a_second_cluster_is_apart_and_beyond_chance():
    places = np.arange(8)
    away = np.abs(np.subtract.outer(places, places)).astype(float)
    found = scan([40, 1, 1, 1, 1, 1, 1, 40], np.ones(8), away)
    assert [item.areas for item in found] == [(0,), (7,)] and {item.p for item in found} == {0.001}
    # a second one that chance explains is none
    assert len(scan([40, 1, 1, 1, 9, 1, 1, 1], np.ones(8), away)) == 1
    for first, second in itertools.combinations(found, 2):
        assert not {*first.areas} & {*second.areas}
