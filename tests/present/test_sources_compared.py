"""Sources compared: the answer in the first line, the mark on every modelled value, and nothing spliced."""

import re

import nbformat
import pytest

import analysis
from analysis.measure import sources
from analysis.measure.continuation import MODELLED
from analysis.present import continuation_figures as drawn
from analysis.present.explained import places_told
from analysis.present.export import render
from analysis.present.gallery import FIGURES, build
from analysis.present.note_page import quarterly_note
from analysis.present.sources_compared import SourcesCompared, age_told, beside_told
from analysis.present.words import say, speaking, unmarked
from analysis.quarter import Quarter
from tests.measure.test_sources import candidates  # noqa: F401

LATE = Quarter(2024, 3)
MARK = "modelled, not a figure of the mission"


@pytest.fixture(scope="module")
def told():
    return analysis.sources_compared("2024Q3")


@pytest.fixture(scope="module")
def drawings():
    return {name: build(name, LATE) for name in ("sources", "continuation", "long_view")}


def test_the_first_line_is_the_answer(told):
    first = told.verdict().text.split("\n")[0]
    assert first.startswith("**The data do not support a useful continuation")
    assert "1.80" in first and "1.33" in first and "1.31" in first and "1.34" in first
    with speaking("fr"):
        assert (
            SourcesCompared(LATE, language="fr").verdict().text.startswith("**Les données ne permettent pas")
        )


def test_every_number_of_prose_and_tables_leads_to_an_estimate_that_can_be_explained(told):
    for name in ("verdict", "beside", "agreement", "candidates", "value", "beside_table",
                 "windows_table", "candidates_table", "values_table", "readings_table"):  # fmt: skip
        shown = getattr(told, name)()
        assert shown.numbers, name
        assert places_told(shown.numbers)["estimates"], name
        assert not re.search(r"None|nan|\{|\}", shown.text), name


def test_every_modelled_number_bears_the_mark(told):
    for name in ("value", "values_table", "readings_table"):
        shown = getattr(told, name)()
        assert MARK in shown.text.lower(), name
        assert {
            item.basis
            for _, _, item in shown.numbers
            if item.inclusion == MODELLED and item.unit == "victims"
        } == {"modelled"}, name
    assert all(item.basis != "modelled" for _, _, item in told.beside_table().numbers)


def test_values_after_the_mission_have_intervals_and_baselines(told):
    columns = analysis.sources_compared("2024Q4").values_table().columns
    assert columns["period"] == [f"{year}Q{number}" for year in (2023, 2024) for number in (1, 2, 3, 4)]
    assert set(columns) == {"period", "modelled", "value-last", "value-mean", "value-mean_ratio"}
    assert all(re.fullmatch(r"[\d,]+ \([\d,]+ to [\d,]+\)", cell) for cell in columns["modelled"])
    assert told.values_table().columns["period"][-1] == "2024Q3"
    assert analysis.sources_compared("2021Q2").values_table().columns["period"][-1] == "2024Q4"


def test_side_by_side_has_every_quarter_with_its_definition(told):
    columns = told.beside_table().columns
    assert columns["period"][0] == "2020Q1" and columns["period"][-1] == "2024Q4"
    by_quarter = dict(zip(columns["period"], columns["mission-counts"], strict=True))
    assert by_quarter["2021Q1"].startswith("persons killed") and by_quarter["2021Q2"] == "civilians killed"
    assert by_quarter["2024Q3"] == ""
    windows = {item.value for item in sources.windows()}
    values = {
        item.value for _, _, item in told.beside_table().numbers if item.inclusion == "secretary_general"
    }
    assert not values & windows, "windows stand apart"


def test_moura_and_the_other_reasons_are_told_where_they_belong():
    text = analysis.sources_compared("2022Q1").beside().text
    for words in ("Moura", "illegally detained", "oreign", "Secretary-General"):
        assert words in text
    assert "Moura" not in analysis.sources_compared("2022Q3").beside().text
    assert "derived, not published" in analysis.sources_compared("2021Q3").beside().text
    agreement = analysis.sources_compared("2022Q3").agreement().text
    assert "18 of 21" in agreement and "12 of 15" in agreement and "not ranked together" in agreement


