"""Inputs that real files and bug reports gave the idea for: each gives the right result or one sentence."""

import re
import shutil

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measure.incidents import incidents_of
from analysis.record.cells import in_use, names
from analysis.record.imports import import_events
from analysis.record.layouts import Layout
from tests.record.event_samples import as_csv, as_xlsx

HEAD = ["incident_id", "date", "perpetrator", "harm", "victims", "cercle"]


@pytest.fixture
def case(shared, data):
    """Import a file of cases/; nothing is written."""

    def run(file: str, **options):
        path = shared / "cases" / file
        if not path.is_file():
            pytest.skip(f"{path} is not there")
        mapping = options.pop("mapping", "")
        options["mapping"] = shared / "cases" / mapping if mapping else None
        report = import_events(path, "x", data=data, dry_run=True, **options)
        assert not (data / "events").exists()
        return report

    return run


def sums(report, *keys):
    """Victims, by keys."""
    return report.cells.groupby([*keys])["victims_best"].sum().to_dict()


@pytest.mark.parametrize("file", ["acled_r_na.csv", "acled_old_looting.csv"])
def test_na_is_blank_and_looting_targets_no_civilian(case, file):
    cells = case(file).cells.groupby("violence")[["incidents", "victims_best"]].sum()
    assert cells.loc["civilian_targeting"].tolist() == [1, 3]
    assert cells.loc["political_violence"].tolist() == [1, 6]
    table = case(file).cells.set_index("violence")
    assert table.loc["political_violence", "group"] == "not_attributed"
    assert "NA" not in {*table.place, *case(file).about["places_not_known"]}


def test_heads_in_two_rows_are_read_together(case):
    report = case("merged_header_fr.xlsx")
    assert sums(report, "outcome") == {"killed": 4, "injured": 3, "abducted": 4}
    killed = report.cells.query("outcome == 'killed' and place == 'Bandiagara'").iloc[0]
    assert (killed.men, killed.women) == (3, 1)


def test_sheets_that_fit_are_named_or_all_read(case):
    with pytest.raises(
        InputError, match=r"3 sheets that fit: Janvier, Février, Mars; give --sheet NAME, or --sheet all"
    ):
        case("sheet_per_month.xlsx")
    report = case("sheet_per_month.xlsx", sheets=["all"])
    assert report.about["rows_used"] == 5 and sums(report, "outcome") == {"killed": 17, "injured": 4}
    one = case("sheet_per_month.xlsx", sheets=["Mars"])
    assert one.about["sheets_not_read"] == {"Janvier": 3, "Février": 3} and sums(one, "outcome") == {
        "killed": 7
    }
    with pytest.raises(InputError, match="no sheet 'Avril' that fits: choose from Janvier"):
        case("sheet_per_month.xlsx", sheets=["Avril"])


def test_totals_are_no_incidents(case):
    report = case("subtotals.csv")
    assert sums(report, "outcome") == {"killed": 9}
    assert report.about["rows_refused"] == {"total": 3} and report.left.index.tolist() == [4, 6, 7]
    assert "3 set aside: total (rows 4, 6, 7)." in report.lines()


def test_a_row_per_victim_is_an_incident_of_several(case):
    report = case("per_victim_list.csv")
    assert report.cells[["quarter", "incidents", "victims_best", "largest_incident"]].to_numpy().tolist() == [
        ["2025Q1", 1, 3, 3], ["2025Q2", 1, 1, 1]
    ]  # fmt: skip
    assert report.about["rows_refused"] == {"another_victim_of_an_incident": 2}


def test_the_order_of_dates_is_one_and_told(case):
    with pytest.raises(
        InputError, match=r"row 3 has the date '2/14/2025', which only monthfirst .* --dates monthfirst"
    ):
        case("own_month_first.csv")
    assert sums(case("own_month_first.csv", dates="monthfirst"), "quarter") == {"2025Q1": 10, "2025Q2": 11}
    told = case("t1.csv", dates="monthfirst").about["warnings"]
    assert told == ["--dates monthfirst changes nothing: no date of the file depends on it."]


