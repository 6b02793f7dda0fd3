import re
from decimal import Decimal

import pytest

from analysis import Note
from analysis.errors import InputError
from analysis.measure import published
from analysis.measure.coverage import coverage, known_quarters
from analysis.measure.estimate import change
from analysis.measure.published import killed, runs, sums, totals
from analysis.measure.shares import attributions, breakdown, whole_lists
from analysis.present import speech
from analysis.quarter import Quarter

HEADLINES = {
    "2020Q1": 598, "2020Q2": 632, "2020Q3": 483, "2020Q4": 378, "2021Q1": 421, "2021Q2": 527, "2021Q3": None,
    "2021Q4": 323, "2022Q1": 812, "2022Q2": 467, "2022Q3": 375, "2022Q4": 347,
}  # fmt: skip
KILLED = {
    "2020Q1": 380, "2020Q2": 323, "2020Q3": 176, "2020Q4": 96, "2021Q1": 106, "2021Q2": 160, "2021Q3": 190,
    "2021Q4": 128, "2022Q1": 543, "2022Q2": 317, "2022Q3": 243, "2022Q4": 174,
}  # fmt: skip


PINNED = [*map(Quarter.parse, HEADLINES)]  # a note that is added later has other tests


def values(estimates):
    return {item.period: item.value for item in estimates}


def test_headlines_of_every_quarter(facts):
    assert {str(q): published.headline(facts, q).value for q in PINNED} == HEADLINES


def test_killed_of_every_quarter_with_the_derived_one_marked(facts):
    found = killed(facts, PINNED)
    assert values(found) == KILLED
    assert [item.period for item in found if item.basis != "published"] == ["2021Q3"]


def test_lines_break_where_definitions_change(facts):
    series = totals(facts, PINNED)
    spans = [(run[0].period, run[-1].period) for run in runs(series, joined=False)]
    assert spans == [("2020Q1", "2021Q1"), ("2021Q2", "2021Q4"), ("2022Q1", "2022Q1"), ("2022Q2", "2022Q4")]
    assert all(len({(item.unit, item.inclusion, item.basis) for item in run}) == 1 for run in runs(series))


def apart(facts, quarter):
    """Return the leading figures of a quarter and of the one before."""
    now = Quarter.parse(quarter)
    return published.headline(facts, now), published.headline(facts, now.previous)


def test_the_first_quarter_of_2021_is_not_compared_with_the_second(facts):
    printed = published.find(facts, "2021Q2", "change", against="2021Q1")
    assert (printed.value, printed.qualifier) == (25, "more than")
    now, before = apart(facts, "2021Q2")
    assert (now - before).status == change(now, before).status == "not_comparable"


def test_2022_is_compared_like_for_like_without_the_detained(facts):
    now, before = apart(facts, "2022Q2")
    assert (now.value, before.value, change(now, before).status) == (467, 812, "not_comparable")
    fair = published.like_for_like(published.harmed(facts, "2022Q2"), published.harmed(facts, "2022Q1"))
    assert [item.value for item in fair.inputs] == [467, 757]
    assert fair.formula == "100 x (467 - 757) / 757 = -38.3" and "moura_left_out" in fair.notes
    assert values(sums(facts, PINNED)) == {"2022Q1": 757}


def test_acts_taken_for_persons_are_compared(facts):
    now, acts = published.harmed(facts, "2021Q2"), published.as_persons(facts, Quarter(2021, 1))[-1]
    found = published.like_for_like(now, acts)
    assert found.formula == "100 x (527 - 381) / 381 = 38.3" and found.inputs == (now, acts)


@pytest.mark.parametrize(
    ("quarter", "percent"),
    [
        ("2020Q2", "5.69"),
        ("2020Q3", "-23.58"),
        ("2020Q4", "-21.74"),
        ("2021Q1", "11.38"),
        ("2022Q3", "-19.70"),
        ("2022Q4", "-7.47"),
    ],
)
def test_within_one_definition_the_change_is_computed(facts, quarter, percent):
    found, previous = change(*apart(facts, quarter)), Quarter.parse(quarter).previous
    assert Decimal(found.value).quantize(Decimal("0.01")) == Decimal(percent)
    printed = published.find(facts, quarter, "change", against=previous)
    assert abs(found.value - printed.value) < Decimal("0.85")


def test_zero_and_not_published_differ(facts):
    assert published.find(facts, "2020Q3", "injured").status == "not_published"
    assert published.find(facts, "2020Q3", "injured").value is None


