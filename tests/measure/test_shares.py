"""Shares: bounds."""

import math
from decimal import Decimal

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measure.estimate import Estimate
from analysis.measure.shares import _remainder, breakdown, lists, shares, whole_lists


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


def test_several_places_together_are_no_part_beside_one_of_them(facts):
    def named(table, dimension, what, unit):
        return {item.group for item in breakdown(table, "2022Q1", dimension, what, unit)}

    places = ("place", "incidents", "incidents")
    centre = facts.query("period == '2022Q1' and what == 'incidents' and group == 'centre'")
    assert "centre" in named(facts, *places)
    both = named(pd.concat([facts, centre.assign(group="Mopti", scope="group", members="")]), *places)
    assert "Mopti" in both and "centre" not in both
    # groups together are never one alleged perpetrator, whoever else is named
    groups = ("perpetrator", "killed", "victims")
    without = facts[~(facts.period.eq("2022Q1") & facts.group.isin(["jnim_is", "militias"]))]
    assert "extremist_and_militias" not in named(facts, *groups) | named(without, *groups)


def test_what_is_left_has_a_range_only_where_both_ends_of_a_part_are_known():
    about = {"unit": "victims", "period": "2021", "measure": "killed"}
    whole, known = Estimate(value=100, **about), Estimate(value=60, low=60, high=70, group="a", **about)
    least = Estimate(value=10, low=10, group="b", **about)
    left = _remainder(whole, [known, least], Decimal(30), "100 - 60 - 10 = 30")
    assert (left.value, left.low, left.high) == (30, 20, 30)
    assert _remainder(whole, [least], Decimal(90), "100 - 10 = 90").low is None


def changed(facts, figure, value):
    """The facts with another value of one figure."""
    return facts.assign(value=facts.value.mask(facts.figure_id.eq(figure), value))


def test_the_unidentified_widen_those_alone_with_whom_they_make_a_published_sum(facts):
    """In 2020Q2 the 38 are among the 456 of non-State groups, which leaves a State's forces none."""
    rows = facts.query("period == '2020Q2' and group == 'non_state'")
    row = rows[rows.what.eq("violations_and_abuses")].iloc[0]
    found = {item.group: item for item in whole_lists(facts, "2020Q2")[0]}
    assert found["malian_forces"].low == found["malian_forces"].high
    assert float(found["signatory"].high - found["signatory"].low) == pytest.approx(100 * 38 / 632)
    apart = whole_lists(changed(facts, row.figure_id, "455"), "2020Q2")[0]
    assert all(item.low < item.high for item in apart)


def test_the_percentage_of_a_count_that_is_listed_is_no_list(facts):
    """242 of 421 are the 57.48 per cent that pages print beside it; another percentage would be a list."""
    (one,) = lists(facts, "2021Q1", "place")
    assert [float(item) for item in one] == [242]
    row = facts.query("period == '2021Q1' and unit == 'percent' and group == 'regions_centre_2021Q1'").iloc[0]
    assert len(lists(changed(facts, row.figure_id, "57.49"), "2021Q1", "place")) == 2
