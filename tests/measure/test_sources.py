"""Sources side by side: each under its own rule, ratio and ranks, windows apart, age of the data."""

import csv
import io
import re

import pytest

from analysis.errors import IncomparableError
from analysis.measure.estimate import Estimate
from analysis.measure.sources import (
    as_candidate,
    beside,
    growth,
    partings,
    rank_agreement,
    ratio,
    same_age,
    side_by_side,
    windows,
    without_largest,
)
from analysis.quarter import Quarter, quarter_range
from analysis.record.definitions import definitions
from analysis.record.imports import import_events
from analysis.record.ledger import ledger
from analysis.record.store import read_table
from tests.record import event_samples as samples


def counts(values, inclusion="a", unit="victims"):
    quarters = quarter_range("2020Q1", Quarter(2020, 1).shift(len(values) - 1))
    return [
        Estimate(measure="killed", value=value, unit=unit, inclusion=inclusion, period=str(quarter))
        for quarter, value in zip(quarters, values, strict=True)
    ]


def test_every_quarter_has_the_mission_beside_ucdp():
    rows = side_by_side()
    assert [str(row.quarter) for row in (rows[0], rows[-1])] == ["2020Q1", "2024Q4"]
    table = read_table("ucdp_mali_quarterly").set_index("quarter")
    for row in rows:
        told = table.loc[str(row.quarter)]
        assert (str(row.civilians.value), str(row.deaths.value), str(row.deaths.high)) == (
            told.deaths_civilians, told.deaths_best, told.deaths_high,
        )  # fmt: skip
        assert row.killed.stated == (row.quarter <= Quarter(2022, 4))
    assert {row.killed.basis for row in rows if row.quarter == Quarter(2021, 3)} == {"derived"}
    assert [str(row.quarter) for row in rows if not row.comparable_scope] == ["2022Q1"]


def test_a_ratio_is_of_two_records_and_says_what_it_is_made_of():
    row = beside(Quarter(2022, 1))
    found = ratio(row.killed, row.civilians)
    assert (found.formula, found.value.quantize(found.value.__class__("0.0001"))) == (
        "543 / 1038",
        found.value.__class__("0.5231"),
    )
    assert found.notes == ("moura_left_out",) and found.inputs == (row.killed, row.civilians)
    with pytest.raises(IncomparableError):
        _ = row.killed / row.civilians
    assert ratio(beside(Quarter(2024, 3)).killed, row.civilians).status == "undefined"
    assert ratio(row.killed, None).status == "undefined"
    assert ratio(row.killed, counts([0])[0]).status == "undefined"


def test_rank_agreement_is_kendalls():
    first, second = counts([12, 2, 1, 12, 2]), counts([1, 4, 7, 1, 0], "b")
    found = rank_agreement(list(zip(first, second, strict=True)))
    assert float(found.value) == pytest.approx(-0.47140452, abs=1e-6)  # the example of scipy.stats.kendalltau
    rising = counts([1, 2, 3])
    assert rank_agreement([(item, item) for item in rising]).formula == "3 of 3"
    falling = list(zip(rising, reversed(rising), strict=True))
    assert float(rank_agreement(falling).value) == -1


def test_ranks_of_different_counts_are_refused():
    mixed = [*counts([1, 2]), *counts([3], "other")]
    with pytest.raises(IncomparableError, match="ranked together"):
        rank_agreement([(item, item) for item in mixed])
    with pytest.raises(IncomparableError, match="three or more"):
        rank_agreement([(item, item) for item in counts([1, 2])])


def test_windows_are_a_series_of_their_own():
    assert {item.inclusion for item in windows()} == {"secretary_general"}
    assert [str(item.value) for item in windows(Quarter(2023, 1))] == ["1002", "206", "84", "95"]
    assert windows(Quarter(2024, 1)) == () and windows(Quarter(2020, 2)) == ()
    with pytest.raises(IncomparableError):
        _ = windows(Quarter(2021, 4))[0] - beside(Quarter(2021, 4)).killed


def test_reasons_to_part_rest_on_rows_that_are_there():
    known = {*ledger().figure_id, "ucdp_mali_quarterly"}
    for row in read_table("partings").to_dict("records"):
        assert set(row["evidence"].split()) <= known, row["parting"]
        assert Quarter.parse(row["from"]) <= Quarter.parse(row["to"])
        assert not re.search(r"\d{3,}", re.sub("20\\d\\d", "", row["text_en"])), "numbers come from the rows"
    assert "moura" in {row["parting"] for row in partings(Quarter(2022, 1))}
    assert "moura" not in {row["parting"] for row in partings(Quarter(2022, 2))}
    assert "modelled_not_a_figure_of_the_mission" in definitions()["rules"]


def test_the_largest_event_can_be_left_out_as_a_reading():
    left = without_largest(beside(Quarter(2022, 1)))
    assert left.civilians.formula == "1038 - 313 = 725"


@pytest.fixture
def candidates(project, tmp_path):
    """Import monthly Candidate files with the given deaths, one event each, and a yearly file if asked."""

    def bring(name, version, days):
        head, *rows = csv.reader(io.StringIO(samples.ucdp(samples.UCDP_49)))
        (event,) = [row for row in rows if row[0] == "5"]
        lines = [[str(number), *(cell.replace("2024-06-30", day) for cell in event[1:])]
                 for number, day in enumerate(days, 1)]  # fmt: skip
        path = tmp_path / f"{name}.csv"
        path.write_text(samples.as_csv([head, *lines]), "utf-8")
        import_events(path, name, data=project / "data", version=version)

    return bring


def test_same_age_and_growth_where_versions_allow(candidates):
    assert growth(Quarter(2026, 1)).place == "world"
    for month in (1, 2, 3):
        candidates(f"c25_{month}", f"25.0.{month}", [f"2025-{month:02d}-05"])
        candidates(f"c26_{month}", f"26.0.{month}", [f"2026-{month:02d}-05"])
    assert as_candidate(Quarter(2025, 1)).value == 3 and as_candidate(Quarter(2025, 2)) is None
    assert same_age(Quarter(2026, 1)) == (), "nothing final to grow to"
    candidates("year", "26.1", [f"2025-{month:02d}-{day:02d}" for month in (1, 2, 3) for day in (5, 9)])
    ((young, grown),) = same_age(Quarter(2026, 1))
    assert (young.value, grown.value) == (3, 6)
    found = growth(Quarter(2026, 1))
    assert (found.formula, found.place, float(found.value)) == ("6 / 3", "Mali", 2)
    assert beside(Quarter(2026, 1)).preliminary and not beside(Quarter(2025, 1)).preliminary


def test_the_first_version_of_a_month_is_the_one_of_its_age(candidates):
    for month in (1, 2, 3):
        candidates(f"c{month}", f"26.0.{month}", [f"2026-{month:02d}-05"])
    candidates("c3", "26.0.3", ["2026-03-05", "2026-03-09"])
    assert as_candidate(Quarter(2026, 1)).value == 3
