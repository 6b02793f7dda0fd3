import pytest

from analysis.produce import fresh
from analysis.quarter import Quarter

QUARTER = Quarter.parse("2021Q2")


@pytest.fixture
def note(project):
    folder = project.parent / "out"
    folder.mkdir()
    (folder / "index.html").write_text("page")
    fresh.remember(QUARTER, folder, [folder / "index.html"])
    assert fresh.unchanged(QUARTER, folder)
    return folder


def test_never_made_is_not_unchanged(note, tmp_path):
    assert not fresh.unchanged(QUARTER, tmp_path / "elsewhere")
    assert not fresh.unchanged(QUARTER.previous, note)


@pytest.mark.parametrize(
    "name", ["data/minusma/figures.csv", "notebooks/quarterly_note.ipynb", "data/events/new.csv"]
)
def test_any_input_that_changes_makes_it_anew(note, project, name):
    with (project / name).open("a") as stream:
        stream.write(" ")
    assert not fresh.unchanged(QUARTER, note)


def test_an_output_that_is_edited_or_gone_makes_it_anew(note):
    (note / "index.html").write_text("edited")
    assert not fresh.unchanged(QUARTER, note)
    (note / "index.html").unlink()
    assert not fresh.unchanged(QUARTER, note)


def test_files_of_ones_own_change_nothing(note, project):
    (note / "mine.txt").write_text("mine")
    (project / "data" / "raw" / "export.csv").write_text("raw")
    assert fresh.unchanged(QUARTER, note)


def test_a_broken_record_makes_it_anew(note):
    fresh._record(QUARTER, note).write_text("{")
    assert not fresh.unchanged(QUARTER, note)
