"""The audit and the claims at their edges, one step on either side of each; whole findings, to the letter."""

import math
from dataclasses import replace
from fractions import Fraction

import pytest

from analysis.errors import InputError
from analysis.measure.audit import audit
from analysis.measure.findings import Claim, Constraint, Finding
from analysis.measure.rounding import ANY, AT_MOST, HAIR, Span, in_words, printed, qualified, transposed
from analysis.measure.sums import repair


def count(name, value, period="2022", **more):
    return Claim(id=name, period=period, value=str(value), **{"measure": "killed", "unit": "victims", **more})


def ratio(name, value, about, of, kind="change", **more):
    more = {"measure": "killed", "unit": "percent", "period": "2022", **more}
    return Claim(id=name, value=value, kind=kind, about=about, of=of, **more)


def part(name, value, **more):
    return count(name, value, **{"kind": "part", "of": "all", "group": f"party:{name}", **more})


def told(claims):
    """Return what is found but for what holds or cannot be checked: class, arithmetic and suggestion."""
    fine = ("consistent", "not_checkable")
    return {
        item.id: (item.kind, item.arithmetic, item.suggestion)
        for item in audit(claims)
        if item.kind not in fine
    }


def kind(claims, check):
    (found,) = [item.kind for item in audit(claims) if item.id.endswith(check)]
    return found


@pytest.mark.parametrize(("number", "suspicious"), [(9, False), (10, True)])
def test_ten_under_two_units_is_no_coincidence(number, suspicious):
    found = told([count("a", number), count("b", number, unit="cases")])
    text = f"{number} [victims] (a) ≠ {number} [cases] (b)"
    expected = {"2022.killed.unit": ("different_unit", text, "one number under two units")}
    assert found == (expected if suspicious else {})


@pytest.mark.parametrize(("whole", "swapped"), [(525, True), (550, False)])
def test_a_swap_that_fits_is_told_among_ten_numbers_at_most(whole, swapped):
    """Of 525, 10 per cent are 48 to 57 under any rounding; of 550 eleven numbers, 50 to 60."""
    found = told(
        [count("w", whole), part("a", 75, of=""), ratio("s", "10", "a", "w", "share", group="party:a")]
    )
    (told_of,) = found.values()
    assert (told_of[0] == "digits_swapped") == swapped
    assert ("57 instead of 75 (a) closes this" in told_of[2]) == swapped


@pytest.mark.parametrize(("own", "marks"), [("", "yes"), ("yes", ""), ("yes", "yes"), ("", "")])
def test_one_part_that_says_so_makes_a_list_partial(own, marks):
    parts = [part("a", 300, partial=bool(own)), part("b", 40, partial=bool(marks))]
    found = kind([count("all", 400), *parts], ".parts-party")
    assert found == ("consistent" if own or marks else "does_not_close")
    assert kind([count("all", 339), *parts], ".parts-party") == "does_not_close"


def test_what_shares_an_id_is_told_apart_by_its_first_row():
    lists_of = [
        part(f"{source}{n}", n, source=source, group=f"party:{n}")
        for source in "stu"
        for n in (ord(source), 5)
    ]
    ids = [item.id for item in audit([count("all", 400), *lists_of]) if ".parts-" in item.id]
    assert ids == [f"2022.killed.parts-party{end}" for end in ("", "@all", "@all.2")]


