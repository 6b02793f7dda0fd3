"""The events of 2018 to 2024 in the box, counted again with plain pandas: no code of the reader is used."""

import hashlib
import json

import pandas as pd
import pytest

COUNTED = ["incidents", "victims_best", "sum_squares"]
GROUPS = {  # who is alleged to have harmed civilians: only one-sided violence has one perpetrator
    "JNIM": "jnim_is",
    "IS": "jnim_is",
    "Dozos (Mali)": "militias",
    "Dan na Ambassagou": "militias",
    "Government of Mali": "malian_forces",
    "Government of Mali, Government of Russia (Soviet Union)": "malian_forces_with_foreign",
    "Government of Russia (Soviet Union)": "malian_forces_with_foreign",
    "GATIA, MSA": "signatory",
    "Government of Niger": "international",
}
KINDS = {1: "state_based", 2: "non_state", 3: "one_sided"}


@pytest.fixture(scope="module")
def cells(root):
    return pd.read_csv(root / "data/events/ucdp_ged_25_1.csv")


@pytest.fixture(scope="module")
def about(root):
    return json.loads((root / "data/events/ucdp_ged_25_1.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def raw(shared):
    path = shared / "data/ucdp/mali_ged_25_1.csv"
    if not path.is_file():
        pytest.skip(f"the events of UCDP GED 25.1 are not at {path}")
    table = pd.read_csv(path)
    table["quarter"] = pd.PeriodIndex(table.date_start, freq="Q").astype(str)
    table["violence"] = table.type_of_violence.map(KINDS)
    table["group"] = table.side_a.map(GROUPS).where(table.violence.eq("one_sided"), "not_attributed")
    table["squares"] = table.best**2
    return table


@pytest.mark.parametrize("keys", [["quarter"], ["quarter", "violence"], ["quarter", "group"]])
@pytest.mark.parametrize("outcome", ["killed", "civilians_killed"])
def test_sums_are_those_of_the_raw_rows(cells, raw, keys, outcome):
    deaths = raw.best if outcome == "killed" else raw.deaths_civilians
    counted = raw.assign(victims_best=deaths, sum_squares=deaths**2, incidents=1)
    expected = counted.groupby(keys)[COUNTED].sum()
    ours = cells[cells.outcome.eq(outcome)].groupby(keys)[COUNTED].sum()
    pd.testing.assert_frame_equal(ours, expected, check_dtype=False)
    largest = cells[cells.outcome.eq(outcome)].groupby(keys).largest_incident.max()
    assert largest.equals(counted.groupby(keys).victims_best.max())


def test_cercles_are_those_of_the_raw_rows(cells, raw):
    """The rows that UCDP knows to a cercle, by the cercle's first word: spellings differ, sums do not."""
    known = raw[raw.where_prec.le(3) & raw.adm_2.notna()]
    names = known.adm_2.str.removesuffix(" cercle")
    ours = cells[cells.place_level.eq("cercle") & cells.outcome.eq("killed")]
    ours = ours[ours.precision.isin(["exact", "near", "cercle"])]
    assert sorted(ours.groupby("place").victims_best.sum()) == sorted(known.groupby(names).best.sum())
    for place in ("Ansongo", "Koro", "Bandiagara", "Ségou", "Sikasso", "Ménaka"):
        same = [
            ours[ours.place.eq(place)].groupby("quarter").victims_best.sum(),
            known[names.eq(place)].groupby("quarter").best.sum(),
        ]
        assert len(same[0]) and same[0].to_dict() == same[1].to_dict()


def test_quarters_are_those_of_the_national_series(root, cells):
    national = pd.read_csv(root / "data/events/ucdp_mali_quarterly.csv").set_index("quarter").loc["2018Q1":]
    killed, civilians = (
        cells[cells.outcome.eq(name)].groupby("quarter") for name in ("killed", "civilians_killed")
    )
    assert len(national) == 28
    assert killed.incidents.sum().to_dict() == national.events.to_dict()
    assert killed.victims_best.sum().to_dict() == national.deaths_best.to_dict()
    assert civilians.victims_best.sum().to_dict() == national.deaths_civilians.to_dict()
    assert killed.largest_incident.max().to_dict() == national.largest_event_deaths.to_dict()
    for kind in KINDS.values():
        ours = cells[cells.outcome.eq("killed") & cells.violence.eq(kind)].groupby("quarter").incidents.sum()
        assert ours.reindex(national.index, fill_value=0).to_dict() == national[f"{kind}_events"].to_dict()


def test_years_are_those_that_ucdp_publishes(cells, shared):
    years = pd.read_csv(shared / "data/ucdp/mali_country_year_25_1.csv").set_index("year_cy").loc[2018:]
    killed = cells[cells.outcome.eq("killed")]
    ours = killed.groupby(killed.quarter.str[:4].astype(int)).victims_best.sum()
    assert ours.to_dict() == years.cumulative_total_deaths_in_orgvio_best_cy.to_dict()


def test_limits_are_those_of_the_rows_that_have_them(cells, raw):
    """A row whose best estimate lies outside its limits counts, and leaves its limits blank."""
    outside = raw.low.gt(raw.best) | raw.best.gt(raw.high)
    assert outside.sum() == 24
    killed = cells[cells.outcome.eq("killed")]
    blank = killed[killed.victims_low.isna()]
    assert blank.equals(killed[killed.victims_high.isna()]) and 0 < len(blank) <= 24
    within = raw[~raw.quarter.isin(raw.quarter[outside])]
    whole = killed[killed.quarter.isin(within.quarter)]
    assert len(within) > 1000
    assert (whole.victims_low.sum(), whole.victims_high.sum()) == (within.low.sum(), within.high.sum())
    assert (killed.victims_best.sum(), len(raw)) == (raw.best.sum(), 2060)


def test_the_version_is_final_and_says_what_it_covers(about, cells, raw, shared):
    assert (about["version"], about["preliminary"]) == ("25.1", False)
    assert about["days"] == ["2018-01-01", "2024-12-31"] and about["months"] == ["2018-01", "2024-12"]
    assert "andidate" not in json.dumps(about) and about["licence"] == "CC BY 4.0"
    assert (about["rows_read"], about["rows_used"], about["rows_refused"]) == (2060, 2060, {})
    content = (shared / "data/ucdp/mali_ged_25_1.csv").read_bytes()
    assert about["sha256"] == hashlib.sha256(content).hexdigest()
    assert about["victims"] == {
        "killed": raw.best.sum(), "civilians_killed": raw.deaths_civilians.sum()
    }  # fmt: skip
    over, told = about["warnings"]
    assert over.startswith("19 rows last into a later quarter and count where they begin: row 360: 18 dead")
    assert told.startswith("24 rows have a best estimate outside") and about["actors_not_mapped"] == {}
    days = cells.drop_duplicates("quarter").set_index("quarter").days_covered
    assert days.sum() == 365 * 7 + 2 and days["2024Q1"] == 91


def test_the_importer_makes_the_same_bytes(root, shared, data):
    from analysis.record.imports import import_events

    source = shared / "data/ucdp/mali_ged_25_1.csv"
    import_events(source, "ucdp_ged_25_1", data=data, covers="2018-01-01..2024-12-31")
    for made in sorted((data / "events").iterdir()):
        assert made.read_bytes() == (root / "data/events" / made.name).read_bytes(), made.name
