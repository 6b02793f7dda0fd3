"""The audit and the claims at their edges, one step on either side of each; whole findings, to the letter."""

import pytest

from analysis.measure.audit import audit
from analysis.measure.findings import Claim


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
