"""What event data say of a quarter, counted again from their rows with plain pandas."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.measure.coverage import NATIONAL, covers
from analysis.measure.estimate import change
from analysis.measure.event_sums import OUTCOMES, figures_from, sums_of
from analysis.measure.incidents import incidents_of
from analysis.measure.published import find
from analysis.quarter import Quarter, quarter_range
from analysis.record.cells import read_release
from analysis.record.places import Gazetteer
from tests import event_homes
from tests.measure.test_incidents import cells, write_import

LED = ("incidents", "incidents_with_deaths")  # told with the outcome that leads


@pytest.fixture(scope="module")
def rows(shared):
    """UCDP's events, as UCDP prints them."""
    table = pd.read_csv(shared / "data" / "ucdp" / "mali_ged_25_1.csv")
    return table.assign(quarter=pd.PeriodIndex(table.date_start, freq="Q").astype(str))


def number(found, *what):
    return int(found.find(*what).value)


def numbers(found, measure):
    """The figures of a measure by cercle, as numbers."""
    table = found.table("cercle")
    return {name: int(row[measure].value) for name, row in table.items() if row[measure].value}


@pytest.mark.parametrize("quarter", ["2018Q3", "2021Q2", "2022Q1", "2024Q3"])
def test_ucdps_events_are_counted_as_pandas_counts_them(rows, quarter):
    found, mine = figures_from(Quarter.parse(quarter)), rows[rows.quarter.eq(quarter)]
    assert found.kind == "ucdp" and found.whole and not found.preliminary
    total = {"incidents": len(mine), "killed": mine.best.sum(), "largest_incident": mine.best.max(),
             "civilians_killed": mine.deaths_civilians.sum()}  # fmt: skip
    assert {name: number(found, name) for name in total} == total
    kinds = mine.groupby("type_of_violence").best.agg(["size", "sum"])
    for code, kind in ((1, "state_based"), (2, "non_state_conflict"), (3, "one_sided")):
        pair = [int(found.counted(name, kind).value) for name in ("incidents", "killed")]
        assert pair == (kinds.loc[code].tolist() if code in kinds.index else [0, 0])


@pytest.mark.parametrize("quarter", ["2021Q2", "2024Q3"])
def test_places_and_alleged_perpetrators_are_those_of_the_rows(rows, quarter, root):
    found, mine = figures_from(Quarter.parse(quarter)), rows[rows.quarter.eq(quarter)]
    names = mine.adm_2.dropna().str.removesuffix(" cercle")
    located = Gazetteer(root / "data")
    placed = names[mine.where_prec.ne(4) & mine.where_prec.lt(6)].map(lambda name: located.locate(name).name)
    deaths = mine.loc[placed.index].groupby(placed).deaths_civilians.sum()
    assert numbers(found, "civilians_killed") == deaths[deaths > 0].to_dict()
    assert numbers(found, "incidents") == placed.value_counts().to_dict()
    assert number(found, "incidents", "no_cercle") == len(mine) - len(placed)
    one_sided = mine[mine.type_of_violence.eq(3)]
    jnim = one_sided[one_sided.side_a.isin(["JNIM", "IS"])]
    assert number(found, "civilians_killed", "jnim_is") == jnim.deaths_civilians.sum()
    groups = found.table("group")
    for measure, all_told in (("civilians_killed", mine.deaths_civilians.sum()), ("incidents", len(mine))):
        assert sum(int(row[measure].value) for row in groups.values()) == all_told
    regions = found.table("region")
    assert sum(int(row["incidents"].value) for row in regions.values()) == mine.adm_1.notna().sum()


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.proof)])
def test_cells_and_the_national_series_agree_in_every_quarter(step):
    for quarter in quarter_range("2018Q1", "2024Q4")[::step]:
        cells, series = figures_from(quarter), figures_from(quarter, NATIONAL)
        for measure in ("incidents", "killed", "civilians_killed", "largest_incident"):
            assert cells.find(measure).value == series.find(measure).value, (quarter, measure)
        assert cells.find("killed").high == series.find("killed").high


