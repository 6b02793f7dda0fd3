"""Totals that have no interval, and clusters: by hand, and at their edges."""

import math
import re
from dataclasses import replace

import pytest

from analysis.measure import clusters as scanned
from analysis.measure.areas import by_cercle
from analysis.measure.clusters import Cluster, clusters
from analysis.measure.estimate import Estimate, change
from analysis.measure.moves import least_dispersion, mission_change, position
from analysis.quarter import Quarter
from tests.measure.test_exact import killed
from tests.measure.test_formulas import SOME, holds, worked


def test_no_dispersion_is_less_than_one():
    assert least_dispersion(change(killed(101), killed(100, "2022Q1"))).value == 1
    found = least_dispersion(change(killed(200), killed(100, "2022Q1")))
    assert float(found.value) == pytest.approx((math.log(2) / 1.959964) ** 2 / (1 / 200 + 1 / 100), rel=1e-5)
    assert not least_dispersion(change(killed(0), killed(100, "2022Q1"))).stated
    assert least_dispersion(change(killed(1), killed(100, "2022Q1"))).stated


def steps(values):
    start = Quarter(2010, 1)
    return [
        Estimate(measure="killed", value=v, unit="victims", period=str(start.shift(n)))
        for n, v in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([10, 20, 40], "1 / 1: r >= 2"),
        ([10, 19, 38], "0 / 1: r >= 2"),
        ([40, 20, 10], "1 / 1: r <= 0.5"),
        ([40, 21, 10], "0 / 1: r <= 0.476"),
        ([10, 20, 10, 11], "1 / 2: r >= 1.1"),
        ([0, 5, 0, 5], "1 / 2: r >= inf"),
        ([5, 0, 0, 5], "0 / 2: r >= inf"),
        ([10, 10, 11], "0 / 1: r >= 1.1"),
        ([9, 10, 10], None),
        ([9, 10], None),
    ],
)
def test_where_a_change_lies_among_those_before_it(values, told):
    reached, earlier = position(steps(values), Quarter(2010, 1).shift(len(values) - 1))
    assert (reached.formula == told) if told else (reached.status == earlier.status == "undefined")
    assert reached.unit == earlier.unit == "changes"
    assert not told or earlier.formula == f"2010Q2 – {Quarter(2010, 1).shift(len(values) - 2)}"


@pytest.mark.parametrize(("now", "looked_for"), [(9, False), (10, True)])
def test_a_cluster_is_looked_for_among_ten_incidents_of_the_quarter(monkeypatch, now, looked_for):
    counts = by_cercle("2021Q2")
    for place, number in enumerate([20, 3, 50, 4, 60, 2, 8, 5, now]):
        counts.iloc[place] = 0
        counts.iloc[place, 0] = number
    monkeypatch.setattr(scanned, "by_cercle", lambda *_: counts)
    assert (scanned.clusters.__wrapped__("2021Q2") is not None) == looked_for


def test_a_cluster_is_looked_for_with_a_past_of_four_quarters_and_is_beyond_chance_to_one_in_twenty():
    assert clusters("2018Q4") is None and len(by_cercle("2018Q4")) == 4
    assert clusters("2019Q1") and len(by_cercle("2019Q1")) == 5
    number = Estimate(measure="incidents", value=9, unit="incidents", period="2021Q2")
    for p, beyond in (("0.05", True), ("0.051", False)):
        assert Cluster((), number, number, replace(number, value=p)).beyond is beyond


@pytest.mark.parametrize(("later", "earlier"), [(174, 243), (1000, 21)])
def test_the_least_dispersion_is_what_its_formula_gives(later, earlier):
    least = least_dispersion(change(killed(later, "2022Q4"), killed(earlier, "2022Q3")))
    assert float(least.value) == pytest.approx(worked(least.formula), rel=2e-6)
    assert (least.period, least.comparator, least.group, least.unit) == ("2022Q4", "2022Q3", "", "ratio")


def test_a_change_that_the_mission_published_works_out():
    for quarter in SOME:
        for what in ("victims", "killed"):
            found = mission_change(quarter, what)
            for item in (found.percent, found.per_incident):
                if item.stated:
                    holds(item)
            reached, earlier = found.position
            if reached.stated:
                times = re.fullmatch(r"(\d+) / (\d+): r [<>]= .+", reached.formula)
                assert [int(part) for part in times.groups()] == [reached.value, earlier.value]
