"""The whole way, from the command line and by hand."""

import hashlib
import html.parser
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time

import nbformat
import pytest

from analysis.present import export
from analysis.produce import rerun, runs, work


def note(quarter, folder, *options):
    return subprocess.run(
        [sys.executable, "-m", "analysis", "note", quarter, "--output", str(folder), "--force", *options],
        capture_output=True, text=True, check=True, cwd=folder.parent,
    )  # fmt: skip


SOME = ("quarterly_note", "methods")  # all are made both ways by benchmarks/rerun.py


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("end") / "out"
    return folder, note("2022Q2", folder, "--notebooks", ",".join(SOME))


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
    pages = {file for name in SOME for file in (rerun.page_of(name), f"{name}.ipynb")}
    assert {path.name for path in folder.iterdir()} == pages | {"figures", "manifest.json"}
    kinds = {path.suffix for path in (folder / "figures").iterdir()}
    assert kinds == {f".{ending}" for ending in export.ENDINGS}
    assert str(folder / "index.html") in done.stdout
    assert {line.split()[1] for line in done.stderr.splitlines()} == set(SOME)


def test_the_page_has_the_numbers_of_the_quarter(made):
    words = " ".join(Page((made[0] / "index.html").read_text("utf-8")).words)
    for value in ("467", "317", "77", "73", "297", "122", "-42 %"):
        assert re.search(rf"(?<![\d.]){re.escape(value)}(?!\d)", words), value


def test_the_page_fetches_nothing_and_is_accessible(made):
    page = Page((made[0] / "index.html").read_text("utf-8"))
    sources = [attrs["src"] for _, attrs in page.tags if "src" in attrs]
    assert sources
    assert all(source.startswith("data:") for source in sources)
    assert not [1 for tag, _ in page.tags if tag in ("link", "iframe")]
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
    others = {rerun.page_of(name) for name in rerun.PAGES if name not in SOME}
    assert others <= set(links)
    for link in set(links) - others:
        assert link.startswith("#") or (made[0] / link).exists(), link


def test_no_path_time_or_changing_id_is_in_the_outputs(made):
    folder, _ = made
    notebook = (folder / "quarterly_note.ipynb").read_text("utf-8")
    for text in (notebook, (folder / "index.html").read_text("utf-8")):
        assert str(folder.parent) not in text
        assert "/site-packages/" not in text
        assert "papermill" not in text.replace("papermill_", "")
    assert "start_time" not in notebook


@pytest.mark.proof
def test_ordinary_kernels_give_the_same_bytes_over_an_existing_folder(made):
    """Warm kernels change nothing but the time: not a byte of any output is another."""
    folder, _ = made

    def hashes():
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file()
        }

    (folder / "mine.txt").write_text("stays")
    before = hashes()
    note("2022Q2", folder, "--notebooks", ",".join(SOME), "--kernel", "plain")
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


def test_the_project_gets_a_site_with_an_index(project):
    runs.carry_out(runs.wish("2021Q3", notebooks="quarterly_note", language="en,fr"))
    page = project / "site" / "2021Q3" / "index.html"
    index = (project / "site" / "index.html").read_text("utf-8")
    assert "2021Q3/index.html" in index
    assert "No note on July to September 2021 alone is on record" in index
    assert json.loads((page.parent / "description.json").read_text("utf-8"))["quarter"] == "2021Q3"
    text = page.read_text("utf-8")
    french = (page.parent / "fr" / "index.html").read_text("utf-8")
    assert 'href="../index.html"' in text
    assert 'href="../../figures/2021Q3/series.pdf"' in text
    assert (project / "figures" / "2021Q3" / "series.pdf").exists()
    assert 'href="fr/index.html"' in text
    assert 'href="../index.html"' in french
    assert 'href="../../index.html"' in french
    assert 'href="../../../figures/2021Q3/fr/series.pdf"' in french
    assert "0 made, 1 unchanged" in runs.carry_out(runs.wish("2021Q3", notebooks="quarterly_note"))


