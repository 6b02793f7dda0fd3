"""What notebooks of one run need alike is worked out once, and nothing is read that could be executed."""

import re

import pytest

from analysis.measure.event_counts import figures_from
from analysis.quarter import Quarter
from analysis.record import store
from analysis.record.store import KEPT, kept
from tests.conftest import ROOT

CALLS = []


@kept
def made_of(quarter, source=""):
    CALLS.append((quarter, source))
    return {"list": [quarter, source]}


@pytest.fixture
def calls(monkeypatch):
    monkeypatch.delenv(KEPT, raising=False)
    monkeypatch.setattr(store, "_memory", {})
    CALLS.clear()
    return CALLS


def test_outside_a_run_nothing_is_kept_for_data_may_change(calls):
    assert made_of("2021Q2") == made_of("2021Q2")
    assert len(calls) == 2


def test_in_a_run_the_first_that_asks_works_it_out(calls, monkeypatch):
    monkeypatch.setenv(KEPT, "1")
    first, again = made_of("2021Q2"), made_of("2021Q2")
    assert (first, len(calls)) == (again, 1)
    again["list"].clear()
    assert made_of("2021Q2") == first, "everyone has a copy"
    made_of("2021Q2", source="acled")
    made_of("2021Q3")
    assert len(calls) == 3


@pytest.mark.usefixtures("calls")
def test_what_is_kept_is_what_would_be_worked_out(monkeypatch):
    plain = figures_from(Quarter(2021, 2))
    monkeypatch.setenv(KEPT, "1")
    assert figures_from(Quarter(2021, 2)) == plain == figures_from(Quarter(2021, 2))
    assert len(store._memory) == 1


def test_no_format_that_executes_is_read():
    """What is kept between processes is JSON; Sphinx alone keeps more, in a folder of the user's."""
    for path in (ROOT / "src").rglob("*.py"):
        assert not re.search(r"\b(pickle|marshal|shelve|dill|joblib)\b", path.read_text("utf-8")), path
