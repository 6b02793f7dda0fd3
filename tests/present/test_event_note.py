"""A quarter told from event data: worded for its source, without holes, the same in both languages."""

from __future__ import annotations

import os
import re

import pytest

from analysis import Events, figures, speak
from analysis.errors import InputError
from analysis.present.figures import export
from analysis.record.imports import import_events
from analysis.record.store import HOME_VARIABLE
from tests import event_homes
from tests.notebooks.test_snapshots import check
from tests.telling import cells, read, text_only, told

FIGHTERS = re.compile("fighter|combattant|civilians and|civils et")
NO_CHANGE = re.compile(r"a change of|l’évolution est|interval|intervalle")


@pytest.fixture(autouse=True)
def _english():
    yield
    speak("en")


def page(language, quarter):
    """What the notebook tells, as it is read aloud, but for its register."""
    if HOME_VARIABLE in os.environ:  # data of the test's own
        texts = {
            cell: text_only(text) for cell, text in told("event_note", language, quarter=quarter).items()
        }
    else:
        texts = read("event_note", language, quarter=quarter)
    for cell, text in texts.items():
        if cell != "numbers":
            check(text)
    return "\n".join(text for cell, text in texts.items() if cell != "numbers")


# 1989Q1 is the first that UCDP covers, 1993Q4 has an event without a death and 1995Q1 some, 2018Q1 follows on
# the national series
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("quarter", ["1989Q1", "1993Q4", "1995Q1", "2018Q1", "2022Q1"])
def test_no_quarter_of_ucdp_leaves_a_hole(quarter, language):
    assert re.search("UCDP (counts|compte)", page(language, quarter))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_quarter_that_nothing_covers_says_so(language):
    text = page(language, "2031Q1")
    assert {
        "en": "No event data on January to March 2031 are here",
        "fr": "Aucune donnée d’événements ne porte sur la période de janvier à mars 2031",
    }[language] in text
    assert not re.search("UCDP (counts|compte)|killed|tués", text)


@pytest.mark.parametrize(
    ("language", "lead", "zero"),
    [("en", "From April to June 1999, UCDP counts 0 deaths in organised violence in Mali.", "March 1997"),
     ("fr", "D’avril à juin 1999, l’UCDP compte 0 mort dans des violences organisées au Mali.", "mars 1997")],
)  # fmt: skip
def test_1999_is_told_without_the_groups_of_later_years(language, lead, zero):
    text = page(language, "1999Q2")
    assert lead in text and zero in text and "1994" in text  # the latest and the deadliest before
    assert not re.search("JNIM|Islamic State|État islamique|silent|muet", text)
    events = Events("1999Q2")
    assert events.by("group").iloc[0, 0].status == "not_asked" and not events.tells("group")


def test_what_ucdp_counts_is_told_as_ucdps():
    text = page("en", "2024Q3")
    assert "From July to September 2024, UCDP counts 137 civilians killed in Mali" in text
    assert "From 182 in April to June 2024, that is a change of −25 per cent" in text
    assert re.search(
        r"In all, 502 people died in \d+ incidents .*, fighters among them \(from 471, \+7 per", text
    )
    assert "of the 137 civilians killed from July to September 2024, UCDP attributes 58 to JNIM" in text
    assert "Bandiagara (38)" in text and "from 2 in April to June 2024 to 38" in text
    assert "The incident with most civilians killed from July to September 2024 killed 20." in text
    assert "The mission’s figure for the quarter" not in text and "own sheet" not in text
    assert "at least 160 killed; it counts civilians killed" in page("en", "2021Q2")


