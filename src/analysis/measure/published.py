"""Published figures as estimates: found in the facts, or said to be not published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analysis.errors import require
from analysis.measure.estimate import Estimate, Status, change, computed, union
from analysis.quarter import Quarter, quarters_of
from analysis.record.ledger import definitions, headline_of, ledger
from analysis.record.store import read_table

if TYPE_CHECKING:
    import pandas as pd

NOTES = "hrpd_note"  # the notes of the mission's human rights division
UNDECIDED = "undecided"  # low and high are the two values that pages print, and nothing in between
ROUNDED = "rounded"  # low and high are what rounded shares leave at the least and at the most


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
    _require(what, group, str(period))
    return missing(what, period, unit=unit, group=group, comparator=against)


def _require(what: str, group: str, period: str) -> None:
    """Tell what nobody published from what is misspelt."""
    known, terms = ledger(), read_table("terms").term
    names = {"measure": {*known.what}, "group": {"", *known.group, *terms}, "period": {*known.period}}
    names["period"] |= {period} if quarters_of(period) else set()
    for (kind, fine), name in zip(names.items(), (what, group, period), strict=True):
        require(sorted(fine), f"{kind} of the notes", name)


def missing(
    measure: str, period: str | Quarter, status: Status = "not_published", unit: str = "victims", **about: Any
) -> Estimate:
    """Return a gap: what was not published, or what another sentence says (status ``said``)."""
    return Estimate(measure=measure, unit=unit, period=str(period), status=status, **about)


def rows_of(facts: pd.DataFrame, period: str | Quarter, **wanted: str) -> pd.DataFrame:
    """Return the facts of the notes on a period, by what their columns hold.

    Each column is asked of what the one before left, for speed.
    """
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
    value = ledger().set_index("figure_id").value[item.sources[0]]
    return replace(item, value=value, basis="published", formula="")


def _about(row: Any) -> dict[str, Any]:
    same = ("unit", "inclusion", "group", "period", "qualifier", "notes")
    return {"measure": row.what, "comparator": row.compared_with, **{key: getattr(row, key) for key in same}}


def headline(facts: pd.DataFrame, period: Quarter) -> Estimate:
    """Return the figure that leads the note of a quarter, as it was published."""
    measure, unit = headline_of(period) or ("victims", "victims")
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
    names = (*definitions()["rules"]["civilians_harmed"]["outcomes"], "illegally_detained")
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
    parts, rules = outcomes(facts, period)[:3], definitions()["rules"]
    fits = (part.stated and "civilians_harmed" in (part.inclusion, rules[part.inclusion].get("within"))
            for part in parts)  # fmt: skip
    return _together(parts, "civilians_harmed") if all(fits) else missing("victims", period)


def as_persons(facts: pd.DataFrame, quarter: Quarter) -> tuple[Estimate, ...]:
    """Return the three outcomes of a quarter whose note counts acts, each act taken as one person.

    The mission's own later totals do the same: what the year's total leaves, less the other quarter of
    the half-year and the other half, is as many as the acts were. Where one of the three does not fit, or
    is not published, nothing is assumed.

    Returns
    -------
    tuple of Estimate
        Killed, injured, abducted or disappeared under the rule ``acts_as_persons``, and their sum; empty
        where nothing is to be assumed.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> as_persons(facts(), Quarter.parse("2021Q1"))[-1].formula
    '106 + 94 + 181 = 381'
    """
    other = next(item for item in quarters_of(quarter.half) if item != quarter)
    later = [str(other), f"{quarter.year}H{3 - int(quarter.half[-1])}"]
    found = []
    for name in definitions()["rules"]["civilians_harmed"]["outcomes"]:
        acts = rows_of(facts, quarter, what=name, unit="violations_and_abuses", dimension="outcome")
        totals = [find(facts, period, name) for period in (str(quarter.year), *later)]
        if len(acts) != 1 or not all(item.stated for item in totals):
            return ()
        act = as_estimate(acts.iloc[0])
        if act.number() != rest(totals[0].number(), totals[1:])[0]:
            return ()
        sources = union(act.sources, *(item.sources for item in totals))
        found.append(computed((act,), act.number(), act.formula, measure=name, group="", unit="victims",
                              inclusion="acts_as_persons", sources=sources, notes=()))  # fmt: skip
    return (*found, _together(found, "acts_as_persons"))


def like_for_like(later: Estimate, earlier: Estimate) -> Estimate:
    """Return the change in percent, also where the earlier figure takes each act for one person."""
    rule = later.inclusion if earlier.inclusion == "acts_as_persons" else earlier.inclusion
    return replace(change(later, replace(earlier, inclusion=rule)), inputs=(later, earlier))


def residual(facts: pd.DataFrame, quarter: Quarter, what: str) -> Estimate:
    """Return what the half-year leaves for a quarter that published nothing: half minus the other quarter.

    Basis ``derived``: it inherits every rounding, restatement and omission of both figures, and is never
    mixed with published ones.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> residual(facts(), Quarter.parse("2021Q3"), "killed").formula
    '318 - 128 = 190'
    """
    other = next(item for item in quarters_of(quarter.half) if item != quarter)
    whole, part = find(facts, quarter.half, what), find(facts, other, what)
    nothing = find(facts, quarter, what)
    if nothing.stated or not whole.stated or not part.stated:
        return nothing
    at_least = "" if part.qualifier else whole.qualifier  # what is left of "at least" is at least, too
    left = whole - part
    return replace(left, period=str(quarter), comparator=quarter.half, basis="derived", qualifier=at_least)


def missing_part(facts: pd.DataFrame, half: str, what: str) -> Estimate:
    """Return an outcome that a half-year does not publish, as what the other half leaves of the year.

    Not what the other outcomes leave of the half-year's total: that may hold cases of other kinds. Basis
    ``derived``; status ``not_published`` where the three figures are not two published ones and a gap.

    Examples
    --------
    >>> from analysis.record.ledger import facts
    >>> missing_part(facts(), "2021H1", "injured").formula
    '466 - 225 = 241'
    """
    year, nothing = find(facts, half[:4], what), find(facts, half, what)
    other = find(facts, f"{half[:4]}H{3 - int(half[-1])}", what)
    if nothing.stated or not year.stated or not other.stated:
        return nothing
    value, formula = rest(year.number(), [other])
    return computed((year, other), value, formula, period=half, basis="derived")


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
