import csv
import re

import pytest

from analysis.errors import InputError
from analysis.record import ledger
from analysis.record.store import read_table
from tests.record.test_store import edit


def test_every_row_is_kept_with_its_value_as_printed(shared):
    """Rows in = rows out, values untouched, and only declared recodings differ."""
    with (shared / "data/minusma/figures.csv").open(encoding="utf-8", newline="") as stream:
        before = {row["figure_id"]: row for row in csv.DictReader(stream)}
    after = read_table("figures").set_index("figure_id").to_dict("index")
    declared = {(row.figure_id, row.column) for row in read_table("recodings").itertuples()}
    names = {"cercle-or-region": "place", "sex-age": "sex_age"}
    assert list(before) == list(after)[: len(before)]  # what the project has read since stands below
    for figure, row in before.items():
        row["dimension"] = names.get(row["dimension"], row["dimension"])
        differing = {key for key in row if key != "figure_id" and row[key].strip() != after[figure][key]}
        assert {(figure, column) for column in differing} == {item for item in declared if item[0] == figure}
        assert "value" not in differing


def test_cleaning_again_gives_the_same_bytes(root, shared, tmp_path):
    import runpy

    clean = runpy.run_path(str(root / "scripts" / "clean_ledger.py"))["main"]
    clean(shared / "data" / "minusma", tmp_path)
    for name in ("figures.csv", "sources.csv"):
        assert (root / "data" / "minusma" / name).read_bytes().startswith((tmp_path / name).read_bytes())


def test_rows_in_are_rows_used_and_passed_over(facts):
    rows = ledger.ledger()
    used = sum(map(len, facts.rows)) + sum(map(len, facts.passed_over))
    assert used == len(rows)
    assert rows[["term", "inclusion", "kind", "fact"]].notna().all().all()


def test_an_unmapped_category_is_an_error(project):
    edit(project / "data/minusma/figures.csv", ",jihadist groups,", ",new wording,")
    with pytest.raises(
        InputError, match=r"line \d+, F\d+: .*new wording.* no entry in data/vocabulary/printed.csv"
    ):
        ledger.ledger()


def test_official_pages_come_before_the_press(facts):
    """The row that stands for a fact is a United Nations page wherever one prints the value."""
    rows = ledger.ledger().set_index("figure_id")
    for fact in facts.itertuples():
        official = [figure for figure in fact.rows if rows.official[figure]]
        assert not official or rows.official[fact.figure_id]


@pytest.mark.parametrize(
    ("fact", "value", "passed_over"),
    [
        ("hrpd_note/2020Q1/violations_and_abuses/violations_and_abuses", "598", ("F005",)),
        ("hrpd_note/2022Q1/killed/victims", "543", ("F221", "F222", "F599")),
        ("hrpd_note/2021Q1/victims/victims", "421", ("F113",)),
    ],
)
def test_passed_over_rows_are_recorded(facts, fact, value, passed_over):
    row = facts.set_index("fact").loc[fact]
    assert (row.value, row.passed_over) == (value, passed_over)


def test_a_disagreement_without_a_decision_stops(project):
    edit(project / "data/minusma/decisions.yml", "2022Q4/killed/victims", "2022Q4/killed/victims/nobody")
    with pytest.raises(InputError):
        ledger.facts()


def test_a_new_disagreement_stops_and_names_the_rows(project):
    edit(
        project / "data/minusma/figures.csv",
        "F127,hrpd_note,2021Q2,killed,victims,outcome,killed,160",
        "F127,hrpd_note,2021Q2,killed,victims,outcome,killed,161",
    )
    with pytest.raises(
        InputError, match=r"sources disagree on hrpd_note/2021Q2/killed/victims.*161 \(F127\)"
    ):
        ledger.facts()


# Past the mission's notes -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def transcribed(shared):
    with (shared / "data/minusma/new_figures.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_figure_published_elsewhere_is_entered_or_set_aside_with_a_reason(transcribed):
    """A figure that a page prints is a row of that page with that value, or stands in set_aside.csv."""
    address = read_table("sources").set_index("source_id").url
    rows = read_table("figures").itertuples()
    entered = {(address[row.source_id], float(row.value)) for row in rows}
    aside = read_table("set_aside")
    assert aside.reason.str.len().gt(20).all()
    left = {(address[row.source_id], float(row.value or "nan")) for row in aside.itertuples()}
    silent = {address[row.source_id] for row in aside.itertuples() if not row.value}
    summed = {("2021-05", "29")}  # a sum of two printed figures, which are entered in its place
    for row in transcribed:
        key = row["url"], float(row["value_number"])
        if (row["period"], row["value_number"]) not in summed:
            assert key in entered or key in left or row["url"] in silent, row


def test_words_for_checking_stay_out(transcribed, root):
    text = (root / "data/minusma/figures.csv").read_text("utf-8")
    assert not [
        row["quote_short"]
        for row in transcribed
        if len(row["quote_short"]) > 25 and row["quote_short"] in text
    ]


def test_a_statement_is_no_row_of_the_notes():
    rows = ledger.ledger().set_index("figure_id")
    assert rows.fact["F170"] == rows.fact["F536"]
    assert rows.fact["F171"] == rows.fact["F537"]
    notes = rows[rows.series.eq("hrpd_note")]
    assert not notes.document.str.contains("statement", case=False).any()


def test_a_share_that_stood_in_a_remark_is_entered(facts):
    found = facts.set_index("fact").loc["hrpd_note/2021H2/share/violations_and_abuses/percent/centre"]
    assert found.value == "68"


def test_the_series_of_the_ledger_are_those_defined():
    from analysis.record.ledger import definitions

    assert set(read_table("figures").series) == set(definitions()["series"])


def test_labels_are_few():
    tables = ("measures", "terms", "units", "words")
    assert sum(len(read_table(name)) for name in tables) <= 300


def test_what_a_remark_compares_with_is_entered():
    """A number that a page sets its own against ("Versus 467") is a row of that page, too."""
    rows = read_table("figures")
    entered = set(zip(rows.source_id, rows.value, strict=True))
    for row in rows[rows.note.str.contains("^Versus |previous period [(]|Printed beside [0-9]")].itertuples():
        for number in re.findall(r"\b\d{2,3}\b", row.note):
            assert (row.source_id, number) in entered, (row.figure_id, number)
