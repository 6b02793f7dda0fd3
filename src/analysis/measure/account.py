"""The audit of the ledger, with the account that the record gives of each finding."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.measure.audit import audit
from analysis.measure.estimate import Estimate
from analysis.measure.findings import SEVERITY, Finding
from analysis.measure.reading import claims_from_ledger
from analysis.record.ledger import decisions, explanations, facts, ledger
from analysis.record.store import home

if TYPE_CHECKING:
    from pathlib import Path

SETTLED = ("consistent", "not_checkable", "leaves_a_rest")  # nothing to account for
_LEAVES = re.compile(r" = \S+ - \S+$")  # a list that leaves something of its whole


@dataclass(frozen=True, slots=True)
class Account:
    """A finding, what the record says of it ("" for nothing), and the rows that it is a verdict on."""

    finding: Finding
    reason: str
    judged: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the finding still waits for a decision or an explanation."""
        return self.finding.kind not in SETTLED and not self.reason


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


@functools.cache
def _accounts(_folder: Path) -> tuple[Account, ...]:
    rows = ledger()
    fact_of = dict(zip(rows.figure_id, rows.fact, strict=True))
    decided, told = decisions().set_index("fact").reason.to_dict(), explanations()

    def reason(finding: Finding) -> str:
        if finding.kind == "sources_disagree" and finding.facts[0] in decided:
            return str(decided[finding.facts[0]])
        lacks = finding.named and fact_of[finding.named] not in decided
        return "" if lacks else told.get(finding.id, "")

    found = audit(claims_from_ledger(rows))
    return tuple(Account(item, reason(item), _judged(item, fact_of)) for item in found)


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
    found = [account for account in accounts() if {*account.judged} & {*estimate.sources}]
    return tuple(sorted(found, key=_gravest))


def _gravest(account: Account) -> tuple[int, bool, bool, int]:
    """Put the outcomes first, then lists that close, then the fuller check."""
    item = account.finding
    leaves = bool(_LEAVES.search(item.arithmetic))
    return list(SEVERITY).index(item.kind), ".parts-outcome" not in item.id, leaves, -len(item.facts)


def _judged(finding: Finding, fact_of: dict[str, str]) -> tuple[str, ...]:
    """Return the rows that a finding is a verdict on: nobody is blamed for another's misprint.

    Sources that disagree, one number under two units, a set of shares and a list that closes speak of all
    their rows; a set that leaves a rest, of none. Where one cell explains what fails, of that cell; where a
    list exceeds its whole, of the parts; else of the figure that was checked.
    """
    if finding.named or finding.kind == "leaves_a_rest":
        return (finding.named,) if finding.named else ()
    closes = finding.kind == "consistent" and (".parts-" in finding.id or ".sum-of-" in finding.id)
    if closes or finding.id.endswith((".sources", ".unit")) or ".shares-" in finding.id:
        return finding.rows
    first = fact_of[finding.rows[0]]
    if ".parts-" in finding.id:
        return tuple(row for row in finding.rows if fact_of[row] != first)
    return finding.rows[:1]
