"""Execute the notebooks in place with their default parameters, so that they store current outputs."""

from __future__ import annotations

import sys

from analysis.produce import places, pools, rerun
from analysis.produce.work import Failed, Job, run
from analysis.record.store import home


def main() -> None:
    paths = sorted((home() / "notebooks").glob("*.ipynb"))
    jobs = [Job(path.stem, rerun.source_of(path), {}) for path in paths]
    with pools.local(pools.workers_here(), warm=True) as pool:
        made = list(pool.executor.map(run, jobs))
    for path, result in zip(paths, made, strict=True):
        if isinstance(result, Failed):
            sys.exit("\n".join((f"{path.name}, {result.where}", *result.lines)))
    places.put({path: result.files[path.name] for path, result in zip(paths, made, strict=True)})


if __name__ == "__main__":
    main()
