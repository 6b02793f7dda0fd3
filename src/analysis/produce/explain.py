"""What the command line prints of a single number."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING

import analysis
from analysis.errors import InputError
from analysis.present.explained import explained, named
from analysis.present.words import speaking, written

if TYPE_CHECKING:
    from analysis.measure.estimate import Estimate


def explain(quarter: str, name: str, notebook: str, language: str, *, as_json: bool) -> str:
    """Return what there is to say of a number of a notebook; without a name, the names there are.

    Raises
    ------
    InputError
        For a quarter, notebook, language or name that is none; the sentence gives the nearest name.
    """
    numbers = named(getattr(analysis, notebook)(quarter, language=language))
    with speaking(language):
        if not name:
            return _json({key: written(item) for key, item in numbers.items()}) if as_json else _list(numbers)
        if name not in numbers:
            near = difflib.get_close_matches(name, numbers, 1, 0) or ["none"]
            raise InputError(
                f"{notebook} of {quarter} tells no number {name[:60]!r}: the nearest is {near[0]};"
                f" mali-trends explain {quarter} lists them all."
            )
        return _told(name, numbers[name], as_json)


def _list(numbers: dict[str, Estimate]) -> str:
    from analysis.produce.progress import table

    rows = [{"name": name, "value": written(item), "basis": item.basis} for name, item in numbers.items()]
    return table(rows) if rows else ""


def _told(name: str, item: Estimate, as_json: bool) -> str:
    from analysis.measure.change import plain_data

    lines = explained(item)
    if not as_json:
        return "".join(f"{label}: {text}{f' <{page}>' if page else ''}\n" for label, text, page in lines)
    pages = {text.split(": ")[0]: page for _, text, page in lines if page}
    inputs = [plain_data(part) for part in item.inputs]
    return _json({"name": name, **plain_data(item), "inputs": inputs, "pages": pages,
                  "told": [[label, text] for label, text, _ in lines]})  # fmt: skip


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
