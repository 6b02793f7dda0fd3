"""What leaves a private sheet: a coarse table without small numbers, attacked before anybody sees it.

``docs/disclosure.md`` tells the rule. Coarsening comes first: a quarter for the whole country, by alleged
perpetrator or by sex and age; a half-year by region. Then a number is withheld where fewer victims or fewer
incidents than the threshold stand behind it, and whatever else would give it away. A figure that was told
stays until its revision is no small number either.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError, in_words
from analysis.quarter import Quarter
from analysis.record import cells, dates
from analysis.record.attack import BOTH, HALF, HELD, HIDDEN, KEPT, KEYS, SHOWN, exposed, histories
from analysis.record.layouts import Table
from analysis.record.places import Gazetteer, perpetrators

# Told by region: where few were harmed otherwise they could be recognised.
PLACED = ("killed", "civilians_killed", "injured", "abducted")
RELEASE = "release.csv"
# what is told of the sheet itself: no file, hash, row count, total or day of an incident
TOLD = ("name", "source", "title", "licence", "citation", "inclusion", "version", "preliminary", "incomplete")


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
    table: Any = _tabulated(incidents, sorted(outcomes), regions, days)
    limits = table.name.map(thresholds).fillna(table.outcome.map(thresholds)).fillna(thresholds["default"])
    table["threshold"] = np.maximum(limits.astype(int), int(thresholds["default"]))
    blank = table.head(0).assign(kept_victims=0, kept_incidents=0, state=HIDDEN)
    before = pd.concat([blank, *earlier]).drop_duplicates(KEYS, keep="last").set_index(KEYS)
    was = table[KEYS].join(before[[*KEPT, "state"]], on=KEYS)
    told, moved = was.state.isin([SHOWN, HELD]), (table[BOTH] - was[KEPT].to_numpy()).abs()
    small, little = (some.lt(table.threshold, axis=0).any(axis=1) for some in (table[BOTH], moved))
    stays = little | told & small  # a revision is not told where it is a small number itself
    table[KEPT] = was[KEPT].where(stays, table[BOTH].to_numpy()).astype(int)
    held, hidden = stays & told & moved.gt(0).any(axis=1), ~told & (stays | small)
    table["state"] = np.select([held, hidden], [HELD, HIDDEN], SHOWN)
    past = histories(earlier)
    for key, versions in histories([table]).items():
        block = _protected([*past.get(key, []), *versions], was[told])
        table.loc[block.index, [*KEPT, "state"]] = block[[*KEPT, "state"]]
    return pd.DataFrame(table)


def public(
    table: pd.DataFrame, source: str, version: str, earlier: Sequence[pd.DataFrame] = ()
) -> pd.DataFrame:
    """Return what may be seen: no true number, no state, and a blank for what is withheld.

    A part that was not revised since its total was is marked ``held``: it may be of an earlier version of the
    sheet. That follows from what was released alone, so that it tells nothing else.
    """
    told = table[KEPT].astype("Int64").where(table.state.ne(HIDDEN)).set_axis(BOTH, axis=1)
    last, seen = pd.Series(0, table.index), told.fillna(-1).to_numpy()
    for number, before in enumerate(reversed(earlier), 1):  # how many releases ago a number was last another
        was = before.set_index(KEYS)[KEPT].where(before.set_index(KEYS).state.ne(HIDDEN))
        same = (table[KEYS].join(was, on=KEYS)[KEPT].fillna(-1).to_numpy() == seen).all(axis=1)
        last = last.where(~same | last.ne(number - 1), number)
    totals = last[table.table.eq("all")].groupby([table.outcome, table.period]).min()
    halves = (
        last[table.table.eq("all")].groupby([table.outcome, table.period.replace(HALF, regex=True)]).min()
    )
    whole = table[["outcome", "period"]].apply(tuple, axis=1).map({**totals, **halves})
    held = told.victims.notna() & table.table.ne("all") & (last > whole)
    shown = table[[*KEYS, "threshold"]].join(told).assign(held=held.map({True: "yes", False: ""}))
    return shown.assign(source=source, version=version).sort_values(KEYS, kind="stable")


def _tabulated(
    incidents: pd.DataFrame, outcomes: list[str], regions: Mapping[str, str], days: tuple[str, str]
) -> pd.DataFrame:
    """Count victims and incidents by all that is told, with a row of zeros for what has none."""
    whole = dates.whole_quarters(days)  # days any finer could be those of one incident
    halves = {item.half for item in whole if item.shift(1 if item.number % 2 else -1) in whole}
    region = incidents.place.map(regions).fillna(incidents.place)
    people = incidents.reindex(columns=cells.PEOPLE).astype(float).fillna(0)
    people["untold"] = (incidents.best - people.sum(axis=1)).clip(lower=0)
    rows = incidents[["outcome", "best"]].assign(period=incidents.quarter, name="", table="all")
    long = [
        rows, rows.assign(table="group", name=incidents.group),
        *(rows.assign(table="people", name=str(name), best=column) for name, column in people.items()),
        rows.assign(table="region", period=rows.period.replace(HALF, regex=True),
                    name=region.mask(incidents.place_level.eq("national"), "Mali")),
    ]  # fmt: skip
    every_one = pd.concat(long)
    counted = every_one.assign(incidents=every_one.best.gt(0)).groupby(KEYS)[["best", "incidents"]].sum()
    # told by nothing at all: sexual violence
    quarters, personal = [*map(str, whole)], [name for name in outcomes if name != "sexual_violence"]
    placed = [name for name in outcomes if name in PLACED]
    keys = [
        *product(outcomes, ["all"], quarters, [""]),
        *product(personal, ["group"], quarters, perpetrators()),
        *product(personal, ["people"], quarters, people),
        *product(placed, ["region"], sorted(halves), sorted({*regions.values(), "Mali"})),
    ]
    table = counted.reindex(pd.MultiIndex.from_tuples(keys, names=KEYS), fill_value=0)
    return table.set_axis(BOTH, axis=1).astype(int).reset_index()


def _protected(versions: list[pd.DataFrame], told: pd.DataFrame) -> pd.DataFrame:
    """Withhold, the smallest first, what would give a withheld number away; hold what was told before.

    At the end nothing is told but what was: a release that looks like the one before gives nothing away.
    """
    block = versions[-1] = versions[-1].copy()
    was, known = told[KEPT].reindex(block.index), list[Any]()
    while len(free := block[block.state.eq(SHOWN) & ~was.eq(block[BOTH].to_numpy()).all(axis=1)]):
        if (target := exposed(versions, known)) is None:
            break
        far = free.table.ne(target["table"]) | free.period.ne(target["period"])
        at = free.assign(far=far, total=free.table.eq("all")).sort_values(["far", "total", *BOTH]).index[0]
        block.loc[at, "state"] = HELD if at in told.index else HIDDEN
        block.loc[at, KEPT] = was.loc[at].fillna(block.loc[at, KEPT]).astype(int)
    return block


def release_of(
    name: str, data: Path, incidents: pd.DataFrame, table: Table, places: Gazetteer, days: tuple[str, str]
) -> tuple[str, pd.DataFrame, list[str]]:
    """Decide what may be told of the incidents of a sheet, beside what was told of it before.

    Returns
    -------
    tuple
        The name of the sheet, by default that of its half-years; its release; what to say of it.

    Raises
    ------
    InputError
        Where the same days were ever released under another name, or under this one and nobody knows from
        what: two releases would not know of each other.
    """
    layout, whole = table.layout, dates.whole_quarters(days)
    memory = {path.name: earlier(path.name, data) for path in (data / "private").glob("[!.]*")}
    seen = [path.name.removesuffix(f".{RELEASE}") for path in (data / "events").glob(f"*.{RELEASE}")]
    ever = memory | {other: [cells.read_release(other, data)] for other in seen if not memory.get(other)}
    stem = "_".join([layout.source, *dict.fromkeys(item.half for item in whole[:1] + whole[-1:])])
    given, name = name, name or stem
    covered, within = {*map(str, whole)}, {*incidents["quarter"]}
    for other, releases in sorted(ever.items()):
        both = sorted((covered | within) & {period for release in releases for period in release.period})
        if (both or other == name != given) and not (other == given and memory.get(given)):
            lost = f"put data/private/{other} back, " * (not memory.get(other))
            what = f"{', '.join(both) or 'A part of the same half-year'} was released as {other}"
            how = "or other quarters" if both else "with all quarters, or this one --as another"
            raise InputError(f"{what}: {lost}import the sheet --as {other}, {how}.")
    there = {column.partition(".")[0] for column in table.at}
    asked = [harm for harm in layout.harms if "harm" in layout.needs or harm in there]
    regions = {cercle: row["region"] for cercle, row in places.rows.items()}
    made = released(incidents, asked, regions, layout.private, days, memory.get(name, ()))
    part = ", ".join(sorted(within - covered))
    gone = ", ".join(sorted({*(memory.get(name) or [made])[-1].period} - {*made.period}))
    said = [f"Nothing is told of {part}, not covered entirely; give --covers FROM..TO."] * bool(part)
    said += [f"{gone} goes out of {name}: import one sheet of all its quarters to keep it."] * bool(gone)
    if len(held := made[made.state.eq(HELD)]):
        what = ", ".join(sorted({*(held.outcome + " " + held.period + " " + held.name).str.strip()}))
        said += [f"Told as before, for the change is small or would give a small number away: {what}."]
    return name, made, said


def unguarded(path: Path) -> list[str]:
    """Say of a private sheet that it lies where git would take it, if it does."""
    asked = [shutil.which("git") or "", "-C", str(path.resolve().parent), "check-ignore", "-q", path.name]
    taken = asked[0] and subprocess.run(asked, capture_output=True, check=False).returncode == 1  # noqa: S603
    return [f"{path.name} lies where git takes it: move it to data/raw, which git ignores."] * bool(taken)


def split(data: Path, texts: dict[str, str], told: dict[str, Any], release: pd.DataFrame) -> dict[str, str]:
    """Keep the files of an import for its owner alone, and return those that may be seen.

    What nobody else may see goes to ``data/private``, beside what was kept before. Where no quarter is
    covered, nothing is told.
    """
    name, folder = told["name"], data / "private" / told["name"]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / "private").chmod(0o700)
    before = earlier(name, data)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as made:
        whole = Path(made) / "all"
        whole.mkdir(0o700)
        for file, text in {**texts, RELEASE: release.to_csv(index=False, lineterminator="\n")}.items():
            (whole / file).touch(0o600)
            (whole / file).write_text(text, "utf-8", newline="\n")
        whole.rename(folder / f"{len([*folder.glob('[0-9]*')]) + 1:04d}")
    if release.empty:
        return {}
    seen = public(release, told["source"], told["version"], before)
    shown = seen.to_csv(index=False, lineterminator="\n")
    digest = hashlib.sha256(shown.encode()).hexdigest()
    quarters = sorted(release.period[release.table.eq("all")])
    days = [str(Quarter.parse(quarters[0]).start), str(Quarter.parse(quarters[-1]).end)]
    span = {"months": [day[:7] for day in days], "days": days}
    said = {key: told[key] for key in TOLD if key in told} | span | {"private": True, "cells_sha256": digest}
    dumped = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    return {f"{name}.release.csv": shown, f"{name}.json": dumped}


def earlier(name: str, data: Path) -> list[pd.DataFrame]:
    """Return the releases that there were, the first first."""
    text = dict.fromkeys([*KEYS, "state"], str)
    with in_words(f"data/private/{name} was changed: put it back as it was.", OSError, ValueError):
        files = sorted((data / "private" / name).glob(f"[0-9]*/{RELEASE}"))
        return [pd.read_csv(file, dtype=text, keep_default_na=False) for file in files]
