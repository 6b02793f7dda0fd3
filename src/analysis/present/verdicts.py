"""What the audit means for a reader: a verdict on each figure, and every check as a table."""

import re
from collections import Counter
from typing import Any

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measure import published
from analysis.measure.account import about, accounts
from analysis.measure.estimate import Estimate, exact
from analysis.measure.findings import SEVERITY, Finding
from analysis.present.labels import label, number, reason_text, rule_noun, rule_text, unit_label
from analysis.quarter import Quarter
from analysis.record.ledger import definitions, facts, ledger
from analysis.record.store import read_once

# by class; what is not comparable or cannot be checked stands apart from how grave it is
WEIGHT = {kind: {"ok": "holds", "error": "fails"}.get(grave, "remark") for kind, grave in SEVERITY.items()}
WEIGHT |= {"different_inclusion": "apart", "not_checkable": "open"}
COLUMNS = ("period", "what", "figure", "verdict", "class", "outcome", "arithmetic", "reason", "rows", "id")
_TOKEN = re.compile(r"\[(\w+)\]|(?<![\w.])(\d+(?:\.\d+)?)(?!\w)")


def verdict(estimate: Estimate) -> tuple[str, str]:
    """Return the verdict on a published figure and why: the arithmetic, or what the record says.

    Returns
    -------
    kind : str
        ``holds``, ``remark``, ``fails``, ``apart`` (not comparable), ``open`` (not checkable), or
        ``undecided`` where sources disagree and the decision between them is open.
    why : str
        In the language spoken; "" for ``open``.

    Examples
    --------
    >>> from analysis.measure.published import find
    >>> verdict(find(facts(), "2021Q2", "victims"))
    ('holds', '160 + 220 + 147 = 527')
    """
    found = about(estimate)
    found = [item for item in found if not _weakness(item)] or found
    kind, open_ = _kind(found[0]) if found else "open", _record()[0]
    undecided = [open_[row] for row in estimate.sources if row in open_]
    if undecided and kind not in ("fails", "apart"):
        return "undecided", reason_text(undecided[0])
    if kind == "holds":
        return kind, arithmetic(found[0].arithmetic)
    return kind, _meaning(found[0]) if found else ""


def _kind(item: Finding) -> str:
    kind = WEIGHT[item.kind]
    open_ = kind == "remark" and _record()[0].keys() & {*item.rows}
    return "undecided" if open_ else "remark" if _weakness(item) else kind


def passed_over(estimate: Estimate) -> bool:
    """Whether only rows print a figure in place of which a decision uses another."""
    return bool(estimate.sources) and _record()[1].issuperset(estimate.sources)


@read_once
def _record() -> tuple[dict[str, str], frozenset[str], dict[str, str]]:
    """Return why a decision on rows is open, the rows passed over, and what is not comparable, with why."""
    table = facts()
    rows: Any = table[table.status.eq("open")].itertuples()
    open_ = {name: row.reason for row in rows for name in (*row.rows, *row.passed_over)}
    unlike = {item.id.rpartition(".")[0]: item.reason for item in accounts() if "different" in item.kind}
    return open_, frozenset(table.passed_over[table.status.ne("open")].explode()), unlike


def _weakness(item: Finding) -> str:
    """Say why what holds is no evidence: a value that is not used makes it so, or its sides are not alike."""
    _, over, unlike = _record()
    read = [{claim.id for claim in claims} for claims in item.readings]
    why = label("passed-over") if any(ids <= over for ids in read) else unlike.get(item.id, "")
    return why * (item.kind == "consistent")


def _meaning(item: Finding) -> str:
    return reason_text(item.reason or _weakness(item)) or ("" if item.settled else label("unexplained"))


def arithmetic(line: str) -> str:
    """Write a line of arithmetic the reader's way; a unit or rule in brackets by its name.

    Examples
    --------
    >>> arithmetic("100 x (1277 - 584) / 584 = 118.66 ≠ 54"), arithmetic("467 [victims] (F258)")
    ('100 × (1,277 − 584) / 584 = 118.66 ≠ 54', '467 (victims) (F258)')
    """
    codes = [code for code, _ in _TOKEN.findall(line) if code]
    names = {code: rule_noun(code) if code in definitions()["rules"] else unit_label(code) for code in codes}
    if len({*names.values()}) < len(names):  # in few words both would be the same
        names = {code: rule_text(code) for code in codes}
    line = line.replace(" x ", " × ").replace("; ", label(";"))
    line = re.sub(r"(?<= )-(?= )|(?<![\w-])-(?=\d)", "−", line)
    return _TOKEN.sub(lambda found: f"({names[found[1]]})" if found[1] else number(exact(found[2])), line)


