import pytest

from analysis.measure import published
from analysis.measure.account import about, accounts, outdated
from analysis.measure.audit import audit
from analysis.measure.findings import Claim
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
    ("name", "kind", "judged"),
    [
        (
            "2022Q3.violations_and_abuses.parts-outcome",
            "consistent",
            "F291 F292 F293 F294 F296 F969 F297 F966 F298 F967 F299 F968",
        ),
        ("2021.abducted_disappeared.sum-of-halves", "does_not_close", "F358"),
        ("2022Q4.violations_and_abuses.parts-outcome", "one_cell_explains", "F318"),
        ("2020Q1.violations_and_abuses.shares-place", "impossible", ""),
        ("2021H2.victims.shares-place-apart", "leaves_a_rest", ""),
        ("2022.violations_and_abuses.jnim_is.share", "does_not_close", "F362 F365"),
        ("2022Q4.killed.sources", "sources_disagree", "F317 F320"),
    ],
)
def test_whom_a_finding_judges(by_id, name, kind, judged):
    """A list that closes speaks of all its rows; one cell that explains, and a ratio, of themselves."""
    assert (by_id[name].kind, " ".join(by_id[name].judged)) == (kind, judged)


def test_a_list_that_exceeds_its_whole_judges_its_parts_and_the_whole_where_nothing_else_does(by_id):
    more = {"period": "2022", "measure": "killed", "unit": "victims"}
    parts = [Claim(id=name, value=value, kind="part", of="a", group=f"party:{name}", **more)
             for name, value in (("b", "7"), ("c", "5"))]  # fmt: skip
    claims = [Claim(id="a", value="10", **more), *parts]
    assert [item.judged for item in audit(claims)] == [("b", "c")]
    item = by_id["protection_cluster.2024Q3.violations_and_abuses.parts-kind"]
    assert (item.kind, item.judged) == ("does_not_close", item.rows)