def test_a_source_is_held_to_its_own_figures_and_else_to_what_most_print():
    """One prints 100 and then 150, two others 200: each change is of its own source's base."""
    bases = [
        count("a", 100, "2021", source="s"),
        count("b", 200, "2021", source="t"),
        count("c", 200, "2021", source="u"),
    ]
    facts = bases[0].fact, count("d", 150).fact
    for source, value in (("s", "50"), ("t", "-25"), ("u", "-25"), ("else", "-25")):
        change = ratio("x", value, facts[1], facts[0], source=source)
        assert kind([*bases, count("d", 150), change], "change-vs-2021") == "consistent"
    # what holds with the figure of another source alone says which
    other = [*bases, count("d", 150), ratio("x", "50", facts[1], facts[0], source="else")]
    assert told(other)["2022.killed.change-vs-2021"] == (
        "sources_disagree",
        "100 x (150 - 200) / 200 = -25.00 ≠ 50",
        "holds with 100 (a)",
    )
    neither = [*bases, count("d", 150), ratio("x", "7", facts[1], facts[0], source="else")]
    assert told(neither)["2022.killed.change-vs-2021"][0] == "does_not_close"
    # a number that is not exact explains too much to explain anything
    rough = [count("a", 100, "2021", source="s", qualifier="about"), *bases[1:], count("d", 150)]
    assert told([*rough, ratio("x", "50", facts[1], facts[0], source="else")])["2022.killed.change-vs-2021"][
        0
    ] == ("does_not_close")
    # nor is anything in per cent of a base of 0
    nothing = [count("a", 0, "2021", source="s"), *bases[1:], count("d", 150)]
    assert told([*nothing, ratio("x", "50", facts[1], facts[0], source="else")])[
        "2022.killed.change-vs-2021"
    ][0] == ("does_not_close")


@pytest.mark.parametrize(("printed_as", "kind_of"), [("43", "sources_disagree"), ("42", "does_not_close")])
def test_the_figure_of_another_source_has_to_fit_as_readers_round(printed_as, kind_of):
    """285 are 42.5 per cent more than 200, which readers round to 43; most print 150."""
    bases = [count(name, value, "2021", source=name) for name, value in (("a", 200), ("b", 150), ("c", 150))]
    change = ratio("x", printed_as, count("d", 285).fact, bases[0].fact, source="else")
    assert kind([*bases, count("d", 285), change], "change-vs-2021") == kind_of


def test_a_fall_to_nothing_can_be_told_in_points():
    shares = [count("a", 17, "2021", unit="percent"), count("b", 0, unit="percent")]
    found = told([*shares, ratio("c", "-17", "b", "a")])["2022.killed.change-vs-2021"]
    assert found[0] == "wrong_base" and found[2] == "fits the difference in percentage points"
    assert kind([*shares, ratio("c", "-100", "b", "a")], "change-vs-2021") == "consistent"
    counts = [count("a", 17, "2021"), count("b", 0)]
    assert kind([*counts, ratio("c", "-17", "b", "a")], "change-vs-2021") == "does_not_close"


@pytest.mark.parametrize(("later", "kind_of"), [(1024, "consistent"), (1031, "does_not_close")])
def test_only_a_multiple_in_whole_numbers_is_rough(later, kind_of):
    """Two per cent is 1.5 to 2.5, "2 times" 1.75 to 2.25, and "2.0 times" 1.95 to 2.05."""
    counts = [count("a", 1000, "2021"), count("b", later)]
    assert kind([*counts, ratio("x", "2", "b", "a")], "change-vs-2021") == kind_of
    for value, least, most in (("2", 1750, 2250), ("2.0", 1950, 2049)):
        for number in (least - 1, least, most, most + 1):
            pair = [counts[0], count("b", number)]
            found = kind([*pair, ratio("x", value, "b", "a", "multiple", unit="times")], "multiple-vs-2021")
            assert (found == "consistent") == (least <= number <= most), (value, number)


def test_about_ten_times_is_up_to_fifteen():
    """A quarter less or half as much again, however round the number is."""
    for later, fits in ((749, False), (750, True), (1500, True), (1501, False)):
        pair = [count("a", 100, "2021"), count("b", later)]
        about_ten = ratio("x", "10", "b", "a", "multiple", unit="times", qualifier="about")
        assert (kind([*pair, about_ten], "multiple-vs-2021") == "consistent") == fits


