import csv
import io
import re
import shutil

import pytest

from analysis.errors import InputError
from analysis.record import ledger
from analysis.record.check import check, fix
from analysis.record.ledger import computes
from tests.conftest import forget
from tests.record.test_store import edit

TERMS, DEFINITIONS = "vocabulary/terms.csv", "minusma/definitions.yml"
DECISIONS, RECODINGS = "minusma/decisions.yml", "minusma/recodings.csv"


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (TERMS, "part,malian_forces,", "part,malian_farces,", ["column parent", "malian_farces"]),
        (
            TERMS,
            "jnim_is;militias;signatory;unid",
            "jnim_is;milicias;signatory;unid",
            ["column members", "milicias"],
        ),
        (DEFINITIONS, "evidence: [F605]", "evidence: [F999]", ["definition ", "F999"]),
        (DEFINITIONS, "from: 2019Q4, to: 2021Q2", "from: 2021Q3, to: 2021Q2", ["definition ", "2021Q3"]),
        (DEFINITIONS, "from: 2021Q2, to: 2022Q1", "from: 2022Q2, to: 2022Q1", ["headline 2", "2022Q2"]),
        (
            DEFINITIONS,
            "measure: victims, unit: victims",
            "measure: victors, unit: victims",
            ["headline 2", "victors"],
        ),
        (DECISIONS, "347 - 174 - 91 = 82", "347 - 174 - 92 = 82", ["2022Q4/abducted", "does not give 82"]),
        (RECODINGS, "F568,period,2021Q2,2021Q1", "F568,period,2021Q2,2021Q3", ["line 9", "F568", "2021Q3"]),
    ],
)
def test_what_entries_say_of_each_other(project, file, old, new, words):
    edit(project / "data" / file, old, new)
    try:
        found = check()
    except InputError as error:  # nothing defines a row any more: told while the ledger is built
        found = [str(error)]
    assert any(all(word in sentence for word in [file, *words]) for sentence in found), found


def test_a_table_that_nobody_describes(project):
    for folder in ("raw", "minusma"):
        (project / "data" / folder / "more.csv").write_text("a\n1\n")
    (found,) = check()
    assert found.startswith("data/minusma/more.csv is not described")


def test_cercles_are_members_where_the_gazetteer_is(project):
    edit(project / "data" / "places" / "cercles.csv", "Koro,Mopti", "Kora,Mopti")
    forget()
    sentences = _terms_only()
    assert sentences and all("'Koro' is no place" in sentence for sentence in sentences)


def _terms_only():
    from analysis.record.check import _terms

    return list(_terms())


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
    assert computes(formula, value) is right


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


def test_the_real_gazetteer_knows_the_members(project, root):
    """Where the project has its gazetteer, every place that a union names is in it or in the vocabulary."""
    if not (root / "data/places/cercles.csv").is_file():
        pytest.skip("the gazetteer is not in this checkout")
    shutil.copy(root / "data/places/cercles.csv", project / "data/places/cercles.csv")
    assert _terms_only() == []


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
