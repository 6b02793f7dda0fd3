"""Made-up events, written in the column layouts that sources use."""

# ruff: noqa: E501, SIM905

import csv
import datetime as dt
import io
from pathlib import Path

PERSON = "Awa Testperson +223 70 00 00 00"

# id, day, kind, detail, actor1, assoc1, inter1, actor2, assoc2, inter2, targeting, admin1, admin2, lat, lon, precision, dead
_EVENTS = [
    ("MLI1", "2021-04-03", "Violence against civilians", "Attack", "JNIM: Group for Support of Islam and Muslims", "", 2,
     "Civilians (Mali)", "", 7, True, "Mopti", "Koro", 14.06, -3.08, 1, 5),
    ("MLI2", "2021-04-19", "Battles", "Armed clash", "Military Forces of Mali (2020-2021)", "", 1,
     "Islamic State (Greater Sahara)", "", 2, False, "Gao", "Ansongo", 15.66, 0.5, 2, 12),
    ("MLI3", "2021-05-07", "Explosions/Remote violence", "Remote explosive/landmine/IED", "Katiba Macina", "", 2,
     "Civilians (Mali)", "", 7, True, "Segou", "Baraoueli", 13.07, -6.83, 2, 0),
    ("MLI4", "2021-06-30", "Violence against civilians", "Abduction/forced disappearance",
     "Unidentified Armed Group (Mali)", "", 3, "Civilians (Mali)", "", 7, True, "Tombouctou", "Gourma-Rharous",
     16.87, -1.92, 3, 1),
    ("MLI5", "2021-06-30", "Protests", "Peaceful protest", "Protesters (Mali)", "", 6, "", "", 0, False, "Bamako",
     "Bamako", 12.65, -8.0, 1, 0),
    ("MLI6", "2021-07-01", "Violence against civilians", "Attack", "Military Forces of Mali (2021-)",
     "Military Forces of France (2017-)", 1, "Civilians (Mali)", "Fulani Ethnic Group (Mali)", 7, True, "Menaka",
     "Tidermene", 16.61, 2.42, 1, 3),
    ("MLI7", "2021-07-02", "Protests", "Excessive force against protesters", "Protesters (Mali)", "", 6,
     "Police Forces of Mali (2021-)", "", 1, True, "Kayes", "Kayes", 14.45, -11.44, 1, 2),
    ("MLI8", "2021-07-05", "Violence against civilians", "Attack", "The Unheard-of Brigade", "", 3, "Civilians (Mali)",
     "", 7, True, "Kidal", "Tin-Essako", 18.44, 2.49, 1, 1),
]  # fmt: skip
TEXT = {0: "", 1: "State forces", 2: "Rebel group", 3: "Political militia", 6: "Protesters", 7: "Civilians"}


def _records() -> list[dict[str, object]]:
    names = (
        "event_id_cnty event_date event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2"
        " civilian_targeting admin1 admin2 latitude longitude geo_precision fatalities"
    ).split()
    fixed = {"year": 2021, "time_precision": 1, "disorder_type": "Political violence", "interaction": 27, "iso": 466,
             "region": "Western Africa", "country": "Mali", "admin3": "", "location": "x", "source": "y",
             "source_scale": "z", "notes": f"{PERSON}, \"quoted\"\nsecond line", "tags": "", "timestamp": 1700000000,
             "data_id": 7, "event_id_no_cnty": 7, "iso3": "MLI"}  # fmt: skip
    records = [dict(zip(names, event, strict=True)) | fixed for event in _EVENTS]
    for record in records:
        record["civilian_targeting"] = "Civilian targeting" if record["civilian_targeting"] else ""
    return records


NEW = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1"
    " actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location"
    " latitude longitude geo_precision source source_scale notes fatalities tags timestamp"
).split()
MONADIC = (
    "data_id iso event_id_cnty event_id_no_cnty event_date year time_precision event_type sub_event_type actor1"
    " assoc_actor_1 inter1 interaction region country admin1 admin2 admin3 location latitude longitude geo_precision"
    " source source_scale notes fatalities timestamp iso3"
).split()
OLD = (
    "data_id iso event_id_cnty event_id_no_cnty event_date year time_precision event_type sub_event_type actor1"
    " assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction region country admin1 admin2 admin3 location"
    " latitude longitude geo_precision source source_scale notes fatalities timestamp iso3"
).split()


def acled(layout: str) -> list[list[object]]:
    """Rows with header: new, text, old, hxl or monadic."""
    columns = {"new": NEW, "text": NEW, "old": OLD, "hxl": OLD, "monadic": MONADIC}[layout]
    rows: list[list[object]] = [list(columns)]
    if layout == "hxl":
        rows.append([f"#{name.replace('_', '+')}" for name in columns])
    for record in _records():
        day = dt.date.fromisoformat(str(record["event_date"]))
        if layout != "hxl":
            record["event_date"] = f"{day.day} {day:%B %Y}"
        if layout == "text":
            record |= {"inter1": TEXT[record["inter1"]], "inter2": TEXT[record["inter2"]]}
        rows.append([record[name] for name in columns])
        if layout == "monadic" and record["actor2"]:
            other = record | {
                "actor1": record["actor2"],
                "inter1": record["inter2"],
                "assoc_actor_1": record["assoc_actor_2"],
            }
            rows.append([other[name] for name in columns])
    return rows


