"""The notebooks on audit, methods and lists: what they say, and that their formulas are the code's."""

import math
import re

import pytest

from tests.telling import read


@pytest.fixture(scope="module", autouse=True)
def no_figures():
    import analysis

    with pytest.MonkeyPatch.context() as patch:
        silent = type("Silent", (), {"__getattr__": lambda *_: lambda *_args: None})()
        patch.setitem(vars(analysis), "figures", silent)
        yield


def page(name, language="en", quarter="2021Q2"):
    return read(name, language, quarter=quarter)


def test_the_message_comes_first_and_agrees_with_the_tables():
    shown = page("claims_audit")
    whole, *counts = (
        int(number) for number in re.findall(r"(\d+) (?:published|right|awaiting|not) ?", shown["message"])
    )
    assert "≠ not comparable" in shown["message"] and "✓ holds" in shown["message"]
    assert whole == sum(counts)  # each figure once
    rows = [line.split(" | ") for line in shown["findings"].split("\n")[2:]]
    gravest = {tuple(row[:2]): row[2][0] for row in reversed(rows) if row[1]}
    assert [*gravest.values()].count("✗") == counts[3] and [*gravest.values()].count("≠") == counts[4]


@pytest.mark.parametrize(
    ("quarter", "words"),
    [
        ("2020Q1", "of 25 published figures that could be checked, 5 do not hold or do not compare"),
        ("2020Q2", "1 does not hold or does not compare"),
        ("2021Q3", "July to December 2021"),
        ("2021Q4", "none fails"),
        ("2024Q3", "not the mission’s"),
        ("1999Q2", "April to June 1999: nothing that was published can be checked"),
    ],
)
def test_the_title_counts_what_fails(quarter, words):
    assert words in page("claims_audit", quarter=quarter)["finding"]


def test_derived_figures_are_listed_apart():
    shown = page("claims_audit")["derived"]
    assert "886 − 323 = 563" in shown and "347 − 174 − 91 = 82" in shown
    assert shown.count("(derived)") == shown.count("\n| ") - 1


def test_what_holds_has_no_value_that_is_not_used_and_nothing_that_fails():
    shown = page("claims_audit", quarter="2022Q1")["holds"]
    assert "484 + 35 + 24 = 543" in shown
    assert not re.search(r"\b(?:269|512|679|730|319)\b|50\.49|151\.39", shown)
    assert "+25%" not in page("claims_audit")["holds"] and "25.18" not in page("claims_audit")["holds"]


def test_a_printed_figure_stands_with_the_one_that_is_used_instead():
    rows = page("claims_audit", quarter="2022Q4")["headline"].split("\n")
    (row,) = (line for line in rows if line.startswith("| Abducted or disappeared"))
    assert "| 827 |" in row and "82 (derived)" in row and "✗" in row


def test_others_figures_are_not_taken_for_the_missions():
    shown = page("claims_audit", quarter="2024Q3")
    assert "Not published" not in shown["message"] and "others did" in shown["message"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("quarter", ["2021Q3", "1999Q2", "2020Q3"])
def test_no_sentence_contradicts_another(quarter, language):
    shown = page("claims_audit", language, quarter)
    nothing = re.search("nothing to check|rien à vérifier", shown["message"])
    checks = re.search(r"\d+ (?:published figures|chiffres publiés)", shown["message"])
    assert bool(nothing) != bool(checks)
    assert bool(nothing) == ("\n|" not in shown["headline"])
    assert not nothing or "\n|" not in shown["holds"]
    half = re.search("half-year|semestre", shown["half"])
    assert bool(half) == (quarter == "2021Q3")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_worked_out_by_hand_is_what_the_library_gives(language):
    shown = page("methods", language)
    for line in shown["rounding"].split("\n")[2:]:
        _, hand, library, _ = line.strip("| ").split(" | ")
        assert hand == library
    low, high = [row.strip("| ").split(" | ")[1:] for row in shown["interval"].split("\n")[2:]]
    assert low == high
    hand, library = (
        re.findall(r"\d+[.,]\d", shown["change"].split("\n")[2].split(" | ")[n])[0] for n in (2, 3)
    )
    assert hand == library
    for row in shown["share"].split("\n")[2:]:
        _, low, high, library = row.strip("| ").split(" | ")
        assert [low, high] == re.findall(r"\d+[.,]\d", library)


def test_shares_are_possible_by_hand_as_by_the_library():
    for quarter in ("2020Q1", "2021Q2", "2022Q4"):
        for row in page("claims_audit", quarter=quarter)["grim"].split("\n")[2:]:
            _, _, least, most, fit = row.strip("| ").split(" | ")
            assert int(most) - int(least) + 1 == int(fit)


def test_a_share_whose_base_is_not_stated_has_no_whole_number_behind_it():
    """Shares printed beside the 570 victims of one group, on a page whose total is 886."""
    assert "victims of JNIM" not in page("claims_audit", quarter="2021Q3")["grim"]
    assert "| 54% |" in page("claims_audit")["grim"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Of 12 published figures that could be checked for July to December 2021, "),
        ("fr", "Sur 12 chiffres publiés et vérifiables pour la période de juillet à décembre 2021, "),
    ],
)
def test_what_cannot_be_checked_is_told_beside_what_was(language, words):
    first, *_ = page("claims_audit", language, "2021Q3")["message"].split("\n")
    counts, more = {"en": (".", "cannot be checked"), "fr": (".", "Chiffres invérifiables")}[language]
    said, _, rest = first.partition(counts + " ")
    assert said.startswith(words) and "12 more" not in said and more in rest and "12" in rest


def test_what_the_note_printed_and_what_others_computed_are_told_apart():
    shown = page("claims_audit")["base-told"]
    assert "the change is +54 per cent by the note, as reported (✗ does not hold)" in shown
    assert "computed it themselves print +118 per cent (≠ not comparable)" in shown
    assert "+54" in page("claims_audit", "fr")["base-told"]


def test_published_values_of_lists_and_models():
    """Seber 1982: 2,382.8, standard error 129.06. Ball and others 2002: 4,400 listed, at least 10,262."""
    shown = page("annex_lists")
    factor = math.exp(1.96 * math.sqrt(math.log(1 + 129.06**2 / (2382.8 - 1202) ** 2)))
    ends = [f"{1202 + 1180.8 * times:,.0f}" for times in (1 / factor, factor)]
    assert f"| 948 | 421 | 167 | 2,383 | {ends[0]} | {ends[1]} |" in shown["two-shown"]
    assert "| 4,400 | 3,218 | 882 | 10,262 |" in shown["bound-shown"]
    assert shown["best"].count("D × E") == 10
