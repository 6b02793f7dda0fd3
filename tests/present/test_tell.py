"""Sentences whose numbers open: what is told, what is left out, what is said of it."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from analysis import Note, change, facts, listed, speak, table, tell
from analysis.errors import InputError
from analysis.measure.estimate import Estimate
from analysis.measure.published import find
from analysis.present import labels, speech
from analysis.present import tell as telling
from analysis.present.speech import write


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, as Markdown and its metadata."""
    found: list[tuple[str, dict]] = []
    monkeypatch.setattr(telling, "display", lambda item, **more: found.append((item.data, more)))
    begin()
    yield found
    begin()


def begin():
    """Begin a notebook in English."""
    telling._began[0] = ""
    speak("en")
    telling._began[0] = ""


def estimate(value, **about):
    status = "stated" if value is not None else about.pop("status", "not_published")
    given = {
        "measure": "killed",
        "unit": "victims",
        "period": "2021Q2",
        "inclusion": "civilians_killed",
        "status": status,
    }
    return Estimate(value=value, **given | about)


def percent(value, **about):
    return estimate(value, **{"measure": "change", "unit": "percent", **about})


def test_a_number_is_a_link_to_its_entry_and_the_same_number_the_same_link(shown):
    killed, before = estimate(160, qualifier="at least", sources=("F126",)), estimate(106, period="2021Q1")
    tell(f"{killed} civilians were killed, {before} before; {killed:bare} again.")
    ((text, _),) = shown
    assert re.findall(r"\[([^]]*)\]\(#(n\d+) ", text) == [
        ("At least 160", "n1"),
        ("106", "n2"),
        ("160", "n1"),
    ]
    telling.numbers()
    register_text, more = shown[1]
    assert [line.split(".", 1)[0] for line in register_text.split("\n")] == ["1", "2"]
    first = more["metadata"]["mali-trends"]["register"][0]
    assert (first["n"], first["value"], first["qualifier"], first["sources"]) == (
        1,
        "160",
        "at least",
        ["F126"],
    )


def test_every_link_has_an_entry_with_a_source_or_a_formula(shown):
    note = Note("2021Q2")
    tell(
        f"{note.total} {note.printed}",
        *(f"{item}" for item in note.outcomes.change),
        *(f"{item}" for item in note.outcomes.now),
    )
    telling.numbers()
    *texts, (entries, more) = shown
    links = {int(number) for text, _ in texts for number in re.findall(r"\(#n(\d+) ", text)}
    records = {record["n"]: record for record in more["metadata"]["mali-trends"]["register"]}
    assert links == set(records) == {int(n) for n in re.findall(r'id="n(\d+)"', entries)}
    assert all(record["sources"] or record["formula"] for record in records.values())


def test_a_line_that_names_a_gap_is_left_out_and_said_once(shown):
    gap, killed = estimate(None), estimate(160)
    tell(f"""
    - Killed: {killed}.
      Before: {gap}.
    - Nothing of this line {gap}.
      Nor of this one that belongs to it.
    - The last line {killed}.
    """)
    text = shown[0][0]
    assert "Before" not in text and "Nothing" not in text and "Nor" not in text
    assert "- The last line" in text
    assert text.count("Not published for April to June 2021: killed.") == 1
    tell(f"Killed: {killed}.\nBefore: {gap}.")
    assert "Not published" not in shown[1][0]  # said already


def test_a_gap_that_has_the_text_to_itself_is_said_wherever_it_stands(shown):
    for _ in range(2):
        tell(f"Killed: {estimate(None)}.")
    assert [text.count("Not published") for text, _ in shown] == [1, 1]
    tell(f"Killed: {estimate(None)}.", otherwise="Nothing is on record.")
    assert shown[2][0] == "Nothing is on record."


def test_why_two_figures_have_no_change_is_said_with_both(shown):
    acts = estimate(421, period="2021Q1", unit="violations_and_abuses", inclusion="violations_all")
    tell(f"From {acts} to {estimate(527)}: {change(estimate(527), acts)}.")
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", shown[0][0])
    assert "From" not in text.split("<small")[0]
    assert (
        "Not comparable: the 421 of January to March 2021" in text
        and "and the 527 of April to June 2021" in text
    )
    tell(f"{change(estimate(30), estimate(7, period='2021Q1'))}")
    assert "No percentage on so small a base: " in shown[1][0]


def test_lists_leave_out_the_item_only(shown):
    items = [estimate(160), estimate(None, measure="injured"), estimate(220, measure="abducted_disappeared")]
    tell(listed(f"{item} {item.label}" for item in items) + ".")
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", shown[0][0])
    assert text.startswith("160 killed and 220 abducted or disappeared.")
    assert "Not published for April to June 2021: injured." in text
    assert listed(map(str, range(5)), most=2) == "0, 1 and others"


