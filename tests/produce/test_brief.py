"""The brief: one page of A4 that can be edited, printed and sent; other notebooks with footnotes."""

import re
import shutil
import subprocess
import zipfile

import pytest
from click.testing import CliRunner
from nbformat.v4 import new_markdown_cell, new_notebook, writes

from analysis.errors import InputError
from analysis.produce import books, rerun
from analysis.produce.cli import cli
from tests.produce.test_site import cell, shown

paper = pytest.importorskip("analysis.produce.paper", reason="the extra print is not installed")

NUMBER = '[at least 527](#n1 "victims (of all kinds); F116")'
CAPTION = '<small class="caption">**Dots.** Of all.</small>'
REGISTER = '1. <a id="n1"></a>**at least 527**: victims. Source: [MINUSMA](https://reliefweb.int/x).'
HOSTILE = '<script>x()</script> \\input{/etc/passwd} `#read("x")`{=typst} ![](https://example.org/x.png)'


@pytest.fixture
def folder(tmp_path):
    """An executed brief and note of a quarter."""
    finding = f"**april 2021: {NUMBER} civilians**\n\n<small>And Moura.</small>"
    cells = [
        new_markdown_cell("# On one page"), cell("tell()", shown(finding), tags=["finding"]),
        cell("tell()", shown(f"- {NUMBER} killed, of {NUMBER}; {HOSTILE}"), shown(), shown(CAPTION)),
        cell("more()", shown()),
        new_markdown_cell("[What\nchanged](trends.ipynb)"),
        cell("numbers()", shown(REGISTER), tags=["screen"]),
    ]  # fmt: skip
    for number, one in enumerate(cells):
        one["id"] = f"c{number}"
    (tmp_path / "2021Q2").mkdir()
    for name in ("brief", "quarterly_note"):
        (tmp_path / "2021Q2" / f"{name}.ipynb").write_text(writes(new_notebook(cells=cells)), "utf-8")
    return tmp_path


def words(file):
    with zipfile.ZipFile(file) as document:
        parts = [name for name in document.namelist() if name in ("word/document.xml", "word/footnotes.xml")]
        return re.sub(r"<[^>]*>", "", " ".join(document.read(name).decode() for name in parts))


def test_a_brief_has_its_finding_as_title_and_plain_numbers(folder):
    text = paper.markdown(folder / "2021Q2" / "brief.ipynb", notes=False)
    assert text.startswith("# April 2021: at least 527 civilians\n")
    assert "And Moura." in text
    assert "- at least 527 killed, of at least 527;" in text
    assert "What\nchanged" in text and "trends" not in text
    assert "victims" not in text


def test_a_note_on_paper_has_contents_numbered_figures_and_links(folder):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (package poppler-utils) is not installed: no text is taken out of PDFs")
    docx, pdf = paper.paper(folder / "2021Q2" / "quarterly_note.ipynb", "fr", ["docx", "pdf"], folder)
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True).stdout.decode()
    assert text.startswith("Table des matières")
    assert re.search(r"Fig\. 1\. –\s+Dots\. Of all\.", text) and re.search(r"Fig\. 2\. –\s+a dot", text)
    urls = subprocess.run(["pdfinfo", "-url", pdf], capture_output=True, check=True).stdout
    assert b"https://reliefweb.int/x" in urls
    assert "Figure 1" in words(docx).replace("\xa0", " ") and "Of all." in words(docx)
    with zipfile.ZipFile(docx) as document:
        assert "https://reliefweb.int/x" in document.read("word/_rels/footnotes.xml.rels").decode()


def test_a_note_has_a_footnote_where_a_number_is_first_told(folder):
    text = paper.markdown(folder / "2021Q2" / "quarterly_note.ipynb", notes=True)
    assert "at least 527\u202f[^n1] killed, of at least 527;" in text
    assert "[^n1]: **at least 527**: victims. Source: [MINUSMA](https://reliefweb.int/x)." in text


def test_documents_are_one_page_and_what_is_in_data_is_words(folder):
    made = paper.paper(folder / "2021Q2" / "brief.ipynb", "fr", ["docx", "pdf", "html"], folder / "out")
    assert [path.name for path in made] == [f"2021Q2-brief-fr.{kind}" for kind in paper.FORMATS]
    _, pdf, html = (path.read_bytes() for path in made)
    assert "April 2021: at least 527 civilians" in words(made[0])
    assert "\\input{/etc/passwd}" in words(made[0])
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    assert b"<script" not in html and b"example.org" not in html
    assert b'lang="fr"' in html
    with zipfile.ZipFile(made[0]) as document:
        drawn = re.search(r'<wp:docPr [^>]*descr="([^"]*)"', document.read("word/document.xml").decode())
    assert drawn and drawn[1] == "a dot", "a picture is told to those who cannot see it"


def test_the_document_is_of_a4(folder):
    (made,) = paper.paper(folder / "2021Q2" / "brief.ipynb", "en", ["docx"], folder)
    with zipfile.ZipFile(made) as document:
        text = document.read("word/document.xml").decode()
    assert {'w:w="11906"', 'w:h="16838"'} <= set(re.search("<w:pgSz [^>]*>", text)[0].rstrip("/> ").split())


@pytest.mark.parametrize("formats", ["dox", "docx,", "docx;pdf"])
def test_another_format_is_told_before_anything_is_run(tmp_path, formats):
    arguments = ["brief", "2021Q2", "--format", formats, "--output", str(tmp_path / "out")]
    done = CliRunner().invoke(cli, arguments)
    assert isinstance(done.exception, InputError)
    assert "format of a brief" in str(done.exception) and "docx, pdf, html" in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_a_brief_of_a_note_is_refused_where_there_is_no_note():
    with pytest.raises(InputError, match="for such quarters: see event_brief"):
        rerun.plan(books.Wish(quarter="1994Q2", notebooks="brief", language="en"))
    for quarter, name in (("1994Q2", "event_brief"), ("2021Q2", "brief")):
        wish = books.Wish(quarter=quarter, notebooks="brief,event_brief", language="en")
        assert rerun.plan(wish)[0].book.name == name, "what the command brief takes"


def test_a_section_that_tells_nothing_is_no_section(folder):
    silent, told = (cell("x = 1") for _ in range(3)), cell("tell()", shown("Nothing new."))
    tag = {"tags": ["if-told"]}
    heads = [new_markdown_cell(f"## {name}", metadata=tag) for name in ("Gone", "Kept")]
    cells = [new_markdown_cell("# Title"), next(silent), heads[0], new_markdown_cell("Why."), next(silent),
             heads[1], told, new_markdown_cell("## Method"), next(silent),
             new_markdown_cell("To edit this.", metadata={"tags": ["remove-cell"]})]  # fmt: skip
    path = folder / "2021Q2" / "brief.ipynb"
    path.write_text(writes(new_notebook(cells=cells)), "utf-8")
    text = paper.markdown(path, notes=True)
    assert "Gone" not in text and "Why." not in text and "To edit" not in text
    assert "## Kept" in text and "Nothing new." in text and "## Method" in text
