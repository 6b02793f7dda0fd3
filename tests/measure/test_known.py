"""What the record gives of periods that are closed, to the last digit; and counts and days at their edges."""

import math
import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import IncomparableError, InputError
from analysis.measure import account
from analysis.measure.account import about, accounts, claims_from_ledger
from analysis.measure.areas import area_lists, by_cercle, inside
from analysis.measure.coverage import all_quarters, coverage, covered, covers, known_quarters, touching
from analysis.measure.estimate import Estimate, round_half_up, union
from analysis.measure.event_sums import count, figures_from
from analysis.measure.findings import SEVERITY, Finding
from analysis.measure.incidents import incidents_of
from analysis.measure.published import as_estimate, as_persons, as_published, find, harmed, missing, residual
from analysis.measure.shares import attributions, breakdown, figures_of, lists, shares, whole_lists
from analysis.quarter import Quarter, quarter_range
from analysis.record.ledger import ledger

HERE, NOTE = Path(__file__).parent, "hrpd_note/"


# Claims and findings of the ledger ---------------------------------------------------------------

CLAIMS = (HERE / "known_claims.txt").read_text("utf-8")


def test_what_a_row_of_the_ledger_claims():
    claims = {claim.id: claim for claim in claims_from_ledger(ledger())}
    for line in CLAIMS.strip().splitlines():
        name, *told = ["" if word == "-" else word for word in line.split()]
        claim = claims[name]
        facts = [fact.removeprefix(NOTE) for fact in (claim.about, claim.of)]
        assert [claim.kind, claim.measure, claim.group, *facts, claim.listed] == told, name
        assert claim.partial and claim.mission == "" and claim.source and claim.document


def test_what_is_told_of_a_figure_begins_with_the_gravest(facts):
    rows = facts.set_index("fact", drop=False)
    told = {
        "2020Q1/change/percent@2019Q4": [
            "change-vs-2019Q4",
            "change-vs-2019Q4.inclusion",
            "change-vs-2019Q4.sources",
        ],
        "2020Q1/killed/victims": ["sources", "parts-sex_age", "parts-place"],
        "2021Q1/killed/victims": ["sources", "sum-of-halves-quarters", "sum-of-quarters", "parts-sex_age"],
        "2021H2/change/percent@2021H1": [
            "change-vs-2021H1.inclusion",
            "change-vs-2021H1",
            "change-vs-2021H1.sources",
        ],
        "2021Q2/victims/victims": [
            "parts-outcome",
            "parts-outcome@F116",
            "parts-perpetrator",
            "parts-sex_age",
            "sum-of-quarters",
            "sources",
            "parts-perpetrator@F116",
        ],
    }
    for fact, checks in told.items():
        found = about(as_estimate(next(rows.loc[[NOTE + fact]].itertuples())))
        assert [re.sub(r"^[^.]+\.[a-z_]+\.", "", item.id) for item in found] == checks
        assert sorted(found, key=lambda item: [*SEVERITY].index(item.kind)) == found


def test_findings_by_period_and_what_explains_them():
    every = accounts()
    part = accounts("2022Q2")
    assert part == tuple(item for item in every if item.period == "2022Q2") and 0 < len(part) < len(every)
    assert accounts("1999Q2") == ()
    assert all(item.settled or item.reason for item in every)
    # what a list of the notes leaves out needs no reason, nor what holds
    assert not any(
        item.reason for item in every if item.kind == "consistent" and item.id.endswith("parts-outcome")
    )


def test_a_list_that_exceeds_its_whole_speaks_of_the_whole_where_nothing_else_does(monkeypatch):
    def item(check, kind, rows, judged):
        return Finding(f"2022.killed.{check}", "2022", kind, (*rows,), (*rows,), "1 = 1", judged=(*judged,))

    list_of_a = item("parts-party", "does_not_close", "abc", "bc")
    others = [
        item("change-vs-2021", "does_not_close", "ad", "d"),
        item("parts-sex_age", "consistent", "ae", "e"),
        item("share", "not_checkable", "f", "f"),
    ]
    monkeypatch.setattr(account, "_accounts", lambda: (*others, list_of_a))
    monkeypatch.setattr(account, "_by_row", account._by_row.__wrapped__)  # nothing of it is kept

    def told(row):
        return about(Estimate(measure="killed", value=1, unit="victims", period="2022", sources=(row,)))

    assert told("a") == told("b") == [list_of_a] and told("d") == [others[0]] and told("e") == [others[1]]
    assert told("f") == told("z") == []