def test_tables_write_numbers_and_say_gaps(shown):
    frame = pd.DataFrame(
        {"what": ["killed", "injured"], "n": [estimate(2001), estimate(None)], "x": [1.5, float("nan")]}
    )
    table(frame, "what", "count", "rate")
    lines = shown[0][0].split("\n")
    assert lines[0] == "| what | count | rate |" and lines[1] == "| :-- | --: | --: |"
    assert lines[2].startswith("| Killed | [2,001](#n1") and lines[2].endswith("| 1.5 |")
    assert lines[3] == "| Injured | <small>not published</small> | not published |"
    table(pd.DataFrame(columns=["a"]))
    assert "Nothing of this is on record." in shown[1][0]


@pytest.mark.parametrize(
    ("item", "spec", "en", "fr"),
    [
        (estimate(2001, qualifier="at least"), "", "at least 2,001", "au moins 2\u202f001"),
        (estimate(2001, qualifier="at least"), "bare", "2,001", "2\u202f001"),
        (percent("11.37"), "", "+11.37 per cent", "+11,37\u00a0%"),
        (percent("25", qualifier="more than"), "", "more than 25 per cent", "plus de 25\u00a0%"),
        (percent("-28.4", basis="computed"), "short", "−28%", "−28\u00a0%"),
        (percent("0.4", basis="computed"), "short", "+0.4%", "+0,4\u00a0%"),
        (percent(11, low=9, high=13, measure="share", notes=("rounded",)), "", "11 per cent (9 to 13)",
         "11\u00a0% (9 à 13)"),
        (percent(54, low=54, high=65, measure="share"), "range", "54 to 65 per cent", "54 à 65\u00a0%"),
        (estimate(190, basis="derived"), "", "190 (derived)", "190 (nombre déduit)"),
        (estimate("0.9999", unit="ratio", basis="computed"), "", "0.9999", "0,9999"),
    ],
)  # fmt: skip
def test_numbers_are_written_the_readers_way(item, spec, en, fr):
    assert write(item, spec) == en
    with labels.speaking("fr"):
        assert write(item, spec) == fr


def test_french_is_set_as_french_is_set():
    with labels.speaking("fr"):
        assert telling.typeset("De avril à juin : 25 % ; « oui » !") == (
            "D’avril à juin\u00a0: 25\u00a0%\u00a0; «\u00a0oui\u00a0»\u00a0!"
        )
        assert telling.typeset("de [avril](#n1)") == "d’[avril](#n1)"
    assert telling.typeset("a : b") == "a : b"


def test_a_mistake_names_the_nearest():
    with pytest.raises(InputError, match="did you mean 'killed'"):
        Note("2021Q2")["kiled"]
    with pytest.raises(InputError, match="did you mean 'perpetrator'"):
        Note("2021Q2").lists("perpetrators")
    with pytest.raises(InputError, match="choose en or fr"):
        speak("de")
    with pytest.raises(InputError, match=r"There are \w"):  # and no name that is blank
        find(facts(), "2021Q2", "killed", group="jnimm")


@pytest.mark.usefixtures("shown")
def test_a_register_begins_anew_with_each_notebook_and_not_in_one():
    """A cell of one's own that asks for another note, as the first cell does, loses no number."""
    cell("<first>", 'Note("2022Q1", language="en")')
    tell(f"{estimate(1)}")
    cell("<further down>", 'Note("2021Q2", language="en")')
    tell(f"{estimate(2)}")
    assert [float(item) for item in speech.registered().values()] == [1, 2]
    cell("<first>", 'Note("2022Q1", language="en")')  # all cells again, after some of them
    tell(f"{estimate(3)}")
    assert [float(item) for item in speech.registered().values()] == [3]
    telling.numbers()
    cell("<of another notebook>", 'speak("en")')
    assert not speech.registered()
    tell(f"{estimate(4)}")
    speak("fr")
    assert not speech.registered()


def test_cells_that_are_run_again_say_again_what_is_left_out(shown):
    """As "Run All" does after an error half way: Moura must not be lost."""
    for _ in range(2):
        cell("<first>", "tell(f\"{Note('2022Q1', language='en')['killed']} killed.\")")
    assert ["Moura" in text for text, _ in shown] == [True, True]


def cell(name, source):
    """Run a cell, whose code has a name of its own in every kernel."""
    exec(compile(source, name, "exec"), {"Note": Note, "speak": speak, "tell": tell, "__name__": "__main__"})  # noqa: S102


def test_links_in_a_register_lead_to_pages():
    speak("en")
    text = speech.explained(Note("2021Q2")["killed"])
    assert text.startswith("**at least 160**: killed, April to June 2021. Counts: civilians killed.")
    assert re.search(r"\]\(https?://[^)]+\) \(F\d+", text)


def test_of_one_outcome_that_outcome_is_what_is_counted(facts):
    """And not all that the rule of its note counts."""
    told = speech.explained(find(facts, "2021Q2", "injured"))
    assert "Counts: civilians injured." in told and "killed" not in told.partition("Source")[0]
    assert "civilians killed, injured or abducted" in speech.explained(find(facts, "2021Q2", "victims"))
    with labels.speaking("fr"):
        assert "civils enlevés ou disparus" in find(facts, "2021Q2", "abducted_disappeared").counted
