"""Every formula that is printed with a number works out to that number."""

import math
import re
from decimal import Decimal

import pytest

from analysis.measure import published
from analysis.measure.change import change_between
from analysis.measure.estimate import Estimate, change
from analysis.measure.incidents import side_by_side
from analysis.measure.shares import attributions, lists, shares
from analysis.quarter import Quarter

SOME = [Quarter.parse(name) for name in ("2021Q1", "2021Q2", "2022Q1")]
EARLIER, LATER = [1] * 20 + [5, 5], [1] * 30 + [15]
ABOUT = {"inclusion": "x", "place": "Gao", "sources": ("a", "b")}


def worked(formula):
    """Work out what stands before the last sign of equality, from its signs alone."""
    text = formula.rpartition(" = ")[0] or formula
    for sign, code in ((" x ", " * "), ("^", "**"), ("ln(", "log("), ("1.96", "1.959964")):
        text = text.replace(sign, code)
    assert re.fullmatch(r"[\d.+\-*/() e]*|.*(log|exp)\(.*", text), formula
    return eval(text, {"log": math.log, "exp": math.exp})  # noqa: S307 -- digits and signs


def holds(item, digits=6):
    """Whether an estimate is what its formula gives, and what that prints."""
    made, printed = worked(item.formula), item.formula.rpartition(" = ")[2]
    assert float(item.value) == pytest.approx(made, rel=5 * 10.0**-digits), item.formula
    assert printed == item.formula or abs(float(printed) - made) <= 0.05 + 1e-9, item.formula


@pytest.fixture(scope="module")
def found():
    rows = [{"quarter": "2022Q1", "victims": v} for v in EARLIER]
    rows += [{"quarter": "2022Q2", "victims": v} for v in LATER]
    return change_between(rows, "2022Q1", "2022Q2", **ABOUT)


def test_the_parts_of_a_change(found):
    for item in (found.percent, found.ratio, found.lethal, found.without_largest, found.plain):
        holds(item)
        assert item.low < item.value < item.high
    assert (found.lethal.formula, found.without_largest.formula) == ("31 / 22", "30 / 25")
    # the interval in per cent is that of the ratio
    ends = [(float(limit) - 1) * 100 for limit in (found.ratio.low, found.ratio.high)]
    assert [float(found.percent.low), float(found.percent.high)] == pytest.approx(ends, rel=1e-4)


def test_what_the_parts_of_a_change_are_about(found):
    for item in (found.percent, found.ratio, found.lethal, found.without_largest, found.plain, found.p_value):
        assert (item.period, item.comparator, item.basis) == ("2022Q2", "2022Q1", "computed")
    for one, two in (found.dispersion, found.effective, (found.earlier, found.later)):
        assert [(item.period, item.comparator) for item in (one, two)] == [("2022Q1", ""), ("2022Q2", "")]
    every = (found.percent, found.ratio, found.lethal, found.plain, *found.dispersion, *found.effective)
    assert {(item.inclusion, item.place, item.sources) for item in every} == {("x", "Gao", ("a", "b"))}
    units = [item.unit for item in (found.ratio, found.p_value, found.dispersion[0], found.effective[0])]
    assert units == ["ratio", "probability", "ratio", "cases"] and found.percent.unit == "percent"
    assert found.plain.notes == ("too_narrow",) and not found.ratio.notes + found.lethal.notes


@pytest.mark.parametrize(("smaller", "small"), [(20, False), (19, True)])
def test_a_base_of_twenty_is_not_small(smaller, small):
    """Of each ratio the smaller number counts, whichever quarter it is of."""
    for sizes in (([1] * smaller, [1] * 30), ([1] * 30, [1] * smaller)):
        rows = [{"quarter": f"2022Q{n}", "victims": v} for n, part in enumerate(sizes, 1) for v in part]
        found = change_between(rows, "2022Q1", "2022Q2")
        told = {"small_base" in item.notes for item in (found.ratio, found.lethal, found.plain)}
        assert told == {small}
        # one less without the largest
        assert ("small_base" in found.without_largest.notes) == (smaller <= 20)
    assert found.percent.stated, "of 30 a change has a percentage, whatever it leads to"


def test_a_ratio_to_nothing_says_so():
    rows = [{"quarter": "2022Q1", "victims": 0}, *({"quarter": "2022Q2", "victims": 1} for _ in range(5))]
    none = change_between(rows, "2022Q1", "2022Q2")
    assert [item.formula for item in (none.ratio, none.lethal)] == ["from 0 to 5"] * 2
    assert {item.status for item in (none.ratio, none.lethal, none.plain)} == {"undefined"}


def test_shares_and_what_they_leave(facts):
    made = shares({"a": 9, "b": 7.5}, {"missing": 3}, period="2021")
    for item in (*made.bounds, *made.left_out):
        holds(item)
    forms = [
        form for quarter in SOME for form in (*attributions(facts, quarter), *lists(facts, quarter, "place"))
    ]
    left = [form.remainder for form in forms if form.remainder.stated]
    assert len(left) > 5
    for item in left:
        assert worked(item.formula) == pytest.approx(float(item.value))
        assert item.value == Decimal(item.formula.rpartition(" = ")[2])


@pytest.mark.parametrize(("later", "earlier"), [(174, 243), (243, 174), (1000, 21)])
def test_changes_sums_and_shares(later, earlier):
    now, before = (Estimate(measure="killed", value=value, unit="victims", period=period, sources=(period,))
                   for value, period in ((later, "2022Q4"), (earlier, "2022Q3")))  # fmt: skip
    for item in (change(now, before), now + before, now - before, now / before):
        holds(item)
        assert item.sources == ("2022Q4", "2022Q3") and item.inputs == (now, before)
        assert item.comparator == "2022Q3"


def test_what_the_mission_published(facts):
    for quarter in SOME:
        acts = published.as_persons(facts, quarter)
        for item in (published.harmed(facts, quarter), published.residual(facts, quarter, "killed"), *acts):
            if item.stated and item.formula:
                assert worked(item.formula) == item.value
    part = published.residual(facts, "2021H1", "injured")
    assert worked(part.formula) == part.value


def test_sources_beside_each_other():
    for row in side_by_side():
        if row.ratio.stated:
            holds(row.ratio)
            assert row.ratio.period == str(row.quarter)
