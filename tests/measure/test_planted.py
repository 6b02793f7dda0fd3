"""Sets of claims drawn at random: what is right raises no alarm, what is planted is found and classed."""

import random

import pytest

from analysis.measure.audit import audit
from tests.measure.planted import RIGHT, WRONG, Set


def missed(make, number):
    """Return the drawn sets on which the audit is wrong, by their numbers, with what it says of them."""
    told = {}
    for seed in range(number):
        drawn = make(Set(random.Random(f"{make.__name__} {seed}")))  # noqa: S311 -- figures, not secrets
        check, kind, word = drawn.expected or ("", "", "")
        odd = [item for item in audit(drawn.claims()) if item.kind not in ("consistent", "not_checkable")]
        found = [
            item
            for item in odd
            if check in item.id and item.kind in kind.split("|") and word in item.suggestion
        ]
        if not found if drawn.expected else {item.severity for item in odd} & {"error", "warning"}:
            values = " ".join(f"{row['id']}={row['value']}" for row in drawn.rows.values())
            told[seed] = values, [(item.id, item.kind, item.suggestion) for item in odd]
    return told


@pytest.mark.parametrize("make", [*RIGHT, *WRONG], ids=lambda make: make.__name__)
def test_what_is_planted_is_found_and_what_is_right_raises_no_alarm(make):
    assert missed(make, 12) == {}


@pytest.mark.proof
@pytest.mark.parametrize("make", [*RIGHT, *WRONG], ids=lambda make: make.__name__)
def test_hundreds_of_each_kind(make):
    """In few sets two mistakes fit alike; shares that reach 100 may leave out a group of one or two."""
    found = missed(make, 400)
    assert len(found) <= 400 * (0.08 if make.__name__ == "right_small_rest" else 0.01), found