def test_shares_of_2021q2_leave_what_no_page_attributes(facts):
    """The release shares out 89 per cent; another page counts six victims of signatory groups."""
    form = attributions(facts, "2021Q2")[0]
    assert [(item.group, str(item.value), item.basis) for item in form.parts] == [
        ("jnim_is", "54", "published"), ("militias", "20", "published"), ("malian_forces", "9", "published"),
        ("international", "6", "published"), ("signatory", "1.1", "computed"),
    ]  # fmt: skip
    assert form.parts[-1].formula == "100 x 6 / 527 = 1.1"
    assert form.rest.formula == "100 - 54 - 20 - 9 - 6 - 1.1 = 9.9"
    assert form.rest.group == "remainder"
    assert (str(form.rest.low), str(form.rest.high)) == ("7.85", "11.95"), "each share is rounded"
    counted = whole_lists(facts, "2021Q2")[1]  # with 107 of the 527 by militias, all other groups counted
    for shares in (form, counted):
        first, rest = shares.parts[0], shares.rest
        assert f"{float(first) + float(rest):.1f}" == "63.9"


@pytest.mark.parametrize(
    ("period", "what", "group", "near"),
    [("2021Q2", "kiled", "", "killed"), ("2021Q2", "killed", "jnim_iss", "jnim_is"),
     ("2021Q22", "killed", "", "2021Q2")],
)  # fmt: skip
def test_a_misspelt_name_is_no_gap(facts, period, what, group, near):
    with pytest.raises(InputError, match=f"did you mean '{near}'"):
        published.find(facts, period, what, group=group)
    assert published.find(facts, "1999Q2", "killed").status == "not_published"


def test_an_open_decision_is_two_values_and_none_between(facts):
    """107 fits the 20 per cent of the release, which leads; 163 is out of the question."""
    militias = published.find(facts, "2021Q2", "victims", group="militias")
    assert (militias.value, militias.low, militias.high) == (107, 107, 157)
    assert f"{militias:bare}".startswith("[107 or 157](") and str(militias) == "107 or 157"
    first = attributions(facts, "2021Q2")[0]
    assert str(next(part.value for part in first.parts if part.group == "militias")) == "20"
    killed_by = published.find(facts, "2022Q1", "killed", group="malian_forces")
    assert str(killed_by) == "248 or 249", "with 26 and 45 only one of them makes the 320"


def test_with_107_the_rest_and_the_bounds_are_those_of_107(facts):
    form = whole_lists(facts, "2021Q2")[1]
    assert str(attributions(facts, "2021Q2")[1].remainder) == "0 or 50"
    assert [f"{float(end):.1f}" for end in (form.parts[0].low, form.parts[0].high)] == ["54.5", "63.9"]


def test_attributed_is_never_unattributed(facts):
    """The 101 of Malian forces in 2020Q1 are executions; 179 cases more are printed, so no rest is told."""
    form = attributions(facts, "2020Q1")[0]
    assert {item.group for item in form} >= {"malian_forces", "niger_forces", "g5_sahel"}
    assert form.remainder.status == "said" and not whole_lists(facts, "2020Q1")
    assert not whole_lists(facts, "2021Q4") and not attributions(facts, "2021Q4")[0].remainder.stated
    assert attributions(facts, "2021H2")[1].remainder.status == "said"  # 570 of 886


def test_a_share_is_of_what_its_parts_can_add_up_to(facts):
    """The counts by group of 2022Q1 leave out the 55 detained."""
    form = whole_lists(facts, "2022Q1")[0]
    assert (form.whole.value, attributions(facts, "2022Q1")[0].remainder.value) == (757, 12)
    assert [f"{float(end):.1f}" for end in (form.parts[0].low, form.parts[0].high)] == ["54.2", "55.7"]


def test_a_residual_takes_only_what_belongs(facts):
    """Of the 257 that the half-year leaves for the injured, 16 are cases of sexual violence."""
    injured = published.residual(facts, "2021H1", "injured")
    assert (injured.formula, injured.basis) == ("466 - 225 = 241", "derived")
    parts = (
        published.as_persons(facts, Quarter(2021, 1))[1].value,
        published.find(facts, "2021Q2", "injured").value,
    )
    assert sum(parts) == injured.value
    assert published.residual(facts, "2021H1", "killed").basis == "published"


