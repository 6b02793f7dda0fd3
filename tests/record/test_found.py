"""Kinds of files that once gave a wrong number of dead, or a wrong word, without a sound.

Each is small text, or sheets of a workbook (name: text), with what must come of it: victims by quarter and
outcome (zeros left out), or the words of the refusal.
"""

# ruff: noqa: E501

import datetime as dt
import io
import json
import re

import openpyxl
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.record.cells import about
from analysis.record.imports import import_events
from tests.record.event_samples import NEW, as_csv

LONG = "Id;Date;Cercle;Auteur;Violation;Victimes"
WIDE = "Date;Cercle;Perpetrator;Killed;Injured"
# enough other rows that a few refused ones stop nothing: 30 killed in 2024Q4
OTHERS = "".join(f"R{n};{n + 1:02d}/11/2024;Gao;FAMa;tués;1\n" for n in range(30))
OTHERS_WIDE = "".join(f"{n % 28 + 1:02d}/11/2024;Gao;FAMa;1;0\n" for n in range(30))
BEFORE = {"2024Q4 killed": 30}


def wide(*rows, head=WIDE):
    return "\n".join([head, *rows, ""])


def long(*rows, head=LONG):
    return wide(*rows, head=head)


def acled(*rows, columns=NEW, **always):
    """ACLED rows by what is particular in them; the rest is one attack in Koro on 5 January 2025."""
    usual = {"event_id_cnty": "MLI1", "event_date": "05 January 2025", "year": 2025, "event_type": "Violence against civilians",
             "sub_event_type": "Attack", "actor1": "JNIM: Group for Support of Islam and Muslims", "inter1": 2, "actor2": "Civilians (Mali)",
             "inter2": 7, "civilian_targeting": "Civilian targeting", "country": "Mali", "admin1": "Mopti", "admin2": "Koro",
             "latitude": 14.07, "longitude": -3.08, "geo_precision": 1, "fatalities": 1, "timestamp": 1}  # fmt: skip
    made = [usual | always | row for row in rows]
    return as_csv([list(columns), *([row.get(name, "x") for name in columns] for row in made)])


def some(count, **same):
    """Further ACLED events, one each day from 1 October 2024, of one dead each."""
    days = (dt.date(2024, 10, 1) + dt.timedelta(n) for n in range(count))
    return [
        {"event_id_cnty": f"MLI9{n}", "event_date": f"{day:%d %B %Y}", "year": day.year} | same
        for n, day in enumerate(days)
    ]


