"""Time the scan: 999 permutations over 53 cercles and 500 incidents, in space, and over eight quarters.

Run as ``python benchmarks/scan.py``. The stopping rule is off, so that every permutation is drawn.
"""

from __future__ import annotations

import time

import numpy as np

from analysis.measure.placed import distances, seats
from analysis.measure.scan import scan


def main() -> None:
    """Print the fastest of three runs of each."""
    away, rng = distances(seats()), np.random.default_rng(1)
    even = np.full(53, 1 / 53)
    for name, cases, people in (
        ("space", rng.multinomial(500, even), np.ones(53)),
        ("space and time", rng.multinomial(62, even, 8), None),
    ):
        spent = []
        for _ in range(3):
            start = time.perf_counter()
            scan(cases, away, people, stop=False)
            spent.append(time.perf_counter() - start)
        print(f"{name}: {cases.sum()} incidents, {min(spent):.2f} s")


if __name__ == "__main__":
    main()
