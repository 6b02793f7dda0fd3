import hashlib
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.record.cells import COLUMNS, about, cells_csv, names, read_cells
from analysis.record.imports import import_events
from analysis.record.layouts import load_layouts
from tests.record import event_samples as samples
from tests.record.event_samples import as_csv, as_xlsx


def killed(report, outcome="killed"):
    return report.incidents[report.incidents["outcome"] == outcome]


def counted(report):
    """Everything that the cells say but which version they are."""
    return report.cells.drop(columns=["source", "version"])


def test_the_candidate_file_of_january_2026(shared, data):
    report = import_events(shared / "data/ucdp/GEDEvent_v26_0_1.csv", "ucdp_candidate_2026_01", data=data)
    assert (report.about["rows_read"], report.about["rows_used"], report.about["rows_refused"]) == (
        1727,
        56,
        {"outside_mali": 1671},
    )
    cells = read_cells("ucdp_candidate_2026_01", data)
    totals = cells.groupby("outcome")[["incidents", "victims_best"]].sum()
    assert totals.loc["killed"].tolist() == [56, 107]
    assert totals.loc["civilians_killed"].tolist() == [56, 24]
    assert cells.loc[cells["precision"] == "region", "place_level"].unique().tolist() == ["region"]
    told = about("ucdp_candidate_2026_01", data)
    assert told["preliminary"] and told["months"] == ["2026-01", "2026-01"] and told["version"] == "26.0.1"
    assert (
        told["sha256"] == hashlib.sha256((shared / "data/ucdp/GEDEvent_v26_0_1.csv").read_bytes()).hexdigest()
    )
    assert (
        report.about["places_in_doubt"] == []
        and report.about["actors_not_mapped"] == {}
        and report.about["places_not_known"] == {}
    )


@pytest.mark.parametrize("layout", ["text", "old", "hxl", "monadic"])
def test_every_acled_layout_gives_the_same_cells(bring_in, layout):
    first = bring_in(samples.acled("new"))
    other = bring_in(samples.acled(layout), name="y")
    pd.testing.assert_frame_equal(counted(first), counted(other))
    assert other.about["rows_read"] == other.about["rows_used"] + sum(other.about["rows_refused"].values())
    assert other.about["rows_refused"] == {"hxl": {"hxl_tags": 1}, "monadic": {"repeated_actor": 7}}.get(
        layout, {}
    )


def test_what_acled_says(bring_in):
    report = bring_in(samples.acled("new"))
    table = killed(report).set_index("row")
    assert table["group"].tolist() == [
        "jnim_is",
        "not_attributed",
        "jnim_is",
        "unidentified",
        "not_attributed",
        "malian_forces",
        "malian_forces",
        "not_mapped",
    ]
    assert report.about["actors_not_mapped"] == {"The Unheard-of Brigade": 1}
    assert (table["violence"] == "civilian_targeting").sum() == 6  # four by type, one remote, one protest
    at = dict(zip(table["place"], table["place_level"], strict=True))
    assert at["Tombouctou"] == "region"  # geo_precision 3: the cercle is only that of the coordinate
    assert {"Barouéli", "Tin-Essako", "Tidermène"} <= set(at)
    assert report.cells["victims_best"].sum() == 24 and report.cells["incidents"].sum() == 8


def test_every_wrapping_gives_the_same_cells(bring_in, tmp_path):
    rows = samples.acled("text")
    text = as_csv(rows)
    first = counted(bring_in(text))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("folder/export.csv", text)
    wrapped = {
        "b.bin": packed.getvalue(),
        "c.csv": b"\xef\xbb\xbf" + text.encode(),
        "d.txt": as_csv(rows, ";", "\r\n").encode(),
        "e.tsv": as_csv(rows, "\t").encode("utf-16"),
        "g.xls": as_xlsx(rows, tmp_path / "book.xlsx", above=2),
        "h.csv": ("ACLED export\n\n" + text).encode(),
    }
    for file, content in wrapped.items():
        report = bring_in(content, file)
        pd.testing.assert_frame_equal(first, counted(report), obj=file)
        assert report.about["rows_read"] == 8 and not report.about["warnings"], file
        assert report.about["sha256"] == hashlib.sha256(content).hexdigest()