def test_limits_that_nobody_published_are_computed(facts):
    share = whole_lists(facts, "2021Q2")[0].parts[0]
    assert (share.low, str(share.high)) == (54, "63.9")
    opened = {spec: speech.told[re.search(r"#n-(\w+)", f"{share:{spec}}")[1]] for spec in ("", "range")}
    assert (opened[""].basis, opened[""].high) == ("published", None)
    assert (opened["range"].basis, opened["range"].formula) == ("computed", "54 + 9.9 = 63.9")


def test_a_misprint_is_read_by_decision_and_marked(facts):
    abducted = published.find(facts, "2022Q4", "abducted_disappeared")
    assert (abducted.value, abducted.basis, abducted.formula) == (82, "derived", "347 - 174 - 91 = 82")


def test_unions_and_parts_are_not_counted_twice(facts):
    form = breakdown(facts, "2020Q2", "perpetrator", "violations_and_abuses", "violations_and_abuses")
    assert {item.group for item in form.parts} == {
        "militias", "malian_forces", "jnim_is", "signatory", "burkina_forces", "unidentified",
    }  # fmt: skip
    assert form.rest.status == "said"


def test_parts_beyond_the_whole_have_no_remainder(facts):
    form = breakdown(facts, "2022Q1", "perpetrator", "killed", "victims")
    assert sum(item.value for item in form.parts) > form.whole.value
    assert form.rest.status == "exceeds"


def test_what_the_half_year_leaves_closes(facts):
    quarter = Quarter.parse("2021Q3")
    parts = [
        published.residual(facts, quarter, name) for name in ("killed", "injured", "abducted_disappeared")
    ]
    whole = published.residual(facts, quarter, "victims")
    assert sum(item.value for item in parts) == whole.value == Decimal(563)
    assert {item.basis for item in (*parts, whole)} == {"derived"}


def test_coverage_says_what_is_missing(facts):
    rows = {row["quarter"]: row for row in coverage(facts, known_quarters())}
    assert {*rows} >= {*HEADLINES}
    assert rows["2021Q3"]["headline"] == "half-year only"
    assert not rows["2020Q3"]["alleged_perpetrators"]
    assert rows["2021Q2"]["context"] >= 9


def test_acts_are_taken_for_persons_only_where_later_totals_do_so(facts):
    found = published.as_persons(facts, Quarter.parse("2021Q1"))
    assert [str(item.value) for item in found] == ["106", "94", "181", "381"]
    assert {item.inclusion for item in found} == {"acts_as_persons"}
    for quarter in ("2020Q4", "2021Q2", "2022Q1", "2022Q3"):
        assert published.as_persons(facts, Quarter.parse(quarter)) == ()


def test_a_leading_figure_stands_beside_the_same_of_the_quarter_before(facts):
    def beside(quarter):
        now, before = published.set_against(facts, Quarter.parse(quarter))
        return now.value, before.value, now.unit == before.unit

    assert beside("2020Q1") == (598, 232, True)  # whose own leading figure is not known
    assert beside("2021Q2") == (527, 421, True)
    assert beside("2021Q4")[1] is None
    assert beside("2022Q2") == (467, 812, True)


def test_moura_stands_beside_the_series_and_is_never_added(facts):
    """What the human rights office counts there has rows, a period and a rule of its own."""
    rows = facts[facts.series.eq("ohchr_report")]
    assert {*rows.period} == {"2022-03-27..2022-03-31"} and {*rows.inclusion} == {"ohchr_report"}
    dead = rows[rows.what.eq("killed")].set_index("group").value
    assert dead.to_dict() == {"persons": "500", "women": "20", "children": "7"}
    note = Note("2022Q1")
    assert (note["killed"] + note.outside("killed")).status == "not_comparable"
    assert "moura_left_out" in note["killed"].notes


@pytest.mark.parametrize(("quarter", "counted"), [("2022Q1", 4), ("2022Q2", 3), ("2021Q4", 3), ("2020Q3", 3)])
def test_the_detained_are_an_outcome_where_they_are_counted(facts, quarter, counted):
    names = ["killed", "injured", "abducted_disappeared", "illegally_detained"]
    assert [item.measure for item in published.outcomes(facts, quarter)] == names[:counted]


def test_a_headline_is_published_restated_or_known_for_the_half_year_alone(facts):
    told = {item["quarter"]: item["headline"] for item in coverage(facts, PINNED)}
    apart = {"2021Q3": "half-year only", "2021Q4": "restated"}
    assert told == {str(quarter): "published" for quarter in PINNED} | apart
    assert coverage(facts, [Quarter(1999, 2)])[0]["headline"] == "not published"
