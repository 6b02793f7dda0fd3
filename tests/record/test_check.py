import csv
import io
import re

import pytest

from analysis.errors import InputError
from analysis.record import ledger
from analysis.record.check import check, fix
from analysis.record.store import read_table
from tests.conftest import forget
from tests.record.test_store import edit

DECISIONS = "minusma/decisions.yml"


def test_a_formula_that_does_not_give_its_value(project):
    edit(project / "data" / DECISIONS, "347 - 174 - 91 = 82", "347 - 174 - 92 = 82")
    with pytest.raises(InputError, match=rf"{DECISIONS}, .*2022Q4/abducted.* does not give 82"):
        check()


def test_a_table_that_nobody_describes(project):
    for folder in ("raw", "minusma"):
        (project / "data" / folder / "more.csv").write_text("a\n1\n")
    (found,) = check()
    assert found.startswith("data/minusma/more.csv is not described")


def test_terms_have_parents_and_members_of_their_kind():
    terms = read_table("terms")
    known = terms.groupby("kind").term.agg(set).to_dict()
    known["place"] |= {*read_table("cercles").cercle}
    for row in terms.itertuples():
        assert {row.parent, *row.members.split(";")} - {""} <= known[row.kind], row.term


def test_definitions_name_rows_of_the_ledger_and_spans_that_end_after_they_begin():
    rows, content = ledger.ledger(), ledger.definitions()
    for entry in (*content["definitions"], *content["headlines"]):
        assert {*entry.get("evidence", ())} <= {*rows.figure_id}, entry
        assert "unit" not in entry or (rows.what.eq(entry["measure"]) & rows.unit.eq(entry["unit"])).any(), (
            entry
        )
        assert entry.get("from", "") <= entry.get("to", "9999"), entry


def test_the_ledger_is_coded_as_the_recodings_say():
    rows = read_table("figures").set_index("figure_id")
    for entry in read_table("recodings").itertuples():
        assert rows.loc[entry.figure_id, entry.column] == entry.to, entry


@pytest.mark.parametrize(
    ("formula", "value", "right"),
    [
        ("347 - 174 - 91 = 82", "82", True),
        ("0.1 + 0.2 = 0.3", "0.3", True),
        ("347 - 174 - 91 = 82", "83", False),
        ("347 - 174 - 91 = 83", "83", False),
        ("about 82", "82", False),
        ("2 ** 3 = 8", "8", False),
        ("__import__('os') = 8", "8", False),
    ],
)
def test_formulas_are_sums_and_exact(formula, value, right):
    assert ledger.computes(formula, value) is right


def test_a_fact_decided_twice_is_named(project):
    path = project / "data" / DECISIONS
    text = path.read_text("utf-8")
    start = text.index("  - fact: hrpd_note/2022Q4/killed/victims")
    entry = text[start : text.index("  - fact:", start + 5)]
    path.write_text(text.replace(entry, entry + entry), "utf-8")
    with pytest.raises(InputError, match=r"decisions.yml: hrpd_note/2022Q4/killed/victims is decided twice"):
        ledger.facts()


@pytest.mark.parametrize("row", ["none,abducted,all,", "none,,all,"])
def test_a_wording_mapped_twice_is_named(project, row):
    with (project / "data/vocabulary/printed.csv").open("a", encoding="utf-8") as stream:
        stream.write(row + "\n")
    with pytest.raises(InputError, match=r"printed.csv, line \d+: expected a key that no other row has"):
        ledger.ledger()


@pytest.mark.parametrize(
    "text", ['{"a":1}', "[]", '{"resources": [1]}', '{"resources": [{"name": "figures"}]}']
)
def test_a_dictionary_that_describes_nothing_is_one_sentence(project, text):
    (project / "data" / "datapackage.json").write_text(text)
    with pytest.raises(InputError, match=r"datapackage.json does not describe tables"):
        ledger.ledger()


def test_a_dictionary_without_the_table_is_one_sentence(project):
    (project / "data" / "datapackage.json").write_text('{"resources": []}')
    with pytest.raises(InputError, match=r"datapackage.json describes no table 'figures'"):
        ledger.ledger()


@pytest.mark.parametrize("name", ["minusma/figures.csv", "vocabulary/terms.csv", "minusma/decisions.yml"])
def test_a_folder_in_place_of_a_file_is_one_sentence(project, name):
    path = project / "data" / name
    path.unlink()
    path.mkdir()
    with pytest.raises(InputError, match=rf"{name} cannot be read"):
        ledger.facts()


def test_cells_are_tied_to_their_report(project):
    path = project / "data" / "events" / "ucdp_ged_25_1.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace(",1,", ",2,", 1), "utf-8")
    assert "data/events/ucdp_ged_25_1.csv is not what was imported: import its source again." in check()
    path.unlink()
    assert "data/events/ucdp_ged_25_1.csv is not what was imported: import its source again." in check()


@pytest.mark.parametrize(
    "text", ["<script>x</script>", "javascript:alert(1)", "\x1b[2J", '"><img src=x>', "=1+1", "@SUM(A1)"]
)
def test_a_text_that_could_be_executed_is_found(project, text):
    path = project / "data" / "minusma" / "context.csv"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    cells = next(csv.reader([rows[1]]))
    cells[3] = text
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    path.write_text("".join([rows[0], stream.getvalue(), *rows[2:]]), "utf-8")
    forget()
    assert any("context.csv, line 2, column text" in sentence for sentence in check())


def test_what_a_spreadsheet_saves_is_read_and_written_back(project):
    """A mark, semicolons, decimal commas and Windows line ends change no figure."""
    path = project / "data" / "minusma" / "figures.csv"
    before, facts = path.read_bytes(), ledger.facts()
    rows = [[re.sub(r"^(\d+)\.(\d+)$", r"\1,\2", cell) for cell in row]
            for row in csv.reader(before.decode().splitlines())]  # fmt: skip
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    forget()
    assert ledger.facts().equals(facts)
    assert check() == [
        "data/minusma/figures.csv is as a spreadsheet saves it; mali-trends check --fix writes it back."
    ]
    assert fix() == ["data/minusma/figures.csv"] and path.read_bytes() == before and check() == []