SHEET_FR = ["N°", "Date", "Type de violation", "Total victimes", "Hommes", "Femmes", "Garçons", "Filles", "Inconnus",
            "Région", "Cercle", "Localité", "Latitude", "Longitude", "Auteur présumé", "Trimestre", "Nom de la victime",
            "Téléphone", "Récit"]  # fmt: skip


def sheet_fr(dates: bool = False) -> list[list[object]]:
    """Twenty incidents, one form of harm each; `dates` gives dates as a workbook holds them."""
    forms = ["Tués", "Blessés", "Enlèvement", "Violences sexuelles"]
    authors = [
        "JNIM et groupes similaires",
        "Milices communautaires",
        "FDSM",
        "Non identifiés",
        "Groupes signataires",
    ]
    cercles = [("Mopti", "Koro"), ("Ségou", "Barouéli"), ("Gao", "Ansongo"), ("Tombouctou", "Gourma Rharous")]
    rows: list[list[object]] = [SHEET_FR]
    for number in range(20):
        day = dt.date(2021, 4, 1) + dt.timedelta(days=4 * number)
        total = number % 5 + 1
        region, cercle = cercles[number // 5]
        rows.append([f"I{number}", dt.datetime(day.year, day.month, day.day) if dates else f"{day:%d/%m/%Y}",
                     forms[number % 4], total, total - 1, 1, "", "", "", region, cercle, "Village X", "", "",
                     authors[number % 5], "T2 2021", PERSON, "70 00 00 00", f"{PERSON}; il a dit \"non\"\nfin"])  # fmt: skip
    return rows


UCDP_42 = (
    "id year active_year type_of_violence conflict_new_id conflict_name dyad_new_id dyad_name side_a_new_id gwnoa side_a"
    " side_b_new_id gwnob side_b number_of_sources source_article source_office source_date source_headline"
    " source_original where_prec where_coordinates adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country"
    " country_id region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown"
    " low best high"
).split()
UCDP_49 = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id"
    " dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources"
    " source_article source_office source_date source_headline source_original where_prec where_coordinates"
    " where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity"
    " date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob"
).split()
UCDP_47 = [
    f"{name}_est" if name in ("best", "high", "low") else name
    for name in UCDP_49
    if not name.startswith("gwno")
]

_UCDP = [
    # id, type, side_a, side_b, prec, adm_1, adm_2, lat, lon, date, civilians, low, best, high
    (1, 3, "Government of Mali, Government of Russia (Soviet Union)", "Civilians", 1, "Mopti region", "Djenné cercle",
     13.9, -4.55, "2024-03-27", 4, 2, 4, 9),
    (2, 1, "Government of Mali", "JNIM", 4, "Ségou region", "", 14.0, -6.0, "2024-03-31", 1, 6, 7, 7),
    (3, 2, "Dozos (Mali)", "JNIM", 5, "Mopti region", "Koro cercle", 14.06, -3.08, "2024-04-01", 0, 0, 0, 2),
    (4, 3, "IS", "Civilians", 3, "Ménaka region", "Tidermene cercle", 16.6, 2.4, "2024-05-13", 3, 3, 3, 3),
    (5, 3, "JNIM", "Civilians", 6, "", "", 17.0, -4.0, "2024-06-30", 1, 1, 1, 1),
]  # fmt: skip


def ucdp(columns: list[str], *, webmap: bool = False) -> str:
    """A file in one of the three layouts; the web map's dates and extra commas are its own."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    names = "id type_of_violence side_a side_b where_prec adm_1 adm_2 latitude longitude date_start deaths_civilians low best high"
    for event in [*_UCDP, (6, 3, "IS", "Civilians", 1, "", "", 13.5, 2.1, "2024-05-13", 3, 3, 3, 3)]:
        record = dict(zip(names.split(), event, strict=True))
        record["country"] = "Niger" if record["id"] == 6 else "Mali"
        if webmap:
            day = dt.date.fromisoformat(record["date_start"])
            record["date_start"] = f"{day.month}/{day.day}/{day.year}"
        else:
            record["date_start"] += " 00:00:00.000"
        record["source_article"] = f'"{PERSON}, 2024";\n"next line"'
        record |= {f"{name}_est": record[name] for name in ("best", "high", "low")}
        writer.writerow([record.get(name, "") for name in columns] + ([""] if webmap else []))
    return stream.getvalue()


def as_csv(rows: list[list[object]], delimiter: str = ",", end: str = "\n") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(rows)
    return stream.getvalue()


def as_xlsx(rows: list[list[object]], path: Path, above: int = 0) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Incidents")
    for _ in range(above):
        sheet.append(["Suivi des incidents"])
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path.read_bytes()