# Spans and printed numbers -----------------------------------------------------------------------

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("span", "whole", "words"),
    [
        (Span(-5, 5 * HALF), range(3), "at most 2"),
        (Span(5 * HALF, 5 * HALF), range(3, 3), "no whole number"),
        (Span(2, 2), range(2, 3), "2"),
        (Span(0, 0), range(1), "0"),
        (Span(1, 2), range(1, 3), "1 to 2"),
        (Span(-3, -1), range(0), "no whole number"),
        (Span(3), range(3, 10**12 + 1), "at least 3"),
        (Span(high=1), range(2), "at most 1"),
    ],
)
def test_the_whole_numbers_of_a_span(span, whole, words):
    assert span.whole() == whole and in_words(span.whole()) == words


def test_spans_at_their_ends():
    one, two = Span(1, 3), Span(2, 5)
    assert (one + two, one - two, one * two) == (Span(3, 8), Span(-4, 1), Span(2, 15))
    assert one / two == Span(Fraction(1, 5), 3 * HALF) or (one / two).low == 0.2
    assert one & two == Span(2, 3) and (Span(1, 2) & Span(3, 4)).empty and not (Span(1, 2) & Span(2, 3)).empty
    assert 1 in one and 3 in one and 0.999 not in one and 3.001 not in one
    assert Span(2, 2).fixed and not Span(2, 3).fixed and Span(2, 1).empty and not Span(2, 2).empty
    assert Span(4, 4) / Span(0, 0) == Span() and Span(4, 4) / Span(0, 2) == Span(2, math.inf)
    assert Span.over(lambda x, y: x * y, Span(-2, 3), Span(-5, 7)) == Span(-15, 21)


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("12", ["21"]),
        ("101", ["110"]),
        ("100", []),
        ("11", []),
        ("-12", ["-21"]),
        ("0.5", ["5.0"]),
        ("12.3", ["21.3", "13.2"]),
        ("5 to 6", []),
        ("+57", ["+75"]),
    ],
)
def test_neighbouring_digits_swapped(text, others):
    assert transposed(text) == others


@pytest.mark.parametrize(
    ("text", "number", "digits"),
    [
        ("+5", 5, 0),
        ("-0.50", -HALF, 2),
        ("54-65", Fraction(119, 2), 0),
        ("5.5 to 6", Fraction(23, 4), 1),
        ("1à 2", 3 * HALF, 0),
    ],
)
def test_what_a_text_prints(text, number, digits):
    assert printed(text) == (number, digits)


@pytest.mark.parametrize(
    ("text", "qualifier", "mode", "low", "high"),
    [
        ("5", "", "half up", "4.5", "5.5-"),
        ("-5", "", "half up", "-5.5+", "-4.5"),
        ("0", "", "half up", "-0.5+", "0.5-"),
        ("5", "", "half even", "4.5+", "5.5-"),
        ("4", "", "half even", "3.5", "4.5"),
        ("5", "", "truncation", "5", "6-"),
        ("-5", "", "truncation", "-6+", "-5"),
        ("5", "", "away from zero", "4+", "5"),
        ("5", "", ANY, "4+", "6-"),
        ("5.0", "", "half up", "4.95", "5.05-"),
        ("54 to 65", "", "half up", "53.5", "65.5-"),
        ("20", "more than", "half up", "20", "30-"),
        ("20", "nearly", "half up", "10+", "20.5-"),
        ("20", "about", "half up", "10+", "30-"),
        ("-20", "more than", "half up", "-30+", "-20"),
        ("1.50", "at least", "half up", "1.5", "1.6-"),
        ("0", "about", "half up", "-0.5+", "0.5-"),
    ],
)
def test_what_stands_behind_a_ratio(text, qualifier, mode, low, high):
    """A sign after an end says on which side of it the end lies open."""
    ends = [
        Fraction(end.rstrip("+-")) + HAIR * (end[-1] == "+") - HAIR * (end[-1] == "-") for end in (low, high)
    ]
    assert qualified(text, qualifier, True, mode) == Span(*ends)


