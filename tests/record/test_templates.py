"""What a person fills in: a sheet that reads back what was chosen, and a mapping that holds."""

import runpy

import openpyxl
import pytest
import yaml

from analysis.record import layouts
from analysis.record.imports import import_events
from analysis.record.layouts import load_layouts
from analysis.record.places import perpetrators
from tests.record import event_samples as samples


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_choice_of_the_sheet_is_read(root, data, tmp_path, language):
    path = tmp_path / "incidents.xlsx"
    layouts.sheet(path, root / "data", language)
    book = openpyxl.load_workbook(path)
    made = runpy.run_path(str(root / "scripts" / "make_sheets.py"))["make_sheet"](language)
    assert [[*table.values] for table in made] == [[*table.values] for table in book], "make_sheets.py"
    table, lists = book.worksheets
    assert len(table.data_validations.dataValidation) == 4
    actors, harms, cercles, _ = ([cell.value for cell in column if cell.value] for column in lists.columns)
    assert (len(actors), len(harms), len(cercles)) == (len(perpetrators()) - 2, 7, 53)
    for row, cercle in enumerate(cercles):
        actor, harm = actors[row % len(actors)], harms[row % len(harms)]
        table.append([f"I{row}", "2025-01-05", "", cercle, actor, harm, 2, 1, 1, 0, 0])
    book.save(path)
    report = import_events(path, "x", data=data)
    assert report.about["rows_used"] == 53 and report.cells.victims_best.sum() == 106
    assert report.about["actors_not_mapped"] == report.about["places_not_known"] == {}
    assert set(report.cells.group) == {*perpetrators()[:-2]} and report.about["sheets_not_read"].keys() == {
        lists.title
    }


def test_a_mapping_is_offered_with_the_heads_of_the_file(data, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        samples.as_csv([["Wann", "Wer", "Was", "Zahl"], ["05.01.2025", "JNIM", "getötet", 3]]), "utf-8"
    )
    text = layouts.mapping(path, data)
    assert "#   Wann\n" in text and "  # actor: perpetrator\n" in text
    filled = text.replace("# date: incident_date", "date: Wann").replace("# actor: perpetrator", "actor: Wer")
    filled = filled.replace("# harm: harm", "harm: Was").replace("# best: total", "best: Zahl")
    filled = filled.replace("# killed: killed", "killed: getötet")
    (tmp_path / "map.yml").write_text(filled, "utf-8")
    assert {*yaml.safe_load(filled)} == {"columns", "harms"}
    report = import_events(path, "x", data=data, mapping=tmp_path / "map.yml")
    assert report.cells[["outcome", "victims_best"]].to_numpy().tolist() == [["killed", 3]]
    assert len(load_layouts(data, tmp_path / "map.yml")) == 9


PERSON = "Awa Testperson"
HEADS = ["N°", "Date", "Cercle", "Auteur", "Violation", "Nombre", "Nom et\nprénom"]
VICTIM = [1, "03/01/2026", "Koro", "JNIM", "Tués", 1, PERSON, "76 12 34 50", "témoin: son frère"]
FOREIGN = ["Wann", "Wer", "Was", "Zahl", "Name"]


@pytest.mark.parametrize(("rows", "heads"), [
    ([HEADS, VICTIM], HEADS),
    ([["Suivi"], HEADS, VICTIM], HEADS),
    ([FOREIGN, ["05.01.2025", "JNIM", "getötet", 3, PERSON, PERSON]], FOREIGN),  # a layout that is not known
    ([["05.01.2025", "JNIM", "getötet", 3, PERSON], FOREIGN], []),
    ([["mars 2025", "JNIM", PERSON], ["mars 2025", "FAMa", PERSON]], []),
    ([["Suivi", "", "", PERSON], ["", "Fiche", "", ""]], []),
])  # fmt: skip
def test_no_row_of_data_is_offered_as_heads(data, tmp_path, rows, heads):
    path = tmp_path / "own.xlsx"
    wide = max(map(len, rows))
    path.write_bytes(samples.as_xlsx([[*row, *[""] * (wide - len(row))] for row in rows], path))
    text = layouts.mapping(path, data)
    shown = text.split("columns:")[0].splitlines()[1:]
    assert PERSON not in text and "témoin" not in text
    assert shown == [f"#   {' '.join(head.split())}" for head in heads]


def test_a_workbook_that_holds_nothing_has_a_mapping_without_heads(data, tmp_path):
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    lines = layouts.mapping(tmp_path / "empty.xlsx", data).splitlines()
    assert lines[:2] == ["# columns, harms, dates of empty.xlsx, whose heads are:", "columns:"]
