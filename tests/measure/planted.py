"""Sets of claims at random: true counts, figures printed of them with honest rounding, then one fault."""

from fractions import Fraction
from inspect import isfunction
from math import floor

from analysis.measure.account import _file_claim
from analysis.measure.rounding import shown, transposed

PERSONS = ("killed", "injured", "victims", "civilians killed", "deaths", "abducted", "children killed")
HAPPENED = ("attacks", "incidents", "incident", "security incidents", "events", "cases of violence")
PARTIES = ("a", "b", "c", "d", "e", "f")


class Set:
    """The rows of one set, and what should be found: check, class and a word; nothing where all is right."""

    def __init__(self, rng):
        self.rng, self.rows, self.expected = rng, {}, ()

    def add(self, name, value, kind="count", references="", **more):
        row = dict.fromkeys(("group", "qualifier", "partial", "source"), "")
        row |= {"period": "2022", "measure": "killed", **more}
        unit = {
            "share of": "percent",
            "change from": "percent",
            "points from": "points",
            "multiple of": "times",
        }
        row["unit"] = more.get("unit", unit.get(kind, "victims"))
        self.rows[name] = {"id": name, "value": str(value), "kind": kind, "references": references, **row}
        return self

    def expect(self, check, kind, word=""):
        self.expected = check, kind, word
        return self

    def two(self, low=20, high=3000, least=5):
        """Add two counts of the same, some way apart."""
        old = self.rng.randint(low, high)
        new = old
        while abs(new - old) * 100 < least * old:
            new = max(5, round(old * self.rng.uniform(0.3, 2.6)))
        self.add("a", old, period="2021").add("b", new)
        return old, new

    def parts(self, number, low=5, high=900, **more):
        """Make it a whole and the groups that it is made of."""
        self.rows.clear()
        counts = [self.rng.randint(low, high) for _ in range(number)]
        self.add("w", sum(counts))
        for party, count in zip(PARTIES, counts, strict=False):
            self.add(party, count, "part of", "w", group=f"party:{party}", **more)
        return counts

    def shares(self, number, low=5, high=900):
        """Add a whole and the shares of the groups that it is made of."""
        counts, digits = [self.rng.randint(low, high) for _ in range(number)], self.rng.choice((0, 0, 1))
        self.add("w", sum(counts))
        for party, count in zip(PARTIES, counts, strict=False):
            self.add(party, _pct(count, sum(counts), digits), "share of", "w", group=f"party:{party}")
        return counts

    def claims(self):
        """Return the claims, as a file of these rows gives them."""
        empty = dict.fromkeys(("inclusion", "document", "series"), "")
        return [_file_claim("", empty | row, {*self.rows}) for row in self.rows.values()]


def _pct(top, bottom, digits):
    return shown(Fraction(100 * top, bottom), digits)


def _cut(value, digits):
    size = floor(abs(value) * 10**digits)
    return shown(Fraction(size if value > 0 else -size, 10**digits), digits)


def _near(text, value, digits):
    """Whether some rounding prints a value so."""
    return abs(Fraction(text) - value) <= Fraction(1, 10**digits)


# What is right --------------------------------------------------------------------------------


def right_change(it):
    old, new = it.two()
    return it.add("c", _pct(new - old, old, it.rng.choice((0, 1, 2))), "change from", "b / a")


def right_list(it):
    counts, digits = it.parts(it.rng.randint(2, 6)), it.rng.choice((0, 1))
    for party, count in zip(PARTIES, counts, strict=False):
        it.add(f"s{party}", _pct(count, sum(counts), digits), "share of",
               it.rng.choice(("w", f"{party} / w")), group=f"party:{party}")  # fmt: skip
    return it


def right_shares(it):
    it.shares(it.rng.randint(2, 6), *it.rng.choice(((1, 30), (5, 60), (5, 900))))
    return it


def right_remainder(it):
    """Shares that leave out a group, large or small, with and without the mark of a partial list."""
    it.shares(it.rng.randint(3, 6), *it.rng.choice(((1, 30), (5, 60), (5, 900))))
    gone = it.rng.choice([name for name in it.rows if name != "w"])
    del it.rows[gone]
    partial = it.rng.choice(("", "yes"))
    for row in it.rows.values():
        row["partial"] = partial * (row["id"] != "w")
    return it


def right_small_rest(it):
    """Shares of a whole of 40 to 400 that leave out a group of one or two."""
    counts = [it.rng.randint(5, 90) for _ in range(it.rng.randint(3, 5))]
    whole, partial = sum(counts) + it.rng.choice((1, 2)), it.rng.choice(("", "yes"))
    it.add("w", whole)
    for party, count in zip(PARTIES, counts, strict=False):
        it.add(party, _pct(count, whole, 0), "share of", "w", group=f"party:{party}", partial=partial)
    return it


