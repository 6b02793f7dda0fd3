"""A paper in two minutes: the example compiles, and so does the LaTeX of every committed figure."""

import re
import shutil
import subprocess
import zipfile

import pytest

EVERY = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{graphicx,url}
\begin{document}
%s
\end{document}
"""


@pytest.fixture
def paper(root, tmp_path):
    if not shutil.which("pdflatex") or not shutil.which("bibtex"):
        pytest.skip("pdflatex is not installed (packages texlive-latex-recommended, texlive-lang-french)")
    for folder in ("docs/paper", "figures"):
        shutil.copytree(root / folder, tmp_path / folder)
    return tmp_path / "docs" / "paper"


def compiled(folder, name, times=1):
    for _ in range(times):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", name], cwd=folder, capture_output=True,
            check=False,
        )  # fmt: skip
        log = done.stdout.decode("utf-8", "replace")
        assert done.returncode == 0, log[-2000:]
    return log


@pytest.mark.proof
@pytest.mark.parametrize("name", ["paper", "paper.fr"])
def test_the_example_compiles_with_its_sources(paper, name):
    compiled(paper, name)
    done = subprocess.run(["bibtex", name], cwd=paper, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    log = compiled(paper, name, times=4)  # until the pages and their numbers have settled
    assert not re.search(r"undefined (references|citations)|Reference .* undefined|Missing character", log)
    assert len(re.findall(r"<[^>]*\.pdf", log)) >= 2
    assert (paper / f"{name}.pdf").stat().st_size > 20_000


@pytest.mark.parametrize("language", ["", "fr"])
def test_every_snippet_compiles_as_it_is(paper, language):
    folder = paper.parents[1] / "figures" / "2021Q2" / language
    snippets = sorted(folder.glob("*.tex"))
    assert len(snippets) > 9
    body = "\n".join(rf"\input{{{path.name}}}\clearpage" for path in snippets)
    (folder / "every.tex").write_text(EVERY % body, "utf-8")
    assert "Missing character" not in compiled(folder, "every")


@pytest.mark.parametrize("name", ["paper.qmd", "paper.fr.qmd"])
def test_the_variant_for_word_includes_what_is_drawn(root, name):
    from analysis.present.figures import FIGURES, export

    text = (root / "docs" / "paper" / name).read_text("utf-8")
    included = re.findall(r"include \.\./\.\./figures/2021Q2/(?:fr/)?(\w+)\.md", text)
    assert len(included) == 2 and set(included) <= set(FIGURES) and "md" in export.ENDINGS
    assert all(f"@fig-2021Q2-{figure.replace('_', '-')}" in text for figure in included)


@pytest.mark.parametrize("name", ["paper.qmd", "paper.fr.qmd"])
def test_pandoc_which_quarto_runs_makes_a_word_document_of_it(root, name, tmp_path):
    """Quarto puts in what is included and numbers what ``@fig-`` names; all else is pandoc's."""
    pypandoc = pytest.importorskip("pypandoc", reason="the extra print is not installed")
    folder = root / "docs" / "paper"
    text = (folder / name).read_text("utf-8")
    text = re.sub(r"{{< include (\S+) >}}", lambda found: (folder / found[1]).read_text("utf-8"), text)
    made = tmp_path / "paper.docx"
    pictures = folder.parents[1] / "figures" / "2021Q2" / ("fr" if ".fr" in name else "")
    options = ["--citeproc", f"--resource-path={pictures}", f"--bibliography={pictures / 'references.bib'}"]
    pypandoc.convert_text(re.sub("@fig-", "fig-", text), "docx", "markdown", options, outputfile=str(made))
    with zipfile.ZipFile(made) as document:
        shown = document.read("word/document.xml").decode()
        assert sum(part.startswith("word/media/") for part in document.namelist()) == 2
    words = re.sub("<[^>]*>", "", shown)
    assert "???" not in words and "Uppsala" not in words and "mali-trends" in words.lower()
    assert shown.count("<wp:docPr ") == 2 == len(re.findall(r'descr="[^"]{40,}"', shown))
