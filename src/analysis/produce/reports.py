"""What the command line prints of the record: quarters, findings of the audit, tables and JSON."""

from __future__ import annotations

import contextlib
import json
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.produce.due import quick
from analysis.quarter import Quarter


def json_text(content: object) -> str:
    """Return content as the JSON that commands print."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def table(rows: Sequence[Mapping[str, str]], width: int = 160) -> str:
    """Return rows as a plain aligned table whose last column is folded; "" for none.

    Examples
    --------
    >>> print(table([{"a_b": "x", "c": "one"}, {"a_b": "long", "c": "two"}]), end="")
    a b   c
    x     one
    long  two
    """
    lines = (
        [[name.replace("_", " ") for name in rows[0]], *(list(row.values()) for row in rows)] if rows else []
    )
    sizes = [max(map(len, column)) for column in zip(*lines, strict=True)][:-1]
    before = sum(sizes) + 2 * len(sizes)
    text = ""
    for line in lines:
        head = "".join(cell.ljust(size + 2) for cell, size in zip(line, sizes, strict=False))
        folded = textwrap.wrap(line[-1], max(width - before, 40)) or [""]
        text += "".join(
            f"{head if n == 0 else ' ' * before}{part}".rstrip() + "\n" for n, part in enumerate(folded)
        )
    return text


def quarters(*, as_json: bool, every: bool) -> str:
    """Return the quarters with figures and what each has, as JSON or as a table."""

    def work() -> Any:
        from analysis.measure.coverage import all_quarters, coverage, known_quarters
        from analysis.record.ledger import facts

        return coverage(facts(), all_quarters() if every else known_quarters())

    rows = quick(f"quarters {every}", work)
    shown = [{key: _shown(value) for key, value in row.items() if key != "label"} for row in rows]
    return json_text(rows) if as_json else table(shown)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return " ".join(value) or "-"
    return {True: "yes", False: "-"}[value] if isinstance(value, bool) else str(value)


def audit(period: str, file: Path | None, *, as_json: bool) -> tuple[str, str]:
    """Return the findings on the ledger or on a file of claims as text, and what wants an explanation.

    Raises
    ------
    InputError
        If nothing was published on the period; the sentence lists those with figures.
    """
    found, old = quick("audit", _ledger) if file is None else (_claims(file), [])
    known = list(dict.fromkeys(one["period"] for one in found))
    with contextlib.suppress(InputError):
        period = str(Quarter.parse(period))
    if period and period not in known:
        raise InputError(
            f"Nothing to audit for {period[:40]!r}: the periods with figures are {', '.join(known)}."
        )
    found = [one for one in found if period in ("", one["period"])]
    unexplained = [one["id"] for one in found if one["open"]]
    parts = [f"no decision or explanation for {', '.join(unexplained)}"] if unexplained else []
    parts += [f"no finding any more for the explanation of {', '.join(old)}"] if old and not period else []
    return json_text(_records(found)) if as_json else _as_table(found), "; ".join(parts)


def _records(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in one.items() if key not in ("open", "suggestion")} for one in found]


def _ledger() -> tuple[list[dict[str, Any]], list[str]]:
    from analysis.measure.account import accounts, outdated

    return [_finding(one.finding, one.reason, one.open) for one in accounts()], list(outdated())


def _claims(file: Path) -> list[dict[str, Any]]:
    from analysis.measure.account import Account
    from analysis.measure.audit import audit as findings
    from analysis.measure.reading import claims_from_file

    accounts = [Account(finding, "") for finding in findings(claims_from_file(file))]
    return [_finding(one.finding, one.reason, one.open) for one in accounts]


def _finding(finding: Any, reason: str, wanting: bool) -> dict[str, Any]:
    return {**finding.record(), "reason": reason, "open": wanting, "suggestion": finding.suggestion}


def _as_table(found: Sequence[Mapping[str, Any]]) -> str:
    told = [one for one in found if one["class"] != "consistent"]
    rows = [{"class": one["class"].replace("_", " "), "finding": one["id"], "arithmetic": one["arithmetic"],
             "what it means": one["reason"] or one["suggestion"]} for one in told]  # fmt: skip
    wanting = sum(one["open"] for one in found)
    return (
        table(rows)
        + f"{len(found)} checks, {len(found) - len(told)} consistent, {wanting} without an account\n"
    )
