"""Fifty kinds of broken file: a sentence each, and nothing written."""

import gzip
import io
import zipfile

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.record.sieves import numbers
from tests.record import event_samples as samples
from tests.record.event_samples import as_csv, as_xlsx

GOOD = as_csv(samples.acled("new"))
SHEET = samples.sheet_fr()[:3]


def acled(**changes):
    """A file of one row, changed."""
    head, row = samples.acled("new")[:2]
    return as_csv([head, [changes.get(name, value) for name, value in zip(head, row, strict=True)]])


def sheet(**changes):
    head, row = SHEET[:2]
    return as_csv([head, [changes.get(name, value) for name, value in zip(head, row, strict=True)]], ";")


def limited(low, high):
    """A sheet of one row with limits of its own."""
    head, row = SHEET[:2]
    return as_csv([[*head, "Minimum", "Maximum"], [*row, low, high]], ";")


def packed(*names, password=False):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, GOOD)
    content = bytearray(stream.getvalue())
    if password:
        at = content.index(b"PK\x01\x02") + 8
        content[at] |= 1
    return bytes(content)


def workbook(tmp_path, rows):
    return as_xlsx(rows, tmp_path / "made.xlsx")


def without(*columns):
    rows = samples.acled("new")
    keep = [at for at, name in enumerate(rows[0]) if name not in columns]
    return as_csv([[row[at] for at in keep] for row in rows])


def renamed(old, new):
    return GOOD.replace(old, new, 1)


# a quotation mark opened in a last column swallows all rows below and leaves nothing uneven
OPEN_END = (
    'date;violation;total;perpetrator;note\n2021-04-01;killed;1;JNIM;"\n' + "2021-04-02;killed;1;JNIM;\n" * 3
)

