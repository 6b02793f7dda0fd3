from decimal import ROUND_05UP, ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.measure.findings import Claim
from analysis.measure.ratios import factor, formulas
from analysis.measure.rounding import ANY, HAIR, MODES, Span, possible, printed, qualified, shown

COUNTS = st.integers(1, 5000)
DIGITS = st.integers(0, 3)
WAYS = dict(zip(MODES, (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN, ROUND_UP), strict=True))


def written(value, digits, mode):
    """Print an exact value with so many decimals, as the decimal module rounds it."""
    # Rounded to 05UP first, no digit that is cut off can mislead the rounding asked for.
    with localcontext(prec=300, rounding=ROUND_05UP):
        number = Decimal(value.numerator) / value.denominator
        return f"{number.quantize(Decimal(1).scaleb(-digits), WAYS[mode]) + 0:f}"


@given(st.fractions(-5000, 5000, max_denominator=4000), DIGITS)
def test_half_up_is_that_of_the_decimal_module(value, digits):
    assert shown(value, digits) == written(value, digits, "half up")


@pytest.mark.parametrize("mode", MODES)
def test_the_mean_of_the_grim_paper_is_impossible(mode):
    assert not possible("5.19", 28, scale=1, mode=mode)
    assert possible("5.18", 28, scale=1)  # 145 / 28 = 5.179: its neighbours are possible
    assert possible("5.21", 28, scale=1)


def test_the_percentages_of_scrutiny():
    assert list(possible("35.6", 455)) == [162]
    assert not possible("32.5", 438)


@pytest.mark.parametrize(
    ("value", "mode", "text"),
    [
        ("42.5", "half up", "43"),
        ("42.5", "half even", "42"),
        ("-42.5", "half up", "-43"),
        ("-42.58", "half up", "-43"),
        ("-42.58", "truncation", "-42"),
        ("-42.01", "away from zero", "-43"),
        ("43.5", "half even", "44"),
        ("-0.3", "half up", "0"),
    ],
)
def test_rounding_traps(value, mode, text):
    assert written(Fraction(value), 0, mode) == text
    assert Fraction(value) in qualified(text, "", True, mode)
    assert mode != "half up" or shown(Fraction(value), 0) == text


def test_trailing_zeros_are_information():
    assert list(possible("50", 9)) == []
    assert list(possible("44", 9)) == [4]
    assert list(possible("44.0", 9)) == []
    assert printed("8.20") == (Fraction(41, 5), 2)


@given(st.integers(-9999, 9999), COUNTS, DIGITS, st.sampled_from(list(MODES)))
def test_behind_a_printed_number_lies_exactly_what_prints_it(top, bottom, digits, mode):
    value = Fraction(top, bottom)
    text = written(value, digits, mode)
    assert not (qualified(text, "", True, mode) & Span.point(value)).empty
    assert not (qualified(text, "", True, ANY) & Span.point(value)).empty or not value
    unit = Fraction(1, 10**digits)
    for other in (Fraction(text) + unit, Fraction(text) - unit):
        if Fraction(text):
            assert (qualified(shown(other, digits), "", True, mode) & Span.point(value)).empty


@given(st.data(), COUNTS, DIGITS, st.sampled_from(list(MODES)))
def test_a_true_share_is_always_possible(data, total, digits, mode):
    count = data.draw(st.integers(0, total))
    assert count in possible(written(Fraction(100 * count, total), digits, mode), total, mode=mode)


@given(COUNTS, COUNTS, DIGITS, st.sampled_from(list(MODES)))
def test_a_true_change_has_its_base(base, later, digits, mode):
    text = written(Fraction(100 * (later - base), base), digits, mode)
    if Fraction(text) - Fraction(1, 10**digits) > -100:
        claim = Claim(id="a", period="2021", measure="m", unit="percent", value=text, kind="change")
        assert base in Span.point(later) / factor(claim, mode)


