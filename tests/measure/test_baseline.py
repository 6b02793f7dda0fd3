"""A quarter against its past: by hand, ties and gaps, what the mission published, refusals."""

import pytest

from analysis.errors import InputError
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate
from analysis.measure.moves import mission_change, position
from analysis.quarter import Quarter

START = Quarter(2010, 1)


def series(values, start=START, **label):
    return [
        Estimate(measure="killed", value=int(v), unit="victims", period=str(start.shift(i)), **label)
        for i, v in enumerate(values)
    ]


def told(values):
    """Return "reached of earlier" for the last change of a series."""
    found = position(series(values), START.shift(len(values) - 1))
    return f"{found.reached.value} of {found.earlier.value}"


def test_a_position_by_hand():
    values = [80, 40, 60, 20, 40, 50, 30, 80, 25]
    # earlier ratios: 1/2, 3/2, 1/3, 2, 5/4, 3/5, 8/3; this one 5/16
    reached = position(series(values), START.shift(8)).reached
    assert (reached.value, reached.formula) == (0, "0 / 7: r <= 0.312")
    assert position(series(values), START.shift(8)).earlier.formula == "2010Q2 – 2011Q4"


def test_position_of_rises_ties_and_zeros():
    assert told([10, 20, 10, 30]) == "0 of 2"
    assert told([10, 40, 10, 30]) == told([100, 400, 100, 300]) == "1 of 2"
    assert told([5, 10, 5, 10]) == "1 of 2"
    assert told([5, 0, 5, 0, 7]) == "1 of 3"
    assert told([0, 0, 1]) == "0 of 1"
    # no change goes no way; a first change has nothing before it
    assert told([5, 4, 4]) == told([5, 6]) == "None of None"


def test_gaps_leave_parts_out():
    items = [item for item in series(range(20, 31)) if item.period not in ("2011Q3", "2012Q2")]
    assert not position(items, "2012Q3").reached.stated


def test_only_what_counts_as_the_quarter_does_is_its_past():
    mixed = series([1, 2, 3]) + series([4], start=START.shift(3), inclusion="other")
    assert not position(mixed, START.shift(3)).reached.stated
    assert position(mixed, START.shift(2)).earlier.value == 1


def test_what_the_mission_published_is_set_against_what_counts_the_same():
    found = mission_change("2022Q2")
    assert found.percent.formula.startswith("100 x (467 - 757) / 757")
    assert (found.position.reached.value, found.position.earlier.value) == (0, 1)
    assert found.percent.low is None  # no interval is made up
    # before April 2021 the notes count violations and abuses
    assert mission_change("2020Q4").percent.formula.startswith("100 x (378 - 483) / 483")
    acts = mission_change("2021Q2")
    assert acts.assumed and acts.percent.formula == "100 x (527 - 381) / 381 = 38.3"
    assert acts.later.inclusion != acts.earlier.inclusion


def test_printed_incidents_bound_the_dispersion():
    printed = {"2020Q1": "380 / 190", "2020Q2": "323 / 267", "2022Q1": "543 / 449"}
    for quarter, formula in printed.items():
        found = mission_change(quarter, "killed")
        assert f"{found.later.value} / {found.incidents.value}" == found.per_incident.formula == formula
    assert not mission_change("2022Q2", "killed").incidents.stated  # 682 for 317 killed: they bound nothing
    assert not mission_change("2021Q2", "killed").per_incident.stated
    assert not mission_change("2020Q2").per_incident.stated  # not all who were harmed were killed


@pytest.mark.parametrize("what", ["victims", "killed"])
def test_no_quarter_raises(what):
    for quarter in (*known_quarters(), *map(Quarter.parse, ("1999Q2", "2023Q1", "2024Q3", "2026Q1"))):
        found = mission_change(quarter, what)
        assert found.least.stated == found.percent.stated
        assert not found.least.stated or found.least.value >= 1
        assert found.position.reached.stated == found.position.earlier.stated


def test_a_quarter_twice_is_refused():
    with pytest.raises(InputError, match="one each"):
        position(series([1, 2]) + series([3]), START)
