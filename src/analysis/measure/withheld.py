"""What the release table of a private sheet tells of a quarter, and what of it is withheld."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def released(
    rows: pd.DataFrame, asked: Sequence[str], count: Callable[..., dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Give what is told of a private sheet: of a half-year by region, else of the quarter."""
    few = {"status": "withheld", "formula": f"< {rows.threshold.min()}"}
    yield from [count("largest_incident", None) | few] * bool(len(rows))
    order: Any = rows.sort_values("outcome", key=lambda column: column.map(asked.index), kind="stable")
    for row in order.itertuples():
        told = {row.outcome: row.victims}
        if row.outcome == asked[0] and row.table != "people":
            told |= dict.fromkeys(("incidents", "incidents_with_deaths"), row.incidents)
        for measure, value in told.items():
            made = count(measure, value, group=row.name, period=row.period)
            yield made if "value" in made else made | few | {"formula": f"< {row.threshold}"}