def book(sheets):
    """A workbook of sheets, whose text may hold days as cells of the program: @2025-05-01."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, text in sheets.items():
        sheet = made.create_sheet(title)
        for line in text.strip("\n").split("\n"):
            cells = []
            for cell in line.split(";"):
                day = re.fullmatch(r"@(\d{4}-\d\d-\d\d)", cell)
                number = re.fullmatch(r"\d+(\.\d+)?", cell)
                cells.append(
                    dt.datetime.fromisoformat(day[1]) if day else float(cell) if number else cell or None
                )
            sheet.append(cells)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def victims(report):
    cells = report.cells[report.cells.victims_best > 0]
    sums = cells.groupby([cells.quarter + " " + cells.outcome])["victims_best"].sum()
    return {key: int(value) for key, value in sums.items() if "civilians" not in key}


@pytest.fixture
def brought(data, tmp_path):
    """Read text or sheets without writing anything."""

    def run(content, file="given.csv", mapping="", **options):
        path = tmp_path / file
        if isinstance(content, dict):
            path = path.with_suffix(".xlsx")
            content, options = book(content), {"sheets": ["all"]} | options
        if mapping:
            options["mapping"] = tmp_path / "map.yml"
            options["mapping"].write_text(mapping, encoding="utf-8")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_events(path, "x", data=data, dry_run=True, **options)

    return run


def expect(brought, content, expected, **options):
    if isinstance(expected, str):
        with pytest.raises(InputError, match=expected) as told:
            brought(content, **options)
        assert "\n" not in str(told.value)
    else:
        assert victims(brought(content, **options)) == expected


# What a row is: an incident or a total

INCIDENTS = {
    "place and perpetrator unknown, with a day": (
        wide("05/01/2025;Koro;JNIM;3;0", "07/01/2025;Bankass;JNIM;2;0", "08/02/2025;;;17;4", "09/03/2025;Bankass;FAMa;2;0"),
        {"2025Q1 killed": 24, "2025Q1 injured": 4}),
    "the same with a head for ids": (
        long("1;05/01/2025;Koro;JNIM;tués;3", "2;07/01/2025;Koro;JNIM;tués;2", ";11/02/2025;;;décédés;30", "3;07/04/2025;Koro;JNIM;tués;1"),
        {"2025Q1 killed": 35, "2025Q2 killed": 1}),
    "known to its month": (
        wide("05/01/2025;Koro;JNIM;3;0", "07/01/2025;Bankass;JNIM;2;0", "Février 2025;;JNIM;17;4", "09/03/2025;Bankass;FAMa;2;0"),
        {"2025Q1 killed": 24, "2025Q1 injured": 4}),
    "known to its week, without a place": (
        wide("2025-W13;;JNIM;30;0", "07/04/2025;Koro;JNIM;1;0", "08/04/2025;Koro;JNIM;1;0"),
        {"2025Q1 killed": 30, "2025Q2 killed": 2}),
    "known to its month beside one of that month": (
        long("A;January 2025;Koro;JNIM;killed;3", "B;12/01/2025;Koro;JNIM;killed;2", ";February 2025;Koro;JNIM;killed;7", "D;12/02/2025;Koro;JNIM;killed;2"),
        {"2025Q1 killed": 14}),
    "a village whose name is a word of total": (
        wide("Somme;05/01/2025;Koro;JNIM;3;0", "Total;06/01/2025;Koro;JNIM;4;0", "X;07/04/2025;Koro;JNIM;1;0", head=f"Village;{WIDE}"),
        {"2025Q1 killed": 7, "2025Q2 killed": 1}),
    "an id that begins with a word of total": (
        long("1;05/01/2025;Koro;JNIM;killed;3", "Cumul/12;06/01/2025;Koro;JNIM;killed;4", "Total-3;07/04/2025;Koro;JNIM;killed;1"),
        {"2025Q1 killed": 7, "2025Q2 killed": 1}),
    "small numbers that happen to add up": (
        long("1;05/01/2025;Koro;JNIM;killed;1", "2;06/01/2025;Koro;JNIM;killed;2", "3;07/01/2025;Koro;JNIM;killed;3", "4;08/01/2025;Koro;JNIM;killed;6"),
        {"2025Q1 killed": 12}),
}  # fmt: skip

TOTALS = {
    "under the perpetrator": (
        long("1;05/01/2025;Koro;JNIM;tués;3", "2;20/01/2025;Koro;FAMa;tués;2", ";31/01/2025;;Total janvier;tués;5",
             "3;03/02/2025;Bankass;JNIM;tués;4", ";28/02/2025;;Total février;tués;4"), {"2025Q1 killed": 9}),
    "of all perpetrators": (
        wide("05/01/2025;Koro;JNIM;3;1", "20/01/2025;Bankass;FAMa;2;0", "January 2025;All;All;5;1", "03/02/2025;Ansongo;JNIM;4;2",
             "February 2025;All cercles;All actors;4;2"), {"2025Q1 killed": 9, "2025Q1 injured": 3}),
    "under the place": (
        wide("3;05/01/2025;Mopti;Koro;JNIM;3", "4;07/01/2025;Mopti;Bankass;JNIM;2", "5;31/01/2025;Mopti;Sous-total;JNIM;5",
             head="Ref;Date;Région;Cercle;Auteur;Tués"), {"2025Q1 killed": 5}),
    "of the country, by month": (
        wide("Janvier 2025;Mopti;JNIM;3", "Janvier 2025;Gao;JNIM;2", "Janvier 2025;Ensemble du pays;JNIM;5", "Février 2025;Mopti;JNIM;4",
             "Février 2025;Tout le Mali;JNIM;4", head="Mois;Région;Auteur présumé;Tués"), {"2025Q1 killed": 9}),
    "in the id, with a day": (
        long("1;05/01/2025;Koro;JNIM;tués;5", "2;07/02/2025;Bankass;JNIM;tués;2", "S/T;28/02/2025;Mopti;Tous auteurs;tués;7",
             "Ensemble;28/02/2025;Mali;Toutes parties;tués;7", "Σ;28/02/2025;Mali;;tués;7"), {"2025Q1 killed": 7}),
    "under the day": (
        wide("05/01/2025;Koro;JNIM;3;0", "07/02/2025;Bankass;JNIM;2;0", "TOTAUX;;;5;0", "Total :;;;5;0", "Σ;;;5;0",
             "Total général T1 2025;Mali;Tous;5;0"), {"2025Q1 killed": 5}),
    "a quarter below its months": (
        wide("Janvier 2025,Mopti,JNIM,3", "Février 2025,Mopti,JNIM,2", "Mars 2025,Mopti,JNIM,4", "T1 2025,Mopti,JNIM,9",
             head="Date,Région,Auteur présumé,Tués"), {"2025Q1 killed": 9}),
    "a region above its cercles, no word": (
        wide("Janvier 2025;Mopti;;JNIM;9", "Janvier 2025;Mopti;Koro;JNIM;4", "Janvier 2025;Mopti;Bankass;JNIM;5", "Janvier 2025;Gao;Ansongo;JNIM;2",
             head="Mois;Région;Cercle;Auteur;Tués"), {"2025Q1 killed": 11}),
    "the rows above, without a word or a day": (
        wide("05/01/2025;Koro;JNIM;3;1", "07/02/2025;Bankass;JNIM;2;0", ";;;5;1"), {"2025Q1 killed": 5, "2025Q1 injured": 1}),
    "the rows above, with a day": (
        wide("05/01/2025;Koro;JNIM;3;1", "07/02/2025;Bankass;JNIM;2;0", "28/02/2025;;;5;1"), {"2025Q1 killed": 5, "2025Q1 injured": 1}),
    "a recap in a second sheet": (
        {"Incidents": wide("05/01/2025;Koro;JNIM;tués;3", "06/02/2025;Koro;JNIM;tués;4", "06/03/2025;Gao;FAMa;tués;1", head="Date;Cercle;Auteur présumé;Violation;Victimes"),
         "Récap": wide("Janvier 2025;;JNIM;tués;3", "Février 2025;;JNIM;tués;4", "Mars 2025;;FAMa;tués;1", "T1 2025;;JNIM;tués;7", head="Date;Cercle;Auteur présumé;Violation;Victimes")},
        {"2025Q1 killed": 8}),
    "another quarter, to compare with": (
        wide("05/01/2025;Koro;JNIM;3;0", "07/02/2025;Bankass;JNIM;2;0", "T4 2024;;;61;17"), "row 4 may be a total"),
    "as much as a single row, with a blank place": (
        wide("05/01/2025;Koro;JNIM;12;0", "Janvier 2025;;JNIM;12;0", "09/04/2025;Bankass;FAMa;2;0"),
        "row 3 may be a total"),
    "as much as the row above, with a day, in a sheet with a total": (
        wide("05/01/2025;Koro;JNIM;3;0", "08/02/2025;;;3;0", "Total;;;6;0"), "row 3 may be a total"),
}  # fmt: skip

CONTINUED = {
    "the next harm of an incident below it": (
        long("1;05/01/2025;Koro;JNIM;tués;3", ";;;;blessés;5", "2;07/04/2025;Bankass;FAMa;tués;2", ";;;;enlevés;6", "3;09/04/2025;Bankass;FAMa;tués;2"),
        {"2025Q1 killed": 3, "2025Q1 injured": 5, "2025Q2 killed": 4, "2025Q2 abducted": 6}),
    "the same in a workbook": (
        {"Data": long(*(line for n in range(1, 11) for line in (f"{n};{n:02d}/01/2025;Koro;JNIM;killed;3", ";;;;injured;4")))},
        {"2025Q1 killed": 30, "2025Q1 injured": 40}),
    "without ids, by sex": (
        wide("05/01/2025;Koro;JNIM;tués;3;1", ";;;blessés;2;0", "07/04/2025;Gao;FAMa;tués;1;0", head="Date;Cercle;Auteur;Violation;Hommes;Femmes"),
        {"2025Q1 killed": 4, "2025Q1 injured": 2, "2025Q2 killed": 1}),
    "nothing above to continue": (
        long(";;;;tués;3", "2;07/04/2025;Bankass;FAMa;tués;2"), "row 2 may be a total"),
}  # fmt: skip

# Rows of one incident

PERSONS = "Incident;Date;Cercle;Perpetrator;Harm;Victims;Sex"
ONE = "15/01/2025;Koro;JNIM;killed;1"
TOGETHER = {
    "persons who are alike": (
        long(*[f"I1;{ONE};M"] * 4, f"I1;{ONE};F", "I2;16/04/2025;Koro;FAMa;killed;1;M", head=PERSONS),
        {"2025Q1 killed": 5, "2025Q2 killed": 1}),
    "persons of one age": (
        long(*[f"I1;{ONE};34"] * 2, f"I1;{ONE};22", head="Incident;Date;Cercle;Auteur;Violation;Victimes;Âge"), {"2025Q1 killed": 3}),
    "a line for men and one for women": (
        OTHERS.join([f"{LONG};Sexe\n".replace(";Sexe", ";Sexe;Note"), ""]).replace(";1\n", ";1;M;\n")
        + "I1;15/01/2025;Koro;JNIM;killed;3;M;at the well\nI1;15/01/2025;Koro;JNIM;killed;2;F;\n", BEFORE | {"2025Q1 killed": 5}),
    "men and women in columns, a line each": (
        f"{LONG.replace('Victimes', 'Hommes;Femmes')}\n" + OTHERS.replace(";1\n", ";1;0\n") + "I1;15/01/2025;Koro;JNIM;killed;3;\nI1;15/01/2025;Koro;JNIM;killed;;2\n",
        BEFORE | {"2025Q1 killed": 5}),
    "one perpetrator spelt in two ways": (
        f"{LONG};Nom;Sexe\n" + OTHERS.replace(";1\n", ";1;w;M\n") + f"I1;{ONE};x;M\nI1;{ONE.replace('JNIM', 'jnim')};y;M\nI1;{ONE.replace('JNIM', 'Jnim ')};z;M\n",
        BEFORE | {"2025Q1 killed": 3}),
    "persons of one attack over two days": (
        f"{LONG};Village;Sexe\n" + OTHERS.replace(";1\n", ";1;C;M\n") + f"I1;{ONE};A;M\nI1;{ONE.replace('15/', '16/')};B;M\nI1;{ONE};A;M\n",
        BEFORE | {"2025Q1 killed": 3}),
    "two perpetrators of one incident": (
        f"{LONG}\n{OTHERS}I1;15/01/2025;Koro;JNIM;killed;3\nI1;15/01/2025;Koro;Dozo;killed;2\n", "rows 32 and 33 .*one id"),
    "two numbers for one incident": (
        f"{LONG}\n{OTHERS}I1;15/01/2025;Koro;JNIM;killed;3\nI1;15/01/2025;Koro;JNIM;killed;5\n", "rows 32 and 33 .*one id"),
    "one incident twice": (f"{LONG}\n{OTHERS}" + "I1;15/01/2025;Koro;JNIM;killed;3\n" * 2, BEFORE | {"2025Q1 killed": 3}),
    "numbers that begin again each month": (
        f"{LONG}\n{OTHERS}1;15/01/2025;Koro;JNIM;killed;3\n2;16/01/2025;Koro;JNIM;killed;2\n1;15/02/2025;Koro;JNIM;killed;4\n2;16/02/2025;Gao;JNIM;killed;2\n",
        BEFORE | {"2025Q1 killed": 11}),
    "numbers that begin again in a short sheet": (
        {"Janvier": long(*(f"{n};{n % 28 + 1:02d}/01/2025;Koro;JNIM;tués;1" for n in range(40))),
         "Février": long(*(f"{n};0{n + 1}/02/2025;Gao;FAMa;tués;10" for n in range(4)))}, {"2025Q1 killed": 80}),
    "one id in several spellings": (
        long("ML-001;05/01/2025;Koro;JNIM;killed;3", "ml-001;05/01/2025;Koro;JNIM;killed;3", "ML 001;05/01/2025;Koro;JNIM;killed;3", "7;06/01/2025;Koro;JNIM;killed;2", "7.0;06/01/2025;Koro;JNIM;killed;2"),
        {"2025Q1 killed": 5}),
}  # fmt: skip

# A number that cannot be read is refused beside another row of its incident as it is alone
SEXES = (
    f"{LONG};Sexe\n"
    + OTHERS.replace(";1\n", ";1;H\n")
    + "I1;15/01/2025;Koro;JNIM;tués;3;H\nI1;15/01/2025;Koro;JNIM;tués;{};F\n"
)
PARTS = f"{LONG.replace('Victimes', 'Hommes;Femmes')}\n" + OTHERS.replace(";1\n", ";1;0\n")
UNREADABLE = {"20 à 30": "unreadable_number", "deux": "unreadable_number", "2 env.": "unreadable_number", "2,0": "unreadable_number",
              "2.5": "unreadable_number", "-2": "negative_count", "": "no_count"}  # fmt: skip

# A list of victims is no list of incidents, unless a head says so
VICTIM = "14/02/2025;Koro;JNIM;tués;1"
NUMBERED = f"{LONG};Nom;Sexe\n" + "".join(f"{n};{VICTIM};{name};F\n" for n, name in enumerate("abcdefghijkl"))
BARE = re.sub("(?m)^[^;]*;", "", NUMBERED)
LISTED = {
    "a number for each": (NUMBERED, "rows 2 and 3 .*two incidents.* headed Incident"),
    "told by their names alone": (re.sub("(?m);[^;]*$", "", NUMBERED).replace("Nom", "Nom(s) et prénom(s)"), "rows 2 and 3 .*two incidents"),
    "none": (BARE, "rows 2 and 3 .*two incidents.* headed Incident"),
    "the incident's, by its head": (NUMBERED.replace("Id;", "N° incident;"), {"2025Q1 killed": 12}),
    "the incident's, but not for two": (
        NUMBERED.replace("Id;", "N° incident;").replace("\n3;", "\n;").replace("\n4;", "\n;"), "rows 5 and 6 .*two incidents"),
    "the incident's, by its repetition": (
        f"{LONG};Sexe\n" + "".join(f"{n};{VICTIM};F\n" for n in (1, 1, 1, 2, 2)), {"2025Q1 killed": 5}),
    "of other places or harms": (
        f"{LONG};Sexe\n1;{VICTIM};F\n2;{VICTIM.replace('Koro', 'Gao')};F\n3;{VICTIM.replace('tués', 'blessés')};F\n", {"2025Q1 killed": 2, "2025Q1 injured": 1}),
    "of nobody who is told": (f"{LONG};Sexe\n1;{VICTIM};\n2;{VICTIM};\n", {"2025Q1 killed": 2}),
    "a form of harm in each column": (
        wide("14/02/2025;Koro;JNIM;1;0;F", "14/02/2025;Koro;JNIM;1;0;M", head=f"{WIDE};Sexe"), "rows 2 and 3 .*two incidents"),
}  # fmt: skip

# Columns

READ = {
    "children beside men and women": (
        long("A;15/01/2025;Koro;JNIM;tués;3;1;2", head="Id;Date;Cercle;Auteur;Violation;Hommes;Femmes;Enfants"), "'Enfants' holds numbers .*mapping"),
    "minors": (long("A;15/01/2025;Koro;JNIM;tués;3;1;2", head="Id;Date;Cercle;Auteur;Violation;Hommes;Femmes;Mineurs"), "'Mineurs' holds numbers"),
    "adults without a sex": (
        long("A;15/01/2025;Koro;JNIM;tués;3;1;2;6", head="Id;Date;Cercle;Auteur;Violation;Hommes;Femmes;Garçons;Adultes non précisés"), "'Adultes non précisés' holds numbers"),
    "a victim whose harm has no column": (
        wide("15/01/2025;Koro;JNIM;Attaque;5;3;2", "16/01/2025;Koro;JNIM;Enlèvement;1;0;0", head="Date;Cercle;Auteur;Type de violation;Victimes;Tués;Blessés"),
        "row 3, .*total"),
    "a total that its parts do not make": (
        wide("05/01/2025;Koro;JNIM;3;2;9", "06/04/2025;Koro;JNIM;3;0;3", head=f"{WIDE};Total victims"), "row 2, .*total"),
    "abbreviations": (
        long("A;15/01/2025;Koro;JNIM;tués;3;1;2;1;4;11", head="Id;Date;Cercle;Auteur;Violation;H;F;G;Fi;ND;T"), {"2025Q1 killed": 11}),
    "others beside men and women": (
        long("A;15/01/2025;Koro;JNIM;tués;3;1;2", head="Id;Date;Cercle;Auteur;Violation;Hommes;Femmes;Autres"), "'Autres' holds numbers .*mapping"),
    "an age in signs beside men and women": (
        long("A;15/01/2025;Koro;JNIM;tués;3;1;2", head="Id;Date;Cercle;Auteur;Violation;M;F;<18 M"), "'<18 M' holds numbers .*mapping"),
    "another sex": (
        long("A;15/01/2025;Koro;JNIM;tués;3;1;2", head="Id;Date;Cercle;Auteur;Violation;Hommes;Femmes;Sexe autre"), "'Sexe autre' holds numbers"),
    "a sex that is not known": (
        long("A;15/01/2025;Koro;JNIM;tués;3;1;2", head="Id;Date;Cercle;Auteur;Violation;Hommes;Femmes;Sexe non déterminé"), {"2025Q1 killed": 6}),
    "numbers of no person": (
        long("A;15/01/2025;Koro;JNIM;tués;1;0;31;1;3", head="Id;Date;Cercle;Auteur;Violation;Hommes;Femmes;Âge estimé;N° d'ordre;Semaine"), {"2025Q1 killed": 1}),
    "others beside a total": (
        long("A;15/01/2025;Koro;JNIM;tués;7;3;1;2", head=f"{LONG};Hommes;Femmes;Autres"), {"2025Q1 killed": 7}),
    "a list of victims that nobody counted": (
        long("A;15/01/2025;Koro;JNIM;tués;31;F", head="Id;Date;Cercle;Auteur;Violation;Âge;Sexe"), "lacks total .*Nombre with 1, if each row is of one victim"),
    "lives lost": (wide("15/01/2025;Koro;JNIM;5;2", head="Date;Cercle;Perpetrator;Lives lost;Wounded"), "'Lives lost' holds numbers"),
    "bodies": (wide("15/01/2025;Koro;JNIM;5;2", head="Date;Cercle;Auteur;Corps découverts;Blessés"), "'Corps découverts' holds numbers"),
    "slain": (wide("15/01/2025;Koro;JNIM;5;2", head="Date;Cercle;Perpetrator;Slain;Wounded"), "'Slain' holds numbers"),
    "missing": (wide("15/01/2025;Koro;JNIM;5;2;7", head=f"{WIDE};No. of persons missing"), "'No. of persons missing' holds numbers"),
    "hostages": (wide("15/01/2025;Koro;JNIM;5;2;7", head=f"{WIDE};Otages"), "'Otages' holds numbers"),
    "disappearance in two words": (
        wide("05/01/2025;Koro;JNIM;12;1;4;5", head=f"{WIDE};Forced disappearance;Looting"),
        {"2025Q1 killed": 12, "2025Q1 injured": 1, "2025Q1 enforced_disappearance": 4}),
    "limits without a best estimate": (
        wide("05/01/2025;Koro;JNIM;;30;40;0", "06/01/2025;Koro;JNIM;5;4;6;0", head="Date;Cercle;Perpetrator;Killed;Min;Max;Injured"), "row 2, no best estimate"),
    "No. of victims": (
        wide("1;05/01/2025;Mopti;Koro;JNIM;Killing;3", head="Case ID;Date of event;Admin1;Admin2;Alleged perpetrator group;Nature of violation;No. of victims"), {"2025Q1 killed": 3}),
    "a number by its power of ten": (wide("05/01/2025;Koro;JNIM;1e2;2"), "row 2, unreadable number"),
    "a formula that failed": (wide("05/01/2025;Koro;JNIM;#N/A;2", "06/01/2025;Koro;JNIM;4;2"), "row 2, unreadable number"),
}  # fmt: skip

# Days

DAYS = {
    "the day of the event by another name": (
        wide("1;02/04/2025;30/03/2025;Koro;JNIM;tués;3", "2;10/04/2025;08/04/2025;Koro;JNIM;tués;4", head="Ref;Date;Date de l'évènement;Cercle;Auteur;Violation;Victimes"),
        {"2025Q1 killed": 3, "2025Q2 killed": 4}),
    "the day it happened": (
        wide("1;02/04/2025;30/03/2025;09/04/2025;Koro;JNIM;tués;3", head="Ref;Date;Date de survenue;Date de publication;Cercle;Auteur;Violation;Victimes"), {"2025Q1 killed": 3}),
    "a second day that no word tells": (
        wide("1;02/04/2025;30/03/2025;Koro;JNIM;tués;3", "2;10/04/2025;08/04/2025;Koro;JNIM;tués;4", head="Ref;Date;Jour J;Cercle;Auteur;Violation;Victimes"),
        "'Jour J' holds days .*row 2.*mapping"),
    "a month that the day contradicts": (
        wide("1;2025-04-02;March 2025;Koro;JNIM;killed;3", "2;2025-04-10;April 2025;Koro;JNIM;killed;4", head="Ref;Date;Month of incident;Cercle;Perpetrator;Harm;Victims"),
        "row 2, dates differ"),
    "a year that the day contradicts": (
        wide("05/01/2024;2025;Koro;JNIM;3;0", "07/04/2025;2025;Koro;JNIM;1;0", head="Date;Year;Cercle;Perpetrator;Killed;Injured"), "row 2, dates differ"),
    "quarters alone": (
        wide("T1 2025;Mopti;JNIM;30;10", "T1 2025;Gao;FAMa;5;1", "T2 2025;Mopti;JNIM;20;10", head="Trimestre;Région;Auteur présumé;Tués;Blessés"),
        {"2025Q1 killed": 35, "2025Q1 injured": 11, "2025Q2 killed": 20, "2025Q2 injured": 10}),
    "months as a French spreadsheet writes them": (
        wide("janv-25;Mopti;JNIM;3;0", "févr.-25;Gao;JNIM;2;0", "avr-25;Gao;JNIM;1;0", head="Mois;Région;Auteur présumé;Tués;Blessés"), {"2025Q1 killed": 5, "2025Q2 killed": 1}),
    "a serial number with an hour": (wide("45662;Koro;JNIM;3;0", "45750.5;Koro;JNIM;2;0"), {"2025Q1 killed": 3, "2025Q2 killed": 2}),
    "years mistyped": (wide("15/01/1025;Koro;JNIM;3;2", "16/01/2025;Koro;JNIM;5;1", "16/01/2205;Koro;JNIM;5;1"), "2 of 3 rows .*row 2, unreadable date '15/01/1025'"),
    "year first, in two digits": (wide("05/01/2025;Koro;JNIM;1;0", "25-01-05;Koro;JNIM;1;0"), "row 3, unreadable date"),
    "a half that a program took for months": (
        {"D": wide("@2025-05-01;Koro;JNIM;1;0", "13/01/2025;Koro;JNIM;1;0", "25/01/2025;Koro;JNIM;1;0", "@2025-03-02;Koro;JNIM;1;0", "14/02/2025;Koro;JNIM;1;0", "@2025-07-03;Koro;JNIM;1;0")},
        "row 2.*2025-05-01.*row 3.*13/01/2025"),
    "a day that cannot be": (wide("31/02/2025;Koro;JNIM;1;0"), r"row 2, unreadable date.*31/02/2025.*such as"),
    "an event type that is none": (acled({"event_type": "Picnic"}), "row 2, unknown kind.*'Picnic'"),
}  # fmt: skip

# Perpetrators: the group of each, not_mapped for two groups however joined
PERPETRATORS = {
    "JNIM - FAMa": "not_mapped", "JNIM – FAMa": "not_mapped", "JNIM-FAMa": "not_mapped", "JNIM contre FAMa": "not_mapped",
    "JNIM against Dozo militia": "not_mapped", "JNIM|FAMa": "not_mapped", "JNIM\nFAMa": "not_mapped", "JNIM x FAMa": "not_mapped",
    "JNIM puis FAMa": "not_mapped", "JNIM then the army": "not_mapped", "JNIM > FAMa": "not_mapped", "JNIM (ou CMA ?)": "not_mapped",
    "Milice dozo contre JNIM": "not_mapped", "Milices pro-JNIM": "not_mapped", "Wagner contre JNIM": "not_mapped", "EIGS face au JNIM": "jnim_is",
    "International NGO forces": "not_mapped", "Non identifié (FAMa ?)": "not_mapped", "JNIM – Katiba Macina": "jnim_is", "FAMa - Wagner": "malian_forces_with_foreign",
    "JNIM (Katiba Macina)": "jnim_is", "Milice dozo": "militias", "Dan Na Ambassagou": "militias", "JNIM et groupes similaires": "jnim_is",
    "HANI": "unidentified", "Individus armés non identifiés": "unidentified", "Hommes armés non identifiés (FAMa ?)": "not_mapped", "HANI ou FAMa": "not_mapped",
    "Armée malienne": "malian_forces", "Forces armées maliennes (FAMa)": "malian_forces", "Gendarmerie": "malian_forces", "Gendarmerie du Niger": "not_mapped",
    "Donsos": "militias", "Chasseurs dozos": "militias", "Dan Nan Ambassagou": "militias", "ISSP": "jnim_is", "Africa Corps": "malian_forces_with_foreign",
    "FAMa et Africa Corps": "malian_forces_with_foreign", "GAT": "not_mapped", "Groupes armés non identifiés": "unidentified", "Forces de défense et de sécurité maliennes avec du personnel étranger": "malian_forces_with_foreign",
}  # fmt: skip

# Public exports

HDX = "Country,Admin1,Admin2,ISO3,Admin2 Pcode,Admin1 Pcode,Month,Year,Events,Fatalities\n"
HDX_FILE = "mali_political_violence_events_and_fatalities_by_month-year.csv"
HAPI = "location_code,provider_admin1_name,provider_admin2_name,admin1_name,admin2_name,admin_level,event_type,events,fatalities,reference_period_start,reference_period_end\n"
WEEK = "WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES\n"
MONADIC = [name for name in NEW if name not in ("actor2", "assoc_actor_2", "inter2")]
NEWEST = [{"timestamp": 100, "fatalities": 3}, {"timestamp": 200, "fatalities": 9}]


def sides(event):
    return [event | {"actor1": "Civilians (Mali)", "inter1": 7}, event]


PUBLIC = {
    "the newest version of a monadic file": (
        acled(*(side for event in [*NEWEST, *some(28)] for side in sides(event)), columns=MONADIC), {"2025Q1 killed": 9, "2024Q4 killed": 28}, {}),
    "the newest version is outside Mali": (
        acled({"fatalities": 7}, {"fatalities": 7, "timestamp": 200, "country": "Burkina Faso"}, {"event_id_cnty": "MLI2", "fatalities": 2}), {"2025Q1 killed": 2}, {}),
    "versions by time in words": (
        acled(*({**event, "timestamp": f"2025-0{event['timestamp'] // 100 + 3}-01 10:00:00"} for event in NEWEST)), {"2025Q1 killed": 9}, {}),
    "versions by time with a zone": (
        acled(*({**event, "timestamp": f"2025-0{event['timestamp'] // 100 + 3}-01T10:00:00Z"} for event in NEWEST[::-1])), {"2025Q1 killed": 9}, {}),
    "the newest version cannot be read": (
        acled({"fatalities": 7}, {"fatalities": "", "timestamp": 200}, *some(30)), {"2024Q4 killed": 30}, {}),
    "a year that the day contradicts": (acled({"year": 2024}), "row 2, dates differ", {}),
    "a note that begins as a tag": (acled({"notes": "#BringBackOurGirls: x", "fatalities": 50}, {"event_id_cnty": "MLI2"}), {"2025Q1 killed": 51}, {}),
    "ids that begin as tags": (long("#1;05/01/2025;Koro;JNIM;killed;3", "#2;06/01/2025;Koro;JNIM;killed;1"), {"2025Q1 killed": 4}, {}),
    "tags": (HDX + "#country+name,#adm1+name,#adm2+name,#country+code,#adm2+code,#adm1+code,#date+month,#date+year,#affected+events,\n"
             + "Mali,Mopti,Koro,MLI,a,b,January,2025,4,7\n", {"2025Q1 killed": 7}, {"file": HDX_FILE}),
    "one cercle and month twice": (
        HDX + "Mali,Mopti,Koro,MLI,a,b,January,2025,4,7\n" * 2 + "Mali,Mopti,Bankass,MLI,a,b,February,2025,2,3\n", {"2025Q1 killed": 10}, {"file": HDX_FILE}),
    "one cercle and month with two numbers": (
        HDX + "Mali,Mopti,Koro,MLI,a,b,January,2025,4,7\nMali,Mopti,Koro,MLI,a,b,January,2025,4,8\n", "rows 2 and 3 .*same", {"file": HDX_FILE}),
    "totals among sums": (
        HDX + "Mali,Mopti,Koro,MLI,a,b,January,2025,4,7\nMali,Mopti,Total,MLI,a,b,January,2025,4,7\nMali,Gao,Gao,MLI,a,b,February,2025,2,3\nMali,,,MLI,,,February,2025,2,3\n",
        {"2025Q1 killed": 10}, {"file": HDX_FILE}),
    "a week twice": (WEEK + "04-January-2025,WA,Mali,Mopti,Battles,Armed clash,3,10\n" * 2 + "04-January-2025,WA,Mali,Mopti,Battles,Air/drone strike,3,10\n", {"2025Q1 killed": 20}, {}),
    "levels of administration": (
        HAPI + "MLI,,,Mopti,Koro,2,political_violence,4,7,2025-01-01,2025-01-31\nMLI,,,Mopti,,1,political_violence,4,7,2025-01-01,2025-01-31\nMLI,,,,,0,political_violence,4,7,2025-01-01,2025-01-31\n",
        {"2025Q1 killed": 7}, {}),
    "sums of nobody": ("Country,Admin1,Admin2,Month,Year,Events,Fatalities\nMali,Kidal,Tin-Essako,January,2025,1,1\n", "--kind", {"file": "own_civilian_targeting.csv"}),
    "one month and country in three ways": (HDX + "".join(f"{country},Mopti,Koro,MLI,a,b,{month},2025,4,7\n"
        for country, month in (("Mali", "January"), ("MALI", "january"), ("Mali", "Janvier"))), {"2025Q1 killed": 7}, {"file": HDX_FILE}),
    "one month in two ways with other numbers": (
        HDX + "Mali,Mopti,Koro,MLI,a,b,January,2025,4,7\nMali,Mopti,Koro,MLI,a,b,Janvier,2025,4,8\n", "rows 2 and 3 .*same", {"file": HDX_FILE}),
    "a year with a point": (HDX + "Mali,Mopti,Koro,MLI,a,b,Jul,2025.0,4,9\n", {"2025Q3 killed": 9}, {"file": HDX_FILE}),
}  # fmt: skip

# The country, workbooks, mappings, files

OTHER = {
    "Mali by its full names": (
        wide("05/01/2025;Mali;Koro;JNIM;3;2", "06/01/2025;Burkina Faso;Djibo;JNIM;30;0", "06/01/2025;République du Mali;Koro;JNIM;4;0", "06/01/2025;MALI;Koro;JNIM;5;0",
             "06/01/2025;Republic of Mali (MLI);Koro;JNIM;1;0", "06/01/2025;Mali/Niger;Koro;JNIM;9;0", head="Date;Country;Cercle;Perpetrator;Killed;Injured"),
        {"2025Q1 killed": 13, "2025Q1 injured": 2}, {}),
    "a sheet with a head misspelt": (
        {"Janvier": long("1;05/01/2025;Koro;JNIM;tués;3"), "Février": long("2;05/02/2025;Koro;JNIM;tués;50", head=LONG.replace("Violation", "Violaton"))},
        "sheet 'Février' holds days and numbers", {}),
    "the same, one sheet asked for": (
        {"Janvier": long("1;05/01/2025;Koro;JNIM;tués;3"), "Février": long("2;05/02/2025;Koro;JNIM;tués;50", head=LONG.replace("Violation", "Violaton"))},
        {"2025Q1 killed": 3}, {"sheets": ["Janvier"]}),
    "a sheet that goes on without a head": (
        {"P1": long("1;05/01/2025;Koro;JNIM;tués;3"), "P2": wide("3;06/02/2025;Koro;JNIM;tués;50", head="2;05/02/2025;Koro;JNIM;tués;50")}, "sheet 'P2'", {"sheets": ()}),
    "a sheet of lists": (
        {"P1": long("1;05/01/2025;Koro;JNIM;tués;3"), "Listes": "Mopti;Koro;2;a;b;c\nGao;Gao;3;a;b;c"}, {"2025Q1 killed": 3}, {"sheets": ()}),
    "a mapping of a column that is not there": (
        wide("1;02/04/2025;30/03/2025;Koro;JNIM;tués;3", head="Ref;Date;Jour de l'acte;Cercle;Auteur;Violation;Victimes"),
        "'Jour de lacte' is no column of given.csv: did you mean .Jour de l'acte", {"mapping": "columns: {date: Jour de lacte}\n"}),
    "a mapping of the day that counts": (
        wide("1;02/04/2025;30/03/2025;Koro;JNIM;tués;3", head="Ref;Date;Jour J;Cercle;Auteur;Violation;Victimes"), {"2025Q1 killed": 3}, {"mapping": "columns: {date: Jour J}\n"}),
    "a mapping of words that are lists": (wide("05/01/2025;Koro;JNIM;1;0"), "harms", {"mapping": "harms: {killed: {a: b}}\n"}),
    "a sheet of a file that has none": (wide("05/01/2025;Koro;JNIM;1;0"), "has no sheet 'Data' that fits: leave out --sheet", {"sheets": ["Data"]}),
    "days to come": (wide("05/01/2025;Koro;JNIM;1;0"), "is not what the file covers: its events are of 2025-01-05 to 2025-01-05", {"covers": "2025-01-01..2135-12-31"}),
}  # fmt: skip


def table(*parts):
    return [
        pytest.param(*(*case, {})[:3], id=f"{title}: {kind}" if title else kind)
        for title, cases in parts
        for kind, case in cases.items()
    ]


@pytest.mark.parametrize(
    ("content", "expected", "options"),
    table(
        ("incident", INCIDENTS), ("total", TOTALS), ("continued", CONTINUED), ("one incident", TOGETHER), ("victims", LISTED), ("column", READ), ("day", DAYS),
        ("public", PUBLIC), ("other", OTHER),
    ),
)  # fmt: skip
def test_a_file_of_this_kind(brought, content, expected, options):
    expect(brought, content, expected, **options)


@pytest.mark.parametrize(("cell", "why"), UNREADABLE.items())
def test_a_number_is_refused_beside_another_row_of_its_incident(brought, cell, why):
    for text in (
        SEXES.format(cell),
        SEXES.format(cell).replace(f"I1;15/01/2025;Koro;JNIM;tués;{cell};F", f";;;;;{cell};F"),
    ):
        report = brought(text)
        assert [*report.about["rows_refused"].values()] == [1] and list(report.left.index) == [33]
        assert victims(report) == BEFORE | {"2025Q1 killed": 3}
    assert brought(SEXES.format(cell)).about["rows_refused"] == {why: 1}
    if cell:
        text = PARTS + f"I1;15/01/2025;Koro;JNIM;tués;3;\nI1;15/01/2025;Koro;JNIM;tués;;{cell}\n"
        assert brought(text).about["rows_refused"] == {why: 1}


def test_rows_of_one_incident_keep_their_blanks_and_limits(brought):
    head = "Id;Date;Cercle;Auteur;Violation;Hommes;Femmes;Min;Max;Sexe"
    told = brought(
        long("1;05/01/2025;Koro;JNIM;tués;3;;2;6;H", "1;05/01/2025;Koro;JNIM;tués;;2;;;F", head=head)
    ).incidents
    assert told[["low", "best", "high", "men", "women", "incidents"]].to_numpy().tolist() == [
        [4, 5, 8, 3, 2, 1]
    ]
    assert told[["boys", "girls"]].isna().all(axis=None)
    rows = ("1;05/01/2025;Koro;JNIM;tués;5;3;;H", "1;05/01/2025;Koro;JNIM;tués;;;2;F")  # 5 in all, or 7?
    expect(
        brought,
        long(*rows, head="Id;Date;Cercle;Auteur;Violation;Total;Hommes;Femmes;Sexe"),
        "rows 2 and 3 have one id and differ",
    )


def test_words_of_the_trade_are_forms_of_harm(brought):
    words = ("Assassinat", "Exécution sommaire", "Coups et blessures", "Rapt", "Disparition")
    told = victims(
        brought(long(*(f"{n};0{n}/01/2025;Koro;JNIM;{word};1" for n, word in enumerate(words, 1))))
    )
    assert told == {
        "2025Q1 killed": 2,
        "2025Q1 injured": 1,
        "2025Q1 abducted": 1,
        "2025Q1 enforced_disappearance": 1,
    }
    with pytest.raises(InputError, match=r"row 2, unknown harm in .*: expected .*Tués.*--template"):
        brought(long("1;05/01/2025;Koro;JNIM;incident;1"))


def test_a_cercle_misspelt_is_proposed_without_what_was_typed(brought):
    typed = ("Bandiagra", "Quartier d'Awa", "Bandiagra", "Koro", "Chez Awa")
    told = brought(long(*(f"{n};0{n}/01/2025;{name};JNIM;tués;1" for n, name in enumerate(typed, 1)))).about
    assert told["places_not_known"] == {"as typed in row 2, 4": ["Bandiagara"], "as typed in row 3, 6": []}


def test_a_head_below_an_empty_row_is_told_without_blanks(brought):
    told = brought(
        {"D": "Suivi\n;\n" + long("1;05/01/2025;Koro;JNIM;tués;1;x", head=f"{LONG};Commune")}
    ).about
    assert told["columns_not_read"] == ["Commune"]


def test_two_groups_are_nobodys_however_joined(brought):
    names = [*PERPETRATORS]
    rows = [["No", "Date", "Cercle", "Auteur présumé", "Violation", "Victimes"]]
    rows += [[n, "05/01/2025", "Koro", name, "tués", 1] for n, name in enumerate(names)]
    found = brought(as_csv(rows)).incidents.groupby("row")["group"].first().tolist()
    assert dict(zip(names, found, strict=True)) == PERPETRATORS


def test_rows_outside_mali_are_told_with_their_numbers(brought):
    told = brought(OTHER["Mali by its full names"][0])
    assert "2 set aside: outside Mali (rows 3, 7)." in told.lines() and told.about["rows_read"] == 6


def test_what_a_file_was_read_as_is_told(brought):
    assert "Read as ACLED monthly sums" in brought(PUBLIC["tags"][0], HDX_FILE).lines()[1]
    assert "Read as Incident sheet" in brought(wide("05/01/2025;Koro;JNIM;1;0")).lines()[1]


@pytest.mark.parametrize(("content", "told"), [
    (wide("05/01/2025;Koro;JNIM;3;7", "06/04/2025;Koro;JNIM;3;1")[:-1], "no line end"),
    (WEEK + "28-December-2024,WA,Mali,Mopti,Battles,Armed clash,3,10\n29-March-2025,WA,Mali,Gao,Battles,Armed clash,1,4\n", r"row 3.*2025-03-29 to 2025-04-04"),
    (long(*(f"{n};{n + 1:02d}/{m:02d}/2025;Koro;JNIM;tués;1" for m in (1, 2) for n in range(5))), "begin again"),
])  # fmt: skip
def test_what_is_odd_is_told(brought, content, told):
    assert re.search(told, " ".join(brought(content).about["warnings"]))


UCDP = "id,type_of_violence,side_a,date_start,date_end,best,low,high,deaths_civilians,where_prec,adm_1,adm_2,country\n"


def test_an_event_of_several_quarters_is_told(brought):
    row = "{},1,JNIM,2025-01-0{},2025-{}-31,300,300,300,0,1,Gao region,Gao cercle,Mali\n"
    report = brought(
        UCDP + row.format(1, 2, 12) + row.format(2, 3, "01"), version="25.1", covers="2025-01-01..2025-12-31"
    )
    assert re.search(r"row 2: 300 .*2025-01-02 to 2025-12-31", " ".join(report.about["warnings"]))
    with pytest.raises(InputError, match="row 2, ends before it begins"):
        brought(UCDP + row.format(1, 2, 12).replace("2025-12", "2024-12"), version="25.1")


def test_weeks_cover_their_days_and_no_month(brought):
    rows = [
        f"{day:%d-%B-%Y},WA,Mali,Mopti,Battles,Armed clash,3,10\n"
        for day in pd.date_range("2024-12-28", "2025-03-29", freq="7D")
    ]
    assert brought(WEEK + "".join(rows)).about["days"] == ["2024-12-28", "2025-04-04"]


def test_a_month_that_ends_in_silence_is_not_covered(brought):
    days = pd.date_range("2024-10-03", "2025-03-02", freq="6D")
    rows = [
        {"event_id_cnty": f"MLI{n}", "event_date": f"{day:%d %B %Y}", "year": day.year}
        for n, day in enumerate(days)
    ]
    report = brought(acled(*rows))
    assert report.about["days"] == ["2024-10-01", str(days[-1].date())] and "silent" in report.lines()[-1]


def test_an_open_document_is_no_archive_of_tables(brought):
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(InputError, match=r"holds 0 CSV files.*save an OpenDocument table as .*\.xlsx"):
        brought(stream.getvalue(), "given.ods")


def test_options_that_change_nothing_say_so(brought):
    told = " ".join(
        brought(wide("05/01/2025;Koro;JNIM;1;0"), kind="civilian_targeting", version="2.0").about["warnings"]
    )
    assert "--kind" in told and "--version" in told


def test_a_cell_that_may_name_a_person_is_not_told(brought):
    with pytest.raises(InputError, match="row 2, unreadable date") as told:
        brought(wide("Awa Testperson 70 00 00 00;Koro;JNIM;1;0"))
    assert "Testperson" not in str(told.value) and "70 00" not in str(told.value)


# Imports of one source side by side


def acled_days(first, last, dead, ids, step="3D"):
    days = pd.date_range(first, last, freq=step)
    return acled(
        *(
            {
                "event_id_cnty": f"MLI{ids + n}",
                "event_date": f"{day:%d %B %Y}",
                "year": day.year,
                "fatalities": dead,
            }
            for n, day in enumerate(days)
        )
    )


def stored(project, tmp_path, text, name, **options):
    path = tmp_path / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return import_events(path, data=project / "data", **options)


def sums_of(first, last, events, dead):
    months = pd.period_range(first, last, freq="M")
    return HDX + "".join(
        f"Mali,Mopti,Koro,MLI,a,b,{month:%B},{month:%Y},{events},{dead}\n" for month in months
    )


def test_two_kinds_of_sums_are_never_compared(project, tmp_path):
    from analysis.measure.event_sums import figures_from
    from analysis.measure.incidents import incidents_of
    from analysis.present.labels import rule_text
    from analysis.quarter import Quarter

    stored(project, tmp_path, sums_of("2024-01", "2024-12", 40, 100), "mali_political_violence_2024")
    stored(project, tmp_path, sums_of("2025-01", "2025-06", 10, 30), "mali_civilian_targeting_2025")
    found = incidents_of("acled").change("2024Q4", "2025Q1")
    assert (str(found.earlier.value), str(found.later.value)) == ("300", "90")
    assert found.percent.status == "not_comparable" and found.answer == "unknown"
    told = figures_from(Quarter(2025, 2), "acled").find("killed")
    assert str(told.value) == "90" and "target" in rule_text(told.inclusion)
    inside = incidents_of("acled").change("2025Q1", "2025Q2")
    assert inside.percent.stated


def test_other_incidents_of_the_same_days_add(project, tmp_path):
    from analysis.measure.incidents import incidents_of

    stored(project, tmp_path, acled_days("2025-01-01", "2025-06-30", 2, 0), "north")
    stored(
        project,
        tmp_path,
        acled_days("2025-04-01", "2025-06-30", 5, 1000),
        "south",
        covers="2025-04-01..2025-06-30",
    )
    found = incidents_of("acled")
    assert [str(found.figure(quarter).value) for quarter in ("2025Q1", "2025Q2")] == ["60", "217"]


def test_a_later_export_of_the_same_incidents_adds_nothing(project, tmp_path):
    from analysis.measure.incidents import incidents_of

    stored(project, tmp_path, acled_days("2025-01-01", "2025-06-30", 2, 0), "a_first")
    longer = acled_days("2025-01-01", "2025-07-30", 2, 0)
    told = stored(project, tmp_path, longer, "b_later").about["warnings"]
    assert "b_later has all incidents of a_first and alone counts in 2025Q1, 2025Q2." in told
    assert str(incidents_of("acled").figure("2025Q1").value) == "60"
    told = stored(project, tmp_path, longer, "c_again").about["warnings"]
    assert "c_again is the same file as b_later." in told


@pytest.mark.parametrize(("first", "ids", "change", "told"), [
    ("2025-04-01", 55, ("", ""), r"north has 6 of the 31 incidents of 2025Q2 in south, whose others"),
    ("2025-04-01", 20, ("", ""), r"north has 21 of the 31 .*, whose others .* would not count: .*--update"),  # most of them
    ("2025-04-01", 30, (",1\n", ",2\n"), r"31 of the 31 .*whose others or newer versions would not count: .*--update.*--as north"),
])  # fmt: skip
def test_no_incident_is_lost_beside_another_export(project, tmp_path, first, ids, change, told):
    stored(project, tmp_path, acled_days("2025-01-01", "2025-06-30", 2, 0), "north")
    later = acled_days(first, "2025-06-30", 5, ids).replace(*change)
    with pytest.raises(InputError, match=told):
        stored(project, tmp_path, later, "south")


def test_no_ratio_is_nan(project, tmp_path):
    from click.testing import CliRunner

    from analysis.produce.cli import cli

    row = "{},3,JNIM,{},{},2,2,2,2,1,Gao region,Gao cercle,Mali\n"
    days = [str(day.date()) for day in pd.date_range("2025-01-01", "2025-03-30", freq="2D")]
    stored(
        project,
        tmp_path,
        UCDP + "".join(row.format(n, day, day) for n, day in enumerate(days)),
        "cand",
        version="25.01.25.03",
    )
    done = CliRunner().invoke(cli, ["change", "2024Q4", "2025Q1", "--source", "ucdp"])
    assert "nan" not in f"{done.output}{done.exception}" and "2025Q1" in f"{done.output}{done.exception}"
    done = CliRunner().invoke(cli, ["change", "2022Q1", "2022Q1", "--source", "ucdp"])
    assert "two different quarters" in str(done.exception)
    done = CliRunner().invoke(
        cli, ["change", "2024Q3", "2024Q4", "--source", "ucdp", "--outcome", "nonsense"]
    )
    assert "nonsense" in str(done.exception) and "killed" in str(done.exception)


def test_a_long_name_stays_in_its_column(project, tmp_path):
    from click.testing import CliRunner

    from analysis.produce.cli import cli

    stored(project, tmp_path, sums_of("2025-01", "2025-06", 10, 30), "mali_civilian_targeting_2025")
    lines = CliRunner().invoke(cli, ["imports"]).output.splitlines()
    assert any(re.match(r"mali_civilian_targeting_2025\s+acled", line) for line in lines)
    assert len({line.index("  20") for line in lines if "  20" in line}) == 1
    longest = about("mali_civilian_targeting_2025", project / "data") | {
        "source": "ucdp",
        "version": "26.01.26.03",
    }
    (project / "data/events/mali_civilian_targeting_2025.json").write_text(json.dumps(longest))
    assert "ucdp 26.01.26.03  2025-01-01 to" in CliRunner().invoke(cli, ["imports"]).output


def ucdp(*days):
    """UCDP's events, one on each of some days."""
    row = "{},3,JNIM,{},{},2,2,2,2,1,Gao region,Gao cercle,Mali\n"
    return UCDP + "".join(row.format(n, day, day) for n, day in enumerate(days))