def test_the_layouts_of_ucdp_give_the_same_cells(bring_in):
    first = bring_in(samples.ucdp(samples.UCDP_49))
    for columns in (samples.UCDP_42, samples.UCDP_47):
        other = bring_in(samples.ucdp(columns, webmap=columns is samples.UCDP_47))
        pd.testing.assert_frame_equal(counted(first), counted(other))
    cells = first.cells.set_index(["place", "group", "outcome"])
    assert cells.loc[
        ("Djenné", "malian_forces_with_foreign", "killed"), ["victims_low", "victims_high"]
    ].tolist() == [2, 9]
    assert cells.loc[("Ségou", "not_attributed", "civilians_killed"), "victims_best"] == 1
    assert (
        cells.loc[("Ségou", "not_attributed", "civilians_killed"), ["victims_low", "victims_high"]]
        .isna()
        .all()
    )
    assert cells.loc[("Koro", "not_attributed", "killed"), ["incidents", "lethal_incidents"]].tolist() == [
        1,
        0,
    ]
    assert cells.loc[("Mali", "jnim_is", "killed"), ["place_level", "precision"]].tolist() == [
        "national",
        "country",
    ]


def test_sums_by_cercle_have_no_size_of_incident(bring_in, tmp_path):
    head = [
        "Country",
        "Admin1",
        "Admin2",
        "ISO3",
        "Admin2 Pcode",
        "Admin1 Pcode",
        "Month",
        "Year",
        "Events",
        "Fatalities",
    ]
    body = [["Mali", "Mopti", "Koro", "MLI", "ML0505", "ML05", month, 2021, events, dead]
            for month, events, dead in (("May", 3, 7), ("June", 0, 0), ("July", 2, 1))]  # fmt: skip
    report = bring_in(as_xlsx([head, *body], tmp_path / "sums.xlsx"), "sums.xlsx", kind="political_violence")
    table = report.cells.set_index("quarter")
    assert table["incidents"].tolist() == [3, 2] and table["victims_best"].tolist() == [7, 1]
    assert table[["lethal_incidents", "sum_squares", "largest_incident"]].isna().all(axis=None)
    assert table["place"].unique().tolist() == ["Koro"] and table["group"].unique().tolist() == [
        "not_attributed"
    ]


@pytest.mark.parametrize("form", ["xlsx", "semicolon", "latin-1"])
def test_a_french_sheet_reads_right(bring_in, tmp_path, form):
    rows = samples.sheet_fr(dates=form == "xlsx")
    encoding = "latin-1" if form == "latin-1" else "utf-8"
    content = as_xlsx(rows, tmp_path / "b.xlsx", 3) if form == "xlsx" else as_csv(rows, ";").encode(encoding)
    report = bring_in(content, f"sheet.{form}")
    assert (report.about["rows_read"], report.about["rows_used"], len(report.incidents)) == (20, 20, 20)
    sums = report.cells.groupby("outcome")["victims_best"].sum()
    assert sums.to_dict() == {"abducted": 15, "injured": 15, "killed": 15, "sexual_violence": 15}
    assert report.cells.groupby("place")["incidents"].sum().to_dict() == {
        "Ansongo": 5, "Barouéli": 5, "Gourma-Rharous": 5, "Koro": 5
    }  # fmt: skip
    assert set(report.cells["group"]) == {"jnim_is", "militias", "malian_forces", "unidentified", "signatory"}
    assert report.cells["women"].sum() == 20 and report.cells["men"].sum() == 40
    assert report.cells["boys"].isna().all()  # blank is not zero
    assert set(report.cells["quarter"]) == {"2021Q2"} and report.about["places_not_known"] == {}
    assert bool(report.about["warnings"]) == (form == "latin-1")


def test_a_wide_sheet_in_english_counts_each_harm(bring_in):
    rows = [
        ["Month", "Killed", "Wounded", "Abducted", "Men", "Women", "Region", "Perpetrator"],
        ["April 2021", 3, 0, "", 2, 1, "Mopti", "JNIM"],
        ["May 2021", 1, 4, "", 5, "", "Bandiagara", "Wagner, FAMa"],
        ["June 2021", "", "", 2, "", "", "Gao", "Dan Na Ambassagou"],
    ]
    report = bring_in(rows)
    table = report.cells.set_index(["place", "group", "outcome"])
    assert table["victims_best"].to_dict() == {
        ("Gao", "militias", "abducted"): 2,
        ("Mopti", "jnim_is", "injured"): 0,
        ("Mopti", "jnim_is", "killed"): 3,
        ("Mopti", "malian_forces_with_foreign", "injured"): 4,  # Bandiagara, a region since 2023
        ("Mopti", "malian_forces_with_foreign", "killed"): 1,
    }
    joint = report.cells[report.cells["group"] == "malian_forces_with_foreign"].set_index("outcome")
    assert joint.loc[["injured", "killed"], "victims_best"].tolist() == [4, 1]
    assert joint["men"].isna().all()  # two harms in one row: whose ages are they?
    first = report.cells[report.cells["group"] == "jnim_is"].set_index("outcome")
    assert first.loc["killed", ["men", "women"]].tolist() == [2, 1]
    assert first.loc["injured", ["incidents", "lethal_incidents", "victims_best"]].tolist() == [1, 0, 0]
    assert "abducted" not in first.index  # blank: not asked
    assert set(report.cells["place_level"]) == {"region"}


