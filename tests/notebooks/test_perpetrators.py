"""The notebook on alleged perpetrators: who is told first, bounds, and what is attributed told as that."""

import re

import pytest

from analysis import Note
from analysis.measure.published import NOTES
from analysis.present import speech
from analysis.present.labels import term_label
from analysis.record.frames import events
from tests.notebooks.test_snapshots import check
from tests.telling import read, told


def page(language, **parameters):
    return read("perpetrators", language, **parameters)


def test_all_groups_of_the_release_lead_with_what_is_left():
    first = page("en", quarter="2021Q2")["published-short"]
    shares = {"JNIM, Islamic State and similar groups": 54, "militias and self-defence groups": 20,
              "Malian defence and security forces": 9, "international and regional forces": 6}  # fmt: skip
    assert all(re.search(f"{share} per cent to [^,]*{group}", first) for group, share in shares.items())
    assert "The list leaves 9.9 per cent (7.9 to 12.0)" in first
    said = page("en", quarter="2021Q2")["attribution"]
    assert "a share of the victims, not of the incidents" in said and "during security operations" in said
    french = page("fr", quarter="2021Q2")["published-short"]
    assert (
        "JNIM, État islamique et groupes similaires (54\xa0%)" in french
        and "La liste laisse 9,9\xa0%" in french
    )


@pytest.mark.parametrize("quarter", ["2020Q2", "2021Q2", "2022Q2"])
def test_bounds_by_hand_are_those_of_the_library(quarter):
    text, shares = page("en", quarter=quarter)["bounds"], Note(quarter).shares
    if not shares.rest.stated:
        assert not text and all(item.low == item.high for item in shares)
        return
    rows = [line.strip("|").split("|") for line in text.split("\n")[2:]]
    assert len(rows) == len(list(shares))
    for row, item in zip(rows, sorted(shares, key=float, reverse=True), strict=True):
        assert float(row[1]) == pytest.approx(float(item.low), abs=0.051)
        assert float(row[2]) == pytest.approx(float(item.high), abs=0.051)
    highs = [float(item.high) for item in shares]
    for row, item, following in zip(rows[:-1], shares, highs[1:], strict=False):
        assert (row[3].strip() == "Yes") == (float(item.low) > following)


@pytest.mark.parametrize("quarter", ["2020Q1", "2021Q4"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_attributed_is_never_told_as_unattributed(facts, quarter, language):
    """A group that is named under a rule of its own is told, and no part of what the list leaves."""
    text = page(language, quarter=quarter)
    whole = " ".join(part for cell, part in text.items() if cell != "numbers")
    assert "No figures by alleged perpetrator" not in whole and "Aucun chiffre par auteur" not in whole
    assert not text["bounds"]
    rows = facts[facts.series.eq(NOTES) & facts.period.eq(quarter) & facts.dimension.eq("perpetrator")]
    from analysis.present.labels import speaking

    named = f"{text['published-short']} {text['elsewhere']}".lower()
    with speaking(language):
        for group in rows[rows.scope.isin(["group", "part"])].group.unique():
            assert term_label(group).lower() in named, group


@pytest.mark.parametrize(
    ("quarter", "words"),
    [
        (
            "2021Q2",
            "of the civilians killed, .* .at least 527. in Mali, the mission attributes 54 per cent to JNIM",
        ),
        ("2021Q3", "July to December 2021: of the 318 civilians killed in Mali, .* half-year"),
        ("2022Q1", r"in Mali \(Moura not counted\), .* 410 to JNIM.* and 320 to Malian"),
        ("2022Q3", "163 to JNIM.* and 162 to Malian"),  # who comes near is named, too
        ("2024Q3", "of 137 civilians killed in Mali, UCDP attributes 58 to JNIM"),
        ("1999Q2", "no list of alleged perpetrators is on record"),
    ],
)
def test_the_title_names_who_leads_a_list_with_its_total(quarter, words):
    assert re.search(words, page("en", quarter=quarter)["finding"], re.S)


def test_every_published_figure_of_a_group_is_in_the_table(facts):
    for quarter in ("2020Q1", "2022Q2", "2022Q4"):
        rows = facts[facts.series.eq(NOTES) & facts.period.eq(quarter) & facts.dimension.eq("perpetrator")]
        rows = rows[rows.scope.isin(["group", "part"]) & rows.group.ne("unidentified")]
        text = told("perpetrators", quarter=quarter)
        assert text["groups"].count("\n") - 1 == len(rows), quarter
        told_at_all = {source for item in speech.registered().values() for source in item.sources}
        assert all(set(sources) & told_at_all for sources in rows.rows)


@pytest.mark.parametrize("quarter", ["2020Q1", "2022Q1", "2024Q3"])
def test_event_data_are_recounted(quarter):
    cells = events("ucdp_ged_25_1")
    cells = cells[cells.outcome.eq("civilians_killed") & cells.period.eq(quarter)]
    named = cells[cells.group.ne("not_attributed")].groupby("group").victims_best.sum()
    named, total = named[named > 0].sort_values(ascending=False), cells.victims_best.sum()
    text = page("en", quarter=quarter)
    assert f"counts {total:,} civilians killed" in text["events-short"]
    assert f"It attributes {total - named.sum()} to no one" in text["events-short"]
    table = [line for line in text["events"].split("\n") if line.startswith("|")]
    rows = [line.strip("|").split("|") for line in table[2:]]
    assert [int(row[1]) for row in rows] == named.tolist()
    for row, number in zip(rows, named, strict=True):
        assert float(row[2]) == pytest.approx(100 * number / total, abs=0.051)
        assert float(row[3]) == pytest.approx(100 * (number + total - named.sum()) / total, abs=0.051)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("quarter", ["1999Q2", "2018Q1", "2024Q3"])
def test_quarters_without_a_note_have_no_hole(quarter, language):
    for text in page(language, quarter=quarter).values():
        check(text)


def test_a_lead_of_nothing_left_is_no_news():
    """Where the list closes, nobody's place hangs on a rest; where it does not, the rest decides."""
    assert "First" not in page("en", quarter="2022Q3")["order-short"]
    assert re.search(
        "First in the mission’s list, whoever the rest belongs to: JNIM",
        page("en", quarter="2021Q2")["order-short"],
    )


def test_an_open_decision_is_two_scenarios_and_no_range():
    """With 157 militia victims the list of the release's quarter closes; with 107 it leaves 50."""
    for language in ("en", "fr"):
        text = page(language, quarter="2021Q2")["scenarios"]
        rows = [line.strip("|").split("|") for line in text.split("\n") if line.startswith("| JNIM")]
        numbers = [float(cell.replace(",", ".")) for cell in rows[0][1:]]
        assert numbers == [54.5, 63.9, 54.5, 54.5]
        assert "107" in text and "157" in text and "163" not in text
    assert not page("en", quarter="2022Q3")["scenarios"]


def test_who_is_first_is_judged_against_whoever_could_reach_furthest():
    """In 2020Q2 a State's forces have exactly their share: the next is JNIM, with those not identified."""
    told = page("en", quarter="2020Q2")
    assert "36.7 per cent at the least; next, JNIM" in told["order-short"]
    assert "25.5 per cent at the most" in told["order-short"]
    assert "(violations and abuses) | 94" in told["groups"] and "(victims) | 94" in told["groups"]
