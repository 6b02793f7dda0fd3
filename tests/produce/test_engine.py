"""What runs cells in its own process gives what an ordinary kernel gives."""

import re
import subprocess
import sys

import nbformat
import papermill
from papermill.engines import papermill_engines

from analysis.present.figures import style
from analysis.produce import engine
from analysis.produce.due import SETTINGS
from tests.conftest import ROOT

KINDS = {
    "parameters": 'quarter = "2021Q2"  # the quarter to tell',
    "rich": "import pandas as pd\npd.DataFrame({'a': [1, 2], 'b': ['x', None]})",
    "value": "quarter",
    "silent": "quarter;",
    "streams": "import sys\nprint('one')\nprint('two', file=sys.stderr)\nprint('three', end='')\nprint()",
    "between": "print('before')\ndisplay('shown')\nprint('after')\nquarter",
    "html": "from IPython.display import HTML, Markdown\ndisplay(HTML('<b>x</b>'), Markdown('*é*'))",
    "raw": "display({'text/plain': 'raw', 'application/json': {'a': [1]}}, raw=True, metadata={'mine': 1})",
    "bytes": "display({'image/png': b'\\x89PNG', 'text/plain': 'x'}, raw=True)",
    "unshown": "class Odd:\n    def _ipython_display_(self):\n        1 / 0\nOdd()",
    "named": "handle = display('first', display_id='x')\ndisplay('again', display_id='x')",
    "update": "handle.update(Markdown('**second**'))\nprint('updated')",
    "cleared": "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
    "waits": "print('stays too')\nclear_output(wait=True)",
    "replaced": "print('gone')\nclear_output(wait=True)\ndisplay('comes')",
    "own": "class Own:\n    def _repr_mimebundle_(self, **o):\n        return {'text/plain': 'x'}, {}\nOwn()",
    "itself": "class Itself:\n    def _ipython_display_(self):\n        display('x')\nItself()",
    "drawn": "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.plot([1, 2])",
    "shown": "plt.plot([2, 1])\nplt.show()\nprint('below')",
    "final": "fig = plt.figure(figsize=(1, 1))\nfig",
    "closed": "plt.close(fig)\nfig",
    "magic": "%matplotlib inline\nplt.plot([1, 3]);",
    "svg": "%config InlineBackend.figure_formats = ['svg']\nplt.rcParams['svg.hashsalt'] = 'x'",
    "warned": "import warnings\nwarnings.warn('careful')",
    "raised": "def inner():\n    return 1 / 0\ninner()",
    "syntax": "1 +",
    "left": "raise SystemExit('enough')",
    "waited": "import asyncio\nawait asyncio.sleep(0)\n'waited'",
    "main": "__name__, In[2], Out[3], _",
    "bash": "%%capture kept\nprint('kept')",
    "captured": "kept.stdout",
    "shell": "!echo told",
    "empty": "  ",
    "skipped": "1 / 0",
    "last": "print('end')",
}
TAGS = dict.fromkeys(("unshown", "raised", "syntax", "left"), "raises-exception")
TAGS |= {"parameters": "parameters", "skipped": "skip-execution"}


def notebook(cells, tags=TAGS):
    made = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    for name, source in cells.items():
        cell = nbformat.v4.new_code_cell(
            source, id=name, metadata={"tags": [tags[name]]} if name in tags else {}
        )
        made.cells.append(cell)
    return made


def executed(made, engine_name=None, **options):
    given = {"kernel_name": "python3", "language": "python"}
    ready = papermill.execute_notebook(made, None, {"quarter": "2022Q1"}, prepare_only=True, **given)
    run = papermill_engines.execute_notebook_with_engine
    return run(engine_name, ready, "python3", progress_bar=False, **options)


def told(made):
    return {cell.id: (cell.execution_count, engine.steady(cell.outputs)) for cell in made.cells
            if cell.cell_type == "code" and cell.id in KINDS}  # fmt: skip


RUN = """
import sys, nbformat
sys.path.insert(0, {place!r})
from tests.produce.test_engine import *
nbformat.write(executed(notebook(KINDS), "in-process"), {out!r})
"""


def test_outputs_are_those_of_an_ordinary_kernel(tmp_path, root):
    code = RUN.format(place=str(root), out=str(tmp_path / "ours.ipynb"))
    with subprocess.Popen([sys.executable, "-c", code], cwd=root, stderr=subprocess.PIPE, text=True) as apart:
        theirs = told(executed(notebook(KINDS), "nbclient"))
        assert apart.wait() == 0, apart.stderr.read()[-3000:]
    ours = told(nbformat.read(tmp_path / "ours.ipynb", 4))
    assert list(ours) == list(theirs)
    for name, output in theirs.items():
        assert ours[name] == output, name


def test_what_a_cell_does_stays_with_its_notebook_and_an_error_ends_it():
    cells = {
        "parameters": KINDS["parameters"],
        "one": "kept = 1\nprint(kept)",
        "two": "1 / kept.none",
        "three": "kept",
    }
    lines = []
    names = ("on_cell_execute", "on_cell_executed")
    hooks = {name: lambda name=name, **_: lines.append(name) for name in names}
    made = executed(notebook(cells), "in-process", **hooks)
    assert made.metadata.papermill.exception is True
    assert [cell.metadata.papermill.status for cell in made.cells][-2:] == ["failed", "pending"]
    assert lines == [*hooks] * 4
    again = executed(notebook({"parameters": KINDS["parameters"], "one": "kept"}), "in-process")
    assert again.cells[-1].outputs[0].ename == "NameError"


def test_what_cannot_be_shown_is_a_failure():
    made = executed(notebook({"one": KINDS["unshown"], "two": "1"}, {}), "in-process")
    assert made.metadata.papermill.exception is True
    assert made.cells[-1].outputs == []


def test_the_server_of_processes_has_all_that_notebooks_import():
    """The list is kept by hand: a module that it lacks would be imported in every process."""
    code = (
        "import importlib, sys; [importlib.import_module(one) for one in sys.argv[1:]]; print(*sys.modules)"
    )
    names = SETTINGS["server"]["imports"]
    there = subprocess.run([sys.executable, "-c", code, *names], capture_output=True, text=True, check=True)
    drawn = {f"analysis.present.figures.{module}" for module in style.SETTINGS["drawn"].values()}
    cells = "".join(path.read_text("utf-8") for path in (ROOT / "notebooks").glob("*.ipynb"))
    asked = drawn | {*re.findall(r"from (analysis\.[\w.]+) import", cells)}
    assert len(asked) > 10 and asked <= {*there.stdout.split()}