def test_a_mapping_names_other_columns_and_words(bring_in, tmp_path):
    mapping = tmp_path / "map.yml"
    mapping.write_text(
        "columns: {date: Wann, harm: Was, actor: Wer, best: Zahl}\n"
        "harms: {killed: getötet}\ndates: monthfirst\n"
    )
    report = bring_in(
        [["Wann", "Was", "Wer", "Zahl"], ["04/13/2021", "getötet", "FDSM", "1002"]], mapping=mapping
    )
    assert report.cells[["quarter", "victims_best", "place"]].to_numpy().tolist() == [
        ["2021Q2", 1002, "Mali"]
    ]
    mapping.write_text("columns: {shoe_size: Schuh}\n")
    with pytest.raises(InputError, match=r"map\.yml: columns names shoe_size; choose from"):
        bring_in("a,b\n1,2\n", mapping=mapping)


def test_every_row_is_used_or_refused_for_one_reason(bring_in, data):
    head, *body = samples.acled("new")
    at = {
        name: head.index(name)
        for name in ("event_id_cnty", "event_date", "fatalities", "country", "geo_precision", "event_type")
    }

    def row(number, **changes):
        made = list(body[0])
        made[at["event_id_cnty"]] = f"N{number}"
        for name, value in changes.items():
            made[at[name]] = value
        return made

    rows = [
        head,
        *body,
        row(1, country="Niger"),
        row(2, event_date="soon"),
        row(3, fatalities=-1),
        row(4, fatalities="some"),
        row(5, fatalities=1.5),
        row(6, event_date="1 May 1901"),
        row(7, country=""),
        row(8, geo_precision=9),
        row(9, event_type="Picnic"),
        body[1],
        row("", event_id_cnty=""),
        row("", event_id_cnty="MLI1", fatalities=6),
        row(10, fatalities=99999999),
        [*row(11), "extra"],
        row(12)[:-1],
        row(13),
    ]
    with pytest.raises(
        InputError, match=r"12 of 23 rows in Mali would be refused \(3 unreadable number.*row 11, unreadable"
    ):
        bring_in(rows)
    report = bring_in(rows, accept_refused=True)
    assert report.about["rows_refused"] == {
        "outside_mali": 1, "outside_dates": 1, "duplicate": 1, "wrong_number_of_columns": 2, "no_id": 1,
        "same_id_differs": 1, "no_country": 1, "unreadable_date": 1, "unreadable_number": 3,
        "negative_count": 1, "unknown_kind": 1, "unknown_precision": 1,
    }  # fmt: skip
    assert (
        report.about["rows_read"]
        == len(rows) - 1
        == report.about["rows_used"] + sum(report.about["rows_refused"].values())
    )
    assert report.about["rows_used"] == 9 and killed(report)["row"].tolist() == [2, 3, 4, 5, 6, 7, 8, 9, 25]
    told = pd.read_csv(data / "events/x.refused.csv")  # rows outside Mali are counted, not listed
    assert told["reason"].value_counts().to_dict() | {"outside_mali": 1} == report.about["rows_refused"]
    listed = told.groupby("reason")["row"].agg(list)
    assert listed["unreadable_number"] == [13, 14, 22] and listed["same_id_differs"] == [21]
    assert listed["wrong_number_of_columns"] == [23, 24] and told["row"].is_monotonic_increasing
    assert told["broken"].eq("yes").sum() == 12
    layout = load_layouts(data)[0]
    assert set(report.about["rows_refused"]) <= {*layout.set_aside, *layout.broken}


def test_letters_and_bad_rows_in_one_file(bring_in):
    """Windows-1252, a row too long; and one stray byte, which leaves the rest of the file as it is."""
    text = samples.ucdp(samples.UCDP_49)
    long = text.replace("3,3,3,,\n", "3,3,3,,,,\n", 1)
    report = bring_in(long.encode("cp1252"), accept_refused=True)
    assert (
        report.about["rows_refused"] == {"outside_mali": 1, "wrong_number_of_columns": 1}
        and report.about["rows_read"] == 6
    )
    told = ["Letters that are not UTF-8 were read as Windows-1252: check the accents."]
    assert report.about["warnings"] == told
    assert report.about["places_not_known"] == {} and "Djenné" in set(report.cells["place"])
    odd = bring_in(text.encode().replace(b"Testperson", b"Testp\xe9rson"))
    assert odd.about["warnings"] == told and odd.about["rows_used"] == 5
    assert odd.about["places_not_known"] == {} and "Djenné" in set(odd.cells["place"])