# Lists and shares --------------------------------------------------------------------------------

LISTS = (HERE / "known_lists.txt").read_text("utf-8")


def _list(form):
    left, names = form.remainder, {"undecided", "rounded"}
    rest = " ".join([*map(str, (left.value, left.low, left.high)), *(n for n in left.notes if n in names)])
    parts = ", ".join(f"{part.group} {part.value}" for part in form)
    return f"{form.whole.value} {form.subject} | {parts} | {rest if left.stated else left.status}"


def test_the_lists_of_the_notes_and_what_they_leave(facts):
    found, expected = [], LISTS.strip().splitlines()
    for period, dimension in dict.fromkeys(tuple(line.split()[:2]) for line in expected):
        forms = attributions if dimension == "perpetrator" else lambda *asked, by=dimension: lists(*asked, by)
        found += [f"{period} {dimension} {_list(form)}" for form in forms(facts, period)]
    assert found == expected


def test_what_is_left_is_told_where_it_is_something(facts):
    full, some = (lists(facts, "2020Q2", name)[0] for name in ("place", "sex_age"))
    assert full and full.left == () and full.rest.status == "said"
    assert some.left == (some.remainder,) == (some.rest,)
    assert some.remainder.group == "remainder" and some.remainder.basis == "computed"
    assert {*some.remainder.sources} >= {*some.whole.sources, *some.parts[0].sources}
    none = breakdown(facts, "2020Q4", "place", "killed", "victims")
    assert not none and none.left == () and none.rest.status == "exceeds" and [*none] == []


BOUNDS = {
    "2020Q2": [
        ("militias", 36.71, 42.72),
        ("malian_forces", 19.94, 19.94),  # the unidentified are counted among the 456 of non-State groups
        ("jnim_is", 19.46, 25.47),
        ("signatory", 9.968, 15.98),
        ("burkina_forces", 7.911, 7.911),
        ("unidentified", 6.013),
    ],
    "2021Q2": [
        ("jnim_is", 54, 63.9),
        ("militias", 20, 29.9),
        ("malian_forces", 9, 18.9),
        ("international", 6, 15.9),
        ("signatory", 1.1, 11.0),
        ("not_listed", 9.9),
    ],
    "2022Q1": [
        ("jnim_is", 54.16, 55.75),
        ("malian_forces", 42.27, 43.86),
        ("militias", 1.982, 3.567),
        ("not_listed", 1.585),
    ],
    "2021H2": [
        ("jnim_is", 64.78, 68.55),
        ("militias", 22.01, 25.79),
        ("malian_forces", 7.862, 11.64),
        ("foreign_forces", 1.572, 5.346),
        ("not_listed", 3.774),
    ],
}


@pytest.mark.parametrize("period", BOUNDS)
def test_the_share_of_each_group_with_what_is_left_in_none_or_all_of_it(facts, period):
    made = whole_lists(facts, period)[0]
    form = next(item for item in attributions(facts, period) if item.remainder.stated)
    found = [(item.group, float(item.low), float(item.high)) for item in made]
    found += [(item.group, float(item.value)) for item in made.left]
    for one, two in zip(found, BOUNDS[period], strict=True):
        assert one[0] == two[0] and one[1:] == pytest.approx(two[1:], rel=1e-3)
    printed = {part.group for part in form if part.unit == "percent" and part.basis == "published"}
    assert {item.group for item in made if item.basis == "published"} == printed
    assert {*made.parts[-1].sources} >= {*form.parts[-1].sources} and made.parts[0].period == period


