"""Where the figures of a quarter come from: every figure, every page, every value passed over."""

from __future__ import annotations

import html
from typing import Any

from analysis.measure import published
from analysis.present.display import Prose, Table
from analysis.present.words import listed, measure_label, period_label, say, term_label, unit_label, written
from analysis.quarter import Quarter
from analysis.record.ledger import facts, ledger
from analysis.record.store import read_table


def figures_table(quarter: Quarter) -> Table:
    """List every published figure on the quarter, with the pages that print it."""
    rows, period = facts(), period_label(quarter)
    rows = rows[rows.series.eq("hrpd_note") & rows.period.eq(str(quarter))]
    shown = {
        "figure": [fact_label(row) for row in rows.itertuples()],
        "value": [printed(row) for row in rows.itertuples()],
        "unit": [unit_label(unit) for unit in rows.unit],
        "against": [period_label(period) if period else "" for period in rows.compared_with],
        "rows": [" ".join(ids) for ids in rows.rows],
    }
    return Table(say("table-figures", period=period), shown)


def passed_over(quarter: Quarter) -> Prose:
    """List the printed values that are not used, and why."""
    rows, period = facts(), period_label(quarter)
    rows = rows[rows.series.eq("hrpd_note") & rows.period.eq(str(quarter)) & rows.passed_over.map(len).gt(0)]
    if rows.empty:
        return Prose(say("passed-over-none", period=period))
    return Prose(*("- " + _passed_over(row, period) for row in rows.itertuples()))


def sources_table(quarter: Quarter) -> Table:
    """List the pages that the figures of the quarter come from."""
    rows, period = ledger(), period_label(quarter)
    used = rows[rows.period.eq(str(quarter))].groupby("source_id", sort=False).figure_id.agg(" ".join)
    pages = read_table("sources").set_index("source_id").loc[used.index]
    shown = {
        "page": [
            f'<a href="{url}">{title}</a>'
            for url, title in zip(pages.url, map(html.escape, pages.title), strict=True)
        ],
        "publisher": list(pages.publisher),
        "date": list(pages.date),
        "official": [say(f"official-{official}") for official in pages.official],
        "rows": list(used),
    }
    return Table(say("table-sources", period=period), shown)


def fact_label(row: Any) -> str:
    """Name what a row of the facts is about."""
    measure = measure_label(row.what)
    return say("label", measure=measure, group=term_label(row.group)) if row.group else measure


def printed(row: Any) -> str:
    """Write a figure as printed, with what it is read as where a decision says so."""
    value = written(
        published.find(
            facts(), row.period, row.what, unit=row.unit, group=row.group, against=row.compared_with
        )
    )
    return f"{row.value} (read as {value})" if row.reads else value


def _passed_over(row: Any, period: str) -> str:
    return say("passed-over", label=fact_label(row), period=period, used=row.value, rows=" ".join(row.rows),
               others=listed(row.others), passed=" ".join(row.passed_over), reason=row.reason)  # fmt: skip


def source_link(source_id: str) -> str:
    """Link to a page, by publisher and date."""
    page = read_table("sources").set_index("source_id").loc[source_id]
    return f"([{page.publisher}, {page.date}]({page.url}))"
