"""Further odd files, made of what people do to a table: each is read right, or refused in a sentence."""

# ruff: noqa: E501

import io
import unicodedata

import openpyxl
import pytest

from analysis.errors import InputError
from analysis.record import files as given
from analysis.record.cells import cells_csv
from tests.record import event_samples as samples
from tests.record.test_found import (  # fmt: skip
    HAPI,
    HDX,
    HDX_FILE,
    WEEK,
    WIDE,
    acled,
    brought,
    expect,
    long,
    some,
    table,
    wide,
)

__all__ = ["brought"]
FR = "Date;Cercle;Auteur;Tués;Blessés"
ONE = "05/01/2025;Koro;JNIM;3;1"
MONTH = [f"{n:02d}/01/2025;Koro;JNIM;{n % 3};1" for n in range(1, 28)]  # 27 killed, 27 injured
UCDP = "id,type_of_violence,side_a,date_start,date_end,best,low,high,deaths_civilians,where_prec,adm_1,adm_2,country\n"


def ucdp(*rows):
    return UCDP + "".join(
        f"{n},3,JNIM,{','.join(row)},3,3,3,3,1,Mopti region,Koro cercle,Mali\n" for n, row in enumerate(rows)
    )


def cells(*rows, hidden=()):
    """A workbook of one sheet, and a hidden one."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for row in hidden:
        sheet = made["Old"] if "Old" in made else made.create_sheet("Old")
        sheet.sheet_state = "hidden"
        sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


ROW = ["05/01/2025", "Koro", "JNIM"]
BOOK = {"file": "given.xlsx"}

SHEETS = {
    "a hidden sheet that fits": (cells(WIDE.split(";"), [*ROW, 3, 1], hidden=[WIDE.split(";"), [*ROW, 4, 1]]), "2 sheets that fit: Sheet, Old", BOOK),
    "a sheet copied": ({"A": wide(*MONTH), "Copie de A": wide(*MONTH)}, "sheet 'Copie de A' repeats 27 of the rows of 'A'.*--sheet"),
    "sheets that go on with all before them": ({"Jan": wide(*MONTH), "Fev": wide(*MONTH, *(row.replace("/01/", "/02/") for row in MONTH))}, "sheet 'Fev' repeats 27 of the rows of 'Jan'"),
    "a sheet for each region, one row alike": ({"Mopti": wide(ONE, "06/01/2025;Koro;JNIM;1;0"), "Gao": wide(ONE, "07/01/2025;Gao;JNIM;2;0", "08/01/2025;Gao;JNIM;2;0")}, "sheet 'Gao' repeats 1 of the rows of 'Mopti'"),
    "a formula that was never worked out": (cells(WIDE.split(";"), [*ROW, "=1+2", 1], ["06/01/2025", "Koro", "JNIM", 4, 1]), "formula.*open it in a spreadsheet.*save", BOOK),
    "three rows of heads": (wide(";;;Tués;;Blessés;", ";;;H;F;H;F", "05/01/2025;Koro;JNIM;1;2;3;4", head="Date;Cercle;Auteur;Victimes;;;"), "no layout that is known"),
    "two tables side by side": (wide("05/01/2025;Koro;JNIM;1;;06/01/2025;Gao;JNIM;2", head="Date;Cercle;Auteur;Tués;;Date;Cercle;Auteur;Tués"), "'Tués' more than once"),
    "a table below with other heads": (wide(*MONTH, "Date;Cercle;Perpetrator;Injured;Killed", "07/02/2025;Koro;JNIM;9;1"), "row 29 .*heads.*other order"),
    "a table below with the same heads": (wide(*MONTH, WIDE, "07/02/2025;Koro;JNIM;9;1"), {"2025Q1 killed": 36, "2025Q1 injured": 28}),
}  # fmt: skip

COLUMNS = {
    "a column for a second perpetrator": (wide("05/01/2025;Koro;JNIM;;3", "06/01/2025;Koro;JNIM;FAMa;3", head="Date;Cercle;Auteur;Auteur 2;Tués"), "'Auteur 2' holds another perpetrator.*row 3"),
    "the same in English": (wide("06/01/2025;Koro;JNIM;FAMa;3", head="Date;Cercle;Perpetrator;Secondary perpetrator;Killed"), "'Secondary perpetrator' holds another"),
    "who reported, and the kind of perpetrator": (wide("06/01/2025;Koro;JNIM;Groupe armé;MD;3", head="Date;Cercle;Auteur présumé;Type d'auteur;Auteur du rapport;Tués"), {"2025Q1 killed": 3}),
    "row numbers that a program wrote": ('"","Date","Cercle","Auteur","Tués"\n"1","2025-01-05","Koro","JNIM",3\n"2","2025-01-06","Gao","FAMa",4\n', {"2025Q1 killed": 7}),
    "the same in an export": ("\n".join(f"{n - 1 if n else ''},{line}" for n, line in enumerate(acled({}, *some(4)).splitlines())) + "\n", {"2025Q1 killed": 1, "2024Q4 killed": 4}),
    "a number of incidents where the id may be": (wide("Janvier 2025;Koro;JNIM;4;3", head="Mois;Cercle;Auteur;Nombre d'incidents;Tués"), "\"Nombre d'incidents\" counts incidents"),
    "a number of attacks": (wide("January 2025;Koro;JNIM;4;3", head="Month;Cercle;Perpetrator;Attacks;Killed"), "'Attacks' counts incidents"),
    "men whom an army neutralised": (wide(f"{ONE};9", head=f"{FR};Terroristes neutralisés"), "'Terroristes neutralisés' holds numbers"),
    "those killed, by civilians and soldiers": (wide("05/01/2025;Koro;JNIM;3;2;1", head="Date;Cercle;Auteur;Tués;Tués civils;Tués militaires"), "'Tués civils' holds numbers"),
    "a running total": (wide("05/01/2025;Koro;JNIM;3;3", "06/01/2025;Koro;JNIM;2;5", head="Date;Cercle;Auteur;Tués;Cumul tués"), "'Cumul tués' holds numbers"),
    "months side by side": ("Cercle;Auteur;Janvier 2025;Février 2025\nKoro;JNIM;1;2\n", "no layout that is known"),
    "least and most alone": (wide("05/01/2025;Koro;JNIM;2;5;0", head="Date;Cercle;Auteur;Tués (min);Tués (max);Blessés"), r"'Tués \(min\)' holds numbers"),
    "wounds of which people died": (wide(f"{ONE};1", head=f"{FR};Décédés des suites de blessures"), "'Décédés des suites de blessures' holds numbers"),
    "one head in two cases": (wide(ONE, head="Date;Cercle;Perpetrator;Killed;killed"), "'Killed' more than once"),
}  # fmt: skip

DAYS = {
    "a year mistyped far ahead": (wide(*MONTH, "05/02/2052;Gao;JNIM;3;0"), "2052-02-05.*9,870 days.*--covers"),
    "a year mistyped by one": (wide(*MONTH, "05/01/2026;Gao;JNIM;3;0"), "2026-01-05.*343 days.*--covers"),
    "a year that is far and right": (wide(*MONTH, "05/01/2026;Gao;JNIM;3;0"), {"2025Q1 killed": 27, "2025Q1 injured": 27, "2026Q1 killed": 3}, {"covers": "2025-01-01..2026-03-31"}),
    "an export that a French spreadsheet has saved": (ucdp(("05/01/2025 00:00", ""), ("07/04/2025 00:00", "")).replace(",", ";"), "'05/01/2025 00:00', which may be.*--dates"),
    "the same, with what it is": (ucdp(("05/01/2025 00:00", ""), ("07/04/2025 00:00", "")).replace(",", ";"), {"2025Q1 killed": 3, "2025Q2 killed": 3}, {"dates": "dayfirst"}),
    "sums of a year": (HAPI + "MLI,,,Mopti,Koro,2,political_violence,4,7,2025-01-01,2025-12-31\n", "row 2 .*2025-01-01 to 2025-12-31.*quarter"),
    "monthly sums without some months": (HDX + "Mali,Mopti,Koro,MLI,a,b,January,2025,4,7\nMali,Mopti,Koro,MLI,a,b,June,2025,4,7\n", "between 2025-01-01 and 2025-06-01 lie 151 days.*--covers", {"file": HDX_FILE}),
    "a quarter whose year stands beside it": (wide("T1;2025;Koro;JNIM;3", "T2;2025;Gao;JNIM;4", head="Trimestre;Année;Cercle;Auteur;Tués"), {"2025Q1 killed": 3, "2025Q2 killed": 4}),
    "quarters with other signs": (wide("T1/2025;Koro;JNIM;3;2", "Q1-2025;Koro;JNIM;1;0", "2025-T2;Koro;JNIM;1;0"), {"2025Q1 killed": 4, "2025Q1 injured": 2, "2025Q2 killed": 1}),
    "several days in one cell": (wide("du 5 au 7 janvier 2025;Koro;JNIM;3;1"), "row 2, unreadable date"),
    "a half-year": (wide("S1 2025;Koro;JNIM;3;1"), "row 2, unreadable date"),
    "days that are to come": (wide(ONE), "is not what the file covers: its events are of 2025-01-05", {"covers": "2025-01-01..2026-03-31"}),
}  # fmt: skip

WORDS = {
    "a word for two harms": (long("1;05/01/2025;Koro;JNIM;tués;3"), "map.yml: harms: 'tués' stands for two", {"mapping": "harms: {killed: tués, injured: tués}\n"}),
    "a key twice": (long("1;05/01/2025;Koro;JNIM;tués;3"), "map.yml, line 3.*'actor'.*twice", {"mapping": "columns:\n  actor: Auteur\n  actor: Cercle\n"}),
    "a part twice": (long("1;05/01/2025;Koro;JNIM;tués;3"), "map.yml, line 2.*'columns'.*twice", {"mapping": "columns: {actor: Auteur}\ncolumns: {best: Victimes}\n"}),
    "a word that means another harm here": (long("1;05/01/2025;Koro;JNIM;blessés;3"), {"2025Q1 killed": 3}, {"mapping": "harms: {killed: blessés}\n"}),
    "a head that means another harm here": (wide("05/01/2025;Koro;JNIM;3", head="Date;Cercle;Auteur;Blessés"), {"2025Q1 killed": 3}, {"mapping": "harms: {killed: Blessés}\n"}),
    "two kinds of sums in a name": (HDX + "Mali,Mopti,Koro,MLI,a,b,January,2025,4,7\n", "does not say", {"file": "political_violence_and_civilian_targeting.csv"}),
    "a place in another country": (wide("05/01/2025;Burkina Faso;Djibo;JNIM;5;1", "06/01/2025;Mopti;Koro;JNIM;4;1", head="Date;Région;Cercle;Perpetrator;Killed;Injured"), {"2025Q1 killed": 4, "2025Q1 injured": 1}),
    "letters that nobody sees": (wide("05/01/2025;Koro\u200b;JNIM\u00a0;3;1", head="Date\u200b;Cercle\u00a0;Perpetrator;\ufeffKilled;Injured"), {"2025Q1 killed": 3, "2025Q1 injured": 1}),
    "accents apart from their letters": (unicodedata.normalize("NFD", wide(ONE, head=FR)), {"2025Q1 killed": 3, "2025Q1 injured": 1}),
    "UTF-8 read as another and saved": (long("1;05/01/2025;Koro;JNIM;tués;3").encode().decode("latin-1").encode(), "row 2, unknown harm"),
    "a row that says what the delimiter is": ("sep=;\n" + wide(ONE), {"2025Q1 killed": 3, "2025Q1 injured": 1}),
    "at least, in a sign": (wide("06/01/2025;Koro;JNIM;≥3;1", ONE), "row 2, unreadable number"),
    "lines that end as on old machines": (wide(ONE, "06/01/2025;Gao;JNIM;3;1").replace("\n", "\r"), {"2025Q1 killed": 6, "2025Q1 injured": 2}),
    "a week in two quarters": (WEEK + "04-January-2025,WA,Mali,Mopti,Battles,Armed clash,3,10\n", {"2025Q1 killed": 10}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected", "options"), table(("sheet", SHEETS), ("column", COLUMNS), ("day", DAYS), ("word", WORDS))
)  # fmt: skip
def test_an_odd_file(brought, content, expected, options):
    expect(brought, content, expected, **options)


def test_there_are_forty():
    assert len([*SHEETS, *COLUMNS, *DAYS, *WORDS]) >= 40


def test_a_word_of_a_mapping_that_no_row_has_is_told(brought):
    told = brought(
        long("1;05/01/2025;Koro;JNIM;tués;3"), mapping="harms: {killed: getoetet, injured: [tuerie]}\n"
    ).about["warnings"]
    assert any("'getoetet', 'tuerie'" in line and "harms" in line for line in told)


def test_days_without_an_event_at_an_end_are_told(brought):
    told = brought(wide(ONE), covers="2025-01-01..2025-12-31").about["warnings"]
    assert any("and 360 after 2025-01-05" in line for line in told)


# Large files


def test_pyarrow_reads_what_the_reader_of_rows_reads(monkeypatch, bring_in, shared):
    """Where each may: a large file of UCDP, with rows of other countries; else the file is left to the other."""
    pytest.importorskip("pyarrow", reason="large files want the extra big")
    text = samples.ucdp(samples.UCDP_49)
    many = (shared / "data/ucdp/GEDEvent_v26_0_1.csv").read_text("utf-8")
    files = [many, text, samples.ucdp(samples.UCDP_47, webmap=True), text.replace("\n6,", "\n\n6,"), many.encode("cp1252", "replace"),
             text.replace("3,3,3,,\n", "3,3,3,,,,\n", 1), text[:-40]]  # fmt: skip

    def told(content):
        try:
            report = bring_in(
                content,
                "given.csv",
                accept_refused=True,
                covers="2024-01-01..2026-01-31" if content in (many, files[4]) else "",
            )
        except InputError as error:
            return str(error)
        return cells_csv(report.cells), report.about, report.left.reason.to_dict()

    quick = []
    reader = given._of_big
    monkeypatch.setattr(given, "_of_big", lambda *asked: quick.append(reader(*asked)) or quick[-1])
    plainly = [told(content) for content in files]
    monkeypatch.setattr(given, "BIG", 4)
    assert [told(content) for content in files] == plainly
    assert not any(quick[: len(quick) // 2]) and [bool(rows) for rows in quick[len(quick) // 2 :]] == [
        True, True, True, False, False, False, False]  # fmt: skip
    assert len(quick[len(quick) // 2]) == 1728


# Updates and deletions of ACLED


def updated(brought, tmp_path, base, *more):
    paths = [tmp_path / f"more{n}.csv" for n in range(len(more))]
    for path, text in zip(paths, more, strict=True):
        path.write_text(text, "utf-8")
    return brought(base, updates=paths)


BASE = [{"event_id_cnty": f"MLI{n}", "fatalities": n, "timestamp": 100} for n in (1, 2, 4)]
GONE = "event_id_cnty,deleted_timestamp\nMLI4,200\nMLI77,200\n"


def test_updates_and_deletions_are_applied(brought, tmp_path):
    later = acled(
        {"event_id_cnty": "MLI2", "fatalities": 20, "timestamp": 150},
        {"event_id_cnty": "MLI8", "fatalities": 8, "timestamp": 150},
    )
    report = updated(brought, tmp_path, acled(*BASE), later, GONE)
    assert report.about["victims"]["killed"] == 1 + 20 + 8
    assert report.about["rows_refused"] == {"deleted": 1, "older_version": 1}
    assert report.about["rows_read"] == 5 and report.about["file"] == "given.csv, more0.csv, more1.csv"
    assert "1 set aside: deleted (row given.csv!4)." in report.lines()


def test_an_event_that_came_back_after_its_deletion_counts(brought, tmp_path):
    back = acled({"event_id_cnty": "MLI4", "fatalities": 40, "timestamp": 300})
    assert updated(brought, tmp_path, acled(*BASE), GONE, back).about["victims"]["killed"] == 1 + 2 + 40


def test_deletions_alone_are_no_events(brought, tmp_path):
    with pytest.raises(
        InputError, match=r"given\.csv lists deleted events: give it as --update of an export"
    ):
        brought(GONE)
    with pytest.raises(InputError, match="has other columns"):
        updated(brought, tmp_path, acled(*BASE), wide(ONE))
    with pytest.raises(InputError, match=r"given\.csv is the name of two"):
        brought(acled(*BASE), updates=[tmp_path / "given.csv"])
    with pytest.raises(InputError, match=r"given\.csv has no updates, as ACLED has"):
        updated(brought, tmp_path, wide(ONE), wide(ONE))
