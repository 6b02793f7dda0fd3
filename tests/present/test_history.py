"""Events beside the series, and why records part: each with a source that is on record."""

import re

import pytest

from analysis.present.history import partings, timeline
from analysis.present.labels import speaking
from analysis.record.store import read_table


def test_every_event_has_a_source_on_record():
    pages = set(read_table("sources").source_id)
    for row in read_table("timeline").itertuples():
        symbol = re.fullmatch(r"S/RES/\d{4} \((\d{4})\)", row.evidence)
        assert symbol or row.evidence in pages, row.text_en
        assert not symbol or 0 <= int(symbol[1]) - int(row.date[:4]) <= 1, "a resolution of the time"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_timeline_ends_with_the_quarter_and_each_line_has_a_link(language):
    with speaking(language):
        found = timeline("2022Q1")
        assert timeline("1999Q2").empty
    assert found.date.is_monotonic_increasing and str(found.date.iloc[-1].date()) == "2022-03-27"
    assert found.source.str.fullmatch(r"\[[^]]+\]\(https?://\S+\)").all()
    assert found.when.iloc[-1] == {"en": "27 March 2022", "fr": "27 mars 2022"}[language]


def test_reasons_name_the_pages_that_show_them():
    moura = next(text for text in partings("2022Q1") if "Moura" in text)
    assert re.search(r"\]\(https?://\S+\) \(F\d+\)", moura) and moura.endswith(".")
    assert partings("2024Q3") == []
