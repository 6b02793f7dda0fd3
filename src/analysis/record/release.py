"""What leaves a private sheet: a coarse table without small numbers, attacked before anybody sees it.

``docs/disclosure.md`` tells the rule. Coarsening comes first: a quarter for the whole country, by alleged
perpetrator or by sex and age; a half-year by region. Then a number is withheld where fewer victims or fewer
incidents than the threshold stand behind it, and whatever else would give it away. A figure that was told
stays until its revision is no small number either.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.quarter import quarter_range
from analysis.record.actors import GROUPS
from analysis.record.attack import BOTH, HELD, HIDDEN, KEYS, SHOWN, attack, exposed, half_of, histories
from analysis.record.cells import PEOPLE
from analysis.record.dates import month_quarter
from analysis.record.spans import days_covered

if TYPE_CHECKING:
    import pandas as pd

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
    quarters, halves = (
        [*map(str, whole)],
        {item.half for item in whole if item.shift(1 if item.number % 2 else -1) in whole},
    )
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
    counted = (
        pd.concat(long).assign(incidents=lambda cells: cells.best.gt(0)).groupby(KEYS)[["best", "incidents"]]
    )
    personal = [name for name in outcomes if name not in ALONE]
    placed = [name for name in outcomes if name in PLACED]
    cells = [
        *itertools.product(outcomes, ["all"], quarters, [""]),
        *itertools.product(personal, ["group"], quarters, GROUPS),
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
