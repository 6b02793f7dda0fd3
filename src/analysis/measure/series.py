"""Series over quarters, with the breaks where a definition changes, and a quarter against its past.

Its past is the eight quarters before, and all earlier changes of the same measure.
"""

import itertools
import math
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from analysis.errors import InputError
from analysis.measure.change import least_dispersion
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate, computed
from analysis.measure.interval import six_digits
from analysis.measure.published import as_persons, find, harmed, headline, missing, residual, set_against
from analysis.measure.published import like_for_like as compared
from analysis.quarter import Quarter
from analysis.record.ledger import facts


def totals(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> tuple[Estimate, ...]:
    """Return the leading figure of each quarter's note, or what the half-year leaves where there was none."""
    pairs = ((headline(facts, item), residual(facts, item, "victims")) for item in quarters)
    return tuple(left if left.stated and not lead.stated else lead for lead, left in pairs)


def killed(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> tuple[Estimate, ...]:
    """Return the persons killed in each quarter, or what the half-year leaves."""
    return tuple(residual(facts, item, "killed") for item in quarters)


def like_for_like(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> tuple[Estimate, ...]:
    """Return the sum of the three outcomes where it differs from the figure that leads the note."""
    pairs = ((harmed(facts, quarter), headline(facts, quarter)) for quarter in quarters)
    return tuple(total for total, lead in pairs if total.stated and lead.stated and total.value != lead.value)


def runs(estimates: Iterable[Estimate], *, joined: bool = True) -> tuple[tuple[Estimate, ...], ...]:
    """Cut a series wherever its definition changes, and wherever a line must not be drawn.

    Two neighbouring quarters belong to one run only if both are stated and count the same: same unit,
    same inclusion rule, same omissions.

    Parameters
    ----------
    estimates : iterable of Estimate
        One for each quarter, in order.
    joined : bool
        Cut also between a published value and one that is not, so that a line joins published values
        only.

    Examples
    --------
    >>> from analysis.quarter import quarter_range
    >>> from analysis.record.ledger import facts
    >>> series = totals(facts(), quarter_range("2020Q1", "2022Q4"))
    >>> [(run[0].period, run[-1].period) for run in runs(series, joined=False)]
    [('2020Q1', '2021Q1'), ('2021Q2', '2021Q4'), ('2022Q1', '2022Q1'), ('2022Q2', '2022Q4')]
    >>> [run[0].period for run in runs(series)]
    ['2020Q1', '2021Q2', '2021Q3', '2021Q4', '2022Q1', '2022Q2']
    """

    def kind(item: Estimate) -> tuple[object, ...]:
        return item.stated, item.unit, item.inclusion, item.notes, item.basis if joined else ""

    return tuple(tuple(run) for (stated, *_), run in itertools.groupby(estimates, kind) if stated)


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
        Counts, one per quarter, in any order; those that count as the quarter's own does are taken.
    quarter : str or Quarter

    Raises
    ------
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
    known = _by_quarter(series, wanted := Quarter.parse(quarter))
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
    known = _by_quarter(series, wanted := Quarter.parse(quarter))
    moves = {then: _ratio(now, known[then.previous]) for then, now in known.items() if then.previous in known}
    earlier, move = [past for then, past in moves.items() if then < wanted], moves.get(wanted, 1.0)
    if not earlier or move == 1.0:  # no change goes no way
        gap = missing("earlier_moves", wanted, "undefined", unit="changes")
        return Position(gap, gap)
    reached = sum(other <= move if move < 1 else other >= move for other in earlier)
    formula = f"{reached} / {len(earlier)}: r {'<=' if move < 1 else '>='} {move:.3g}"
    used, told = (known[wanted.previous], known[wanted]), f"{min(moves)} – {wanted.previous}"
    about = {"measure": "earlier_moves", "unit": "changes", "group": "", "period": str(wanted), "notes": ()}
    among = computed(used, Decimal(len(earlier)), told, **about)
    return Position(computed(used, Decimal(reached), formula, **about), among)


INCIDENTS = ("incidents_hr_impact", "incidents_security")


class MissionChange(NamedTuple):
    """A change between two published totals, which have no interval.

    `least` is the least dispersion at which chance alone could explain it; `position` where it lies among
    the earlier changes that the mission published of the same measure. `assumed` says that the earlier
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
    if acts := as_persons(table, wanted.previous):
        before = acts[-1 if what == "victims" else 0]
    elif what == "victims" and not now.same_kind(before):  # the leading figures are then those that are told
        now, before = set_against(table, wanted)
    past = (_mission(item, what) for item in known_quarters() if item <= wanted)
    place = position((item for item in past if item.stated and now.same_kind(item)), wanted)
    printed = [find(table, wanted, "incidents", unit="incidents", group=kind) for kind in INCIDENTS]
    fewer = (item for item in printed if float(now) >= float(item))
    incidents = next(fewer, replace(printed[0], value=None, status="said"))
    mean = six_digits(float(now) / float(incidents)) if what == "killed" and incidents.value else None
    per_incident = computed((now, incidents), mean, f"{now.value} / {incidents.value}", group="",
                            measure="killed_per_incident", unit="ratio", qualifier="")  # fmt: skip
    percent = compared(now, before)
    return MissionChange(before, now, percent, place, least_dispersion(percent), incidents, per_incident)


def _mission(quarter: Quarter, what: str) -> Estimate:
    if what == "killed":
        return killed(facts(), [quarter])[0]
    three = harmed(facts(), quarter)
    return three if three.stated else headline(facts(), quarter)


def _by_quarter(series: Iterable[Estimate], quarter: Quarter) -> dict[Quarter, Estimate]:
    """Return by quarter what counts as the figure of one does: final and preliminary data are apart, say."""
    items = [item for item in series if item.stated]
    known = {Quarter.parse(item.period): item for item in items}
    if len(known) < len(items):
        told = f"a series has {len(items)} values for {len(known)} quarters"
        raise InputError(f"{told}: expected one each, so choose one.")
    now = known.get(quarter)
    return {then: item for then, item in sorted(known.items()) if now and now.same_kind(item)}


def _ratio(now: Estimate, before: Estimate) -> float:
    one, two = now.number(), before.number()
    return float(one / two) if two else math.inf if one else 1.0
