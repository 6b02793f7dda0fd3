"""What is read is noted: whatever way a value takes out of a table, it leaves a note."""

import json
import shutil

import pandas as pd
import pytest

from analysis.quarter import Quarter
from analysis.record import ledger, trace


@pytest.fixture
def noted(tmp_path, monkeypatch):
    """Return what was noted so far."""
    path = tmp_path / "reads"
    path.touch()
    monkeypatch.setenv(trace.VARIABLE, str(path))
    monkeypatch.setattr(trace, "_noted", {})
    return lambda: [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@trace.watched
def table():
    return pd.DataFrame({"period": ["a", "a", "b"], "what": ["x", "y", "x"], "value": ["1", "2", "3"]})


def cells(reads):
    return {(read["column"], tuple(read["rows"]) if read["rows"] is not None else "all") for read in reads}


def test_a_column_of_chosen_rows_is_noted_for_these_rows(noted):
    rows = table()
    assert list(rows[rows.period.eq("a")].value) == ["1", "2"]
    assert cells(noted()) == {("period", "all"), ("value", (0, 1))}


ESCAPES = {
    "iloc": lambda rows: rows.iloc[0].value,
    "loc": lambda rows: rows.loc[0, "value"],
    "at": lambda rows: rows.at[0, "value"],  # noqa: PD008
    "iat": lambda rows: rows.iat[0, 2],  # noqa: PD009
    "tuples": lambda rows: next(rows.itertuples()).value,
    "rows": lambda rows: next(rows.iterrows())[1].value,
    "columns": lambda rows: dict(rows.items())["value"][0],
    "records": lambda rows: rows.to_dict("records")[0]["value"],
    "values": lambda rows: rows.values[0, 2],  # noqa: PD011
    "numpy": lambda rows: rows.to_numpy()[0, 2],
    "several columns": lambda rows: rows[["what", "value"]].value[0],
    "get": lambda rows: rows.get("value")[0],
    "pop": lambda rows: rows.pop("value")[0],
    "copy": lambda rows: rows.copy().value[0],
    "groups": lambda rows: rows.groupby("what").value.first()["x"],
    "merge": lambda rows: rows.merge(pd.DataFrame({"what": ["x"]})).value[0],
    "merged": lambda rows: pd.DataFrame({"what": ["x"]}).merge(rows).value[0],
    "concat": lambda rows: pd.concat([rows, rows]).value.iloc[0],
    "query": lambda rows: rows.query("what == 'x'").value.iloc[0],
    "index": lambda rows: rows.set_index("what").value["x"],
    "sorted": lambda rows: rows.sort_values("value").value.iloc[0],
    "assigned": lambda rows: rows.assign(new=1).value[0],
    "frame": lambda rows: pd.DataFrame(rows).value[0],
    "transposed": lambda rows: rows.T.loc["value", 0],
    "text": lambda rows: rows.to_csv().splitlines()[1].split(",")[-1],
    "apply": lambda rows: rows.apply(lambda row: row.value, axis=1).iloc[0],
    "stack": lambda rows: rows.stack().iloc[2],  # noqa: PD013
    "eval": lambda rows: rows.eval("value")[0],
    "isin": lambda rows: "1" if rows.isin(["1"]).value[0] else "",
    "equality": lambda rows: "1" if (rows == "1").value[0] else "",
}


@pytest.mark.parametrize("way", ESCAPES)
def test_there_is_no_way_out_without_a_note(noted, way):
    rows = table()
    chosen = rows[rows.period.eq("a")]
    assert ESCAPES[way](chosen) == "1"
    seen = {(column, row) for column, rows in cells(noted()) if rows != "all" for row in rows}
    assert {("", 0), ("value", 0)} & seen


def test_how_many_rows_there_are_is_noted(noted):
    assert len(table()) == 3
    assert not table().empty
    assert cells(noted()) == {("#", "all")}


def test_a_query_is_noted_by_its_result_and_not_by_what_it_reads(noted):
    reads = noted()
    asked = trace.query(total)
    assert asked(Quarter(2021, 2), "value") == "2021Q2 1 2 3"
    reads = noted()
    assert [read["given"] for read in reads] == [[{"quarter": "2021Q2"}, "value"]]
    assert trace.changed(reads[0], None) == ""
    assert trace.changed({**reads[0], "mark": "other"}, None) == "total 2021Q2 value"


def total(quarter, column):
    return " ".join([str(quarter), *table()[column]])


@pytest.mark.parametrize("column", ["value", "", "#"])
def test_a_change_in_what_was_read_is_told(noted, monkeypatch, column):
    table()._look(column)
    (read,) = noted()
    assert trace.changed(read, None) == ""
    other = table().assign(value="9") if column != "#" else table().iloc[:2]
    monkeypatch.setitem(globals(), "table", lambda: other)
    assert trace.changed(read, None).startswith("table")


def test_a_row_that_is_gone_is_told(noted, monkeypatch):
    rows = table()
    rows[rows.period.eq("b")].iloc[0]
    read = noted()[-1]
    monkeypatch.setitem(globals(), "table", lambda: rows.iloc[:2])
    assert trace.changed(read, None) == "table"


def test_files_that_are_opened_are_noted(noted, tmp_path, monkeypatch):
    monkeypatch.setattr(trace, "_folders", {str(tmp_path)})
    (tmp_path / "events").mkdir()
    for name in ("a.csv", "events/cells.csv"):
        (tmp_path / name).write_text("1")
    (tmp_path / "beside.csv").write_text("1")
    hook = trace._opened
    for path in (tmp_path / "a.csv", tmp_path / "events", f"{tmp_path}/none.csv", "/elsewhere", 3):
        hook("open", (path, "r", 0))
    with trace._answered():
        hook("open", (tmp_path / "events" / "cells.csv", "r", 0))
    reads = noted()
    assert [read["file"] for read in reads] == ["a.csv", "events", "none.csv"]
    assert [trace.changed(read, tmp_path) for read in reads] == ["", "", ""]
    (tmp_path / "a.csv").write_text("2")
    (tmp_path / "events" / "more.csv").touch()
    (tmp_path / "none.csv").touch()
    assert all(trace.changed(read, tmp_path) for read in reads)


@pytest.fixture
def warm(tmp_path, monkeypatch):
    """Return a file, a function that keeps what it reads in it, and all that it has read."""
    monkeypatch.setattr(trace, "_kept", {})
    monkeypatch.setattr(trace, "_folders", set())
    monkeypatch.setattr(trace, "_collections", [])
    file = tmp_path / "data" / "a.csv"
    file.parent.mkdir()
    file.write_text("1", "utf-8")
    reads = []

    @trace.kept
    def read():
        reads.append(file.read_text("utf-8"))
        return reads[-1]

    with monkeypatch.context() as before:
        before.delenv(trace.VARIABLE, raising=False)
        with trace.preparing(file.parent):
            assert read() == "1"
    return file, read, reads


def test_what_was_read_before_a_fork_is_noted_by_whoever_asks(noted, warm):
    file, read, reads = warm
    trace.start(file.parent)
    assert noted() == [], "nobody has asked"
    assert (read(), read(), reads) == ("1", "1", ["1"]), "read once, before"
    assert noted() == [{"file": "a.csv", "mark": trace.file_mark(file)}], "noted once, as it was then"


def test_what_is_kept_of_a_file_that_has_changed_is_read_anew(noted, warm, monkeypatch):
    file, read, reads = warm
    with monkeypatch.context() as elsewhere:  # whoever corrects the data is another process
        elsewhere.delenv(trace.VARIABLE)
        file.write_text("2", "utf-8")
    trace.start(file.parent)
    assert (read(), reads) == ("2", ["1", "2"])
    assert noted() == [{"file": "a.csv", "mark": trace.file_mark(file)}]


def test_what_one_kept_result_takes_from_another_counts_for_both(noted, warm):
    file, read, _ = warm

    @trace.kept
    def doubled():
        return read() * 2

    trace.start(file.parent)
    assert doubled() == "11"
    assert [read["file"] for read in noted()] == ["a.csv"]


def test_what_was_kept_without_notes_is_read_again_when_they_are_wanted(noted, warm, monkeypatch):
    file, read, reads = warm
    trace.forget()
    with monkeypatch.context() as before:
        before.delenv(trace.VARIABLE)
        assert read() == "1"
    trace.start(file.parent)
    assert (read(), len(reads)) == ("1", 3), "a result without its notes is of no use"
    assert [read["file"] for read in noted()] == ["a.csv"]


def test_a_first_run_notes_what_a_later_one_does(project, noted, monkeypatch):
    """The first look at a table checks it against the dictionary, and must not read others for that."""
    monkeypatch.setattr(trace, "_folders", set())
    shutil.rmtree(project / ".cache" / "valid", ignore_errors=True)
    told = []
    for _ in range(2):
        trace.forget()
        trace._noted.clear()
        trace.start(project / "data")
        before = len(noted())
        list(ledger.facts().value)
        told.append(noted()[before:])
    assert (project / ".cache" / "valid").is_dir(), "the first one was"
    assert told[0] == told[1]
    assert {read.get("file", "table") for read in told[0]} >= {"table", "datapackage.json"}