def test_a_note_after_the_mission_says_what_is_known_from_where_what_is_modelled_and_what_nobody_knows():
    text = quarterly_note("2024Q3").beside().text
    parts = [say(f"after-{name}") for name in ("known", "from", "modelled")] + ["**What nobody knows.**"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    known, _, modelled, _ = (text[start:end] for start, end in zip(places, [*places[1:], None], strict=True))
    assert "137" in known and "modelled" not in known
    assert modelled.index("do not support") < modelled.index("196") < modelled.index(MARK)


@pytest.mark.parametrize("quarter", ["1999Q2", "2021Q2", "2021Q3", "2022Q1", "2024Q4"])
def test_a_note_of_any_quarter_has_the_section(quarter):
    text = quarterly_note(quarter).beside().text
    assert "UCDP counts" in text
    assert ("modelled" in text) == (quarter == "2024Q4")


def test_young_data_are_called_preliminary(candidates):  # noqa: F811
    for month in (1, 2, 3):
        candidates(f"c{month}", f"26.0.{month}", [f"2026-{month:02d}-05"])
    row = sources.beside(Quarter(2026, 1))
    text = unmarked(" ".join(age_told(row)))[0]
    assert "**Preliminary.**" in text and "1.35 (worldwide, 2025: from 181,331 deaths to 245,464)" in text
    assert "none can be compared at the same age" in text
    value = analysis.sources_compared("2026Q1").value()
    assert "grow until the yearly release" in value.text and "outside those of the overlap" in value.text
    (found,) = {
        item for _, _, item in value.numbers if "preliminary" in item.notes and item.group == "log_linear"
    }
    assert len(found.inputs) == 2 and "growth" in found.sources
    assert (
        "2026Q1" in quarterly_note("2026Q1").title().text
        and "modelled" in quarterly_note("2026Q1").beside().text
    )


def test_part_of_a_quarter_is_not_compared_or_continued(candidates):  # noqa: F811
    candidates("c1", "26.0.1", ["2026-01-05"])
    row = sources.beside(Quarter(2026, 1))
    assert not row.whole and "only a part" in " ".join(beside_told(row))
    assert "nothing is modelled" in analysis.sources_compared("2026Q1").value().text
    assert drawn.continuation_of(Quarter(2026, 1)).shown[-1].period == "2024Q4"


# --- figures


def test_figures_are_in_the_gallery_under_their_names(drawings):
    assert set(drawings) <= set(FIGURES)
    for name, drawing in drawings.items():
        assert drawing.name == name and drawing.title and drawing.caption and 60 < len(drawing.alt) < 2500
        assert render(drawing, ("png",))["png"].startswith(b"\x89PNG")


def test_no_line_joins_the_mission_to_what_is_modelled(drawings):
    (axis,) = drawings["continuation"].figure.axes
    modelled = [line for line in axis.lines if line.get_marker() == "D"]
    assert len(modelled) == 8 and all(line.get_markerfacecolor() == "white" for line in modelled)
    assert all(len(line.get_xdata()) == 1 for line in modelled)
    first = min(line.get_xdata()[0] for line in modelled)
    mission = [line for line in axis.lines if line.get_color() == drawn.style.INK]
    assert mission and all(max(line.get_xdata()) < first for line in mission)
    joined = [set(line.get_xdata()) for line in mission if len(line.get_xdata()) > 1]
    assert {4, 5} not in [{4, 5} & points for points in joined], "no line over a change of definition"
    assert any(say("fig-continuation-modelled") == text.get_text() for text in axis.texts)
    assert "not figures of the mission" in drawings["continuation"].caption + drawings["continuation"].alt


def test_the_file_bears_the_mark(drawings):
    table = drawings["continuation"].table()
    modelled = table[table.basis.eq("modelled")]
    assert len(modelled) == 9 and set(modelled.inclusion) == {MODELLED}
    assert modelled.low.notna().all() and modelled.high.notna().all()
    assert not table[table.basis.ne("modelled")].inclusion.eq(MODELLED).any()


def test_the_long_view_shades_the_missions_years(drawings):
    drawing = drawings["long_view"]
    assert {item.period for item in drawing.shown} >= {"1989Q1", "2024Q4"} and len(drawing.shown) == 288
    (axis,) = drawing.figure.axes
    shade = axis.patches[0]
    start, stop = shade.get_x(), shade.get_x() + shade.get_width()
    periods = [item.period for item in drawing.shown[:144]]
    assert (periods[round(start + 0.5)], periods[round(stop - 0.5)]) == ("2013Q2", "2023Q4")
    assert "1,758" in drawing.title


def test_before_event_data_reach_beyond_the_mission_there_is_nothing_to_draw(monkeypatch):
    rows = tuple(row for row in sources.side_by_side() if row.quarter <= Quarter(2022, 4))
    monkeypatch.setattr(drawn, "side_by_side", lambda: rows)
    assert drawn.continuation_of(Quarter(2022, 4)) is None


def test_the_notebook_shows_every_part(root, told):
    cells = nbformat.read(root / "notebooks" / "sources_compared.ipynb", 4).cells
    called = {match for cell in cells for match in re.findall(r"beside\.(\w+)\(", cell.source)}
    parts = {name for name in vars(SourcesCompared) if not name.startswith("_")}
    assert called - {"title", "section", "pages"} == parts
    for name in re.findall(r'section\("(.*?)"\)', " ".join(cell.source for cell in cells)):
        assert told.section(name).text.startswith("## ")