@pytest.mark.parametrize(
    ("language", "first"),
    [("en", "- Published for July to September 2024: 8,312 violations monitored in Mali"),
     ("fr", "- Publié pour juillet à septembre 2024\u00a0: 8\u202f312 violations relevées")],
)  # fmt: skip
def test_a_quarter_after_the_mission_begins_with_what_is_still_published(language, first):
    assert page(language, "2024Q3").lstrip().startswith(first)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_sheet_of_civilians_is_told_as_a_sheet(project, language):
    rows = event_homes.sheet(project)
    killed = rows[rows["form of violation"].eq("killed") & rows.quarter.eq("2026Q1")]["total victims"]
    text = page(language, "2026Q1")
    lead = {
        "en": f"March 2026, the user’s own sheet counts {killed.sum()} killed in {len(killed)} ",
        "fr": f"mars 2026, le tableau de l’utilisateur compte {killed.sum()} tués en {len(killed)} incidents",
    }
    assert lead[language] in text and not FIGHTERS.search(text) and "UCDP" not in text
    assert {"en": "+68 per cent", "fr": "+68\u00a0%"}[language] in text  # 31 of 21, on a base of 20 or more
    besides = {"en": "the user’s own sheet also counts 12 injured (from 10) and 5 abducted.",
               "fr": "l’utilisateur compte aussi 12 blessés (contre 10) et 5 enlevés."}  # fmt: skip
    assert besides[language] in text
    assert {"en": "| Men | 37 |\n", "fr": "| Hommes | 37 |\n"}[language] in text, (
        "women beside boys and girls"
    )
    assert "Koro" not in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_quarter_before_the_sheet_begins_has_no_change(project, language):
    event_homes.sheet(project)
    text = page(language, "2025Q3")
    gap = {"en": "No data of this source cover April to June 2025",
           "fr": "Aucune donnée de cette source ne couvre avril à juin 2025"}  # fmt: skip
    assert gap[language] in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_acled_is_told_with_civilians_and_fighters_together(project, language):
    rows = event_homes.acled(project)
    mine = rows[rows.quarter.eq("2025Q4") & ~rows.event_type.eq("Protests")]
    civil = mine[mine.civilian_targeting.ne("")]
    text = page(language, "2025Q4")
    assert (
        FIGHTERS.search(text)
        and f"ACLED {'counts' if language == 'en' else 'compte'} {mine.fatalities.sum()}" in text
    )
    whom = {"en": f"of the {civil.fatalities.sum()} killed in violence that targets civilians",
            "fr": f"{civil.fatalities.sum()} tués dans des violences visant des civils"}  # fmt: skip
    assert (
        whom[language] in text and {"en": "civilians (not in the", "fr": "civils (hors des"}[language] in text
    )


def test_sums_without_their_incidents_have_a_change_and_no_interval(project):
    event_homes.acled_sums(project)
    text = page("en", "2025Q4")
    assert (
        "ACLED counts 27 deaths in political violence, civilians and fighters together, in 12 incidents"
        in text
    )
    assert "a change of 0 per cent." in text and "its interval" not in text
    assert Events("2025Q4")["largest_incident"].status == "not_asked"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_part_of_a_quarter_is_told_as_one_and_refused_in_changes(project, shared, language):
    rows = event_homes.candidate(project, shared)
    text = page(language, "2026Q1")
    lead = {"en": f"In all, {rows.best.sum()} people died in ",
            "fr": f"En tout, {rows.best.sum()} personnes, combattants compris"}  # fmt: skip
    assert lead[language] in text
    assert {"en": "cover only a part of", "fr": "ne couvrent qu’une partie"}[language] in text
    short = text[: text.index({"en": "UCDP counts deaths", "fr": "L’UCDP compte les morts"}[language])]
    assert not NO_CHANGE.search(short)
    events = Events("2026Q1")
    assert {events.change(what).status for what in ("killed", "civilians_killed", "incidents")} == {
        "partial_period"
    }
    assert events.chance() == "unknown" and not events.moved("cercle")[0].stated


