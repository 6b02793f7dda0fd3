"""What is on record beside the numbers: sourced events, and why records part, in the language spoken."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from analysis.measure.sources import partings as _partings
from analysis.present.labels import language
from analysis.present.register import printed
from analysis.quarter import Quarter
from analysis.record.store import read_table

if TYPE_CHECKING:
    import pandas as pd


def timeline(last: str | Quarter, first: str | Quarter = "1989Q1") -> pd.DataFrame:
    """Return the dated events on record between two quarters, each with its source.

    Returns
    -------
    pandas.DataFrame
        By date, in order: ``date`` (a timestamp), ``when``, ``text`` and ``source``, a link.

    Examples
    --------
    >>> timeline("2013Q4", "2013Q2").text.tolist()
    ['the Security Council establishes the mission']
    """
    import pandas as pd

    rows, pages = read_table("timeline"), read_table("sources").set_index("source_id")
    links = pages.url.reindex(rows.evidence).to_numpy()
    names = pages.publisher.reindex(rows.evidence).fillna(
        dict(zip(rows.evidence, rows.evidence, strict=True))
    )
    frame = pd.DataFrame({
        "date": pd.to_datetime(rows.date),
        "when": [_day(day) for day in rows.date],
        "text": rows[f"text_{language()}"],
        "source": [f"[{name}]({link if isinstance(link, str) else _document(name)})"
                   for name, link in zip(names, links, strict=True)],
    })  # fmt: skip
    start, end = (pd.Timestamp(day) for day in (Quarter.parse(first).start, Quarter.parse(last).end))
    return frame[frame.date.between(start, end)].sort_values("date").reset_index(drop=True)


def _day(date: str) -> str:
    from babel.dates import format_date

    day = dt.date.fromisoformat(date)
    return str(format_date(day, "d MMMM y", language())).replace(
        "1 ", "1er ", day.day == 1 and language() == "fr"
    )


def _document(symbol: str) -> str:
    """Return the address of a document of the United Nations."""
    return "https://undocs.org/" + symbol.replace(" ", "").replace("(", "%28").replace(")", "%29")


def partings(quarter: str | Quarter) -> list[str]:
    """Return what is known of why the mission and UCDP part in a quarter, each with the pages that show it.

    Examples
    --------
    >>> partings("2022Q4")[0].split(";")[0]
    'UCDP counts an event only where an organised actor is named and somebody died'
    """
    rows = [row for row in _partings(Quarter.parse(quarter)) if row["parting"] != "windows"]
    pages = {
        row["parting"]: [part for part in row["evidence"].split() if part.startswith("F")] for row in rows
    }
    links = {name: f" ({printed(tuple(found))})" if found else "" for name, found in pages.items()}
    return [row[f"text_{language()}"].removesuffix(".") + links[row["parting"]] + "." for row in rows]
