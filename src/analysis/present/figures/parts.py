"""Parts of axes that figures share: labels beside points, keys, axes of quarters and of counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from analysis.measure.estimate import exact
from analysis.present import labels
from analysis.present.figures.style import QUIET, size
from analysis.present.labels import number

if TYPE_CHECKING:
    from analysis.present.figures.drawing import Sheet

Pair = tuple[float, float]


def word(key: str, *filled: object) -> str:
    """Return what stands on figures, a row of ``data/vocabulary/drawn.csv``, its braces filled."""
    return labels.labels("drawn")[key].format(*map(str, filled))


def label(axis: Axes, text: str, at: Pair, apart: Pair, *, bold: bool = False, **look: Any) -> None:
    """Write a small text beside a point, above it unless the look says otherwise, `apart` in letters."""
    look = {"ha": "center", "va": "bottom", "fontsize": "small", "fontweight": "bold" if bold else "normal",
            "annotation_clip": False, **look}  # fmt: skip
    axis.annotate(text, at, xytext=apart, textcoords="offset fontsize", **look)


def beside(axis: Axes, text: str, at: Pair, **look: Any) -> None:
    """Write a small text to the right of an axis: at a share of its width and a height in its numbers."""
    look = {"xycoords": axis.get_yaxis_transform(), "ha": "left", "va": "center", **look}
    label(axis, text, at, (0, 0), **look)


def key(axis: Axes, columns: int, **options: Any) -> None:
    """Put a key over an axis, where direct labels do not fit."""
    axis.legend(ncols=columns, frameon=False, loc="lower left", bbox_to_anchor=(0, 1.01), fontsize="small",
                borderpad=0, handlelength=1.2, columnspacing=1.2, **options)  # fmt: skip


def row_axis(sheet: Sheet, axis: Axes, names: Sequence[str], share: float = 0.36) -> None:
    """Name the rows of an axis, the first at the top, in a share of the figure's width."""
    axis.set_yticks(range(len(names)), [sheet.wrapped(name, share, 1) for name in names])
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)


def quarter_axis(axis: Axes, periods: Sequence[str], now: str = "") -> None:
    """Name the quarters under an axis and the years under their first, and set one in bold."""
    years = [f"\n{item[:4]}" if item[-1] == "1" or item == periods[0] else "" for item in periods]
    names = [labels.label("quarter", item[-1]) + year for item, year in zip(periods, years, strict=True)]
    axis.set_xticks(range(len(periods)), names)
    for text, item in zip(axis.get_xticklabels(), periods, strict=False):  # a shared axis has none
        text.set_fontweight("bold" if item == now else "normal")


def count_up(axis: Axes, room: float = 1.15) -> None:
    """Start an axis of counts at 0, leave room over the greatest, and write thousands the reader's way."""
    top = max(axis.dataLim.y1, 1) * room
    axis.set_ylim(0, top)
    ticks_of(axis.yaxis, [tick for tick in axis.get_yticks() if 0 <= tick <= top])


def ticks_of(side: Any, ticks: Iterable[float]) -> None:
    """Put ticks on one side of axes and write them the reader's way."""
    side.set_ticks(ticks, labels=[number(exact(f"{tick:.10g}")) for tick in ticks])
    side.axes.minorticks_off()


def under(sheet: Sheet, axis: Axes, names: Sequence[str]) -> None:
    """Say under an axis what is counted from where to where: a line under each run of one name."""
    over, lines = axis.get_xaxis_transform(), 1
    down = ScaledTranslation(0, -0.55 * size() / 72, sheet.figure.dpi_scale_trans)
    for name, run in groupby(range(len(names)), names.__getitem__):
        places = list(run)
        if name:
            ends = [places[0] - 0.42, places[-1] + 0.42]
            axis.plot(ends, [0, 0], transform=over + down, clip_on=False, color=QUIET, solid_capstyle="butt")
            text = sheet.wrapped(name, 0.8 * axis.get_position().width * len(places) / len(names))
            look: Any = {"xycoords": over, "va": "top", "color": QUIET, "linespacing": 1.05}
            label(axis, text, (sum(ends) / 2, 0), (0, -0.8), **look)
            lines = max(lines, 1 + text.count("\n"))
    axis.tick_params(axis="x", pad=(0.9 + 0.85 * lines) * size())