def test_the_day_of_the_incident_counts(case):
    report = case("two_dates.csv")
    assert sums(report, "quarter") == {"2025Q1": 3, "2025Q2": 9} and report.about["columns_not_read"] == [
        "Date"
    ]


def test_several_perpetrators_are_nobodys(case):
    assert case("two_perps.csv").about["actors_not_mapped"] == {"as typed in row 2, 3, 4, 5": 4}


def test_hdx_sums_are_of_the_kind_that_their_name_says(case, shared, tmp_path, data):
    file = "mali_civilian_targeting_events_and_fatalities_by_month-year.xlsx"
    report = case(file)
    assert set(report.cells.violence) == {"civilian_targeting"} and report.about["sheets_not_read"] == {
        "TOU": 2
    }
    assert (report.cells.incidents.sum(), report.cells.victims_best.sum()) == (14, 24)
    assert "targets civilians" in report.about["inclusion"]
    for name, said in (
        ("sums.xlsx", "does not say what kind"),
        ("mali_demonstration_events.xlsx", "holds demonstrations"),
    ):
        shutil.copyfile(shared / "cases" / file, tmp_path / name)
        with pytest.raises(
            InputError, match=rf"{said}.*--kind political_violence or --kind civilian_targeting"
        ):
            import_events(tmp_path / name, "x", data=data)


def test_the_newest_version_of_an_event_counts(case):
    report = case("acled_update_old_first.csv")
    assert sums(report, "outcome") == {"killed": 11} and report.about["rows_refused"] == {"older_version": 1}


def test_event_types_of_before_2019_are_refused(case):
    with pytest.raises(
        InputError, match=r"row 2 has the event type 'Battle-No change of territory', of before 2019"
    ):
        case("acled_2016_layout.csv")


def test_a_file_of_windows_is_read_whatever_its_first_line(case):
    report = case("fr_title_cp1252.csv")
    assert sums(report, "group") == {"jnim_is": 2, "malian_forces": 2, "militias": 2, "unidentified": 2}
    assert report.about["warnings"][:1] == [
        "Letters that are not UTF-8 were read as Windows-1252: check the accents."
    ]


def test_best_counts_outside_its_bounds(case):
    report = case("ucdp_best_outside_bounds.csv")
    cell = report.cells.query("outcome == 'killed' and violence == 'state_based'").iloc[0]
    assert cell.victims_best == 10 and pd.isna(cell.victims_low) and pd.isna(cell.victims_high)


def test_a_month_without_year_takes_it_from_the_quarter(case):
    report = case("unmiss_matrix.xlsx", mapping="unmiss_map.yml")
    assert sums(report, "quarter", "outcome") == {
        ("2025Q3", "killed"): 5, ("2025Q4", "killed"): 3, ("2025Q4", "injured"): 4, ("2025Q4", "abducted"): 2,
        ("2025Q4", "sexual_violence"): 1,
    }  # fmt: skip
    assert report.about["actors_not_mapped"] == {"as typed in row 3, 4, 5, 6": 4}
    assert report.about["days"] == ["2025-07-01", "2025-12-31"]


# what is computed from them


def brought(project, shared, *files):
    for file in files:
        import_events(shared / "cases" / file, file.partition(".")[0], data=project / "data")
    return [file.partition(".")[0] for file in files]


def test_change_and_note_take_the_same_events_of_whole_quarters(project, shared):
    wide, july, differ = brought(
        project, shared, "wide_fatalities.csv", "acled_ends_in_july.csv", "acled_change_and_note_differ.csv"
    )
    assert (
        incidents_of(wide).change("2025Q1", "2025Q2").percent.status == "withheld"
    )  # 15 and 24 in few incidents
    assert incidents_of(wide, "abducted").figure("2025Q1").status == "not_asked"  # and never 0
    found = incidents_of(july).change("2025Q2", "2025Q3")
    assert (found.percent.status, found.later.status, found.answer) == (
        "not_covered",
        "not_covered",
        "unknown",
    )
    assert str(found.earlier.value) == "90"
    told = incidents_of(differ).change("2025Q1", "2025Q2")
    assert (str(told.earlier.value), str(told.later.value)) == ("6", "37")

    from analysis.measure.event_sums import figures_from
    from analysis.quarter import Quarter

    assert str(figures_from(Quarter(2025, 1), differ).find("killed").value) == "6"
    assert figures_from(Quarter(2025, 3), july).period == "2025-07"


