"""What is still published of a quarter: each series by its own rule, the nearest first."""

import pytest

from analysis.errors import InputError
from analysis.measure.coverage import SINGLE, require_quarter
from analysis.measure.coverage import still_published as found_for
from analysis.measure.estimate import change
from analysis.measure.published import NOTES, as_estimate
from analysis.present.note import still_published
from analysis.quarter import Quarter, quarter_range
from analysis.record.ledger import definitions, facts, ledger, reach

CLUSTER = "protection_cluster"
TOTALS = [
    row.period
    for row in facts().itertuples()
    if row.series == CLUSTER and row.what == "violations_and_abuses" and row.kind == "count" and not row.group
]
COUNTED = sorted(period for period in TOTALS if "Q" in period)
QUARTERS = [
    str(quarter) for quarter in quarter_range("2016Q1", max(reach(row)[1] for row in TOTALS).shift(4))
]


@pytest.mark.parametrize("quarter", COUNTED)
def test_the_total_of_the_quarter_comes_first(quarter):
    first = found_for(Quarter.parse(quarter)).iloc[0]
    assert (first.series, first.figure.period, first.figure.group, first.near) == (CLUSTER, quarter, "", True)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_all_that_touches_a_quarter_is_there_and_nothing_of_the_mission(quarter):
    found = found_for(Quarter.parse(quarter))
    assert NOTES not in {*found.series}
    table = facts()
    near = table[table.period.eq(quarter) & table.series.ne(NOTES)]
    assert {row for rows in near.rows for row in rows} <= {
        row for item in found.figure for row in item.sources
    }
    singles = [*found.series.eq(SINGLE)]
    assert singles == sorted(singles)
    assert all(item.quarters <= 2 and not item.figure.group for item in found[found.near].itertuples())


def test_nothing_is_said_where_nothing_is_on_record():
    assert len(still_published("1999Q2")) == 0
    assert list(still_published("1999Q2")) == list(still_published("2024Q3"))


def test_a_figure_of_the_period_before_a_report_is_not_that_of_its_window():
    restated = {
        row.figure_id
        for row in ledger().itertuples()
        if row.note.startswith("Printed as the figure of the period before")
    }
    assert restated
    found = {
        row
        for quarter in QUARTERS
        for item in found_for(Quarter.parse(quarter)).figure
        for row in item.sources
    }
    assert not restated & found


def test_figures_on_either_side_of_the_break_do_not_compare():
    table = facts().set_index("fact")
    before, after, later = (as_estimate(table.loc[f"{CLUSTER}/{period}/violations_and_abuses/cases"])
                            for period in ("2023Q4", "2024Q1", "2024Q2"))  # fmt: skip
    assert change(after, before).status == "not_comparable"
    assert change(later, after).stated
    assert after.notes == ("cluster_break",)
    assert before.notes == ()


def test_no_rule_of_another_series_is_one_of_the_notes():
    rows = ledger()
    notes = set(rows.inclusion[rows.series.eq(NOTES)])
    assert not notes & set(rows.inclusion[~rows.series.eq(NOTES)])


def test_a_frame_speaks_both_languages():
    from analysis.present.labels import speaking

    english = still_published("2025Q1")
    with speaking("fr"):
        french = still_published("2025Q1")
    assert list(english.index) == list(french.index)
    assert english.what.iloc[0] != french.what.iloc[0]
    assert {"label_en", "label_fr"} == set(definitions()["series"][CLUSTER])


@pytest.mark.parametrize(
    ("fact", "verdict"),
    [("protection_cluster/2023/violations_and_abuses/cases", "? undecided"),
     ("explosive_devices/2022-01..2022-08/killed/persons", "? undecided")],
)  # fmt: skip
def test_what_no_page_settles_stays_open(fact, verdict):
    row = facts().set_index("fact", drop=False).loc[fact]
    assert row.status == "open"
    found = still_published(reach(row.period)[0])
    mine = found[found.figure.map(lambda item: item.sources == row.rows)]
    assert mine.audit.tolist() == [verdict]
    assert mine.remark.iloc[0]


def test_a_quarter_that_others_alone_publish_has_something_to_say():
    assert require_quarter("T1 2025") == Quarter(2025, 1)
    assert require_quarter("2021Q2") == Quarter(2021, 2) and require_quarter("1999Q2") == Quarter(1999, 2)
    with pytest.raises(InputError, match=r"no figures for 2025Q3: .* 2020Q1 to 2022Q4 .* 1989Q1 to 2024Q4"):
        require_quarter("2025Q3")
