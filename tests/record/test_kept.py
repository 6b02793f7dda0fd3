"""What notebooks of one run need alike is worked out once."""

import pytest

from analysis.measure.event_counts import figures_from
from analysis.quarter import Quarter
from analysis.record.store import KEPT, kept

CALLS = []


@kept
def made_of(quarter, source=""):
    CALLS.append((quarter, source))
    return {"list": [quarter, source]}


@pytest.fixture
def calls(monkeypatch):
    monkeypatch.delenv(KEPT, raising=False)
    CALLS.clear()
    return CALLS


def test_outside_a_run_nothing_is_kept_for_data_may_change(calls):
    assert made_of("2021Q2") == made_of("2021Q2")
    assert len(calls) == 2


def test_in_a_run_the_first_that_asks_works_it_out(calls, tmp_path, monkeypatch):
    monkeypatch.setenv(KEPT, str(tmp_path))
    first, again = made_of("2021Q2"), made_of("2021Q2")
    assert (first, len(calls)) == (again, 1)
    again["list"].clear()
    assert made_of("2021Q2") == first, "everyone has a copy"
    made_of("2021Q2", source="acled")
    made_of("2021Q3")
    assert len(calls) == 3
    assert not list(tmp_path.glob("*.*")), "nothing half-written stays"


def test_a_folder_that_is_gone_does_not_matter(calls, tmp_path, monkeypatch):
    monkeypatch.setenv(KEPT, str(tmp_path / "gone"))
    assert made_of("2021Q2") == made_of("2021Q2")
    assert len(calls) == 2


def test_what_is_kept_is_what_would_be_worked_out(tmp_path, monkeypatch):
    plain = figures_from(Quarter(2021, 2))
    monkeypatch.setenv(KEPT, str(tmp_path))
    assert figures_from(Quarter(2021, 2)) == plain == figures_from(Quarter(2021, 2))
    assert len(list(tmp_path.iterdir())) == 1
