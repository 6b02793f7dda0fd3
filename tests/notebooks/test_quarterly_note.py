"""What the quarterly note tells: the release, gaps, half-years, restated and corrected figures."""

from __future__ import annotations

import re

import pytest

from analysis import Note
from analysis.measure.coverage import known_quarters
from analysis.record.ledger import ledger
from analysis.record.store import read_table
from tests.telling import cells, marked, read

FIRST = ("open", "headline", "outcomes-short", "who-where", "news", "moura")
QUARTERS = [str(quarter) for quarter in known_quarters()]


def note(quarter: str, language: str = "en") -> dict[str, str]:
    return read("quarterly_note", language, quarter=quarter)


def first_screen(quarter: str, language: str = "en") -> str:
    return "\n".join(note(quarter, language)[cell] for cell in FIRST)


def test_every_fact_of_the_release_of_august_2021():
    lines, everything = first_screen("2021Q2"), "\n".join(note("2021Q2").values())
    assert "at least 527 civilians killed, injured or abducted/disappeared in Mali" in lines
    assert (
        "checked here, the published change of more than 25 per cent from January to March 2021 (421)"
        " does not compare like with like. It sets 527 civilians against 421" in lines
    )
    assert (
        "from 381 in January to March 2021 to 527, a change of +38 per cent (each act of the earlier" in lines
    )
    assert re.search(
        r"documented at least 160 civilians killed .* 147 injured .* and 220 abducted or disappeared", lines
    )
    assert "54 per cent to JNIM, Islamic" in lines and "20 per cent to community-based militias" in lines
    assert "9 per cent to Malian defence and security forces, 6 per cent to international" in lines
    assert "leaves 9.9 per cent (7.9 to 12.0), which may be any group’s" in lines
    assert "leaves 35 per cent (34 to 36) for places" in lines
    assert "50 per cent in cercles of Bandiagara, Djenné, Douentza, Koro, Mopti, Niono and Ségou" in lines
    assert "15 per cent in cercles of Ansongo and Gao" in lines
    assert "notable expansion" in lines and "Ségou and Sikasso" in lines
    assert (
        "majority of violent incidents" in everything
        and "a share of the victims, not of the incidents" in everything
    )
    assert "documented during security operations" in everything
    for words in ("strengthen their hold", "under duress", "those of women above all", "tensions between",
                  "social fabric", "protecting strategic towns", "resulted in serious human",
                  "judges and prosecutors are missing", "transitional authorities",
                  "criminal trials held in Mopti", "orders signed to prosecute"):  # fmt: skip
        assert words in everything, words


def test_the_french_note_has_the_same_facts():
    lines = first_screen("2021Q2", "fr")
    for words in ("au moins 527", "plus de 25 %", "421", "381", "+38 %", "54 %", "9 %", "6 %", "9,9 %",
                  "50 %", "15 %", "extension notable"):  # fmt: skip
        assert words in lines.replace("\u00a0", " "), words


@pytest.mark.parametrize("quarter", QUARTERS)
def test_lines_to_quote_have_unit_place_period_and_comparator(quarter):
    line = note(quarter)["headline"].split("\n")[0]
    assert re.match(
        r"- From \w+ to \w+ \d{4}, the mission documented .*(civilians|violations and abuses).* in Mali", line
    )
    assert "published change" not in line or re.search(
        r"from \w+ to \w+ \d{4} \((at least )?[\d,]+\) (holds|does not (hold|compare like with like))\.",
        line,
    )


def test_what_was_not_published_is_said_and_is_never_zero():
    found = note("2020Q3")
    assert (
        "Not published for July to September 2020: injured; abducted or disappeared."
        in found["outcomes-short"]
    )
    assert "figures by alleged perpetrator" in found["who-where"]
    assert (
        "Nothing is on record for July to September 2020 about conflict-related sexual violence and"
        " responses. That is not zero." in found["gone"]
    )
    assert not found["sexual-violence"] + found["responses"]  # one line, and no section
    assert not re.search(r"\b0\b", first_screen("2020Q3"))


