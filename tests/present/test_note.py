import re

import pytest

from analysis.errors import InputError
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate
from analysis.present.note_page import quarterly_note
from analysis.present.words import number, say, speaking, written

SECTIONS = (
    "headline",
    "change",
    "outcomes",
    "people",
    "perpetrators",
    "places",
    "context",
    "responses",
    "passed_over",
)


def text_of(quarter):
    note = quarterly_note(quarter)
    return {name: getattr(note, name)().text.replace("*", "") for name in SECTIONS}


def test_every_fact_of_the_release_of_august_2021():
    """The press release of 30 August 2021, fact by fact."""
    note = text_of("2021Q2")
    assert (
        "From April to June 2021, at least 527 civilians were killed, injured or abducted/disappeared in Mali"
        in note["headline"]
    )
    assert "more than +25 % against January to March 2021, with 421 for that period" in note["change"]
    assert "Not comparable" in note["change"]
    assert "figure of January to March 2021 counted violations and abuses" in note["change"]
    assert "160 killed, 147 injured and 220 abducted or disappeared" in note["outcomes"]
    assert "465 men, 39 women and 23 children" in note["people"]
    for share in ("54 %", "20 %", "9 %", "6 %", "leave 11 %"):
        assert share in note["perpetrators"]
    assert "Bandiagara, Djenné, Douentza, Koro, Mopti, Niono and Ségou 50 %" in note["places"]
    assert "Ansongo and Gao 15 %" in note["places"]
    for words in (
        "held more ground",
        "Ségou and Sikasso",
        "under duress",
        "Impunity",
        "trials",
        "orders signed",
    ):
        assert words in note["context"] + note["responses"]
    assert (note["context"] + note["responses"]).count("reliefweb.int") == 6


def test_the_numbers_of_2022q2():
    note = text_of("2022Q2")
    everything = " ".join(note.values())
    for value in ("467", "317", "77", "73", "297", "122", "-42 %", "-38.3 %", "757"):
        assert value in everything
    assert "illegally detained" in note["change"]


@pytest.mark.parametrize("quarter", known_quarters(), ids=str)
def test_every_quarter_says_all_its_sections(quarter):
    for name, text in text_of(quarter).items():
        assert text.strip(), name
        assert not re.search(r"None|nan|not_published|_|\{|\}", re.sub(r"\(http\S+\)|\]\(\S+", "", text)), (
            name,
            text,
        )


def test_what_was_not_published_is_said_and_is_never_zero():
    note = text_of("2020Q3")
    assert "Not published for July to September 2020: injured and abducted or disappeared" in note["outcomes"]
    assert "No figures by alleged perpetrator were published" in note["perpetrators"]
    assert not re.search(
        r"\b0\b", " ".join(note[name] for name in ("outcomes", "people", "perpetrators", "places"))
    )


def test_the_quarter_without_a_note_shows_the_half_year():
    note = text_of("2021Q3")
    assert "no note was published" in note["headline"]
    assert "From July to December 2021, at least 886 civilians" in note["headline"]
    assert "318 killed, 225 injured and 343 abducted" in note["outcomes"]
    assert "65 women, 40 children" in note["people"]
    assert "563" in note["headline"]
    assert "derived, not published" in note["headline"]


def test_a_quarter_known_from_a_later_note_says_so():
    assert "No note on the quarter itself is on record" in text_of("2021Q4")["headline"]
    assert "No note on the quarter itself" not in text_of("2021Q2")["headline"]
    later = "as the note on a later quarter gives it for comparison"
    lines = quarterly_note("2021Q4").summary().text
    assert lines.count(later) == 2, "each of the lines on a count may be quoted by itself"
    lines = quarterly_note("2021Q4", language="fr").summary().text
    assert lines.count("que donne pour comparaison la note sur un trimestre ultérieur") == 2
    assert not any(later in quarterly_note(quarter).summary().text for quarter in ("2021Q2", "2021Q3"))


def test_counts_of_one_kind_are_no_part_of_a_list_of_all():
    """The 101 of Malian forces in early 2020 are executions, not all violations attributed to them."""
    perpetrators = text_of("2020Q1")["perpetrators"]
    listed, kinds = perpetrators.split("Of single kinds")
    assert "101" not in listed
    assert "executions: 101" in kinds


def test_a_misprint_is_told():
    assert (
        "prints 827, which cannot be right; the other published figures leave 82"
        in text_of("2022Q4")["outcomes"]
    )


def test_a_wrong_published_change_is_told():
    change = text_of("2020Q1")["change"]
    assert "does not hold, and none is stated in its place" in change and "+157.76 %" not in change
    assert "divided by the later figure" in change


@pytest.mark.parametrize("quarter", ["1979Q1", "1988Q4", "2025Q1"])
def test_a_quarter_without_data_lists_those_that_have(quarter):
    with pytest.raises(InputError, match="2020Q1 to 2022Q4"):
        quarterly_note(quarter)


def test_headline_sentences_have_unit_place_and_period():
    for quarter in known_quarters():
        sentence = quarterly_note(quarter).headline().text.split("\n")[0]
        assert str(quarter.year) in sentence
        if str(quarter) != "2021Q3":
            assert "in Mali" in sentence
            assert re.search(r"\d+ (civilians|violations and abuses)", sentence)


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("1277", "en", "1,277"),
        ("61.21", "fr", "61,21"),
        ("4.60", "en", "4.60"),
        ("-42", "en", "-42"),
        ("0", "en", "0"),
    ],
)
def test_numbers_keep_their_digits(value, language, expected):
    estimate = Estimate(measure="killed", value=value, unit="victims", period="2021Q2")
    with speaking(language):
        assert number(estimate.value) == written(estimate) == expected


def test_a_sentence_needs_all_its_values():
    with pytest.raises(KeyError, match="change"):
        say("change-published", previous="a", before="b")
    with pytest.raises(KeyError, match="no sentence"):
        say("nonsense")


def test_tables_lead_to_every_row_of_the_quarter():
    from analysis.record.ledger import ledger

    note = quarterly_note("2021Q2")
    rows = ledger().query("period == '2021Q2' and series == 'hrpd_note'").figure_id
    sources = set(" ".join(note.sources_table().columns["rows"]).split())
    assert set(rows) <= sources
    assert "F106" in sources, "the comparator has its pages too"
    assert "<script" not in note.sources_table().text
