"""Homes with event data of every kind: a sheet of one's own, an ACLED export, a Candidate file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.record.imports import import_events

# what is entered, how often on following days from the first, men and women each time, where, who
ENTRIES = [
    ("2025-07-03", "killed", 5, 2, 0, "Mopti", "Koro", "JNIM"),
    ("2025-10-03", "killed", 6, 2, 1, "Mopti", "Koro", "JNIM"),
    ("2025-11-20", "killed", 5, 2, 0, "Ségou", "Niono", "FDSM"),
    ("2025-12-20", "injured", 5, 2, 0, "Mopti", "Koro", "JNIM"),
    ("2026-01-04", "killed", 8, 3, 1, "Mopti", "Koro", "JNIM"),
    ("2026-01-20", "killed", 1, 3, 0, "Gao", "Ansongo", "EIGS"),
    ("2026-02-11", "killed", 5, 2, 0, "Ségou", "Niono", "FDSM"),
    ("2026-02-12", "injured", 6, 2, 0, "Ségou", "Niono", "FDSM"),
    ("2026-02-20", "sexual violence", 1, 0, 1, "Gao", "Ansongo", "JNIM"),
    ("2026-03-02", "abducted", 5, 1, 0, "Mopti", "", "JNIM"),
    ("2026-03-30", "killed", 1, 0, 2, "", "", "Non identifiés"),
]
COLUMNS = ["date", "form of violation", "total victims", "men", "women", "boys", "girls", "region", "cercle",
           "perpetrator"]  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]
ACLED = ["event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1",
         "actor2", "assoc_actor_2", "inter2", "civilian_targeting", "country", "region", "admin1", "admin2",
         "latitude", "longitude", "geo_precision", "fatalities"]  # fmt: skip
JNIM, ARMY = "JNIM: Group for Support of Islam and Muslims", "Military Forces of Mali (2021-)"
# day, type, first actor, second actor, admin1, admin2, precision, deaths
EVENTS = [
    ("2025-07-02", "Violence against civilians", JNIM, "Civilians (Mali)", "Mopti", "Koro", 1, 14),
    ("2025-08-09", "Battles", JNIM, ARMY, "Segou", "Niono", 1, 17),
    ("2025-10-11", "Violence against civilians", JNIM, "Civilians (Mali)", "Mopti", "Koro", 1, 8),
    ("2025-10-12", "Violence against civilians", ARMY, "Civilians (Mali)", "Segou", "Niono", 1, 13),
    ("2025-11-05", "Battles", ARMY, JNIM, "Gao", "Ansongo", 2, 30),
    ("2025-12-01", "Protests", "Protesters (Mali)", "", "Bamako", "Bamako", 1, 2),
    ("2025-12-30", "Violence against civilians", JNIM, "Civilians (Mali)", "Mopti", "", 3, 1),
]


def rows_of(*entries: tuple) -> pd.DataFrame:
    """Return a sheet: a row for each incident of the entries."""
    rows = [
        [str((pd.Timestamp(day) + pd.Timedelta(days=n)).date()), harm, men + women, men, women, 0, 0, *about]
        for day, harm, times, men, women, *about in entries
        for n in range(times)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def sheet(project: Path, *more: tuple, name: str = "our_sheet") -> pd.DataFrame:
    """Import the sheet, with more entries; return its rows."""
    path = project / "sheet.csv"
    rows = rows_of(*ENTRIES, *more)
    rows.to_csv(path, index=False)
    import_events(path, name, data=project / "data")
    return rows.assign(quarter=pd.PeriodIndex(rows.date, freq="Q").astype(str))


def acled(project: Path) -> pd.DataFrame:
    """Import the ACLED export; return its rows."""
    rows = pd.DataFrame(EVENTS, columns=["event_date", "event_type", "actor1", "actor2", "admin1", "admin2",
                                         "geo_precision", "fatalities"])  # fmt: skip
    civil = rows.actor2.eq("Civilians (Mali)")
    rows["event_id_cnty"] = [f"MLI{number}" for number in range(len(rows))]
    rows["inter2"] = civil.map({True: "Civilians", False: "State forces"})
    rows["inter1"] = rows.actor1.map({JNIM: "Rebel group", ARMY: "State forces"}).fillna("Protesters")
    rows["civilian_targeting"] = civil.map({True: "Civilian targeting", False: ""})
    rows = rows.assign(country="Mali", region="Western Africa", latitude=14.0, longitude=-3.0)
    rows.reindex(columns=ACLED, fill_value="").to_csv(project / "acled.csv", index=False)
    import_events(project / "acled.csv", "our_acled", data=project / "data")
    return rows.assign(quarter=pd.PeriodIndex(rows.event_date, freq="Q").astype(str))


def candidate(project: Path, shared: Path) -> pd.DataFrame:
    """Import UCDP's Candidate file of January 2026; return its rows on Mali."""
    path = shared / "data" / "ucdp" / "GEDEvent_v26_0_1.csv"
    import_events(path, "ucdp_26_0_1", data=project / "data")
    rows = pd.read_csv(path)
    return rows[rows.country.eq("Mali")]


def candidate_quarter(project: Path, shared: Path) -> None:
    """Import Candidate files of all of 2025Q1: every third event of 2024Q1, a year later."""
    heads = pd.read_csv(shared / "data" / "ucdp" / "GEDEvent_v26_0_1.csv", nrows=0).columns
    rows = pd.read_csv(shared / "data" / "ucdp" / "mali_ged_25_1.csv")
    rows = rows[rows.date_start.between("2024-01-01", "2024-03-31 24") & rows.best.gt(0)].iloc[::3]
    for name in ("date_start", "date_end"):
        rows[name] = rows[name].str.replace("2024", "2025").str.replace("02-29", "02-28")
    rows = rows.assign(year=2025, id=rows.id + 900_000, code_status="Clear").astype(str)
    for month in (1, 2, 3):
        path = project / f"GEDEvent_v25_0_{month}.csv"
        these = rows[rows.date_start.str[5:7].eq(f"{month:02}")]
        these.reindex(columns=heads, fill_value="").to_csv(path, index=False)
        import_events(path, f"ucdp_25_0_{month}", data=project / "data")


def acled_sums(project: Path) -> None:
    """Import sums by cercle and month, as HDX publishes them: how many incidents were lethal is not told."""
    rows = ["Country,Admin1,Admin2,ISO3,Admin2 Pcode,Admin1 Pcode,Month,Year,Events,Fatalities"]
    for month in ("July", "August", "September", "October", "November", "December"):
        rows += [
            f"Mali,Mopti,Koro,MLI,ML0506,ML05,{month},2025,4,9",
            f"Mali,Gao,Gao,MLI,ML0701,ML07,{month},2025,0,0",
        ]
    path = project / "mali_political_violence_events_and_fatalities_by_month-year.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    import_events(path, "hdx", data=project / "data")
