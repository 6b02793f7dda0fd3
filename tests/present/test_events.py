import re

import pytest

from analysis.errors import IncomparableError
from analysis.measure.coverage import all_quarters, coverage, require_quarter
from analysis.measure.estimate import change
from analysis.measure.events import event_figures, imports_by_quarter
from analysis.measure.published import find
from analysis.present.note_page import quarterly_note
from analysis.quarter import Quarter
from analysis.record.imports import import_events
from tests.record import event_samples as samples
from tests.record.event_samples import as_csv


@pytest.fixture
def bring(project, tmp_path):
    """Import rows into a copy of the project."""

    def run(content, name, **options):
        path = tmp_path / f"{name}.csv"
        path.write_text(content if isinstance(content, str) else as_csv(content), "utf-8")
        return import_events(path, name, data=project / "data", **options)

    return run


def figures_of(quarter):
    return {source.source: source for source in event_figures(Quarter.parse(quarter))}


def table_of(quarter):
    table = quarterly_note(quarter).events_table().columns
    return list(zip(table["figure"], table["place"], table["left"], strict=True))


@pytest.mark.parametrize("quarter", ["1989Q1", "1999Q2", "2021Q2", "2024Q3", "2024Q4"])
def test_every_quarter_since_1989_shows_what_ucdp_has(quarter):
    from analysis.record.store import read_table

    row = read_table("ucdp_mali_quarterly").set_index("quarter").loc[quarter]
    text = quarterly_note(quarter).events().text
    assert f"events of organised violence {row.events}, deaths {int(row.deaths_best):,} (best" in text
    assert f"of them civilians {row.deaths_civilians}." in text
    for words in ("version 25.1", "CC BY 4.0", "Cite: Davies", "at least one death", "subtracted from"):
        assert words in text
    assert ("Killed", "Mali", f"{int(row.deaths_best):,}") in table_of(quarter)


@pytest.mark.parametrize("quarter", ["1999Q2", "2024Q3"])
def test_a_quarter_without_a_note_says_so_in_every_section(quarter):
    note = quarterly_note(quarter)
    assert "no note of the mission" in note.headline().text
    names = [
        name
        for name in dir(note)
        if not name.startswith("_") and not name.endswith(("quarter", "figure", "language", "section"))
    ]
    for name in names:
        text = getattr(note, name)().text
        assert text.strip() and "None" not in text, name


def test_event_figures_are_never_compared_with_the_missions(facts):
    theirs = find(facts, "2021Q2", "killed")
    ours = figures_of("2021Q2")["ucdp"].find("killed")
    for combine in (lambda: ours - theirs, lambda: ours + theirs, lambda: change(ours, theirs)):
        with pytest.raises(IncomparableError):
            combine()


def test_candidate_months_add_up_and_the_series_stays_final(bring):
    rows = samples.ucdp(samples.UCDP_49)
    for month in (1, 2):
        bring(rows.replace("2024-", "2026-"), f"month{month}", version=f"26.0.{month}")
    bring(rows, "late", version="24.0.3")
    assert imports_by_quarter()[Quarter.parse("2024Q1")] == {"ucdp": ["ucdp_ged_25_1"]}
    found = figures_of("2026Q1")["ucdp"]
    assert found.months == ("2026-01", "2026-02") and found.preliminary
    assert {item.inclusion for item in found.figures} == {"events_ucdp_preliminary"}
    assert {item.period for item in found.figures} == {"2026-01..2026-02"}
    text = quarterly_note("2026Q1").events().text
    assert "**January and February 2026 only.**" in text and "**Preliminary.**" in text
    bring(rows.replace("2024-", "2026-"), "year", version="27.1")
    assert not figures_of("2026Q1")["ucdp"].preliminary
    assert "reliminary" not in quarterly_note("2026Q1").events().text


def test_sources_stand_side_by_side_and_what_a_sheet_tells_is_shown(bring):
    report = bring(samples.acled("new"), "mine")
    quarter = min(report.cells["quarter"])
    cells = report.cells[report.cells["quarter"] == quarter]
    found = figures_of(quarter)
    assert set(found) == {"ucdp", "acled"}
    counted = cells[cells["violence"].isin(["political_violence", "civilian_targeting"])]
    assert found["acled"].find("incidents").value == int(counted["incidents"].sum())
    assert found["acled"].find("killed").value == int(counted["victims_best"].sum())
    placed = [item for item in found["acled"].figures if item.place != "Mali"]
    at_cercle = counted[counted["place_level"] == "cercle"]
    assert sum(item.value for item in placed) == int(at_cercle["victims_best"].sum())
    text = quarterly_note(quarter).events().text
    assert "as UCDP records it" in text and "as ACLED records it" in text and "raw data may not" in text

    sheet = [["Date", "Violation", "Total", "Men", "Women", "Perpetrator", "Cercle"],
             ["2025-05-02", "killed", 3, 2, 1, "JNIM", "Koro"],
             ["2025-05-03", "injured", 4, "", "", "JNIM", "Nowhere"]]  # fmt: skip
    bring(sheet, "sheet")
    text = quarterly_note("2025Q2").events().text
    assert "Killed 3 and" in text or "Injured 4 and Killed 3" in text
    rows = table_of("2025Q2")
    assert ("Killed: women", "Mali", "1") in rows and ("Killed", "Koro", "3") in rows
    assert "Known only to a region: 0; only to the country: 1" in text
    assert "place names not known: 1" in text and "Nowhere" not in text


def test_a_quarter_must_have_figures_or_events(bring, facts):
    with pytest.raises(ValueError, match=r"2020Q1 to 2022Q4 \(published\) and 1989Q1 to 2024Q4 \(event"):
        require_quarter("2026Q1")
    bring(samples.ucdp(samples.UCDP_49).replace("2024-", "2026-"), "x", version="26.0.1")
    assert str(require_quarter("2026Q1")) == "2026Q1"
    assert len(all_quarters()) == 145
    some = [Quarter.parse(text) for text in ("2021Q2", "2026Q1")]
    rows = {row["quarter"]: row for row in coverage(facts, some)}
    assert rows["2026Q1"]["events"] == ["x"] and rows["2026Q1"]["headline"] == "not published"
    assert rows["2021Q2"]["events"] == ["ucdp_ged_25_1"]


@pytest.mark.parametrize("quarter", ["1999Q2", "2021Q2"])
def test_event_sentences_are_whole(quarter):
    text = quarterly_note(quarter).events().text
    assert not re.search(r"None|nan|<NA>|\{|\}|  ", text)