def test_the_quarter_without_a_note_shows_the_half_year_and_what_it_leaves():
    found = note("2021Q3")
    assert "No note on July to September 2021 alone is on record" in found["open"]
    assert "From July to December 2021, the mission documented at least 886 civilians" in found["headline"]
    assert "318 civilians killed, 225 injured and 343 abducted" in found["outcomes-short"]
    assert "190 (derived)" in found["left"] and "never published itself" in found["left"]


def test_a_quarter_known_from_a_later_note_says_so_in_each_line_on_a_count():
    lines = first_screen("2021Q4")
    assert len(re.findall("given for comparison in a later note", lines)) == 2
    assert "later note" not in first_screen("2021Q2")
    assert len(re.findall("d’après une note ultérieure", first_screen("2021Q4", "fr"))) == 2
    assert "Malian defence and security forces (violations and abuses, 31)" in lines  # what is known is told
    assert "| Killed | 190 (derived) | 128 | not published |" in note("2021Q4")["outcomes"]


def test_moura_is_explained_where_it_is_left_out_and_nowhere_else():
    lines = first_screen("2022Q1")
    assert (
        "From 27 to 31 March 2022, at least 500 persons were killed there, 20 women and 7 children among them"
        in lines
    )
    assert "United Nations human rights office" in lines
    for quarter in QUARTERS:
        assert ("500" in first_screen(quarter)) == (quarter == "2022Q1")
    assert (
        "leave out the events of Moura" in note("2022Q2")["headline"]
    )  # it is what the quarter is set against
    assert "Moura" not in first_screen("2022Q3")
    assert "that of Moura in the cercle of Djenné, killed 243" in note("2022Q1")["ucdp"]


def test_a_misprint_and_a_wrong_change_are_told():
    assert (
        "prints 827 abducted or disappeared; 82 closes"
        in note("2022Q4")["audit"] + note("2022Q4")["disagree"]
    )
    assert "82 (derived) abducted or disappeared" in note("2022Q4")["outcomes-short"]
    assert (
        "(232) does not hold." in note("2020Q1")["headline"]
        and "divided by the later figure" in note("2020Q1")["headline"]
    )


def test_tables_lead_to_every_row_of_the_quarter():
    rows = ledger().query("period == '2021Q2' and series == 'hrpd_note'").figure_id
    assert set(rows) <= set(re.findall(r"F\d+", read("claims_audit", quarter="2021Q2")["figures"]))


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_reasons_that_the_note_leads_to_are_on_the_page_of_the_audit(quarter):
    figures = Note(quarter, "en").figures
    disputed = figures[figures.passed_over.ne("")]
    assert ("The reasons" in note(quarter)["disagree"]) >= bool(len(disputed))
    table = read("claims_audit", quarter=quarter)["figures"]
    assert disputed.reason.ne("").all() and all(reason[:60] in table for reason in disputed.reason)


def test_each_page_on_the_note_is_a_source():
    links = marked("quarterly_note", quarter="2021Q2")["sources"]
    rows = ledger().query("period == '2021Q2' and series == 'hrpd_note'").source_id
    pages = read_table("sources").set_index("source_id").url[rows.unique()]
    assert len(pages) > 10 and all(f']({url} "' in links for url in pages)


def test_the_note_is_short_and_tells_a_number_of_a_group_once():
    """Half the words that the note had in version 0.1, before its register: 3,062."""
    text = [cell.source for cell in cells("quarterly_note") if cell.cell_type == "markdown"
            and "remove-cell" not in cell.metadata.get("tags", ())]  # fmt: skip
    text += [told for cell, told in note("2021Q2").items() if cell not in ("numbers", "commentary")]
    words = re.findall(r"[\w’'%+−-]*\w[\w’'%+−-]*", "\n".join(text))
    assert len(words) < 1631  # half, and the 100 in the heads of sections of other quarters
    shares = re.findall(r"\b(?:54|20|9|6) per cent", note("2021Q2")["perpetrators"])
    assert not shares  # they stand in the first lines


