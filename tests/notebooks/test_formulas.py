"""The formulas that the pages print, read from their LaTeX and worked out, against the library."""

import math
import re

import numpy as np
import pytest
from scipy import stats

from analysis.measure.clusters import log_likelihood_ratio, usual
from analysis.measure.estimate import Estimate, change, round_half_up
from analysis.measure.interval import fourth_powers, ratio_interval
from analysis.measure.moves import least_dispersion
from analysis.measure.tally import Tally
from analysis.present import labels
from tests.telling import cells, read

KNOWN = {"F": stats.f.ppf, "t": stats.t.ppf, "z": stats.norm.ppf, "ln": math.log, "floor": math.floor,
         "sign": lambda x: math.copysign(1, x), "abs": abs}  # fmt: skip
BRACES = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"


def written(value, language):
    """Write a whole number as a page does."""
    with labels.speaking(language):
        return labels.number(value, 0)


def python(latex):
    """Write a formula in LaTeX as Python: fractions, quantiles with their level, powers, products."""
    text = (
        latex.replace("{,}", ".").replace("\\bigg/", "/").replace("\\big/", "/").replace("\\tfrac12", "(1/2)")
    )
    text = re.sub(r"\\left\\lfloor", " floor(", text).replace("\\right\\rfloor", ")")
    text = re.sub(r"\\(?:[,;!]|quad|left|right)", " ", text)
    text = re.sub(r"\\operatorname\{(\w+)\}", r" \1 ", text)
    text = re.sub(r"\|(\w)\|", r" abs(\1)", text)
    while "\\frac" in text:
        text = re.sub(r"\\frac" + BRACES + BRACES, r"((\1)/(\2))", text, count=1)
    text = re.sub(r"\b([Ft])_" + BRACES + r"\s*\(", r" \1(\2, ", text)
    text = re.sub(r"\bz_" + BRACES, r" z(\1)", text)
    text = re.sub(r"\^" + BRACES, r"**(\1)", text).replace("^", "**")
    text = re.sub(r"(\w)_\{?(\w+)\}?", r"\1\2", text)
    text = re.sub(r"\\?\bln\s+(\w+)", r"ln(\1)", text.replace("\\hat", ""))
    found = re.findall(r"\d+\.?\d*|[A-Za-z]\w*|\*\*|[-+*/(),]", text)
    made = ""
    for one, two in zip(found, [*found[1:], ""], strict=True):
        times = re.match(r"[\w)]", one) and re.match(r"[\w(]", two) and not (one in KNOWN and two == "(")
        made += one + "*" * bool(times)
    return made


def displayed(notebook, cell, language):
    """Return the displayed formulas of a cell, by what they define, without it where they define nothing."""
    text = next(item.source for item in cells(notebook, language) if item.id == cell)
    parts = [part for block in re.findall(r"\$\$(.+?)\$\$", text, re.DOTALL)
             for part in re.split(r"\\qquad|\\quad\\text\{.*?\}\\quad|,\s*\\quad", block)]  # fmt: skip
    sides = [re.split(r"=|\\;\\ge\\;", part.strip(" ,.\n"), maxsplit=1) for part in parts]
    return {re.sub(r"[\\ ]|hat", "", side[0]) if len(side) > 1 else place: side[-1]
            for place, side in enumerate(sides)}  # fmt: skip


def worked(latex, **values):
    return eval(python(latex), {"__builtins__": {}}, KNOWN | values)  # noqa: S307  our own notebooks


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("notebook", "defined", "ends"), [
    ("methods", ["interval-about"], ["L", "U"]), ("trends", ["contagion-about", "exact"], [0, 1]),
])  # fmt: skip
def test_the_interval(notebook, defined, ends, language):
    formulas = {key: text for cell in defined for key, text in displayed(notebook, cell, language).items()}
    for sizes in (([10, 5, 1, 1, 1], [3, 3, 2, 1, 1, 1]), ([20] + [1] * 10, [1] * 20 + [6, 4])):
        psi, known = 1.7, {"alpha": 0.05}
        one, two = (Tally.of(item, psi) for item in sizes)
        for place, tally in ((1, one), (0, two)):
            own = {"n": tally.incidents, "D": tally.victims, "S": tally.squares, "psi": psi}
            own |= {"Q": fourth_powers(tally)}
            for name in ("V", "w", "a", "b"):
                own[name] = worked(formulas[name], **own)
            known |= {f"{name}{place}": value for name, value in own.items()}
        methods = displayed("methods", "interval-about", language)
        known["nu"] = worked(methods["nu"], **known)
        known["g"] = worked(formulas["g"], **known)
        limits = [worked(formulas[end], **known) for end in ends]
        assert ratio_interval(one, two) == pytest.approx(limits, rel=1e-4)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_least_dispersion(language):
    formula = displayed("trends", "totals-about", language)["varphi"]
    about = {"measure": "killed", "unit": "victims"}
    pair = [
        Estimate(value=value, period=period, **about) for value, period in ((467, "2022Q2"), (757, "2022Q1"))
    ]
    found = worked(formula, R=467 / 757, D1=467, D0=757)
    assert float(least_dispersion(change(*pair))) == pytest.approx(found, rel=1e-3)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_lists(language):
    two = displayed("annex_lists", "two-about", language)["N"]
    spread = displayed("annex_lists", "two-range", language)["V"]
    shown = read("annex_lists", language)
    total = worked(two, n1=948, n2=421, m=167)
    assert f"| {written(total, language)} |" in shown["two-shown"]
    assert worked(spread, n1=948, n2=421, m=167, n10=781, n01=254) ** 0.5 == pytest.approx(129.06, abs=0.005)
    bound = displayed("annex_lists", "bound-about", language)["N"]
    assert f"| {written(worked(bound, M=4400, f1=3218, f2=882), language)} |" in shown["bound-shown"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_clusters(language):
    ratio = next(
        text for key, text in displayed("places", "circle-about", language).items() if key == "Lambda"
    )
    expected = worked(re.split(r"\\text", ratio)[0], c=9, C=30, e=4.5)
    assert float(log_likelihood_ratio(9, 4.5, 30)) == pytest.approx(expected)
    text = next(cell.source for cell in cells("places", language) if cell.id == "expected-about")
    assert re.search(r"e_i = C \\, \\frac\{\\sum_q n_\{iq\} \+ \\tfrac12\}\{\\sum_j", text)
    past = np.array([[2, 1, 0], [3, 2, 0]])
    assert usual(past) == pytest.approx((past.sum(axis=0) + 1 / 2) / (past.sum(axis=0) + 1 / 2).sum())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_rounding_and_change(language):
    by_hand = displayed("methods", "rounding-about", language)["operatorname{round}(x,k)"]
    for x in (42.5, -42.5, 43.5, -42.58, 2.25):
        for k in (0, 1):
            assert float(round_half_up(str(x), k)) == worked(by_hand, x=x, k=k)
    change_of = displayed("methods", "change-about", language)[0]
    about = {"measure": "killed", "unit": "victims"}
    pair = [
        Estimate(value=value, period=period, **about) for value, period in ((174, "2022Q4"), (243, "2022Q3"))
    ]
    assert float(change(*pair)) == pytest.approx(worked(change_of, x1=174, x0=243))
