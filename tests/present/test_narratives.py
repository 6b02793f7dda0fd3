"""Trends, audit and annex in both languages: every number opens, and nothing is left in English."""

import html
import re

import pytest

import analysis
from analysis.present.explained import explained
from analysis.present.words import speaking
from tests.present.walk import cells, citations, unopened

QUARTERS = (
    "2021Q2",
    "2024Q3",
    *(
        pytest.param(name, marks=pytest.mark.proof)
        for name in ("2020Q1", "2021Q3", "2022Q1", "2022Q4", "1999Q2")
    ),
)
NARRATIVES = ("quarterly_note", "trends", "sources_compared")  # fmt: skip
ENGLISH = re.compile(
    r"\b(and|of|the|with|from|by|not|printed|counts|against|quarters|years|mean|ratio|deaths)\b"
)


@pytest.fixture(scope="module")
def shown():
    """What each narrative shows of each quarter, told once."""
    known = {}

    def of(name, quarter, language):
        key = name, quarter, language
        if key not in known:
            told = cells(getattr(analysis, name)(quarter, language=language))
            if quarter != "2021Q2":  # the same in every quarter
                told = {cell: shown for cell, shown in told.items() if cell not in ("everything", "derived")}
            known[key] = told
        return known[key]

    return of


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("quarter", QUARTERS)
@pytest.mark.parametrize("name", NARRATIVES)
def test_every_number_leads_to_an_estimate_and_opens(shown, name, quarter, language):
    told = shown(name, quarter, language)
    for formal in ("formulas_table", "words_table"):  # formulas are no numbers
        told.pop(formal, None)
    assert {cell: unopened(found) for cell, found in told.items() if unopened(found)} == {}
    with speaking(language):
        for item in {item for found in told.values() for *_, item in found.numbers}:
            lines = explained(item)
            assert len(lines) >= 3 and not re.search(r"[\ue000-\ue002]|\{|None|\bnan\b", str(lines))
            if language == "fr":
                own = [text for label, text, _ in lines if label != "Source"]
                assert not ENGLISH.search(" ".join(own)), own


@pytest.mark.parametrize("quarter", QUARTERS)
@pytest.mark.parametrize("name", NARRATIVES)
def test_nothing_is_left_in_english(shown, name, quarter):
    for cell, found in shown(name, quarter, "fr").items():
        text = html.unescape(re.sub(r"<[^>]*>|https?://[^\s)]*", " ", found.text))
        for quoted in citations():
            text = text.replace(quoted, "")
        assert not ENGLISH.search(text), cell
