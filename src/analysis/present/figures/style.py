"""Style as data: presets, one colour for each group, one font; and the parts of axes that figures share."""

import contextlib
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import display
from matplotlib import font_manager, ticker
from matplotlib.axes import Axes

from analysis.errors import require
from analysis.present import labels
from analysis.record.store import read_table

MM = 1 / 25.4
_HERE = Path(__file__).parent
SETTINGS = tomllib.loads((_HERE / "settings.toml").read_text("utf-8"))
FONTS = sorted((_HERE / "fonts").glob("*.ttf"))  # one, bold and regular
_known = font_manager.fontManager
for _file in FONTS:
    _known.addfont(_file)
    _known.ttflist.insert(0, _known.ttflist.pop())  # before one of the machine's own


class Preset(NamedTuple):
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


PRESETS = {name: Preset(name, **given) for name, given in SETTINGS["presets"].items()}
DEFAULT = PRESETS["elsevier-1.5"]  # of notebooks, pages and the committed files

ACCENT, PLAIN = "#D55E00", "#5B6C7D"  # what stands out, and all else
INK, QUIET, SHADE = "#1A1A1A", "#6B6B6B", "#EDEDED"
DASH = (0, (3, 2))
VEIL: Any = {"boxstyle": "square,pad=0.05", "facecolor": "white", "alpha": 0.85, "linewidth": 0}  # under type


def looks(*kinds: str) -> pd.DataFrame:
    """Return colour and marker of groups, outcomes, verdicts and rules, in Okabe and Ito's palette.

    A group keeps its colour in every figure and quarter, and its name stands by it. A marker for each thing
    counted shows a change of definition without colour.
    """
    table = read_table("looks").set_index("key")
    return table[table.kind.isin(kinds)] if kinds else table


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
    name = journal if journal in PRESETS else f"{journal}-{columns or 1}"
    require(PRESETS, "preset", name)
    return PRESETS[name]


def context(wanted: Preset | None) -> contextlib.AbstractContextManager[None]:
    """Draw at a preset inside the block and leave the reader's own settings alone; None draws at these.

    The settings are those of ``print.mplstyle``, for 7 points, to the preset's scale.
    """
    if wanted is None:
        return contextlib.nullcontext()
    known: Any = mpl.rc_params_from_file(_HERE / "print.mplstyle", use_default_template=False)
    lengths = [name for name, value in known.items() if isinstance(value, float) and "dpi" not in name]
    scaled = {name: known[name] * wanted.points / 7 for name in lengths}
    return plt.style.context(known | scaled, after_reset=True)


@contextlib.contextmanager
def shown(high_mm: float, alt: str) -> Iterator[Axes]:
    """Open axes of a notebook's own in the style of its figures; what is drawn is shown when the block ends.

    Parameters
    ----------
    high_mm : float
        Height of the figure, which is as wide as the others.
    alt : str
        What a reader is told who cannot see it.
    """
    with context(DEFAULT):
        figure, axes = plt.subplots(figsize=(DEFAULT.width_mm * MM, high_mm * MM), layout="constrained")
        yield axes
        display(figure, metadata={"image/png": {"alt": alt}})
        plt.close(figure)


def size(share: float = 1.0, name: str = "font.size") -> float:
    """Return a share of a size in force: of the preset's type, or the reader's, or of another setting."""
    return share * float(mpl.rcParams[name])  # type: ignore[index]


def mark(share: float) -> float:
    """Return a size of markers, against that of the figure's own lines."""
    return size(share, "lines.markersize")


def stroke(share: float) -> float:
    """Return a width of lines, against that of the figure's own."""
    return size(share, "lines.linewidth")


def word(key: str, *filled: object) -> str:
    """Return what stands on figures, a row of ``data/vocabulary/drawn.csv``, its braces filled."""
    return labels.labels("drawn")[key].format(*map(str, filled))


Pair = tuple[float, float]


def label(axis: Axes, text: str, at: Pair, apart: Pair = (0, 0), **look: Any) -> None:
    """Write a small text beside a point, above it unless the look says otherwise, `apart` in letters."""
    look = {"ha": "center", "va": "bottom", "fontsize": "small", "annotation_clip": False, **look}
    axis.annotate(text, at, xytext=apart, textcoords="offset fontsize", **look)


def beside(axis: Axes, text: str, at: Pair, **look: Any) -> None:
    """Write a small text to the right of an axis: at a share of its width and a height in its numbers."""
    label(axis, text, at, xycoords=axis.get_yaxis_transform(), ha="left", va="center", **look)


def key(axis: Axes, columns: int, **options: Any) -> None:
    """Put a key over an axis, where direct labels do not fit."""
    axis.legend(ncols=columns, frameon=False, loc="lower left", bbox_to_anchor=(0, 1.01), fontsize="small",
                borderpad=0, handlelength=1.2, columnspacing=1.2, **options)  # fmt: skip


def quarter_axis(axis: Axes, periods: Sequence[str], now: str = "") -> None:
    """Name the quarters under an axis and the years under their first, and set one in bold."""
    years = [f"\n{item[:4]}" * (item[-1] == "1" or item == periods[0]) for item in periods]
    names = [labels.label("quarter", item[-1]) + year for item, year in zip(periods, years, strict=True)]
    axis.set_xticks(range(len(periods)), names)
    if now in periods and (texts := axis.get_xticklabels()):  # a shared axis has none
        texts[periods.index(now)].set_fontweight("bold")


def count_up(axis: Axes, name: str) -> None:
    """Start an axis of counts at 0, leave room over the greatest, and write thousands the reader's way."""
    axis.set(ylim=(0, max(axis.dataLim.y1, 1) * 1.15), ylabel=name)
    whole(axis.yaxis)


def whole(side: Any) -> None:
    """Put ticks at whole numbers on a side of axes that begins at 0: half a person is none."""
    top = side.get_view_interval()[1]
    ticks = ticker.MaxNLocator(6, integer=True, steps=[1, 2, 2.5, 5, 10]).tick_values(0, top)
    ticks_of(side, [tick for tick in ticks if 0 <= tick <= top])


def ticks_of(side: Any, ticks: Iterable[float]) -> None:
    """Put ticks on one side of axes and write them the reader's way."""
    side.set_ticks(ticks, labels=[labels.number(f"{tick:.10g}") for tick in ticks])
    side.axes.minorticks_off()