def test_shares_at_their_edges():
    even = shares({"b": 1, "a": 1}, {"x": 2}, period="2021", place="Gao")
    assert [item.group for item in (*even.bounds, *even.left_out)] == ["a", "b", "x"], "of equals, by name"
    assert [(item.value, item.low, item.high) for item in even.bounds] == [(25, 25, 75)] * 2
    assert even.left_out[0].high == even.left_out[0].low == 50
    about_it = even.bounds[0]
    assert (about_it.measure, about_it.unit, about_it.place, about_it.basis) == (
        "share_of_victims",
        "percent",
        "Gao",
        "computed",
    )
    assert shares({"a": 0, "b": 0.5}, period="2021").bounds[0].value == 100
    for groups, left in (({}, {"x": 3}), ({"a": 0}, {"x": 0}), ({"a": 3}, {"x": -1})):
        with pytest.raises(InputError, match="shares in 2021"):
            shares(groups, left, period="2021")


def test_all_figures_of_a_group_and_its_parts(facts):
    found = figures_of(facts, "2021H2", "jnim_is")
    assert [item.measure for item in found][-1] == "change" and "change" not in {
        i.measure for i in found[:-1]
    }
    assert figures_of(facts, "1999Q2", "jnim_is") == ()
    parts = {item.group for item in figures_of(facts, "2020Q1", "international")}
    assert "niger_forces" in parts


# Published figures -------------------------------------------------------------------------------


def test_what_the_notes_can_fill(facts):
    asked = [Quarter.parse(name) for name in ("2020Q3", "2021Q2", "2021Q3", "2022Q1", "1999Q2")]
    names = ("figures", "change", "outcomes", "people", "alleged_perpetrators", "places")
    told = {
        row["quarter"]: [row["headline"], *(row[name] for name in names)] for row in coverage(facts, asked)
    }
    assert told == {
        "2020Q3": ["published", 5, True, True, True, False, False],
        "2021Q2": ["published", 24, True, True, True, True, True],
        "2021Q3": ["half-year only", 0, False, False, False, False, False],
        "2022Q1": ["published", 31, True, True, True, True, True],
        "1999Q2": ["not published", 0, False, False, False, False, False],
    }
    first = coverage(facts, asked[:1])[0]
    assert first["label"] == "July to September 2020" and first["events"] == ["ucdp_ged_25_1"]
    assert first["context"] == 1 and coverage(facts, asked[-1:])[0]["context"] == 0


def test_which_quarters_are_known():
    assert (known_quarters()[0], known_quarters()[-1]) == (Quarter(2020, 1), Quarter(2022, 4))
    every = all_quarters()
    assert every == tuple(quarter_range(every[0], every[-1])) and every[0] == Quarter(1989, 1)


@pytest.mark.parametrize(("quarter", "touched"), [("2021Q4", 0), ("2022Q1", 1), ("2022Q3", 3), ("2022Q4", 0)])
def test_a_window_touches_the_quarters_that_it_has_days_in(facts, quarter, touched):
    found = touching(facts[facts.period.eq("2022-01..2022-08")], Quarter.parse(quarter))
    assert bool(len(found)) == bool(touched) and set(found.quarters) <= {3}


def test_figures_as_pages_print_them(facts):
    read = find(facts, "2022Q4", "abducted_disappeared")
    printed = as_published(read)
    assert (read.value, printed.value, printed.basis, printed.formula) == (82, 827, "published", "")
    plain = find(facts, "2022Q4", "killed")
    assert as_published(plain) is plain and as_published(harmed(facts, "2022Q1")).value == 757
    half = residual(facts, "2021Q3", "victims")
    assert half.basis == "derived" and as_published(half) is half, "no page prints what a half-year leaves"
    gap = missing("killed", "2021Q3", unit="x", group="g")
    assert (gap.status, gap.unit, gap.group, gap.period) == ("not_published", "x", "g", "2021Q3")


