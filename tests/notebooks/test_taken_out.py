"""Each published fact is taken out in turn: what is not published leaves no hole in any sentence."""

from __future__ import annotations

import pytest

from analysis.record import ledger
from tests.notebooks.test_snapshots import check
from tests.telling import text_only, told

PAGES = (("2021Q2", "fr"), ("2022Q1", "en"), ("2021Q3", "fr"))
LONG = [pytest.param(*page, 1, marks=pytest.mark.proof) for page in PAGES]


@pytest.mark.parametrize(("quarter", "language", "every"), [("2021Q2", "fr", 4), *LONG])
def test_a_note_without_one_of_its_facts_still_reads(monkeypatch, quarter, language, every):
    whole = ledger._facts()
    periods = {quarter, f"{quarter[:4]}H{1 if quarter[-1] in '12' else 2}"}
    own = whole[whole.period.isin(periods) & whole.series.eq("hrpd_note")]
    assert len(own) > 5
    for fact in own.fact[::every]:
        left = whole[whole.fact.ne(fact)]
        monkeypatch.setattr(ledger, "_facts", lambda left=left: left)
        for cell, text in told("quarterly_note", language, quarter=quarter).items():
            if cell != "numbers":
                check(text_only(text))
