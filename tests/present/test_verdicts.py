"""Verdicts on figures, and every check as a table."""

import pytest

from analysis import Note, audit, figures, find
from analysis.errors import InputError
from analysis.measure import published
from analysis.measure.account import accounts
from analysis.present.labels import known, speaking
from analysis.present.note import still_published
from analysis.present.speech import explained
from analysis.present.verdicts import WEIGHT, arithmetic, checks_made, verdict
from analysis.record.ledger import ledger


def judged(facts, quarter, what, **options):
    return verdict(published.find(facts, quarter, what, **options))


def test_verdicts_of_leading_figures(facts):
    assert judged(facts, "2021Q2", "victims") == ("holds", "160 + 220 + 147 = 527")
    assert judged(facts, "2021Q2", "change", against="2021Q1")[0] == "apart"
    assert judged(facts, "2020Q1", "change", against="2019Q4")[0] == "fails"
    assert judged(facts, "2021Q1", "change", against="2020Q4")[0] == "remark"
    assert judged(facts, "2022Q3", "change", against="2022Q2")[0] == "holds"
    militias = judged(facts, "2021Q2", "share/victims", group="militias")
    assert militias[0] == "undecided", "an open decision is no figure that holds"
    kind, why = judged(facts, "2022Q2", "change", against="2022Q1")
    assert kind == "apart"
    assert "38.3 per cent, not 42" in why
    with speaking("fr"):
        assert "et non de 42" in judged(facts, "2022Q2", "change", against="2022Q1")[1]


def test_every_class_has_a_verdict_and_both_have_labels():
    classes = {account.kind for account in accounts()}
    assert classes <= {*WEIGHT}
    assert all(known(f"class-{kind}") and known(f"verdict-{weight}") for kind, weight in WEIGHT.items())


def test_every_check_is_in_the_table_once():
    every = audit()
    assert every.id.is_unique and len(every) == len(accounts())
    parts = [audit(period) for period in every.period.unique()]
    assert sum(map(len, parts)) == len(every)
    wanting = every.verdict.isin(["fails", "apart", "remark"]) & every["class"].ne("leaves_a_rest")
    assert every[wanting].reason.str.len().gt(0).all()
    assert every.outcome.str[0].isin([*"✓✗≠?"]).all()


def test_the_misprint_is_shown_as_printed():
    table = audit("2022Q4").set_index("id")
    told = table.loc["2022Q4.violations_and_abuses.parts-outcome"]
    assert (told.verdict, told["class"]) == ("fails", "one_cell_explains")
    assert "827" in told.arithmetic
    change = table.loc["2022Q4.abducted_disappeared.change-vs-2022Q3"]
    assert change.arithmetic == "100 × (827 − 55) / 55 = 1,403.64 ≠ 49"


def test_arithmetic_has_numbers_and_signs_only():
    with speaking("fr"):
        for line in audit().arithmetic:
            assert not any(word in line for word in (" of ", "printed", "against", "counts", " x ", "_")), (
                line
            )
        assert (
            arithmetic("100 x (1277 - 584) / 584 = -118.66 ≠ 54")
            == "100 × (1 277 − 584) / 584 = −118,66 ≠ 54"
        )
    assert arithmetic("a well-known x2") == "a well-known x2"


def test_checks_are_counted_and_none_is_a_gap():
    checks = checks_made("2021Q2")
    parts = ("holds", "remarks", "undecided", "wrong", "apart")
    assert (
        sum(checks[name].value for name in parts)
        == checks["all"].value
        == len({*audit("2021Q2").figure} - {""})
    )
    half = checks_made("2021H2")  # what cannot be checked is no check
    assert half["all"].value == sum(half[name].value for name in parts) == 12
    assert half["open"].value == 12
    assert not any(item.stated for item in checks_made("1999Q2").values())
    assert audit("1999Q2").empty and list(audit("1999Q2")) == list(audit())