@pytest.mark.parametrize(
    ("period", "formula"),
    [
        ("2021Q1", "266 - 160 = 106"), ("2021Q2", "266 - 106 = 160"), ("2021Q3", "318 - 128 = 190"),
        ("2021H1", "584 - 318 = 266"), ("2021H2", "584 - 266 = 318"), ("2021Q4", ""), ("2022Q1", ""),
    ],
)  # fmt: skip
def test_what_the_longer_period_leaves_for_what_is_not_published(facts, period, formula):
    facts = facts.assign(inclusion="civilians_killed")  # the first half of 2021 adds up two rules
    found = residual(facts[~(facts.period.eq(period) & facts.what.eq("killed"))], period, "killed")
    assert (found.period, found.formula) == (period, formula)
    of = {"2021Q1": "2021H1", "2021Q2": "2021H1", "2021Q3": "2021H2"}.get(period, "")
    told = ("derived", of, "stated") if formula else ("published", "", "not_published")
    assert (found.basis, found.comparator, found.status) == told
    assert residual(facts, period, "killed").stated


def test_at_least_less_a_number_is_at_least(facts):
    """The half-year has at least 886, the quarter 323."""
    assert residual(facts, "2021Q3", "victims").qualifier == find(facts, "2021H2", "victims").qualifier
    assert find(facts, "2021H2", "victims").qualifier == "at least"
    rough = facts.assign(qualifier=facts.qualifier.where(facts.period.ne("2021Q4"), "nearly"))
    assert residual(rough, "2021Q3", "victims").qualifier == ""


@pytest.mark.parametrize("period", ["2021", "2021Q2", "2021H2"])
def test_acts_are_no_persons_where_a_later_total_is_missing(facts, period):
    assert len(as_persons(facts, Quarter(2021, 1))) == 4
    assert as_persons(facts[~(facts.period.eq(period) & facts.what.eq("injured"))], Quarter(2021, 1)) == ()


def test_acts_are_no_persons_where_a_later_total_does_not_add_up(facts):
    one_more = facts.value.where(~(facts.period.eq("2021") & facts.what.eq("killed")), "585")
    assert as_persons(facts.assign(value=one_more, reads=""), Quarter(2021, 1)) == ()


def test_what_is_open_between_two_values_says_so_and_what_has_one_does_not(facts):
    for row in facts[facts.options.map(len).gt(0)].itertuples():
        found = as_estimate(row)
        ends = sorted(map(Decimal, row.options))
        assert [found.low, found.high] == [ends[0], ends[-1]]
        assert ("undecided" in found.notes) == (len(ends) > 1) == ({*found.sources} > {*row.rows})
    assert facts.options.map(len).max() == 2


# Event data --------------------------------------------------------------------------------------


def test_a_count_is_stated_withheld_or_a_gap():
    known = count("killed", 3, 1.0, np.int64(5), period="2022", few=5)
    assert (known.value, known.low, known.high, known.unit, known.basis) == (3, 1, 5, "persons", "computed")
    for nothing in (None, math.nan, pd.NA):
        gap, few = (count("incidents", nothing, 1, 2, period="2022", **more) for more in ({}, {"few": 5}))
        assert (gap.status, gap.low, gap.unit) == ("not_asked", None, "incidents")
        assert (few.status, few.formula, few.high) == ("withheld", "< 5", None)
    assert count("killed", None, period="2022", gap="not_covered").status == "not_covered"
    assert count("killed", 0, period="2022", few=0).value == 0
    assert count("incidents_with_deaths", 1, period="2022").unit == "incidents"


@pytest.mark.parametrize(
    ("spans", "period"),
    [
        (["2022-04-01..2022-06-30"], "2022Q2"),
        (["2022-01-01..2022-12-31"], "2022Q2"),
        (["2022-04-01..2022-06-29"], "2022-04-01..2022-06-29"),
        (["2022-04-02..2022-06-30"], "2022-04-02..2022-06-30"),
        (["2022-04-01..2022-05-31"], "2022-04..2022-05"),
        (["2022-05-01..2022-12-31"], "2022-05..2022-06"),
        (["2022-04-01..2022-04-30", "2022-05-01..2022-06-30"], "2022Q2"),
        (["2022-04-01..2022-04-30"], "2022-04"),
        (["2022-05-01..2022-06-30", "2022-04-01..2022-04-29"], "2022-04..2022-06"),
        (["2022-05-05..2022-05-05"], "2022-05-05"),
    ],
)
def test_what_imports_cover_of_a_quarter(spans, period):
    assert covered(Quarter(2022, 2), [{"days": span.split("..")} for span in spans]) == period


