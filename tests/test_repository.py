"""What must hold of the files themselves."""

import ast
import re
import subprocess

import nbformat
import pytest


@pytest.fixture(scope="module")
def tracked(root):
    done = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout: nothing is tracked")
    return [root / name for name in done.stdout.split("\0") if name]


def text_of(path):
    try:
        return path.read_text("utf-8")
    except (UnicodeDecodeError, FileNotFoundError):
        return ""


def test_no_machine_path_or_package_index_is_in_a_file(tracked):
    machine = re.compile(r"/(root|home/\w+|Users/\w+)/|/tmp" r"/[a-z]|/" + "work/")
    index = re.compile(
        r"index" r"-url|https?://[^ ]*/simple" r"/?\"|https?://[^ ]*/packages" r"/[0-9a-f]{2}/"
    )
    for path in tracked:
        if path.name != "test_repository.py":
            text = re.sub(r'"image/png": "[^"]*"', "", text_of(path))
            assert not index.search(text), path
            if "tests" not in path.parts:
                assert not machine.search(text), path


def test_the_lock_pins_everything_with_hashes(root):
    for name in ("requirements.lock", "requirements-dev.lock"):
        entries = re.split(r"\n(?=\S)", (root / name).read_text("utf-8").strip())
        assert len(entries) > 50
        assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)


def code_lines(path):
    """Count the lines of a module without blank ones, comments and docstrings."""
    tree = ast.parse(text_of(path))
    told = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            told.update(range(node.lineno, node.end_lineno + 1))
    lines = enumerate(text_of(path).splitlines(), 1)
    return sum(bool(line.strip()) and not line.strip().startswith("#") and n not in told for n, line in lines)


def test_modules_are_small_rooms(root):
    modules = list((root / "src").rglob("*.py"))
    assert max(len(text_of(path).splitlines()) for path in modules) <= 400
    assert sum(map(code_lines, modules)) < 11000, "the ceiling only comes down"


def notebooks(root):
    return sorted((root / "notebooks").glob("*.ipynb"))


def test_notebook_cells_tell_and_do_not_compute(root):
    for path in notebooks(root):
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "code":
                assert len(cell.source.splitlines()) <= 12
                assert not re.search(r"\b(def|class|lambda)\b|[^=]\s[-+*/%]\s", cell.source.split("#")[0]), (
                    cell.source
                )
            else:
                assert not re.search(r"\d{3}|\d %", cell.source), "numbers are made from data, never typed"


def test_notebooks_store_the_outputs_of_the_default_quarter(root):
    for path in notebooks(root):
        notebook = nbformat.read(path, 4)
        assert "parameters" in notebook.cells[0].metadata.tags
        outputs = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.get("outputs")]
        assert len(outputs) > 5
        assert "2021" in str(outputs)
