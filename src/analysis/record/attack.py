"""What an attacker can learn of a private sheet from all that was ever released of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["outcome", "table", "period", "name"]
BOTH = ["victims", "incidents"]
HIDDEN, HELD, SHOWN = "hidden", "held", "shown"  # held: as it was told before


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
    for versions in histories(releases).values():
        if (found := exposed(versions)) is not None:
            what = " ".join(filter(None, (found["outcome"], found["period"], found["name"])))
            raise InputError(
                f"The release would give away {what}: it can be bounded closer than its threshold of"
                f" {found['threshold']}; raise the thresholds in data/layouts.yml and import again."
            )


def _blocks(table: pd.DataFrame) -> dict[Any, pd.DataFrame]:
    """Return apart what no sum joins, each outcome of each half-year; those with anything to withhold."""
    key = table.outcome + " " + half_of(table.period)
    secret = key[table.victims.gt(0) | table.state.eq(HELD)]
    return dict(iter(table[key.isin(secret)].groupby(key)))


def histories(releases: Sequence[pd.DataFrame]) -> dict[Any, list[pd.DataFrame]]:
    """Return each block of the last release behind those of all before that do not repeat the one before."""
    found: dict[Any, list[pd.DataFrame]] = {key: [] for key in _blocks(releases[-1])}
    for table in releases:
        for key, block in _blocks(table).items():
            if key in found and not (found[key] and np.array_equal(found[key][-1], block)):
                found[key].append(block)
    return found


def half_of(period: pd.Series[str]) -> pd.Series[str]:
    """Return the half-years of periods."""
    return period.str.replace("Q[12]", "H1", regex=True).str.replace("Q[34]", "H2", regex=True)


def exposed(versions: list[pd.DataFrame]) -> Any:
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


def _unknown(versions: list[pd.DataFrame]) -> Any:
    """Return what an attacker knows of each number; one that has not changed is one in all releases."""
    import pandas as pd

    cells = pd.concat(versions, keys=range(len(versions)), names=["release"]).reset_index("release")
    both = [cells.assign(kind=kind, true=cells[kind], kept=cells[f"kept_{kind}"]) for kind in BOTH]
    numbers = pd.concat(both, ignore_index=True)
    most = numbers.threshold - 1
    shown = numbers.state.eq(SHOWN)
    near = numbers.state.eq(HELD) & (numbers.true - numbers.kept).abs().le(most)
    numbers["low"] = np.select([shown, near], [numbers.true, numbers.kept - most], 0)
    numbers["high"] = np.select([shown, near], [numbers.true, numbers.kept + most], np.inf)
    numbers["at"] = numbers.groupby(["kind", *KEYS, *BOTH]).ngroup()
    return numbers


def _system(numbers: Any) -> dict[str, Any]:
    """Write down which numbers add up to which, which cannot exceed which, and what is known of each."""
    equal: list[dict[int, int]] = []
    less: list[dict[int, int]] = []
    key: Any
    for key, release in numbers.groupby(["release", "kind"]):
        totals = release[release.table.eq("all")]
        for (table, period), cells in release[release.table.ne("all")].groupby(["table", "period"]):
            whole = totals["at"] if table == "region" else totals["at"][totals.period.eq(str(period))]
            line = dict.fromkeys(whole, -1) | dict.fromkeys(cells["at"], 1)
            if (key[1], table) != ("incidents", "people"):
                equal.append(line)
            else:  # an incident may harm a man and a girl: none of them is in more than all incidents
                less.append({at: -sign for at, sign in line.items()})
                less += [{at: 1, whole.iloc[0]: -1} for at in cells["at"]]
    pairs = (numbers["at"][numbers.kind.eq(kind)] for kind in ("incidents", "victims"))
    less += [{incident: 1, victim: -1} for incident, victim in zip(*pairs, strict=True)]
    system: dict[str, Any] = {"bounds": numbers.groupby("at").agg({"low": "max", "high": "min"}).to_numpy()}
    for name, lines in (("eq", equal), ("ub", less)):
        matrix = np.zeros((len(lines), len(system["bounds"])))
        for row, line in zip(matrix, lines, strict=True):
            row[[*line]] = [*line.values()]
        system |= {f"A_{name}": matrix, f"b_{name}": np.zeros(len(lines))}
    return system
