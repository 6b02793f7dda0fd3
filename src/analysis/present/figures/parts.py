"""Parts of axes that figures share: labels beside points, keys, axes of quarters and of counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from analysis.measure.estimate import exact
from analysis.present import labels
from analysis.present.figures.style import QUIET, size
from analysis.present.labels import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.present.figures.drawing import Sheet


def label(axis: Axes, text: str, at: tuple[float, float], apart: tuple[float, float], **look: Any) -> None:
    """Write a small text beside a point, above it unless the look says otherwise, `apart` in letters."""
    look = {"ha": "center", "va": "bottom", "fontsize": "small", "annotation_clip": False, **look}
    axis.annotate(text, at, xytext=apart, textcoords="offset fontsize", **look)


def key(axis: Axes, columns: int, **options: Any) -> None:
    """Put a key over an axis, where direct labels do not fit."""
    axis.legend(ncols=columns, frameon=False, loc="lower left", bbox_to_anchor=(0, 1.01), fontsize="small",
                borderpad=0, handlelength=1.2, columnspacing=1.2, **options)  # fmt: skip


def quarter_axis(axis: Axes, periods: Sequence[str], now: str = "") -> None:
    """Name the quarters under an axis and the years under their first, and set one in bold."""
    years = [f"\n{item[:4]}" if item[-1] == "1" or item == periods[0] else "" for item in periods]
    names = [labels.label("quarter", item[-1]) + year for item, year in zip(periods, years, strict=True)]
    axis.set_xticks(range(len(periods)), names)
    for text, item in zip(axis.get_xticklabels(), periods, strict=False):  # a shared axis has none
        text.set_fontweight("bold" if item == now else "normal")


def count_up(axis: Axes, room: float = 1.15) -> None:
    """Start an axis of counts at 0, leave room over the greatest, and write thousands the reader's way."""
    axis.set_ylim(0, max(axis.dataLim.y1, 1) * room)
    plain_ticks(axis.yaxis)


def plain_ticks(side: Any) -> None:
    """Write the ticks of one side of axes the reader's way."""
    low, high = side.get_view_interval()
    ticks = [tick for tick in side.get_majorticklocs() if low <= tick <= high]
    side.set_ticks(ticks, labels=[number(exact(f"{tick:.10g}")) for tick in ticks])


def under(sheet: Sheet, axis: Axes, names: Sequence[str]) -> None:
    """Say under an axis what is counted from where to where: a line under each run of one name."""
    from matplotlib.transforms import ScaledTranslation

    over = axis.get_xaxis_transform()
    down = ScaledTranslation(0, -0.55 * size() / 72, sheet.figure.dpi_scale_trans)
    lines = 1
    for name, run in groupby(range(len(names)), names.__getitem__):
        first, *rest = run
        last = (first, *rest)[-1]
        if name:
            axis.plot([first - 0.42, last + 0.42], [0, 0], transform=over + down, clip_on=False, color=QUIET,
                      solid_capstyle="butt")  # fmt: skip
            text = sheet.wrapped(name, axis.get_position().width * (last - first + 1) / len(names))
            label(axis, text, ((first + last) / 2, 0), (0, -0.8), xycoords=over, va="top", color=QUIET,
                  linespacing=1.05)  # fmt: skip
            lines = max(lines, 1 + text.count("\n"))
    axis.tick_params(axis="x", pad=(0.9 + 0.85 * lines) * size())