def test_what_ucdp_tells_of_a_quarter_by_kind_group_and_place():
    found = figures_from(Quarter(2021, 2))
    assert (found.kind, found.first, found.main, found.preliminary) == (
        "ucdp",
        "killed",
        "civilians_killed",
        False,
    )

    def told(measure):
        every = (
            (item.group or item.place, str(item.value), str(item.low), str(item.high))
            for item in found.of(measure)
        )
        return {" ".join(item) for item in every}

    assert told("killed") > {
        "Mali 315 None 362",
        "non_state_conflict 60 60 85",
        "one_sided 34 None None",
        "state_based 221 221 242",
        "jnim_is 18 None None",
        "militias 16 16 16",
        "not_attributed 281 281 327",
    }
    assert told("incidents_with_deaths") > {
        f"{name} None None"
        for name in ("Mali 42", "non_state_conflict 9", "one_sided 8", "state_based 25", "jnim_is 6")
    }
    (worst,) = found.of("worst_incident")
    assert (worst.value, worst.group, worst.place) == (18, "not_attributed", "Gao")
    assert (
        found.counted("killed", "demonstration").value == 0
        and not found.counted("killed", "demonstration").inputs
    )
    assert (
        found.counted("injured", "jnim_is").status == "not_asked" and found.find("killed", "nobody") is None
    )
    assert {*found.table("kind")} == {"state_based", "non_state_conflict", "one_sided"}
    assert "jnim_is" in found.table("group") and found.table("people") == {}
    assert found.table("region")["Gao"]["civilians_killed"].value == 20
    assert found.find("killed").sources == ("ucdp_ged_25_1", "ucdp_mali_quarterly")


def test_what_the_national_series_tells():
    found = figures_from(Quarter(2021, 2), "ucdp_mali_quarterly")
    kinds = {item.group: int(item.value) for item in found.of("incidents")}
    assert kinds == {"": 53, "state_based": 34, "non_state_conflict": 11, "one_sided": 8}
    assert (found.find("killed").value, found.find("killed").high, found.find("killed").low) == (
        315,
        362,
        None,
    )
    assert found.find("civilians_killed").value == 59 and found.find("largest_incident").value == 44
    assert found.figure("killed", "one_sided").status == "not_asked"
    assert found.counted("killed", "one_sided").status == "not_asked", "and never 0"
    assert covers("ucdp")[Quarter(2021, 2)].imports == ("ucdp_ged_25_1",)
    assert covers("acled") == {} and Quarter(2031, 1) not in covers("ucdp")
    assert min(covers("ucdp_ged_25_1")) == Quarter(2018, 1)
    with pytest.raises(InputError, match="source of event data"):
        figures_from(Quarter(2021, 2), "ucpd")


def test_incidents_of_a_quarter_of_one_name():
    table = incidents_of("ucdp")
    assert [str(table.figure("2021Q2", what).value) for what in ("victims", "incidents", "largest")] == [
        "315",
        "42",
        "44",
    ]
    assert [table.figure("2021Q2", what).measure for what in ("victims", "incidents", "largest")] == [
        "killed",
        "incidents",
        "largest_incident",
    ]
    assert table.figure("2021Q2").high == 362 and table.figure("2021Q2").inclusion == "events_ucdp"
    assert table.figure("2031Q1").status == "not_covered" and table.figure("2031Q1").sources == ()
    assert incidents_of("ucdp_mali_quarterly", "injured").figure("2021Q2").status == "not_asked"
    found = table.change("2021Q1", "2021Q2")
    assert float(found.ratio.value) == pytest.approx(315 / float(table.figure("2021Q1").value), rel=1e-5)
    assert len(table.series("2021Q1", "2021Q4")) == 4 and len(table.series("2024Q4", "2025Q2")) == 1


