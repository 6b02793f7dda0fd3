"""A user's own words and charts: each put in by one file, and on the page of the default run."""

from __future__ import annotations

import json
import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from analysis.errors import InputError
from analysis.produce.books import books, read
from analysis.produce.engine import execute
from analysis.produce.rerun import Wish, plan
from tests import telling
from tests.notebooks.test_notebooks import differences, sentences, typed

PARAGRAPH = "In 2013, after the resolution of 25 April, 3 teams began to work; see section 4."
CHARTS = {
    "a figure shown": "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.show()",
    "a figure at the end": "fig, axis = plt.subplots()\naxis.bar([0, 1], [2, 1])\nfig",
    "seaborn": "import seaborn as sns\nsns.lineplot(x=[1, 2, 3], y=[3, 1, 2])",
}


@pytest.fixture
def own(project):
    """A project with a notebook copied from the trends' first cells, a chart of each kind and a paragraph."""
    path = project / "notebooks" / "trends.ipynb"
    notebook = nbformat.read(path, 4)
    kept = [cell for cell in notebook.cells if cell.id in ("title", "parameters")]
    kept[0].source = "# What our office adds"
    words = (
        "from analysis import Note, tell\nnote = Note(quarter)\ntell(f\"We count {note['killed']} killed.\")"
    )
    kept += [new_markdown_cell(PARAGRAPH), new_code_cell(words), *map(new_code_cell, CHARTS.values())]
    notebook.cells = kept
    nbformat.write(notebook, project / "notebooks" / "our_office.ipynb")
    return project


def test_a_copy_comes_after_what_it_copies(project):
    shutil.copy(project / "notebooks" / "quarterly_note.ipynb", project / "notebooks" / "a_copy.ipynb")
    english = [book.name for book in books() if book.language == "en"]
    assert english.index("quarterly_note") + 1 == english.index("a_copy")


def test_a_cell_that_is_added_to_one_notebook_is_somebodys_own(monkeypatch, project):
    """In one language only, with a chart or a sentence: what guards our notebooks leaves it alone."""
    monkeypatch.setattr(telling, "NOTEBOOKS", project / "notebooks")
    path = project / "notebooks" / "quarterly_note.ipynb"
    notebook = nbformat.read(path, 4)
    ours, there = [cell.id for cell in telling.cells("quarterly_note")], len(notebook.cells)
    notebook.cells[5:5] = [new_markdown_cell(PARAGRAPH), *map(new_code_cell, CHARTS.values())]
    notebook.cells[5].id = "6f1d2c3b-0a9e-4d7c-8b21-5e4f3a2b1c0d"  # as JupyterLab draws it
    nbformat.write(notebook, path)
    assert [cell.id for cell in telling.cells("quarterly_note")] == ours
    assert len(telling.cells("quarterly_note", own=True)) == there + 4
    assert differences(telling.cells("quarterly_note"), telling.cells("quarterly_note", "fr")) == []


@pytest.mark.usefixtures("own")
def test_a_notebook_that_is_copied_gets_a_page_with_its_words_and_charts(tmp_path):
    (job,) = plan(Wish(quarter="2021Q2", notebooks="our_office", output=tmp_path / "out"))
    assert (job.book.title, job.page) == ("What our office adds", "our_office.html")
    told = {}
    execute(job, told.update)
    (tmp_path / "our_office.ipynb").write_text(told["made"], "utf-8")
    text = str(read(tmp_path / "our_office.ipynb", ""))
    assert "3 teams began to work" in text and re.search(r"\[at least 160\]\(#n\d+", text)
    assert text.count("<img") == len(CHARTS) + 1  # Jupyter shows a figure that ends a cell twice


def test_a_paragraph_with_years_and_dates_passes_the_guard(own):
    notebook = nbformat.read(own / "notebooks" / "our_office.ipynb", 4)
    for cell in notebook.cells:
        texts = [cell.source] if cell.cell_type == "markdown" else sentences(cell.source)
        assert not [number for text in texts for number in typed(text)]


def test_commentary_is_shown_where_it_exists(project):
    from analysis import speak
    from analysis.present.note import commentary

    (project / "data" / "commentary").mkdir(exist_ok=True)
    (project / "data" / "commentary" / "2021Q2.en.md").unlink(missing_ok=True)  # somebody's own
    (project / "data" / "commentary" / "2021Q2.fr.md").write_text(
        "Notre bureau a vu 12 villages en 2021.", "utf-8"
    )
    speak("fr")
    assert commentary("2021Q2") == "Notre bureau a vu 12 villages en 2021."
    speak("en")
    assert commentary("2021Q2") == ""
    source = json.loads((project / "notebooks" / "fr" / "quarterly_note.ipynb").read_text("utf-8"))
    assert any("tell(commentary(note.quarter))" in "".join(cell["source"]) for cell in source["cells"])


def test_a_source_that_is_none_is_refused_before_anything_is_run():
    with pytest.raises(InputError, match="'ucpd' is no source of event data: did you mean 'ucdp'"):
        plan(Wish(quarter="2021Q2", notebooks="event_note", parameters=("source=ucpd",)))
