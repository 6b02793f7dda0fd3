"""Where the figures of a quarter come from: every figure, every page, every value passed over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.measure import published
from analysis.measure.published import as_estimate
from analysis.present.display import Prose, Table
from analysis.present.recorded import printed_rows, reason_told
from analysis.present.words import (
    listed,
    measure_label,
    period_label,
    say,
    term_label,
    told,
    unit_label,
    written,
)
from analysis.quarter import Quarter
from analysis.record.ledger import facts, ledger
from analysis.record.store import read_table

if TYPE_CHECKING:
    import pandas as pd


def _shown(rows: pd.DataFrame, quarter: Quarter, scope: str) -> pd.DataFrame:
    """Return the rows on a period, and those on what its headline is compared with."""
    compared = published.compare(facts(), quarter)
    inputs = (compared.before, *(compared.like_for_like.inputs if compared.like_for_like else ()))
    wanted = {row for item in inputs for row in item.sources}
    if scope != str(quarter):
        left = published.residual(facts(), quarter, "victims")
        wanted |= {row for item in left.inputs for row in item.sources}
    notes = rows[rows.series.eq(published.NOTES)]
    return notes[notes.period.isin([scope, str(quarter)]) | notes.figure_id.isin(wanted)]


def figures_table(quarter: Quarter, scope: str) -> Table:
    """List every published figure on a period and its comparator, with the rows that print it."""
    rows = _shown(facts(), quarter, scope)
    told = list(rows.itertuples())
    shown = {
        "figure": [fact_label(row) for row in told],
        "period": [period_label(period) for period in rows.period],
        "value": [printed(row) for row in told],
        "unit": [unit_label(unit) for unit in rows.unit],
        "category": list(rows.category),
        "against": [period_label(period) if period else "" for period in rows.compared_with],
        "rows": [" ".join(ids) for ids in rows.rows],
    }
    return Table(say("table-figures", period=period_label(scope)), shown)


def passed_over(scope: str) -> Prose:
    """List the printed values that are not used, and why."""
    rows, period = facts(), period_label(scope)
    rows = rows[rows.series.eq(published.NOTES) & rows.period.eq(scope) & rows.passed_over.map(len).gt(0)]
    if rows.empty:
        return Prose(say("passed-over-none", period=period))
    return Prose(*("- " + _passed_over(row, period) for row in rows.itertuples()))


def sources_table(quarter: Quarter, scope: str) -> Table:
    """List the pages that the figures of a period and its comparator come from."""
    rows = ledger()
    used = _shown(rows, quarter, scope).groupby("source_id", sort=False).figure_id.agg(" ".join)
    pages = read_table("sources").set_index("source_id").loc[used.index]
    titles = zip(pages.title.str.replace(r"([\[\]*_<>])", r"\\\1", regex=True), pages.url, strict=True)
    shown = {
        "page": [f"[{title}]({url})" for title, url in titles],
        "publisher": list(pages.publisher),
        "date": list(pages.date),
        "official": [say(f"official-{official}") for official in pages.official],
        "rows": list(used),
    }
    return Table(say("table-sources", period=period_label(scope)), shown, linked="page")


def fact_label(row: Any) -> str:
    """Name what a row of the facts is about."""
    measure = measure_label(row.what)
    return say("label", measure=measure, group=term_label(row.group)) if row.group else measure


def printed(row: Any) -> str:
    """Write a figure as printed, with what it is read as where a decision says so."""
    found = as_estimate(row)
    value = written(replace(found, value=row.value, basis="published", formula=""))
    return say("read-as", value=value, number=told(found, row.reads)) if row.reads else value


def _passed_over(row: Any, period: str) -> str:
    used, others = (printed_rows(rows) for rows in (row.rows[:1], row.passed_over))
    distinct = {item.number(): item for item in others}.values()
    return say("passed-over", label=fact_label(row), period=period, used=written(used[0]),
               rows=" ".join(row.rows), others=listed([*map(written, distinct)]),
               passed=" ".join(row.passed_over), reason=reason_told(row.reason, *used, *others))  # fmt: skip


def source_link(source_id: str) -> str:
    """Link to a page, by publisher and date."""
    page = read_table("sources").set_index("source_id").loc[source_id]
    return f"([{page.publisher}, {page.date}]({page.url}))"
