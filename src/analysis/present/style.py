"""Style as data: one colour and one second channel for each group, everywhere; sizes in millimetres."""

from __future__ import annotations

from typing import Any

MM = 1 / 25.4

WIDTH_MM = 140.0
DPI = 300

# Okabe and Ito's palette. A group keeps its colour in every figure and quarter.
COLOURS = {
    "jnim_is": "#D55E00",
    "militias": "#E69F00",
    "malian_forces": "#0072B2",
    "signatory": "#009E73",
    "international": "#56B4E9",
    "unidentified": "#C4C4C4",
    "killed": "#000000",
    "injured": "#7F7F7F",
    "abducted_disappeared": "#CC79A7",
    "illegally_detained": "#F0E442",
    "remainder": "#FFFFFF",
    "place": "#5B6C7D",
}
# Outcomes of the audit: holds, with a remark, does not hold, not checkable; colour and hatch.
OUTCOMES = (("#56B4E9", ""), ("#F0E442", ""), ("#D55E00", "////"), ("#FFFFFF", "...."))
INK = "#1A1A1A"
QUIET = "#6B6B6B"

# A marker for each thing counted, so that a change of definition shows without colour.
MARKERS = {
    "violations_all": "s",
    "civilians_harmed": "o",
    "civilians_harmed_or_detained": "P",
    "violations_by_outcome": "^",
    "deaths": "s",
    "civilians_killed": "o",
}

RC: dict[Any, Any] = {
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "font.family": "DejaVu Sans",
    "font.size": 7,
    "axes.titlesize": 8,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 7,
    "xtick.labelsize": 6.5,
    "ytick.labelsize": 7,
    "axes.linewidth": 0.6,
    "lines.linewidth": 1.0,
    "lines.markersize": 4,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "hatch.linewidth": 0.4,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "mali-trends",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def colour(group: str, parent: str = "") -> str:
    """Return the fixed colour of a group, that of its parent for a part of one."""
    return COLOURS.get(group) or COLOURS.get(parent) or COLOURS["place"]
