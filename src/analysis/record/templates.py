"""What a person fills in: a sheet of incidents with lists to choose from, and a mapping."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.errors import in_words
from analysis.record.actors import GROUPS
from analysis.record.files import first_rows, parts_of
from analysis.record.frames import labels_of
from analysis.record.layouts import MAPPED, load_layouts
from analysis.record.places import Gazetteer

ROWS = 2000  # that the lists reach


def sheet(path: Path, data: Path, language: str = "en") -> None:
    """Write an empty sheet of incidents: heads that the reader knows, lists of groups, harms and places."""
    import openpyxl
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    (layout,) = [item for item in load_layouts(data) if item.name == "own_long"]
    places = Gazetteer.load(data)
    groups, harms = (labels_of(column)[f"label_{language}"] for column in ("group", "outcome"))
    choices: dict[str, Any] = {
        "actor": groups[[*GROUPS[:-2]]],
        "harm": harms[[*layout.harms]],
        "cercle": sorted(places.rows),
        "region": sorted({row["region"] for row in places.cercles}),
    }
    book = openpyxl.Workbook()
    table, lists = book.active, book.create_sheet("Lists" if language == "en" else "Listes")
    table.title, heads = "Incidents", layout.heads[language]
    table.append([*heads.values()])
    for at, (name, words) in enumerate(choices.items(), 1):
        for row, word in enumerate(words, 1):
            lists.cell(row, at, str(word))
        source = get_column_letter(at)
        rule = DataValidation("list", formula1=f"{lists.title}!${source}$1:${source}${len(words)}")
        column = get_column_letter([*heads].index(name) + 1)
        rule.add(f"{column}2:{column}{ROWS}")
        table.add_data_validation(rule)
    with in_words(f"{path.name} cannot be written: give a folder that is there.", OSError):
        book.save(path)


def mapping(path: Path, data: Path) -> str:
    """Return a mapping for a file, to be filled in: what each column may be, beside the file's own heads."""
    parts = parts_of(path, lambda _: None)
    first = max(
        (first_rows(path.name, rows, 12) for rows in parts.values()), key=lambda rows: max(map(len, rows))
    )
    heads = max(first, key=lambda row: sum(map(bool, row)))
    wide = next(layout for layout in load_layouts(data) if layout.private)
    known = {"columns": wide.columns, "harms": wide.harms}
    lines = [
        f"# {', '.join(MAPPED)} of {path.name}, whose heads are:",
        *(f"#   {head}" for head in heads if head),
    ]
    for part, names in known.items():
        lines += [f"{part}:", *(f"  # {name}: {words[0]}" for name, words in names.items())]
    return "\n".join([*lines, "# dates: dayfirst", ""])