# Claims and findings -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "qualifier", "kind", "text", "signs"),
    [
        ("100", "at least", "count", "at least 100", "≥100"),
        ("527", "at least", "count", "527", "527"),
        ("527", "", "count", "527", "527"),
        ("25", "more than", "change", "more than 25", ">25"),
        ("25", "at least", "change", "at least 25", "≥25"),
        ("400", "nearly", "count", "nearly 400", "~400"),
        ("400", "up to", "count", "up to 400", "≤400"),
        ("400", "a wording of its own", "count", "400", "400"),
    ],
)
def test_a_qualifier_is_said_where_it_lets_in_another_number(value, qualifier, kind, text, signs):
    claim = count("a", value, qualifier=qualifier, kind=kind)
    assert (claim.text, claim.signs, claim.cell) == (text, signs, f"{claim.fact}={text}")


def test_which_counts_are_no_counts():
    for fine in ("0", "5", "5.0", "54 to 65", "10 to 10"):
        assert count("a", fine).value == fine
    for wrong in ("-1", "5.5", "-5 to 6", "five"):
        with pytest.raises(InputError, match=r"no count: write a whole number from 0|not a printed number"):
            count("a", wrong)
    assert count("a", "-5.5", kind="change").exact == Fraction(-11, 2)


def test_the_name_of_a_claim_and_its_fact():
    claim = count("a", 5, mission="UN A", group="party:the army", series="s")
    assert (claim.name, claim.listed) == ("UN-A.2022.killed.the-army", "party")
    assert claim.fact == "s/2022/killed/victims/party:the army"
    share = replace(claim, kind="share", about="x", of="y", fact="", listed="own")
    assert share.fact.endswith("/party:the army/share/x/y") and share.listed == "own" and share.ratio


@pytest.mark.parametrize(
    ("kind", "settled", "severity"),
    [
        ("consistent", True, "ok"),
        ("not_checkable", True, "note"),
        ("leaves_a_rest", True, "note"),
        ("consistent_only_under", False, "note"),
        ("different_unit", False, "warning"),
        ("impossible", False, "error"),
    ],
)
def test_what_a_finding_asks_for(kind, settled, severity):
    item = Finding("id", "2022", kind, ("a",), ("f",), "1 = 1")
    assert (item.settled, item.open, item.severity) == (settled, not settled, severity)
    assert not replace(item, reason="because").open
    told = item.record()
    assert (told["id"], told["class"], told["severity"], told["open"]) == ("id", kind, severity, not settled)
    assert [*told][:3] == ["id", "class", "severity"] and told["rows"] == ("a",) and "readings" not in told


def test_what_a_constraint_implies():
    values = {"all": Span.point(10), "a": Span.point(3), "b": Span.point(4)}
    exact, partial = Constraint(("all", "a", "b")), Constraint(("all", "a", "b"), AT_MOST)
    assert not exact.holds(values) and partial.holds(values) and not partial.exactly.holds(values)
    assert exact.implied("all", values) == Span.point(7) and exact.implied("a", values) == Span.point(6)
    assert partial.implied("all", values) == Span(7, math.inf) and partial.implied("b", values).high == 7
    doubled = Constraint(("all", "a"), factor=Span.point(2))
    assert doubled.implied("all", values) == Span.point(6) and doubled.implied("a", values) == Span.point(5)
    assert exact.holds(values | {"b": Span(5, 7)}) and not exact.holds(values | {"b": Span(8, 9)})


# Sums over time and shares -----------------------------------------------------------------------


def year(value, **parts):
    return [count("y", value, "2022"), *(count(name, n, f"2022{name}") for name, n in parts.items())]


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        (year(10, Q1=1, Q2=2, Q3=3, Q4=4), {"sum-of-quarters": "consistent"}),
        (year(10, H1=3, Q3=3, Q4=4), {"sum-of-halves-quarters": "consistent"}),
        (year(10, H1=3, H2=7), {"sum-of-halves": "consistent"}),
        (year(11, H1=3, H2=7), {"sum-of-halves": "does_not_close"}),
        (
            year(10, H1=4, H2=6, Q1=1, Q2=3),
            {
                "sum-of-halves": "consistent",
                "sum-of-halves-quarters": "consistent",
                "sum-of-quarters": "consistent",
            },
        ),
        (year(10, Q1=1, Q2=2, Q4=4), {"sum-of-periods": "not_checkable"}),
        (year(10, Q1=10), {"sum-of-periods": "not_checkable"}),
        (year(10, Q1=11), {"sum-of-periods": "does_not_close"}),
    ],
)
def test_periods_make_up_longer_ones(claims, found):
    kinds = {item.id.rpartition(".")[2]: item.kind for item in audit(claims)}
    assert kinds == found


