"""A change between two published totals, which has no interval: against its past, and against chance."""

import math
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from analysis.errors import InputError
from analysis.measure import published
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate, computed
from analysis.measure.interval import Z, six_digits
from analysis.quarter import Quarter
from analysis.record.ledger import facts

INCIDENTS = ("incidents_hr_impact", "incidents_security")


def least_dispersion(percent: Estimate) -> Estimate:
    r"""Return the least dispersion at which chance alone could explain a change between two totals.

    .. math:: \varphi = \frac{(\ln (D_1 / D_0) / 1.96)^2}{1 / D_1 + 1 / D_0}

    A what-if and no test: totals tell nothing of the incidents that they came in. 1 where each victim
    might have come alone.

    Parameters
    ----------
    percent : Estimate
        From `analysis.measure.estimate.change`, between two totals.

    Examples
    --------
    >>> str(mission_change("2022Q4", "killed").least.value)
    '2.94464'
    """
    now, before = map(float, percent.inputs) if percent.stated else (math.nan, math.nan)
    formula = f"(ln({now:.10g} / {before:.10g}) / {Z:.4g})^2 / (1 / {now:.10g} + 1 / {before:.10g})"
    about: dict[str, Any] = {"measure": "least_dispersion", "unit": "ratio", "group": ""}
    if not (now > 0 and before > 0):
        return computed((percent,), None, "", **about)
    value = max((math.log(now / before) / Z) ** 2 / (1 / now + 1 / before), 1.0)
    return computed(percent.inputs, six_digits(value), formula, comparator=percent.comparator, **about)


class Position(NamedTuple):
    """How many of the `earlier` changes went the same way and at least as far."""

    reached: Estimate
    earlier: Estimate


def position(series: Iterable[Estimate], quarter: str | Quarter) -> Position:
    """Return where a quarterly change lies among all earlier ones of its series.

    How many earlier changes (of a quarter to the next, by ratio) went the same way and at least as far, and
    how many there are. It needs no model and no incidents, so it is what can be said of published totals.
    Both are ``undefined`` where there is no change, or it or every earlier one is unknown.

    Parameters
    ----------
    series : iterable of Estimate
        Counts, one per quarter, in any order; those that count as the quarter's own does are taken.
    quarter : str or Quarter

    Raises
    ------
    InputError
        For a quarter twice.
    """
    wanted = Quarter.parse(quarter)
    items = [item for item in series if item.stated]
    known = {Quarter.parse(item.period): item for item in items}
    if len(known) < len(items):
        told = f"a series has {len(items)} values for {len(known)} quarters"
        raise InputError(f"{told}: expected one each, so choose one.")
    now = known.get(wanted)
    known = {then: item for then, item in sorted(known.items()) if now and now.same_kind(item)}
    pairs = {then: (item, known[then.previous]) for then, item in known.items() if then.previous in known}
    moves = {then: _ratio(*map(float, pair)) for then, pair in pairs.items()}
    earlier, move = [past for then, past in moves.items() if then < wanted], moves.get(wanted, 1.0)
    if not earlier or move == 1.0:  # no change goes no way
        gap = published.missing("earlier_moves", wanted, "undefined", unit="changes")
        return Position(gap, gap)
    reached = sum(other <= move if move < 1 else other >= move for other in earlier)
    formula = f"{reached} / {len(earlier)}: r {'<=' if move < 1 else '>='} {move:.3g}"
    about = {"measure": "earlier_moves", "unit": "changes", "group": "", "period": str(wanted), "notes": ()}
    counted = {formula: reached, f"{min(moves)} – {wanted.previous}": len(earlier)}
    return Position(*(computed(pairs[wanted][::-1], Decimal(n), how, **about) for how, n in counted.items()))


def _ratio(now: float, before: float) -> float:
    return now / before if before else math.inf if now else 1.0


class MissionChange(NamedTuple):
    """A change between two published totals, which have no interval.

    `least` is the least dispersion at which chance alone could explain it; `position` where it lies among
    the earlier changes of the same measure, published or derived. `assumed` says that the earlier
    quarter counts acts, each taken for one person. `incidents` are those that the mission printed beside the
    killed, with a direct impact or else all security incidents, if they are no more than the killed;
    `per_incident` the killed an incident: no dispersion is less, for some of them killed nobody.
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
    wanted, table = Quarter.parse(quarter), facts()
    before, now = (_mission(item, what) for item in (wanted.previous, wanted))
    if acts := published.as_persons(table, wanted.previous):
        before = acts[-1 if what == "victims" else 0]
    elif what == "victims" and not now.same_kind(before):  # the leading figures are then those that are told
        now, before = published.set_against(table, wanted)
    place = position((_mission(item, what) for item in known_quarters() if item <= wanted), wanted)
    printed = [published.find(table, wanted, "incidents", unit="incidents", group=kind) for kind in INCIDENTS]
    fewer = (item for item in printed if float(now) >= float(item))
    incidents = next(fewer, replace(printed[0], value=None, status="said"))
    mean = six_digits(float(now) / float(incidents)) if what == "killed" and incidents.value else None
    per_incident = computed((now, incidents), mean, f"{now.value} / {incidents.value}", group="",
                            measure="killed_per_incident", unit="ratio", qualifier="")  # fmt: skip
    percent = published.like_for_like(now, before)
    return MissionChange(before, now, percent, place, least_dispersion(percent), incidents, per_incident)


def _mission(quarter: Quarter, what: str) -> Estimate:
    if what == "killed":
        return published.killed(facts(), [quarter])[0]
    three = published.harmed(facts(), quarter)
    return three if three.stated else published.headline(facts(), quarter)
