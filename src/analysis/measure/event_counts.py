"""What event data say of a quarter: each source under its own rule, apart from the mission's figures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.measure.coverage import NATIONAL, Cover
from analysis.measure.estimate import Estimate, Status, computed
from analysis.measure.event_sums import OUTCOMES, sums_on
from analysis.quarter import Quarter
from analysis.record.cells import EARLIER
from analysis.record.store import kept

UNTOLD = ("untold", "Mali")  # people of no sex or age, and incidents of no region
MEASURES = ("incidents", "largest_incident", *OUTCOMES)
LETHAL = "incidents_with_deaths"  # a Candidate file lists events whose deaths are not confirmed


@dataclass(frozen=True)
class EventFigures:
    """What one source says of a quarter.

    Parameters
    ----------
    quarter : Quarter
    kind : str
        ``ucdp``, ``acled`` or ``own``; ``none`` where no data cover the quarter.
    about : tuple of dict
        What is known of each import: version, licence, citation, rows read and refused.
    period : str
        The quarter, or the months or days of it that the imports cover: ``2026-01..2026-02``.
    figures : tuple of Estimate
        Measure ``incidents``, ``largest_incident``, ``worst_incident`` or an outcome; by kind of
        violence, alleged perpetrator, region or sex and age (``group``), and by cercle (``place``). None is
        comparable with a figure of the mission's: the inclusion rule is the source's own.
    by_what : tuple of str
        The dimension of each figure, as in `analysis.measure.event_sums.Sums`.
    """

    quarter: Quarter
    kind: str
    about: tuple[dict[str, Any], ...]
    period: str
    figures: tuple[Estimate, ...] = ()
    by_what: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether any data cover the quarter."""
        return bool(self.about)

    @property
    def preliminary(self) -> bool:
        """Whether only Candidate files cover the quarter."""
        return any(told["preliminary"] for told in self.about)

    @property
    def whole(self) -> bool:
        """Whether the imports cover every day of the quarter."""
        return bool(self.about) and self.period == str(self.quarter)

    @property
    def first(self) -> str:
        """The outcome that leads: killed, where the source asks it."""
        told = {item.measure for item in self.figures}
        return next((what for what in OUTCOMES if what in told), "killed")

    @property
    def main(self) -> str:
        """The outcome that is told by alleged perpetrator and place: civilians where they are known."""
        return "civilians_killed" if self.find("civilians_killed") else self.first

    def find(self, measure: str, group: str = "", place: str = "Mali") -> Estimate | None:
        """Return a figure, or None where the source has none."""
        return next((item for item in self.of(measure) if (item.group, item.place) == (group, place)), None)

    def of(self, measure: str) -> Iterator[Estimate]:
        """Return all figures of a measure."""
        return (item for item in self.figures if item.measure == measure)

    def figure(self, measure: str, group: str = "", place: str = "Mali") -> Estimate:
        """Return a figure, or the gap that the source leaves: not asked, or no data on the quarter."""
        gap = Estimate(measure=measure, unit=unit_of(measure), group=group, place=place, period=self.period,
                       status="not_asked" if self.about else "not_covered")  # fmt: skip
        return self.find(measure, group, place) or gap

    def counted(self, measure: str, group: str = "", place: str = "Mali") -> Estimate:
        """Return a figure, 0 where a source that tells groups and places apart has no case of it."""
        found, whole = self.find(measure, group, place), self.find(measure)
        apart = not any(told.get("private") or told["name"] == NATIONAL for told in self.about)
        if found or not whole or not apart:
            return self.figure(measure, group, place)
        return replace(computed((whole,), Decimal(0), "", group=group, place=place), inputs=())

    def table(self, dimension: str) -> dict[str, dict[str, Estimate]]:
        """Return by name what the source counts by a dimension, as `Events.by` has them.

        A name that the source has, without a case of a measure that it asks, has 0 of it; of sex and age
        nothing is known where nothing is told.
        """
        items = [item for item, by in zip(self.figures, self.by_what, strict=True)
                 if by == dimension and item.group not in UNTOLD]  # fmt: skip
        asked = dict.fromkeys(item.measure for item in items)
        told = self.figure if dimension == "people" else self.counted
        spots = dict.fromkeys((item.group, item.place) for item in items)
        return {spot[dimension == "cercle"]: {name: told(name, *spot) for name in asked} for spot in spots}


@kept
def figures_from(quarter: Quarter, source: str = "") -> EventFigures:
    """Return what one source says of a quarter; no figures where it covers no day of it.

    Sums over the cells of the quarter: ``victims = sum of victims_best``, with low and high where the source
    gives them for every incident. Civilians are among the killed and never added to them. An alleged
    perpetrator is given only for incidents in which the source names one.

    Parameters
    ----------
    quarter : Quarter
    source : str
        ``own``, ``acled``, ``ucdp``, the name of an import or ``ucdp_mali_quarterly``. By default the
        first that covers the quarter: an own sheet, ACLED, UCDP's events, UCDP's national series.

    Examples
    --------
    >>> found = figures_from(Quarter(1999, 2))
    >>> found.kind, str(found.find("killed").value), found.find("injured")
    ('ucdp', '0', None)
    """
    found = sums_on(quarter, source)
    if not (cover := found.covers.get(quarter)):
        return EventFigures(quarter, "none", (), str(quarter))
    rows = found.rows[found.rows.quarter.eq(str(quarter))]
    dimensions, figures = zip(*_figures(rows, cover), strict=True)
    return EventFigures(quarter, cover.about[0]["source"], cover.about, cover.period, figures, dimensions)


def _figures(rows: pd.DataFrame, cover: Cover) -> Iterator[tuple[str, Estimate]]:
    """Make estimates of the sums of a quarter, each with its dimension."""
    own: Any = {"inclusion": cover.inclusion, "sources": cover.imports}
    row: Any
    for row in rows.fillna({"period": cover.period}).itertuples():
        about = own | {"group": row.group, "place": row.place, "period": row.period, "few": row.few}
        about["inclusion"] += EARLIER * (row.held == "yes")  # so that it is no share of what is newer
        if row.leads and row.by == "all":
            yield row.by, count("largest_incident", row.largest_incident, **about | {"few": rows.few.min()})
        if row.leads and row.by != "people":
            yield row.by, count("incidents", row.incidents, **about)
            yield row.by, count(LETHAL, row.lethal_incidents, **about)
        if row.outcome == "killed" or row.by != "kind":
            about["sources"] += (NATIONAL,) * row.lent
            yield row.by, count(row.outcome, row.victims_best, row.victims_low, row.victims_high, **about)


def count(measure: str, value: Any, low: Any = None, high: Any = None, *,
          few: Any = pd.NA, gap: Status = "not_asked", **about: Any) -> Estimate:  # fmt: skip
    """Return a count of event data as an estimate: a gap where the source does not tell the number.

    Where `few` is given, it is withheld, as are all numbers under that.
    """
    ends = {"value": value, "low": low, "high": high}
    known: dict[str, Any] = {name: None if pd.isna(number) else int(number) for name, number in ends.items()}
    if known["value"] is None:
        known = {"status": gap} if pd.isna(few) else {"status": "withheld", "formula": f"< {few}"}
    return Estimate(measure=measure, unit=unit_of(measure), basis="computed", **(known | about))


def unit_of(measure: str) -> str:
    """Return what a measure of event data counts."""
    return "incidents" if measure in ("incidents", LETHAL) else "persons"
