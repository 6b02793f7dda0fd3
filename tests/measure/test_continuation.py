"""The continuation: it recovers a known truth, refuses what it cannot know, and agrees with libraries."""

import dataclasses
import math

import numpy as np
import pytest

from analysis.errors import IncomparableError, InputError
from analysis.measure.continuation import (
    CANDIDATES,
    FLAT,
    LEVEL,
    METHODS,
    MODELLED,
    READINGS,
    Line,
    Overlap,
    choose,
    fit,
    judge,
    leave_one_out,
    overlap_of,
    reach,
    rolling_origin,
    trials,
)
from analysis.measure.estimate import Estimate, exact
from analysis.measure.sources import Beside, beside, side_by_side
from analysis.quarter import Quarter

X = np.log(np.array([59.0, 73, 78, 339, 233, 194]))
Y = np.log(np.array([160.0, 190, 128, 317, 243, 174]))


def overlap(x, y):
    """Two made-up records: civilians in event data and the mission's killed."""
    rows = []
    for place, (events, killed) in enumerate(zip(x, y, strict=True)):
        quarter = Quarter(2000, 1).shift(place)
        common = {"period": str(quarter), "unit": "victims"}
        mission = Estimate(measure="killed", value=exact(round(killed, 6)), inclusion="mission", **common)
        civilians = Estimate(measure="killed", value=exact(round(events, 6)), inclusion="events", **common)
        rows.append(Beside(quarter, mission, civilians))
    return Overlap(tuple(rows))


@pytest.fixture(scope="module")
def found():
    return judge(overlap_of())


# --- against libraries and published examples


def test_the_interval_of_the_log_linear_line_is_that_of_least_squares():
    import statsmodels.api as sm

    model = sm.OLS(Y, sm.add_constant(X)).fit()
    for at in (4.0, 5.3, 7.0):
        frame = model.get_prediction([[1.0, at]]).summary_frame(alpha=1 - LEVEL)
        low, middle, high = fit("log_linear", X, Y).limits(at)
        assert [low, middle, high] == pytest.approx(
            [frame.obs_ci_lower[0], frame["mean"][0], frame.obs_ci_upper[0]], abs=1e-6
        )


def test_quasi_poisson_with_offset_is_that_of_a_glm():
    import statsmodels.api as sm

    model = sm.GLM(np.exp(Y), np.ones(len(Y)), family=sm.families.Poisson(), offset=X).fit(scale="X2")
    assert fit("quasi_poisson", X, Y).level == pytest.approx(model.params[0], abs=1e-8)


def test_the_robust_slope_is_sens():
    x = np.array([1.0, 2, 3, 4, 10, 12, 18])
    y = np.array([9.0, 15, 19, 20, 45, 55, 78])
    assert fit("robust", x, y).slope == pytest.approx(4)  # Sen 1968, JASA 63, 1379-1389


def test_the_interval_score_is_width_and_ten_times_what_lies_outside():
    known = overlap(np.exp(X), np.exp(Y))
    for (_, score, inside), (others, one) in zip(
        trials(known, leave_one_out(6), "log_linear"), leave_one_out(6), strict=True
    ):
        low, _, high = fit("log_linear", X[others], Y[others]).limits(float(X[one]))
        outside = max(low - Y[one], Y[one] - high, 0)
        assert score == pytest.approx(high - low + 10 * outside, abs=1e-4) and inside == (outside == 0)


# --- a known truth


def simulate(generator, size, slope=0.6, noise=0.25):
    x = generator.normal(5, 0.8, size)
    return x, 2 + slope * x + generator.normal(0, noise, size)


def test_four_in_five_intervals_hold_a_known_truth():
    generator, held, tries = np.random.default_rng(20211), 0, 800
    for _ in range(tries):
        x, y = simulate(generator, 7)
        low, _, high = fit("log_linear", x[:6], y[:6]).limits(float(x[6]))
        held += low <= y[6] <= high
    assert held / tries == pytest.approx(LEVEL, abs=3 * math.sqrt(0.16 / tries))


