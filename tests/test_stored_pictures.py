"""What is stored is what is drawn now: the committed figures, the tables of the paper, the notebooks."""

import base64
import importlib.util
import io
import json
import subprocess

import nbformat
import pytest
from PIL import Image

import analysis


def pixels(png):
    image = Image.open(io.BytesIO(png))
    return image.mode, image.size, image.info, image.tobytes()


def same(old, new):
    return pixels(old.read_bytes()) == pixels(new.read_bytes()) if old.suffix == ".png" else (
        old.read_bytes() == new.read_bytes()
    )  # fmt: skip


@pytest.fixture(scope="module")
def drawn(root, tmp_path_factory):
    """Draw everything that is committed once more, into a folder of its own."""
    spec = importlib.util.spec_from_file_location("refresh", root / "scripts" / "refresh_figures.py")
    refresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(refresh)
    folder = tmp_path_factory.mktemp("drawn")
    refresh.main(folder)
    return folder


@pytest.mark.parametrize("name", ["series", "alleged_perpetrators", "map"])
def test_a_committed_figure_is_the_one_drawn_now(root, tmp_path, name):
    """Three of them here, all of them in `make proof`."""
    for path in getattr(analysis.figures, name)("2021Q2").save(tmp_path):
        if path.suffix != ".svg":  # the largest is drawn where it is wanted
            assert same(root / "figures" / "2021Q2" / path.name, path), "run scripts/refresh_figures.py"


def committed(root):
    """Return the figures that git keeps: a user's own notes lie beside them."""
    listed = subprocess.run(["git", "ls-files", "-z", "figures"], cwd=root, capture_output=True, check=True)
    return [root / name for name in listed.stdout.decode().split("\0") if name]


@pytest.mark.proof
def test_committed_figures_are_the_ones_drawn_now(root, drawn):
    names = {path.relative_to(drawn) for path in drawn.rglob("*.*")}
    stored = {path.relative_to(root) for path in committed(root)}
    tables = {name for name in names if name.parts[0] == "docs"}
    assert names - tables == stored
    assert len(tables) == 2
    wrong = [str(name) for name in sorted(names) if not same(root / name, drawn / name)]
    assert not wrong, "run scripts/refresh_figures.py"


def test_the_committed_figures_stay_slim(root):
    assert sum(path.stat().st_size for path in committed(root)) < 3_000_000


@pytest.mark.proof
def test_notebooks_store_the_pictures_that_are_drawn_now(root, drawn):
    seen = set()
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, 4)
        if notebook.metadata["mali-trends"].get("for") == "series":  # of all quarters, drawn for the last
            continue
        for cell in notebook.cells:
            for output in cell.get("outputs", ()):
                about = output.get("metadata", {}).get("image/png", {})
                if "id" in about:  # a figure of the library, and no chart of the notebook's own
                    place = drawn / "figures" / "2021Q2" / f"{about['id']}.png"
                    assert pixels(base64.b64decode(output.data["image/png"])) == pixels(place.read_bytes())
                    told = json.loads(place.with_suffix(".json").read_text("utf-8"))
                    for key in ("alt", "id", "title"):
                        assert about[key] == told[key]
                    assert output.data["text/plain"] == told["alt"]
                    seen.add(about["id"])
    assert len(seen) > 7