def test_nothing_personal_leaves_the_reader(bring_in, data, tmp_path):
    rows = samples.sheet_fr()
    rows[3][samples.SHEET_FR.index("Auteur présumé")] = samples.PERSON
    rows[4][samples.SHEET_FR.index("Cercle")] = samples.PERSON
    report = bring_in(rows, f"{samples.PERSON}.csv")
    bring_in(samples.acled("new"), name="acled")
    bring_in(samples.ucdp(samples.UCDP_49), name="ucdp")
    written = "".join(path.read_text(encoding="utf-8") for path in sorted((data / "events").rglob("*.*")))
    assert len(written) > 3000
    for word in ("Testperson", "70 00 00 00", "Village X", str(tmp_path)):
        assert word not in written
    assert report.about["actors_not_mapped"] == {"as typed in row 4": 1}
    assert "actors_not_mapped" not in about("x", data) and "Testperson" not in "".join(report.lines())


def test_same_file_same_bytes_and_another_one_replaces_it(bring_in, data):
    bring_in(samples.ucdp(samples.UCDP_49), name="ucdp")
    before = {path.name: path.read_bytes() for path in (data / "events").iterdir()}
    bring_in(samples.ucdp(samples.UCDP_49), name="ucdp")
    assert before == {path.name: path.read_bytes() for path in (data / "events").iterdir()}
    assert set(before) == {"ucdp.csv", "ucdp.json", "ucdp.refused.csv"}
    bring_in(samples.ucdp(samples.UCDP_49).replace("2024-05-13", "2024-05-14"), name="ucdp")
    after = {path.name: path.read_bytes() for path in (data / "events").iterdir()}
    assert set(after) == set(before) and after["ucdp.json"] != before["ucdp.json"]
    assert names(data) == ["ucdp"]


def test_cells_come_back_as_they_were_written(bring_in, data):
    report = bring_in(samples.acled("new"))
    cells = read_cells("x", data)
    assert list(cells.columns) == COLUMNS
    assert cells_csv(cells) == cells_csv(report.cells) == (data / "events/x.csv").read_text(encoding="utf-8")
    with pytest.raises(InputError, match=r"'z' is no table of events\. There are x"):
        read_cells("z", data)


def test_name_and_coordinate_that_disagree_are_reported(bring_in, shared):
    text = samples.ucdp(samples.UCDP_49).replace("13.9,-4.55", "18.4,1.4")
    assert bring_in(text).about["places_in_doubt"] == [
        "row 2: the coordinate lies 808 km from the seat of Djenné, which reaches 63 km"
    ]
    boundaries = shared / "data/boundaries/mali_cercles_53.geojson"
    assert bring_in(text, boundaries=boundaries).about["places_in_doubt"] == [
        "row 2: the coordinate lies in Kidal, not in Djenné"
    ]


def test_a_failed_write_leaves_what_was_there(bring_in, data, monkeypatch):
    bring_in(samples.acled("new"))
    before = {path.name: path.read_bytes() for path in (data / "events").iterdir()}

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)"):
        bring_in(samples.acled("old"))
    assert before == {path.name: path.read_bytes() for path in (data / "events").iterdir() if path.is_file()}


@pytest.mark.parametrize(("low", "high"), [(5, 9), (2, 3)])
def test_ucdp_counts_a_best_estimate_outside_its_limits(bring_in, low, high):
    changed = samples.ucdp(samples.UCDP_49).replace(",4,9,2,", f",4,{high},{low},")
    report = bring_in(changed)
    cell = report.cells.query("quarter == '2024Q1' and outcome == 'killed' and place == 'Djenné'").iloc[0]
    assert cell.victims_best == 4 and pd.isna(cell.victims_low) and pd.isna(cell.victims_high)
    assert any("the best counts, the limits are left blank (rows 2)" in line for line in report.lines())


@pytest.mark.parametrize("covers", ["2024", "2024-01-01", "2024-04-01..2024-12-31", "2024-01-01..2024-02-30"])
def test_what_a_file_covers_is_said_in_days(bring_in, data, covers):
    text = samples.ucdp(samples.UCDP_49)
    with pytest.raises(
        InputError, match="is not what the file covers: its events are of 2024-03-27 to 2024-06-30"
    ):
        bring_in(text, covers=covers)
    assert not (data / "events").exists()
    report = bring_in(text, covers="2024-02-01..2024-06-30")
    assert report.about["days"] == ["2024-02-01", "2024-06-30"]
    days = report.cells.drop_duplicates("quarter").set_index("quarter").days_covered
    assert days.to_dict() == {"2024Q1": 60, "2024Q2": 91}


def test_a_table_of_the_box_is_not_overwritten(bring_in, data):
    (data / "events").mkdir()
    (data / "events/growth.csv").write_text("year\n")
    with pytest.raises(InputError, match="growth came with the project"):
        bring_in(samples.ucdp(samples.UCDP_49), name="growth")
    assert (data / "events/growth.csv").read_text() == "year\n"
