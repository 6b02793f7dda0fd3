"""What the record says of a figure, in the language spoken: reasons and arithmetic, their numbers open."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analysis.measure.estimate import Estimate
from analysis.present.words import labels, language, marked, number, rule_text, say
from analysis.record.definitions import definitions
from analysis.record.ledger import ledger
from analysis.record.store import home, read_yaml
from analysis.record.trace import kept, query

if TYPE_CHECKING:
    from pathlib import Path

# Words in lines of arithmetic, as the measures and the audit write them; ``arithmetic-...`` in catalogues.
WORDS = (
    "earlier changes were falls at least as large", "earlier changes were rises at least as large",
    "coverage later / coverage earlier", "within rounding", "no whole number fits", "any base would fit",
    "not listed", "more than", "at least", "at most", "to reach", "would fit", "on no list", "sum over",
    "mean of", "dispersion", "Friedman F", "incidents", "quarters", "sources", "printed", "against",
    "counts", "missing", "nearly", "models", "about", "years", "mean", "from", "some", "not", "and", "of",
    "to", "SE", "x",
)  # fmt: skip
_SIGNS = {":": "colon", ";": "semicolon"}
_PLAIN = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)( %)?(?!\w)")  # in arithmetic
_WRITTEN = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:[,\u202f]\d{3})+|\d+)(?:[.,]\d+)?(?!\w)")  # in sentences
_YEAR = re.compile(r"(?:19|20)\d\d")


def reason_told(reason: str, *estimates: Estimate) -> str:
    """Give the reason of a decision, or what a finding means, in the language spoken.

    Parameters
    ----------
    reason : str
        In English, as `analysis.record.ledger` has it.
    *estimates : Estimate
        What it judges, and the figures it names: each number leads to the one of its value, or else
        to the first; years lead nowhere.

    Examples
    --------
    >>> reason_told("7 rounds the 7.05 that another page prints from the note.")
    '7 rounds the 7.05 that another page prints from the note.'
    """
    text = reason if language() == "en" else _reasons(home(), language()).get(reason, reason)
    return _WRITTEN.sub(lambda match: _open(match[0], match[0], estimates), text)


def arithmetic(line: str, *estimates: Estimate) -> str:
    """Write a line of arithmetic in the language spoken: its words, rules, units and numbers.

    Examples
    --------
    >>> from analysis.present.words import speaking
    >>> with speaking("fr"):
    ...     arithmetic("100 x 31 / 527 = 5.88, printed about 6")
    '100 × 31 / 527 = 5,88, imprimé environ 6'
    """
    names = {rule: rule_text(rule) for rule in definitions()["rules"]} | labels("units", "unit")
    known = sorted([*names, *WORDS], key=len, reverse=True)
    token = re.compile(rf"{_PLAIN.pattern}|\b(?:{'|'.join(map(re.escape, known))})\b|[:;](?= )")

    def told(match: re.Match[str]) -> str:
        if match[1]:
            text = number(Decimal(match[1]))
            return _open(match[1], say("percent", number=text) if match[2] else text, estimates)
        word = match[0]
        return names.get(word) or say(f"arithmetic-{_SIGNS.get(word) or slug(word)}")

    return token.sub(told, line)


def slug(words: str) -> str:
    """Return the name of a word of arithmetic in the catalogue."""
    return "-".join(re.findall(r"\w+", words))


def _open(digits: str, text: str, estimates: tuple[Estimate, ...]) -> str:
    """Mark a number with the estimate of its value."""
    if not estimates:
        return text
    plain = digits.replace("\u202f", "").replace(",", "" if language() == "en" else ".")
    same = [item for item in estimates if item.value is not None and abs(item.value) == Decimal(plain)]
    if not same and _YEAR.fullmatch(digits):
        return text
    return marked(same[0] if same else estimates[0], text)


@query
def printed_rows(rows: tuple[str, ...]) -> list[Estimate]:
    """Return what rows of the ledger print, each as an estimate."""
    known = _ledger_rows(home())
    return [known[row] for row in rows]


@kept
def _ledger_rows(_folder: Path) -> dict[str, Estimate]:
    rows: Any = ledger().itertuples()
    return {
        row.figure_id: Estimate(
            measure=row.what, value=row.value, unit=row.unit, inclusion=row.inclusion, group=row.group,
            period=row.period, comparator=row.compared_with, qualifier=row.qualifier,
            sources=(row.figure_id,), notes=tuple(row.notes),
        )
        for row in rows
    }  # fmt: skip


@kept
def _reasons(_folder: Path, language: str) -> dict[str, str]:
    entries = [entry for part in read_yaml("minusma/decisions").values() for entry in part]
    return {entry["reason"]: entry[f"reason_{language}"] for entry in entries}