def test_final_and_preliminary_data_are_not_compared(project, shared):
    event_homes.candidate(project, shared)
    rows = (
        "id,type_of_violence,side_a,side_b,date_start,best,low,high,deaths_civilians,where_prec,adm_1,adm_2,"
    )
    rows += "country\n"
    (project / "x.csv").write_text(
        rows + "1,3,JNIM,Civilians,2025-02-03,30,20,40,30,1,Mopti region,Koro cercle,Mali\n"
    )
    event_homes.import_events(project / "x.csv", "x", data=project / "data", version="25.01.25.03")
    events = Events("2025Q1")
    assert events.whole and events.preliminary and events["killed"].value == 30
    assert events.change().status == "not_comparable"
    assert "Not comparable: the 197 of October to December 2024" in page("en", "2025Q1")


def test_a_mistake_names_the_nearest(project):
    event_homes.sheet(project)
    with pytest.raises(InputError, match="did you mean 'our_sheet'"):
        Events("2026Q1", source="our_shet")
    with pytest.raises(InputError, match="did you mean 'killed'"):
        Events("2026Q1")["kiled"]
    with pytest.raises(InputError, match="did you mean 'cercle'"):
        Events("2026Q1").by("cercles")
    assert Events("2026Q1", source="our_sheet")["killed"].value == 47
    assert Events("2026Q1", source="acled").kind == "none"  # a gap, and no mistake


def test_every_figure_has_its_rule_its_source_and_how_it_is_known():
    events = Events("2024Q3")
    shown = [events[what] for what in ("incidents", "killed", "civilians_killed", "largest_incident")]
    shown += [
        item for name in ("group", "kind", "cercle", "region") for item in events.by(name).to_numpy().ravel()
    ]
    assert all(
        item.inclusion == "events_ucdp" and item.sources and item.basis == "computed" for item in shown
    )
    assert {item.period for item in shown} == {"2024Q3"} and len(shown) > 100
    assert all(word in events.source for word in ("25.1", "CC BY 4.0", "Davies"))


def test_a_commentary_is_shown_in_its_own_language(project):
    (project / "data" / "commentary").mkdir(exist_ok=True)
    (project / "data" / "commentary" / "2024Q3.en.md").write_text("In 2024 the rains came late.\n", "utf-8")
    assert "In 2024 the rains came late." in page("en", "2024Q3")
    assert "the rains" not in page("fr", "2024Q3")


@pytest.mark.parametrize("quarter", ["1999Q2", "2024Q3"])
def test_both_languages_tell_the_same_numbers(quarter):
    from analysis.present.speech import registered

    found = []
    for language in ("en", "fr"):
        told("event_note", language, quarter=quarter)
        found.append(
            {
                (item.measure, item.group, item.place, item.period, item.value)
                for item in registered().values()
            }
        )
    assert found[0] == found[1]


def test_it_can_be_read_in_a_few_minutes():
    """What others publish, and the tables, are looked up and not read."""
    texts = read("event_note", "en", quarter="2024Q3")
    shown = [text for cell, text in texts.items() if cell not in ("still", "remarks", "numbers")]
    lines = [line for text in shown for line in text.split("\n") if not line.startswith("|")]
    shown = (
        one
        for one in cells("event_note", kind="markdown")
        if "remove-cell" not in one.metadata.get("tags", ())
    )
    words = " ".join([*lines, *(cell.source for cell in shown)])
    assert len(words.split()) < 1200


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_withheld_of_a_sheet_is_told_as_that_and_bounds_nothing(project, language):
    more = [(f"2026-03-{day:02}", "killed", 6, 2, 0, "Mopti", "Koro", "JNIM") for day in range(3, 15)]
    event_homes.sheet(project, *more)
    assert Events("2026Q1").withholds and not Events("2021Q2").withholds
    words = {
        "en": "others is not known, or is withheld",
        "fr": "ne sont pas connus, ou ne sont pas communiqués",
    }
    for name in ("event_note", "event_brief", "perpetrators"):
        text = "\n".join(map(text_only, told(name, language, quarter="2026Q1").values()))
        assert words[language] in text, name
        assert name != "perpetrators" or not re.search("at the most, %|au plus, %", text)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_older_parts_of_a_newer_total_are_no_share_of_it(project, language):
    """Three incidents more of each of two groups: six are told of all, and of neither group."""
    more = [
        ("2026-03-03", "killed", 12, 2, 0, "Mopti", "Koro", "JNIM"),
        ("2026-02-01", "killed", 9, 2, 0, "Ségou", "Niono", "FDSM"),
    ]
    event_homes.sheet(project, *more, name="own_2026H1")
    before = Events("2026Q1")
    assert not before.outdated
    more += [
        ("2026-01-14", "killed", 3, 6, 0, "Mopti", "Koro", "JNIM"),
        ("2026-01-17", "killed", 3, 6, 0, "Ségou", "Niono", "FDSM"),
    ]
    event_homes.sheet(project, *more, name="own_2026H1")
    after = Events("2026Q1")
    assert float(after["killed"]) == float(before["killed"]) + 36 and after.outdated and after.withholds
    old = after.by("group")[after.main].iloc[0]
    assert float(old) == float(before.most("group").iloc[0]) and not after.most("group").iloc[0].stated
    assert (old / after.base).status == "not_comparable" and "not revised since" in old.counted
    words = {"en": "may be of an earlier version of the sheet", "fr": "antérieure du tableau"}[language]
    for name in ("event_note", "event_brief", "perpetrators"):
        assert words in "\n".join(map(text_only, told(name, language, quarter="2026Q1").values())), name


