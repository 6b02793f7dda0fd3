import pytest

from analysis.measure import published
from analysis.measure.account import _judged, about, accounts, outdated
from analysis.measure.findings import Finding
from tests.record.test_store import edit


@pytest.fixture(scope="module")
def by_id():
    return {account.id: account for account in accounts()}


def test_every_real_finding_is_accounted_for():
    assert [account.id for account in accounts() if account.open] == []
    assert outdated() == ()


def test_the_detained_make_the_fall_of_2022q2_not_comparable(by_id):
    finding = by_id["2022Q2.violations_and_abuses.change-vs-2022Q1.inclusion"]
    assert finding.kind == "different_inclusion"
    assert {"F262", "F258", "F214"} <= set(finding.rows)
    assert "467" in finding.arithmetic
    assert "812" in finding.arithmetic


def test_the_rise_of_2022_is_divided_by_the_later_value(by_id):
    finding = by_id["2022.killed.change-vs-2021"]
    assert finding.kind == "wrong_base"
    assert "118.66" in finding.arithmetic
    assert "54.27" in finding.arithmetic


@pytest.mark.parametrize(
    "name",
    [
        "2020Q2.violations_and_abuses.parts-place",
        "2021Q2.victims.parts-outcome",
        "2022Q2.violations_and_abuses.parts-outcome",
        "2022Q2.violations_and_abuses.parts-perpetrator",
        "2022Q3.violations_and_abuses.parts-outcome",
        "2022Q3.violations_and_abuses.parts-perpetrator",
        "2022Q4.violations_and_abuses.parts-perpetrator",
        "2022.victims.parts-outcome",
    ],
)
def test_sets_that_close_are_consistent(by_id, name):
    assert by_id[name].kind == "consistent"


def test_outcomes_are_added_up_by_alleged_perpetrator(by_id):
    """One outlet's own set closes on the 320 of Malian forces in 2022Q1, the other's leaves one."""
    name = "2022Q1.violations_and_abuses.malian_forces.parts-outcome"
    told = {by_id[found].arithmetic for found in by_id if found.startswith(name)}
    assert told == {"248 + 26 + 45 = 319 = 320 - 1", "249 + 26 + 45 = 320"}


def test_the_misprint_is_named_with_what_closes(by_id):
    finding = by_id["2022Q4.violations_and_abuses.parts-outcome"]
    assert (finding.kind, finding.named) == ("one_cell_explains", "F318")
    assert "82 instead of 827" in finding.suggestion


def test_nobody_is_blamed_for_another_figures_misprint(facts):
    for what in ("killed", "injured"):
        kinds = {account.kind for account in about(published.find(facts, "2022Q4", what))}
        assert not kinds & {"one_cell_explains", "does_not_close", "wrong_base"}
    killed = about(published.find(facts, "2022Q1", "killed"))
    assert "does_not_close" not in {account.kind for account in killed}
    worst = about(published.find(facts, "2022Q4", "abducted_disappeared"))[0]
    assert worst.kind == "one_cell_explains"


def test_a_finding_without_an_explanation_is_open(project):
    edit(
        project / "data/minusma/decisions.yml", "[2022.killed.change-vs-2021]", "[2022.killed.change-vs-1999]"
    )
    assert [item.id for item in accounts() if item.open] == ["2022.killed.change-vs-2021"]
    assert outdated() == ("2022.killed.change-vs-1999",)


@pytest.mark.parametrize(
    ("check", "kind", "named", "judged"),
    [
        ("parts-outcome", "consistent", "", "abc"),
        ("sum-of-quarters", "consistent", "", "abc"),
        ("parts-outcome", "does_not_close", "", "bc"),
        ("sum-of-quarters", "does_not_close", "", "a"),
        ("parts-outcome", "one_cell_explains", "b", "b"),
        ("shares-perpetrator", "consistent", "", "abc"),
        ("shares-perpetrator", "leaves_a_rest", "", ""),
        ("shares-perpetrator", "impossible", "b", "b"),
        ("share", "consistent", "", "a"),
        ("sources", "sources_disagree", "", "abc"),
        ("unit", "different_unit", "", "abc"),
    ],
)
def test_whom_a_finding_judges(check, kind, named, judged):
    """A list that closes speaks of all its rows; one that does not of its parts, and not of the whole."""
    facts = {"a": "whole", "b": "one", "c": "two"}
    finding = Finding(f"2022.killed.{check}", "2022", kind, (*"abc",), (*facts.values(),), "", named=named)
    assert _judged(finding, facts) == (*judged,)
