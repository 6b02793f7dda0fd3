"""Break files at random, by a seed, and give them to every reader: ``make fuzz``.

Each must be read or refused in one sentence, in seconds and in less than a gigabyte. Ends with 1 and the name
of the reader, the seed and what was raised where one is not.
"""

from __future__ import annotations

import io
import json
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.errors import InputError

ROOT = Path(__file__).resolve().parents[1]
FILES, SECONDS, MEMORY = 600, 60, 1 << 30
WORDS = [
    b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"-1", b"1e999", b"nan", b"9" * 20, b"=1+1", b"#", b'"""',
    b"\t", b"{", b"[" * 3000, b"2021Q9", b"0001-01-01", b"9999-12-31", b"\xef\xbb\xbf", b"\xc3", b"<", b";",
    b"1" * 400, b"29/02/2021", b"&a [*a]", b"*a", b"!!python/object:os.system x", b"1_000", "٣".encode(),
    b"\x1b[2J", b"<script>", b"\xff\xfe", b": ", b"inf", b"Mali", b"0x10", b"\xf0\x9f\x98\x80",
]  # fmt: skip
SHEET = "date;violation;total;men;region;cercle;perpetrator\n" + "02/03/2021;killed;3;2;Mopti;Koro;JNIM\n" * 8
UCDP = (
    "id,type_of_violence,side_a,side_b,date_start,best,low,high,deaths_civilians,where_prec,adm_1,adm_2,"
    "country\n"
    + "".join(f"{n},3,JNIM,Civilians,2025-02-03,3,2,4,3,1,Mopti region,Koro cercle,Mali\n" for n in range(8))
)
MAPPING = "columns:\n  best: Nombre\n  actor: Auteur\nharms:\n  killed: [tué, tués]\ndates: dayfirst\n"


def broken(content: bytes, rng: random.Random) -> bytes:
    """Return a content with some of it put in, taken out or changed."""
    made = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        at, kind = rng.randrange(len(made) + 1), rng.randrange(5)
        if kind == 0:
            made[at:at] = rng.choice(WORDS)
        elif kind == 1:
            made[at : at + rng.randint(1, 30)] = rng.choice(WORDS)
        elif kind == 2:
            del made[at : at + rng.randint(1, 200)]
        elif kind == 3 and made:
            made[rng.randrange(len(made))] = rng.randrange(256)
        else:
            made = made[:at] or made
    return bytes(made)


def workbook() -> bytes:
    """Return a small workbook."""
    import pandas as pd

    stream = io.BytesIO()
    pd.read_csv(io.StringIO(SHEET), sep=";").to_excel(stream, index=False)
    return stream.getvalue()


def packed() -> bytes:
    """Return a CSV file in a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("events.csv", UCDP)
    return stream.getvalue()


def readers(data: Path) -> dict[str, tuple[bytes, str, Callable[[Path], Any]]]:
    """Return by name a good file, its ending, and what reads it."""
    from analysis.measure.account import claims_from_file
    from analysis.produce.books import _read
    from analysis.record.cells import about, read_cells
    from analysis.record.imports import import_events
    from analysis.record.layouts import load_layouts
    from analysis.record.places import Gazetteer, read_boundaries
    from analysis.record.store import parsed_yaml, read_as, resource

    places = Gazetteer(data)
    square = [[[-4, 14], [-3, 14], [-3, 15], [-4, 15], [-4, 14]]]
    shape = {"type": "Polygon", "coordinates": square}
    shapes = [{"type": "Feature", "properties": {"name": name}, "geometry": shape} for name in places.rows]
    events = data / "events"

    def cells(path: Path) -> Any:
        shutil.copyfile(path, events / "x.csv")
        (events / "x.refused.csv").touch()
        return read_cells("x", data)

    def told(path: Path) -> Any:
        shutil.copyfile(path, events / "x.json")
        return about("x", data)

    def imported(path: Path) -> Any:
        return import_events(path, "given", data=data)

    return {
        "sheet": (SHEET.encode(), ".csv", imported),
        "sheet utf-16": (SHEET.encode("utf-16"), ".csv", imported),
        "ucdp": (UCDP.encode(), ".csv", imported),
        "ucdp zip": (packed(), ".zip", imported),
        "workbook": (workbook(), ".xlsx", imported),
        "mapping": (MAPPING.encode(), ".yml", lambda path: load_layouts(data, path)),
        "claims": ((data / "examples" / "claims_other_missions.csv").read_bytes(), ".csv", claims_from_file),
        "ledger": ((data / "minusma" / "figures.csv").read_bytes()[:9000], ".csv",
                   lambda path: read_as(path, resource("figures"))),
        "decisions": ((data / "minusma" / "decisions.yml").read_bytes(), ".yml", parsed_yaml),
        "boundaries": (json.dumps({"type": "FeatureCollection", "features": shapes}).encode(), ".geojson",
                       lambda path: read_boundaries(path, places)),
        "cells": ((events / "ucdp_ged_25_1.csv").read_bytes()[:9000], ".csv", cells),
        "about": ((events / "ucdp_ged_25_1.json").read_bytes(), ".json", told),
        "notebook": ((ROOT / "notebooks" / "annex_lists.ipynb").read_bytes()[:60_000], ".ipynb", _read),
    }  # fmt: skip


def problem(reads: Callable[[Path], Any], path: Path) -> str:
    """Return what is wrong with how a file is read; "" if it is read, or refused in a sentence."""

    def late(*_: object) -> None:
        raise TimeoutError(f"no answer in {SECONDS} s")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        reads(path)
    except InputError as error:
        said = str(error)
        odd = "\n" in said or len(said) > 500 or not said.rstrip().endswith(".")
        return f"not one sentence: {said[:200]!r}" if odd else ""
    except BaseException as error:  # whatever it is
        return f"{type(error).__name__}: {str(error)[:200]}"
    finally:
        signal.alarm(0)
    return ""


def main(count: int = FILES, seed: int = 1) -> int:
    """Give so many files to all readers in turn."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    rng, started, wrong = random.Random(seed), time.monotonic(), 0  # noqa: S311 -- files, not secrets
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        shutil.copytree(ROOT / "data", data)
        known = [*readers(data).items()]
        for number in range(count):
            what, (content, ending, reads) = known[number % len(known)]
            path = Path(name) / f"given{ending}"
            path.write_bytes(broken(content, rng))
            if told := problem(reads, path):
                wrong += 1
                shutil.copyfile(path, Path(tempfile.gettempdir()) / f"fuzz-{seed}-{number}{ending}")
                print(f"{what}, file {number} of seed {seed}: {told}")
            shutil.rmtree(data / "private", ignore_errors=True)  # each a first release
            (data / "events" / "given.release.csv").unlink(missing_ok=True)
    print(f"{count} files, {wrong} wrong, {time.monotonic() - started:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
