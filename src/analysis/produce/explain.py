"""What the command line prints of a single number."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import analysis
from analysis.errors import InputError
from analysis.present.explained import explained, named
from analysis.present.words import speaking, written
from analysis.produce.progress import json_text, table

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
            told = {key: written(item) for key, item in numbers.items()}
            rows = [{"name": key, "value": told[key], "basis": item.basis} for key, item in numbers.items()]
            return json_text(told) if as_json else table(rows)
        if name not in numbers:
            near = difflib.get_close_matches(name, numbers, 1, 0) or ["none"]
            raise InputError(
                f"{notebook} of {quarter} tells no number {name[:60]!r}: the nearest is {near[0]};"
                f" mali-trends explain {quarter} lists them all."
            )
        return _told(name, numbers[name], as_json)


def _told(name: str, item: Estimate, as_json: bool) -> str:
    from analysis.measure.change import plain_data

    lines = explained(item)
    if not as_json:
        return "".join(f"{label}: {text}{f' <{page}>' if page else ''}\n" for label, text, page in lines)
    more = {
        "inputs": [plain_data(part) for part in item.inputs],
        "pages": {text.split(": ")[0]: page for _, text, page in lines if page},
        "told": [[label, text] for label, text, _ in lines],
    }
    return json_text({"name": name, **plain_data(item), **more})