def right_partial(it):
    counts = it.parts(it.rng.randint(2, 5), partial="yes")
    it.add("w", sum(counts) + it.rng.randint(0, 300))
    return it


def right_multiple(it):
    times, old = it.rng.choice((2, 3, 4, Fraction(1, 2))), it.rng.randint(20, 900)
    new = round(old * times * it.rng.choice((1, Fraction(it.rng.randint(94, 106), 100))))
    it.add("a", old, period="2021").add("b", new)
    word = "about" if it.rng.random() < 0.2 else ""  # fmt: skip
    return it.add("m", "0.5" if times < 1 else times, "multiple of", "b / a", qualifier=word)


def right_multiple_in_words(it):
    old = it.rng.randint(30, 900)
    word, low, high = it.rng.choice((("more than", 1.02, 1.3), ("over", 1.02, 1.3), ("nearly", 0.85, 0.99)))
    times = it.rng.choice((2, 3))
    it.add("a", old, period="2021").add("b", round(old * times * it.rng.uniform(low, high)))
    return it.add("m", times, "multiple of", "b / a", qualifier=word)


def right_multiple_with_decimals(it):
    old, new = it.two()
    return it.add("m", shown(Fraction(new, old), it.rng.choice((1, 2))), "multiple of", "b / a")


def right_average(it):
    what, number = it.rng.choice(
        (("days", 90), ("months", 3), ("quarters", 4), ("incidents", it.rng.randint(11, 300)))
    )
    total = it.rng.randint(20, 3000)
    it.add("t", total).add("n", number, measure=what, unit=what)
    return it.add("m", shown(Fraction(total, number), it.rng.choice((0, 1))), "average of", "t / n",
                  unit=f"victims per {what}")  # fmt: skip


RATES = {
    **dict.fromkeys(("per 1000", "per 1,000", "per thousand"), 1000),
    **dict.fromkeys(("per 100000", "per 100 000", "per 100,000 inhabitants", ""), 10**5),
    **dict.fromkeys(("per million", "deaths per million inhabitants", "per 1000000"), 10**6),
    "per 10000": 10**4,
}


def _rate(it, times, unit):
    total, people = it.rng.randint(20, 3000), it.rng.randint(50, 25000) * 1000
    digits = next(n for n in (1, 2, 3, 4, 5) if total * times * 10**n > 100 * people)
    it.add("t", total).add("n", people, measure="population", unit="persons")
    return it.add("r", shown(Fraction(total * times, people), digits), "rate of", "t / n",
                  unit=unit or "victims")  # fmt: skip


def right_rate(it):
    unit, times = it.rng.choice(list(RATES.items()))
    return _rate(it, times, unit)


def right_range(it):
    old, new = it.two()
    rise = Fraction(100 * (new - old), old)
    low = floor(abs(rise) / 10) * 10
    if rise > 0 and it.rng.random() < 0.5:
        return it.add("c", f"{low} {it.rng.choice(('to', '-', '–'))} {low + 10}", "change from", "b / a")
    spread = it.rng.randint(1, 40)
    it.add("b", f"{new - min(spread, new)} to {new + spread}")
    return it.add("c", _pct(new - old, old, 0), "change from", "b / a")


def right_year(it):
    it.rows.clear()
    quarters = [it.rng.randint(10, 900) for _ in range(4)]
    for number, count in enumerate(quarters, 1):
        it.add(f"q{number}", count, period=f"2022Q{number}")
    if it.rng.random() < 0.5:
        it.add("h", sum(quarters[:2]), period="2022H1")
    return it.add("y", sum(quarters))


def right_points(it):
    one, two = it.rng.randint(5, 45), it.rng.randint(50, 95)
    it.add("a", one, period="2021", unit="percent").add("b", two, unit="percent")
    if it.rng.random() < 0.5:
        return it.add("c", two - one, "points from", "b / a")
    return it.add("c", _pct(two - one, one, 0), "change from", "b / a")


def right_coincidence(it):
    number = it.rng.randint(10, 900)
    it.add("a", number)
    others = [("houses burnt", "houses"), ("days", "days"), ("villages attacked", "villages")]
    others += [
        ("injured", "victims"),
        ("attacks", "incidents"),
        ("livestock stolen", "animals"),
        ("displaced", "persons"),
    ]
    for name, (measure, unit) in enumerate(it.rng.sample(others, 3)):
        it.add(f"b{name}", number, measure=measure, unit=unit)
    return it


