"""The whole way, from the command line and by hand."""

import hashlib
import html.parser
import itertools
import json
import re
import subprocess
import sys

import nbformat
import pytest

from analysis.errors import InputError
from analysis.produce import kernel, rerun
from analysis.quarter import Quarter


def note(quarter, folder):
    return subprocess.run(
        [sys.executable, "-m", "analysis", "note", quarter, "--output", str(folder), "--force"],
        capture_output=True, text=True, check=True, cwd=folder.parent,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("end") / "out"
    return folder, note("2022Q2", folder)


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.skipping = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.skipping = tag in ("style", "code", "title")

    def handle_endtag(self, _tag):
        self.skipping = False

    def handle_data(self, data):
        if not self.skipping:
            self.words.append(data)


def test_page_notebook_and_figures_are_there(made):
    folder, done = made
    assert {path.name for path in folder.iterdir()} == {
        "index.html", "trends.html", "claims_audit.html", "quarterly_note.ipynb", "trends.ipynb",
        "claims_audit.ipynb", "figures",
    }  # fmt: skip
    kinds = {path.suffix for path in (folder / "figures").iterdir()}
    assert kinds == {".pdf", ".svg", ".png", ".csv"}
    assert str(folder / "index.html") in done.stdout
    assert [line.split()[1] for line in done.stderr.splitlines()] == ["executing", "rendering"]


def test_the_page_has_the_numbers_of_the_quarter(made):
    words = " ".join(Page((made[0] / "index.html").read_text("utf-8")).words)
    for value in ("467", "317", "77", "73", "297", "122", "-42 %"):
        assert re.search(rf"(?<![\d.]){re.escape(value)}(?!\d)", words), value


def test_the_page_fetches_nothing_and_is_accessible(made):
    page = Page((made[0] / "index.html").read_text("utf-8"))
    sources = [attrs.get("src", "") for tag, attrs in page.tags if tag in ("img", "script", "iframe")]
    assert sources
    assert all(source.startswith("data:") for source in sources)
    assert not [1 for tag, attrs in page.tags if tag in ("link", "script")]
    assert all(len(attrs["alt"]) > 40 for tag, attrs in page.tags if tag == "img")
    assert ("html", {"lang": "en"}) in page.tags
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    assert any(tag == "details" for tag, _ in page.tags)
    assert all("open" not in attrs for tag, attrs in page.tags if tag == "details")


def test_links_of_the_page_lead_to_its_files(made):
    page = Page((made[0] / "index.html").read_text("utf-8"))
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a" and "://" not in attrs.get("href", "#")]
    for link in links:
        assert link.startswith("#") or (made[0] / link).exists(), link


def test_no_path_time_or_changing_id_is_in_the_outputs(made):
    folder, _ = made
    notebook = (folder / "quarterly_note.ipynb").read_text("utf-8")
    for text in (notebook, (folder / "index.html").read_text("utf-8")):
        assert str(folder.parent) not in text
        assert "/site-packages/" not in text
        assert "papermill" not in text.replace("papermill_", "")
    assert "start_time" not in notebook


def test_the_same_bytes_again_and_over_an_existing_folder(made):
    folder, _ = made

    def hashes():
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file()
        }

    (folder / "mine.txt").write_text("stays")
    before = hashes()
    note("2022Q2", folder)
    assert hashes() == before


def test_by_hand_from_any_folder(root, tmp_path):
    source = root / "notebooks" / "quarterly_note.ipynb"
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(source),
        "out.ipynb",
        "-p",
        "quarter",
        "T3 2021",
        "--no-progress-bar",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    text = "".join(str(cell.get("outputs", "")) for cell in nbformat.read(tmp_path / "out.ipynb", 4).cells)
    assert "563" in text
    assert [path.name for path in tmp_path.iterdir()] == ["out.ipynb"]


def test_parameters_are_described(root):
    source = root / "notebooks" / "quarterly_note.ipynb"
    done = subprocess.run(
        [sys.executable, "-m", "papermill", "--help-notebook", str(source)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(r"quarter: str .*2021Q2.*\n?.*Quarter of the note", done.stdout)


def test_an_input_error_inside_a_notebook_stays_one_sentence(root):
    with pytest.raises(InputError, match="2020Q1 to 2022Q4"):
        kernel.execute([root / "notebooks" / "quarterly_note.ipynb"], {"quarter": "1979Q1"}, root / "nowhere")
    assert not (root / "nowhere").exists()


def test_a_failing_cell_is_named(tmp_path):
    cells = [nbformat.v4.new_code_cell("1 / 0")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "bad.ipynb")
    with pytest.raises(kernel.NotebookError, match=r"bad.ipynb, cell 1: ZeroDivisionError"):
        kernel.execute([tmp_path / "bad.ipynb"], {}, tmp_path / "figures")


def test_a_failure_leaves_no_folder(project, tmp_path):
    path = project / "notebooks" / "quarterly_note.ipynb"
    path.write_text(path.read_text("utf-8").replace("note.title()", "note.nothing()"), "utf-8")
    with pytest.raises(kernel.NotebookError, match="nothing"):
        rerun.make_note(Quarter.parse("2021Q2"), tmp_path / "deep" / "out", lambda _: None)
    assert not (tmp_path / "deep").exists()


def test_the_project_gets_a_site_with_an_index(project):
    made = rerun.make_note(Quarter.parse("2021Q3"), None, lambda _: None)
    assert made.figures == project / "figures" / "2021Q3"
    index = (project / "site" / "index.html").read_text("utf-8")
    assert "2021Q3/index.html" in index
    assert "no note was published" in index
    assert json.loads((made.page.parent / "description.json").read_text("utf-8"))["quarter"] == "2021Q3"
    page = made.page.read_text("utf-8")
    assert 'href="../index.html"' in page
    assert 'href="../../figures/2021Q3/series.pdf"' in page
    assert (made.page.parent / "../../figures/2021Q3/series.pdf").exists()
