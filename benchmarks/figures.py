"""Time every figure of a quarter: as PNG, and in all formats with everything that stands beside it.

Run as ``python benchmarks/figures.py``. Prints seconds of the processor, drawing included, the best of three.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from analysis.present.figures import FIGURES, draw, export
from analysis.present.figures.drawing import Drawing


def best(work: Callable[[Drawing], object], name: str, quarter: str) -> float | None:
    """Return the least seconds of three runs, None where there is nothing to draw."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        drawing = draw(name, quarter)
        if drawing is None:
            return None
        work(drawing)
        taken.append(time.process_time() - begun)
    return min(taken)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quarter", default="2021Q2")
    quarter = parser.parse_args().quarter
    print(f"{'figure':24}{'PNG':>8}{'all':>8}")
    for name in FIGURES:
        png = best(lambda drawing: export.render(drawing, ("png",)), name, quarter)
        if png is not None:
            print(f"{name:24}{png:8.2f}{best(export.files, name, quarter):8.2f}")


if __name__ == "__main__":
    main()
