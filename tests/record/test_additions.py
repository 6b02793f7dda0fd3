"""A note is a file and a command: its sheet, what is wrong in it, the record with it and without it."""

import csv

import pytest

from analysis.errors import InputError
from analysis.quarter import Quarter
from analysis.record import additions
from analysis.record.ledger import facts, ledger
from analysis.record.store import home, read_table
from tests.conftest import forget
from tests.telling import text_only, told

NEXT = additions.last_note().shift(1)
PAGE = ["https://example.org/note", "Note on trends", "MINUSMA", "2024-06-01", "en", "yes"]
RIGHT = [
    ("Violations and abuses", "at least 390", "", ""), ("Tués", "180", "", ""), ("injured", "110", "", ""),
    ("Abducted or disappeared", "100", "", ""), ("Change", "+12,4 %", "", str(NEXT.previous)),
    ("Violations", "1\u202f020", "JNIM, Islamic State and similar groups", ""),
]  # fmt: skip
TOUCHED = ("minusma/figures.csv", "minusma/sources.csv", "minusma/definitions.yml")


def sheet(path, rows, quarter=NEXT, page=PAGE, **form):
    """Write rows of what, value, group and compared with as a person fills in the sheet."""
    lines = [[str(quarter), what, value, group, against, *page, ""] for what, value, group, against in rows]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, **form).writerows([additions.COLUMNS, *lines])
    return path


def contents(project):
    return {name: (project / "data" / name).read_bytes() for name in TOUCHED}


def test_the_sheet_asks_for_what_the_last_note_printed():
    asked = additions.template(NEXT)
    assert tuple(asked) == additions.COLUMNS and {*asked.quarter} == {str(NEXT)}
    assert ["Killed", "", "", ""] in asked.iloc[:, 1:5].to_numpy().tolist() and asked.notna().all(axis=None)


def test_right_rows_are_a_note_and_taking_it_out_leaves_no_trace(project, tmp_path):
    before = contents(project)
    with additions.tried(sheet(tmp_path / "x.csv", RIGHT, delimiter=";")) as quarter:
        assert contents(project) == before, "nothing is kept while it is tried"
    forget()
    assert quarter == str(NEXT) == str(additions.last_note()), "what is kept was checked"
    table = facts().set_index("fact")
    lead = table.loc[f"hrpd_note/{NEXT}/violations_and_abuses/violations_and_abuses"]
    assert (lead.value, lead.qualifier, lead.inclusion) == ("390", "at least", "violations_by_outcome")
    assert table.loc[f"hrpd_note/{NEXT}/change/percent@{NEXT.previous}"].value == "12.4"
    assert table.loc[f"hrpd_note/{NEXT}/violations_and_abuses/violations_and_abuses/jnim_is"].value == "1020"
    with (
        pytest.raises(InputError, match="is on record already: remove it first"),
        additions.tried(tmp_path / "x.csv"),
    ):
        pass
    assert additions.remove(NEXT) == len(RIGHT)
    assert contents(project) == before


def test_what_is_private_is_never_copied(project, tmp_path):
    (project / "data" / "private" / "own").mkdir(parents=True)
    with additions.tried(sheet(tmp_path / "x.csv", RIGHT)):
        assert home() != project and (home() / "data" / "minusma").is_dir()
        assert not (home() / "data" / "private").exists()


