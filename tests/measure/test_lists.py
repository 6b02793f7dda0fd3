"""Lists of the same victims: published values, closed forms, known truths, refusals."""

import math

import numpy as np
import pytest

from analysis.errors import InputError
from analysis.measure.lists import Overlaps, chapman, dependence, exists, log_linear, lower_bound

PATTERNS = [(1, 1, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 0, 0), (0, 1, 0), (0, 0, 1)]
NAMES = ("a", "b", "c")


def three(*counts):
    return Overlaps(NAMES, dict(zip(PATTERNS, counts, strict=True)))


def test_seber_1982():
    found = chapman(948, 421, 167, period="1970")
    assert (float(found.value), found.formula) == (2382.80, "949 x 422 / 168 - 1, SE 129.06")
    assert 948 + 421 - 167 < found.low < found.value < found.high
    unseen = 2382.80 - 1202  # log interval by hand: factor exp(1.96 sqrt(log(1 + 129.06^2 / unseen^2)))
    factor = math.exp(1.96 * math.sqrt(math.log(1 + 129.06**2 / unseen**2)))
    assert float(found.high) == pytest.approx(1202 + unseen * factor, rel=1e-4)
    assert chapman(421, 948, 167, period="1970").value == found.value


def test_kosovo_1999():
    """Ball and others 2002: 4,400 victims, 3,218 on one list, 882 on two, 273 on three, 27 on all."""
    found = lower_bound(4400, 3218, 882, period="1999")
    assert found.formula.endswith("= 10262.0")
    assert found.qualifier == "at least"
    assert found.low < found.value < found.high


def test_lower_bound_at_the_edges():
    assert lower_bound(5, 0, 5, period="x").value == 5
    assert lower_bound(1, 1, 0, period="x").high == 1
    assert lower_bound(3, 3, 0, period="x").value == 6
    for wrong in ((4, 3, 2), (4, -1, 2)):
        with pytest.raises(InputError, match="cannot be"):
            lower_bound(*wrong, period="x")


def test_dependence_by_hand():
    two = Overlaps(("a", "b"), {(1, 1): 20, (1, 0): 40, (0, 1): 30})
    assert [float(item.value) for item in dependence(two, period="x")] == [120, 150, 210, 330]
    with pytest.raises(InputError, match="expected two"):
        dependence(three(1, 2, 3, 4, 5, 6, 7), period="x")


def test_three_lists_in_closed_form():
    """Bishop, Fienberg and Holland 1975, section 6.4: estimates that need no iteration."""
    n111, n110, n101, n011, n100, n010, n001 = counts = (12, 30, 25, 18, 140, 95, 60)
    models = {model.terms: model.missing for model in log_linear(three(*counts), period="x").models}
    assert len(models) == 8
    saturated = n111 * n100 * n010 * n001 / (n110 * n101 * n011)
    assert models["a x b", "a x c", "b x c"] == pytest.approx(saturated)
    assert models["a x b", "a x c"] == pytest.approx(n010 * n001 / n011)
    assert models[("a x b",)] == pytest.approx((n110 + n100 + n010) * n001 / (n111 + n101 + n011))


def test_bic_of_the_saturated_model_by_hand():
    from scipy.stats import poisson

    counts = np.array([12, 30, 25, 18, 140, 95, 60])
    models = {model.terms: model for model in log_linear(three(*counts), period="x").models}
    likelihood = poisson.logpmf(counts, counts).sum()  # it fits every cell: 7 parameters, 380 victims
    assert models["a x b", "a x c", "b x c"].bic == pytest.approx(-2 * likelihood + 7 * math.log(380))
    ratio = models[("a x b",)].weight / models[("a x c",)].weight
    assert ratio == pytest.approx(math.exp((models[("a x c",)].bic - models[("a x b",)].bic) / 2))


def test_independent_lists_recover_the_total():
    rng = np.random.default_rng(12)
    covered = 0
    for _ in range(20):
        people = rng.random((1000, 3)) < (0.4, 0.35, 0.3)
        records = [dict(zip(NAMES, map(int, row), strict=True)) for row in people if row.any()]
        found = log_linear(Overlaps.of_records(records, NAMES), period="x").total
        covered += found.low <= 1000 <= found.high
    assert covered >= 17  # 95 % of 20, and three standard errors


