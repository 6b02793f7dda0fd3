"""What a reader must be able to see: the warnings that belong to a headline."""

from analysis.present.note_page import quarterly_note
from analysis.record.definitions import note_text


def test_the_headline_warns_of_moura():
    assert note_text("moura_left_out") in quarterly_note("2022Q1").headline().text


def test_other_headlines_do_not():
    assert "Moura" not in quarterly_note("2021Q2").headline().text
