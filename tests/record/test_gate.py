"""One gate for every file: no pipe, device or folder, nothing larger than memory, one sentence."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from analysis.errors import InputError
from analysis.measure.account import claims_from_file
from analysis.record.layouts import load_layouts
from analysis.record.store import parsed_yaml, read_text
from tests.record import event_samples as samples


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "given.csv")
    return tmp_path / "given.csv"


def test_a_pipe_a_device_and_a_folder_are_refused_at_once(data, pipe, tmp_path):
    from analysis.record.imports import import_events

    for path, what in (
        (pipe, "a pipe or a device"),
        ("/dev/zero", "a pipe or a device"),
        (tmp_path, "a folder"),
    ):
        with pytest.raises(InputError, match=f"cannot be read .it is {what}.: give a file"):
            import_events(path, "x", data=data)
    for reads in (claims_from_file, read_text, parsed_yaml, lambda path: load_layouts(data, path)):
        with pytest.raises(InputError, match="it is a pipe or a device"):
            reads(pipe)


def workbook(cell):
    """Return a workbook of few bytes with one more cell, somewhere."""
    stream = io.BytesIO()
    rows = f'<row r="1"><c r="A1" t="n"><v>1</v></c></row><row><c r="{cell}"/></row>'
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    return stream.getvalue()


def test_a_workbook_that_claims_the_last_cell_is_refused_before_it_is_read(bring_in):
    with pytest.raises(InputError, match=r"given\.xlsx claims more than 20,000,000 cells"):
        bring_in(workbook("XFD1048576"), "given.xlsx")
    with pytest.raises(InputError, match=r"given\.xlsx is damaged"):
        bring_in(workbook("Z99"), "given.xlsx")


def test_a_file_that_unpacks_without_end_is_refused(bring_in, monkeypatch):
    from analysis.record import files

    monkeypatch.setattr(files, "LINES", 200)
    content = samples.as_csv(samples.acled("new")[:1]).encode() + b"x\n" * 1000
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("given.csv", content)
    with pytest.raises(InputError, match="has more than 200 lines"):
        bring_in(stream.getvalue(), "given.zip")


@pytest.mark.parametrize(
    ("text", "told"),
    [("a: &x [1]\nb: *x\n", "an alias"), ("[" * 9000, "nested too deeply"),
     ("a: \x01\n", "control characters|special characters"), ("a: [1\n", "line 2: not valid YAML"),
     ("a:\n  - {b: 1}\n c: 2", "line 3")],
)  # fmt: skip
def test_yaml_that_is_none_gets_a_sentence(tmp_path, text, told):
    (tmp_path / "own.yml").write_text(text, "utf-8")
    with pytest.raises(InputError, match=told) as caught:
        parsed_yaml(tmp_path / "own.yml")
    assert "\n" not in str(caught.value) and "own.yml" in str(caught.value)


def test_what_is_not_utf_8_names_line_and_byte(tmp_path):
    (tmp_path / "own.csv").write_bytes(b"a,b\n1,2\n3,\xff\n")
    with pytest.raises(InputError, match=r"own\.csv, line 3, byte 10: not UTF-8 text"):
        read_text(tmp_path / "own.csv")


def test_json_as_deep_as_a_well_gets_a_sentence(project):
    from analysis.record.cells import about

    (project / "data" / "events" / "x.json").write_text("[" * 100_000, "utf-8")
    with pytest.raises(InputError, match=r"x\.json cannot be read"):
        about("x", project / "data")
