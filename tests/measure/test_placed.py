import pytest

from analysis.errors import InputError
from analysis.measure.areas import area_lists
from analysis.measure.placed import cercles, placed
from analysis.quarter import Quarter
from analysis.record.cells import read_cells
from analysis.record.store import HOME_VARIABLE
from tests.place_samples import home_with, sheet

LAST = Quarter(2021, 2)
SHEET = """Date,Type de violation,Total victimes,Région,Cercle,Auteur présumé
2021-04-02,Tués,4,Mopti,Koro,FDSM
2021-05-02,Tués,1,Mopti,Koro,Milices communautaires
2021-05-03,Blessés,9,Mopti,Koro,FDSM
2021-06-02,Tués,2,Ménaka,Tidermène,Non identifiés
2021-06-03,Tués,2,Ségou,,Non identifiés
2021-06-04,Tués,7,,,Non identifiés
2021-06-30,Tués,1,Gao,Gao,Non identifiés
"""


@pytest.fixture
def small(tmp_path, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(home_with(tmp_path / "home", SHEET)))
    return placed(LAST)


def test_every_lethal_incident_is_in_a_cercle_or_told_apart(small, tmp_path):
    assert [int(item.value) for item in small.lost(LAST)] == [4, 1, 1]
    assert small.coarse[LAST] == {"Ségou": 1, "Mali": 1}  # placed in no cercle
    cells = read_cells("sheet", tmp_path / "home" / "data")
    lethal = cells[cells.outcome.eq("killed")].lethal_incidents.sum()
    assert sum(int(item.value) for item in small.lost(LAST)) == lethal == 6
    koro = cercles().index("Koro")
    assert [float(part[koro]) for part in small.tallies[LAST]] == [
        2,
        5,
        17,
        4,
    ]  # the injured are another outcome
    assert {item.place: int(item.value) for item in small.by_cercle(LAST, "killed")} == {
        "Koro": 5, "Tidermène": 2, "Gao": 1}  # fmt: skip


@pytest.mark.usefixtures("small")
def test_a_quarter_without_events_and_the_series_without_places_give_nothing():
    assert placed(Quarter(2015, 1)) is None and placed(LAST, "ucdp") is None
    with pytest.raises(InputError, match="'gdelt' is no source of events"):
        placed(LAST, "gdelt")


def test_the_window_stops_where_the_data_do(tmp_path, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(home_with(tmp_path / "home", sheet(quarters=5))))
    data = placed(LAST)
    assert [str(item) for item in data.window(LAST)] == ["2020Q2", "2020Q3", "2020Q4", "2021Q1", "2021Q2"]
    assert all(data.whole(item) for item in data.tallies)
    assert sum(data.incidents(item) for item in data.tallies) == 300


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
    assert violations.subject != incidents.subject
    (acts,) = area_lists(facts, "2021Q2")
    assert not acts.breakdown.whole.stated and acts.breakdown.remainder.value == 35