# Places ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [0, 1, 3])
def test_as_many_earlier_quarters_as_are_asked(before):
    counts = by_cercle("2021Q2", before=before)
    assert len(counts) == before + 1 and str(counts.index[-1]) == "2021Q2"
    assert counts.iloc[-1].to_dict() == by_cercle("2021Q2").iloc[-1].to_dict()


def test_a_sum_over_places_is_about_the_area():
    item = {"measure": "incidents", "unit": "incidents", "period": "2021Q2", "basis": "computed"}
    counts = {
        name: Estimate(value=n, place=name, low=1, high=9, sources=(name,), **item)
        for name, n in (("Koro", 3), ("Gao", 5), ("Kidal", 0))
    }
    counts["Kayes"] = Estimate(status="not_asked", place="Kayes", **item)
    found = inside(counts, ["Gao", "Koro", "Kayes", "Kidal"], "centre")
    assert (found.value, found.formula, found.low, found.high) == (8, "Koro 3 + Gao 5", None, None)
    assert (found.place, found.group, found.sources) == ("Mali", "centre", ("Koro", "Gao", "Kidal"))
    none = inside(counts, ["Ségou"])
    assert (none.value, none.formula, none.group, none.sources) == (0, "", "in_cercle", ("Koro",))
    assert inside({"Kayes": counts["Kayes"]}).unit == "incidents"


def test_an_area_is_a_region_or_cercles_that_are_reported_together(facts):
    (acts,) = area_lists(facts, "2021Q2")
    assert [(area.figure.group, area.region) for area in acts.areas] == [
        ("cercles_centre_2021Q2", False),
        ("cercles_gao_ansongo", False),
    ]
    (found,) = area_lists(facts, "2022Q1")
    assert {area.figure.group: area.region for area in found.areas} == {
        "centre": False,
        "Gao": True,
        "Tombouctou": True,
        "Ménaka": True,
    }
    assert {area.figure.group: area.cercles for area in found.areas}["Gao"] == ("Ansongo", "Bourem", "Gao")


# Estimates ---------------------------------------------------------------------------------------


def test_an_estimate_says_what_it_lacks():
    whole = Estimate(measure="killed", value=3, unit="victims", period="2021Q2", group="women")
    assert whole.number() == 3
    gap = Estimate(measure="killed", status="not_asked", unit="victims", period="2021Q2", group="women")
    with pytest.raises(IncomparableError, match=r"killed \(women\) in 2021Q2 is not asked: there is no"):
        gap.number()
    with pytest.raises(ValueError, match="low 5 above high 4"):
        Estimate(measure="m", value=3, unit="u", period="p", low=5, high=4)
    for more in ({"value": None}, {"value": 1, "status": "said"}):
        with pytest.raises(ValueError, match="stated exactly when it has a value"):
            Estimate(measure="m", unit="u", period="p", **more)
    with pytest.raises(ValueError, match="m in p is not a number"):
        Estimate(measure="m", value=1, unit="u", period="p", high="nan")
    assert Estimate(measure="m", value=1, unit="u", period="p", low=2, high=2).low == 2
    assert round_half_up("0.25", 1) == round_half_up("0.3", 1) and union("ab", "bc", ()) == ("a", "b", "c")


def test_sums_of_one_group_keep_it_and_of_two_do_not():
    def item(group, period="2021Q2"):
        return Estimate(
            measure="killed", value=30, unit="victims", period=period, group=group, notes=(group,)
        )

    same, other = item("men") + item("men"), item("men") + item("women")
    assert (same.group, other.group, other.notes) == ("men", "", ("men", "women"))
    assert same.comparator == "" and (item("men") - item("men", "2021Q1")).comparator == "2021Q1"
    assert (item("men") / item("men")).value == 100 and (item("men") - item("men")).value == 0
