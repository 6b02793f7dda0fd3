"""The notebook's object: what it says of planted, shuffled, real and missing events, in two languages."""

import re

import pytest

import analysis
from analysis.present.display import Prose, Table
from analysis.present.export import Picture
from analysis.record.imports import import_events
from analysis.record.store import HOME_VARIABLE
from tests.place_samples import home_with, sheet
from tests.present.walk import cells, unopened

PROSE = ("title", "events", "boundaries", "concentration", "hotspots", "spread")
FIGURES = ("map", "second_map", "events_map", "tiles", "hotspots", "spread")


@pytest.fixture(scope="module", params=[25, 0], ids=["planted", "shuffled"])
def made(request, tmp_path_factory):
    home = home_with(tmp_path_factory.mktemp("told") / "home", sheet(planted=request.param))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(home))
        return request.param, home, analysis.places("2021Q2")


@pytest.fixture
def told(made, monkeypatch):
    """How many incidents were planted, and what is told of the quarter."""
    monkeypatch.setenv(HOME_VARIABLE, str(made[1]))
    return made[0], made[2]


def test_a_planted_cluster_is_named_and_shuffled_events_have_none(told):
    planted, place = told
    text = place.hotspots().text
    first = next(line for line in text.splitlines() if line.startswith("- Most likely cluster"))
    if planted:
        assert "Koro and Bankass" in first or "Bankass and Koro" in first
        assert first.endswith("more than the null explains.") and "p = 0.001" in first
        assert "Bankass" in place.hotspots_figure().drawing.title
    else:
        assert first.endswith("within what the null explains.")
        assert "No place is a hot spot." in text
        assert place.hotspots_figure().drawing.title.startswith("No cluster of lethal incidents")


def test_both_nulls_are_stated(told):
    assert told[1].hotspots().text.count("Null:") == 3  # Gi*, the scan, and the scan in time


def test_every_number_of_the_sentences_has_its_estimate(told):
    place = told[1]
    for name in ("events", "concentration", "spread"):
        shown = getattr(place, name)()
        assert len(shown.numbers) >= 2
        assert all(
            item.sources == ("sheet",) and item.inclusion == "events_own" for *_, item in shown.numbers
        )
        assert shown._repr_mimebundle_()[1]["text/markdown"]["estimates"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.usefixtures("told")
def test_no_number_stands_without_an_estimate(language):
    shown = cells(analysis.places("2021Q2", language=language))
    assert {name: unopened(found) for name, found in shown.items() if unopened(found)} == {}


def test_the_table_lists_every_cercle_hit_with_its_rate(told):
    table = told[1].table()
    assert isinstance(table, Table)
    assert len(table.columns["place"]) == len(told[1].data.by_cercle(told[1].quarter))
    counts = [int(cell) for cell in table.columns["lethal"]]
    assert counts == sorted(counts, reverse=True) and sum(counts) == told[1].data.incidents(told[1].quarter)
    assert set(table.columns["new"]) <= {"yes", "no"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_everything_speaks_both_languages(told, language):
    place = analysis.places("2021Q2", language=language)
    for name in PROSE:
        assert getattr(place, name)().text
    for name in FIGURES[2:]:
        assert isinstance(getattr(place, f"{name}_figure")(), Picture)
    for name in ("published-areas", "events-map", "rates", "tiles", "concentration", "hotspots", "spread"):
        assert place.section(name).text.startswith("## ")
    if language == "fr":
        assert "incidents mortels" in place.hotspots().text and "Hypothèse nulle" in place.hotspots().text
        assert told[0] or "au-delà" in place.hotspots_figure().drawing.title


def test_catalogues_say_the_same_in_both_languages():
    from analysis.present.words import resources

    folder = resources.files("analysis.present").joinpath("text")
    texts = [folder.joinpath(f"places.{name}.ftl").read_text("utf-8") for name in ("en", "fr")]
    keys = [set(re.findall(r"(?m)^[a-z][\w-]*(?= =)", text)) for text in texts]
    assert keys[0] == keys[1] and len(keys[0]) > 100


@pytest.mark.parametrize("quarter", ["1999Q2", "2017Q4"])
def test_without_places_nothing_is_made_up(quarter):
    place = analysis.places(quarter)
    assert "No events with places were imported" in place.events().text
    for name in ("concentration", "hotspots", "spread"):
        assert getattr(place, name)().text == "There is nothing to tell here without event data with places."
    for name in ("events_map", "rates", "tiles", "hotspots", "spread"):
        shown = getattr(place, f"{name}_figure")()
        assert isinstance(shown, Prose)
    assert isinstance(place.map_figure(), Picture if quarter > "2020" else Prose)


def test_under_ten_incidents_hot_spots_are_declined(tmp_path, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(home_with(tmp_path / "home", sheet(quarters=1, each=9))))
    place = analysis.places("2021Q2")
    assert place.hotspots().text.startswith("With 9 placed lethal incidents, fewer than ten, neither")
    assert isinstance(place.hotspots_figure(), Prose)
    assert isinstance(place.events_map_figure(), Picture)
    assert "not known" in place.spread().text


def test_the_real_candidate_file_is_told_as_what_it_is(project, shared):
    import_events(shared / "data/ucdp/GEDEvent_v26_0_1.csv", "candidate", data=project / "data")
    place = analysis.places("2026Q1", boundaries=str(shared / "data/boundaries/mali_cercles_53.geojson"))
    text = place.events().text
    assert "Preliminary" in text and "January 2026 only" in text
    assert "placed in a cercle: **18**" in text and "only to a region: **1**" in text
    assert "Clusters in time need four quarters" in place.hotspots().text
    assert "newly affected is not known" in place.spread().text
    assert isinstance(place.rates_figure(), Picture) and "codes are those of 2021" in place.boundaries().text
    assert "January 2026" in place.events_map_figure().drawing.title
