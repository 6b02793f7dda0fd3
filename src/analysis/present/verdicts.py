"""What the audit means for a reader: a verdict on each figure, and the findings in words."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.measure import published
from analysis.measure.account import Account, about, accounts
from analysis.measure.coverage import known_quarters, require_quarter
from analysis.measure.estimate import Estimate, exact
from analysis.measure.findings import Finding
from analysis.present.display import Narrative, Prose, Table, table_or
from analysis.present.export import Picture, show
from analysis.present.gallery import build
from analysis.present.recorded import arithmetic, printed_rows, reason_told
from analysis.present.sourcing import fact_label, printed
from analysis.present.words import marked, measure_label, period_label, say, written
from analysis.quarter import Quarter
from analysis.record.ledger import facts, ledger
from analysis.record.store import home
from analysis.record.trace import kept, query

if TYPE_CHECKING:
    from pathlib import Path

_MEASURES = ("victims", "killed", "injured", "abducted_disappeared")
WEIGHT: dict[str, str] = {
    "consistent": "holds",
    "consistent_only_under": "remark",
    "sources_disagree": "remark",
    "different_unit": "remark",
    "wrong_base": "fails",
    "does_not_close": "fails",
    "one_cell_explains": "fails",
    "different_inclusion": "apart",
    "not_checkable": "open",
}


def verdict(estimate: Estimate) -> tuple[str, str]:
    """Return the verdict on a published figure and why, in words.

    One of holds, remark, fails, apart, open (not checkable), and undecided where sources disagree and
    the decision between them is open.

    Examples
    --------
    >>> verdict(published.find(facts(), "2022Q2", "change", against="2022Q1"))[0]
    'apart'
    """
    found = [account for account in about(estimate) if account.finding.kind != "not_checkable"]
    if not found:
        return "open", ""
    worst = found[0]
    kind = WEIGHT[worst.finding.kind]
    if kind == "remark" and _undecided(home()).intersection(worst.finding.facts):
        kind = "undecided"
    if kind == "holds":
        return kind, arithmetic(worst.finding.arithmetic, estimate, *printed_rows(worst.finding.rows))
    return kind, meaning(worst)


@kept
def _undecided(_folder: Path) -> frozenset[str]:
    table = facts()
    return frozenset(table.fact[table.status.eq("open")])


def meaning(account: Account) -> str:
    """Return what the record says of a finding, or that it says nothing yet."""
    if not account.reason:
        return say("audit-unexplained")
    return reason_told(account.reason, *printed_rows(account.finding.rows))


def verdicts_table(quarter: Quarter) -> Table | Prose:
    """Return the verdict on each headline figure: total, change, outcomes, alleged perpetrators."""
    table, found = facts(), published.compare(facts(), quarter)
    forms = published.attributions(table, quarter)
    headline = [
        found.now,
        found.published,
        *published.outcomes(table, quarter),
        *(forms[0].parts if forms else ()),
    ]
    stated = [item for item in headline if item.stated]
    judged, period = [verdict(item) for item in stated], period_label(quarter)
    shown = {
        "figure": [fact_label(_row(item)) for item in stated],
        "value": [marked(item, printed(_row(item))) for item in stated],
        "verdict": [say(f"verdict-{kind}") for kind, _ in judged],
        "why": [why for _, why in judged],
    }
    return table_or(say("audit-none", period=period), say("table-verdicts", period=period), shown)


def _row(item: Estimate) -> Any:
    table = facts()
    return table[table.figure_id.isin(item.sources)].iloc[0]


def claims_audit(quarter: str | Quarter, language: str = "en") -> ClaimsAudit:
    """Return the audit of what was published on a quarter.

    Examples
    --------
    >>> claims_audit("2021Q3").summary().text
    'No figures of its own were published for July to September 2021, so there is nothing to check.'
    """
    return ClaimsAudit(require_quarter(quarter), language=language)


@dataclass(frozen=True)
class ClaimsAudit(Narrative):
    """The audit of a quarter and of all periods; each method returns what a notebook cell shows."""

    _page = "audit-title"

    @functools.cached_property
    def _accounts(self) -> tuple[Account, ...]:
        return accounts(str(self.quarter))

    @property
    def _nothing(self) -> str:
        return say("audit-none", period=self._period)

    def summary(self) -> Prose:
        """State how many checks hold."""
        if not self._accounts:
            return Prose(self._nothing)
        checks = checks_made(str(self.quarter))
        return Prose(say("audit-summary", period=self._period, **checks))

    def verdicts(self) -> Table | Prose:
        """Return the verdict on each headline figure."""
        return verdicts_table(self.quarter)

    def findings(self) -> Table | Prose:
        """List what does not hold or holds with a remark, with what that means."""
        found = [item for item in self._accounts if WEIGHT[item.finding.kind] not in ("holds", "open")]
        nothing, caption = (say(name, period=self._period) for name in ("audit-clean", "table-findings"))
        return table_or(nothing, caption, _findings_listed(found))

    def supports(self) -> Table | Prose:
        """List what was checked and holds."""
        found = [item.finding for item in self._accounts if item.finding.kind == "consistent"]
        shown = {
            "arithmetic": [_arithmetic(item) for item in found],
            "rows": [" ".join(item.rows) for item in found],
        }
        return table_or(self._nothing, say("table-supports", period=self._period), shown)

    def missing(self) -> Prose:
        """Say what is missing to check the rest."""
        found = [item.finding.rows[0] for item in self._accounts if item.finding.kind == "not_checkable"]
        if not found:
            return Prose(say("audit-complete", period=self._period))
        rows = ledger()
        rows = rows[rows.figure_id.isin(found)].set_index("figure_id").loc[found]
        lost = zip(rows.apply(fact_label, axis=1), printed_rows(tuple(found)), strict=True)
        return Prose(*("- " + say("audit-missing", label=label, value=written(item)) for label, item in lost))

    def overview_figure(self) -> Picture | Prose:
        """Draw how the checks came out in each period."""
        return show(build("audit_overview", self.quarter))

    def everything(self) -> Table:
        """List, over all periods, what does not hold or compares what is not comparable."""
        return Table(say("table-findings", period=say("all-periods")), _findings_listed(_grave()))

    def derived(self) -> Table:
        """List the derived figures of all periods: what gaps between published ones leave."""
        table = facts()
        silent = [quarter for quarter in known_quarters() if not published.headline(table, quarter).stated]
        found = [published.residual(table, quarter, what) for quarter in silent for what in _MEASURES]
        found += [item for quarter in known_quarters() for item in published.outcomes(table, quarter)]
        found += [published.missing_part(table, period) for period in ("2021H1", "2021H2", "2021", "2022")]
        found = [item for item in found if item.basis == "derived"]
        shown = {
            "derived": [f"{measure_label(item.measure)}, {period_label(item.period)}" for item in found],
            "left": [written(item) for item in found],
            "arithmetic": [arithmetic(item.formula, item, *item.inputs) for item in found],
            "rows": [" ".join(item.sources) for item in found],
        }
        return Table(say("table-derived"), shown)


@query
def _grave() -> tuple[Account, ...]:
    found = (item for item in accounts() if WEIGHT[item.finding.kind] in ("fails", "apart"))
    return tuple(sorted(found, key=lambda item: item.finding.period))


def checks_made(period: str) -> dict[str, Estimate]:
    """Return how many checks of a period there are, and how many hold, have remarks, fail or stay open."""
    count = Counter(WEIGHT[account.finding.kind] for account in accounts(period))
    numbers = {"all": count.total(), "holds": count["holds"], "remarks": count["remark"],
               "fails": count["fails"] + count["apart"], "open": count["open"]}  # fmt: skip
    return {name: checks_counted(period, value) for name, value in numbers.items()}


def checks_counted(period: str, value: int) -> Estimate:
    """Return how many checks of a period came out in one way."""
    return Estimate(measure="checks", value=exact(value), unit="checks", period=period, basis="computed",
                    sources=("data/minusma/figures.csv",))  # fmt: skip


def _arithmetic(finding: Finding) -> str:
    return arithmetic(finding.arithmetic, *printed_rows(finding.rows))


def _findings_listed(found: Sequence[Account]) -> dict[str, list[str]]:
    return {
        "period": [period_label(item.finding.period) for item in found],
        "class": [say(f"class-{item.finding.kind}") for item in found],
        "arithmetic": [_arithmetic(item.finding) for item in found],
        "meaning": [meaning(item) for item in found],
        "rows": [" ".join(item.finding.rows[:6]) for item in found],
    }