def test_labels_do_not_matter_and_weights_add_up():
    one = log_linear(three(12, 30, 25, 18, 140, 95, 60), period="x")
    two = log_linear(three(12, 25, 30, 18, 140, 60, 95), period="x")  # b and c exchanged
    assert float(one.total.value) == pytest.approx(float(two.total.value), rel=1e-5)
    assert sum(model.weight for model in one.models) == pytest.approx(1)
    assert [model.bic for model in one.models] == sorted(model.bic for model in one.models)
    assert one.total.low < one.total.value < one.total.high


def test_existence():
    """No victim on both a and b: a model has an estimate only if it pools their overlap with others.

    With a x b the interaction is minus infinity; with a x c and b x c those on no list are
    n100 n010 / n110, by conditional independence, which is infinite.
    """
    found = log_linear(three(0, 0, 25, 18, 140, 95, 60), period="x")
    without = {model.terms for model in found.models if model.missing is None}
    every = {model.terms for model in found.models}
    assert without == {terms for terms in every if "a x b" in terms} | {("a x c", "b x c")}
    assert all(model.weight == 0 for model in found.models if model.missing is None)
    # (1, 1, 1) is 0 but the margins of all pairs are positive: only the saturated model has none.
    found = log_linear(three(0, 30, 25, 18, 140, 95, 60), period="x")
    assert [model.terms for model in found.models if model.missing is None] == [("a x b", "a x c", "b x c")]
    design = np.array([[1.0, 0], [1, 1]])
    assert exists(design, np.array([0.0, 3])) is False
    assert exists(np.ones((2, 1)), np.array([0.0, 3])) is True


def test_four_lists_average_over_sixty_four_models():
    rng = np.random.default_rng(1)
    people = rng.random((1500, 4)) < (0.3, 0.25, 0.3, 0.2)
    names = ("a", "b", "c", "d")
    records = [dict(zip(names, map(int, row), strict=True)) for row in people if row.any()]
    found = log_linear(Overlaps.of_records(records, names), period="x")
    assert len(found.models) == 64
    assert found.total.low < 1500 < found.total.high


@pytest.mark.parametrize(
    ("lists", "cells", "message"),
    [
        (("a", "b"), {"a": 948, "b": 421}, "totals per list say nothing"),
        (("a", "b"), {(1, 1): 3, (0, 0): 5}, "no overlap of 2 lists"),
        (("a", "b"), {(1, 1): 3, (1, 0): -2}, "expected a whole number"),
        (("a", "b"), {(1, 1): 3, (1, 0): 2.5}, "expected a whole number"),
        (("a", "b"), {(1, 1): 3, (1, 0): math.nan}, "expected a whole number"),
        (("a", "b"), {(1, 0): 4, (0, 1): 5}, "no victim in common"),
        (("a",), {(1,): 4}, "no victim in common"),
    ],
)
def test_totals_and_nonsense_are_refused(lists, cells, message):
    with pytest.raises(InputError, match=message):
        Overlaps(lists, cells)


def test_records_must_be_individuals():
    good = [{"a": 1, "b": 1}, {"a": 1, "b": 0}, {"a": 0, "b": True}]
    assert Overlaps.of_records(good, ("a", "b")).cells == {(0, 1): 1, (1, 0): 1, (1, 1): 1}
    for wrong in ({"a": 948, "b": 421}, {"a": 0, "b": 0}, {"a": 1}, {"a": 1, "b": math.nan}):
        with pytest.raises(InputError, match="record 2"):
            Overlaps.of_records([good[0], wrong], ("a", "b"))
    with pytest.raises(InputError, match="2 lists: expected 3 to 5"):
        log_linear(Overlaps.of_records(good, ("a", "b")), period="x")
    for wrong in ((10, 10, 11), (10, 10, 0)):
        with pytest.raises(InputError):
            chapman(*wrong, period="x")
