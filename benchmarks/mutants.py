"""Change the calculations in one place at a time and see whether a test notices: ``make mutants``.

A mutant is a module of ``src/analysis/measure`` with one operator, comparison, condition, number, truth
value, extreme or returned value changed. It is killed if a test that runs the changed line fails, or they
take ten seconds more than under the trace, which is slow itself. A seeded sample of all mutants is tried, and
what survives is listed. Ends with 1 under 90 per cent.

Text is not changed (it is data, or a label), nor are annotations, decorators, and options that no result
shows. Linux or macOS: each mutant is a fork of a process that has its libraries loaded.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import importlib.machinery
import io
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from scipy.stats import binomtest

ROOT = Path(__file__).resolve().parents[1]
MEASURE = ROOT / "src" / "analysis" / "measure"
MODULES = str(MEASURE)
TESTS = ("tests/measure", "src/analysis/measure")
OURS = {"analysis", "tests", "conftest", "__main__", "coverage_benchmark"}
LEAST, SAMPLE, SEED = 90, 130, 20220630
SECONDS = 30.0  # of processor time, under the trace: the tests of a mutant, the fastest first, take no more
OTHER: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,), ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,), ast.Pow: (ast.Mult,), ast.BitOr: (ast.BitAnd,), ast.BitAnd: (ast.BitOr,),
    ast.And: (ast.Or,), ast.Or: (ast.And,),
}  # fmt: skip
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum"}
NOT_RUN = {"annotation", "returns", "decorator_list"}
UNSEEN = {"strict", "kind", "sort", "copy", "compare", "repr"}  # options that no result shows


class Site(NamedTuple):
    """A place that can be changed, and what is put there."""

    line: int
    before: str
    after: str
    change: Callable[[], None]


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what can stand in the place of a node."""
    match node:
        case ast.Compare():
            for place, kind in enumerate(node.ops):
                for other in OTHER[type(kind)]:
                    yield _with(node, ops=[*node.ops[:place], other(), *node.ops[place + 1 :]])
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign():
            yield from (_with(node, op=other()) for other in OTHER.get(type(node.op), ()))
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            yield node.operand
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int() | float()) if node.value + 1 != node.value:
            yield ast.Constant(node.value + 1)
        case ast.Return(value=ast.expr()) if ast.unparse(node.value) != "None":
            yield ast.Return(ast.Constant(None))
        case ast.Name(ctx=ast.Load()) | ast.Attribute(ctx=ast.Load()):
            field = "id" if isinstance(node, ast.Name) else "attr"
            yield from (
                _with(node, **{field: CALLS[name]}) for name in [getattr(node, field)] if name in CALLS
            )


def _with(node: ast.AST, **fields: Any) -> ast.AST:
    made = copy.copy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def sites(node: ast.AST, top: bool = True) -> Iterator[Site]:
    """Yield every place of a module that can be changed, in order."""
    for field, value in ast.iter_fields(node):
        if field in NOT_RUN:
            continue
        for place, item in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(item, ast.AST) or (isinstance(item, ast.keyword) and item.arg in UNSEEN):
                continue
            if top and isinstance(item, ast.Assign) and isinstance(item.value, ast.BinOp | ast.Subscript):
                continue  # the name of a type
            put = _putter(value if isinstance(value, list) else node, place, field)
            asks = field in ("test", "ifs") and not isinstance(item, ast.Compare | ast.UnaryOp)
            for other in [*variants(item), *([ast.UnaryOp(ast.Not(), item)] if asks else [])]:
                change = _changer(put, other, item)
                yield Site(getattr(item, "lineno", 0), ast.unparse(item), ast.unparse(other), change)
            yield from sites(item, top=False)


def _putter(where: Any, place: int, field: str) -> Callable[[ast.AST], None]:
    def put(other: ast.AST) -> None:
        if isinstance(where, list):
            where[place] = other
        else:
            setattr(where, field, other)

    return put


def _changer(put: Callable[[ast.AST], None], other: ast.AST, item: ast.AST) -> Callable[[], None]:
    return lambda: put(ast.copy_location(other, item))


