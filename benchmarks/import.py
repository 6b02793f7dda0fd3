"""Time the import of a world file: a made-up one in the shape of UCDP GED, at full scale and ten times that.

Run as ``python benchmarks/import.py [--times 10]``. Prints, of each reader of one file, the seconds of
processor time, how many times those of the bare parse of all fields as text by pyarrow that is, and peak
memory: each in a process of its own, the best of three runs. One that is not installed (pyarrow, which the
extra `big` brings; duckdb) is left out.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROWS = 418_000
ACTORS = ("JNIM", "IS", "Government of Mali", "Other, army")
HEADER = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,"
    "dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,"
    "side_b,number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,"
    "where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,"
    "region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,"
    "high,low,gwnoa,gwnob"
)
USED = [
    "id", "type_of_violence", "side_a", "side_b", "country", "date_start", "adm_1", "adm_2", "latitude",
    "longitude", "where_prec", "best", "low", "high", "deaths_civilians",
]  # fmt: skip
TIMED = """
import json, resource, sys, time
import pandas as pd
from pathlib import Path
from analysis.record.imports import import_events
path, data, used = sys.argv[1], Path(sys.argv[2]), {used!r}
width = [str(number) for number in range(49)]
begun = time.process_time()
{what}
spent = time.process_time() - begun
print(json.dumps([spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
BARE = "pyarrow, bare parse"
READERS = {
    "this package, file to cells": """
import_events(path, 'bench', data=data, version='26.1')""",
    BARE: """
import pyarrow as pa, pyarrow.csv as arrow
for batch in arrow.open_csv(path, arrow.ReadOptions(column_names=width, skip_rows=1, use_threads=False,
        block_size=1 << 22), arrow.ParseOptions(newlines_in_values=True),
        arrow.ConvertOptions(column_types=dict.fromkeys(width, pa.string()))):
    pass""",
    "pyarrow.csv.read_csv": """
import pyarrow.csv as arrow
arrow.read_csv(path, parse_options=arrow.ParseOptions(newlines_in_values=True))""",
    "this package, the reader alone": """
from analysis.record import files, layouts, sieves
parts = files.parts_of(Path(path))
sieves.Sieve(layouts.recognise("ged.csv", parts, layouts.load_layouts(data)))""",
    "this package, without pyarrow": """
from analysis.record import files
files._of_big = lambda *_: []
import_events(path, 'bench', data=data, version='26.1')""",
    "csv, bare parse": """
import csv
for row in csv.reader(open(path, encoding="utf-8", newline="")):
    pass""",
    "pandas.read_csv": """
pd.read_csv(path)""",
    "pandas.read_csv and groupby": """
table = pd.read_csv(path)
mali = table[table["country"] == "Mali"]
quarter = pd.to_datetime(mali["date_start"]).dt.to_period("Q").astype(str)
mali.groupby([quarter, "adm_2", "side_a"], dropna=False)[["best", "low", "high"]].sum()""",
    "duckdb, parallel, same columns": """
import duckdb
columns = ", ".join(used)
duckdb.sql(f"select {columns} from read_csv('{path}', all_varchar=true, header=true, delim=',', quote='\\"')"
    " where country = 'Mali'").fetchall()""",
}


def make(path: Path, rows: int) -> None:
    """Write a GED-shaped file: 49 columns, 650 bytes a row, one row in 160 in Mali, seeded."""
    rng = random.Random(20210830)  # noqa: S311  a made-up file, not a secret
    tails = [_tail(rng, number) for number in range(4000)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEADER + "\n")
        for number in range(rows):
            stream.write(f"{number},{tails[rng.randrange(len(tails))]}")


def _tail(rng: random.Random, number: int) -> str:
    mali = number % 160 == 0
    day = f"{2025 - number // 160 % 25}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d} 00:00:00.000"
    dead = min(int(rng.paretovariate(1.2)) - 1, 500)
    lat, lon = rng.uniform(10, 25), rng.uniform(-12, 4)
    words = " ".join(
        rng.choice(("village", "said", "army", "killed", "near", "armed, men")) for _ in range(9)
    )
    values: dict[str, object] = dict.fromkeys(HEADER.split(",")[1:], number % 997)
    values |= {
        "type_of_violence": rng.randint(1, 3), "side_a": rng.choice(ACTORS),
        "side_b": "Civilians", "source_headline": words,
        "source_article": f'"Agency, {day}, {words}";\n"Paper, {words}"',
        "where_description": words[:60], "where_prec": rng.randint(1, 6),
        "country": "Mali" if mali else "Elsewhere",
        "adm_1": "Mopti region" if mali else "North",
        "adm_2": rng.choice(("Koro cercle", "Mopti cercle", "")),
        "latitude": f"{lat:.6f}", "longitude": f"{lon:.6f}",
        "geom_wkt": f"POINT ({lon:.6f} {lat:.6f})",
        "relid": f"MLI-2021-3-{number}-{dead}", "active_year": "true",
        "code_status": "Clear", "region": "Africa",
        "conflict_name": "Somewhere: Government",
        "dyad_name": "Government of Somewhere - Others",
        "where_coordinates": f"Village {number} town", "source_office": "Agency;Paper",
        "source_date": day[:10],
        "source_original": "local officials; army", "gwnoa": 432, "gwnob": "",
        "date_start": day, "date_end": day, "deaths_civilians": dead,
        "low": dead, "best": dead, "high": dead + 1,
    }  # fmt: skip
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerow(values.values())
    return stream.getvalue()


def time_it(what: str, path: Path, data: Path) -> tuple[float, float]:
    """Return the least seconds of all cores, and the most MB of three runs."""
    code = TIMED.format(what=what, used=USED)
    runs = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", code, str(path), str(data)], capture_output=True, check=True
        )
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    return min(run[0] for run in runs), max(run[1] for run in runs)


def main() -> None:
    """Make the files, time the readers, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="*", default=[1], help="multiples of 418,000 rows")
    parser.add_argument("--data", type=Path, default=Path("data"))
    options = parser.parse_args()
    for times in options.times:
        with tempfile.TemporaryDirectory() as folder:
            path, data = Path(folder) / "ged.csv", Path(folder) / "data"
            (data / "events").mkdir(parents=True)
            for name in ("actors.csv", "layouts.yml", "places"):
                (data / name).symlink_to((options.data / name).resolve())
            make(path, ROWS * times)
            print(f"{ROWS * times:,} rows, 49 columns, {path.stat().st_size / 1e6:,.0f} MB")
            lost = [f"{name}, " for name in ("pyarrow", "duckdb") if not find_spec(name)]
            some = {name: what for name, what in READERS.items()
                    if not name.startswith(tuple(lost)) and (times == 1 or "cells" in name)}  # fmt: skip
            results = {name: time_it(what, path, data) for name, what in some.items()}
            bare = results.get(BARE, next(iter(results.values())))[0]
            for name, (seconds, peak) in results.items():
                print(f"  {name:32} {seconds:6.2f} s {seconds / bare:6.2f} x {peak:6.0f} MB")


if __name__ == "__main__":
    main()