def test_two_lists_of_one_quarter_are_one_sheet(project, shared):
    """Two releases of the same months would give away by their difference what each withholds."""
    with pytest.raises(InputError, match=r"2025Q1 was released as t1: import the sheet --as t1"):
        brought(project, shared, "t1.csv", "t2.csv")
    assert [*in_use(project / "data", "own").values()] == [["t1"]]


def test_the_command_refuses_a_quarter_covered_in_part(project, shared):
    from click.testing import CliRunner

    from analysis.produce.cli import cli

    brought(project, shared, "acled_ends_in_july.csv", "acled_change_and_note_differ.csv")
    ask = ["change", "2025Q1", "2025Q2", "--source"]
    done = CliRunner().invoke(cli, [*ask, "acled_change_and_note_differ"])
    assert ": 6 in 2025Q1, 37 in 2025Q2; " in done.output and done.output.startswith("Killed in Mali (")
    done = CliRunner().invoke(cli, ["change", "2025Q2", "2025Q3", "--source", "acled_ends_in_july"])
    assert str(done.exception) == (
        "acled_ends_in_july gives no number of killed in 2025Q3 (not covered; its data cover 2025-07): import"
        " what is missing, or choose another quarter."
    )


# met when attacking the readers


def test_a_column_of_harm_that_is_not_read_stops_the_import(bring_in):
    for head, row in (("Personnes tuées et blessées", 4), ("civilian casualties", 2), ("Décédés civils", 1)):
        rows = [["Date", "Auteur", "Blessés", head], ["05/01/2025", "JNIM", 1, row]]
        with pytest.raises(
            InputError, match=rf"column '{head}' holds numbers \(row 2: {row}\) and is not read: name it"
        ):
            bring_in(rows)
    with pytest.raises(InputError, match=r"column 4, which has no head, holds numbers \(row 2: 7\)"):
        bring_in([["Date", "Auteur", "Tués", ""], ["05/01/2025", "JNIM", 1, 7]])


def test_one_harm_of_an_incident_counts_once_in_whatever_language(bring_in):
    one = ["A", "2025-01-05", "JNIM", "killed", 3, "Koro"]
    rows = [HEAD, one, [*one[:3], "tués", *one[4:]],
            *([str(number), "2025-01-06", "JNIM", "killed", 1, "Koro"] for number in range(12))]  # fmt: skip
    report = bring_in(rows)
    assert sums(report, "outcome") == {"killed": 15} and report.about["rows_refused"] == {"duplicate": 1}


def test_a_file_cut_inside_its_last_quotation_is_refused(bring_in):
    text = as_csv(
        [[*HEAD, "note"], *[[str(n), "2025-01-05", "JNIM", "killed", 3, "Koro", "a, b"] for n in range(3)]]
    )
    with pytest.raises(InputError, match="line 4 opens a quotation mark"):
        bring_in(text[: text.rindex(" b")])


@pytest.mark.parametrize("name", ["growth", "ucdp_ged_25_1", "ucdp_mali_quarterly"])
def test_no_table_of_the_box_is_written_over_or_removed(project, shared, name):
    from analysis.record.cells import remove

    before = (project / f"data/events/{name}.csv").read_bytes()
    with pytest.raises(InputError, match=f"{name} came with the project"):
        import_events(shared / "cases/t1.csv", name, data=project / "data")
    with pytest.raises(InputError, match=r"came with the project|is no import"):
        remove(name, project / "data")
    assert (project / f"data/events/{name}.csv").read_bytes() == before
    brought(project, shared, "t1.csv")
    remove("t1", project / "data")
    assert "t1" not in names(project / "data") and not [*(project / "data/events").glob("t1*")]


