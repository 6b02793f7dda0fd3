"""How often the scan finds a cluster where there is none, and where one was planted.

Run as ``python benchmarks/scan.py`` (some minutes; ``--quick`` for a tenth of it). Ends with 1 where false
finds are above 6 per cent by more than two errors of the simulation, or the cluster is seldom found. Eight
quarters and the one that is scanned are drawn with the shares that the cercles of Mali have in two years of
UCDP's events, and with equal shares; incidents by themselves (phi 1) or contagious by cercle and month:
gamma intensities (phi 2.2, as UCDP's monthly events of Mali have, and 3), or attacks that bring others in
the same cercle (offspring). The column ``plain`` is the scan of independent incidents, with the shares of
the past known, in every third run.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.measure.areas import by_cercle, cercles, distances, seats
from analysis.measure.clusters import scan, usual

Numbers = NDArray[Any]


def drawn(mean: Numbers, kind: str, rng: np.random.Generator) -> Numbers:
    """Draw a quarter of incidents by cercle."""
    if kind == "offspring":
        parents = rng.poisson(mean / 2)
        return parents + rng.negative_binomial(np.maximum(parents, 1), 0.5) * (parents > 0)
    monthly, phi = np.tile(mean / 3, (3, 1)), float(kind)
    return np.asarray(
        rng.poisson(monthly if phi == 1 else rng.gamma(monthly / (phi - 1), phi - 1)).sum(axis=0)
    )


def found(
    share: Numbers, size: int, kind: str, runs: int, planted: tuple[str, ...] = (), first: int = 0
) -> tuple[float, float]:
    """Return the share of runs in which scan and plain scan find a cluster at 5 per cent."""
    away, hits, tried = distances(seats()), np.zeros(2), np.zeros(2)
    for run in range(first, first + runs):
        rng = np.random.default_rng(run)
        past = np.stack([drawn(size * share, kind, rng) for _ in range(8)])
        now = drawn(size * share, kind, rng)
        now[[cercles().index(name) for name in planted]] += 12
        if now.sum() < 10:
            continue
        for column, before in enumerate((past, usual(past))[: 1 if run % 3 else 2]):
            likeliest = scan(now, before, away, seed=run, replicates=199)[0]
            inside = not planted or {cercles()[area] for area in likeliest.areas} >= {*planted}
            hits[column] += likeliest.p <= 0.05 and inside
            tried[column] += 1
    return float(hits[0] / tried[0]), float(hits[1] / tried[1])


def main() -> int:
    """Print false finds, the power on a planted cluster, and the time of one scan."""
    runs, failed = 60 if "--quick" in sys.argv else 480, 0
    mali = usual(by_cercle("2021Q1").to_numpy())
    print(f"{'shares':<8}{'incidents':>10}{'chance':>12}{'scan':>8}{'plain':>8}")
    for name, share, sizes in (("Mali", mali, (20, 60, 150)), ("equal", np.full(53, 1 / 53), (60,))):
        for size in sizes:
            for kind in ("1", "2.2", "3", "offspring"):
                new, plain = found(share, size, kind, runs)
                failed += new > 0.06 + 2 * (0.06 * 0.94 / runs) ** 0.5
                print(f"{name:<8}{size:>10}{kind:>12}{new:>8.1%}{plain:>8.1%}", flush=True)
    new, _ = found(mali, 60, "3", 2000 * runs // 480, first=runs)
    print(f"{'Mali':<8}{60:>10}{'3, again':>12}{new:>8.1%}", flush=True)
    for kind in ("1", "2.2", "3"):
        new, plain = found(mali, 60, kind, runs // 4, ("Sikasso", "Yorosso"))
        failed += new < 0.75
        print(f"planted in Sikasso and Yorosso, {kind}: found in {new:.1%}", flush=True)
    past, start = by_cercle("2022Q1").to_numpy(), time.process_time()
    scan(past[-1], past[:-1], distances(seats()))
    print(f"one scan with 999 replicates: {time.process_time() - start:.2f} s")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