def test_a_page_is_typed_once_for_the_rows_below(tmp_path):
    lines = [[str(NEXT), what, value, group, against, *(PAGE if not at else [""] * 6), ""]
             for at, (what, value, group, against) in enumerate(RIGHT)]  # fmt: skip
    with (tmp_path / "x.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([additions.COLUMNS, *lines])
    assert additions._cells(tmp_path / "x.csv").page.tolist() == [PAGE[0]] * len(RIGHT)


def test_all_that_is_wrong_is_said_at_once_with_the_nearest_term(project, tmp_path):
    before = contents(project)
    wrong = [("Kiled", "180", "", ""), ("Killed", "many", "", ""),
             ("Injured", "3", "JNIM, Islamik State", ""), ("Change", "12", "", ""),
             ("Killed", "3", "", "2022Q4"), ("Change", "12", "", "2021")]  # fmt: skip
    path = sheet(tmp_path / "x.csv", [*RIGHT, *wrong], page=["nowhere", *PAGE[1:]])
    with pytest.raises(InputError) as caught, additions.tried(path):
        pass
    text = str(caught.value)
    for words in ("line 8, column what: 'Kiled' is no measure of the notes: did you mean 'Killed'?",
                  "line 9, column value: found 'many'; expected the form",
                  "line 10, column group: 'JNIM, Islamik State' is no group",
                  "line 11, column compared_with", "line 12, column compared_with",
                  "line 13, column compared_with: '2021' is not a quarter: write it as 2021Q2",
                  "line 2, column page: found 'nowhere'; expected the form of http"):  # fmt: skip
        assert words in text, words
    assert contents(project) == before


def test_a_note_from_a_page_that_is_known_already_is_taken_out_too(project, tmp_path):
    before, known = contents(project), read_table("sources").url[0]
    with additions.tried(sheet(tmp_path / "x.csv", RIGHT, page=[known, *[""] * 5])):
        pass
    assert additions.remove(NEXT) == len(RIGHT)
    assert contents(project) == before


@pytest.mark.usefixtures("project")
def test_what_no_note_has_printed_of_a_group_counts_in_the_unit_of_its_measure(tmp_path):
    """Not in that of the one odd row of the measure; and a measure that was printed by group has a total."""
    rows = [*RIGHT, ("Killed", "7", "Recruitment and use", ""), ("crsv_cases", "3", "", ""),
            ("Change", "14", "Injured", str(NEXT.previous))]  # fmt: skip
    with additions.tried(sheet(tmp_path / "x.csv", rows)):
        pass
    forget()
    added = ledger()[ledger().period.eq(str(NEXT))].set_index("value")
    assert (added.unit["7"], added.term["7"]) == ("victims", "recruitment")
    assert tuple(added.loc["3", ["dimension", "category", "group"]]) == ("none", "", "")
    assert added.category["14"] == "injured", "as the last note had it, not as an odd one did"


REFUSED = [
    (RIGHT[1:], NEXT, "", "the figure that leads a note"),
    ([*RIGHT[:4], ("Change", "0.12", "", str(NEXT.previous))], NEXT, "", "turns 12 % into 0.12"),
    (RIGHT, NEXT.shift(3), "", "nothing says by which rules"),
    (RIGHT, NEXT, "2020Q4", "would count"),
    (RIGHT[:1], Quarter.parse("2021Q3"), "2022Q4", "of 2022Q4 'violations_by_outcome'"),
    ([*RIGHT, ("crsv_cases", "1.000", "", "")], NEXT, "", "line 8, column value: '1.000' is no count"),
    ([*RIGHT, ("crsv_cases", "1.277", "", "")], NEXT, "", "line 8, column value: '1.277' is no count"),
    (
        [*RIGHT, ("Killed", "181", "", "")],
        NEXT,
        "",
        "line 8, column value: '181' is one of two values",
    ),
]


def test_a_note_that_would_contradict_itself_is_refused(project, tmp_path):
    before = contents(project)
    for rows, quarter, like, words in REFUSED:
        path = sheet(tmp_path / "x.csv", rows, quarter)
        with pytest.raises(InputError, match=words), additions.tried(path, like):
            pass
        assert contents(project) == before


PAGES = [
    ({5: "non"}, r"x\.csv, line 2, column official: found 'non'; expected one of yes, no"),
    ({3: "2022-06-01"}, r"line 2, column date: '2022-06-01' is before the quarter ends"),
    ({5: "yes", 4: "French"}, r"x\.csv, line 2, column language: found 'French'"),
]


@pytest.mark.parametrize(("cells", "words"), PAGES)
def test_what_is_wrong_of_a_page_is_said_by_the_lines_of_the_sheet(project, tmp_path, cells, words):
    page = [cells.get(at, cell) for at, cell in enumerate(PAGE)]
    before = contents(project)
    with pytest.raises(InputError, match=words), additions.tried(sheet(tmp_path / "x.csv", RIGHT, page=page)):
        pass
    assert contents(project) == before


@pytest.mark.parametrize(
    ("rows", "quarter", "words"),
    [
        (RIGHT, NEXT.previous, f"A note on {NEXT.previous} is on record already"),
        ([("Killed", "", "", "")], NEXT, "values are given for 0 quarters: fill in"),
    ],
)
def test_a_sheet_without_a_note_of_its_own_is_refused(tmp_path, rows, quarter, words):
    with pytest.raises(InputError, match=words), additions.tried(sheet(tmp_path / "x.csv", rows, quarter)):
        pass


def test_only_what_was_added_by_hand_is_taken_out():
    with pytest.raises(InputError, match="was added by hand"):
        additions.remove(Quarter.parse("2022Q4"))


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_note_says_what_its_outcomes_leave_and_never_that_it_is_missing(tmp_path, language):
    jnim = "JNIM, Islamic State and similar groups"
    told_of = [("Violations and abuses", "421", ""), ("Killed", "180", ""), ("Injured", "56", ""),
               ("Abducted or disappeared", "134", ""), ("Violations", "201", jnim),
               ("Share of violations and abuses", "48", jnim)]  # fmt: skip
    with additions.tried(sheet(tmp_path / "x.csv", [(*row, "") for row in told_of])):
        pass
    forget()
    found = told("quarterly_note", language, quarter=str(NEXT))
    page = {cell: text_only(text) for cell, text in found.items()}
    assert "370" in page["outcomes-left"] and "421" in page["outcomes-left"]
    counts = {"en": "by the counts published", "fr": "d’après les nombres publiés"}[language]
    assert counts in page["who-where"]
    assert not any("on record" in page[cell] or "retrouvée" in page[cell] for cell in ("open", "context"))