def test_rows_that_could_not_be_read_are_told_on_the_page(project):
    rows = event_homes.sheet(project).drop(columns="quarter")
    rows["total victims"] = rows["total victims"].astype(object).where(rows.index != 3, "about five")
    rows.to_csv(project / "sheet.csv", index=False)
    import_events(project / "sheet.csv", "our_sheet", data=project / "data", accept_refused=True)
    events = Events("2026Q1")
    assert events.incomplete and not Events("2021Q2").incomplete
    assert "could not be read" in "".join(told("event_note", "en", quarter="2026Q1").values())
    assert "n’ont pas pu être lues" in "".join(told("event_brief", "fr", quarter="2026Q1").values())


def test_the_incident_that_is_told_killed_civilians():
    """The deadliest events of these quarters were battles in which UCDP counts no civilian."""
    for quarter, killed, place in (
        ("2021Q4", 32, "Bandiagara"),
        ("2022Q4", 70, "Ansongo"),
        ("2024Q1", 28, "Bankass"),
    ):
        events = Events(quarter)
        assert (events.worst.value, events.worst.place) == (killed, place)
        assert events["largest_incident"].value > killed


def test_the_largest_change_leaves_no_cercle_out():
    """Gao is a region of the notes and a cercle: no cercle is a part of another."""
    earlier, later = Events("2023Q1").moves("cercle")[0][::-1]
    assert (later.place, earlier.value, later.value) == ("Ansongo", 81, 4)
    for quarter in ("2021Q3", "2022Q1", "2024Q3"):
        events = Events(quarter)
        told = {pair[0].place for pair in events.moves("cercle")}
        main, names = events.main, {*events.table("cercle"), *events.was.table("cercle")}
        pairs = {
            name: [each.counted(main, "", name).value for each in (events, events.was)] for name in names
        }
        assert {name for name, (now, was) in pairs.items() if now != was} == told


@pytest.mark.parametrize("dimension", ["group", "cercle", "region"])
def test_what_a_source_does_not_tell_is_no_zero(dimension):
    """The national series, of which 2017Q4 is, has no groups and places."""
    assert Events("2018Q1").moves(dimension) == []
    assert not Events("2018Q1").was.counted("civilians_killed", "jnim_is").stated


