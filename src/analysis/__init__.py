"""Quarterly trends in human rights violations and abuses in Mali, from published figures and event data.

What a notebook or a console needs is here; each name is loaded when it is first asked for.

Examples
--------
>>> import analysis
>>> note = analysis.Note("2021Q2")
>>> note["killed"], float(note["killed"])
(<killed 2021Q2: 160 victims, published>, 160.0)
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from analysis.errors import nearest

_MODULES = {  # where the public names are defined
    "measure.change": "change_between",
    "measure.estimate": "Estimate change",
    "measure.published": "find",
    "measure.shares": "shares",
    "present.events": "Events",
    "present.figures": "figures",
    "present.labels": "span",
    "present.note": "Note",
    "present.tell": "listed numbers speak table tell",
    "present.verdicts": "audit",
    "quarter": "Quarter",
    "record.frames": "events published ucdp",
    "record.ledger": "facts ledger",
}
_PUBLIC = {name: module for module, names in _MODULES.items() for name in names.split()}
__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(f"analysis.{_PUBLIC[name]}"), name)
    raise AttributeError(nearest(name, __all__, "name of this package"))


def __dir__() -> list[str]:
    return list(__all__)