def test_intervals_hold_the_truth_also_when_event_data_are_known_only_within_a_range():
    generator, held, tries, apart = np.random.default_rng(20212), 0, 500, 0.8
    for _ in range(tries):
        x, y = simulate(generator, 9, slope=1.0, noise=0.1)
        seen = x + np.append(np.zeros(8), generator.uniform(-apart / 2, apart / 2))
        low, _, high = fit("log_linear", seen[:8], y[:8]).limits(float(seen[8]), apart)
        held += low <= y[8] <= high
    assert held / tries == pytest.approx(LEVEL, abs=0.06)


def test_the_whole_procedure_covers_and_knows_a_true_relation_from_none():
    generator = np.random.default_rng(20213)
    true = [judge(overlap(*map(np.exp, simulate(generator, 8, slope=1.0, noise=0.1)))) for _ in range(4)]
    none = [
        judge(overlap(np.exp(generator.normal(5, 0.8, 8)), np.exp(generator.normal(5, 0.3, 8))))
        for _ in range(4)
    ]
    assert sum(not item.against for item in true) >= 3
    assert sum(not item.against for item in none) <= 1
    inside = sum(float(item.judged["choice"]["coverage"].value) for item in (*true, *none)) / 8
    assert 62 <= inside <= 95


# --- properties


