"""The continuation, judged in the open; what is modelled stands in the notebook."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measure.sources import judged, overlap


def test_both_records_count_the_same_in_the_overlap():
    rows = overlap()
    before = ["2021Q2", "2021Q3", "2021Q4", "2022Q2", "2022Q3", "2022Q4"]
    assert [str(row.quarter) for row in rows][:6] == before
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
    if len(pairs) == 6:  # what version 0.1 states of the flat mean and of one ratio, to its digits
        assert [str(item.value) for item in found.leave_one_out][:2] == ["1.33565", "1.67645"]
        assert [str(item.value) for item in found.from_earlier][:2] == ["1.32688", "2.09422"]


def test_event_data_do_not_beat_the_flat_mean_from_earlier_quarters():
    found = judged().from_earlier.map(float)
    assert found.flat < min(found.ratio, found.line)


def test_too_few_quarters_are_refused():
    with pytest.raises(InputError, match="4 quarters to judge on"):
        judged(overlap()[:4])


def test_an_error_rests_on_the_first_row_of_each_figure():
    """A derived figure has the rows of two others: the one that leads is named, and none twice."""
    first = [item.sources[0] for row in overlap() for item in (row.civilians, row.killed)]
    assert judged().leave_one_out["flat"].sources == tuple(dict.fromkeys(first))
