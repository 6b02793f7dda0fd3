"""Published figures as estimates, found in the facts or said to be not published, and series of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analysis.errors import require
from analysis.measure.estimate import UNDECIDED, Estimate, Status, change, computed, union
from analysis.quarter import Quarter, quarters_of
from analysis.record import ledger, store

if TYPE_CHECKING:
    import pandas as pd

NOTES = ledger.NOTES


def find(facts: pd.DataFrame, period: str | Quarter, what: str, *,
         unit: str = "victims", group: str = "", against: str | Quarter = "") -> Estimate:  # fmt: skip
    """Return a figure of the mission's notes.

    Parameters
    ----------
    facts : pandas.DataFrame
        One row per fact, from `analysis.record.ledger.facts`.
    period : str or Quarter
        Quarter, half-year or year.
    what : str
        What is counted (``killed``), ``share/victims`` and the like, or ``change``.
    unit : str
        Unit of a count; shares and changes are in percent.
    group : str
        Term of the vocabulary, "" for the whole.
    against : str or Quarter
        For a change, the period it is measured against.

    Returns
    -------
    Estimate
        Status ``not_published`` where no source prints the figure. A figure on which the decision is open
        has the values between which it is open as its ends, and the note ``undecided``.

    Raises
    ------
    InputError
        For a measure, group or period that is none; it names the nearest.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> find(facts(), "2021Q2", "victims").value
    Decimal('527')
    >>> find(facts(), "2020Q3", "injured").status
    'not_published'
    """
    unit, against = "percent" if what == "change" or what.startswith("share/") else unit, str(against)
    also = {"compared_with": against} if against else {}
    if len(rows := rows_of(facts, period, what=what, unit=unit, group=group, **also)):
        return as_estimate(rows.iloc[0])
    for (kind, fine), name in zip(_names().items(), (what, group, str(period), unit), strict=True):
        if not (kind == "period" and quarters_of(name)):  # what nobody published is not misspelt
            require(fine, f"{kind} of the notes", name)
    return missing(what, period, unit=unit, group=group, comparator=against)


@store.read_once
def _names() -> dict[str, list[str]]:
    """Return the measures, groups and periods that the ledger and the vocabulary know, in order."""
    known, terms = ledger.ledger(), store.read_table("terms").term
    names: Any = {"measure": known.what, "group": ["", *known.group, *terms], "period": known.period,
                  "unit": known.unit}  # fmt: skip
    return {kind: sorted({*every}) for kind, every in names.items()}


def missing(
    measure: str, period: str | Quarter, status: Status = "not_published", unit: str = "victims", **about: Any
) -> Estimate:
    """Return a gap: what was not published, or what another sentence says (status ``said``)."""
    return Estimate(measure=measure, unit=unit, period=str(period), status=status, **about)


def rows_of(facts: pd.DataFrame, period: str | Quarter, **wanted: str) -> pd.DataFrame:
    """Return the facts of the notes on a period, by what each column holds of what the one before left."""
    fits = (facts["period"].to_numpy() == str(period)).nonzero()[0]
    for column, value in {**wanted, "series": NOTES}.items():
        fits = fits[facts[column].to_numpy()[fits] == value]
    rows: pd.DataFrame = facts.iloc[fits]
    return rows


def as_estimate(row: Any) -> Estimate:
    """Return the estimate of one row of the facts."""
    about = _about(row) | {"formula": row.formula, "sources": row.rows}
    if values := sorted(map(Decimal, row.options)):
        about |= {"low": values[0], "high": values[-1]}
    if len(values) > 1:
        about |= {"notes": (*row.notes, UNDECIDED), "sources": row.rows + row.passed_over}
    return Estimate(value=row.reads or row.value, basis="derived" if row.reads else "published", **about)


def as_printed(row: Any) -> Estimate:
    """Return what one row of the ledger prints, whatever was decided on it."""
    return Estimate(value=row.value, sources=(row.figure_id,), **_about(row))


def as_published(item: Estimate) -> Estimate:
    """Return a figure as pages print it, also where the decision on it reads another number."""
    if item.basis != "derived" or item.inputs:
        return item
    value = ledger.ledger().set_index("figure_id").value[item.sources[0]]
    return replace(item, value=value, basis="published", formula="")


def _about(row: Any) -> dict[str, Any]:
    same = ("unit", "inclusion", "group", "period", "qualifier", "notes")
    return {"measure": row.what, "comparator": row.compared_with, **{key: getattr(row, key) for key in same}}


def headline(facts: pd.DataFrame, period: Quarter) -> Estimate:
    """Return the figure that leads the note of a quarter, as it was published."""
    measure, unit = ledger.headline_of(period) or ("victims", "victims")
    return find(facts, period, measure, unit=unit)


def _together(parts: Sequence[Estimate], inclusion: str) -> Estimate:
    """Add up outcomes of one period as victims under one rule."""
    value = sum((part.number() for part in parts), Decimal(0))
    formula = " + ".join(str(part.value) for part in parts) + f" = {value}"
    return computed(parts, value, formula, measure="victims", inclusion=inclusion, group="")


def rest(top: Decimal, parts: Iterable[Estimate]) -> tuple[Decimal, str]:
    """Return what the parts leave of a whole, and the arithmetic."""
    taken = [part.number() for part in parts]
    left = top - sum(taken)
    return left, f"{' - '.join(map(str, (top, *taken)))} = {left}"


def outcomes(facts: pd.DataFrame, period: str | Quarter) -> tuple[Estimate, ...]:
    """Return killed, injured and abducted/disappeared, and the illegally detained where they are counted."""
    names = (*ledger.definitions()["rules"]["civilians_harmed"]["outcomes"], "illegally_detained")
    found = [find(facts, period, name) for name in names]
    return tuple(found if found[-1].stated else found[:-1])


def harmed(facts: pd.DataFrame, period: str | Quarter) -> Estimate:
    """Return civilians killed, injured or abducted/disappeared as the sum of the three outcomes.

    It counts the same in every period that publishes the three, so it is what periods can be compared
    by. Status ``not_published`` where one of the three is missing or counts something else.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> harmed(facts(), "2022Q1").formula
    '543 + 107 + 107 = 757'
    """
    parts, rules = outcomes(facts, period)[:3], ledger.definitions()["rules"]
    fits = (part.stated and "civilians_harmed" in (part.inclusion, rules[part.inclusion].get("within"))
            for part in parts)  # fmt: skip
    return _together(parts, "civilians_harmed") if all(fits) else missing("victims", period)


def as_persons(facts: pd.DataFrame, quarter: Quarter) -> tuple[Estimate, ...]:
    """Return the outcomes of a quarter whose note counts acts, each act taken as one person, and their sum.

    The mission's own later totals do the same: what the year's total leaves, less the other quarter of
    the half-year and the other half, is as many as the acts were. Killed, injured, abducted or disappeared
    under the rule ``acts_as_persons``; empty, as nothing is assumed, where one of the three does not fit or
    is not published.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> as_persons(facts(), Quarter.parse("2021Q1"))[-1].formula
    '106 + 94 + 181 = 381'
    """
    other = next(item for item in quarters_of(quarter.half) if item != quarter)
    later = [str(other), f"{quarter.year}H{3 - int(quarter.half[-1])}"]
    found = []
    for name in ledger.definitions()["rules"]["civilians_harmed"]["outcomes"]:
        rows = rows_of(facts, quarter, what=name, unit="violations_and_abuses", dimension="outcome")
        acts = [*map(as_estimate, rows.itertuples())]
        whole, *parts = (find(facts, period, name) for period in (str(quarter.year), *later))
        if [*map(float, acts)] != [float(whole) - sum(map(float, parts))]:  # nan of a gap equals nothing
            return ()
        sources = union(*(item.sources for item in (*acts, whole, *parts)))
        found.append(computed(acts, acts[0].value, acts[0].formula, measure=name, group="", unit="victims",
                              inclusion="acts_as_persons", sources=sources, notes=()))  # fmt: skip
    return (*found, _together(found, "acts_as_persons"))


def like_for_like(later: Estimate, earlier: Estimate) -> Estimate:
    """Return the change in percent, also where the earlier figure takes each act for one person."""
    rule = later.inclusion if earlier.inclusion == "acts_as_persons" else earlier.inclusion
    return replace(change(later, replace(earlier, inclusion=rule)), inputs=(later, earlier))


def residual(facts: pd.DataFrame, period: str | Quarter, what: str) -> Estimate:
    """Return what its half-year leaves for a quarter that published nothing, or its year for a half-year.

    Not what other outcomes leave of a total: that may hold other cases. Basis ``derived``: it inherits every
    rounding, restatement and omission of both figures, and is never mixed with published ones.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> residual(facts(), "2021Q3", "killed").formula, residual(facts(), "2021H1", "injured").formula
    ('318 - 128 = 190', '466 - 225 = 241')
    """
    year, kind, number = str(period)[:4], str(period)[4], int(str(period)[5])
    longer = year if kind == "H" else f"{year}H{(number + 1) // 2}"
    other = f"{year}{kind}{number + 1 if number % 2 else number - 1}"
    nothing, whole, part = (find(facts, item, what) for item in (period, longer, other))
    if nothing.stated or not whole.stated or not part.stated:
        return nothing
    at_least = "" if part.qualifier else whole.qualifier  # what is left of "at least" is at least, too
    # a year adds up what its halves count, whatever rule each has
    left = whole - (replace(part, inclusion=whole.inclusion) if kind == "H" else part)
    about: dict[str, Any] = {"comparator": longer * (kind == "Q"), "qualifier": at_least}
    return replace(left, period=str(period), basis="derived", **about)


def set_against(facts: pd.DataFrame, quarter: Quarter) -> tuple[Estimate, Estimate]:
    """Return the figure that leads the note of a quarter, and that of the quarter before beside it.

    That is the same figure where the quarter before has it, and its own leading one otherwise.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> [str(item.value) for item in set_against(facts(), Quarter.parse("2021Q2"))]
    ['527', '421']
    """
    now = headline(facts, quarter)
    same = find(facts, quarter.previous, now.measure, unit=now.unit)
    return now, same if same.stated else headline(facts, quarter.previous)


def totals(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> tuple[Estimate, ...]:
    """Return the leading figure of each quarter's note, or what the half-year leaves where there was none."""
    pairs = ((headline(facts, item), residual(facts, item, "victims")) for item in quarters)
    return tuple(left if left.stated and not lead.stated else lead for lead, left in pairs)


def killed(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> tuple[Estimate, ...]:
    """Return the persons killed in each quarter, or what the half-year leaves."""
    return tuple(residual(facts, item, "killed") for item in quarters)


def sums(facts: pd.DataFrame, quarters: Iterable[Quarter]) -> tuple[Estimate, ...]:
    """Return the sum of the three outcomes where it differs from the figure that leads the note."""
    pairs = ((harmed(facts, quarter), headline(facts, quarter)) for quarter in quarters)
    return tuple(total for total, lead in pairs if total.stated and lead.stated and total.value != lead.value)


def runs(estimates: Iterable[Estimate], *, joined: bool = True) -> tuple[tuple[Estimate, ...], ...]:
    """Cut a series wherever its definition changes, and wherever a line must not be drawn.

    Two neighbours belong to one run only if both are stated and count the same: unit, rule and omissions.

    Parameters
    ----------
    estimates : iterable of Estimate
        One for each quarter, in order.
    joined : bool
        Cut also between a published value and one that is not: a line joins published values only.

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
