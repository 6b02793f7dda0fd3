"""Event data from the command line: import, fetch, and the note that they make."""

import shutil

import pytest
from click.testing import CliRunner

from analysis.errors import InputError
from analysis.produce.cli import cli
from tests import telling
from tests.record import event_samples as samples


def run(*arguments):
    """Call the command line in this process; an error comes back as the exception that it is."""
    return CliRunner().invoke(cli, [str(item) for item in arguments])


@pytest.mark.usefixtures("project")
def test_the_candidate_file_of_january_2026_makes_a_note(shared):
    file = shared / "data/ucdp/GEDEvent_v26_0_1.csv"
    candidate = run("import", file, "--as", "ucdp_candidate_2026_01")
    assert "1,727 rows read, 56 used" in candidate.output
    assert "1,671 set aside: outside Mali" in candidate.output
    page = telling.text_only("\n".join(telling.told("event_note", quarter="2026Q1").values()))
    for words in (
        "Candidate data are preliminary",
        "UCDP (Candidate, preliminary) counts 24 civilians killed",
        "In all, 107 people died",
    ):
        assert words in page
    rows = [line.split() for line in run("quarters", "--all").output.splitlines()]
    assert [row[-1] for row in rows if row[0] == "2026Q1"] == ["ucdp_candidate_2026_01"]


def test_a_version_replaces_another_and_its_cells_are_checked_against_the_dictionary(project, tmp_path):
    rows = samples.ucdp(samples.UCDP_49)
    (tmp_path / "a.csv").write_text(rows)
    (tmp_path / "b.csv").write_text(rows.replace(",,,4,,4,9,2,", ",,,6,,6,9,2,"))
    done = run("import", tmp_path / "a.csv", "--as", "x", "--covers", "2024-01-01..2024-06-30")
    assert "Quarters: 2024Q1, 2024Q2" in done.output
    run("import", tmp_path / "b.csv", "--as", "x", "--version", "25.1")
    path = project / "data/events/x.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace("2024Q1,", "2024Q9,", 1), "utf-8")
    done = run("check")
    assert isinstance(done.exception, InputError)
    assert done.stderr.count("\n") == 2 and "x.csv, line 2, column quarter" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "nothing.csv", "--as", "x"], r"nothing\.csv cannot be read"),
        (["import", "nothing.csv", "--as", "../x"], "is no name for cells"),
        (["import", "nothing.csv", "--as", "ucdp_mali_quarterly"], "came with the project"),
        (["import", "{}/data/actors.csv", "--as", "x"], "no layout that is known"),
        (["fetch", "ucdp", "--version", "nonsense"], "is no UCDP version"),
        (["fetch", "ucdp", "--version", "26.0.13"], "is no UCDP version"),
    ],
)
def test_bad_input_is_a_sentence_and_leaves_nothing(project, arguments, said):
    shutil.rmtree(project / ".cache", ignore_errors=True)
    before = sorted(project.rglob("*"))
    done = run(*(word.format(project) for word in arguments))
    assert isinstance(done.exception, InputError)
    with pytest.raises(InputError, match=said):
        raise done.exception
    assert sorted(project.rglob("*")) == before
