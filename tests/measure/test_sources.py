"""Sources side by side: each under its own rule, ratio and ranks, windows apart, age of the data."""

import csv
import io
import re
from dataclasses import replace

from analysis.measure import incidents
from analysis.measure.incidents import overlap, side_by_side, windows
from analysis.quarter import Quarter
from analysis.record.additions import last_note
from analysis.record.imports import import_events
from analysis.record.ledger import definitions, ledger
from analysis.record.store import read_table
from tests.record import event_samples as samples
from tests.telling import text_only
from tests.telling import told as notebook


def beside(quarter):
    return side_by_side(quarter)[0]


def test_every_quarter_has_the_mission_beside_ucdp():
    rows = side_by_side()
    assert [str(row.quarter) for row in (rows[0], rows[-1])] == ["2020Q1", "2024Q4"]
    table = read_table("ucdp_mali_quarterly").set_index("quarter")
    for row in rows:
        told = table.loc[str(row.quarter)]
        assert (str(row.civilians.value), str(row.deaths.value), str(row.deaths.high)) == (
            told.deaths_civilians, told.deaths_best, told.deaths_high,
        )  # fmt: skip
        assert row.killed.stated == (row.quarter <= last_note())
    assert {row.killed.basis for row in rows if row.quarter == Quarter(2021, 3)} == {"derived"}
    assert [str(row.quarter) for row in rows if "moura_left_out" in row.killed.notes] == ["2022Q1"]


def test_both_records_count_the_same_in_the_overlap():
    rows = overlap()
    before = ["2021Q2", "2021Q3", "2021Q4", "2022Q2", "2022Q3", "2022Q4"]
    assert [str(row.quarter) for row in rows][:6] == before
    assert {row.killed.inclusion for row in rows} == {"civilians_killed"}


def test_a_ratio_is_of_two_records_and_says_what_it_is_made_of():
    row = beside(Quarter(2022, 1))
    found = row.ratio
    assert (found.formula, found.value.quantize(found.value.__class__("0.0001"))) == (
        "543 / 1038",
        found.value.__class__("0.5231"),
    )
    assert found.notes == ("moura_left_out",) and found.inputs == (row.killed, row.civilians)
    assert (row.killed / row.civilians).status == "not_comparable"
    assert replace(row, killed=beside(Quarter(2024, 3)).killed).ratio.status == "undefined"
    for quarter in (Quarter(2026, 1), Quarter(1999, 2)):
        assert replace(row, civilians=beside(quarter).civilians).ratio.status == "undefined"


def test_a_quarter_that_nobody_covers_is_a_gap():
    row = beside(Quarter(2026, 1))
    assert not (row.civilians.stated or row.killed.stated or row.ratio.stated)
    assert {item.status for item in (row.civilians, row.deaths)} == {"not_covered"}


def test_windows_are_a_series_of_their_own():
    assert {item.inclusion for item in windows(Quarter(2021, 4))} == {"secretary_general"}
    assert [str(item.value) for item in windows(Quarter(2023, 1))] == ["1002", "206", "84", "95"]
    assert windows(Quarter(2024, 1)) == () and windows(Quarter(2020, 2)) == ()
    assert (windows(Quarter(2021, 4))[0] - beside(Quarter(2021, 4)).killed).status == "not_comparable"


def test_reasons_to_part_rest_on_rows_that_are_there():
    known = {*ledger().figure_id, "ucdp_mali_quarterly"}
    for row in read_table("partings").to_dict("records"):
        assert set(row["evidence"].split()) <= known, row["parting"]
        assert Quarter.parse(row["from"]) <= Quarter.parse(row["to"])
        assert not re.search(r"\d{3,}", re.sub("20\\d\\d", "", row["text_en"])), "numbers come from the rows"
    assert "modelled_not_a_figure_of_the_mission" in definitions()["rules"]


def test_candidate_files_are_preliminary_and_growth_is_that_of_the_world(project, tmp_path):
    head, *rows = csv.reader(io.StringIO(samples.ucdp(samples.UCDP_49)))
    (event,) = [row for row in rows if row[0] == "5"]
    for month in (1, 2, 3):
        line = ["1", *(cell.replace("2024-06-30", f"2026-{month:02d}-05") for cell in event[1:])]
        path = tmp_path / f"c{month}.csv"
        path.write_text(samples.as_csv([head, line]), "utf-8")
        import_events(path, f"c{month}", data=project / "data", version=f"26.0.{month}")
    row = beside(Quarter(2026, 1))
    assert row.civilians.inclusion == "events_ucdp_preliminary" and row.deaths.value == 3
    assert beside(Quarter(2024, 4)).civilians.inclusion == "events_ucdp"
    told = notebook("sources_compared", quarter="2026Q1", model=True)
    grew = "worldwide, such deaths grew by a factor of 1.35 until"  # 245,464 / 181,331
    assert grew in text_only(told["age"])
    assert "January to March 2026" in text_only(told["model-values"])  # with the growth in its upper end


def test_every_event_of_the_timeline_has_a_source_on_record():
    pages = set(read_table("sources").source_id)
    for row in read_table("timeline").itertuples():
        symbol = re.fullmatch(r"S/RES/\d{4} \((\d{4})\)", row.evidence)
        assert symbol or row.evidence in pages, row.text_en
        assert not symbol or 0 <= int(symbol[1]) - int(row.date[:4]) <= 1, "a resolution of the time"


def test_other_sources_stand_beside_where_they_have_a_number(monkeypatch):
    monkeypatch.setattr(incidents, "OTHERS", ("ucdp",))
    for quarter, number in ((Quarter(2021, 2), 1), (Quarter(2031, 1), 0)):
        (row,) = incidents.side_by_side.__wrapped__(quarter)  # nothing of it is kept
        assert [item.value for item in row.others] == [row.deaths.value] * number