def test_which_source_speaks(project):
    assert covers("ucdp")[Quarter(1999, 2)].imports == (NATIONAL,)
    assert covers("ucdp")[Quarter(2024, 1)].imports == ("ucdp_ged_25_1",)
    event_homes.acled(project)
    event_homes.sheet(project)
    at = Quarter(2025, 4)
    assert [figures_from(at, name).kind for name in ("", "own", "acled", "our_acled")] == [
        "own", "own", "acled", "acled"]  # fmt: skip
    assert not figures_from(at, "ucdp") and not figures_from(Quarter(2031, 1))
    assert covers("acled")[at].imports == ("our_acled",) and covers("own")[at].imports == ("our_sheet",)
    assert at not in covers("ucdp")


def test_a_sheet_has_what_it_asks_and_nothing_else(project):
    rows = event_homes.sheet(project)
    now, before = (figures_from(Quarter.parse(name), "own") for name in ("2026Q1", "2025Q4"))
    mine = rows[rows.quarter.eq("2026Q1")]
    sums = mine.groupby("form of violation")["total victims"].sum()
    told = {name: int(now.find(name).value) for name in OUTCOMES if now.figure(name).stated}
    assert told == sums[["killed", "injured", "abducted"]].to_dict() and sums["sexual violence"] == 1
    assert (
        before.find("abducted").status == "withheld" and now.figure("civilians_killed").status == "not_asked"
    )
    killed = mine[mine["form of violation"].eq("killed")]
    assert number(now, "incidents") == len(killed)
    assert number(now, "killed", "men") == killed.men.sum()
    assert now.counted("killed", "women").status == "withheld", (
        "beside boys and girls, of whom there are none"
    )
    assert incidents_of("own", "abducted").figure("2025Q4").status == "withheld"
    assert incidents_of("ucdp").figure("2026Q1").status == "not_covered"
    assert not numbers(now, "killed") and number(now, "killed", "jnim_is") == 35
    half = (
        rows[rows.quarter.lt("2026") & rows["form of violation"].eq("killed")]
        .groupby("region")["total victims"]
        .sum()
    )
    regions = {
        item.group: int(item.value) for item in before.of("killed") if item.period == "2025H2" and item.stated
    }
    assert regions == half.nlargest(1).to_dict() and len(half) == 2, "one beside the regions without a victim"
    every = read_release("our_sheet", project / "data")
    for found in (before, now):
        told, expected = as_released(
            found, every[every.period.isin([str(found.quarter), found.quarter.half])]
        )
        assert told == expected
    assert not figures_from(Quarter(2024, 4), "own").figures


def as_released(found, rows):
    """What is told, and that each row that is released is told with its outcome, and nothing else is."""
    told = [(item.measure, item.group, item.period) for _, item in found.figures]
    led = rows[rows.outcome.eq("killed") & rows.table.ne("people")]
    expected = [(row.outcome, row.name, row.period) for row in rows.itertuples()]
    expected += [(measure, row.name, row.period) for row in led.itertuples() for measure in LED]
    largest, few = found.find("largest_incident"), rows.threshold
    assert largest.formula == f"< {few.min()}" and few.min() < few.max() and len(led) < len(rows)
    return sorted(told), sorted([*expected, ("largest_incident", "", str(found.quarter))])


def test_nobody_is_found_by_place_group_or_sex_among_the_victims_of_sexual_violence(project):
    event_homes.sheet(project)
    found = figures_from(Quarter(2026, 1), "own")
    assert [item.group or item.place for item in found.of("sexual_violence")] == ["Mali"]


def test_acled_totals_leave_demonstrations_out(project):
    rows = event_homes.acled(project)
    found, mine = figures_from(Quarter(2025, 4), "acled"), rows[rows.quarter.eq("2025Q4")]
    counted = mine[~mine.event_type.eq("Protests")]
    assert number(found, "killed") == counted.fatalities.sum()
    assert number(found, "incidents") == len(counted)
    assert number(found, "killed", "demonstration") == 2
    assert number(found, "killed", "jnim_is") == 9  # of violence that targets civilians alone
    assert number(found, "incidents", "no_cercle") == 1


def test_a_part_of_a_quarter_is_told_as_one(project, shared):
    rows = event_homes.candidate(project, shared)
    found = figures_from(Quarter(2026, 1))
    assert found.period == "2026-01" and not found.whole and found.preliminary
    assert {item.period for _, item in found.figures} == {"2026-01"}
    assert {item.inclusion for _, item in found.figures} == {"events_ucdp_preliminary"}
    assert number(found, "killed") == rows.best.sum() and number(found, "incidents") == len(rows)


