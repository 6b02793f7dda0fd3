"""Nothing is made twice, and nothing is left that would come out different."""

import ast
import csv
import json
import os
import random
import subprocess
import sys

import nbformat
import pytest

from analysis.produce import fresh, manifest, rerun, runs
from analysis.quarter import Quarter
from analysis.record import ledger, trace

NAMES = ("quarterly_note", "claims_audit", "trends")


def rows_of(project):
    with (project / "data" / "minusma" / "figures.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def change(project, figure, column="value", to=None):
    """Change one figure of the ledger."""
    rows = rows_of(project)
    row = next(row for row in rows if row["figure_id"] == figure)
    row[column] = to or str(int(row[column]) + 1)
    with (project / "data" / "minusma" / "figures.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    trace.forget()


def shown(project, name, quarter):
    """Return all that a notebook says of a quarter but its pictures, run in this process."""
    told, names = [], {}
    for cell in nbformat.read(project / "notebooks" / f"{name}.ipynb", 4).cells:
        if cell.cell_type == "code" and "_figure" not in cell.source:
            given = "parameters" in cell.metadata.get("tags", ())
            body = ast.parse(f"quarter, language = {quarter!r}, 'en'" if given else cell.source).body
            for line in body:
                kind = "eval" if isinstance(line, ast.Expr) else "exec"
                tree = ast.Expression(line.value) if kind == "eval" else ast.Module([line], [])
                value = eval(compile(tree, name, kind), names)  # noqa: S307 -- the project's own notebooks
                told.append(repr(value._repr_mimebundle_() if hasattr(value, "_repr_mimebundle_") else value))
    return told


@pytest.fixture
def traced(project, tmp_path, monkeypatch):
    """Return a function that runs a notebook and gives what it showed and what it read."""

    def run(name, quarter):
        path = tmp_path / "reads"
        path.write_text("")
        monkeypatch.setenv(trace.VARIABLE, str(path))
        monkeypatch.setattr(trace, "_noted", {})
        trace.forget()
        told = shown(project, name, quarter)
        monkeypatch.delenv(trace.VARIABLE)
        return told, [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    return run


def alone(rows):
    """Return the figures that are the only ones on their fact: changing one sets no sources at odds."""
    facts = ledger.facts()
    single = set(facts[facts.rows.map(len).eq(1) & facts.passed_over.map(len).eq(0)].figure_id)
    return [row for row in rows if row["figure_id"] in single and row["value"].isdigit()]


@pytest.mark.parametrize(
    ("name", "quarter"), [("quarterly_note", "2021Q2"), ("claims_audit", "2022Q2"), ("trends", "2022Q1")]
)
def test_a_change_of_one_figure_is_foretold_wherever_it_shows(project, traced, name, quarter):
    """On a random sample of figures: what would come out different is never left as it is."""
    before, reads = traced(name, quarter)
    draw = random.Random(f"{name} {quarter}")  # noqa: S311
    same = [row for row in alone(rows_of(project)) if row["period"] == quarter]
    sample = [draw.choice(alone(rows_of(project))), draw.choice(same or alone(rows_of(project)))]
    original = (project / "data" / "minusma" / "figures.csv").read_text("utf-8")
    foretold = []
    for row in sample:
        change(project, row["figure_id"])
        foretold.append(any(trace.changed(read, project / "data") for read in reads))
        differs = shown(project, name, quarter) != before
        assert foretold[-1] or not differs, row
        (project / "data" / "minusma" / "figures.csv").write_text(original, "utf-8")
        trace.forget()
    assert not any(trace.changed(read, project / "data") for read in reads)


@pytest.fixture(scope="module")
def small():
    """Return the source of a notebook that uses the figures of its quarter and of the one before."""
    cells = [
        'quarter: str = "2021Q2"  # Quarter',
        "import analysis\nfacts = analysis.facts()\nbefore = str(analysis.Quarter.parse(quarter).previous)",
        "rows = facts[facts.period.isin([quarter, before]) & facts.dimension.eq('perpetrator')]"
        "\nlist(rows.value)",
    ]
    made = [nbformat.v4.new_code_cell(text, id=f"c{number}") for number, text in enumerate(cells)]
    made[0].metadata["tags"] = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python", "language": "python"}
    return nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel})


@pytest.fixture
def made(project, small, monkeypatch):
    """Make small notes of three quarters and return what asks for them."""
    monkeypatch.setattr(rerun, "PAGES", ("quarterly_note", "methods"))
    for name in rerun.PAGES:
        nbformat.write(small, project / "notebooks" / f"{name}.ipynb")
    asked = runs.wish(quarters="2021Q1..2021Q3", notebooks="methods")
    assert runs.carry_out(asked).startswith("3 made")
    return asked


def due(asked):
    return {str(piece.quarter): piece.why for piece in rerun.plan(asked) if piece.why}


def test_what_is_made_again_is_what_has_changed(made, project):
    assert due(made) == {}
    assert runs.carry_out(made).startswith("0 made, 3 unchanged")
    # one alleged perpetrator of one quarter: that quarter and the one that compares with it
    accused = next(
        row
        for row in alone(rows_of(project))
        if row["period"] == "2021Q2" and row["dimension"] == "perpetrator"
    )
    change(project, accused["figure_id"])
    assert set(due(made)) == {"2021Q2", "2021Q3"}, due(made)
    assert all("facts" in why for why in due(made).values())
    assert runs.foretell(made).splitlines()[-1] == "2 of 3 would be made."
    assert runs.carry_out(made).startswith("2 made, 1 unchanged")
    # a figure that nobody uses, and then nothing: the second look is as quick as before
    other = next(row for row in alone(rows_of(project)) if row["period"] == "2022Q3")
    change(project, other["figure_id"])
    assert due(made) == {}
    # files, sources and outputs
    terms = project / "data" / "vocabulary" / "terms.csv"
    text = terms.read_text("utf-8")
    terms.write_text(text.replace("labelled", "labelled") + "", "utf-8")
    assert due(made) == {}
    (project / "data" / "raw" / "export.csv").write_text("raw")
    (project / "site" / "2021Q1" / "mine.txt").write_text("mine")
    assert due(made) == {}
    (project / "site" / "2021Q1" / "methods.html").write_text("edited")
    (project / "site" / "2021Q2" / "methods.ipynb").unlink()
    record = next(piece.record for piece in rerun.plan(made) if str(piece.quarter) == "2021Q3")
    record.write_text("{")
    assert due(made) == {
        "2021Q1": "methods.html was changed by hand",
        "2021Q2": "methods.ipynb is gone", "2021Q3": "never made",
    }  # fmt: skip
    assert (
        len(
            {
                piece.why
                for piece in rerun.plan(runs.wish(quarters="2021Q1..2021Q3", notebooks="methods", force=True))
            }
        )
        == 1
    )
    path = project / "notebooks" / "methods.ipynb"
    path.write_text(path.read_text("utf-8").replace("list(rows.value)", "sorted(rows.value)"), "utf-8")
    assert due(made)["2021Q1"] == "the notebook changed"
    assert "never made" in runs.status(made)


def test_stored_outputs_of_a_notebook_are_no_change(project):
    path = project / "notebooks" / "trends.ipynb"
    notebook = nbformat.read(path, 4)
    before = rerun.source_of(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], 7
    nbformat.write(notebook, path)
    assert json.loads(rerun.source_of(path)) == json.loads(before)


@pytest.mark.usefixtures("made")
def test_the_manifest_says_what_it_was_made_from(project):
    path = project / "site" / "2021Q2" / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    (entry,) = manifest["notebooks"]
    assert entry["parameters"] == {"quarter": "2021Q2"}
    assert entry["outputs"]["methods.html"] == fresh.mark((path.parent / "methods.html").read_bytes())
    assert any(read.get("table") == "analysis.record.ledger:facts" for read in entry["data_read"])
    assert {"python", "pandas", "papermill", "mali-trends"} <= set(manifest["versions"])
    assert str(project) not in path.read_text("utf-8")
    before = path.read_bytes()
    runs.carry_out(runs.wish(quarters="2021Q1..2021Q3", notebooks="methods", force=True))
    assert path.read_bytes() == before


def test_manifest_and_index_are_made_once_and_again_where_they_are_not_as_made(made, project, monkeypatch):
    asked = []
    of = manifest.of
    monkeypatch.setattr(manifest, "of", lambda *given: asked.append(given[0]) or of(*given))
    places = [project / "site" / name for name in ("2021Q2/manifest.json", "index.html")]
    before = [path.read_bytes() for path in places]
    rerun.finish(made)
    assert not asked, "nothing has changed since"
    for path in places:
        path.unlink()
        rerun.finish(made)
        path.write_text("edited", "utf-8")
        rerun.finish(made)
    assert [path.read_bytes() for path in places] == before
    (piece,) = (piece for piece in rerun.plan(made) if str(piece.quarter) == "2021Q2")
    known = fresh.recall(piece.record)  # a run that was killed after it had put a piece in place
    fresh.remember(piece.record, {**known, "inputs": {**known["inputs"], "the notebook": "another"}})
    rerun.finish(made)
    assert b"another" in places[0].read_bytes()


@pytest.mark.usefixtures("project")
def test_an_unknown_parameter_gets_the_nearest_name():
    for given, words in (("quater=2021Q2", "did you mean 'quarter'"), ("quarter", "expected NAME=VALUE")):
        with pytest.raises(rerun.InputError, match=words):
            rerun.plan(runs.wish("2021Q2", given=(given,)))
    with pytest.raises(rerun.InputError, match="expected int, found 'many'"):
        rerun.typed({"draws": "many"}, {"draws": "int"})
    assert rerun.typed({"draws": "7"}, {"draws": "int"}) == {"draws": 7}
    with pytest.raises(rerun.InputError, match="did you mean 'methods'"):
        rerun.plan(runs.wish("2021Q2", notebooks="metods"))
    with pytest.raises(rerun.InputError, match="the languages are en and fr"):
        rerun.plan(runs.wish("2021Q2", language="de"))
    with pytest.raises(rerun.InputError, match="comes after the last"):
        runs.wish(quarters="2021Q2..2020Q1")
    with pytest.raises(rerun.InputError, match="Name one quarter"):
        runs.wish("2021Q2", every=True)
    assert runs.wish(quarters="2020Q4..2021Q2,2022Q1").quarters[-1] == Quarter(2022, 1)


def test_the_way_to_nothing_is_short():
    """Neither help nor a look at what has changed imports what draws and computes."""
    for line in ("import analysis", "import analysis.produce.cli", "import analysis.produce.runs"):
        code = f"import sys; {line}; print(*sys.modules)"
        loaded = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
        ).stdout.split()
        assert not {"pandas", "numpy", "matplotlib", "papermill", "nbformat", "jupyter_client", "rich"} & set(
            loaded
        ), line
