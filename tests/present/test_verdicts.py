import pytest

import analysis
from analysis.measure import published
from analysis.measure.coverage import known_quarters
from analysis.present.verdicts import verdict


def judged(facts, quarter, what, **options):
    return verdict(published.find(facts, quarter, what, **options))


def test_verdicts_of_headline_figures(facts):
    assert judged(facts, "2021Q2", "victims") == ("holds", "160 + 220 + 147 = 527, printed 527")
    assert judged(facts, "2021Q2", "change", against="2021Q1")[0] == "apart"
    assert judged(facts, "2020Q1", "change", against="2019Q4")[0] == "fails"
    assert judged(facts, "2021Q1", "change", against="2020Q4")[0] == "remark"
    assert judged(facts, "2022Q3", "change", against="2022Q2")[0] == "holds"
    militias = judged(facts, "2021Q2", "share/victims", group="militias")
    assert militias[0] == "undecided", "an open decision is no figure that holds"
    kind, why = judged(facts, "2022Q2", "change", against="2022Q1")
    assert kind == "apart"
    assert "38.3 %, not 42" in why


@pytest.mark.parametrize("quarter", known_quarters(), ids=str)
def test_every_quarter_has_its_audit(quarter):
    audit = analysis.claims_audit(quarter)
    for part in (audit.summary(), audit.missing()):
        assert part.text
        assert "_" not in part.text
    for table in (audit.verdicts(), audit.findings(), audit.supports()):
        assert "no account of it yet" not in str(getattr(table, "columns", ""))


def test_the_misprint_is_shown_as_printed():
    table = analysis.claims_audit("2022Q4").verdicts().columns
    assert table["value"][table["figure"].index("Abducted or disappeared")] == "827 (read as 82)"


def test_derived_figures_are_listed_apart():
    table = analysis.claims_audit("2021Q2").derived().columns
    assert "948 - 266 - 425 = 257" in table["arithmetic"]
    assert "886 - 323 = 563" in table["arithmetic"]


def test_the_overview_counts_every_check():
    from analysis.measure.account import accounts
    from analysis.quarter import quarters_of

    drawing = analysis.claims_audit("2021Q2").overview_figure().drawing
    counted = [account for account in accounts() if quarters_of(account.finding.period)]
    assert sum(item.value for item in drawing.shown) == len(counted)


def test_a_note_shows_at_once_what_holds():
    html = analysis.quarterly_note("2021Q2").verdicts().text
    assert html.count("✓ holds") >= 5
    assert html.count("≠ not comparable") == 1
