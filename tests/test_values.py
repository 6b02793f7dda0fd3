"""What version 0.1 stated, quarter by quarter, is what the notebooks state, but for what was decided.

``snapshots/values_0.1.csv`` has every number of version 0.1. ``values_changed.csv`` lists those that differ,
``values_gone.csv`` how many of a kind no notebook tells any more, each with the reason; ``*`` stands for any.
"""

from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd
import pytest

import analysis
from analysis.present import speech
from tests.telling import NOTEBOOKS, told

SNAPSHOTS = Path(__file__).parent / "snapshots"
KEY = ["measure", "group", "unit", "period", "comparator", "inclusion", "basis"]
VALUE = ["value", "low", "high", "qualifier"]
PAGES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb") if (NOTEBOOKS / "fr" / path.name).is_file())

# The same thing had two names.
ONE_NAME = {"measure": {"deaths": "killed"}, "unit": {"deaths": "persons"},
            "group": {"deaths": "killed", "cercles_centre_2021Q1": "regions_centre_2021Q1"},
            "period": {"2021Q2 to 2022Q4": "2021-04..2022-12"}}  # fmt: skip


class NoFigures:
    def __getattr__(self, name):
        return lambda *_args, **_options: None


def written(number):
    """Write a number as the snapshot does: six decimals at the most."""
    text = "" if number is None else f"{round(number, 6):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0" * bool(text)


def stated(name, quarter):
    """Return the numbers on Mali that a notebook tells, as rows of the snapshot."""
    told(name, quarter=quarter)
    rows = [{**{column: getattr(item, column) for column in (*KEY, "qualifier")},
             **{column: written(getattr(item, column)) for column in ("value", "low", "high")}}
            for item in speech.registered().values() if item.place in ("Mali", "")]  # fmt: skip
    return [
        row | {"group": "" if row["measure"] == "checks" else row["group"], "notebook": name} for row in rows
    ]


def table(name):
    return pd.read_csv(SNAPSHOTS / name, dtype=str, keep_default_na=False)


def of(row, columns):
    return tuple(row[column] for column in columns)


@pytest.fixture(scope="module")
def before():
    """What version 0.1 stated, by key."""
    rows: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for row in table("values_0.1.csv").replace(ONE_NAME).to_dict("records"):
        rows.setdefault(of(row, KEY), set()).add(of(row, VALUE))
    return rows


@pytest.fixture(autouse=True)
def no_figures(monkeypatch):
    monkeypatch.setitem(vars(analysis), "figures", NoFigures())


def same(new, old):
    """Whether a number is the old one; an end that was not stated may be."""
    return (
        new[0] == old[0]
        and new[3] == old[3]
        and all(was in ("", now) for now, was in zip(new[1:3], old[1:3], strict=True))
    )


def decided(row, old, changed):
    """Whether a change is listed; ``=`` stands for the value that it was, with other ends."""
    entries = [entry for entry in changed if all(map(fnmatchcase, of(row, KEY), of(entry, KEY)))]
    kept = row["value"] in {item[0] for item in old}
    return any(kept if entry["new"] == "=" else fnmatchcase(row["value"], entry["new"]) for entry in entries)


def compare(quarters, before):
    """Return the numbers that differ without a decision, and the keys that the notebooks tell."""
    changed = table("values_changed.csv").to_dict("records")
    found, known = [], set()
    for quarter in quarters:
        for row in (row for name in PAGES for row in stated(name, quarter)):
            known.add(of(row, KEY))
            old = before.get(of(row, KEY))
            if old and not any(same(of(row, VALUE), item) for item in old) and not decided(row, old, changed):
                found.append((quarter, row["notebook"], of(row, KEY), of(row, VALUE), sorted(old)))
    return found, known


def gone(before, known):
    """Count the keys of what was published, computed or derived that no notebook tells any more."""
    lost = [key for key in before if key not in known and key[-1] in ("published", "computed", "derived")]
    return Counter((key[0], key[-1]) for key in lost)


def test_a_quarter_states_what_it_did(before):
    assert compare(["2021Q2"], before)[0] == []


def test_each_change_has_a_reason():
    for name in ("values_changed.csv", "values_gone.csv"):
        rows = table(name)
        assert rows.reason.str.len().gt(15).all() and not rows.duplicated().any(), name


@pytest.mark.proof
def test_every_quarter_states_what_it_did_and_what_is_gone_was_decided(before):
    quarters = [f"{year}Q{number}" for year in (2020, 2021, 2022) for number in (1, 2, 3, 4)]
    found, known = compare([*quarters, "1999Q2", "2024Q3"], before)
    assert found == []
    allowed = {
        (row["measure"], row["basis"]): int(row["keys"])
        for row in table("values_gone.csv").to_dict("records")
    }
    lost = gone(before, known)
    assert {kind: number for kind, number in lost.items() if number > allowed.get(kind, 0)} == {}
