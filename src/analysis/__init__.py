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
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.measure.baseline import mission_change as mission_change
    from analysis.measure.change import change_between as change_between
    from analysis.measure.estimate import Estimate as Estimate
    from analysis.measure.estimate import change as change
    from analysis.measure.incidents import incidents_of as incidents_of
    from analysis.measure.published import find as find
    from analysis.measure.shares import shares as shares
    from analysis.present.events import Events as Events
    from analysis.present.history import partings as partings
    from analysis.present.history import timeline as timeline
    from analysis.present.labels import either as either
    from analysis.present.labels import span as span
    from analysis.present.note import Note as Note
    from analysis.present.tell import listed as listed
    from analysis.present.tell import numbers as numbers
    from analysis.present.tell import speak as speak
    from analysis.present.tell import table as table
    from analysis.present.tell import tell as tell
    from analysis.present.verdicts import audit as audit
    from analysis.quarter import Quarter as Quarter
    from analysis.record.frames import events as events
    from analysis.record.frames import ucdp as ucdp
    from analysis.record.ledger import facts as facts
    from analysis.record.ledger import ledger as ledger
    from analysis.record.store import home as home

_PUBLIC = {
    "ucdp": "record.frames",
    "timeline": "present.history",
    "partings": "present.history",
    "mission_change": "measure.baseline",
    "incidents_of": "measure.incidents",
    "home": "record.store",
    "events": "record.frames",
    "either": "present.labels",
    "change_between": "measure.change",
    "Estimate": "measure.estimate",
    "Events": "present.events",
    "Note": "present.note",
    "Quarter": "quarter",
    "audit": "present.verdicts",
    "change": "measure.estimate",
    "facts": "record.ledger",
    "figures": "present.figures",
    "find": "measure.published",
    "ledger": "record.ledger",
    "like_for_like": "present.note",
    "listed": "present.tell",
    "numbers": "present.tell",
    "shares": "measure.shares",
    "span": "present.labels",
    "speak": "present.tell",
    "table": "present.tell",
    "tell": "present.tell",
}
__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(f"analysis.{_PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
