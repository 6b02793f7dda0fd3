"""What the command line prints of the audit."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from analysis.errors import InputError
from analysis.measure.account import Account, accounts, outdated
from analysis.produce.progress import json_text, table
from analysis.quarter import Quarter


def audit_ledger(period: str = "") -> tuple[Account, ...]:
    """Return the findings on the ledger, of one period if it is named.

    Raises
    ------
    InputError
        If nothing was published on the period; the sentence lists those with figures.
    """
    return _of_period(accounts(), period)


def audit_file(path: Path, period: str = "") -> tuple[Account, ...]:
    """Return the findings on a file of claims; none of them has an explanation on record."""
    from analysis.measure.audit import audit
    from analysis.measure.reading import claims_from_file

    return _of_period(tuple(Account(finding, "") for finding in audit(claims_from_file(path))), period)


def _of_period(found: tuple[Account, ...], period: str) -> tuple[Account, ...]:
    if not period:
        return found
    known = list(dict.fromkeys(account.finding.period for account in found))
    wanted = period
    with contextlib.suppress(InputError):
        wanted = str(Quarter.parse(period))
    if wanted not in known:
        raise InputError(
            f"Nothing to audit for {period[:40]!r}: the periods with figures are {', '.join(known)}."
        )
    return tuple(account for account in found if account.finding.period == wanted)


def as_json(found: Sequence[Account]) -> str:
    """Return the findings as JSON, each with the reason on record."""
    return json_text([{**account.finding.record(), "reason": account.reason} for account in found])


def as_table(found: Sequence[Account]) -> str:
    """Return the findings that are not consistent as a table, and the count of all."""
    told = [account for account in found if account.finding.kind != "consistent"]
    rows = [
        {
            "class": account.finding.kind.replace("_", " "),
            "finding": account.finding.id,
            "arithmetic": account.finding.arithmetic,
            "what it means": account.reason or account.finding.suggestion,
        }
        for account in told
    ]
    held = len(found) - len(told)
    open_ = sum(account.open for account in found)
    summary = f"{len(found)} checks, {held} consistent, {open_} without an account\n"
    return table(rows) + summary


def wanting(found: Sequence[Account], *, whole: bool) -> str:
    """Name the findings without an explanation and the explanations without a finding; "" for none."""
    unexplained = [account.finding.id for account in found if account.open]
    old = list(outdated()) if whole else []
    parts = [f"no decision or explanation for {', '.join(unexplained)}"] if unexplained else []
    parts += [f"no finding any more for the explanation of {', '.join(old)}"] if old else []
    return "; ".join(parts)
