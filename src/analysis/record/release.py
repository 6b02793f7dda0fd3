"""What leaves a private sheet: a coarse table without small numbers, attacked before anybody sees it.

``docs/disclosure.md`` tells the rule. Coarsening comes first: a quarter for the whole country, by alleged
perpetrator or by sex and age; a half-year by region. Then a number is withheld where fewer victims or fewer
incidents than the threshold stand behind it, and whatever else would give it away. A figure that was told
stays until its revision is no small number either.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError, in_words
from analysis.quarter import quarter_range
from analysis.record import cells, dates
from analysis.record.layouts import Table
from analysis.record.places import Gazetteer, perpetrators

KEYS = ["outcome", "table", "period", "name"]
BOTH = ["victims", "incidents"]
KEPT = ["kept_victims", "kept_incidents"]
HIDDEN, HELD, SHOWN = "hidden", "held", "shown"  # held: as it was told before
# Told by region: where few were harmed otherwise they could be recognised.
PLACED = ("killed", "civilians_killed", "injured", "abducted")
ALONE = ("sexual_violence",)  # told by nothing at all
RELEASE = "release.csv"
HALF = {"Q[12]": "H1", "Q[34]": "H2"}  # the half-year of a quarter
# what is told of the sheet itself: no file, hash, row count, total or day of an incident
TOLD = ("name", "source", "title", "licence", "citation", "inclusion", "version", "preliminary", "months",
        "days")  # fmt: skip


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
    for versions in _histories([*earlier, table]):
        block = _protected(versions, was[told])
        table.loc[block.index, [*KEPT, "state"]] = block[[*KEPT, "state"]]
    attack([*earlier, table])
    return pd.DataFrame(table)


def public(table: pd.DataFrame, source: str, version: str) -> pd.DataFrame:
    """Return what may be seen: no true number, no state, and a blank for what is withheld."""
    told = table[KEPT].astype("Int64").where(table.state.ne(HIDDEN)).set_axis(BOTH, axis=1)
    shown = table[KEYS].join(told).assign(threshold=table.threshold, source=source, version=version)
    return shown.sort_values(KEYS, kind="stable")


def _tabulated(
    incidents: pd.DataFrame, outcomes: list[str], regions: Mapping[str, str], days: tuple[str, str]
) -> pd.DataFrame:
    """Count victims and incidents by all that is told, with a row of zeros for what has none."""
    every = quarter_range(*map(dates.month_quarter, days))
    whole = [item for item in every if days[0] <= str(item.start) and str(item.end) <= days[1]]
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
    quarters, personal = [*map(str, whole)], [name for name in outcomes if name not in ALONE]
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
    """Withhold, the smallest first, what would give a withheld number away; hold what was told before."""
    block = versions[-1] = versions[-1].copy()
    was = told[KEPT].reindex(block.index)
    while (target := _exposed(versions)) is not None:
        free = block[block.state.eq(SHOWN) & ~was.eq(block[BOTH].to_numpy()).all(axis=1)]
        if free.empty:
            break  # the attack tells of it
        far = free.table.ne(target["table"]) | free.period.ne(target["period"])
        at = free.assign(far=far, total=free.table.eq("all")).sort_values(["far", "total", *BOTH]).index[0]
        block.loc[at, "state"] = HELD if at in told.index else HIDDEN
        block.loc[at, KEPT] = was.loc[at].fillna(block.loc[at, KEPT]).astype(int)
    return block


def attack(releases: Sequence[pd.DataFrame]) -> None:
    """Try to bound what is withheld, from all that was ever released, by linear programming.

    The attacker knows every total and part told, in this and all earlier releases, the rule and its
    thresholds, that a harmful incident has a victim, which figures are held and which numbers have not
    changed between two releases. A number that is not told must stay open by as much as "fewer than the
    threshold" leaves it.

    Raises
    ------
    InputError
        For a withheld number that can be bounded closer than its threshold.
    """
    for found in filter(None, map(_exposed, _histories(releases))):
        what = " ".join(filter(None, (found["outcome"], found["period"], found["name"])))
        raise InputError(
            f"The release would give away {what}: it can be bounded closer than its threshold of"
            f" {found['threshold']}; raise the thresholds in data/layouts.yml and import again."
        )


def _histories(releases: Sequence[pd.DataFrame]) -> list[list[pd.DataFrame]]:
    """Return the versions of what no sum joins, each outcome of each half-year with anything to withhold.

    The last release is behind all before; a version that repeats the one before is left out.
    """
    found: dict[Any, list[pd.DataFrame]] = {}
    for table in releases:
        block_of = table.outcome + " " + table.period.replace(HALF, regex=True)
        secret = block_of[table.victims.gt(0) | table.state.eq(HELD)]
        for key, block in table[block_of.isin(secret)].groupby(block_of):
            versions = found.setdefault(key, [])
            if not (versions and np.array_equal(versions[-1], block)):
                versions.append(block)
    return [found[key] for key in sorted({*secret})]


def _exposed(versions: list[pd.DataFrame]) -> Any:
    """Return what can be bounded closer than its threshold; None where nothing can.

    To stay open are what is withheld of somebody harmed, and what was revised and is held. Every solution
    found is a table that could be the true one, so that it opens other numbers too.
    """
    from scipy.optimize import linprog

    numbers = _unknown(versions)
    system, low = _system(numbers), numbers.groupby("at").true.first().to_numpy(float)
    high = low.copy()
    secret = numbers[numbers.state.eq(HIDDEN) & numbers.victims.gt(0) | numbers.state.eq(HELD)]
    for row in secret.drop_duplicates("at").to_dict("records"):
        at, room = row["at"], row["threshold"] - 1
        for sign in (-1, 1):
            if high[at] - low[at] < room:
                found = linprog(sign * (np.arange(len(low)) == at), **system, method="highs")
                if found.status == 0:
                    low, high = np.minimum(low, found.x), np.maximum(high, found.x)
                else:  # without limit
                    high[at] = np.inf
        if high[at] - low[at] < room - 1e-6:
            return row
    return None


def _unknown(versions: list[pd.DataFrame]) -> pd.DataFrame:
    """Return what an attacker knows of each number; one that has not changed is one in all releases."""
    both = pd.concat(versions, keys=range(len(versions)), names=["release"]).reset_index("release")
    kinds = [both.assign(kind=kind, true=both[kind], kept=both[f"kept_{kind}"]) for kind in BOTH]
    numbers = pd.concat(kinds, ignore_index=True)
    most, shown = numbers.threshold - 1, numbers.state.eq(SHOWN)
    near = numbers.state.eq(HELD) & (numbers.true - numbers.kept).abs().le(most)
    numbers["low"] = np.select([shown, near], [numbers.true, numbers.kept - most], 0)
    numbers["high"] = np.select([shown, near], [numbers.true, numbers.kept + most], np.inf)
    numbers["at"] = numbers.groupby(["kind", *KEYS, *BOTH]).ngroup()
    return numbers


def _system(numbers: pd.DataFrame) -> dict[str, Any]:
    """Write down which numbers do not exceed which, and what is known of each: parts are their total."""
    less, part = list[dict[int, int]](), numbers.table.ne("all")
    bounds = numbers.groupby("at").agg({"low": "max", "high": "min"})
    groups: Any = numbers[part].groupby(["release", "kind", "table", "period"])
    for (release, kind, table, period), some in groups:
        totals = numbers[~part & numbers.release.eq(release) & numbers.kind.eq(kind)]
        whole = totals["at"][totals.period.eq(period) | (table == "region")]
        line = dict.fromkeys(whole, -1) | dict.fromkeys(some["at"], 1)
        less.append({at: -sign for at, sign in line.items()})
        if (kind, table) != ("incidents", "people"):
            less.append(line)
        else:  # an incident may harm a man and a girl: none of them is in more than all incidents
            less += [{at: 1, whole.iloc[0]: -1} for at in some["at"]]
    pairs = (numbers["at"][numbers.kind.eq(kind)] for kind in ("incidents", "victims"))
    less += [{incident: 1, victim: -1} for incident, victim in zip(*pairs, strict=True)]
    matrix = pd.DataFrame(less, columns=bounds.index).fillna(0).to_numpy(float)
    return {"bounds": bounds.to_numpy(), "A_ub": matrix, "b_ub": np.zeros(len(less))}


def release_of(
    name: str, data: Path, incidents: pd.DataFrame, table: Table, places: Gazetteer, days: tuple[str, str]
) -> pd.DataFrame:
    """Decide what may be told of the incidents of a sheet, beside what was told of it before.

    A second name for months that were released is refused: two releases would not know of each other.
    """
    first, last = (day[:7] for day in days)
    for other in set(cells.names(data)) - {name}:
        told = cells.about(other, data)
        if told.get("private") and told["months"][0] <= last and first <= told["months"][1]:
            span = " to ".join(told["months"])
            raise InputError(f"{other} covers {span}: import the sheet under that name, or other months.")
    layout, there = table.layout, {column.partition(".")[0] for column in table.at}
    asked = [harm for harm in layout.harms if "harm" in layout.needs or harm in there]
    regions = {cercle: row["region"] for cercle, row in places.rows.items()}
    return released(incidents, asked, regions, layout.private, days, earlier(name, data))


def split(data: Path, texts: dict[str, str], told: dict[str, Any], release: pd.DataFrame) -> dict[str, str]:
    """Keep the files of an import for its owner alone, and return those that may be seen.

    What nobody else may see goes to ``data/private``, beside what was kept before.
    """
    name, folder = told["name"], data / "private" / told["name"]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / "private").chmod(0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as made:
        whole = Path(made) / "all"
        whole.mkdir(0o700)
        for file, text in {**texts, RELEASE: release.to_csv(index=False, lineterminator="\n")}.items():
            (whole / file).touch(0o600)
            (whole / file).write_text(text, "utf-8", newline="\n")
        whole.rename(folder / f"{len([*folder.glob('[0-9]*')]) + 1:04d}")
    shown = public(release, told["source"], told["version"]).to_csv(index=False, lineterminator="\n")
    digest = hashlib.sha256(shown.encode()).hexdigest()
    said = {key: told[key] for key in TOLD} | {"private": True, "cells_sha256": digest}
    dumped = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    return {f"{name}.release.csv": shown, f"{name}.json": dumped}


def earlier(name: str, data: Path) -> list[pd.DataFrame]:
    """Return the releases that there were, the first first."""
    text = dict.fromkeys([*KEYS, "state"], str)
    with in_words(f"data/private/{name} was changed: put it back as it was.", OSError, ValueError):
        files = sorted((data / "private" / name).glob(f"[0-9]*/{RELEASE}"))
        return [pd.read_csv(file, dtype=text, keep_default_na=False) for file in files]
