"""Make the empty sheets of incidents in ``data/templates``: heads that the reader knows, and lists.

Run as ``python scripts/make_sheets.py`` after a change of the groups, the forms of harm, the places or their
labels; a test compares.
"""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.datavalidation import DataValidation

from analysis.record.files import key
from analysis.record.frames import labels_of_codes
from analysis.record.layouts import load_layouts
from analysis.record.places import Gazetteer, perpetrators
from analysis.record.store import home

ROWS = 2000  # that the lists reach
LISTS = {"en": "Lists", "fr": "Listes"}
HEADS = {
    "en": {"id": "Incident", "date": "Date of incident", "region": "Region", "cercle": "Cercle",
           "actor": "Alleged perpetrator", "harm": "Harm", "best": "Total victims",
           "men": "Men", "women": "Women", "boys": "Boys", "girls": "Girls"},
    "fr": {"id": "Incident", "date": "Date de l’incident", "region": "Région", "cercle": "Cercle",
           "actor": "Auteur présumé", "harm": "Atteinte", "best": "Total des victimes",
           "men": "Hommes", "women": "Femmes", "boys": "Garçons", "girls": "Filles"},
}  # fmt: skip


def make_sheet(language: str) -> openpyxl.Workbook:
    """Return an empty sheet, with a sheet of the words that four of its columns may hold."""
    data = home() / "data"
    (layout,) = [item for item in load_layouts(data) if item.name == "own_long"]
    gazetteer, labels = Gazetteer(data), labels_of_codes()[f"label_{language}"]
    choices: dict[str, Any] = {
        "actor": labels[perpetrators()[:-2]],
        "harm": labels[[*layout.harms]].map(lambda word: word[:1].upper() + word[1:]),
        "cercle": sorted(gazetteer.rows, key=key),
        "region": sorted({row["region"] for row in gazetteer.cercles}, key=key),
    }
    book = openpyxl.Workbook()
    table, lists, heads = book.active, book.create_sheet(LISTS[language]), HEADS[language]
    table.title = "Incidents"
    table.append([*heads.values()])
    for row in zip_longest(*choices.values()):
        lists.append(row)
    for source, (name, words) in zip("ABCD", choices.items(), strict=True):
        rule = DataValidation("list", formula1=f"{lists.title}!${source}$1:${source}${len(words)}")
        column = table.cell(1, [*heads].index(name) + 1).column_letter
        rule.add(f"{column}2:{column}{ROWS}")
        table.add_data_validation(rule)
    return book


def save_sheets(folder: Path | None = None) -> None:
    """Write the sheets of both languages."""
    target = folder or home() / "data" / "templates"
    target.mkdir(parents=True, exist_ok=True)
    for language in LISTS:
        make_sheet(language).save(target / f"incidents_{language}.xlsx")


if __name__ == "__main__":
    save_sheets()
