"""Event data by area and by cercle, against plain recounts of the cells; clusters as estimates."""

import pandas as pd
import pytest

from analysis.measure import areas
from analysis.measure.areas import area_lists, by_cercle, cercles, distances, inside, regions, seats
from analysis.measure.clusters import clusters
from analysis.present.events import Events
from analysis.record.frames import events
from analysis.record.store import HOME_VARIABLE
from tests.measure.test_formulas import holds
from tests.place_samples import home_with, sheet


def recount(quarter):
    """Incidents by cercle of UCDP's cells, by hand."""
    cells = events("ucdp_ged_25_1")
    cells = cells[cells.outcome.eq("killed") & cells.place_level.eq("cercle") & cells.period.eq(quarter)]
    return cells.groupby("place").incidents.sum()


@pytest.mark.parametrize("quarter", ["2020Q1", "2024Q3"])
def test_counts_by_cercle_are_those_of_the_cells(quarter):
    counts = by_cercle(quarter)
    assert [str(period) for period in counts.index] == [
        str(pd.Period(quarter) - step) for step in range(8, -1, -1)
    ]
    assert list(counts) == cercles()
    for period, row in counts.iterrows():
        assert row[row > 0].to_dict() == recount(str(period)).to_dict()


def test_a_past_stops_where_the_source_does_and_a_series_without_places_has_none():
    assert len(by_cercle("2018Q1")) == 1 and len(by_cercle("2018Q3")) == 3
    assert by_cercle("1999Q2").shape == (0, 53)
    assert by_cercle("2026Q4").shape == (0, 53)


def test_areas_of_the_release_hold_the_incidents_of_their_cercles(facts):
    here = Events("2021Q2").by("cercle").incidents
    (acts,) = area_lists(facts, "2021Q2")
    plain = recount("2021Q2")
    for area in acts.areas:
        assert float(inside(here, area.cercles)) == plain.reindex(area.cercles).fillna(0).sum()
    assert float(inside(here)) == plain.sum() == 51
    share = inside(here, acts.areas[0].cercles) / inside(here)
    assert share.unit == "percent" and float(share) == pytest.approx(100 * 27 / 51)


def test_an_area_without_a_case_has_none_and_no_data_are_a_gap():
    here = Events("2021Q2").by("cercle").incidents
    assert float(inside(here, ["Kayes"])) == 0
    assert inside({}, ["Kayes"]).status == "said"


def test_regions_share_out_every_cercle_once():
    held = [name for names in regions().values() for name in names]
    assert sorted(held) == sorted(cercles()) and len(regions()) == 10
    away = distances(seats())
    assert (away.diagonal() == 0).all() and (away == away.T).all()


def told_by_formulas(found):
    """Return clusters, each of which is told by the formulas of its numbers."""
    for item in found:
        holds(item.expected, digits=3)
        holds(item.p)
        told = dict(part.rsplit(" ", 1) for part in item.observed.formula.split(" + "))
        assert tuple(told) == item.places and sum(map(int, told.values())) == item.observed.value
        assert {part.place for part in item[1:]} == {", ".join(item.places)}
        assert [part.unit for part in item[1:]] == ["incidents", "incidents", "probability"]
        assert [part.measure for part in item[1:]] == ["incidents", "expected_incidents", "scan_p"]
    return found


def test_what_is_known_to_have_happened_is_found():
    """The offensive in the region of Ménaka, March 2022; the raids round Niono, early in 2020."""
    menaka, niono = (told_by_formulas(clusters(quarter))[0] for quarter in ("2022Q1", "2020Q1"))
    assert (menaka.p.formula, niono.p.formula) == ("8 / 1000", "3 / 1000")  # with the quarter as seed
    assert set(menaka.places) == {"Andéramboukane", "Inékar"} and menaka.beyond
    assert niono.places == ("Niono",) and niono.beyond
    assert float(niono.observed) == recount("2020Q1")["Niono"] and niono.observed.formula == "Niono 18"
    assert float(niono.expected) < 3 and float(niono.p) == pytest.approx(0.003, abs=0.01)


def test_a_quarter_like_its_past_has_no_cluster_beyond_chance():
    for quarter in ("2020Q3", "2022Q2"):
        assert not any(item.beyond for item in clusters(quarter))


def test_nothing_is_scanned_without_a_past():
    assert clusters("2018Q1") is None and clusters("1999Q2") is None and clusters("2026Q4") is None


def test_no_cercle_of_a_private_sheet_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(home_with(tmp_path / "home", sheet(quarters=2, planted=25))))
    assert clusters("2021Q2", "own") is None


def test_a_quarter_that_is_covered_in_part_has_no_place_in_a_comparison(project):
    path = project / "data" / "events" / "ucdp_ged_25_1.json"
    path.write_text(path.read_text("utf-8").replace('"2024-12-31"', '"2024-11-30"', 1), "utf-8")
    assert areas.by_cercle("2024Q4", "ucdp_ged_25_1").shape == (0, 53)
    assert len(areas.by_cercle("2024Q3", "ucdp_ged_25_1")) == 9


@pytest.mark.parametrize(
    ("period", "layout", "sizes"),
    [
        ("2020Q2", "region", {"Mopti": 8, "Ségou": 7, "Bamako": 1}),
        ("2021Q2", "region", {"cercles_centre_2021Q2": 7, "cercles_gao_ansongo": 2}),
        ("2022Q1", "region", {"centre": 15, "Gao": 3}),
        ("2022Q2", "region_2023", {"Bandiagara": 3, "Douentza": 1, "Mopti": 4}),
        ("2022Q4", "region_2023", {"San": 2, "Ségou": 5}),
    ],
)
def test_areas_hold_the_cercles_of_their_own_layout(facts, period, layout, sizes):
    first = area_lists(facts, period)[0]
    held = {area.figure.group: len(area.cercles) for area in first.areas}
    assert first.layout == layout and sizes.items() <= held.items()
    every = [name for area in first.areas for name in area.cercles]
    assert len(every) == len(set(every)) and set(every) <= set(cercles())


def test_each_list_of_areas_keeps_its_own_base(facts):
    violations, incidents = area_lists(facts, "2020Q2")
    assert (violations.breakdown.whole.value, incidents.breakdown.whole.value) == (632, 458)
    assert violations.breakdown.subject != incidents.breakdown.subject
    (acts,) = area_lists(facts, "2021Q2")
    assert not acts.breakdown.whole.stated and acts.breakdown.rest.value == 35
