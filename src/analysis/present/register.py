"""The register: every number that a notebook tells, with all that is needed to quote it and to check it."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.measure.estimate import Estimate
from analysis.present.labels import label, language, note_text, span, unit_label
from analysis.present.speech import told, write
from analysis.present.verdicts import arithmetic
from analysis.record.cells import about
from analysis.record.ledger import ledger
from analysis.record.store import home, read_table

_numbers: dict[str, int] = {}  # key: number of its note


def clear() -> None:
    """Begin a register anew."""
    _numbers.clear()


def number(key: str) -> int:
    """Return the number of a note; a new one where the key has none."""
    return _numbers.setdefault(key, len(_numbers) + 1)


def registered() -> dict[int, Estimate]:
    """Return the estimates that were told, by the number of their note."""
    return {place: told[key] for key, place in _numbers.items()}


def entries() -> tuple[list[str], list[dict[str, Any]]]:
    """Return the register as lines of Markdown and as records for programs, in the order of first mention."""
    lines, records, names = [], [], Counter[str]()
    for place, item in registered().items():
        names[name := _name(item)] += 1
        unique, text = name if names[name] == 1 else f"{name}~{names[name]}", explained(item)
        lines.append(f'{place}. <a id="n{place}"></a>{text}')
        records.append({"n": place, "name": unique, **record(item), "text": text})
    return lines, records


def _name(item: Estimate) -> str:
    words = (*item.measure.split("/"), item.group if item.group != item.measure else "")
    return ".".join(filter(None, words)) + f"@{item.period}" * bool(item.period)


def record(item: Estimate) -> dict[str, Any]:
    """Return an estimate as plain data: numbers as they are written exactly, inputs by name."""
    plain = {field.name: getattr(item, field.name) for field in fields(item)}
    plain["inputs"] = [f"{_name(part)} = {part.value}" for part in item.inputs]
    return dict(json.loads(json.dumps(plain, default=str)))


def explained(item: Estimate) -> str:
    """Say of an estimate, in one line of Markdown, all that is needed to quote it and to check it.

    Examples
    --------
    >>> from analysis.measure.published import find
    >>> from analysis.record.ledger import facts
    >>> print(explained(find(facts(), "2021Q2", "killed"))[:100])
    **at least 160**: killed, April to June 2021. Counts: civilians killed. Basis: published, as public
    """
    about = (item.name_full, item.span, item.place if item.place != "Mali" else "")
    head = label(":", f"**{write(item)}**", ", ".join(filter(None, about)))
    return ". ".join(part.rstrip(".") for part in [head, *_facts(item)]) + "."


def _facts(item: Estimate) -> list[str]:
    ends = write(item, "range bare") if (item.low, item.high) != (None, None) else ""
    if ends and item.low is None and item.unit == "persons":  # the source gives a high estimate alone
        ends = label("at most", write(item, "high bare"))
    used = [f"{write(part)}, {part.name_full}, {part.span}" for part in item.inputs if part.stated]
    audit = (item.verdict, item.remark) if item.basis == "published" else ()
    told = {
        "counts": item.counted or unit_label(item.unit), "range": ends, "comparator": span(item.comparator),
        "basis": label(f"basis-{item.basis}"), "formula": arithmetic(item.formula),
        "input": label(";").join(used), "warning": " ".join(map(note_text, item.notes)),
        "audit": ". ".join(filter(None, audit)), "source": printed(item.sources),
    }  # fmt: skip
    return [label(":", label(f"explain-{name}"), text) for name, text in told.items() if text]


def printed(sources: tuple[str, ...]) -> str:
    """Name the pages that print the rows of the ledger, each once with its rows, and data sets."""
    pages, links = defaultdict[str, list[str]](list), page_links()
    for source in sources:
        page = links.get(source)
        pages[page or _data_set(source)].append(source if page else "")
    told = (f"{page} ({' '.join(rows)})" if any(rows) else page for page, rows in pages.items())
    return label(";").join(told)


def _data_set(name: str) -> str:
    with suppress(InputError):
        found = about(name, home() / "data")
        return " ".join(filter(None, (found["title"], found.get("version"), f"({name})")))
    return name


def dated(text: str) -> str:
    """Write the date of a page in words: "2021-08-30", "2021-08/09", "accessed 2020-08-07".

    Examples
    --------
    >>> dated("2021-08-30"), dated("2021-08/09"), dated("2020-05 (not printed)")
    ('30 August 2021', 'August to September 2021', 'May 2020')
    """
    ((first, last),) = re.findall(r"(\d{4}[-\d]*)(?:/(\d\d))?", text)[:1]
    return span(f"{first}..{first[:-2]}{last}" if last else first)


def page_links() -> dict[str, str]:
    """Return a link to each page, by its id and by those of the rows of the ledger that it prints."""
    return _page_links(home(), language())


@functools.cache
def _page_links(_folder: Path, _language: str) -> dict[str, str]:
    pages = read_table("sources").set_index("source_id")
    titles = (pages.publisher + ", " + pages.date.map(dated)).str.replace(r"([\[\]])", r"\\\1", regex=True)
    links = dict("[" + titles + "](" + pages.url + ")")
    rows = ledger().set_index("figure_id").source_id
    return links | rows.map(links).to_dict()
