"""A quarter against its past: the eight before, and all earlier changes of the same measure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from analysis.errors import IncomparableError, InputError
from analysis.measure import published, series
from analysis.measure.change import least_dispersion
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate, computed
from analysis.measure.interval import six_digits
from analysis.quarter import Quarter
from analysis.record.ledger import facts

EIGHT = 8


class Position(NamedTuple):
    """How many of the `earlier` changes went the same way and at least as far."""

    reached: Estimate
    earlier: Estimate


def eight_before(series: Iterable[Estimate], quarter: str | Quarter) -> Estimate | None:
    """Return the mean of the eight quarters before, with their range as low and high; None if one is unknown.

    Parameters
    ----------
    series : iterable of Estimate
        Counts of one unit, inclusion rule and place, one per quarter, in any order.
    quarter : str or Quarter

    Raises
    ------
    IncomparableError
        Where the series counts different things.
    InputError
        For a quarter twice.

    Examples
    --------
    >>> series = [Estimate(measure="killed", value=value, unit="victims", period=f"{year}Q{number}")
    ...           for year, values in ((2019, (40, 60, 50, 50)), (2020, (70, 50, 40, 40)), (2021, (20,)))
    ...           for number, value in enumerate(values, start=1)]
    >>> found = eight_before(series, "2021Q1")
    >>> [float(number) for number in (found.value, found.low, found.high)]
    [50.0, 40.0, 70.0]
    """
    known, wanted = _by_quarter(series), Quarter.parse(quarter)
    past = [known[then] for step in range(EIGHT, 0, -1) if (then := wanted.shift(-step)) in known]
    if len(past) < EIGHT:
        return None
    numbers = [item.number() for item in past]
    return computed(past, sum(numbers, Decimal(0)) / EIGHT, f"mean of {EIGHT} quarters", low=min(numbers),
                    high=max(numbers), period=f"{past[0].period} to {past[-1].period}")  # fmt: skip


def position(series: Iterable[Estimate], quarter: str | Quarter) -> Position:
    """Return where a quarterly change lies among all earlier ones of its series.

    How many earlier changes (of a quarter to the next, by ratio) went the same way and at least as far, and
    how many there are. It needs no model and no incidents, so it is what can be said of published totals.
    Both are ``undefined`` where there is no change, or it or every earlier one is unknown.
    """
    known, wanted = _by_quarter(series), Quarter.parse(quarter)
    moves = {then: _ratio(now, known[then.previous]) for then, now in known.items() if then.previous in known}
    earlier = [move for then, move in moves.items() if then < wanted]
    if not earlier or moves.get(wanted, 1.0) == 1.0:  # no change goes no way
        gap = published.missing("earlier_moves", wanted, "undefined", unit="changes")
        return Position(gap, gap)
    move = moves[wanted]
    reached = sum(other <= move if move < 1 else other >= move for other in earlier)
    formula = f"{reached} / {len(earlier)}: r {'<=' if move < 1 else '>='} {move:.3g}"
    used = (known[wanted.previous], known[wanted])
    about = {"measure": "earlier_moves", "unit": "changes", "group": "", "period": str(wanted), "notes": ()}
    return Position(
        computed(used, Decimal(reached), formula, **about),
        computed(used, Decimal(len(earlier)), f"{min(moves)} – {wanted.previous}", **about),
    )


@dataclass(frozen=True, slots=True)
class MissionChange:
    """A change between two published totals, which have no interval.

    `least` is the least dispersion at which chance alone could explain it; `position` where it lies among
    the earlier changes that the mission published of the same measure. `assumed` says that the earlier
    quarter counts acts, each taken for one person. `incidents` are those with a direct impact that the
    mission printed beside the killed, and `per_incident` the killed an incident: no dispersion is less.
    """

    earlier: Estimate
    later: Estimate
    percent: Estimate
    position: Position
    least: Estimate
    incidents: Estimate
    per_incident: Estimate

    @property
    def assumed(self) -> bool:
        """Whether the earlier figure takes each act for one person."""
        return self.earlier.inclusion == "acts_as_persons"


def mission_change(quarter: str | Quarter, what: str = "victims") -> MissionChange:
    """Return the change of what the mission published to a quarter, from the one before.

    Parameters
    ----------
    quarter : str or Quarter
    what : {"victims", "killed"}
        ``victims`` are the killed, injured and abducted added up, and where a quarter does not give
        these three its leading figure.

    Returns
    -------
    MissionChange
        Of gaps where the quarters do not count the same, or one was not published.

    Examples
    --------
    >>> found = mission_change("2022Q3")
    >>> found.percent.formula, found.position.reached.formula, str(found.least.value)
    ('100 x (375 - 467) / 467 = -19.7', '1 / 2: r <= 0.803', '2.60631')
    """
    wanted = Quarter.parse(quarter)
    before, now = (_mission(item, what) for item in (wanted.previous, wanted))
    if acts := published.as_persons(facts(), wanted.previous):
        before = acts[-1] if what == "victims" else acts[0]
    elif what == "victims" and not now.same_kind(before):  # the leading figures are then those that are told
        now, before = published.set_against(facts(), wanted)
    percent = published.like_for_like(now, before)
    past = (_mission(item, what) for item in known_quarters() if item <= wanted)
    alike = [item for item in past if item.stated and now.same_kind(item)]
    incidents = published.find(facts(), wanted, "incidents", unit="incidents", group="incidents_hr_impact")
    incidents = incidents if incidents.stated else replace(incidents, status="said")
    mean = six_digits(float(now) / float(incidents)) if what == "killed" and incidents.value else None
    per_incident = computed((now, incidents), mean, f"{now.value} / {incidents.value}", group="",
                            measure="killed_per_incident", unit="ratio", qualifier="")  # fmt: skip
    return MissionChange(
        before, now, percent, position(alike, wanted), least_dispersion(percent), incidents, per_incident
    )


def _mission(quarter: Quarter, what: str) -> Estimate:
    if what == "killed":
        return series.killed(facts(), [quarter])[0]
    three = published.harmed(facts(), quarter)
    return three if three.stated else published.headline(facts(), quarter)


def _by_quarter(series: Iterable[Estimate]) -> dict[Quarter, Estimate]:
    items = [item for item in series if item.stated]
    if other := next((item for item in items if not items[0].same_kind(item)), None):
        raise IncomparableError(
            f"{items[0].name} counts {items[0].counts()} and {other.name} counts {other.counts()}: they"
            " cannot be put in one series."
        )
    known = {Quarter.parse(item.period): item for item in items}
    if len(known) < len(items):
        raise InputError(
            f"a series has {len(items)} values for {len(known)} quarters: expected one each, so choose one."
        )
    return dict(sorted(known.items()))


def _ratio(now: Estimate, before: Estimate) -> float:
    if now.number() == before.number():
        return 1.0
    return float(now.number() / before.number()) if before.number() else math.inf