@given(COUNTS, st.integers(1, 400), st.integers(0, 1))
def test_no_impossible_share_is_let_through(top, total, digits):
    text = shown(Fraction(top, 10), digits)
    by_hand = [x for x in range(10 * total) if shown(Fraction(100 * x, total), digits) == text]
    assert list(possible(text, total)) == by_hand


@pytest.mark.parametrize(
    ("text", "qualifier", "inside", "outside"),
    [
        ("527", "at least", [527], [526, 528]),
        ("100", "at least", [100, 106, 199], [99, 200]),
        ("500", "nearly", [483, 500], [400, 501]),
        ("200", "nearly", [199], [220]),
        ("750", "more than", [750, 759], [744, 760]),
        ("40", "about", [31, 40, 49], [30, 50]),
        ("682", "some", [682], [681, 683]),
        ("90", "a wording of its own", [90], [89, 91]),
    ],
)
def test_qualifiers_widen_by_how_round_the_number_is(text, qualifier, inside, outside):
    whole = qualified(text, qualifier).whole()
    assert all(number in whole for number in inside)
    assert not any(number in whole for number in outside)


def test_a_qualified_percentage():
    more = qualified("25", "more than", rounded=True)
    assert not (more & Span.point(Fraction("25.18"))).empty
    assert (more & Span.point(Fraction("24.9"))).empty
    nearly = qualified("-12", "nearly", rounded=True)
    assert not (nearly & Span.point(Fraction("-11.9"))).empty
    assert (nearly & Span.point(Fraction("-12.6"))).empty


@pytest.mark.parametrize("text", ["", "1,277", "12 %", "1e3", "nan", "٣", "5.", ".5", "--2"])
def test_what_is_no_printed_number_is_refused(text):
    with pytest.raises(InputError, match="not a printed number"):
        qualified(text, "", True)


def test_questions_without_an_answer_are_refused():
    with pytest.raises(InputError, match="undefined"):
        possible("50", 0)


ends = st.fractions(-50, 50, max_denominator=20)
spans = st.builds(
    lambda a, b, c, d: Span(min(a, b) + c * HAIR, max(a, b) - d * HAIR),
    *[ends, ends, st.booleans(), st.booleans()],
)


def inside(span):
    """Some numbers of an interval: its closed ends, its middle, and near its open ends."""
    width = span.high - span.low
    tried = (span.low, span.high, span.low + width / 2, span.low + width / 10**6, span.high - width / 10**6)
    return [number for number in tried if not (span & Span.point(number)).empty]


@given(spans, spans)
def test_interval_arithmetic_holds_every_pair_and_no_more_than_its_ends(one, two):
    for x in inside(one):
        for y in inside(two):
            made = [(one + two, x + y), (one - two, x - y), (one * two, x * y)]
            if one.low >= 0 and y > 0:
                made.append((one / two, x / y))
            for result, value in made:
                assert not (result & Span.point(value)).empty
    if one.low > 0 and two.low > HAIR and not one.empty and not two.empty:
        assert (one * two).low == one.low * two.low
        assert ((one * two) / two).high == one.high * two.high / two.low
        bare = Span(*(end.limit_denominator(20) for end in (one.low, two.low)))
        is_open = bare.low != one.low or bare.high != two.low
        assert (bare.low * bare.high in one * two) == (not is_open)


@pytest.mark.parametrize(
    ("unit", "times"),
    [
        ("per cent mille", 100_000), ("per hundred", 100), ("per thousand", 1000), ("per 10,000", 10_000),
        ("per hundred thousand", 100_000), ("per million", 10**6), ("per 1", 100_000),
    ],
)  # fmt: skip
def test_what_a_rate_is_per(unit, times):
    rate = Claim(id="a", period="2022", measure="killed", unit=unit, value="0.1", kind="rate")
    assert formulas(rate)["none"] == f"{times} x {{t}} / {{b}}"
