"""Clean the transcribed figures into data/minusma/: every row kept, values as printed.

Run as ``python scripts/clean_ledger.py TRANSCRIPTION`` with the folder that holds the transcribed
figures.csv and sources.csv. Only the coding of rows changes, never a value: two dimensions get plain
names, and each declared recoding of data/minusma/recodings.csv must find what it says it replaces.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data" / "minusma"
DIMENSIONS = {"cercle-or-region": "place", "sex-age": "sex_age"}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [{key: value.strip() for key, value in row.items()} for row in csv.DictReader(stream)]


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def clean(figures: list[dict[str, str]], recodings: list[dict[str, str]]) -> list[dict[str, str]]:
    by_id = {row["figure_id"]: row for row in figures}
    for recoding in recodings:
        row, column = by_id[recoding["figure_id"]], recoding["column"]
        if column == "value" or row[column] != recoding["from"]:
            place = f"recodings.csv: {recoding['figure_id']}.{column}"
            raise SystemExit(f"{place} is {row[column]!r}, not {recoding['from']!r}.")
        row[column] = recoding["to"]
    for row in figures:
        row["dimension"] = DIMENSIONS.get(row["dimension"], row["dimension"])
    return figures


def accented(pages: list[dict[str, str]], known: list[dict[str, str]]) -> list[dict[str, str]]:
    """Keep titles with the accents that a person put back, and publishers without a remark in brackets."""
    now = {page["source_id"]: page for page in known}
    for page in pages:
        title, publisher = (now.get(page["source_id"], page)[name] for name in ("title", "publisher"))
        page["title"] = title if plain(title) == plain(page["title"]) else page["title"]
        longer, bare = plain(page["publisher"]), plain(page["publisher"].split(" (")[0])
        if longer.startswith(plain(publisher)) or (bare != longer and plain(publisher).startswith(bare)):
            page["publisher"] = publisher
    return pages


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text).lower())


def main(source: Path, target: Path = DATA) -> None:
    figures = read(source / "figures.csv")
    write(target / "figures.csv", clean(figures, read(DATA / "recodings.csv")))
    write(target / "sources.csv", accented(read(source / "sources.csv"), read(DATA / "sources.csv")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
