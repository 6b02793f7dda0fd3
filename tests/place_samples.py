"""Made-up incident sheets over many quarters: uniform over people, or with a planted cluster."""

import datetime as dt
import shutil
from pathlib import Path

import numpy as np

from analysis.quarter import Quarter
from analysis.record.imports import import_events
from analysis.record.store import read_table

ROOT = Path(__file__).resolve().parents[1]


def sheet(last: str = "2021Q2", quarters: int = 9, each: int = 60, planted: int = 0, seed: int = 7) -> str:
    """Incidents by people, `each` per quarter, and `planted` more in Bankass and Koro in the last."""
    rng = np.random.default_rng(seed)
    rows = read_table("cercles").query("census_unit_2009 == cercle")
    people = rows.population_census_2009.to_numpy(float)
    lines = ["Date,Type de violation,Total victimes,Région,Cercle,Auteur présumé"]

    def add(quarter: Quarter, cercle: str) -> None:
        day = quarter.start + dt.timedelta(days=int(rng.integers((quarter.end - quarter.start).days + 1)))
        lines.append(
            f"{day.isoformat()},Tués,{1 + rng.poisson(rng.lognormal(0.3, 1.0))},,{cercle},Non identifiés"
        )

    end = Quarter.parse(last)
    for step in range(quarters - 1, -1, -1):
        quarter = end.shift(-step)
        lines += [f"{day.isoformat()},Tués,1,,Bamako,Non identifiés" for day in (quarter.start, quarter.end)]
        for name in rng.choice([*rows.cercle], each - 2, p=people / people.sum()):
            add(quarter, str(name))
    for number in range(planted):
        add(end, ("Bankass", "Koro")[number % 2])
    return "\n".join(lines) + "\n"


def home_with(folder: Path, events: str) -> Path:
    """Lay a home with the project's data and, of events with places, one imported sheet alone."""
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("ucdp_ged_*"))
    (folder / "sheet.csv").write_text(events, encoding="utf-8")
    import_events(folder / "sheet.csv", "sheet", data=folder / "data")
    return folder
