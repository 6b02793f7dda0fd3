"""The continuation: judged in the open, modelled only after the mission, never taken for a figure."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measure.continuation import MODELLED, fit, judged, modelled, overlap
from analysis.measure.estimate import change
from analysis.measure.sources import side_by_side
from analysis.quarter import Quarter


def test_both_records_count_the_same_in_the_overlap():
    rows = overlap()
    assert [str(row.quarter) for row in rows] == ["2021Q2", "2021Q3", "2021Q4", "2022Q2", "2022Q3", "2022Q4"]
    assert {row.killed.inclusion for row in rows} == {"civilians_killed"}
    assert all(row.comparable_scope for row in rows)


def test_errors_equal_a_plain_recount():
    """Leave-one-out and from earlier quarters only, in pandas, as the notebook does it."""
    pairs = pd.DataFrame({str(row.quarter): [float(row.civilians), float(row.killed)] for row in overlap()}).T
    x, y, found = np.log(pairs[0]), np.log(pairs[1]), judged()
    alone = [(y.index.drop(q), q) for q in y.index]
    earlier = [(y.index[:n], q) for n in range(3, len(y)) for q in y.index[n:]]
    for kind, splits in (("leave_one_out", alone), ("from_earlier", earlier)):
        flat = [abs(y[q] - y[k].mean()) for k, q in splits]
        ratio = [abs(y[q] - x[q] - (y[k] - x[k]).mean()) for k, q in splits]
        line = [abs(y[q] - np.polyval(np.polyfit(x[k], y[k], 1), x[q])) for k, q in splits]
        expected = [math.exp(np.mean(errors)) for errors in (flat, ratio, line)]
        assert found[kind].map(float).to_list() == pytest.approx(expected, rel=1e-5)
    # what version 0.1 states of the flat mean and of one ratio, to its digits
    assert [str(item.value) for item in found.leave_one_out][:2] == ["1.33565", "1.67645"]
    assert [str(item.value) for item in found.from_earlier][:2] == ["1.32688", "2.09422"]


def test_event_data_do_not_beat_the_flat_mean_from_earlier_quarters():
    found = judged().from_earlier.map(float)
    assert found.flat < min(found.ratio, found.line)


def test_too_few_quarters_are_refused():
    with pytest.raises(InputError, match="4 quarters to judge on"):
        judged(overlap()[:4])


def test_fit_by_hand():
    x = np.log(np.array([50.0, 100.0, 200.0, 400.0]))
    assert fit("flat", x, x + 1) == (pytest.approx(float(x.mean()) + 1), 0)
    assert fit("ratio", x, x + 1) == (pytest.approx(1), 1)
    assert fit("line", x, 0.5 * x + 1) == pytest.approx((1, 0.5))


def test_modelled_values_come_after_the_mission_and_say_what_they_are():
    found = modelled()
    assert [item.period for item in found] == [f"{year}Q{n}" for year in (2023, 2024) for n in (1, 2, 3, 4)]
    assert {(item.basis, item.inclusion) for item in found} == {("modelled", MODELLED)}
    assert all(0 < item.low < item.value < item.high for item in found)
    assert "modelled, not a figure of the mission" in str(found[0])
    mission = side_by_side(Quarter(2022, 4))[0].killed
    assert change(found[0], mission).status == "not_comparable"
    widths = [float(item.high / item.low) for item in found]
    assert widths[-1] > 2 * widths[0], "the distance between the records may go on moving"


def test_the_interval_is_the_formula_of_the_page():
    """The notebook's own GLM gives the line; the formula beside it the limits."""
    from scipy import stats
    from statsmodels import api

    rows = overlap()
    known = pd.DataFrame({"u": [float(r.civilians) for r in rows], "m": [float(r.killed) for r in rows]})
    found = api.GLM(known.m, api.add_constant(np.log(known.u)), family=api.families.Poisson()).fit(scale="X2")
    at, apart = np.array([1, math.log(142)]), np.log(known.m / known.u).diff().dropna() ** 2
    drift = (apart / [1, 1, 2, 1, 1]).mean()
    middle = float(at @ found.params)
    variance = at @ found.cov_params().to_numpy() @ at + found.scale / math.exp(middle) + drift
    spread = stats.t.ppf(0.9, 4) * math.sqrt(variance)
    first = modelled(side_by_side(Quarter(2023, 1)))[0]
    assert float(first.value) == round(math.exp(middle))
    assert (float(first.low), float(first.high)) == (
        math.floor(math.exp(middle - spread)), math.ceil(math.exp(middle + spread)),
    )  # fmt: skip