def test_no_line_below_a_text_is_said_twice():
    for quarter in QUARTERS:
        small = re.findall(
            r'<small class="missing">(.*?)</small>',
            "\n".join(marked("quarterly_note", "en", quarter=quarter).values()),
        )
        warnings = [line for line in small if "Moura" in line]
        assert len(warnings) <= 1, quarter


@pytest.mark.parametrize("quarter", ["1999Q2", "2024Q3"])
def test_a_quarter_without_a_note_leads_to_event_data(quarter):
    assert "event data tell the quarter" in note(quarter)["open"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("quarter", QUARTERS)
def test_each_line_to_quote_names_place_and_period(quarter, language):
    """But for statements of a page, which end with its link, and Moura, which is a place."""
    cells = FIRST[1:]
    lines = [
        line for cell in cells for line in note(quarter, language)[cell].split("\n") if line.startswith("- ")
    ]
    for line in lines:
        if not line.endswith(")") and "Moura" not in line:
            assert "Mali" in line and re.search(r"\b20\d\d\b", line), line
    compared = [line for line in lines if re.search(r"[+−]\d", line)]
    assert all(len(re.findall(r"\w+ (?:to|à) \w+ 20\d\d", line)) >= 2 for line in compared), compared


def test_a_title_gives_the_change_that_compares_and_what_its_base_leaves_out():
    title = read("brief", "en", quarter="2022Q2")["finding"]
    assert (
        "like for like, −38 per cent on the quarter before (Moura not counted); published: −42 per cent"
        in title
    )
    assert (
        "in Mali, by the UN mission’s count; −20 per cent on the quarter before, as published"
        in read("brief", "en", quarter="2022Q3")["finding"]
    )
    assert "entre deux minimums" in note("2020Q3", "fr")["outcomes-short"]
    assert "(Moura non compris)" in note("2022Q2", "fr")["outcomes-short"]


def test_the_first_page_tells_the_quarters_since_the_notes():
    for language in ("en", "fr"):
        table = read("index", language)["since"]
        assert (
            "2023Q1" not in table and "197" in table and table.count("\n") == 9
        )  # eight quarters under a head


@pytest.mark.parametrize(
    ("language", "left_out"), [("en", "Moura not counted"), ("fr", "Moura non compris|hors Moura")]
)
def test_each_line_on_figures_without_moura_says_so_itself(language, left_out):
    """A line is quoted alone: the warning below it goes lost."""
    found = note("2022Q1", language)
    for cell in ("headline", "outcomes-short", "news"):
        assert re.search(left_out, found[cell].split("\n")[0]), cell
    assert re.search(left_out, next(line for line in found["who-where"].split("\n") if "54" in line))
    brief = read("brief", language, quarter="2022Q1")
    assert all(re.search(left_out, brief[cell]) for cell in ("finding", "outcomes", "who"))
    order = read("perpetrators", language, quarter="2022Q1")["order-short"]
    assert re.search("could change the order|pourraient changer l’ordre", order)


def test_figures_are_counted_each_by_its_gravest_check():
    """As the table of all figures has them: one misprint is one figure, however many sums it spoils."""
    found = note("2022Q4")
    assert "side by side what does not compare: 2." in found["audit-counts"]
    every = read("claims_audit", quarter="2022Q4")["figures"]
    assert len(re.findall(r"\| [✗≠] [^|]*\| F", every)) == 2


def test_security_incidents_one_number_by_place_and_harms_by_name():
    assert "also report some 682 security incidents" in note("2022Q2")["incidents"]
    assert "the published list has one area alone, Mopti (193)" in note("2020Q4")["who-where"]
    assert "torture and ill-treatment (cases): at least 18" in note("2020Q1")["perpetrators"]
    assert "+7.05 per cent" in note("2021Q1")["perpetrators"] and "(+7" not in note("2021Q1")["perpetrators"]
    assert "318 − 128 = 190" in note("2021Q3")["left"]
    assert "Mopti (242)." in note("2021Q1")["who-where"]  # and no second list of its 57.48 per cent
    assert "places" not in note("2021Q1") or not note("2021Q1")["places"].strip()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_shares_that_the_mission_published_are_told_as_published(language):
    """All of a list that hold; where it published some only, all are computed and said to be."""
    for quarter, share, computed in (("2022Q4", "26", False), ("2022Q2", "26[.,]1", True)):
        for cell, name in (
            ("who", "brief"),
            ("who-where", "quarterly_note"),
            ("published-short", "perpetrators"),
        ):
            text = read(name, language, quarter=quarter)[cell]
            assert re.search(rf"\b{share}(?: per cent|\s%)", text), (quarter, name)
            assert bool(re.search("computed here|calculées ici", text)) == computed


@pytest.mark.parametrize("quarter", ["2021Q1", "2021Q3"])
@pytest.mark.parametrize("name", ["quarterly_note", "brief"])
def test_a_list_of_one_area_is_not_called_the_only_number_by_place(name, quarter):
    """Other lists and figures by place stand on the same page."""
    cell = "who-where" if name == "quarterly_note" else "who"
    assert "has one area alone" in read(name, "en", quarter=quarter)[cell]
    assert "ne compte qu’une zone" in read(name, "fr", quarter=quarter)[cell]


def test_what_cannot_be_checked_is_not_counted_as_checked():
    found, french = (note("2021Q3", language)["audit-counts"] for language in ("en", "fr"))
    assert "Checked: 12 published figures, each list as one. Failing" in found
    assert "compare: 4. Not checkable: 12." in found
    assert "Not checkable" not in note("2022Q3")["audit-counts"]
    assert "chaque liste comptant pour un. Chiffres en défaut" in french and "Non vérifiables" in french


def test_the_largest_move_is_one_among_figures_that_compare():
    assert "the largest move in numbers, of figures that compare: " in note("2022Q2")["news"]
    assert "entre chiffres comparables" in read("perpetrators", "fr", quarter="2022Q2")["move-short"]


def test_no_statement_says_that_a_note_is_missing_where_one_may_be_added():
    rows = read_table("context").query("period > '2022Q4'")
    assert not rows.text_en.str.contains("on record").any()


def test_statements_of_one_page_stand_under_one_link():
    found = marked("quarterly_note", quarter="2021Q2")
    for cell, statements in (("context", 5), ("responses", 4), ("attribution", 2)):
        links = re.findall(r"\]\((https?://[^)]+)\)", found[cell])
        assert len(links) == len({*links}) < statements == found[cell].count(".\\\n") + len(links), cell


@pytest.mark.parametrize("name", ["quarterly_note", "brief"])
def test_acts_are_told_by_kind_where_persons_are_not_and_never_by_perpetrator(name):
    cell = "outcomes-short" if name == "quarterly_note" else "outcomes"
    told = read(name, quarter="2021Q1")[cell]
    assert "94 violations of physical integrity, 181 abductions" in told and "Not published" not in told
    assert "By kind of act" not in read(name, quarter="2020Q2")[cell]


def test_a_share_that_fails_the_audit_says_so_where_it_leads():
    assert "54.34 per cent in Mopti (does not hold)" in note("2020Q1")["who-where"]
    assert "region of Mopti (does not hold)" in read("places", quarter="2020Q1")["finding"]
    assert "Mopti (54.34 per cent, does not hold)" in read("brief", quarter="2020Q1")["who"]
    assert "54,34\xa0%, ne tient pas" in read("brief", "fr", quarter="2020Q1")["who"].replace(
        "\u202f", "\xa0"
    )
    assert "does not hold" not in note("2021Q2")["who-where"]
