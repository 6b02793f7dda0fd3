"""Style as data: presets of width and type, one look for each group everywhere, one embedded font."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import tempfile
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.record.store import home

MM = 1 / 25.4
DPI = 300


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
    """

    name: str
    width_mm: float
    points: float = 7
    titled: bool = False
    height_mm: float = 220

    @property
    def scale(self) -> float:
        """Height and strokes against those of a figure in print."""
        return self.points / 7


PRESETS = {
    preset.name: preset
    for preset in (
        Preset("nature-1", 89),
        Preset("nature-1.5", 120),
        Preset("nature-2", 183),
        Preset("elsevier-1", 90),
        Preset("elsevier-1.5", 140),
        Preset("elsevier-2", 190),
        Preset("slide", 300, 12, titled=True, height_mm=169),
        Preset("web", 170, 8.5, titled=True),
    )
}
DEFAULT = PRESETS["elsevier-1.5"]  # of notebooks, pages and the committed files
_preset: ContextVar[Preset] = ContextVar("preset", default=DEFAULT)


@dataclass(frozen=True, slots=True)
class Look:
    """What a group is drawn with: a colour, and a marker and a dash that tell it apart without colour."""

    colour: str
    marker: str = "o"
    dash: Any = "-"


# Okabe and Ito's palette. A group keeps its look in every figure and quarter.
LOOKS = {
    "jnim_is": Look("#D55E00", "o"),
    "militias": Look("#E69F00", "s", (0, (5, 1.5))),
    "malian_forces": Look("#0072B2", "^", (0, (1, 1))),
    "signatory": Look("#009E73", "D", (0, (4, 1, 1, 1))),
    "international": Look("#56B4E9", "v", (0, (7, 2))),
    "unidentified": Look("#C4C4C4", "X", (0, (1, 3))),
    "killed": Look("#000000", "o"),
    "injured": Look("#7F7F7F", "s", (0, (5, 1.5))),
    "abducted_disappeared": Look("#CC79A7", "^", (0, (1, 1))),
    "illegally_detained": Look("#F0E442", "D", (0, (4, 1, 1, 1))),
    "mission": Look("#D55E00", "o"),
    "ucdp": Look("#0072B2", "s", (0, (5, 1.5))),
    "acled": Look("#009E73", "^", (0, (1, 1))),
    "own": Look("#CC79A7", "D", (0, (4, 1, 1, 1))),
    "place": Look("#5B6C7D"),
    "remainder": Look("#FFFFFF"),
    "not_listed": Look("#FFFFFF"),
}
COLOURS = {group: look.colour for group, look in LOOKS.items()}
# Outcomes of the audit: holds, with a remark, does not hold, not checkable; colour and hatch.
OUTCOMES = (("#56B4E9", ""), ("#F0E442", ""), ("#D55E00", "////"), ("#FFFFFF", ""))
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

FONT = "Fira Sans Condensed"
EMBEDDED = "Mali Trends Sans"  # what is left of it, under a name that no other font on a machine has
# Latin with French and Bambara, and the signs that figures use.
LETTERS = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) + "ƐɛƆɔƝɲ–—‘’“”…‰−≠≤≥≈×→\u2009\u202f"


def current() -> Preset:
    """Return the preset that figures are being drawn at."""
    return _preset.get()


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
        raise InputError(f"{name[:40]!r} is no preset: expected one of {', '.join(PRESETS)}.")
    return PRESETS[name]


@contextlib.contextmanager
def drawing_at(wanted: Preset) -> Iterator[None]:
    """Draw at a preset inside the block, without touching the reader's own matplotlib settings."""
    import matplotlib as mpl

    fonts()
    token = _preset.set(wanted)
    kept: Any = {"backend": mpl.rcParams["backend"]}  # a reader's window must not be closed
    try:
        with mpl.rc_context({**mpl.rcParamsDefault, **settings(wanted), **kept}):
            yield
    finally:
        _preset.reset(token)


def settings(wanted: Preset) -> dict[Any, Any]:
    """Return the settings of matplotlib for a preset: type in two sizes, strokes of 0.25 to 1 point."""
    strokes = {
        "axes.linewidth": 0.6, "lines.linewidth": 1.0, "lines.markersize": 4, "lines.markeredgewidth": 0.6,
        "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.major.size": 2.5, "ytick.major.size": 2.5,
        "xtick.major.pad": 2.5, "ytick.major.pad": 2.5, "patch.linewidth": 0.5, "hatch.linewidth": 0.4,
        "axes.labelpad": 3.0, "font.size": 7,
    }  # fmt: skip
    return {
        **{name: value * wanted.scale for name, value in strokes.items()},
        "figure.dpi": DPI,
        "savefig.dpi": DPI,
        "font.family": EMBEDDED,
        "axes.titlesize": "medium",
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": "medium",
        "xtick.labelsize": "medium",
        "ytick.labelsize": "medium",
        "legend.fontsize": "medium",
        "figure.titlesize": "large",
        "figure.titleweight": "bold",
        "figure.labelsize": "small",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "pdf.fonttype": 42,
        "svg.fonttype": "none",
        "svg.hashsalt": "mali-trends",
        "axes.unicode_minus": True,
        **dict.fromkeys(
            ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK
        ),
    }


def colour(group: str, parent: str = "") -> str:
    """Return the fixed colour of a group, that of its parent for a part of one."""
    return COLOURS.get(group) or COLOURS.get(parent) or COLOURS["place"]


@functools.cache
def fonts() -> dict[str, Path]:
    """Return the files of the embedded font, regular and bold, cut down to the letters that figures use.

    A whole font costs most of the time that a PDF takes. The cut is made once and kept in ``.cache``.
    """
    import fontpkg
    from matplotlib import font_manager

    found = {weight: _cut(Path(fontpkg.path(FONT, weight))) for weight in ("normal", "bold")}
    for file in found.values():
        font_manager.fontManager.addfont(file)
    return found


def _cut(source: Path) -> Path:
    content = source.read_bytes()
    name = f"{EMBEDDED}-{source.stem.rsplit('-')[-1]}"
    key = hashlib.sha256(content + LETTERS.encode() + name.encode()).hexdigest()[:16]
    for folder in (home() / ".cache" / "fonts", Path(tempfile.gettempdir()) / "mali-trends-fonts"):
        file = folder / f"{key}.ttf"
        if file.is_file():
            return file
        with contextlib.suppress(OSError):  # a read-only project: the temporary folder serves
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, delete=False) as waiting:
                waiting.write(subset(source, LETTERS, name))
            return Path(waiting.name).replace(file)
    raise InputError("The font of the figures cannot be kept: make .cache or the temporary folder writable.")


def subset(source: Path, letters: str, name: str = "") -> bytes:
    """Return a TrueType font with only some letters, under a name of its own if given: family-style."""
    import io

    from fontTools import subset as tool

    options = tool.Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=[1, 2, 4, 6, 13])
    options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    font = tool.load_font(source, options)
    for table in font["cmap"].tables:
        if table.isUnicode():  # French thin spaces, which the font lacks
            table.cmap.update({0x2009: table.cmap[0xA0], 0x202F: table.cmap[0xA0]})
    cutter = tool.Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(font)
    for record in font["name"].names if name else ():
        if record.nameID in (1, 4, 6):
            record.string = name.split("-")[0] if record.nameID == 1 else name.replace(" ", "")
    content = io.BytesIO()
    font.save(content)
    return content.getvalue()
