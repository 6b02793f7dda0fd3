"""Time a figure in all formats against plain savefig calls, in one run.

Run as ``python benchmarks/figures.py``. For each figure of a quarter: the pictures (PDF, SVG, PNG) by
plain calls of ``savefig`` with the layout engine left on and DejaVu Sans, as a notebook would; the same
pictures by this package; and this package with everything that stands beside them. Prints seconds of
the processor, the best of three, and the ratio.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable

import matplotlib as mpl

from analysis.errors import InputError
from analysis.present import export, style
from analysis.present.figures import Drawing
from analysis.present.gallery import FIGURES, draw


def plain(drawing: Drawing) -> None:
    """Save a figure thrice as one would without this package, and show it once more."""
    settings = style.settings(drawing.preset) | {"font.family": "DejaVu Sans"}
    with mpl.rc_context(settings):
        for kind in ("pdf", "svg", "png", "png"):  # the last is the inline picture of a notebook
            drawing.figure.savefig(io.BytesIO(), format=kind)


def best(work: Callable[[Drawing], object], name: str, quarter: str) -> float:
    """Return the least seconds of three runs."""
    taken = []
    for _ in range(3):
        drawing = draw(name, quarter)
        begun = time.process_time()
        work(drawing)
        taken.append(time.process_time() - begun)
    return min(taken)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quarter", default="2021Q2")
    quarter = parser.parse_args().quarter
    style.fonts()
    sums = [0.0, 0.0, 0.0]
    print(f"{'figure':24}{'plain':>8}{'here':>8}{'all files':>11}{'ratio':>8}")
    for name in FIGURES:
        try:
            draw(name, quarter)
        except InputError:
            continue
        row = [best(work, name, quarter) for work in (plain, export.render, export.files)]
        sums = [total + seconds for total, seconds in zip(sums, row, strict=True)]
        print(f"{name:24}{row[0]:8.2f}{row[1]:8.2f}{row[2]:11.2f}{row[0] / row[2]:8.1f}")
    print(f"{'all':24}{sums[0]:8.2f}{sums[1]:8.2f}{sums[2]:11.2f}{sums[0] / sums[2]:8.1f}")


if __name__ == "__main__":
    main()