def audit(period: str | Quarter = "") -> pd.DataFrame:
    """Return every check of the published figures on a period, or on all periods.

    Parameters
    ----------
    period : str or Quarter
        Quarter, half-year, year or window, as the ledger names it: ``2021Q2``, ``2021H2``, ``2022``.

    Returns
    -------
    pandas.DataFrame
        One row a check, in the order of publication: ``period``; ``what`` was checked, in words;
        ``figure``, the estimate as printed; ``verdict`` (see `verdict`) and ``class``, and both in words
        as ``outcome``; ``arithmetic`` in signs; ``reason``, what the record says of it; ``rows`` of the
        ledger; ``id``. Empty for a quarter on which nothing was published.

    Raises
    ------
    InputError
        For a period that is none; it names the nearest.

    Examples
    --------
    >>> int(audit("2021Q2").verdict.eq("holds").sum())
    22
    """
    known, wanted = list(dict.fromkeys(ledger().period)), str(period)
    if wanted and wanted not in known:
        try:
            wanted = str(Quarter.parse(wanted))
        except InputError:
            raise nearest(period, known, "period of the ledger") from None
    return pd.DataFrame([_check(item) for item in accounts(wanted)], columns=[*COLUMNS])


@read_once
def _printed() -> dict[str, Estimate]:
    """Return the published figure of each row of the ledger: of the value in use with all that print it."""
    found = {str(row.figure_id): published.as_printed(row) for row in ledger().itertuples()}
    used = map(published.as_published, map(published.as_estimate, facts().itertuples()))
    return found | {row: item for item in used for row in item.sources}


def _judges(item: Finding) -> Estimate | None:
    """Return the figure that a check judges; None of one that judges a whole list."""
    figure = _printed()[item.named or item.rows[0]]
    known = about(figure)
    return figure if item in known or (_kind(item) == "open" and not known) else None


def _check(item: Finding) -> tuple[object, ...]:
    """Show a check beside the figure that it judges; one that judges a whole list, beside none."""
    kind, figure = _kind(item), _printed()[item.named or item.rows[0]]
    word, sort = label(f"verdict-{kind}"), label(f"class-{item.kind}")
    told = label(":", word, sort) if kind in ("remark", "undecided") else f"{word[0]} {sort}"
    rows = " ".join(item.rows[:6]) + " …" * (len(item.rows) > 6)
    others = f" (+ {label('and so on')})" * (".shares" in item.id)  # a list is judged as a whole
    return (item.period, figure.name_full + others, _judges(item) or "", kind, item.kind, told,
            arithmetic(item.arithmetic), _meaning(item), rows, item.id)  # fmt: skip


def checks_made(period: str) -> dict[str, Estimate]:
    """Return how many published figures of a period were checked, each by its gravest; gaps for none.

    ``all`` of them, ``holds``, ``remarks``, ``undecided``, ``wrong`` (do not hold), ``apart`` (compare what
    is not comparable), and ``fails``, which are these two together; beside them ``open``, which could not be.
    """
    count = Counter(verdict(figure)[0] for figure in {*map(_judges, accounts(period))} if figure is not None)
    used: Any = published.rows_of(facts(), period).itertuples()  # of which each is marked in a note's table
    if marks := [verdict(published.as_published(published.as_estimate(row)))[0] for row in used]:
        count["open"] = marks.count("open")
    same = {name: {name} for name in ("holds", "undecided", "apart", "open")}
    parts = {"all": {*count} - {"open"}, "remarks": {"remark"}, "wrong": {"fails"}}
    parts |= {"fails": {"fails", "apart"}, **same}
    about: dict[str, Any] = {"measure": "checks", "unit": "checks", "period": period, "basis": "computed"}
    about |= {"sources": ("data/minusma/figures.csv",), "status": "stated" if count else "undefined"}
    sums = {name: exact(sum(count[one] for one in kinds)) if count else None for name, kinds in parts.items()}
    return {name: Estimate(value=n, group=name * (name != "all"), **about) for name, n in sums.items()}