def test_what_is_missing_of_a_year_is_named_and_other_units_are_no_part_of_it():
    (found,) = audit(year(10, H1=3, Q3=3))
    assert (found.suggestion, found.constraint) == ("missing: 2022Q4", None)
    assert audit([*year(10), count("q", 4, "2022Q1", unit="cases"), count("p", 4, "2021Q1")]) == ()
    assert (
        audit([*year(10), count("q", 4, "2022Q1", measure="injured"), count("g", 3, "2022Q2", group="a:b")])
        == ()
    )


ADD_UP = "the whole numbers behind these shares add up to "


def made_up(*values, whole=None, partial=False):
    """Shares of one whole."""
    shares = [
        ratio(f"s{n}", value, "", "w", "share", group=f"party:{n}", partial=partial)
        for n, value in enumerate(values)
    ]
    return [*shares, *([count("w", whole)] if whole else [])]


@pytest.mark.parametrize(
    ("values", "whole", "kind", "why"),
    [
        (("50", "50"), None, "consistent", ""),
        (("50", "49"), None, "leaves_a_rest", "leaves 1 that no share of the set names"),
        (("50.0", "49.9", "0.0"), None, "consistent", ""),
        (("50", "48"), None, "leaves_a_rest", "leaves 2 that no share of the set names"),
        (("50", "51"), None, "consistent", ""),
        (("51", "51"), None, "does_not_close", "off by 2"),
        (
            ("50", "50"),
            7,
            "impossible",
            "no one way of rounding makes whole numbers of 7 of all these shares",
        ),
        (("50", "50"), 8, "consistent", ""),
        (("33", "33", "33"), 3, "consistent", ""),
        (("33", "33", "33"), 100, "impossible", ADD_UP + "99, fewer than 100"),
        (("33", "33", "34"), 101, "impossible", ADD_UP + "100, fewer than 101"),
        (("34", "33", "32"), 100, "leaves_a_rest", ADD_UP + "99, fewer than 100"),
        (("34", "34", "33"), 100, "impossible", ADD_UP + "101, not 100"),
    ],
)
def test_shares_of_one_whole(values, whole, kind, why):
    (found,) = [item for item in audit(made_up(*values, whole=whole)) if ".shares-" in item.id]
    assert (found.kind, found.suggestion) == (kind, why)


def test_a_set_that_may_leave_a_group_out_is_not_impossible_for_it_and_one_share_is_no_set():
    shares = made_up("33", "33", "34", whole=101)
    for partial in ([0], [2], [0, 1, 2]):
        claims = [replace(claim, partial=number in partial) for number, claim in enumerate(shares)]
        assert kind(claims, ".shares-party") == "leaves_a_rest"
    assert kind(shares, ".shares-party") == "impossible"
    assert not [item for item in audit(made_up("60", whole=10)) if ".shares-" in item.id]


@pytest.mark.parametrize(
    ("second", "third", "named"),
    [
        (None, None, None),  # one sum that fails names nobody
        (2, None, ("b", 7, (0, 1), ())),  # as 7, b closes both
        (3, None, None),  # no one value closes both, and each of two closes one
        (3, 3, ("b", 7, (0, 2), (1,))),  # most of the three, and one is missed
        (2, 3, ("b", 7, (0, 1, 2), ())),
    ],
)
def test_the_one_cell_that_closes_all_or_most(second, third, named):
    """3 + b make 10; b and another make 9; b and a third make 10; and b is printed as 4."""
    values = {cell: Span.point(n) for cell, n in {"all": 10, "a": 3, "b": 4, "more": 9, "third": 10}.items()}
    sums = [Constraint(("all", "a", "b"))]
    for whole, part in (("more", second), ("third", third)):
        if part:
            sums.append(Constraint((whole, "b", f"{whole} rest")))
            values[f"{whole} rest"] = Span.point(part)
    found = [(item.cell, item.values[0], item.closes, item.misses) for item in repair(sums, values)]
    assert found == ([named] if named else [])


