"""A private sheet: what is kept of it for its owner alone, and what of it may be seen."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, in_words
from analysis.record.attack import KEYS
from analysis.record.cells import about, names
from analysis.record.release import public, released

if TYPE_CHECKING:
    import pandas as pd

    from analysis.record.layouts import Table
    from analysis.record.places import Gazetteer

RELEASE = "release.csv"
# what is told of the sheet itself: no file, hash, row count, total or day of an incident
TOLD = ("name", "source", "title", "licence", "citation", "inclusion", "version", "preliminary", "months",
        "days")  # fmt: skip


def release_of(
    name: str, data: Path, incidents: pd.DataFrame, table: Table, places: Gazetteer, days: tuple[str, str]
) -> pd.DataFrame:
    """Decide what may be told of the incidents of a sheet, beside what was told of it before."""
    layout, there = table.layout, {column.partition(".")[0] for column in table.at}
    asked = [harm for harm in layout.harms if "harm" in layout.needs or harm in there]
    regions = {cercle: row["region"] for cercle, row in places.rows.items()}
    require_apart(name, data, (days[0][:7], days[1][:7]))
    return released(incidents, asked, regions, layout.private, days, earlier(name, data))


def split(
    name: str, data: Path, texts: Mapping[str, str], told: Mapping[str, Any], release: pd.DataFrame
) -> dict[str, str]:
    """Keep the files of an import for its owner alone, and return those that may be seen."""
    keep(name, data, {**texts, RELEASE: release.to_csv(index=False, lineterminator="\n")})
    shown = public(release, told["source"], told["version"]).to_csv(index=False, lineterminator="\n")
    about = {key: told[key] for key in TOLD}
    about |= {"private": True, "cells_sha256": hashlib.sha256(shown.encode()).hexdigest()}
    return {
        f"{name}.release.csv": shown,
        f"{name}.json": json.dumps(about, ensure_ascii=False, indent=2) + "\n",
    }


def unnamed(
    told: dict[str, Any], fields: pd.DataFrame, incidents: pd.DataFrame, table: Table, release: pd.DataFrame
) -> dict[str, Any]:
    """Return a report without what was typed into the sheet, which may name a person: its rows suffice."""
    where, unmapped = table.at, incidents[incidents["group"] == "not_mapped"].drop_duplicates("row")
    places = fields[[where[column] for column in ("cercle", "region") if column in where]]
    typed = fields.index[places.isin([*told["places_not_known"]]).any(axis=1)]
    actors = {_typed(unmapped["row"]): int(unmapped["incidents"].sum())} if len(unmapped) else {}
    return told | {
        "actors_not_mapped": actors,
        "places_not_known": {_typed(typed): []} if len(typed) else {},
        "places_in_doubt": [what.partition(":")[0] for what in told["places_in_doubt"]],
        "warnings": told["warnings"]
        + ["No quarter is covered entirely: nothing is told; give --covers FROM..TO."] * release.empty,
    }


def _typed(rows: Any) -> str:
    return f"as typed in row {', '.join(map(str, rows))}"


def keep(name: str, data: Path, texts: Mapping[str, str]) -> None:
    """Keep what nobody else may see in ``data/private``, beside what was kept before; for its owner alone."""
    folder = data / "private" / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / "private").chmod(0o700)
    place = folder / f"{len(_kept(folder)) + 1:04d}"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as made:
        for file, text in texts.items():
            path = Path(made) / "all" / file
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.touch(0o600)
            path.write_text(text, "utf-8", newline="\n")
        path.parent.rename(place)


def _kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*"))


def earlier(name: str, data: Path) -> list[pd.DataFrame]:
    """Return the releases that there were, the first first."""
    import pandas as pd

    text = dict.fromkeys([*KEYS, "state"], str)
    with in_words(f"data/private/{name} was changed: put it back as it was.", OSError, ValueError):
        return [pd.read_csv(folder / RELEASE, dtype=text, keep_default_na=False)
                for folder in _kept(data / "private" / name)]  # fmt: skip


def require_apart(name: str, data: Path, months: tuple[str, str]) -> None:
    """Refuse a second name for months that were released: two releases that do not know of each other."""
    for other in set(names(data)) - {name}:
        told = about(other, data)
        if told.get("private") and told["months"][0] <= months[1] and months[0] <= told["months"][1]:
            span = " to ".join(told["months"])
            raise InputError(
                f"{other} covers {span}: import the sheet under that name, or give other months."
            )