def right_headline(it):
    unit, words = it.rng.choice((("incidents", HAPPENED), ("victims", PERSONS), ("civilians", PERSONS)))
    whole = it.rng.randint(100, 900)
    part, measure = it.rng.randint(10, whole), it.rng.choice(words)
    it.add("w", whole, measure=measure, unit=unit)
    it.add("p", part, "part of", "w", measure=measure, unit=unit, group="party:a", partial="yes")
    return it.add(
        "s",
        _pct(part, whole, 0),
        "share of",
        "p / w",
        measure=it.rng.choice((measure, *words)),
        group="party:a",
    )


def right_sources(it):
    number = it.rng.randint(20, 900)
    it.add("a", number, source="one").add("b", number, source="two")
    return it.add("c", number // 10 * 10, qualifier=it.rng.choice(("about", "at least")), source="three")


# What is wrong --------------------------------------------------------------------------------


def _change(it, printed, word, kind="wrong_base", check="change-vs", low=20):
    """Two counts, and the change that a mistake makes of them, far enough from the right one."""
    for _ in range(99):
        old, new = it.two(low=low)
        digits = it.rng.choice((0, 0, 1))
        text = printed(Fraction(old), Fraction(new), digits)
        rise, both = 100 * (new - old), Fraction(new + old, 2)
        made = [Fraction(top, base) for top in (rise, -rise) for base in (new, both)]
        made += [Fraction(-rise, old), Fraction(100 * new, old)]
        alone = sum(_near(text or "-1", value, digits) for value in made) <= (word != "swapped")
        if text and alone and not _near(text, Fraction(100 * (new - old), old), digits):
            return it.add("c", text, "change from", "b / a").expect(check, kind, word)
    raise AssertionError("no such change")


def later_base(it):
    return _change(it, lambda old, new, digits: _pct(new - old, new, digits), "later")


def midpoint(it):
    return _change(it, lambda old, new, digits: shown(200 * (new - old) / (old + new), digits), "midpoint")


def midpoint_cut(it):
    return _change(it, lambda old, new, digits: _cut(200 * (new - old) / (old + new), digits), "midpoint")


def midpoint_without_sign(it):
    return _change(
        it, lambda old, new, digits: old > new and shown(200 * (old - new) / (old + new), digits), "midpoint"
    )


def multiple_as_change(it):
    return _change(it, lambda old, new, digits: _pct(new, old, digits), "later value in per cent")


def fall_without_sign(it):
    return _change(it, lambda old, new, digits: old > new and _pct(old - new, old, digits), "sign")


def swapped_change(it):
    def printed(old, new, digits):
        swaps = transposed(_pct(new - old, old, digits))
        return swaps and it.rng.choice(swaps)

    return _change(it, printed, "swapped", "digits_swapped")


def points_as_percent(it, turn=1):
    while True:
        one, two = it.rng.sample(range(5, 95), 2)
        told, right = turn * (two - one), Fraction(100 * (two - one), one)
        if abs(told - right) > 5 and abs(two - one) > 1:
            break
    it.add("y", 900, period="2021").add("z", 1000)
    it.add("a", one, "share of", "y", period="2021", group="party:a", partial="yes")
    it.add("b", two, "share of", "z", group="party:a", partial="yes")
    return it.add("c", told, "change from", "b / a", group="party:a").expect(
        "change-vs", "wrong_base", "points"
    )


def points_with_the_sign_turned(it):
    return points_as_percent(it, -1)


def percent_as_points(it):
    one, two = it.rng.randint(5, 45), it.rng.randint(50, 95)
    it.add("a", one, period="2021", unit="percent").add("b", two, unit="percent")
    return it.add("c", _pct(two - one, one, 0), "points from", "b / a").expect(
        "points-vs", "wrong_base", "in per cent"
    )


def swapped_part(it):
    while True:
        counts = it.parts(it.rng.randint(2, 5), 100)
        party = it.rng.choice(PARTIES[: len(counts)])
        if swaps := transposed(it.rows[party]["value"]):
            it.rows[party]["value"] = it.rng.choice(swaps)
            return it.expect("parts", "digits_swapped", "swapped")


def swapped_total(it):
    while True:
        it.parts(it.rng.randint(2, 5), 30)
        if swaps := transposed(it.rows["w"]["value"]):
            it.rows["w"]["value"] = it.rng.choice(swaps)
            return it.expect("parts", "digits_swapped", "swapped")


def swapped_quarter(it):
    while True:
        right_year(it)
        it.rows.pop("h", None)
        if swaps := transposed(it.rows["q3"]["value"]):
            it.rows["q3"]["value"] = it.rng.choice(swaps)
            return it.expect("sum-of", "digits_swapped", "swapped")


def swapped_share(it):
    while True:
        whole = it.rng.randint(50, 3000)
        part, digits = it.rng.randint(12 * whole // 100, whole), it.rng.choice((0, 1))
        swaps = [
            text
            for text in transposed(_pct(part, whole, digits))
            if not _near(text, Fraction(100 * part, whole), digits)
        ]
        if swaps:
            break
    it.add("w", whole).add("p", part, "part of", "w", group="party:a", partial="yes")
    it.add("s", it.rng.choice(swaps), "share of", "p / w", group="party:a")
    return it.expect("share", "digits_swapped", "swapped")


def swapped_average(it):
    while True:
        it.rows.clear()
        right_average(it)
        text = it.rows["m"]["value"]
        digits = len(text.partition(".")[2])
        swaps = [other for other in transposed(text) if not _near(other, Fraction(text), digits)]
        if swaps and Fraction(text) > 5:
            it.rows["m"]["value"] = it.rng.choice(swaps)
            return it.expect("average", "digits_swapped", "swapped")


def swapped_between_sources(it):
    while True:
        number = str(it.rng.randint(100, 3000))
        if swaps := transposed(number):
            break
    it.add("a", number, source="one").add("b", it.rng.choice(swaps), source="two")
    return it.expect("sources", "sources_disagree", "swapped")


def impossible_set(it):
    """Shares that reach 100, of a whole which the numbers behind them cannot make up."""
    while True:
        counts = [it.rng.randint(5, 40) for _ in range(it.rng.randint(3, 5))]
        true = sum(counts)
        whole = true + it.rng.choice((-2, -1, 1, 2))
        texts = [_pct(count, true, 0) for count in counts]
        fits = [[n for n in range(whole + 1) if _near(text, Fraction(100 * n, whole), 0)] for text in texts]
        if whole < 100 and sum(map(int, texts)) >= 100 and all(fits):
            least, most = sum(n[0] for n in fits), sum(n[-1] for n in fits)
            if least > whole or most < whole:
                break
    it.add("w", whole)
    for party, text in zip(PARTIES, texts, strict=False):
        it.add(party, text, "share of", "w", group=f"party:{party}")
    return it.expect("shares", "impossible")


def grim(it):
    while True:
        whole, digits = it.rng.choice(((it.rng.randint(5, 60), 0), (it.rng.randint(20, 600), 1)))
        text = shown(Fraction(it.rng.randint(1, 99 * 10**digits), 10**digits), digits)
        if not any(_near(text, Fraction(100 * n, whole), digits) for n in range(whole + 1)):
            break
    return (
        it.add("w", whole)
        .add("s", text, "share of", "w", group="party:a", partial="yes")
        .expect("share", "impossible")
    )


def over_100(it):
    counts = it.shares(it.rng.randint(3, 5), 50)
    party = it.rng.choice(PARTIES[: len(counts)])
    row = it.rows[party]
    row["value"] = shown(
        Fraction(row["value"]) + it.rng.randint(len(counts), 25), len(row["value"].partition(".")[2])
    )
    return it.expect("shares", "does_not_close")


def _headline(it, headlines, unit, measures):
    whole = it.rng.randint(100, 900)
    part, measure = it.rng.randint(10, whole), it.rng.choice(measures)
    it.add("w", whole, measure=measure, unit=unit)
    it.add("p", part, "part of", "w", measure=measure, unit=unit, group="party:a", partial="yes")
    it.add("s", _pct(part, whole, 0), "share of", "p / w", measure=it.rng.choice(headlines), group="party:a")
    return it.expect("share", "different_unit")


def headline_on_incidents(it):
    return _headline(it, HAPPENED, it.rng.choice(("victims", "civilians", "persons")), PERSONS)


def headline_on_persons(it):
    return _headline(
        it, PERSONS, it.rng.choice(("incidents", "attacks", "events")), ("attacks", "incidents", "events")
    )


def doubled_that_did_not(it):
    times, old = it.rng.choice((2, 3, Fraction(1, 2))), it.rng.randint(100, 900)
    off = it.rng.choice((it.rng.uniform(0.62, 0.78), it.rng.uniform(1.22, 1.4)))
    it.add("a", old, period="2021").add("b", round(float(old * times) * off))
    it.add("m", "0.5" if times < 1 else times, "multiple of", "b / a")
    return it.expect("multiple-vs", "does_not_close|wrong_base|digits_swapped")


def tripled_for_a_rise_by_three(it):
    times, old = it.rng.choice((2, 3, 4)), it.rng.randint(20, 900)
    it.add("a", old, period="2021").add("b", old * (times + 1)).add("m", times, "multiple of", "b / a")
    return it.expect("multiple-vs", "wrong_base", "increase alone")


def doubled_for_halved(it):
    old = it.rng.randint(20, 900)
    it.add("a", 2 * old, period="2021").add("b", old).add("m", 2, "multiple of", "b / a")
    return it.expect("multiple-vs", "wrong_base", "swapped")


def average_wrong(it):
    right_average(it)
    text = it.rows["m"]["value"]
    digits = len(text.partition(".")[2])
    off = it.rng.choice((-1, 1)) * it.rng.randint(2, 4 + int(Fraction(text)))
    wrong = Fraction(text) + abs(off) + Fraction(2, 10**digits)
    it.rows["m"]["value"] = shown(wrong, digits)
    return it.expect("average", "does_not_close|digits_swapped|wrong_base")


def rate_of_another_number(it):
    unit, times = it.rng.choice([(unit, times) for unit, times in RATES.items() if unit])
    other = it.rng.choice([n for n in (10**3, 10**4, 10**5, 10**6) if n != times])
    _rate(it, other, unit)
    return it.expect("rate", "wrong_base", "per")


def range_wrong(it):
    while True:
        old, new = it.two()
        rise, low = Fraction(100 * (new - old), old), it.rng.randint(0, 15) * 10
        if rise > 0 and not low - 2 < rise < low + 12:
            break
    it.add("c", f"{low} {it.rng.choice(('to', '-'))} {low + 10}", "change from", "b / a")
    return it.expect("change-vs", "does_not_close|wrong_base")


def range_reversed(it):
    old, new = it.two()
    rise = max(12, floor(abs(Fraction(100 * (new - old), old))))
    it.add("c", f"{rise + 5} to {rise - 5}", "change from", "b / a")
    return it.expect("", "impossible")


def range_of_a_list(it):
    counts = it.parts(3)
    it.rows["w"]["value"] = f"{sum(counts) + 5} to {sum(counts) + 60}"
    return it.expect("parts", "does_not_close")


def counted_twice(it):
    """A whole that holds one of its parts twice."""
    while True:
        counts = it.parts(it.rng.randint(2, 5), 20)
        more = it.rng.choice(counts)
        it.rows["w"]["value"] = str(sum(counts) + more)
        if it.rows["w"]["value"] not in transposed(str(sum(counts))):
            return it.expect("parts", "does_not_close|digits_swapped")


def quarter_counted_twice(it):
    right_year(it)
    it.rows["y"]["value"] = str(int(it.rows["y"]["value"]) + int(it.rows["q4"]["value"]))
    return it.expect("sum-of", "does_not_close|digits_swapped|one_cell")


def part_above_the_whole(it):
    whole = it.rng.randint(20, 900)
    it.add("w", whole)
    it.add("p", whole + it.rng.randint(1, 300), "part of", "w", group="party:a", partial="yes")
    return it.expect("parts", "does_not_close|digits_swapped")


def parts_above_the_whole(it):
    counts = it.parts(it.rng.randint(2, 5), partial="yes")
    it.rows["w"]["value"] = str(sum(counts) - it.rng.randint(1, min(counts)))
    return it.expect("parts", "does_not_close|digits_swapped")


def rest_as_base(it):
    whole = it.rng.randint(60, 900)
    part = it.rng.randint(whole // 10, whole // 2 - 5)
    it.add("w", whole).add("p", part, "part of", "w", group="party:a", partial="yes")
    it.add("s", _pct(part, whole - part, 1), "share of", "p / w", group="party:a")
    return it.expect("share", "wrong_base", "rest")


def one_number_under_two_units(it):
    number = it.rng.randint(10, 900)
    it.add("a", number).add("b", number, unit=it.rng.choice(("incidents", "cases")))
    return it.expect("unit", "different_unit")


def sources_apart(it):
    number = it.rng.randint(100, 900)
    it.add("a", number, source="one").add("b", number + it.rng.choice((-13, -7, 7, 13, 40)), source="two")
    return it.expect("sources", "sources_disagree")


KINDS = {
    name: make for name, make in [*globals().items()] if isfunction(make) and make.__module__ == __name__
}
RIGHT = [make for name, make in KINDS.items() if name.startswith("right_")]
WRONG = [make for name, make in KINDS.items() if not name.startswith(("right_", "_"))]