UCDP = "id,type_of_violence,side_a,date_start,best,low,high,deaths_civilians,where_prec,adm_1,adm_2,country\n"


def ucdp(*days):
    return UCDP + "".join(
        f"{n},3,JNIM,{day},2,2,2,2,1,Gao region,Gao cercle,Mali\n" for n, day in enumerate(days)
    )


def test_a_version_covers_no_more_than_its_events_bear_out(bring_in):
    with pytest.raises(
        InputError, match=r"99\.1, of 1989-01-01 to 2098-12-31, is not .* its events are of 2025-02-05"
    ):
        bring_in(ucdp("2025-02-05"), version="99.1")
    days = [str(day.date()) for day in pd.date_range("2018-01-03", "2025-08-28", freq="9D")]
    report = bring_in(ucdp(*days), version="26.1")  # no event of late 2025, none before 2018
    assert (
        report.about["days"] == ["2018-01-01", "2025-08-31"]
        and "is silent before 2018-01-01" in report.lines()[-1]
    )
    few = bring_in(ucdp("2025-01-05", "2025-05-05"), version="26.1")  # not all of that version
    assert few.about["days"] == ["2025-01-01", "2025-05-31"]
    assert (
        bring_in(ucdp(*days), version="26.1", covers="2018-01-01..2025-12-31").about["days"][1]
        == "2025-12-31"
    )


def test_an_export_that_stops_within_a_month_covers_no_more(bring_in):
    days = pd.date_range("2025-01-02", "2025-06-01", freq="2D")
    rows = [HEAD, *([str(n), str(day.date()), "JNIM", "killed", 1, "Koro"] for n, day in enumerate(days))]
    report = bring_in(rows)
    assert report.about["days"] == ["2025-01-01", "2025-06-01"]  # for the keeper; told are whole quarters
    assert set(report.cells.loc[report.cells.quarter.eq("2025Q2"), "days_covered"]) == {62}


def test_a_day_of_the_year_1_is_refused(bring_in):
    rows = [
        HEAD,
        *([str(n), day, "JNIM", "killed", 1, "Koro"] for n, day in enumerate(["0001-01-01", "2025-01-05"])),
    ]
    with pytest.raises(InputError, match="row 2, unreadable date '0001-01-01'"):
        bring_in(rows)
    report = bring_in(rows, accept_refused=True)
    assert report.about["days"] == ["2025-01-01", "2025-01-31"]


def test_a_file_at_a_page_limit_is_suspected(bring_in):
    rows = [HEAD, *([str(n), "2025-01-05", "JNIM", "killed", 1, "Koro"] for n in range(5000))]
    assert bring_in(rows).about["warnings"][:1] == [
        "Exactly 5,000 rows: the export may have been cut there; check its end."
    ]


def test_missing_is_one_thing(bring_in):
    blanks = ["", "NA", "N/A", "NULL", "nan", "-", "..", "n.d."]
    rows = [["Date", "Auteur", "Tués", "Blessés"], *(["05/01/2025", "JNIM", 1, blank] for blank in blanks)]
    report = bring_in(rows)
    assert sums(report, "outcome") == {"killed": len(blanks)} and report.about["rows_refused"] == {}


