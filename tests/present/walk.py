"""Walk what a reader sees and find numbers that lead to no estimate."""

import inspect
import re

from analysis.measure.estimate import Estimate
from analysis.present.display import Narrative, Prose, Shown
from analysis.record.store import home, read_table

# What may have digits and is no number: dates, periods, ids, document symbols, versions, addresses.
_MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
NO_NUMBERS = re.compile(
    r"https?://[^\s)\"]+|`[^`]+`|S/(?:RES/)?\d[\d/]*(?: \(\d{4}\))?|\bF\d{3,}\b"
    r"|\b\d{4}-\d{2}(?:-\d{2})?(?:/\d{2})?\b"
    r"|\b\d{4}[QHTS]\d\b|\b[QT]\d \d{4}\b|\b(?:19|20)\d{2}\b|CC BY \d\.\d"
    r"|(?:version|Candidate|UCDP) \d+(?:\.\d+)*"
    rf"|\b\d{{1,2}}(?:er)?(?:[–-]\d{{1,2}})?(?: (?:to|au|et) \d{{1,2}})? (?:{_MONTH})\b|\bG5\b"
)


def citations() -> list[str]:
    """Return the titles and citations of data, which are quoted as they are."""
    import json

    told = [json.loads(path.read_text("utf-8")) for path in (home() / "data" / "events").glob("*.json")]
    quoted = [str(entry.get(name, "")) for entry in told for name in ("title", "citation")]
    quoted += list(read_table("overlaps").source) + list(read_table("sources").title)
    quoted += [*read_table("sources").publisher, *read_table("sources").date, *read_table("figures").category]
    return sorted({text for text in quoted if len(text) > 7}, key=len, reverse=True)


def unopened(shown: Shown) -> list[str]:
    """Return the digits in a text or table that no estimate stands behind, each with what is around it."""
    text = shown.text
    for start, stop, _ in shown.numbers:
        text = text[:start] + "·" * (stop - start) + text[stop:]
    if not isinstance(shown, Prose):
        text = re.sub(r"<[^>]*>|&#?\w+;", lambda tag: " " * len(tag[0]), text)
    for quoted in citations():
        text = text.replace(quoted, "·" * len(quoted))
    text = NO_NUMBERS.sub(lambda match: "·" * len(match[0]), text)
    return [text[max(0, found.start() - 40) : found.end() + 20] for found in re.finditer(r"\d+", text)]


def cells(narrative: Narrative) -> dict[str, Shown]:
    """Return what each method of a narrative shows, figures apart."""
    found = {}
    for name, method in inspect.getmembers(narrative, callable):
        if name.startswith("_") or name == "section" or name.endswith("_figure"):
            continue
        shown = method()
        if isinstance(shown, Shown):
            found[name] = shown
    return found


def estimates(narrative: Narrative) -> set[Estimate]:
    """Return every estimate that a narrative shows."""
    return {item for shown in cells(narrative).values() for *_, item in shown.numbers}
