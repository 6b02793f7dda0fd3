"""What leaves a private sheet: a coarse table without small numbers, attacked before anybody sees it.

``docs/disclosure.md`` tells the rule. Coarsening comes first: a quarter for the whole country, by alleged
perpetrator or by sex and age; a half-year by region. Then a number is withheld where fewer victims or fewer
incidents than the threshold stand behind it, and whatever else would give it away. A figure that was told
stays until its revision is no small number either.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import InputError, in_words
from analysis.quarter import quarter_range
from analysis.record.attack import BOTH, HELD, HIDDEN, KEYS, SHOWN, attack, exposed, half_of, histories
from analysis.record.cells import PEOPLE, about, names
from analysis.record.dates import days_covered, month_quarter
from analysis.record.places import perpetrators

if TYPE_CHECKING:
    import pandas as pd

    from analysis.record.layouts import Table
    from analysis.record.places import Gazetteer

# Told by region: where few were harmed otherwise they could be recognised.
PLACED = ("killed", "civilians_killed", "injured", "abducted")
ALONE = ("sexual_violence",)  # told by nothing at all
KEPT = ["kept_victims", "kept_incidents"]
PUBLIC = [*KEYS, *BOTH, "threshold", "source", "version"]


def released(
    incidents: pd.DataFrame, outcomes: Iterable[str], regions: Mapping[str, str],
    thresholds: Mapping[str, str], days: tuple[str, str], earlier: Sequence[pd.DataFrame] = (),
) -> pd.DataFrame:  # fmt: skip
    """Decide of every number of a sheet whether it may be told.

    Parameters
    ----------
    incidents : pandas.DataFrame
        From `analysis.record.tidy.tidy`: a row per incident and outcome.
    outcomes : iterable of str
        What the sheet asks, whether it has a case of it or not.
    regions : mapping
        The region of each cercle.
    thresholds : mapping
        Least victims and least incidents of a number that is told, by outcome, sex or age; the others'
        under ``default``.
    days : tuple of str
        First and last day that the sheet covers. A quarter or half-year that it covers in part is not told.
    earlier : sequence of pandas.DataFrame
        What this function returned for each earlier release, the latest last.

    Returns
    -------
    pandas.DataFrame
        For the keeper of the sheet alone: by `KEYS` the true ``victims`` and ``incidents``, the
        ``threshold``, the ``state`` (shown, hidden, or held as it was told before) and ``kept_victims`` and
        ``kept_incidents``, the numbers when the state was last decided. `public` leaves out what nobody
        else may see.

    Raises
    ------
    InputError
        Where nothing that could be withheld protects a number any more.

    Notes
    -----
    A zero is withheld like any small number: that somebody was harmed at all is not given away. Greedy
    complementary suppression, as in sdcMicro's tabular methods: the smallest number beside goes first.
    """
    import pandas as pd

    table: Any = _tabulated(incidents, sorted(outcomes), regions, days)
    limits = table.name.map(thresholds).fillna(table.outcome.map(thresholds)).fillna(thresholds["default"])
    table["threshold"] = np.maximum(limits.astype(int), int(thresholds["default"]))
    before = pd.concat([table.assign(**dict.fromkeys(KEPT, 0), state=HIDDEN).head(0), *earlier])
    before = before.drop_duplicates(KEYS, keep="last").set_index(KEYS)[[*KEPT, "state"]]
    was = table[KEYS].join(before, on=KEYS)
    told, moved = was.state.isin([SHOWN, HELD]), (table[BOTH] - was[KEPT].to_numpy()).abs()
    small, little = (some.lt(table.threshold, axis=0).any(axis=1) for some in (table[BOTH], moved))
    stays = little | told & small  # a revision is not told where it is a small number itself
    table[KEPT] = was[KEPT].where(stays, table[BOTH].to_numpy()).astype(int)
    held, hidden = stays & told & moved.gt(0).any(axis=1), ~told & (stays | small)
    table["state"] = np.select([held, hidden], [HELD, HIDDEN], SHOWN)
    for versions in histories([*earlier, table]).values():
        block = _protected(versions, was[told])
        table.loc[block.index, [*KEPT, "state"]] = block[[*KEPT, "state"]]
    attack([*earlier, table])
    return pd.DataFrame(table)


def public(table: pd.DataFrame, source: str, version: str) -> pd.DataFrame:
    """Return what may be seen: no true number, no state, and a blank for what is withheld."""
    told = table[KEPT].astype("Int64").where(table.state.ne(HIDDEN)).set_axis(BOTH, axis=1)
    about: Any = {"threshold": table.threshold, "source": source, "version": version}
    return table[KEYS].join(told).assign(**about).sort_values(KEYS, kind="stable")[PUBLIC]


def _tabulated(
    incidents: pd.DataFrame, outcomes: list[str], regions: Mapping[str, str], days: tuple[str, str]
) -> pd.DataFrame:
    """Count victims and incidents by all that is told, with a row of zeros for what has none."""
    import pandas as pd

    every = quarter_range(*map(month_quarter, days))
    whole = [item for item in every if days_covered(str(item), days) > (item.end - item.start).days]
    quarters = [*map(str, whole)]
    halves = {item.half for item in whole if item.shift(1 if item.number % 2 else -1) in whole}
    rows = incidents[["outcome", "best"]].assign(period=incidents.quarter, name="", table="all")
    region = incidents.place.map(regions).fillna(incidents.place)
    people = incidents.reindex(columns=PEOPLE).astype(float).fillna(0)
    people["untold"] = (incidents.best - people.sum(axis=1)).clip(lower=0)
    long = [
        rows, rows.assign(table="group", name=incidents.group),
        *(rows.assign(table="people", name=str(name), best=column) for name, column in people.items()),
        rows.assign(table="region", period=half_of(rows.period),
                    name=region.mask(incidents.place_level.eq("national"), "Mali")),
    ]  # fmt: skip
    every_one = pd.concat(long)
    counted = every_one.assign(incidents=every_one.best.gt(0)).groupby(KEYS)[["best", "incidents"]]
    personal = [name for name in outcomes if name not in ALONE]
    placed = [name for name in outcomes if name in PLACED]
    cells = [
        *itertools.product(outcomes, ["all"], quarters, [""]),
        *itertools.product(personal, ["group"], quarters, perpetrators()),
        *itertools.product(personal, ["people"], quarters, people),
        *itertools.product(placed, ["region"], sorted(halves), sorted({*regions.values(), "Mali"})),
    ]
    table = counted.sum().reindex(pd.MultiIndex.from_tuples(cells, names=KEYS), fill_value=0)
    return table.set_axis(BOTH, axis=1).astype(int).reset_index()


def _protected(versions: list[pd.DataFrame], told: pd.DataFrame) -> pd.DataFrame:
    """Withhold, the smallest first, what would give a withheld number away; hold what was told before."""
    block = versions[-1] = versions[-1].copy()
    while (target := exposed(versions)) is not None:
        was = told[KEPT].reindex(block.index)
        free = block[block.state.eq(SHOWN) & ~was.eq(block[BOTH].to_numpy()).all(axis=1)]
        if free.empty:
            break  # the attack tells of it
        far = free.table.ne(target["table"]) | free.period.ne(target["period"])
        order = free.assign(far=far, total=free.table.eq("all")).sort_values(["far", "total", *BOTH])
        at = order.index[0]
        block.loc[at, "state"] = HELD if at in told.index else HIDDEN
        block.loc[at, KEPT] = was.loc[at].fillna(block.loc[at, KEPT]).astype(int)
    return block


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
    said = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
    return {f"{name}.release.csv": shown, f"{name}.json": said}


def unnamed(
    told: dict[str, Any], fields: pd.DataFrame, incidents: pd.DataFrame, table: Table, release: pd.DataFrame
) -> dict[str, Any]:
    """Return a report without what was typed into the sheet, which may name a person: its rows suffice."""
    where, unmapped = table.at, incidents[incidents["group"] == "not_mapped"].drop_duplicates("row")
    places = fields[[where[column] for column in ("cercle", "region") if column in where]]
    typed = fields.index[places.isin([*told["places_not_known"]]).any(axis=1)]
    actors = {_typed(unmapped["row"]): int(unmapped["incidents"].sum())} if len(unmapped) else {}
    untold = ["No quarter is covered entirely: nothing is told; give --covers FROM..TO."] * release.empty
    return told | {
        "actors_not_mapped": actors,
        "places_not_known": {_typed(typed): []} if len(typed) else {},
        "places_in_doubt": [what.partition(":")[0] for what in told["places_in_doubt"]],
        "warnings": told["warnings"] + untold,
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
            raise InputError(f"{other} covers {span}: import the sheet under that name, or other months.")