@pytest.mark.parametrize(
    ("heads", "found"),
    [
        (["N°", "Date de l’incident", "Auteur(s) présumé(s)", "Nombre de tués", "Nbre blessés", "Type de violation"],  # noqa: E501
         ["id", "date", "actor", "killed", "injured", "harm"]),
        (["Ref.", "Date", "Alleged perpetrators", "No. of people killed", "Wounded", "Women killed"],
         ["id", "date", "actor", "killed", "injured", "killed.women"]),
        (["Mois", "Auteurs allégués", "Total tués", "Tués - Hommes", "Fillettes tuées"],
         ["month", "actor", "killed", "killed.men", "killed.girls"]),
    ],
)  # fmt: skip
def test_heads_as_people_write_them(root, heads, found):
    from analysis.record.files import root as bare
    from analysis.record.layouts import load_layouts

    (wide,) = [layout for layout in load_layouts(root / "data") if layout.name == "own_wide"]
    assert isinstance(wide, Layout)
    at = wide.positions([*map(bare, heads)])
    assert {name: heads[place] for name, place in at.items()} == {
        name: head for name, head in zip(found, heads, strict=True) if name
    }


def test_a_french_workbook_with_a_title_three_sheets_and_totals_goes_to_its_note(project, tmp_path):
    import openpyxl

    from analysis.measure.event_sums import figures_from
    from analysis.quarter import Quarter

    rows = [["Base de suivi des incidents – T1 2026"], [],
            ["N°", "Date des faits", "Région", "Cercle", "Auteur présumé", "Violation", "Nombre de victimes"],
            [1, "05/01/2026", "Mopti", "Koro", "JNIM", "Tués", 3],
            [2, "17 février 2026", "Ségou", "Niono", "FAMa et Wagner", "Tué(e)s", 2],
            [3, "30/03/2026", "Gao", "Ansongo", "Inconnus", "Blessés", 4],
            ["", "", "", "", "", "TOTAL", 9], ["Total général", "", "", "", "", "", 9]]  # fmt: skip
    as_xlsx(rows, tmp_path / "suivi.xlsx")
    book = openpyxl.load_workbook(tmp_path / "suivi.xlsx")
    book["Incidents"].merge_cells("A1:G1")
    book.create_sheet("Listes").append(["Mopti"])
    book.save(tmp_path / "suivi.xlsx")
    report = import_events(tmp_path / "suivi.xlsx", data=project / "data")
    assert report.about["name"] == "own_2026H1" and report.about["rows_refused"] == {"total": 2}
    assert report.about["sheets_not_read"] == {"Notes": 0, "Listes": 1}
    found = figures_from(Quarter(2026, 1), "own_2026H1")
    assert found.whole and found.find("killed").status == "withheld"  # five in two incidents
    assert report.about["victims"] == {"injured": 4, "killed": 5}
    assert set(report.cells.group) == {"jnim_is", "malian_forces_with_foreign", "unidentified"}


def test_weekly_and_hapi_sums_are_read(bring_in):
    weekly = [["WEEK", "COUNTRY", "ADMIN1", "EVENT_TYPE", "SUB_EVENT_TYPE", "EVENTS", "FATALITIES"],
              ["2025-01-04", "Mali", "Mopti", "Battles", "Armed clash", 2, 7],
              ["2025-03-29", "Mali", "Gao", "Violence against civilians", "Attack", 1, 3],
              ["2025-01-04", "Niger", "Tahoua", "Battles", "Armed clash", 9, 9]]  # fmt: skip
    report = bring_in(weekly)
    assert sums(report, "violence") == {"political_violence": 7, "civilian_targeting": 3}
    late = bring_in([*weekly, ["9999-12-30", *weekly[1][1:]]])  # a week that ends after the last day there is
    assert late.about["rows_refused"] == {"outside_mali": 1, "outside_dates": 1}
    assert report.cells.incidents.sum() == 3 and set(report.cells.group) == {"not_attributed"}
    hapi = """\
location_code,admin1_name,admin2_name,admin_level,event_type,events,fatalities,reference_period_start
MLI,Mopti,Koro,2,political_violence,5,9,2025-01-01
MLI,Mopti,Koro,2,civilian_targeting,2,4,2025-01-01
MLI,Mopti,Koro,2,demonstration,1,0,2025-01-01
"""
    report = bring_in(hapi)
    assert sums(report, "violence") == {"political_violence": 9, "demonstration": 0}
    assert report.about["rows_refused"] == {"in_another_kind": 1}
    assert not re.search("targets civilians", report.about["inclusion"])
