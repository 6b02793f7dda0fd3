"""The script that changes the calculations one place at a time: what it changes, and that a test notices."""

import ast
import importlib.util
import subprocess
import sys

import pytest

SOURCE = '''
"""Text is not changed."""
Number = int | float


@dataclass(frozen=True)
class Thing:
    """A thing."""

    size: int = 3


def far(things: list[int | str], least: float = 0.5) -> bool:
    """Say whether any is far."""
    if not things:
        return None
    return any(least < thing <= 9 for thing in sorted(things, key=abs)) and zip(things, strict=True)
'''
CHANGES = [
    ("3", "4"), ("0.5", "1.5"), ("not things", "things"),
    ("return any((least < thing <= 9 for thing in sorted(things, key=abs))) and zip(things, strict=True)",
     "return None"),
    ("any((least < thing <= 9 for thing in sorted(things, key=abs))) and zip(things, strict=True)",
     "any((least < thing <= 9 for thing in sorted(things, key=abs))) or zip(things, strict=True)"),
    ("any", "all"),
    ("least < thing <= 9", "least <= thing <= 9"), ("least < thing <= 9", "least >= thing <= 9"),
    ("least < thing <= 9", "least < thing < 9"), ("least < thing <= 9", "least < thing > 9"), ("9", "10"),
]  # fmt: skip


@pytest.fixture(scope="module")
def mutants(root):
    spec = importlib.util.spec_from_file_location("mutants_benchmark", root / "benchmarks" / "mutants.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_changed(mutants):
    sites = list(mutants.sites(ast.parse(SOURCE)))
    assert [(site.before, site.after) for site in sites] == CHANGES


def test_every_module_can_be_changed_and_still_compiles(mutants):
    for path in sorted(mutants.MEASURE.glob("[a-z]*.py")):
        tree, site = mutants.mutated(path, 0)
        compile(tree, path.name, "exec")
        assert ast.unparse(tree) != ast.unparse(ast.parse(path.read_text("utf-8"))), site


@pytest.mark.proof
def test_most_mutants_of_a_module_are_noticed(root):
    done = subprocess.run([sys.executable, "benchmarks/mutants.py", "--module", "lists", "--sample", "20"],
                          cwd=root, capture_output=True, text=True, timeout=1800)  # fmt: skip
    assert done.returncode == 0, done.stdout
