"""What must hold of the files themselves."""

import ast
import importlib.util
import io
import re
import subprocess
import tokenize

import nbformat
import pytest

CEILING = 7778
NO_CODE = {
    getattr(tokenize, name)
    for name in ("COMMENT", "NL", "NEWLINE", "INDENT", "DEDENT", "ENCODING", "ENDMARKER")
}


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
    """Count the lines of a module that hold code: no blank ones, comments and docstrings."""
    content, told, lines = path.read_bytes(), set(), set()
    for node in ast.walk(ast.parse(content)):
        if (
            isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
            and ast.get_docstring(node) is not None
        ):
            told.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    for token in tokenize.tokenize(io.BytesIO(content).readline):
        if token.type not in NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines - told)


def test_modules_are_small_rooms(root):
    modules = list((root / "src").rglob("*.py"))
    assert max(len(text_of(path).splitlines()) for path in modules) <= 300
    assert sum(map(code_lines, modules)) <= CEILING, "src/ outgrows its ceiling: make room first"


def test_the_public_interface_is_about_twenty_names_that_say_what_they_are():
    import analysis

    assert len(dir(analysis)) <= 21
    assert all(getattr(analysis, name).__doc__ for name in dir(analysis))
    with pytest.raises(AttributeError, match="did you mean 'Note'"):
        analysis.Nte  # noqa: B018


def test_labels_are_few(root):
    rows = sum(
        len(text_of(root / "data" / "vocabulary" / f"{name}.csv").splitlines()) - 1
        for name in ("words", "drawn")
    )
    assert rows <= 300


def test_notebooks_store_the_outputs_of_the_default_quarter(root):
    french = sorted((root / "notebooks" / "fr").glob("*.ipynb"))  # one in English only is their own
    paths = [folder / path.name for path in french for folder in (root / "notebooks", path.parent)]
    assert len(paths) >= 18
    for path in paths:
        outputs = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code" and cell.outputs]
        assert len(outputs) > 4, path
        assert path.stem == "annex_lists" or "2021" in str(outputs), path


@pytest.mark.parametrize("folder", ["scripts", "benchmarks", "tests"])
def test_what_is_imported_of_the_package_is_there(root, folder):
    """Scripts and benchmarks are run by hand: what they lost would be noticed late."""
    found = 0
    for path in sorted((root / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "analysis":
                for name in (one.name for one in node.names):
                    inside = importlib.import_module(node.module)
                    there = hasattr(inside, name) or importlib.util.find_spec(f"{node.module}.{name}")
                    assert there, f"{path.name}: {node.module}.{name}"
                    found += 1
    assert found > 5
