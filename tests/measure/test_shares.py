"""Shares: bounds."""

import math

import pytest

from analysis.errors import InputError
from analysis.measure.shares import shares


def test_unama_2008():
    found = shares({"b": 828, "a": 1160}, {"unidentified": 130}, period="2008")
    ends = [(item.group, round(float(item.low), 1), round(float(item.high), 1)) for item in found.bounds]
    assert ends == [("a", 54.8, 60.9), ("b", 39.1, 45.2)]
    assert found.left_out[0].formula == "100 x 130 / 2118 = 6.1"


def test_parts_and_what_is_left_make_the_whole():
    found = shares({"a": 9, "b": 7}, {"missing": 3}, period="2021")
    assert sum(item.value for item in (*found.bounds, *found.left_out)) == pytest.approx(100)
    assert all(item.low <= item.high for item in found.bounds)


def test_names_do_not_matter():
    one = shares({"a": 9, "b": 4}, {"missing": 1}, period="2021")
    two = shares({"y": 4, "x": 9}, {"contested": 1}, period="2021")
    assert [(s.value, s.low, s.high) for s in one.bounds] == [(s.value, s.low, s.high) for s in two.bounds]


@pytest.mark.parametrize("wrong", [{"a": -1, "b": 3}, {"a": math.nan}, {"a": math.inf}, {"a": 0}, {}])
def test_bad_input(wrong):
    with pytest.raises(InputError, match="expected numbers of 0 or more and a total above 0"):
        shares(wrong, period="2021")