@pytest.mark.parametrize(
    ("covers", "period"),
    [("2025-04-01..2025-12-31", "2025Q2"), ("2025-05-01..2026-02-28", "2025-05..2025-06"),
     ("2025-04-03..2026-03-31", "2025-04-03..2025-06-30"), ("2025-06-30..2026-03-31", "2025-06-30")],
)  # fmt: skip
def test_days_covered_make_a_quarter_or_a_part(project, covers, period):
    event_homes.acled(project)
    event_homes.import_events(project / "acled.csv", "days", data=project / "data", covers=covers)
    assert figures_from(Quarter(2025, 2), "days").period == period


def test_a_quarter_that_a_private_sheet_covers_in_part_is_not_told(project):
    path = project / "sheet.csv"
    path.write_text("date,violation,total,perpetrator\n2026-01-20,killed,3,JNIM\n", "utf-8")
    event_homes.import_events(path, "days", data=project / "data", covers="2025-10-01..2026-02-28")
    assert figures_from(Quarter(2025, 4), "days").period == "2025Q4"
    assert not figures_from(Quarter(2026, 1), "days").figures


def test_a_gap_says_whether_nobody_asked_or_nobody_looked():
    assert figures_from(Quarter(2021, 2)).figure("injured").status == "not_asked"
    assert figures_from(Quarter(2031, 1)).figure("killed").status == "not_covered"


def test_event_figures_are_never_compared_with_the_missions(facts):
    theirs, ours = find(facts, "2021Q2", "killed"), figures_from(Quarter(2021, 2)).find("killed")
    for made in (ours - theirs, ours + theirs, ours / theirs, change(ours, theirs)):
        assert made.status == "not_comparable"


def test_what_is_told_of_a_quarter_and_what_changes_are_made_of_are_one_sum():
    """Value, range and rule; where UCDP's own sums lend the upper limit, both have it."""
    for name in ("ucdp", "ucdp_ged_25_1", NATIONAL):
        for outcome in ("killed", "civilians_killed"):
            for quarter in ("2018Q1", "2021Q2", "2024Q4"):
                told = figures_from(Quarter.parse(quarter), name).find(outcome)
                known = incidents_of(name, outcome).figure(quarter)
                ends = [(item.value, item.low, item.high, item.inclusion) for item in (told, known)]
                assert ends[0] == ends[1] and told.sources[0] == known.sources[0]
    assert sums_of("ucdp").rows.query("lent").groupby(["by", "outcome"]).size().to_dict() == {
        ("all", "killed"): 12}  # fmt: skip


def test_a_file_that_changes_is_added_up_anew(project):
    path, before = project / "data" / "events" / f"{NATIONAL}.csv", figures_from(Quarter(1999, 2))
    path.write_text(
        path.read_text("utf-8").replace("1999Q2,0,0,0,0,0,0,0,0", "1999Q2,1,1,0,0,4,5,0,4"), "utf-8"
    )
    assert (number(before, "killed"), number(figures_from(Quarter(1999, 2)), "killed")) == (0, 4)
    assert incidents_of("ucdp").figure("1999Q2").value == 4


@pytest.mark.parametrize(
    ("days", "more", "speaks"),
    [(["2017-10-01", "2017-12-31"], {}, "mine"), (["2017-11-01", "2017-12-31"], {}, NATIONAL),
     (["2017-10-01", "2017-12-31"], {"preliminary": True}, NATIONAL)],
)  # fmt: skip
def test_cells_speak_before_the_series_if_they_are_final_and_whole(project, days, more, speaks):
    rows = [cells("2017Q4", [2] * 15, group="not_attributed")]
    write_import(project, rows, ["2017-10", "2017-12"], days=days, **more)
    assert covers("ucdp")[Quarter(2017, 4)].imports == (speaks,)
    for found in (figures_from(Quarter(2017, 4)).find("killed"), incidents_of("ucdp").figure("2017Q4")):
        assert found.sources == (speaks,) and (found.value == 30) == (speaks == "mine")
