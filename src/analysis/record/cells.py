"""Cells: quarter by place by alleged perpetrator by outcome, all that leaves a source's raw file."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError, in_words, require
from analysis.quarter import Quarter, quarter_range
from analysis.record.dates import days_covered, month_quarter, whole_quarters
from analysis.record.store import dictionary

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["quarter", "place", "place_level", "group", "violence", "outcome", "precision"]
PEOPLE = ["men", "women", "boys", "girls"]
SUMS = {"lethal": "lethal_incidents", "low": "victims_low", "best": "victims_best", "high": "victims_high"}
COUNTS = ["incidents", *SUMS.values(), "sum_squares", "largest_incident", *PEOPLE]
BOX = "events/ucdp_ged_25_1.csv"  # the import that comes with the project
EARLIER = "_earlier"  # of a rule: what was not revised with its total counts by one of its own
COLUMNS = [*KEYS, *COUNTS, "days_covered", "source", "version"]
RELEASED = ["outcome", "table", "period", "name", "threshold", "victims", "incidents", "held", "source",
            "version"]  # fmt: skip


def to_cells(
    incidents: pd.DataFrame, source: str, version: str = "", covers: tuple[str, str] = ("0001", "9999")
) -> pd.DataFrame:
    """Sum incidents to cells.

    Parameters
    ----------
    incidents : pandas.DataFrame
        From `analysis.record.tidy.tidy`: one row per incident and outcome.
    source, version : str
        Written into every cell.
    covers : tuple of str
        First and last day that the source covers, in ISO form.

    Returns
    -------
    pandas.DataFrame
        One row per combination of `KEYS`. Counts add over cells of one outcome, except
        ``largest_incident``, of which the maximum is taken; ``sum_squares`` is the sum of
        squares of ``victims_best`` per incident, from which the incident-clustered interval
        is made. A count is blank where the source does not give it for every incident of the
        cell; zero is zero. ``days_covered`` is how many days of the quarter the source covers.
        Units: incidents, victims and days.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"row": [2, 3], "quarter": "2021Q2", "place": "Koro", "place_level": "cercle",
    ...     "group": "militias", "violence": "one_sided", "outcome": "killed", "precision": "exact",
    ...     "incidents": 1.0, "lethal": [1.0, 0.0], "low": [2.0, 0.0], "best": [3.0, 0.0], "high": [4.0, 1.0],
    ... })
    >>> to_cells(rows, "ucdp").loc[0, ["incidents", "lethal_incidents", "sum_squares"]].tolist()
    [2, 1, 9]
    """
    table = incidents.rename(columns=SUMS).reindex(columns=[*KEYS, *COUNTS])
    size = table["victims_best"].where(table["lethal_incidents"].notna())  # a row of sums has none
    table["sum_squares"], table["largest_incident"] = size**2, size
    groups = table.astype(dict.fromkeys(COUNTS, float)).groupby(KEYS)
    result = groups.sum().assign(largest_incident=groups["largest_incident"].max())
    result = result.where(groups.count().eq(groups.size(), axis=0))
    result[PEOPLE] = groups[PEOPLE].sum(min_count=1)  # a sum of those that are told: the rest is unknown
    result = result.astype("Int64").reset_index().assign(source=source, version=version)
    result["days_covered"] = result["quarter"].map(lambda quarter: days_covered(quarter, covers))
    return result[COLUMNS]


def contagion(incidents: pd.DataFrame, covers: tuple[str, str]) -> dict[str, list[float]]:
    """Compare the number of lethal incidents by month with an even spread over their quarter, by outcome.

    Parameters
    ----------
    incidents : pandas.DataFrame
        With ``day`` (ISO), ``outcome`` and ``lethal``.
    covers : tuple of str
        First and last day; quarters that they do not hold entirely are left out.

    Returns
    -------
    dict of str to list
        Pearson's chi-square and its degrees of freedom, two for each quarter with an incident. Over each
        other they say how many times more than a Poisson variable the number of incidents varies.
    """
    import pandas as pd

    months = pd.period_range(*covers, freq="M")
    months = months[months.asfreq("Q").astype(str).isin([*map(str, whole_quarters(covers))])]
    quarters, length = months.asfreq("Q"), pd.Series(months.days_in_month, months.astype(str))
    counts: Any = incidents.pivot_table("lethal", incidents["day"].str[:7], "outcome", "sum")
    counts = counts.reindex(length.index, fill_value=0).fillna(0)
    sums = counts.groupby(quarters).transform("sum")
    even = sums.mul(length / length.groupby(quarters).transform("sum"), axis=0)
    chi = ((counts - even) ** 2 / even.where(even > 0)).sum()
    return {what: [round(float(chi[what]), 3), int(2 * sums[what].gt(0).sum() / 3)] for what in counts}


def cells_csv(cells: pd.DataFrame) -> str:
    """Write cells as CSV text: same cells, same bytes."""
    return cells.sort_values(KEYS, kind="stable").to_csv(index=False, lineterminator="\n")


def read_cells(name: str, data: Path = Path("data")) -> pd.DataFrame:
    """Read the cells that were imported under a name.

    Raises
    ------
    InputError
        Where there are none, or the file was changed by hand.
    """
    require(names(data), "table of events", name)
    return _read(f"{name}.csv", data, COLUMNS, [*COUNTS, "days_covered"])


def read_release(name: str, data: Path = Path("data")) -> pd.DataFrame:
    """Read what is told of a private import: victims and incidents are blank where they are withheld."""
    return _read(f"{name}.release.csv", data, RELEASED, ["threshold", "victims", "incidents"])


def _read(file: str, data: Path, columns: list[str], counts: list[str]) -> pd.DataFrame:
    """Read a table of text but for some columns of counts, in which a blank is no number."""
    import pandas as pd

    types: Any = dict.fromkeys(columns, str) | dict.fromkeys(counts, "Int64")
    blank = {name: [""] for name in counts}
    wrong = f"{file} was changed and cannot be read: import its source again."
    with in_words(wrong, OSError, ValueError, TypeError, OverflowError):
        path = data / "events" / file
        return pd.read_csv(path, usecols=columns, dtype=types, keep_default_na=False, na_values=blank)


def about(name: str, data: Path = Path("data")) -> dict[str, Any]:
    """Read what was written beside the cells: source, version, licence, hash, row counts, span."""
    path = data / "events" / f"{name}.json"
    with in_words(f"{path.name} cannot be read: import the source of {name!r} again.", OSError, ValueError):
        return {**json.loads(path.read_text(encoding="utf-8")), "name": name}


def names(data: Path = Path("data")) -> list[str]:
    """List the imports there are."""
    found = (path.name for end in ("refused", "release") for path in (data / "events").glob(f"*.{end}.csv"))
    return sorted(name.rsplit(".", 2)[0] for name in found)


def every(data: Path) -> list[dict[str, Any]]:
    """Read what was written beside the cells of each import."""
    return [about(name, data) for name in names(data)]


def in_use(data: Path = Path("data"), source: str = "ucdp") -> dict[Quarter, list[str]]:
    """Return by quarter the imports of a source that count in it.

    Yearly come before cumulative before monthly, newer before older, then the one that
    covers more of the quarter, ends later, goes back further. A further import adds to
    a better one of its kind of events where the two share no day or, by their ids, no incident; else the
    better one alone counts in that quarter.
    """
    here: dict[Quarter, list[dict[str, Any]]] = defaultdict(list)
    for told in every(data):
        for quarter in quarter_range(*map(month_quarter, told["months"])) if told["source"] == source else ():
            here[quarter].append(told)
    found: dict[Quarter, list[str]] = {}
    for quarter, several in sorted(here.items()):
        used: list[dict[str, Any]] = []
        for told in sorted(several, key=lambda told: _rank(quarter, told), reverse=True):
            if all(_adds(told, better, str(quarter)) for better in used):
                used.append(told)
        found[quarter] = sorted(told["name"] for told in used)
    return found


def rule_of(told: dict[str, Any]) -> str:
    """Return the rule by which an import counts, as estimates name it."""
    targeting = told.get("kind") == "civilian_targeting"
    return f"events_{told['source']}{'_targeting' * targeting}{'_preliminary' * told['preliminary']}"


def _adds(told: dict[str, Any], better: dict[str, Any], quarter: str) -> bool:
    """Whether an import counts beside a better one: other days, or other incidents of these days."""
    days, others = told["days"], better["days"]
    mine, theirs = _ids(told, quarter), _ids(better, quarter)
    apart = days[1] < others[0] or others[1] < days[0] or (mine and theirs and not mine & theirs)
    return bool(apart) and told.get("kind") == better.get("kind")


def _ids(told: dict[str, Any], quarter: str) -> set[str]:
    return {*re.findall(".{8}", told.get("ids", {}).get(quarter, ""))}


def require_apart(told: dict[str, Any], data: Path) -> list[str]:
    """Refuse an import of incidents that another has too, where the one that counts lacks some or is older.

    Returns
    -------
    list of str
        Which import is wholly within another, or is the same file.

    Raises
    ------
    InputError
        It names the other import and the quarter.
    """
    same, within = list[str](), defaultdict[tuple[str, str], list[str]](list)
    for other in (one for one in every(data) if one["name"] != told["name"]):
        if told["sha256"] == other.get("sha256"):
            same.append(f"{told['name']} is the same file as {other['name']}.")
        for quarter in sorted({*told.get("ids", ())} & {*other.get("ids", ())}):
            worse, better = sorted((told, other), key=lambda one: _rank(Quarter.parse(quarter), one))
            ids, counted = _ids(worse, quarter), _ids(better, quarter)
            changed, known = (one.get("changed", {}).get(quarter, 0) for one in (worse, better))
            if both := ids & counted:
                within[better["name"], worse["name"]].append(quarter)
            if both and (ids - both or changed > known):
                what = f"{better['name']} has {len(both)} of the {len(ids)} incidents of {quarter}"
                what += f" in {worse['name']}, whose others or newer versions would not count"
                how = f"import both files as one with --update, or --as {other['name']} in its place"
                raise InputError(f"{what}: {how}.")
    all_of = "{} has all incidents of {} and alone counts in {}."
    return same + [all_of.format(*pair, ", ".join(quarters)) for pair, quarters in within.items()]


def _rank(quarter: Quarter, told: dict[str, Any]) -> tuple[Any, ...]:
    first, last = told["months"]
    version = [int(part) for part in re.findall(r"\d+", told["version"])]
    older, days = -int(first.replace("-", "")), days_covered(str(quarter), told["days"])
    part = told.get("kind") == "civilian_targeting"  # of political violence
    return not told["preliminary"], not part, last > first, version, days, last, older, told["name"]


def remove(name: str, data: Path = Path("data")) -> None:
    """Remove an import; a table that came with the project stays."""
    require(names(data), "import", name)
    require_free(name, data)
    for ending in ("csv", "json", "refused.csv", "release.csv"):  # data/private knows what was released
        (data / "events" / f"{name}.{ending}").unlink(missing_ok=True)


def require_free(name: str, data: Path) -> None:
    """Raise `InputError` where a table that came with the project has the name."""
    box = {BOX, *(str(entry["path"]) for entry in dictionary()["resources"])}
    if (data / "events" / f"{name}.csv").exists() and f"events/{name}.csv" in box:
        raise InputError(f"{name} came with the project and stays as it is: name another import.")
