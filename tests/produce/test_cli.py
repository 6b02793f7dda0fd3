import json
import subprocess
import sys
import time

import pytest

from analysis.produce import cli


def run(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )


@pytest.mark.parametrize(
    "quarter", ["2021Q5", "1979Q1", "../x", "", "2021", "2023Q1", "-h2021Q2", "2021Q2;ls"]
)
def test_a_bad_quarter_is_one_line_and_leaves_nothing(quarter, tmp_path):
    done = run("note", "--output", tmp_path / "out", "--", quarter)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [["nots"], ["note"], ["note", "2021Q2", "2022Q2"], ["quarters", "--jsn"]]
)
def test_wrong_usage_is_one_line(arguments):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_output_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("mine")
    for target in (tmp_path / "file", tmp_path / "file" / "deeper", "/proc/nowhere/out"):
        done = run("note", "2021Q2", "--output", target)
        assert done.returncode == 2
        assert "cannot be written" in done.stderr
        assert len([line for line in done.stderr.splitlines() if line.startswith("mali-trends")]) == 1
    assert (tmp_path / "file").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_broken_data_stop_the_note_before_anything_is_written(project, tmp_path):
    path = project / "data/minusma/figures.csv"
    path.write_text(path.read_text("utf-8").replace("none,,527,at least", "none,,52 7,at least", 1), "utf-8")
    done = run("note", "2021Q2", "--output", tmp_path / "out")
    assert done.returncode == 2
    assert "figures.csv, line 117, column value" in done.stderr
    assert not (tmp_path / "out").exists()
    assert run("check").returncode == 2


def test_check_passes_on_the_data_as_shipped():
    done = run("check")
    assert done.returncode == 0
    assert "654 rows" in done.stdout


def test_quarters_as_json():
    rows = json.loads(run("quarters", "--json").stdout)
    assert [row["quarter"] for row in rows][::11] == ["2020Q1", "2022Q4"]
    assert len(rows) == 12
    assert {row["headline"] for row in rows} == {"published", "half-year only"}


def test_quarters_as_a_table():
    assert "half-year only" in run("quarters").stdout


def test_help_is_quick_and_imports_nothing_heavy():
    start = time.perf_counter()
    code = """
import sys
from analysis.produce.cli import main
sys.argv = ["mali-trends", "--help"]
try:
    main()
except SystemExit:
    print([name for name in ("pandas", "matplotlib", "papermill") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
    assert time.perf_counter() - start < 5


def test_a_failure_is_told_and_exits_with_one(monkeypatch, capsys):
    def fail(*_, **__):
        raise RuntimeError("a cell\nfailed")

    monkeypatch.setattr(cli.cli, "main", fail)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 1
    assert capsys.readouterr().err == "mali-trends: a cell failed\n"