CELLS = """import os, sys, random, gc
import numpy
sorted(os.environ.get(name, "") for name in ("OPENBLAS_NUM_THREADS", "PYTHONHASHSEED"))
random.random(), numpy.random.random(), list({"a", "b", "c"})
os.getsid(0) == os.getpid(), gc.isenabled(), "pandas" in sys.modules
get_ipython().kernel.parent.transport
import psutil; [c.status for c in psutil.Process().net_connections("tcp") if c.status == "LISTEN"]"""


def executed(warm, parameters, name="a"):
    cells = [nbformat.v4.new_code_cell("seed: int = 0", metadata={"tags": ["parameters"]}, id="p")]
    cells += [nbformat.v4.new_code_cell(line, id=f"c{n}") for n, line in enumerate(CELLS.splitlines())]
    kernel = {"name": "python3", "display_name": "Python", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    made = work.run(work.Job(name, nbformat.writes(notebook).encode(), parameters, warm=warm))
    assert isinstance(made, work.Made), made
    notebook = nbformat.reads(made.files[f"{name}.ipynb"].decode(), 4)
    assert notebook.metadata.kernelspec.name == "python3"  # a reader without warm kernels can open it
    return [
        "".join(output["data"]["text/plain"]) for cell in notebook.cells for output in cell.get("outputs", ())
    ]


@pytest.mark.skipif(
    sys.platform != "linux", reason="a kernel is forked on Linux and macOS, looked into on Linux"
)
def test_a_warm_kernel_is_like_an_ordinary_one():
    """Seeded from notebook and parameters, in a session of its own, steady in the order of sets."""
    warm, plain = executed(True, {}), executed(False, {})
    assert warm[:2] == plain[:2]
    assert warm[3] == plain[3] == "'ipc'"  # no channel is a port that others on the machine could reach
    assert warm[4] == plain[4] == "[]"
    assert warm[2] == "(True, True, True)"
    assert plain[2].endswith("False)")
    assert executed(True, {"seed": 1})[1] != warm[1]
    assert executed(True, {}, "b")[1] != warm[1]


def test_the_kernel_is_offered_to_every_jupyter_client():
    """By kernelspec and entry point: papermill, nbclient, nbval and JupyterLab find it by its name."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.provisioning import KernelProvisionerFactory

    spec = KernelSpecManager().get_kernel_spec("mali-trends")
    assert KernelProvisionerFactory.instance().is_provisioner_available(spec)


@pytest.mark.proof
def test_two_workers_of_a_cluster_one_of_them_killed(project, tmp_path):
    """Two separate processes, one killed in the middle: all is made, with the bytes of a local run."""
    from distributed import LocalCluster

    cells = [
        nbformat.v4.new_code_cell('quarter: str = "2021Q2"', metadata={"tags": ["parameters"]}, id="p"),
        nbformat.v4.new_code_cell("import time\ntime.sleep(0.5)\nprint(quarter)", id="c"),
    ]
    kernel = {"name": "python3", "display_name": "Python", "language": "python"}
    source = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(source, project / "notebooks" / "methods.ipynb")

    def asked(folder):
        return runs.wish(quarters="2021Q1..2021Q4", notebooks="methods", output=tmp_path / folder)

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, worker_dashboard_address=None
    ) as cluster:
        victim = next(iter(cluster.workers.values())).process.pid

        def kill():
            while not list((tmp_path / "cluster").glob("*/methods.html")):
                time.sleep(0.05)
            os.kill(victim, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        assert runs.carry_out(asked("cluster"), address=cluster.scheduler_address).startswith("4 made")
        killer.join()
        assert victim not in {worker.process.pid for worker in cluster.workers.values()}
    assert runs.carry_out(asked("local")).startswith("4 made")
    folders = [tmp_path / name for name in ("cluster", "local")]
    one, other = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")} for folder in folders
    )
    assert one == other
