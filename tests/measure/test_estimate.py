import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import IncomparableError
from analysis.measure.estimate import UNDECIDED, Estimate, change, round_half_up

COUNTS = st.integers(0, 10**6)


def count(value, **changes):
    return Estimate(
        **{
            "measure": "killed",
            "unit": "victims",
            "period": "2021Q2",
            "inclusion": "a",
            "value": value,
            **changes,
        }
    )


@pytest.mark.parametrize("changes", [{"unit": "cases"}, {"inclusion": "b"}, {"place": "Mopti"}])
@pytest.mark.parametrize("operate", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a / b, change])
def test_different_things_make_a_gap_that_says_so(operate, changes):
    found = operate(count(50), count(40, **changes))
    assert (found.value, found.status) == (None, "not_comparable")
    assert len(found.inputs) == 2


def test_no_value_means_no_arithmetic():
    nothing = count(None, status="not_published")
    for found in (nothing + count(3), count(3) - nothing, change(count(30), nothing), nothing / count(3)):
        assert (found.value, found.status) == (None, "not_published")
    assert (count(3) / count(0)).status == "not_comparable"
    assert (count(1) / count(3)).formula == "100 x 1 / 3 = 33.3"
    assert math.isnan(float(nothing))
    with pytest.raises(IncomparableError, match="not published"):
        nothing.number()


def test_an_estimate_cannot_be_changed_or_contradict_itself():
    with pytest.raises(AttributeError):
        count(3).value = 4
    for changes in (
        {"status": "not_published"},
        {"low": 5, "high": 4},
        {"value": "NaN"},
    ):
        with pytest.raises(ValueError, match=r"."):
            count(**{"value": 3, **changes})


@given(COUNTS, COUNTS)
def test_sums_and_differences_keep_their_sources(first, second):
    a, b = count(first, sources=("F001",)), count(second, sources=("F002", "F001"), period="2021Q1")
    assert ((a + b) - b).value == first
    assert (a + b).sources == ("F001", "F002")
    assert (a - b).basis == "computed"


@given(st.integers(20, 10**6), COUNTS)
def test_change_inverts(base, later):
    found = change(count(later), count(base, period="2021Q1"))
    assert round(base * (1 + found.value / 100), 6) == later


@pytest.mark.parametrize(("earlier", "later"), [(0, 5), (19, 38), (0, 0)])
def test_small_bases_give_counts_and_no_percentage(earlier, later):
    found = change(count(later), count(earlier))
    assert found.status == "small_base"
    assert "small_base" in found.notes
    assert found.formula == f"from {earlier} to {later}"


@pytest.mark.parametrize(
    ("number", "digits", "expected"),
    [
        ("42.5", 0, "43"),
        ("-42.5", 0, "-43"),
        ("-42.58", 0, "-43"),
        ("0.5", 0, "1"),
        ("2.675", 2, "2.68"),
        (0.5, 0, "1"),
    ],
)
def test_rounding_is_half_up_on_the_magnitude(number, digits, expected):
    assert round_half_up(number, digits) == Decimal(expected)


def test_printed_digits_are_kept():
    assert str(count("4.60").value) == "4.60"


def test_a_part_of_a_quarter_is_not_set_against_a_quarter():
    about = {"measure": "killed", "unit": "persons", "basis": "computed", "inclusion": "events_ucdp"}
    part = Estimate(value=70, period="2026-01..2026-02", **about)
    whole = Estimate(value=260, period="2025Q4", **about)
    assert change(part, whole).status == change(whole, part).status == "partial_period"
    assert change(whole, whole).stated


@pytest.mark.parametrize(
    ("low", "high", "ranged"),
    [(1, 5, True), (3, 3, False), (1, None, False), (None, 5, False), (None,) * 2 + (False,)],
)
def test_a_range_has_two_ends_that_differ(low, high, ranged):
    assert count(3, low=low, high=high).ranged is ranged


def test_a_change_from_one_of_two_values_is_one_of_two():
    """Pages print 107 and 157 of one figure: against 121 that is a fall or a rise, and nobody can tell."""
    about = {"measure": "victims", "unit": "victims", "period": "2021Q2"}
    either = Estimate(value=107, low=107, high=157, notes=(UNDECIDED,), **about)
    before = Estimate(value=121, **about | {"period": "2021Q1"})
    moved = change(either, before)
    assert (round(moved.low, 1), round(moved.high, 1)) == (Decimal("-11.6"), Decimal("29.8"))
    assert str(moved) == "−12 or +30%"
    back = change(before, either)
    assert (round(back.low, 1), round(back.high, 1)) == (Decimal("-22.9"), Decimal("13.1"))
    near = Estimate(value=248, low=248, high=249, notes=(UNDECIDED,), **about)
    assert change(before, near).low is None, "-51.2 and -51.4 are both -51"
