"""Style as data: presets of width and type, one colour for each group everywhere, one embedded font."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.style
from matplotlib.font_manager import fontManager

from analysis.present.labels import nearest

MM = 1 / 25.4
DPI = 300
_HERE = Path(__file__).parent
FONT = "Fira Sans Condensed"  # in `fonts`, with the letters of English, French and Bambara


@dataclass(frozen=True, slots=True)
class Preset:
    """How wide a figure is printed and how large its type is.

    Attributes
    ----------
    name : str
        Journal, or ``slide`` or ``web``, and columns where it has several.
    width_mm, points : float
        Width of the figure and size of its type, at final size.
    titled : bool
        Whether the finding stands above the figure and the sources below: in the text, for journals.
    height_mm : float
        The most that a figure may be high.
    exact : bool
        Whether it is always as high as that.
    """

    name: str
    width_mm: float
    points: float = 7
    titled: bool = False
    height_mm: float = 220
    exact: bool = False

    @property
    def scale(self) -> float:
        """Height and strokes against those of a figure in print."""
        return self.points / 7


_WIDTHS = {"nature-1": 89, "nature-1.5": 120, "nature-2": 183, "elsevier-1": 90, "elsevier-1.5": 140,
           "elsevier-2": 190}  # fmt: skip
PRESETS = {name: Preset(name, width) for name, width in _WIDTHS.items()} | {
    "slide": Preset("slide", 300, 14, titled=True, height_mm=168.75, exact=True),
    "web": Preset("web", 170, 8.5, titled=True),
}
DEFAULT = PRESETS["elsevier-1.5"]  # of notebooks, pages and the committed files

KINDS = {
    "perpetrators": ("jnim_is", "militias", "malian_forces", "signatory", "international", "unidentified"),
    "outcomes": ("killed", "injured", "abducted_disappeared", "illegally_detained"),
}
# Okabe and Ito's palette. A group keeps its colour in every figure and quarter, and its name stands by it.
COLOURS = {
    "jnim_is": "#D55E00", "militias": "#E69F00", "malian_forces": "#0072B2", "signatory": "#009E73",
    "international": "#56B4E9", "unidentified": "#C4C4C4",
    "killed": "#000000", "injured": "#7F7F7F", "abducted_disappeared": "#CC79A7",
    "illegally_detained": "#F0E442",
    "place": "#5B6C7D", "remainder": "#FFFFFF", "not_listed": "#FFFFFF",
}  # fmt: skip
ACCENT, PLAIN = COLOURS["jnim_is"], COLOURS["place"]  # what stands out, and all else
INK, QUIET, SHADE = "#1A1A1A", "#6B6B6B", "#EDEDED"
DASH = (0, (3, 2))
VEIL: Any = {"boxstyle": "square,pad=0.05", "facecolor": "white", "alpha": 0.6, "linewidth": 0}  # under type
# A marker for each thing counted, so that a change of definition shows without colour.
MARKERS = {"violations_all": "s", "civilians_harmed": "o", "civilians_harmed_or_detained": "P",
           "violations_by_outcome": "^", "deaths": "s", "civilians_killed": "o"}  # fmt: skip


def preset(journal: str = "", columns: str | float = "") -> Preset:
    """Return a preset by journal and columns; the default for none.

    Raises
    ------
    InputError
        For one that is not there.

    Examples
    --------
    >>> preset("nature", "1").width_mm, preset("web").titled
    (89, True)
    """
    if not journal:
        return DEFAULT
    wide = f"{columns:g}" if isinstance(columns, float) else columns or 1
    name = journal if journal in PRESETS else f"{journal}-{wide}"
    if name not in PRESETS:
        raise nearest(name, PRESETS, "preset")
    return PRESETS[name]


@contextlib.contextmanager
def context(wanted: Preset | None) -> Iterator[None]:
    """Draw at a preset inside the block and leave the reader's own settings alone; None draws at these."""
    fonts()
    with matplotlib.style.context(settings(wanted) if wanted else {}, after_reset=wanted is not None):
        yield


def settings(wanted: Preset) -> dict[Any, Any]:
    """Return matplotlib's settings for a preset: those of ``print.mplstyle``, for 7 points, to its scale."""
    known: dict[Any, Any] = dict(
        mpl.rc_params_from_file(_HERE / "print.mplstyle", use_default_template=False)
    )
    sizes = {name: value * wanted.scale for name, value in known.items() if isinstance(value, float)}
    return known | sizes | {"figure.dpi": DPI, "savefig.dpi": DPI, "font.family": FONT}


@functools.cache
def fonts() -> list[Path]:
    """Return the files of the embedded font, bold and regular, and make them known to matplotlib."""
    found = sorted((_HERE / "fonts").glob("*.ttf"))
    for file in found:
        fontManager.addfont(file)
        fontManager.ttflist.insert(0, fontManager.ttflist.pop())  # before one of the machine's own
    return found


def size(share: float = 1.0, name: str = "font.size") -> float:
    """Return a share of a size in force: of the preset's type, or the reader's, or of another setting."""
    return share * float(mpl.rcParams[name])  # type: ignore[index]


def mark(share: float) -> float:
    """Return a size of markers, against that of the figure's own lines."""
    return size(share, "lines.markersize")


def stroke(share: float) -> float:
    """Return a width of lines, against that of the figure's own."""
    return size(share, "lines.linewidth")