@pytest.mark.parametrize(
    ("period", "group"), [("2021H2", ""), ("2021H2", "jnim_is"), ("2022", ""), ("2021Q2", "malian_forces")]
)
def test_a_sound_figure_is_not_blamed_for_a_ratio_made_of_it(facts, period, group):
    """886 is 318 + 343 + 225, whatever unit the 597 of a share have that is made of both."""
    assert verdict(find(facts, period, "victims", group=group))[0] == "holds"


def test_every_figure_that_a_finding_checked_has_its_verdict(facts):
    """54 and 118 per cent are printed of one pair of figures that do not count alike: neither compares."""
    assert verdict(find(facts, "2022", "change", group="killed", against="2021"))[0] == "apart"


@pytest.mark.parametrize("wrong", ["2021Q22", "2021H3", "kiled", "1021"])
def test_a_period_that_is_none_names_the_nearest(wrong):
    with pytest.raises(InputError, match="is no period of the ledger"):
        audit(wrong)


def test_a_list_that_exceeds_its_whole_speaks_of_the_whole_where_nothing_else_does(facts):
    """So that one figure has one verdict: on the page of the quarter, and in the audit of all."""
    rows = facts[facts.series.eq("protection_cluster") & facts.period.eq("2024Q3") & facts.value.eq("8312")]
    (whole,) = map(published.as_estimate, rows.itertuples())
    assert verdict(whole)[0] == "fails"
    table = audit("2024Q3").set_index("id")
    assert table.loc["protection_cluster.2024Q3.violations_and_abuses.parts-kind", "figure"] == whole
    assert still_published("2024Q3").figure.iloc[0] == whole
    assert still_published("2024Q3").audit.iloc[0].startswith("✗")


def test_an_open_decision_is_undecided_on_every_page(facts):
    """Also where one page alone prints the figure, and its sums hold: nobody knows what it counts."""
    rows = facts[facts.status.eq("open") & facts.value.isin(["16000", "377", "72", "107"])]
    items = [*map(published.as_estimate, rows.itertuples())]
    assert len(items) == 4 and {verdict(item)[0] for item in items} == {"undecided"}
    assert all(verdict(item)[1] == item.remark != "" for item in items)


def test_no_figure_is_told_with_two_verdicts():
    """A check that judges a whole list stands beside no figure, one that a cell explains beside that."""
    grave = ["fails", "apart", "undecided", "remark", "holds", "open"]
    for check in audit().itertuples():
        if check.figure and check.verdict in ("fails", "apart", "open"):
            own = verdict(check.figure)[0]
            assert grave.index(own) <= grave.index(check.verdict), (check.id, own)


def test_what_is_shown_as_printed_is_what_is_printed():
    note = Note("2022Q4")
    printed = note.figures.set_index("what").figure["Abducted or disappeared"]
    assert str(printed.iloc[0] if hasattr(printed, "iloc") else printed) == "827"
    row = note.audit.set_index("what").loc["abducted or disappeared"]
    assert (str(row.figure), str(row.used)) == ("827", "82 (derived)") and row.verdict.startswith("✗")
    for table in (note.figures, note.audit, note.groups):
        assert {item.basis for item in table.figure} == {"published"}


def test_a_quarter_without_figures_is_told_by_the_checks_of_its_half_year():
    assert figures.audit_overview("2021Q3").title.startswith(
        "4 of 12 figures checked fail or compare what is not comparable, July to December 2021"
    )


def test_a_share_whose_base_no_page_states_is_of_none():
    """Printed beside 570 victims of one group, on a page whose total is 886."""
    found = audit("2021H2").set_index("id").loc["2021H2.victims.gao_jnim.share"]
    assert (found.verdict, found.arithmetic) == ("open", "100 × n / N ≈ 10")


def test_a_value_that_was_passed_over_has_no_tick_in_the_register(facts):
    by_id = {row.figure_id: published.as_printed(row) for row in ledger().itertuples()}
    passed = next(row for row in facts.itertuples() if row.passed_over and row.status != "open")
    text = {name: explained(by_id[name]) for name in (passed.rows[0], passed.passed_over[0])}
    assert "passed over for another value" in text[passed.passed_over[0]]
    assert "✓" not in text[passed.passed_over[0]] and "passed over" not in text[passed.rows[0]]
