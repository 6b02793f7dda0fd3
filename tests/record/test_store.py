import json
import re

import pytest

from analysis.errors import InputError
from analysis.record import ledger, store
from analysis.record.check import _entries, breaches
from analysis.record.ledger import definition_of
from tests.conftest import OWN

FIGURES = "data/minusma/figures.csv"


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text, "the test must change something"
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_all_of_data_is_as_described():
    assert breaches() == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("F116,hrpd_note", "F116,foo", ["line 117", "column series", "'foo'", "hrpd_note"]),
        ("none,,527,at least", "none,,5x7,at least", ["line 117", "column value", "'5x7'"]),
        ("F117,", "F116,", ["line 118", "F116"]),
        ("compared_with,document", "compared,document", ["column", "compared"]),
        ("F116,hrpd_note,2021Q2", "F116,hrpd_note,2021Q7", ["line 117", "column period", "2021Q7"]),
        ("F116,hrpd_note,2021Q2", ",hrpd_note,2021Q2", ["line 117", "column figure_id", "a value"]),
        ("\nF116,", "\nF116,surplus,surplus,", ["line 117"]),
        (",at least,", ",perhaps,", ["column qualifier", "perhaps"]),
    ],
)
def test_a_broken_row_is_named(project, old, new, words):
    edit(project / FIGURES, old, new)
    assert any(FIGURES in sentence for sentence in breaches())
    with pytest.raises(InputError) as caught:
        ledger.ledger()
    assert all(word in str(caught.value) for word in [FIGURES, *words]), str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_and_undecodable_files_are_named(project):
    path = project / FIGURES
    path.write_bytes(path.read_bytes().replace(b"Bandiagara", "Ménaka".encode("latin-1"), 1))
    with pytest.raises(InputError, match=r"figures.csv.*UTF-8"):
        store.read_table("figures")
    path.unlink()
    with pytest.raises(InputError, match=r"figures.csv is missing"):
        store.read_table("figures")


def test_a_project_without_data_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv(store.HOME_VARIABLE, str(tmp_path))
    with pytest.raises(InputError, match=r"datapackage.json is missing"):
        store.home()


def test_a_broken_dictionary_is_named(project):
    (project / "data" / "datapackage.json").write_text("{", "utf-8")
    with pytest.raises(InputError, match=r"datapackage.json does not describe tables .*line 1"):
        store.read_table("figures")


def test_keys_between_tables_are_checked(project):
    edit(project / FIGURES, ",RW21Q2,Rise over 421.", ",NOWHERE,Rise over 421.")
    assert any("NOWHERE" in sentence or "sources" in sentence for sentence in breaches())


def test_every_table_and_column_is_described(root):
    package = json.loads((root / "data" / "datapackage.json").read_text("utf-8"))
    described = {entry["path"] for entry in package["resources"]}
    tables = {path.relative_to(root / "data").as_posix() for path in (root / "data").rglob("*.csv")}
    raw = {name for name in tables if name.startswith(("raw/", "private/"))}  # git has neither
    own = {name for name in tables if str(root / "data" / name) in OWN}
    assert described <= tables - raw - own == {entry["path"] for entry in _entries()}
    assert all(field["description"] for entry in package["resources"] for field in entry["schema"]["fields"])


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("decisions", "status: open", "status: opne", ["decisions/13/status", "accepted"]),
        ("decisions", "    use: F022\n", "    use: F999\n", ["F999", "no row"]),
        (
            "decisions",
            "    use: F022\n",
            "    use: F116\n",
            ["F116 is about hrpd_note/2021Q2/victims", "arbitrary_arrests/cases/malian_forces"],
        ),
        ("decisions", "    reason: Three outlets", "  reason: Three outlets", ["line"]),
        ("definitions", "rule: deaths", "rule: deads", ["deads", "not defined"]),
        ("definitions", "measure: victims, unit: victims}", "measure: victims}", ["headlines/1", "unit"]),
    ],
)
def test_broken_yaml_is_named(project, name, old, new, words):
    edit(project / "data" / "minusma" / f"{name}.yml", old, new)
    with pytest.raises(InputError) as caught:
        ledger.facts()
    assert all(word in str(caught.value) for word in [f"{name}.yml", *words]), str(caught.value)


def test_what_is_not_defined_is_never_used():
    with pytest.raises(InputError, match="nothing says what"):
        definition_of("press", "2021Q2", "killed", "victims")


def test_numbers_and_days_are_within_what_is_described(project):
    edit(project / "data/events/ucdp_mali_quarterly.csv", "1989Q1,0,", "1989Q1,-1,")
    edit(project / "data/examples/incidents_small.csv", "2022-01-03", "22-01-03")
    (told, other) = sorted(breaches())
    assert "line 2" in told and "found '-1'; expected 0 to ..." in told
    assert "found '22-01-03'" in other


def test_every_form_that_a_column_has_is_told_by_an_example():
    """A pattern says nothing to somebody who fills in a sheet."""
    package = store.dictionary()
    tables = [*package["resources"], *package["imports"].values()]
    fields = [field for table in tables for field in table["schema"]["fields"]]
    formed = [field for field in fields if "pattern" in field.get("constraints", {})]
    assert len(formed) > 20
    for field in formed:
        first = re.split(", | or ", field["example"])[0]
        assert re.fullmatch(field["constraints"]["pattern"], first), field["name"]