@pytest.mark.parametrize("method", CANDIDATES)
def test_the_unit_of_the_event_data_does_not_matter(method):
    shift = math.log(7)
    ours = fit(method, X, Y).limits(5.0, 0.3)
    assert fit(method, X + shift, Y).limits(5.0 + shift, 0.3) == pytest.approx(ours, abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_twice_the_missions_figures_give_twice_the_value(method):
    ours = fit(method, X, Y).limits(5.0)
    assert fit(method, X, Y + math.log(2)).limits(5.0) == pytest.approx(ours + math.log(2), abs=1e-6)


@pytest.mark.parametrize("method", [name for name in METHODS if name != "last"])
def test_the_order_of_the_quarters_does_not_matter(method):
    order = [3, 0, 5, 1, 4, 2]
    assert fit(method, X[order], Y[order]).limits(5.0) == pytest.approx(
        fit(method, X, Y).limits(5.0), abs=1e-6
    )


def test_what_is_not_known_widens_the_interval():
    line = fit("log_linear", X, Y)
    widths = [np.ptp(line.limits(5.0, apart)) for apart in (0, 0.3, 0.6, 1.2)]
    assert widths == sorted(widths) and widths[-1] > widths[0] * 1.05
    assert np.ptp(line.limits(8.0)) > np.ptp(line.limits(5.0)), "stretched"
    assert line.limits(5.0, 0, 0.5)[1] > line.limits(5.0)[1], "Candidate files only grow"
    flat = fit("mean", X, Y)
    assert flat.limits(5.0, 1.0, 0.5) == pytest.approx(flat.limits(9.0)), "no event data, no source"
    assert np.ptp(line.limits(5.0, level=0.95)) > np.ptp(line.limits(5.0))


def test_a_perfect_line_has_no_width():
    assert np.ptp(fit("log_linear", X, 1 + 0.5 * X).limits(5.0)) < 1e-6
    assert isinstance(fit("ratio", X, X), Line)


def test_splits():
    assert leave_one_out(3) == [([1, 2], 0), ([0, 2], 1), ([0, 1], 2)]
    assert rolling_origin(5) == [([0, 1, 2], 3), ([0, 1, 2], 4), ([0, 1, 2, 3], 4)]
    x, y = np.arange(4.0), np.arange(4.0)
    assert [fit("last", x[known], y[known], known[-1] + 1).level for known, _ in rolling_origin(4)] == [2.0]


def test_the_choice_is_made_without_the_quarter_it_tells():
    x = np.exp(np.array([4.0, 4.5, 5.0, 5.5, 6.0, 6.5]))
    known = overlap(x, 2 * x)
    assert choose(known) in CANDIDATES
    broken = overlap(x, [*(2 * x[:5]), 1.0])
    told = trials(broken, leave_one_out(6))[5]
    assert told[0] == pytest.approx(math.log(1 / (2 * x[5])), abs=0.01) and not told[2]


def test_the_reach_is_that_of_all_deaths():
    deaths = Estimate(measure="killed", value=100, high=150, unit="persons", period="2024Q1")
    assert reach(deaths) == pytest.approx(math.log(1.5))
    assert reach(dataclasses.replace(deaths, high=None)) == 0 and reach(None) == 0


# --- the data


def test_the_data_do_not_support_it_and_that_is_said(found):
    assert [str(row.quarter) for row in found.overlap.quarters] == [
        "2021Q2", "2021Q3", "2021Q4", "2022Q2", "2022Q3", "2022Q4",
    ]  # fmt: skip
    assert found.chosen == "log_linear" and found.against == ("rolling_origin",)
    for kind in ("leave_one_out", "rolling_origin"):
        ours, theirs = found.errors(kind)
        assert (ours.number() >= theirs.number()) == (kind in found.against)
        assert theirs.number() == min(found.judged[name][kind].number() for name in FLAT)
    assert set(found.judged) == {*METHODS, "choice"}


def test_errors_can_be_had_by_hand(found):
    _, y, _ = found.overlap.logs
    errors = [abs(y[one] - y[known].mean()) for known, one in leave_one_out(len(y))]
    mean = math.exp(sum(errors) / len(errors))
    assert float(found.judged["mean"]["leave_one_out"].value) == pytest.approx(mean, rel=1e-4)
    ahead = [abs(y[later] - y[origin - 1]) for origin in (3, 4, 5) for later in range(origin, 6)]
    last = float(found.judged["last"]["rolling_origin"].value)
    assert last == pytest.approx(math.exp(sum(ahead) / len(ahead)), rel=1e-4)


def test_values_are_modelled_and_can_never_be_taken_for_the_missions(found):
    values = found.values(side_by_side())
    assert [item.period for item in values] == [f"{year}Q{n}" for year in (2023, 2024) for n in (1, 2, 3, 4)]
    for item in values:
        assert item.basis == "modelled" and item.inclusion == MODELLED and item.low < item.value < item.high
        assert item.inputs[0].measure == "civilians_killed" and item.sources[0].startswith("ucdp_")
        with pytest.raises(IncomparableError):
            _ = item - beside(Quarter(2022, 4)).killed
    line = fit("log_linear", *found.overlap.logs[:2])
    by_hand = math.exp(line.level + line.slope * math.log(137))
    assert float(values[6].value) == round(by_hand)
    assert found.value(beside(Quarter(2024, 3)), level=0.5).high < values[6].high


def test_readings_never_mix_definitions():
    rows = side_by_side()
    rules = {name: {row.killed.inclusion for row in overlap_of(name, rows).quarters} for name in READINGS}
    assert rules.pop("persons_killed") == {"deaths"}
    assert set(map(tuple, rules.values())) == {("civilians_killed",)}
    assert {row.killed.basis for row in overlap_of("published_only", rows).quarters} == {"published"}
    with_moura, without = overlap_of("with_moura", rows).quarters, overlap_of(rows=rows).quarters
    assert {str(row.quarter) for row in with_moura} - {str(row.quarter) for row in without} == {"2022Q1"}
    (left,) = [row for row in overlap_of("largest_left_out", rows).quarters if not row.comparable_scope]
    assert left.civilians.value == 1038 - 313


def test_what_cannot_be_continued_is_refused(found):
    for quarter, words in (("2022Q3", "name a quarter from 2023Q1"), ("2025Q1", "import or fetch")):
        with pytest.raises(InputError, match=words):
            found.value(beside(Quarter.parse(quarter)))
    with pytest.raises(InputError, match="expected 5 or more"):
        judge(overlap(np.exp(X[:4]), np.exp(Y[:4])))
    with pytest.raises(InputError, match="expected 3 or more"):
        fit("ratio", X[:2], Y[:2])
