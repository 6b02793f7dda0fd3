"""The mission's killed beside what event data count: ratio, ranks, age, windows, and why they part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analysis.errors import IncomparableError
from analysis.measure import series
from analysis.measure.coverage import all_quarters, known_quarters
from analysis.measure.estimate import Estimate, exact, union
from analysis.measure.events import event_figures
from analysis.measure.interval import stated
from analysis.quarter import Quarter
from analysis.record.cells import about, read_cells
from analysis.record.dates import month_quarter
from analysis.record.ledger import facts
from analysis.record.store import home, read_table
from analysis.record.trace import kept

if TYPE_CHECKING:
    from pathlib import Path

WINDOWS = "sg_report"
LEFT_OUT = "moura_left_out"


@dataclass(frozen=True, slots=True)
class Beside:
    """One quarter in every source, each under its own rule; nothing here is added up.

    Parameters
    ----------
    quarter : Quarter
    killed : Estimate
        The mission's, as published or derived from the half-year; not published after 2022.
    civilians, deaths : Estimate or None
        UCDP's best estimates: civilians, and all deaths with low and high; None without UCDP data.
    largest : Estimate or None
        Deaths in UCDP's largest event.
    others : tuple of Estimate
        Persons killed in any other source that was imported.
    preliminary : bool
        Whether UCDP's figures come from Candidate files.
    """

    quarter: Quarter
    killed: Estimate
    civilians: Estimate | None = None
    deaths: Estimate | None = None
    largest: Estimate | None = None
    others: tuple[Estimate, ...] = ()
    preliminary: bool = False

    @property
    def whole(self) -> bool:
        """Whether UCDP's data cover all three months."""
        return self.civilians is not None and self.civilians.period == str(self.quarter)

    @property
    def comparable_scope(self) -> bool:
        """Whether both count, as far as is known, the same events: the mission left none out."""
        return LEFT_OUT not in self.killed.notes


def beside(quarter: Quarter) -> Beside:
    """Return one quarter in every source.

    Examples
    --------
    >>> found = beside(Quarter(2022, 4))
    >>> str(found.killed.value), str(found.civilians.value), str(found.deaths.value)
    ('174', '194', '688')
    """
    table = facts()
    (killed,) = series.killed(table[table.what.eq("killed")], [quarter])
    figures = {item.source: item for item in event_figures(quarter)}
    ucdp = figures.pop("ucdp", None)
    others = tuple(item for other in figures.values() if (item := other.find("killed")) is not None)
    if ucdp is None:
        return Beside(quarter, killed, others=others)
    civilians, deaths, largest = map(ucdp.find, ("civilians_killed", "killed", "largest_incident"))
    return Beside(quarter, killed, civilians, deaths, largest, others, ucdp.preliminary)


def side_by_side() -> tuple[Beside, ...]:
    """Return every quarter since the first that the notes cover, as far as there is anything on it."""
    return _side_by_side(home())


@kept
def _side_by_side(_folder: Path) -> tuple[Beside, ...]:
    return tuple(beside(quarter) for quarter in all_quarters() if quarter >= known_quarters()[0])


def ratio(killed: Estimate, events: Estimate | None) -> Estimate:
    """Return the mission's killed over a count of event data.

    A comparison of two records, not of two counts of one thing: it says how far the records differ
    and nothing of which is nearer to the truth. Status ``undefined`` where either is unknown or the
    event data count none.
    """
    inputs = (killed,) if events is None else (killed, events)
    common: dict[str, Any] = {
        "period": killed.period, "group": events.measure if events else "", "inputs": inputs,
        "sources": union(*(item.sources for item in inputs)), "notes": killed.notes,
    }  # fmt: skip
    if events is None or not killed.stated or not events.stated or not events.number():
        return Estimate(measure="ratio_of_sources", unit="ratio", status="undefined", **common)
    value = float(killed.number() / events.number())
    return stated("ratio_of_sources", value, "ratio", formula=f"{killed.value} / {events.value}", **common)


def rank_agreement(pairs: Sequence[tuple[Estimate, Estimate]]) -> Estimate:
    """Return Kendall's tau-b between two records of the same quarters.

    1 where both put the quarters in the same order, -1 in the opposite; the formula holds how many
    pairs of quarters come in the same order, which is what so few quarters can carry. Source:
    Kendall 1945, Biometrika 33, 239-251 (`scipy.stats.kendalltau`).

    Raises
    ------
    IncomparableError
        Where one of the records counts different things, or there are fewer than three quarters.
    """
    from scipy import stats

    if len(pairs) < 3:
        raise IncomparableError(f"{len(pairs)} quarters have no order to speak of: three or more are needed.")
    for side in zip(*pairs, strict=True):
        for item in side[1:]:
            side[0].require_same(item, "ranked together")
    ours, theirs = ([float(item.number()) for item in side] for side in zip(*pairs, strict=True))
    couples = [(i, j) for j in range(len(pairs)) for i in range(j)]
    alike = sum((ours[j] - ours[i]) * (theirs[j] - theirs[i]) > 0 for i, j in couples)
    return stated(
        "rank_agreement", float(stats.kendalltau(ours, theirs).statistic), "correlation",
        period=f"{pairs[0][0].period} to {pairs[-1][0].period}", inclusion=pairs[0][0].inclusion,
        formula=f"{alike} of {len(couples)}", inputs=tuple(item for pair in pairs for item in pair),
        sources=tuple(dict.fromkeys(source for pair in pairs for item in pair for source in item.sources)),
    )  # fmt: skip