BROKEN = {
    "empty": (b"", "is empty"),
    "blanks": (b" \n\n \n", "is empty"),
    "byte order mark only": (b"\xef\xbb\xbf", "no header row|is empty"),
    "header only": (GOOD.split("\n")[0] + "\n", "header but no rows"),
    "header without line end": (GOOD.split("\n")[0], "header but no rows"),
    "login page": ("<!DOCTYPE html><html><body>Sign in</body></html>", "is a web page"),
    "xml": ("<?xml version='1.0'?><rss/>", "is a web page"),
    "pdf": (b"%PDF-1.7\n...", "is a PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n\0", "is a binary file, not a table"),
    "photo": (b"\xff\xd8\xff\xe0\0", "is a binary file, not a table"),
    "old or locked workbook": (
        b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        "is a binary file, not a table: save",
    ),
    "parquet": (b"PAR1....\0", "is a binary file, not a table"),
    "bzip2": (b"BZh9....\0", "is a binary file, not a table"),
    "rar": (b"Rar!....\0", "is a binary file, not a table"),
    "zeros": (b"\0" * 4000, "binary file"),
    "noise": (bytes(range(256)) * 20, "binary file"),
    "program text": ("import os\nprint(1)\n", "no layout that is known"),
    "another table": ("quarter,value\n2021Q2,527\n", "no column names of UCDP, ACLED"),
    "numbers without header": ("1,2,3\n4,5,6\n", "no layout that is known"),
    "spaces for delimiter": (GOOD.replace(",", " "), "no layout that is known"),
    "colons for delimiter": (GOOD.replace(",", ":"), "no layout that is known"),
    "one column missing": (without("event_date"), "it lacks event_date"),
    "two columns missing": (without("fatalities", "geo_precision"), "it lacks fatalities, geo_precision"),
    "column twice": (renamed("tags", "fatalities"), "column 'fatalities' more than once"),
    "gzip": (gzip.compress(GOOD.encode() * 50), "is a binary file, not a table"),
    "cut-off zip": (packed("a.csv")[:-60], "damaged or cut off"),
    "empty zip": (packed(), "holds 0 CSV files"),
    "zip without csv": (packed("readme.md"), "holds 0 CSV files"),
    "zip of two": (packed("a.csv", "b.csv"), "holds 2 CSV files"),
    "locked zip": (packed("a.csv", password=True), "holds 0 CSV files that open without a password"),
    "damaged zip member": (packed("a.csv").replace(packed("a.csv")[60:80], b"\xaa" * 20), "damaged"),
    "workbook without sheets": (packed("xl/workbook.xml"), "damaged or cut off"),
    "json of an interface": ('{"data": []}', "is JSON, not a table: save"),
    "unclosed quote": (GOOD + 'MLI9,"open\n' * 3, "opens a quotation mark|wrong|columns"),
    "unclosed quote in the last column": (OPEN_END, "line 2 opens a quotation mark"),
    "outside Mali": (acled(country="Niger"), "no event in Mali"),
    "unreadable date": (acled(event_date="yesterday"), "row 2, unreadable date"),
    "31 February": (acled(event_date="31 February 2021"), "row 2, unreadable date"),
    "a year alone": (acled(event_date="2021"), "row 2, unreadable date"),
    "negative deaths": (acled(fatalities=-1), "row 2, negative count"),
    "words for deaths": (acled(fatalities="many"), "row 2, unreadable number"),
    "half a death": (acled(fatalities="0.5"), "row 2, unreadable number"),
    "one death or a thousand": (acled(fatalities="1.000"), "row 2, unreadable number"),
    "a year and a number for deaths": (acled(fatalities="2021 005"), "row 2, unreadable number"),
    "infinite deaths": (acled(fatalities="inf"), "row 2, unreadable number"),
    "telephone number for deaths": (
        acled(fatalities="22370000000"),
        "row 2, unreadable number",
    ),
    "no id": (acled(event_id_cnty=""), "row 2, no id"),
    "no country": (acled(country=""), "row 2, no country"),
    "unknown event type": (acled(event_type="Tea party"), "row 2, unknown kind"),
    "unknown precision": (acled(geo_precision="0"), "row 2, unknown precision"),
    "too few fields": (GOOD.replace(",1700000000", ""), "row 2, wrong number of columns"),
    "low above best": (limited("9", ""), "row 2, low above best"),
    "best above high": (limited("", "0"), "row 2, best above high"),
    "unknown harm": (sheet(**{"Type de violation": "Vol de bétail"}), "row 2, unknown harm"),
    "nobody counted": (
        sheet(**{"Total victimes": "", "Hommes": "", "Femmes": ""}),
        "row 2, no count",
    ),
    "parts above total": (sheet(Femmes="7"), "row 2, parts exceed total"),
    "month 13": (sheet(Date="13/13/2021"), "row 2, unreadable date"),
    "month first": (
        sheet(Date="01/13/2021"),
        "row 2 has the date '01/13/2021', which only monthfirst dates have",
    ),
    "another quarter": (sheet(Trimestre="T3 2021"), "row 2, quarter differs"),
    "quarter 5": (sheet(Date="", Trimestre="T5 2021"), "row 2, unreadable date"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_gets_one_sentence(bring_in, data, kind):
    content, expected = BROKEN[kind]
    with pytest.raises(InputError, match=expected) as caught:
        bring_in(content, "given.csv")
    said = str(caught.value)
    assert said.startswith("given.csv") and said.endswith(".") and "\n" not in said and len(said) < 330
    assert not (data / "events").exists()


def test_more_civilians_than_deaths_are_refused(bring_in):
    text = samples.ucdp(samples.UCDP_49).replace(",,,4,,4,9,2,", ",,,8,,4,9,2,")
    assert bring_in(text, accept_refused=True).about["rows_refused"] == {
        "outside_mali": 1,
        "civilians_above_best": 1,
    }


def test_there_are_fifty_kinds():
    assert len(BROKEN) >= 50


def test_nothing_sets_thousands_apart():
    read, refused = (
        ["1005", "7.0"],
        [
            "1 005",
            "1\u202f005",
            "12\u00a0345\u00a0678",
            "1.000",
            "12.345.678",
            "2021 005",
            "1 00",
            "1,000",
            "1.5.2",
        ],
    )
    assert numbers(pd.Series(read)).tolist() == [1005, 7]
    assert numbers(pd.Series(refused)).isna().all()


@pytest.mark.parametrize("count", ["1.000", "2021 005"])
def test_a_count_in_a_sheet_that_may_be_two_numbers_is_refused(bring_in, count):
    with pytest.raises(InputError, match="row 2, unreadable number"):
        bring_in(f"date;violation;total;perpetrator\n2021-04-01;killed;{count};JNIM\n")


def test_workbooks_that_hold_nothing(bring_in, tmp_path):
    for rows, said in (
        ([], "no layout"),
        ([["a", "b"]], "no layout"),
        ([SHEET[0]], "header but no rows"),
        ([SHEET[0], ["I0", "01/04/2021", "Tués", "#N/A"]], "row 2, no count"),
    ):
        with pytest.raises(InputError, match=said):
            bring_in(workbook(tmp_path, rows), "given.xlsx")


def test_what_is_no_file_and_no_name(data, tmp_path):
    from analysis.record.imports import import_events

    for path, name, said in (
        (tmp_path / "none.csv", "x", r"none\.csv cannot be read \(No such file"),
        (tmp_path, "x", "cannot be read .it is a folder"),
        (tmp_path, "../x", "is no name for cells"),
    ):
        with pytest.raises(InputError, match=said):
            import_events(path, name, data=data)
