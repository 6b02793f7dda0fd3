"""An attacker of what is told of a private sheet: bounds what is withheld, by linear programming.

``docs/disclosure.md`` tells what is known to the attacker and what must stay open.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError

KEYS = ["outcome", "table", "period", "name"]
BOTH = ["victims", "incidents"]
KEPT = ["kept_victims", "kept_incidents"]
HIDDEN, HELD, SHOWN = "hidden", "held", "shown"  # held: as it was told before
HALF = {"Q[12]": "H1", "Q[34]": "H2"}  # the half-year of a quarter
REST = ("untold", "not_mapped", "Mali")  # where nobody is, an attacker may know it


def attack(releases: Sequence[pd.DataFrame]) -> None:
    """Try to bound what is withheld, from all that was ever released, by linear programming.

    The attacker knows every total and part told, in this and all earlier releases, the rule and its
    thresholds, that a harmful incident has a victim, which figures are held and which numbers have not
    changed between two releases. A number that is not told must stay open by as much as "fewer than the
    threshold" leaves it, or by all of its total.

    Raises
    ------
    InputError
        For a withheld number that can be bounded closer than its threshold.
    """
    for found in filter(None, (exposed(versions, []) for versions in histories(releases).values())):
        what = " ".join(filter(None, (found["outcome"], found["period"], found["name"])))
        how = f"it can be bounded closer than its threshold of {found['threshold']}"
        raise InputError(f"The release gives away {what}: {how}; remove this folder and import it anew.")


def histories(releases: Sequence[pd.DataFrame]) -> dict[Any, list[pd.DataFrame]]:
    """Return the versions of what no sum joins, each outcome of each half-year.

    A version is left out that tells nothing but what was told when it was made: whatever could have been true
    before it can be true of it.
    """
    found: dict[Any, list[pd.DataFrame]] = {}
    for table in releases:
        for key, block in table.groupby([table.outcome, table.period.replace(HALF, regex=True)]):
            versions = found.setdefault(key, [])
            last = pd.concat([block.head(0), *versions]).drop_duplicates(KEYS, keep="last")
            told = pd.concat([last, last, block]).query("state != @HIDDEN")
            versions += [block] * any(~told.duplicated([*KEYS, *KEPT], keep=False))
    return {key: versions for key, versions in found.items() if versions}


def exposed(versions: list[pd.DataFrame], known: list[Any]) -> Any:
    """Return what can be bounded closer than its threshold; None where nothing can.

    Every solution found is a table that could be the true one, so that it opens other numbers too. It is
    `known` and stays one when more is withheld.
    """
    from scipy.optimize import linprog

    numbers = _numbers(versions)
    system, true = _system(numbers), numbers.groupby("at").true.first().to_numpy(float)
    for row, what in _secrets(numbers, true):
        for sign in (-1, 1):
            if np.ptp([true @ what, *(some @ what for some in known)]) < row["room"]:
                found = linprog(sign * what, **system, method="highs")
                known += [found.x] * found.success
        if np.ptp([true @ what, *(some @ what for some in known)]) < row["room"]:
            return row
    return None


def _secrets(numbers: pd.DataFrame, true: Any) -> Iterator[tuple[Any, Any]]:
    """Yield what must stay open, as a sum of numbers.

    It is what is withheld, a zero too; what was revised and is held; and of all that is withheld or held of a
    table a change between two releases that is smaller than the threshold.
    """
    for row in numbers[numbers.state.ne(SHOWN) & numbers.high.gt(0)].drop_duplicates("at").to_dict("records"):
        yield row, 1.0 * (np.arange(len(true)) == row["at"])
    for _, some in numbers[numbers.table.ne("all")].groupby(["kind", "table", "period"]):
        for pair in combinations(some.release.unique(), 2):
            both = some[some.release.isin(pair)]
            both = both[both.name.isin(both.name[both.state.ne(SHOWN)])].sort_values("threshold")
            what = np.bincount(both["at"], np.where(both.release.eq(pair[1]), 1.0, -1.0), len(true))
            if 0 < abs(true @ what) < both.threshold.min():
                yield both.iloc[0].to_dict(), what


def _numbers(versions: list[pd.DataFrame]) -> pd.DataFrame:
    """Return what an attacker knows of each number; one that has not changed is one in all releases."""
    both = pd.concat(versions, keys=range(len(versions)), names=["release"]).reset_index("release")
    kinds = [both.assign(kind=kind, true=both[kind], kept=both[f"kept_{kind}"]) for kind in BOTH]
    numbers = pd.concat(kinds, ignore_index=True)
    most, shown = numbers.threshold - 1, numbers.state.eq(SHOWN)
    total = numbers.true.where(shown & numbers.table.eq("all"))
    told = total.groupby([numbers.release, numbers.kind, numbers.period]).transform("max")
    numbers["room"] = np.fmin(most, told) - 1e-6  # no part is more than a total that is told
    near = numbers.state.eq(HELD) & (numbers.true - numbers.kept).abs().le(most)
    none, ample = numbers.true.eq(0) & numbers.name.isin(REST), numbers.true + 20 * numbers.threshold
    numbers["low"] = np.select([shown, near], [numbers.true, numbers.kept - most], 0)
    numbers["high"] = np.select([shown, near, none], [numbers.true, numbers.kept + most, 0], ample)
    numbers["at"] = numbers.groupby(["kind", *KEYS, *BOTH]).ngroup()
    return numbers


def _system(numbers: pd.DataFrame) -> dict[str, Any]:
    """Write down which numbers do not exceed which, and what is known of each: parts are their total."""
    less, bounds = list[Any](), numbers.groupby("at").agg({"low": "max", "high": "min"})

    def no_more(some: Sequence[int], than: Sequence[int]) -> None:
        less.append(np.bincount([*some, *than], np.repeat([1.0, -1.0], [len(some), len(than)]), len(bounds)))

    for (_, kind), counts in numbers.groupby(["release", "kind"]):
        groups: Any = counts.groupby(["table", "period"])["at"]
        totals = {period: [*at] for (table, period), at in groups if table == "all"}
        for (table, period), parts in groups:
            whole = [*chain(*totals.values())] if table == "region" else totals[period]
            no_more(whole, parts)
            # an incident may harm a man and a girl: none of them is in more than all incidents
            for some in parts.to_numpy()[:, None] if (kind, table) == ("incidents", "people") else [parts]:
                no_more(some, whole)
    for incident, victim in zip(*(numbers["at"][numbers.kind.eq(kind)] for kind in BOTH[::-1]), strict=True):
        no_more([incident], [victim])
    return {"bounds": bounds.to_numpy(), "A_ub": np.array(less), "b_ub": np.zeros(len(less))}
