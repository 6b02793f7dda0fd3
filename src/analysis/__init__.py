"""Quarterly trends in human rights violations and abuses in Mali, from published figures and event data.

The few names that notebooks use are here; each is loaded when it is first asked for.

Examples
--------
>>> import analysis
>>> analysis.Quarter.parse("T2 2021").label("en")
'April to June 2021'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.measure.estimate import Estimate as Estimate
    from analysis.measure.published import find as find
    from analysis.present.annex import annex_lists as annex_lists
    from analysis.present.gallery import figures as figures
    from analysis.present.methods import methods as methods
    from analysis.present.note import quarterly_note as quarterly_note
    from analysis.present.perpetrators import perpetrators as perpetrators
    from analysis.present.places import places as places
    from analysis.present.sources_compared import sources_compared as sources_compared
    from analysis.present.trends import trends as trends
    from analysis.present.verdicts import claims_audit as claims_audit
    from analysis.quarter import Quarter as Quarter
    from analysis.record.ledger import facts as facts
    from analysis.record.ledger import ledger as ledger

# The notebooks that make up the pages of a quarter, in the order of their links; the first is its index.
NOTEBOOKS = (
    "quarterly_note", "trends", "perpetrators", "places", "sources_compared", "claims_audit", "methods",
)  # fmt: skip

_PUBLIC = {
    "Estimate": "measure.estimate",
    "Quarter": "quarter",
    "annex_lists": "present.annex",
    "claims_audit": "present.verdicts",
    "facts": "record.ledger",
    "figures": "present.gallery",
    "find": "measure.published",
    "ledger": "record.ledger",
    "methods": "present.methods",
    "perpetrators": "present.perpetrators",
    "places": "present.places",
    "quarterly_note": "present.note",
    "sources_compared": "present.sources_compared",
    "trends": "present.trends",
}

__all__ = [
    "Estimate",
    "Quarter",
    "annex_lists",
    "claims_audit",
    "facts",
    "figures",
    "find",
    "ledger",
    "methods",
    "perpetrators",
    "places",
    "quarterly_note",
    "sources_compared",
    "trends",
]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(f"analysis.{_PUBLIC[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