@pytest.mark.parametrize(("days", "version", "expected"), [
    (["2025-12-22", "2026-01-03", "2026-01-30"], "26.0.1", ["2026-01-01", "2026-01-31"]),  # begins before its month
    (["2026-01-03", "2026-01-30"], "26.0.2", "26.0.2, of 2026-02-01 to 2026-02-28, is not what the file covers: its events are of 2026-01-03 to 2026-01-30"),
    (["2026-01-03", "2026-01-30", "2026-02-03"], "26.0.1", r"are of 2026-01-03 to 2026-02-03; .*--version .* 26\.01\.26\.02.*--covers"),
    (["2026-01-03", "2026-01-30", "2026-02-03"], "26.01.26.02", ["2026-01-01", "2026-02-28"]),
    (["2026-01-03", "2026-01-30"], "26.1", "26.1, of 1989-01-01 to 2025-12-31, is not"),
    (["2026-01-03", "2026-01-30"], "26.13", "'26.13' is no UCDP version"),
    (["2026-01-03", "2026-01-30"], "26.03.26.01", "of 2026-03-01 to 2026-01-31, is not"),
])  # fmt: skip
def test_the_days_of_events_are_those_of_the_version(brought, days, version, expected):
    if isinstance(expected, str):
        expect(brought, ucdp(*days), expected, version=version)
        return
    assert brought(ucdp(*days), version=version).about["days"] == expected
    assert brought(ucdp(*days), f"GEDEvent_v{version.replace('.', '_')}.csv").about["days"] == expected
