"""The notebook on places: what it tells first, and its numbers against plain recounts."""

import functools
import re

import pytest

from analysis.measure.clusters import clusters
from analysis.present import speech
from analysis.record.frames import events
from analysis.record.store import HOME_VARIABLE
from tests import event_homes
from tests.notebooks.test_snapshots import check
from tests.place_samples import home_with, sheet
from tests.telling import read, text_only, told


@functools.cache
def page(language, **parameters):
    return read("places", language, **parameters)


@functools.cache
def recount(quarter):
    """Incidents by cercle and region of UCDP's cells, by hand."""
    cells = events("ucdp_ged_25_1")
    return cells[cells.outcome.eq("killed") & cells.place_level.eq("cercle") & cells.period.eq(quarter)]


def test_the_release_leads_in_both_languages():
    english, french = page("en", quarter="2021Q2"), page("fr", quarter="2021Q2")
    first = english["published-short"] + english["statements"]
    assert "50 per cent in cercles of Bandiagara, Djenné, Douentza, Koro, Mopti, Niono and Ségou" in first
    assert "15 per cent in cercles of Ansongo and Gao." in first
    assert "The list leaves 35 per cent" in first
    assert "a notable expansion" in first and first.index("notable") < first.index("Youwarou")
    assert (
        "cercles de Bandiagara, Djenné, Douentza, Koro, Mopti, Niono et Ségou (50\xa0%)"
        in french["published-short"]
    )
    assert "extension notable" in french["statements"]
    assert "not to be subtracted" not in first  # methods are markdown


def test_events_stand_beside_on_their_own_base():
    told_there = page("en", quarter="2021Q2")
    cells = recount("2021Q2").groupby("place").incidents.sum()
    centre = cells.reindex(["Bandiagara", "Djenné", "Douentza", "Koro", "Mopti", "Niono", "Ségou"]).sum()
    line = told_there["events-short"]
    assert f"{cells.sum()} incidents" in line
    assert f"({centre}, {100 * centre / cells.sum():.1f} per cent)" in line
    most = re.findall(r"([^ :,]+) \d+(?:,| and)", line.split("cercle:")[1])[:2]
    assert cells[most].tolist() == cells.nlargest(2).tolist()
    rows = [
        row.strip("| ").split(" | ") for row in told_there["cercles"].split("\n") if row.startswith("| ")
    ][2:]
    assert {row[0]: int(row[1]) for row in rows} == cells.rename({"Tombouctou": "Timbuktu"}).to_dict()


def test_the_deadliest_event_of_the_largest_change_is_that_of_the_region():
    cells = events("ucdp_ged_25_1")
    there = cells[cells.place.isin(["Ménaka", "Andéramboukane", "Inékar", "Tidermène"])]
    here = there[there.outcome.eq("civilians_killed") & there.period.eq("2022Q1")]
    change, largest = page("en", quarter="2022Q1")["events-short"].split("\n")[1:3]
    assert change.endswith(f"to {here.victims_best.sum()}.")
    assert f"killed {here.largest_incident.max()} of them" in largest


def test_all_published_places_are_told_beside_events_the_most_first():
    line = page("en", quarter="2022Q1")["events-short"].split("\n")[0]
    found = re.findall(r"(?:Centre|region of (\w+)) \((\d+), [\d.]+ per cent\)", line)
    assert [name for name, _ in found] == ["", "Ménaka", "Gao", "Timbuktu"]
    assert [int(number) for _, number in found] == sorted((int(number) for _, number in found), reverse=True)


def test_the_first_line_names_a_place_of_each_record_or_says_that_there_is_none():
    both = page("en", quarter="2022Q2")["finding"]
    assert (
        "Mali, April to June 2022: by the mission’s list, 158 of the 467 violations and abuses in the region"
        in both
    )
    assert both.endswith("by UCDP, 133 of 339 civilians killed in the cercle of Bankass")
    assert page("fr", quarter="2019Q4")["finding"].endswith(
        "civils tués l’ont été dans le cercle de Douentza"
    )
    assert page("en", quarter="1999Q2")["finding"].endswith("1999: no place is told")


@pytest.mark.parametrize("quarter", ["2020Q4", "2022Q1"])
def test_change_by_region_is_that_of_the_cells(quarter):
    text = page("en", quarter=quarter)["regions-table"]
    rows = {row[0]: row[1:] for row in ([part.strip() for part in line.strip("|").split("|")]
                                        for line in text.split("\n")[2:])}  # fmt: skip
    import pandas as pd

    from analysis.measure.areas import regions
    from analysis.measure.interval import ratio_interval
    from analysis.measure.tally import singles

    counts = [recount(str(pd.Period(quarter) - step)) for step in range(9)]
    for name, held in regions().items():
        sums = [int(cells[cells.place.isin(held)].incidents.sum()) for cells in counts]
        mean, was, now, change, low, high = rows["Timbuktu" if name == "Tombouctou" else name]
        assert (int(was), int(now)) == (sums[1], sums[0])
        assert float(mean) == pytest.approx(sum(sums[1:]) / 8, abs=0.051)
        assert (change == "too few") == (sums[1] < 20)
        assert (not low) == (min(sums[:2]) < 2 or sums[0] + sums[1] < 10)
        if low:  # wider than for incidents that come by themselves
            least, most = ratio_interval(singles(sums[0]), singles(sums[1]))
            assert float(low) <= least + 0.006 and most <= float(high.replace(",", "")) + 0.006