def windows(quarter: Quarter | None = None) -> tuple[Estimate, ...]:
    """Return the killed that reports of the Secretary-General count, each over a window of its own.

    A series of its own: other windows, other counts; never joined to the notes or compared with them.

    Parameters
    ----------
    quarter : Quarter, optional
        Only windows that touch it; one that a page does not date is that of its report.

    Examples
    --------
    >>> [f"{item.period}: {item.value}" for item in windows(Quarter(2021, 4))]
    ['2021-07-01..2022-06-30: 1556', '2021-10-01..2021-12-15: 80']
    """
    table = facts()
    counted = table.series.eq(WINDOWS) & table.what.eq("killed") & table.dimension.ne("sex_age")
    rows: list[Any] = list(table[counted].itertuples())
    reports = {_report(row.document): row.period for row in rows if ".." in row.period}
    return tuple(
        Estimate(measure="killed", value=row.reads or row.value, unit=row.unit, period=row.period,
                 group=row.group, inclusion=row.inclusion, qualifier=row.qualifier, sources=tuple(row.rows))
        for row in sorted(rows, key=lambda row: str(row.period))
        if quarter is None
        or _touches(row.period if ".." in row.period else reports.get(_report(row.document), ""), quarter)
    )  # fmt: skip


def _report(document: str) -> str:
    symbol = re.search(r"S/\d{4}/\d+", document, re.ASCII)
    return symbol[0] if symbol else document


def _touches(window: str, quarter: Quarter) -> bool:
    first, _, last = window.partition("..")
    return bool(last) and month_quarter(first) <= quarter <= month_quarter(last)


def partings(quarter: Quarter | None = None) -> list[dict[str, str]]:
    """Return what is known of why the records part: rows of ``data/minusma/partings.csv``."""
    rows: list[Any] = read_table("partings").to_dict("records")
    return [row for row in rows if quarter is None or row["from"] <= str(quarter) <= row["to"]]


def as_candidate(quarter: Quarter, measure: str = "killed") -> Estimate | None:
    """Return a quarter as UCDP's monthly Candidate files first gave it, so that ages are the same.

    None unless a Candidate file of each of its three months was imported, whether or not a yearly
    release has replaced it since.
    """
    data = home() / "data"
    months: dict[str, str] = {}
    paths = (path.relative_to(data / "events") for path in (data / "events").glob("**/*.json"))
    every = (str(path.with_suffix("")) for path in paths)
    for name in sorted(every, key=lambda name: ("kept" not in name, name)):
        told = about(name, data)
        first, last = told.get("months") or ("", " ")
        if told["source"] == "ucdp" and told["preliminary"] and first == last:
            months.setdefault(first, name)
    found = [months[month] for month in sorted(months) if month_quarter(month) == quarter]
    if len(found) < 3:
        return None
    tables = [read_cells(name, data) for name in found]
    value = sum(int(cells.victims_best[cells.outcome.eq(measure)].sum()) for cells in tables)
    rule = "events_ucdp_preliminary"
    return Estimate(measure=measure, value=exact(value), unit="persons", period=str(quarter), inclusion=rule,
                    basis="computed", sources=tuple(found))  # fmt: skip


def same_age(quarter: Quarter, back: int = 8) -> tuple[tuple[Estimate, Estimate], ...]:
    """Return earlier quarters as Candidate files first gave them, each beside what it has grown to.

    For a preliminary quarter these are what it may be compared with; empty where no Candidate files
    of earlier quarters were kept.
    """
    pairs = []
    for earlier in map(quarter.shift, range(-back, 0)):
        young, grown = as_candidate(earlier), beside(earlier)
        if young is not None and grown.deaths is not None and not grown.preliminary:
            pairs.append((young, grown.deaths))
    return tuple(pairs)


def growth(quarter: Quarter) -> Estimate:
    """Return by what factor deaths in Candidate files grow until the yearly release.

    From Mali's own earlier quarters where both versions are here, else the worldwide factor on record
    (``data/events/growth.csv``): ``final / candidate``.

    Examples
    --------
    >>> growth(Quarter(2026, 1)).formula
    '245464 / 181331'
    """
    pairs = same_age(quarter)
    row: Any = read_table("growth").iloc[-1]
    counted, common = (int(row.candidate), int(row.final)), {"period": row.year, "place": row.place}
    sources: tuple[str, ...] = ("growth",)
    if pairs and all(young.number() for young, _ in pairs):
        young, grown = (sum(int(item.number()) for item in side) for side in zip(*pairs, strict=True))
        counted, common = (young, grown), {"period": f"{pairs[0][0].period} to {pairs[-1][0].period}"}
        sources = tuple(source for pair in pairs for item in pair for source in item.sources)
    inputs = tuple(
        Estimate(measure="killed", value=exact(value), unit="persons", inclusion=f"events_ucdp{version}",
                 basis="computed", sources=sources, **common)
        for value, version in zip(counted, ("_preliminary", ""), strict=True)
    )  # fmt: skip
    return stated("growth", counted[1] / counted[0], "ratio", formula=f"{counted[1]} / {counted[0]}",
                  inputs=inputs, sources=sources, **common)  # fmt: skip


def without_largest(row: Beside) -> Beside:
    """Return a quarter as if UCDP's largest event were left out and all who died in it were civilians.

    A reading, not a fact: quarterly sums do not tell who died in the largest event.
    """
    largest = row.largest
    if row.civilians is None or largest is None or not largest.stated:
        raise IncomparableError(f"The largest event of {row.quarter} is not known: it cannot be left out.")
    left = row.civilians.number() - largest.number()
    formula = f"{row.civilians.value} - {largest.value} = {left}"
    civilians = replace(row.civilians, value=left, formula=formula, inputs=(row.civilians, largest))
    return replace(row, civilians=civilians)