def mutated(path: Path, number: int) -> tuple[ast.AST, Site]:
    """Return a module with its site of this number changed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    site = list(sites(tree))[number]
    site.change()
    return ast.fix_missing_locations(tree), site


class Trace:
    """Which tests run which lines of the modules, and how long they take."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = defaultdict(list)
        self.seconds: dict[str, float] = {}
        self.here: set[tuple[str, int]] = set()

    def _line(self, frame: Any, *_: object) -> Any:
        self.here.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line

    def _call(self, frame: Any, *_: object) -> Any:
        return self._line(frame) if frame.f_code.co_filename.startswith(MODULES) else None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Watch a test with its fixtures."""
        self.here, start = set(), time.process_time()
        sys.settrace(self._call)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self.seconds[item.nodeid] = time.process_time() - start
            for file, line in self.here:
                self.lines[f"{Path(file).stem}:{line}"].append(item.nodeid)


def forked(work: Callable[[], int], seconds: float = 0) -> int:
    """Do something in a fork, quietly; return its exit code, 124 when it took too much processor time."""
    if not (child := os.fork()):
        os.setsid()
        if seconds:
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1,) * 2)
        code = 70
        with Path(os.devnull).open("w") as nothing, contextlib.suppress(BaseException):
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                code = work()
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return 124 if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def tested(*what: str, plugin: object = None) -> int:
    """Run tests until one fails."""
    options = ["-x", "-q", "-p", "no:cacheprovider", "--assert=plain", "--rootdir", str(ROOT)]
    return int(pytest.main([*options, *what], plugins=[plugin] if plugin else []))


def traced(where: Path) -> int:
    """Run all tests and write down which lines they run."""
    trace = Trace()
    if not (code := tested(*TESTS, plugin=trace)):
        libraries = [name for name in sys.modules if name.split(".")[0] not in OURS]
        told = {"lines": trace.lines, "seconds": trace.seconds, "libraries": libraries}
        where.write_text(json.dumps(told), encoding="utf-8")
    return code


def chosen(known: dict[str, Any], module: str, line: int) -> list[str]:
    """Return the tests that run a line, the fastest first; of a line that is run on import, the module's."""
    found = set(known["lines"].get(f"{module}:{line}", ()))
    if not found:
        found = {
            test for name, tests in known["lines"].items() if name.startswith(f"{module}:") for test in tests
        }
    spent, tests = 0.0, []
    for test in sorted(found, key=lambda name: (known["seconds"][name], name)):
        spent += known["seconds"][test]
        if spent > SECONDS and tests:
            break
        tests.append(test)
    return tests


def killed(module: str, number: int, tests: list[str], seconds: float) -> bool:
    """Say whether the tests fail with a mutant in the place of its module."""
    tree, _ = mutated(MEASURE / f"{module}.py", number)

    def work() -> int:
        plain = importlib.machinery.SourceFileLoader.get_code

        def get_code(self: Any, name: str) -> Any:
            if name == f"analysis.measure.{module}":
                return compile(tree, self.path, "exec")  # type: ignore[arg-type]
            return plain(self, name)

        importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
        return tested(*tests)

    return forked(work, seconds + 10) != 0


def asked() -> argparse.Namespace:
    """Read what is asked on the command line."""
    parser = argparse.ArgumentParser(description="How many changes of the calculations do the tests notice?")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="mutants to try, 0 for all")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--module", default="", help="of one module, or module:number,number")
    parser.add_argument("--map", type=Path, help="keep here which tests run which lines")
    return parser.parse_args()


def sampled(what: argparse.Namespace) -> tuple[list[tuple[str, int]], int]:
    """Return the mutants to try, by module and number, and of how many they are."""
    every = [(module.stem, number) for module in sorted(MEASURE.glob("*.py"))
             for number, _ in enumerate(sites(ast.parse(module.read_text(encoding="utf-8"))))]  # fmt: skip
    name, _, numbers = what.module.partition(":")
    every = [one for one in every if name in ("", one[0])]
    if numbers:
        every = [one for one in every if str(one[1]) in numbers.split(",")]
    chance = random.Random(what.seed)  # noqa: S311 -- a sample, no secret
    return sorted(chance.sample(every, min(what.sample or len(every), len(every)))), len(every)


def main() -> int:
    """Try a sample of mutants, list those that survive and return 1 under 90 per cent."""
    what = asked()
    os.chdir(ROOT)
    sys.path[0] = str(ROOT)  # this folder has a coverage.py, which is no library
    with tempfile.TemporaryDirectory() as folder:
        path = what.map or Path(folder, "map.json")
        if not path.is_file() and (code := forked(lambda: traced(path))):
            print(f"The tests fail without any mutant (pytest says {code}).")
            return 1
        known = json.loads(path.read_text(encoding="utf-8"))
    for name in known["libraries"]:  # loaded once, and not for each mutant
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    (sample, number_of), survivors = sampled(what), 0
    for module, number in sample:
        _, site = mutated(MEASURE / f"{module}.py", number)
        tests = chosen(known, module, site.line)
        if not killed(module, number, tests, sum(known["seconds"][test] for test in tests)):
            survivors += 1
            change = f"{site.before[:70]}  ->  {site.after[:70]}"
            print(f"{module}.py:{site.line} ({module}:{number}, {len(tests)} tests)  {change}", flush=True)
    score = 100 * (1 - survivors / len(sample))
    ends = binomtest(len(sample) - survivors, len(sample)).proportion_ci(0.95, "wilson")
    told = f"{score:.1f} per cent are killed (of all, {100 * ends.low:.1f} to {100 * ends.high:.1f} with 95)"
    print(f"{len(sample)} of {number_of} mutants tried, {survivors} live: {told}")
    return int(score < LEAST)


if __name__ == "__main__":
    sys.exit(main())
