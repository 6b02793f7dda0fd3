"""Words in two languages, and numbers that lead back to their estimates."""

import pytest

import analysis
from analysis.errors import InputError
from analysis.measure.published import find
from analysis.present.display import Prose, Table
from analysis.present.words import listed, period_label, say, speaking, told, unmarked, written


def test_a_number_in_prose_leads_back_to_its_estimate(facts):
    killed = find(facts, "2021Q2", "killed")
    with speaking("en", marking=True):
        shown = Prose(f"One **{written(killed)}** and {told(killed, 'so many')}.")
    assert shown.text == "One **at least 160** and so many."
    assert [(shown.text[start:end], item) for start, end, item in shown.numbers] == [
        ("at least 160", killed),
        ("so many", killed),
    ]
    bundle, metadata = shown._repr_mimebundle_()
    assert bundle["text/markdown"] == shown.text
    ((_, _, key), _) = metadata["text/markdown"]["numbers"]
    assert ["Unit", "victims", ""] in metadata["text/markdown"]["estimates"][key]


def test_numbers_of_a_table_stand_where_the_html_has_them(facts):
    killed = find(facts, "2021Q2", "killed")
    with speaking("en", marking=True):
        table = Table("Caption", {"figure": ["<b>"], "value": [written(killed)]})
    ((start, end, item),) = table.numbers
    assert table.text[start:end] == "at least 160" and item == killed
    assert "&lt;b&gt;" in table.text and table.columns["value"] == ["at least 160"]


def test_words_of_a_figure_are_plain(facts):
    assert written(find(facts, "2021Q2", "killed")) == "at least 160"
    for name, found in vars(analysis.quarterly_note("2021Q2").outcomes_figure().drawing).items():
        assert unmarked(str(found))[0] == str(found), name


def test_the_language_is_left_as_it_was():
    with pytest.raises(RuntimeError), speaking("fr"):
        assert period_label("2021Q2") == "avril à juin 2021"
        raise RuntimeError
    assert period_label("2021Q2") == "April to June 2021" and listed(["a", "b"]) == "a and b"


@pytest.mark.parametrize("language", ["de", "", None])
def test_another_language_is_refused(language):
    with pytest.raises(InputError, match="choose en or fr"):
        analysis.quarterly_note("2021Q2", language=language)


def test_a_sentence_takes_an_estimate_and_marks_it(facts):
    with speaking("en", marking=True):
        told = say("label", measure="Killed", group=find(facts, "2021Q2", "killed"))
    text, ((start, end, item),) = unmarked(told)
    assert text[start:end] == "at least 160" and item.sources
