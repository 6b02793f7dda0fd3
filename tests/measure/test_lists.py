"""Lists of the same victims: published values, and refusals."""

import math

import pytest

from analysis.errors import InputError
from analysis.measure.lists import chapman, lower_bound


def test_seber_1982():
    found = chapman(948, 421, 167, period="1970")
    assert (float(found.value), found.formula) == (2382.80, "949 x 422 / 168 - 1 = 2382.8")
    unseen = 2382.80 - 1202  # log interval by hand: factor exp(1.96 sqrt(log(1 + 129.06^2 / unseen^2)))
    factor = math.exp(1.96 * math.sqrt(math.log(1 + 129.06**2 / unseen**2)))
    assert float(found.high) == pytest.approx(1202 + unseen * factor, rel=1e-4)
    variance = 949 * 422 * (948 - 167) * (421 - 167) / (168**2 * 169)
    unseen, error = 949 * 422 / 168 - 1 - 1202, math.sqrt(variance)
    assert error == pytest.approx(129.06, abs=0.005)
    factor = math.exp(1.959964 * math.sqrt(math.log1p(variance / unseen**2)))
    ends = [float(found.low), float(found.high)]
    assert ends == pytest.approx([1202 + unseen / factor, 1202 + unseen * factor], abs=0.006)
    assert 1202 < found.low < found.value
    assert chapman(421, 948, 167, period="1970").value == found.value


def test_kosovo_1999():
    """Ball and others 2002: 4,400 victims, 3,218 on one list, 882 on two, 273 on three, 27 on all."""
    found = lower_bound(4400, 3218, 882, period="1999")
    assert found.formula.endswith("= 10262.0")
    assert found.qualifier == "at least"
    assert found.low < found.value < found.high


def test_lower_bound_at_the_edges():
    assert lower_bound(5, 0, 5).value == 5
    assert lower_bound(1, 1, 0).high == 1
    assert lower_bound(3, 3, 0).value == 6
    for wrong in ((4, 3, 2), (4, -1, 2)):
        with pytest.raises(InputError, match="cannot be"):
            lower_bound(*wrong)


@pytest.mark.parametrize("wrong", [(10, 10, 11), (10, 10, 0), (0, 5, 0)])
def test_totals_without_an_overlap_are_refused(wrong):
    with pytest.raises(InputError, match="link the records first"):
        chapman(*wrong)