def test_a_group_that_is_told_apart_in_one_quarter_only_counts_with_its_whole():
    events = Events("2024Q1")  # UCDP names foreign personnel since then
    now, was = events.moved("group")
    army = [
        events.counted("civilians_killed", name) for name in ("malian_forces", "malian_forces_with_foreign")
    ]
    assert now.group == was.group == "malian_forces_all"
    assert now.label.endswith("with and without foreign personnel")
    assert float(now) == sum(map(float, army)) == 89 and was.value == 132


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_part_of_a_quarter_is_a_part_on_every_page(project, shared, language):
    event_homes.candidate(project, shared)

    def cell(name, cell):
        return text_only(told(name, language, quarter="2026Q1")[cell])

    brief, first = cell("event_brief", "change"), cell("perpetrators", "events-short")
    assert re.search("In January 2026|En janvier 2026", brief) and re.search("in Jan|en jan", first)
    assert re.search("cover only a part of|ne couvrent qu’une partie", brief)
    assert re.search("preliminary|provisoire", first)
    title = cell("places", "finding")
    assert re.search("Mali, (January|janvier) 2026", title) and re.search("preliminary|provisoire", title)
    assert not re.search("cannot be told|on ne peut dire", page(language, "2026Q1"))  # of no change
    assert not cell("trends", "finding")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_number_that_its_source_gives_a_range_for_has_it_on_every_page(language):
    for name, cell in (("event_brief", "who"), ("perpetrators", "events-short"), ("event_note", "who")):
        told_there = read(name, language, quarter="2023Q4")[cell]
        assert re.search("132 \\(132 to 222\\)|\\(132, de 132 à 222\\)", told_there), name
    moved = read("event_note", language, quarter="2023Q4")["moved-told"]
    assert re.search("120 \\(in one event\\)|120 \\(en un seul événement\\)", moved)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_cannot_be_checked_was_published_all_the_same(language):
    found = read("claims_audit", language, quarter="2023Q4")["message"]
    assert not re.search("No figures|Aucun chiffre", found)
    assert re.search("nothing to check|rien à vérifier", found)
    assert "1,946" in read("event_note", "en", quarter="2023Q4")["published"]


def test_reports_of_the_secretary_general_stand_beside_the_notes_of_the_same_months():
    for quarter in ("2021Q4", "2022Q1"):
        assert "add up to 1,178 killed" in read("sources_compared", "en", quarter=quarter)["windows-notes"]
    assert not read("sources_compared", "en", quarter="2022Q4")["windows-notes"]  # no whole quarters
    assert "as the mission’s figure does not" in read("sources_compared", "en", quarter="2022Q1")["news"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_of_acled_the_base_of_who_is_alleged_is_violence_that_targets_civilians(project, language):
    """30 of the 52 killed died in a battle, of which nobody is ever alleged."""
    event_homes.acled(project)
    whom = {
        "en": "22 killed in violence that targets civilians",
        "fr": "22 tués dans des violences visant des civils",
    }
    shown = {name: {cell: text_only(text) for cell, text in told(name, language, quarter="2025Q4").items()}
             for name in ("perpetrators", "event_brief", "event_note")}  # fmt: skip
    base, brief = shown["perpetrators"], shown["event_brief"]["who"]
    assert all(whom[language] in text for text in (base["finding"], base["events-short"], brief))
    assert "59.1 | 59.1" in base["events"].replace(",", ".") and "52" not in base["finding"] + base["events"]
    every = "\n".join(shown["event_note"].values())
    assert "ACLED. " in every and "dyadic" not in every and "data_id" not in every
    caption = export.full_caption(figures.news(Events("2025Q4"), language=language))
    assert caption.replace("\u202f", "").replace("\xa0", "").endswith("Sources: ACLED.")
    share = {"en": "share: killed, Malian", "fr": "part : tués, forces"}[language]
    assert share in every.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_victim_is_one_and_a_line_begins_with_a_capital(language):
    one = {"en": "1 civilian killed in Mali", "fr": "1 civil tué au Mali"}[language]
    for name in ("event_note", "event_brief"):
        assert one in read(name, language, quarter="2011Q4")["finding"]
        assert read(name, language, quarter="2011Q4")["finding"].startswith("O")
    for name, quarter in (("trends", "2021Q3"), ("sources_compared", "2021Q3"), ("brief", "2024Q3")):
        assert read(name, language, quarter=quarter)["finding"].startswith("J")
