"""What is worked out of the data is kept until they change, and nothing is read that could be executed."""

import re

import pytest

from analysis.record.store import kept, read_table
from tests.conftest import ROOT
from tests.record.test_store import edit

CALLS = []


@kept
def made_of(quarter, source=""):
    CALLS.append((quarter, source))
    return {"list": [quarter, source], "rows": read_table("units")}


@pytest.mark.usefixtures("project")
def test_the_first_that_asks_works_it_out_and_everyone_has_a_copy():
    CALLS.clear()
    first, again = made_of("2021Q2"), made_of("2021Q2")
    assert (first["list"], len(CALLS)) == (again["list"], 1)
    again["list"].clear()
    again["rows"].loc[0, "unit"] = "changed"
    assert made_of("2021Q2")["list"] == first["list"]
    assert made_of("2021Q2")["rows"].equals(first["rows"]) and "changed" not in {*read_table("units").unit}
    made_of("2021Q2", source="acled")
    made_of("2021Q3")
    assert len(CALLS) == 3


def test_what_changes_in_data_is_seen(project):
    CALLS.clear()
    before = made_of("2021Q2")["rows"]
    edit(project / "data/vocabulary/units.csv", "victims,", "victims_all,")
    assert not made_of("2021Q2")["rows"].equals(before) and len(CALLS) == 2
    (project / "data/events/more.csv").write_text("")
    made_of("2021Q2")
    assert len(CALLS) == 3, "an import may be part of what is told"


def test_a_file_that_goes_meanwhile_stops_nothing(project):
    """As the lock that an editor leaves, a link to nowhere, and what another run puts in place."""
    (project / "data" / "minusma" / ".#figures.csv").symlink_to("nobody@nowhere.1")
    assert made_of("2021Q2") and len(read_table("units"))


def test_no_format_that_executes_is_read():
    """What is kept between processes is JSON; Sphinx alone keeps more, in a folder of the user's."""
    for path in (ROOT / "src").rglob("*.py"):
        assert not re.search(r"\b(pickle|marshal|shelve|dill|joblib)\b", path.read_text("utf-8")), path
