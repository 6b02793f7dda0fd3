"""The audit of the ledger, with the account that the record gives of each finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.measure.audit import audit
from analysis.measure.estimate import Estimate
from analysis.measure.findings import SEVERITY, Class, Finding
from analysis.measure.reading import claims_from_ledger
from analysis.record.ledger import decisions, explanations, facts, ledger
from analysis.record.store import home
from analysis.record.trace import kept, query

if TYPE_CHECKING:
    from pathlib import Path

SETTLED: tuple[Class, ...] = ("consistent", "not_checkable")  # nothing to account for
_WORST = tuple(SEVERITY)


@dataclass(frozen=True, slots=True)
class Account:
    """A finding and what the record says of it; `reason` is "" where it says nothing."""

    finding: Finding
    reason: str

    @property
    def open(self) -> bool:
        """Whether the finding still waits for a decision or an explanation."""
        return self.finding.kind not in SETTLED and not self.reason


@query
def accounts(period: str = "") -> tuple[Account, ...]:
    """Return the findings on the ledger, on one period if named, each with its account.

    A finding on which sources disagree is accounted for by the decision on its fact, any other by its
    own entry under ``findings`` in ``data/minusma/decisions.yml``; one that a single cell explains
    needs both, since a decision has to say what is read for that cell.

    Examples
    --------
    >>> by_id = {account.finding.id: account for account in accounts("2022Q2")}
    >>> by_id["2022Q2.violations_and_abuses.change-vs-2022Q1.inclusion"].finding.kind
    'different_inclusion'
    """
    return tuple(item for item in _accounts(home()) if period in ("", item.finding.period))


@kept
def _accounts(folder: Path) -> tuple[Account, ...]:
    decided = decisions().set_index("fact").reason.to_dict()
    told, fact_of = explanations(), _facts_of_rows(folder)

    def reason(finding: Finding) -> str:
        if finding.kind == "sources_disagree" and finding.facts[0] in decided:
            return str(decided[finding.facts[0]])
        if finding.named and fact_of[finding.named] not in decided:
            return ""
        return told.get(finding.id, "")

    return tuple(Account(finding, reason(finding)) for finding in audit(claims_from_ledger(ledger())))


def outdated() -> tuple[str, ...]:
    """Return the ids that have an explanation and are no finding any more.

    Raises
    ------
    InputError
        Where the sources of a fact disagree, be it within rounding, and no decision says which to use.
    """
    facts()
    known = {account.finding.id for account in accounts()}
    return tuple(name for name in explanations() if name not in known)


def about(estimate: Estimate) -> tuple[Account, ...]:
    """Return what the audit says of a published figure, the gravest finding first."""
    return _about(*sorted(set(estimate.sources)))


@query
def _about(*rows: str) -> tuple[Account, ...]:
    known, every = _by_row(home()), _accounts(home())
    found = [every[number] for number in sorted({number for row in rows for number in known.get(row, ())})]
    return tuple(sorted(found, key=lambda account: (_WORST.index(account.finding.kind), *_plain(account))))


@kept
def _by_row(folder: Path) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, item in enumerate(_accounts(folder)):
        for row in _judged(item.finding, _facts_of_rows(folder)):
            found.setdefault(row, []).append(number)
    return found


def _plain(account: Account) -> tuple[bool, bool, int]:
    """Put the outcomes first, then lists that close, then the fuller check."""
    finding = account.finding
    return ".parts-outcome" not in finding.id, "not listed" in finding.arithmetic, -len(finding.facts)


@kept
def _facts_of_rows(_folder: Path) -> dict[str, str]:
    rows = ledger()
    return dict(zip(rows.figure_id, rows.fact, strict=True))


def _judged(finding: Finding, fact_of: dict[str, str]) -> tuple[str, ...]:
    """Return the rows that a finding is a verdict on: nobody is blamed for another's misprint.

    Sources that disagree, one number under two units and a list that closes speak of all their rows.
    Where one cell explains what fails, of that cell; where a list exceeds its whole, of the parts;
    else of the figure that was checked.
    """
    if finding.named:
        return (finding.named,)
    listed = ".parts-" in finding.id or ".sum-of-" in finding.id
    if finding.id.endswith((".sources", ".unit")) or (listed and finding.kind == "consistent"):
        return finding.rows
    first = fact_of[finding.rows[0]]
    if ".parts-" in finding.id:
        return tuple(row for row in finding.rows if fact_of[row] != first)
    return finding.rows[:1]
