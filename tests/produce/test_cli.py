import io
import json
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.measure.coverage import known_quarters
from analysis.produce import cli
from analysis.quarter import Quarter
from analysis.record.additions import last_note
from analysis.record.store import read_table
from tests.conftest import forget
from tests.produce.small import GOOD, write


def run(*arguments):
    """Run the command line in this process: as `python -m analysis`, without the second of its start."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["mali-trends", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            cli.main()
    return SimpleNamespace(returncode=caught.value.code or 0, stdout=out.getvalue(), stderr=err.getvalue())


def run_apart(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_in_a_process_of_its_own_it_is_the_same():
    apart, here = run_apart("note", "2021Q5"), run("note", "2021Q5")
    assert (apart.returncode, apart.stdout, apart.stderr) == (here.returncode, here.stdout, here.stderr)


@pytest.mark.parametrize(
    "quarter", ["2021Q5", "1979Q1", "../x", "", "2021", "2031Q1", "-h2021Q2", "2021Q2;ls"]
)
def test_a_bad_quarter_is_one_line_and_leaves_nothing(quarter, tmp_path):
    done = run("note", "--output", tmp_path / "out", "--", quarter)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [["nots"], ["note"], ["note", "2021Q2", "2022Q2"], ["quarters", "--json"], ["figures"], ["change", "a"]],
)
def test_wrong_usage_is_one_line(arguments):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "") and "'None'" not in done.stderr
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
    write(project, {"quarterly_note": (GOOD,)})
    done = run("note", "2021Q2", "--output", tmp_path / "out")
    assert done.returncode == 2
    assert "figures.csv, line 117, column value" in done.stderr
    assert not (tmp_path / "out").exists()


def test_check_passes_on_the_data_as_shipped():
    done = run("check")
    assert done.returncode == 0
    assert f"{len(read_table('figures'))} rows" in done.stdout


def test_quarters_are_listed_with_what_each_has():
    head, *rows = run("quarters").stdout.splitlines()
    assert [row.split()[0] for row in rows] == [str(quarter) for quarter in known_quarters()]
    at = head.index("headline")
    assert {row[at : at + 16].strip() for row in rows} == {"published", "half-year only", "restated"}
    assert {row[head.index("context") :].split()[0].isdigit() for row in rows} == {True}, "1 is no yes"


def test_help_imports_nothing_heavy():
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


def test_a_failure_is_told_and_exits_with_one(monkeypatch, capsys):
    def fail(*_, **__):
        raise RuntimeError("a  cell\nfailed")

    monkeypatch.setattr(cli.cli, "main", fail)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 1
    assert capsys.readouterr().err == "mali-trends: a cell\nfailed\n"


def test_audit_as_json():
    done = run("audit", "--json")
    findings = {item["id"]: item for item in json.loads(done.stdout)}
    assert findings["2022.killed.change-vs-2021"]["class"] == "wrong_base"
    assert {"class", "period", "rows", "arithmetic", "severity", "reason"} <= set(
        findings["2022.killed.change-vs-2021"]
    )


def test_audit_of_one_period_and_of_none():
    assert "different inclusion" in run("audit", "T2 2022").stdout
    assert run("audit", "2031Q1").returncode == 2
    assert "2020Q1, 2020Q2" in run("audit", "nonsense").stderr


def drop_entry(project, head, name):
    """Delete one entry of decisions.yml: from its head to the next entry of the kind."""
    path = project / "data/minusma/decisions.yml"
    text = path.read_text("utf-8")
    start = text.index(head + name)
    path.write_text(text[:start] + text[text.index(head, start + len(head)) :], "utf-8")


def test_strict_passes_with_the_data_as_shipped():
    assert run("audit", "--strict").returncode == 0


def test_strict_fails_when_an_explanation_is_gone(project):
    drop_entry(project, "  - ids:", " [2022.killed.change-vs-2021]")
    done = run("audit", "--strict")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "mali-trends: audit: no decision or explanation for 2022.killed.change-vs-2021"
    )


def test_a_deleted_decision_is_named(project):
    drop_entry(project, "  - fact:", " hrpd_note/2022Q1/killed/victims\n")
    done = run("audit", "--strict")
    assert done.returncode == 2
    assert "hrpd_note/2022Q1/killed/victims" in done.stderr
    done = run("quarters")
    assert done.returncode == 2
    assert "hrpd_note/2022Q1/killed/victims" in done.stderr


def test_audit_of_a_file_of_ones_own(root, tmp_path):
    done = run("audit", "--file", root / "data/examples/claims_other_missions.csv", "--json")
    assert {item["class"] for item in json.loads(done.stdout)} >= {"consistent"}
    (tmp_path / "claims.csv").write_text("id,period\n1,2\n")
    done = run("audit", "--file", tmp_path / "claims.csv")
    assert done.returncode == 2
    assert "claims.csv" in done.stderr


def test_a_claims_file_with_four_mistakes_is_told_four_mistakes(tmp_path):
    """A midpoint percentage, a transposition, points for per cent, and shares that no whole numbers make."""
    rows = ["2022,v,violations,,4004,count,", "2023,v,violations,,8312,count,",
            "2023,v,percent,,70,change from,2 / 1", "2022,killed,persons,,598,count,",
            "2023,killed,persons,,632,count,", "2023,killed,percent,,6.59,change from,5 / 4",
            "2022,share,percent,,20,count,", "2023,share,percent,,30,count,",
            "2023,share,percent,,10,change from,8 / 7", "2022,wounded,persons,,25,count,",
            *(f"2022,wounded,percent,sex:{sex},{share},share of,10"
              for sex, share in (("men", 33), ("women", 33), ("none", 34)))]  # fmt: skip
    lines = [f"{number},{row}" for number, row in enumerate(rows, 1)]
    head = "id,period,measure,unit,group,value,kind,references"
    (tmp_path / "claims.csv").write_text("\n".join([head, *lines]) + "\n", "utf-8")
    done = run("audit", "--file", tmp_path / "claims.csv", "--strict")
    told = {line.split("  ")[0]: line for line in done.stdout.splitlines()}
    assert done.returncode == 1
    assert "midpoint" in done.stdout and "difference in percentage points" in done.stdout
    assert "5.69 instead of 6.59" in told["digits swapped"]
    assert "25" in told["impossible"] and done.stdout.count("wrong base") == 2


def test_a_note_is_a_sheet_and_a_command_and_leaves_no_trace(project, tmp_path, monkeypatch):
    """As README has it: template, add, remove; what it opens elsewhere is accounted for by the decisions."""
    monkeypatch.chdir(tmp_path)
    before = {path: path.read_bytes() for path in (project / "data" / "minusma").glob("*.*")}
    quarter = str(last_note().shift(1))
    assert run("template", "note", quarter).returncode == 0
    sheet = tmp_path / f"note_{quarter}.csv"
    asked = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    values = {
        "Violations and abuses": "389",
        "Killed": "196",
        "Injured": "98",
        "Abducted or disappeared": "95",
    }
    asked["value"] = asked.what.map(values).where(asked.group.eq(""), "").fillna("")
    asked.loc[asked.what.eq("Change") & asked.group.eq(""), "value"] = "+12 %"
    misprint = last_note() == Quarter(2022, 4)  # 82, which is printed as 827
    moved = asked.what.eq("Change") & asked.group.eq("Abducted or disappeared")
    asked.loc[moved & misprint, "value"] = "+16 %"
    asked[["page", "title", "publisher"]] = ["https://example.org/note", "Note on trends", "MINUSMA"]
    asked[["date", "language", "official"]] = ["2023-06-01", "en", "yes"]
    asked.to_csv(sheet, index=False)
    done = run("add", sheet, "--yes")
    assert done.returncode == 0 and "make fresh" in done.stdout, done.stderr
    assert not misprint or "one cell explains" in done.stdout
    assert "without an account: 0" in done.stdout or not misprint
    assert f"All in {project}." in done.stdout, "it is not the working folder"
    forget()
    assert str(last_note()) == quarter
    done = run("remove", "note", quarter)
    assert f"Removed: {5 + misprint} rows." in done.stdout and f"All in {project}." in done.stdout
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            ["2022Q1", "2022Q2"],
            r"Civilians killed in Mali .ucdp.: 1038 .* 339 .*0\.0648 to 1\.21\), p 0\.084: within what",
        ),
        (
            ["2022Q1", "2022Q2", "--outcome", "killed"],
            r"Killed in Mali .ucdp.: 1758 .*0\.886\), p 0\.028: which .* seldom",
        ),
        (["2020Q3", "2020Q4"], r"ratio 1\.06 \(0\.141 to 6\.01\) over all arrangements: no interval can be"),
    ],
)
def test_a_change_is_told_of_civilians_first_and_claims_no_more_than_its_interval(asked, told):
    assert re.search(told, run("change", *asked).stdout)


def test_a_sheet_of_incidents_goes_where_git_does_not_look_and_replaces_none(project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sheet = project / "data" / "raw" / "incidents.xlsx"
    done = run("template", "incidents")
    assert f"mali-trends import {sheet}" in done.stdout and sheet.is_file()
    assert "cannot be written: give another name" in run("template", "incidents", "--language", "fr").stderr
    assert run("template", "incidents", "--output", "mine.xlsx").returncode == 0
    assert (tmp_path / "mine.xlsx").is_file()


def test_an_import_names_the_project(project):
    sheet = project / "sheet.csv"
    sheet.write_text("Date,Cercle,Auteur,Killed\n2026-01-05,Koro,JNIM,3\n")
    assert f"All in {project}." in run("import", sheet, "--as", "x").stdout


def test_an_audit_of_nothing_says_why(tmp_path):
    (tmp_path / "claims.csv").write_text("id,period,measure,unit,value,kind\na,2021,killed,victims,5,count\n")
    assert (
        "Checks: 0, consistent: 0, without an account: 0. No row"
        in run("audit", "--file", tmp_path / "claims.csv").stdout
    )