def test_a_cell_that_two_sums_want_so_and_two_otherwise_is_not_named():
    """As 7, b closes two sums, and as 6 two others."""
    values, sums = {"b": Span.point(4)}, []
    for name, whole in zip("wxyz", (7, 7, 6, 6), strict=True):
        values |= {name: Span.point(whole + 1), f"{name} rest": Span.point(1)}
        sums.append(Constraint((name, "b", f"{name} rest")))
    assert repair(sums, values) == ()
    (found,) = repair(sums[:3], values)
    assert (found.cell, found.values, found.misses) == ("b", range(7, 8), (2,))


# What is compared --------------------------------------------------------------------------------


def test_units_and_rules_are_told_for_what_compares_like_with_like_alone():
    sides = [count("a", 10, "2021", unit="cases", inclusion="x"), count("b", 20, inclusion="y")]
    ids = {item.id.partition("change-vs-2021")[2] for item in audit([*sides, ratio("c", "100", "b", "a")])}
    assert ids == {"", ".unit", ".inclusion"}
    per = ratio("c", "2", "b", "a", "average", unit="victims an incident")
    assert [item.kind for item in audit([*sides, per])] == ["consistent"]
    alike = [replace(sides[0], unit="victims", inclusion=""), sides[1]]
    assert [item.kind for item in audit([*alike, ratio("c", "100", "b", "a")])] == ["consistent"]


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ({"unit": "victims"}, {"unit": "cases"}, True),
        ({"unit": "victims"}, {"unit": "cases", "measure": "injured"}, True),
        ({"unit": "victims"}, {"unit": "incidents", "measure": "attacks"}, False),
        ({"unit": "victims"}, {"unit": "victims", "measure": "injured"}, False),
        ({"unit": "tonnes"}, {"unit": "days"}, True),
    ],
)
def test_one_number_under_two_units(one, two, alike):
    found = [item.kind for item in audit([count("a", 46, **one), count("b", 46, **two)])]
    assert found == ["different_unit"] * alike


def test_sources_of_one_fact():
    def of(*values, documents=("", "", "")):
        claims = [
            count(name, value, source=name, document=document)
            for name, value, document in zip("abc", values, documents, strict=False)
        ]
        return [(item.kind, item.arithmetic, item.suggestion) for item in audit(claims)]

    assert of(5) == [] and of(5, 5) == [("consistent", "5 (a, b)", "")]
    assert of(5, 6, 6) == [("sources_disagree", "5 (a) ≠ 6 (b, c)", "most sources print 6")]
    assert of(12, 21) == [
        ("sources_disagree", "12 (a) ≠ 21 (b)", "as many sources print one as the other; two digits swapped")
    ]
    assert of(5, 6, documents=("x", "y"))[0][2].startswith("restated in another document; as many")
    assert "restated" not in of(5, 6, documents=("x", "x"))[0][2]
    assert audit([count("a", 5, source="s"), count("b", 6, source="s")]) == ()
    # a source that prints a number twice counts once; where none is named, each claim counts
    for source, why in (("s", "as many sources print one as the other"), ("", "most sources print 5")):
        twice = [count(name, 5, source=source) for name in "ab"]
        (found,) = audit([*twice, count("c", 6, source=source and "t")])
        assert found.suggestion == why
    assert "restated" not in of(5, 6, 7, documents=("x", "y", "x"))[0][2]
    assert "restated" in of(5, 6, 7, documents=("x", "y", "z"))[0][2]
    assert of(12, 21, 50)[0][2].endswith("two digits swapped") and "swapped" not in of(12, 22, 50)[0][2]