def test_a_cluster_is_told_first_where_there_is_one():
    quiet, loud = page("en", quarter="2021Q2"), page("en", quarter="2022Q1")
    assert "In no cercle, alone or with its neighbours" in quiet["clusters-none"]
    (first, *_) = clusters("2022Q1")
    line = "More than past and chance explain, by UCDP: Andéramboukane and Inékar, "
    assert (
        f"{line}{first.observed.value} incidents where {float(first.expected):.1f} were"
        in loud["clusters-short"]
    )
    assert f"p = {first.p.value}" in loud["scan"].replace("0.010", "0.01")


def test_by_hand_and_by_the_library_the_past_is_the_same():
    told("places", "en", quarter="2020Q1")
    found = {
        item.measure: item for item in speech.registered().values() if item.measure == "expected_incidents"
    }
    by_hand = page("en", quarter="2020Q1")["expected"].split("\n")[2]
    assert by_hand.startswith("| Niono | ")
    assert float(by_hand.split(" | ")[1]) == pytest.approx(float(found["expected_incidents"]), abs=0.05)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("quarter", ["1999Q2", "2018Q1", "2018Q3", "2024Q3"])
def test_quarters_without_a_note_or_a_past_have_no_hole(quarter, language):
    for text in page(language, quarter=quarter).values():
        check(text)


def test_what_a_quarter_lacks_is_a_line():
    text = page("en", quarter="1999Q2")
    assert "No event data here place the incidents of April to June 1999" in text["events-short"]
    assert not any(
        text[cell] for cell in ("beside", "cercles", "regions-table", "expected", "chance", "scan")
    )
    assert "Aucun foyer n’a été cherché" in page("fr", quarter="2018Q1")["clusters-none"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_sheet_of_ones_own_is_told_as_such(tmp_path, monkeypatch, language):
    monkeypatch.setenv(HOME_VARIABLE, str(home_with(tmp_path / "home", sheet(quarters=2, planted=25))))
    text = {cell: text_only(part) for cell, part in
            told("places", language, quarter="2021Q2", source="own").items()}  # fmt: skip
    shown = " ".join(part for cell, part in text.items() if cell != "numbers")
    assert "Bankass" not in shown and "UCDP" not in shown  # a cercle is too fine to be told
    told_there = {"en": "places are told by region and half-year", "fr": "que par région et par semestre"}
    assert told_there[language] in text["events-short"] and not text["cercles"] + text["scan"]
    for cell, part in text.items():
        if cell != "numbers":
            check(part)


def test_what_chance_does_as_well_is_no_cluster_and_the_title_leads_with_victims():
    found = read("places", "en", quarter="2022Q2")
    assert re.search(r"p = 0\.\d+, no cluster\.", found["scan"])
    assert "158 of the 467 violations and abuses in the region of Bandiagara" in found["finding"]
    assert "133 of 339 civilians killed" in found["finding"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_regions_of_the_new_division_are_no_cercles_of_the_same_names(language):
    """Bandiagara, Douentza and Mopti of 2021Q1 are eight cercles, and are told once."""
    line = page(language, quarter="2021Q1")["events-short"].split("\n")[0]
    part = {"en": ": regions of Bandiagara, Douentza and Mopti (35, 53.8 per cent).",
            "fr": " : régions de Bandiagara, Douentza et Mopti (35, soit 53,8 %)."}[language]  # fmt: skip
    assert line.replace("\xa0", " ").replace("\u202f", " ").endswith(part)


def test_the_mean_is_that_of_as_many_quarters_as_there_are():
    heads = {
        quarter: page("en", quarter=quarter)["regions-table"].split("\n")[0]
        for quarter in ("2018Q2", "2019Q1")
    }
    assert "mean" not in heads["2018Q2"] and "mean of the 4 before" in heads["2019Q1"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_quarters_of_another_rule_are_no_past(project, shared, language):
    """A young quarter is never set against an old one."""
    event_homes.candidate_quarter(project, shared)
    assert clusters("2025Q1") is None
    text = {cell: text_only(part) for cell, part in told("places", language, quarter="2025Q1").items()}
    assert not any(
        text[cell] for cell in ("past-caption", "regions-table", "expected", "circle", "chance", "scan")
    )
    assert {"en": "counts by another rule", "fr": "selon la même règle"}[language] in text["clusters-none"]
    assert text["cercles"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_sums_do_not_tell_is_not_made_up(project, language):
    """Monthly sums have no largest incident, and here nothing moved."""
    event_homes.acled_sums(project)
    text = text_only(told("places", language, quarter="2025Q4")["events-short"])
    assert "Koro 12" in text and "\n" not in text.strip()
