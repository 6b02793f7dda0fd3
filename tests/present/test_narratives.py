"""Trends, audit and annex in both languages: every number opens, and nothing is left in English."""

import re

import pytest

import analysis
from analysis.present.explained import explained
from analysis.present.words import speaking
from tests.present.walk import cells, unopened

QUARTERS = ("2020Q1", "2021Q2", "2021Q3", "2022Q1", "2022Q4", "1999Q2", "2024Q3")
NARRATIVES = ("trends", "claims_audit")


@pytest.fixture(scope="module")
def shown():
    """What each narrative shows of each quarter, told once."""
    known = {}

    def of(name, quarter, language):
        key = name, quarter, language
        if key not in known:
            known[key] = cells(getattr(analysis, name)(quarter, language=language))
        return known[key]

    return of


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("quarter", QUARTERS)
@pytest.mark.parametrize("name", NARRATIVES)
def test_every_number_leads_to_an_estimate_and_opens(shown, name, quarter, language):
    told = shown(name, quarter, language)
    assert {cell: unopened(found) for cell, found in told.items() if unopened(found)} == {}
    with speaking(language):
        for item in {item for found in told.values() for *_, item in found.numbers}:
            lines = explained(item)
            assert len(lines) >= 3 and not re.search(r"[\ue000-\ue002]|\{|None|nan", str(lines))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_numbers_of_the_annex_open(shown, language):
    told = shown("annex_lists", "2021Q2", language)
    assert {cell: unopened(found) for cell, found in told.items() if unopened(found)} == {}
    with speaking(language):
        assert all(explained(item) for found in told.values() for *_, item in found.numbers)
