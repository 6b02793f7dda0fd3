"""What leaves a sheet of one's own: coarse, without small numbers, and open under attack."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import stat
import subprocess

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.measure.event_sums import figures_from
from analysis.quarter import Quarter
from analysis.record.attack import REST, attack
from analysis.record.cells import about, read_release, remove
from analysis.record.check import _private, check
from analysis.record.places import perpetrators
from analysis.record.release import HELD, HIDDEN, SHOWN, public, released
from tests import event_homes

GROUPS = perpetrators()
FEW = {"default": "5", "sexual_violence": "10", "girls": "10"}
DAYS = ("2026-01-01", "2026-06-30")
REGIONS = {"Koro": "Mopti", "Niono": "Ségou", "Tin-Essako": "Kidal"}
PLANTED = ("2026-02-21", "sexual violence", 1, 0, 1, "Kidal", "Tin-Essako", "FDSM")


def incidents(*rows, outcome="enforced_disappearance"):
    """Return incidents: group, how many, victims of each, cercle, quarter."""
    made = [
        {"quarter": quarter, "place": place, "place_level": "cercle", "group": group, "outcome": outcome,
         "best": float(size), "men": float(size)}
        for group, count, size, place, quarter in rows for _ in range(count)
    ]  # fmt: skip
    return pd.DataFrame(made)


def of_groups(*counts):
    """Return a row of a table: so many incidents of one victim by each group."""
    return incidents(*((group, n, 1, "Koro", "2026Q1") for group, n in zip(GROUPS, counts, strict=False)))


def made(rows, *earlier, outcomes=("enforced_disappearance",), days=DAYS):
    return released(rows, outcomes, REGIONS, FEW, days, earlier)


def states(table, kind="group", period="2026Q1"):
    mine = table[table.table.eq(kind) & table.period.eq(period)]
    return dict(zip(mine.name, mine.state, strict=True))


# Rows of the table of Statistical Policy Working Paper 22 (US Federal Committee on Statistical Methodology,
# 1994, chapter II): four counts, their total told; a count under 5 is withheld. The other groups have no
# victim here, which is withheld as well: so is the smallest number beside, where no other is
@pytest.mark.parametrize(
    ("counts", "primary", "besides"),
    [
        ((15, 1, 3, 1), {1, 2, 3}, set()),  # three are open: their sum is 5
        ((20, 10, 10, 15), set(), {1}),
        ((3, 10, 10, 2), {0, 3}, set()),  # 3 + 2
        ((12, 14, 7, 2), {3}, {2}),  # 2 is the total less all others: the smallest goes too
        ((12, 14, 17, 1), {3}, {0}),
    ],
)
def test_a_textbook_table(counts, primary, besides):
    table = made(of_groups(*counts))
    found = states(table)
    assert {n for n, group in enumerate(GROUPS[:4]) if found[group] == HIDDEN} == primary | besides
    assert states(table, "all")[""] == SHOWN
    if besides:  # without it the attack finds the count
        table.loc[table.table.eq("group") & table.name.eq(GROUPS[besides.copy().pop()]), "state"] = SHOWN
        with pytest.raises(
            InputError, match=r"enforced_disappearance 2026Q1 .* closer than its threshold of 5"
        ):
            attack([table])


def test_victims_and_incidents_count_both():
    """Thirty in two incidents are two who are known; so are five incidents of four harmed in all."""
    table = made(incidents(("jnim_is", 2, 15, "Koro", "2026Q1"), ("militias", 30, 1, "Koro", "2026Q1")))
    assert states(table)["jnim_is"] == HIDDEN and states(table)["militias"] == HIDDEN
    assert states(table, "all")[""] == SHOWN and states(table, "people")["men"] == HIDDEN, (
        "60 = all: no woman"
    )
    assert public(table, "own", "").set_index(["table", "name"]).victims.dropna().to_dict() == {
        ("all", ""): 60
    }


def test_each_outcome_is_told_as_coarsely_as_it_must_be():
    rows = pd.concat([incidents(("jnim_is", 20, 1, "Koro", "2026Q1"), outcome=name)
                      for name in ("killed", "sexual_violence", "torture")], ignore_index=True)  # fmt: skip
    table = made(rows, outcomes=("killed", "sexual_violence", "torture"))
    assert set(table[table.outcome.eq("sexual_violence")].table) == {"all"}
    assert set(table[table.outcome.eq("torture")].table) == {"all", "group", "people"}
    assert set(table[table.outcome.eq("killed") & table.table.eq("region")].period) == {"2026H1"}
    assert not set(REGIONS) & set(table.name)


def test_what_is_covered_in_part_is_not_told():
    rows = incidents(("jnim_is", 20, 1, "Koro", "2026Q1"), outcome="killed")
    table = made(rows, outcomes=["killed"], days=("2026-01-01", "2026-05-31"))
    assert set(table.period) == {"2026Q1"} and "region" not in set(table.table)


def test_a_revision_is_told_where_it_is_no_small_number():
    one = made(of_groups(20, 30))
    assert states(one)["jnim_is"] == HIDDEN, "beside the groups without a victim"
    two = made(of_groups(20, 32), one)
    assert states(two)["militias"] == HELD and public(one, "own", "").equals(public(two, "own", ""))
    three = made(of_groups(20, 36), one, two)
    told = public(three, "own", "").query("table == 'group' and period == '2026Q1'").set_index("name").victims
    assert states(three)["militias"] == SHOWN and told["militias"] == 36
    # six more, and one of another group: all less the militias would be one more than before
    four = made(of_groups(20, 42, 1), one, two, three)
    assert HELD in (states(four, "all")[""], states(four)["militias"])
    assert public(four, "own", "").query("name == 'malian_forces'").victims.isna().all()


def flags(table, *earlier):
    told = public(table, "own", "", earlier)
    assert not told.held[told.table.eq("all")].any()
    return told.query("table == 'group' and period == '2026Q1'").set_index("name").held


def test_a_part_that_was_not_revised_with_its_total_says_so():
    """Three incidents more of each of two groups are six more of all: the total is told and they are not."""
    one = made(of_groups(20, 30))
    assert not flags(one).any()
    two = made(of_groups(23, 33), one)
    assert states(two, "all")[""] == SHOWN and states(two)["militias"] == HELD
    assert flags(two, one)["militias"] == "yes"
    three = made(of_groups(23, 33), one, two)  # nothing is new, and what is of before still says so
    assert flags(three, one, two).equals(flags(two, one))
    four = made(of_groups(31, 41), one, two, three)
    assert states(four)["militias"] == SHOWN and not flags(four, one, two, three)["militias"]


def test_the_mark_follows_from_what_was_released_alone():
    """One victim to another group, or less, or more: no byte of a release is another, no mark either."""
    one = made(of_groups(20, 30))
    two = made(of_groups(26, 31), one)
    for counts in ((26, 31), (27, 30), (26, 30), (27, 31), (26, 32)):
        three = made(of_groups(*counts), one, two)
        before = public(two, "own", "", [one])
        assert public(three, "own", "", [one, two]).equals(before), counts


def test_a_quarter_marks_no_other():
    parts = [("jnim_is", 20, 1, "Koro"), ("militias", 30, 1, "Koro")]
    quarters = [incidents(*((*part, name) for part in parts)) for name in ("2026Q1", "2026Q2")]
    more = incidents(("jnim_is", 4, 1, "Koro", "2026Q1"), ("militias", 4, 1, "Koro", "2026Q1"))
    one = made(pd.concat(quarters, ignore_index=True))
    two = made(pd.concat([*quarters, more], ignore_index=True), one)
    told = public(two, "own", "", [one]).query("table == 'group' and held == 'yes'")
    assert {*told.period} == {"2026Q1"}


def test_earlier_releases_help_an_attacker():
    """What was told before and has not changed is known, and so is what has come to it."""
    one, two = made(of_groups(12, 14, 7)), made(of_groups(12, 14, 7, 2))
    attack([two])
    with pytest.raises(InputError, match="closer than its threshold"):
        attack([one, two])
    attack([one, made(of_groups(12, 14, 7, 2), one)])


def people(**counts):
    """Return incidents of one victim each, of one group: so many men, women, boys, girls."""
    rows = incidents(("jnim_is", sum(counts.values()), 1, "Koro", "2026Q1"))
    kind = pd.Series([name for name, count in counts.items() for _ in range(count)])
    return rows.assign(**{name: kind.eq(name) * 1.0 for name in ("men", "women", "boys", "girls")})


def test_a_zero_is_not_the_rest_of_a_total():
    """Were 52 men, 27 women and 10 boys told of 89, there was no girl, nor could one be added unseen."""
    one = made(people(men=52, women=27, boys=10))
    assert states(one, "all")[""] == SHOWN and states(one, "people") == {
        "men": SHOWN, "women": SHOWN, "boys": HIDDEN, "girls": HIDDEN, "untold": HIDDEN}  # fmt: skip
    two = made(people(men=52, women=27, boys=10, girls=1), one)
    assert public(two, "own", "").equals(public(one, "own", ""))
    attack([one, two])


def test_nobody_is_hidden_behind_those_of_untold_sex_where_there_are_none():
    """Who knows that the sheet tells the sex of all would have nine girls as the rest of the total."""
    assert states(made(people(men=50, women=20, boys=10, girls=9)), "people")["boys"] == HIDDEN


def test_a_change_that_would_give_somebody_away_is_held_and_no_import_refused():
    """A release of an older rule told that there was no girl; one now changes nothing that is told."""
    one = made(people(men=52, women=27, boys=10))
    told = one.table.eq("people") & one.period.eq("2026Q1") & one.name.eq("boys")
    one.loc[told, "state"] = SHOWN
    two = made(people(men=52, women=33, boys=10, girls=1), one)
    assert states(two, "people")["women"] == HELD and states(two, "all")[""] == HELD
    assert public(two, "own", "").equals(public(one, "own", ""))


def sheet_of(rng):
    """Return a random sheet: groups, places and people at random, so that most of its numbers are zero."""
    kinds = rng.choice(
        [["men"], ["men", "women"], ["men", "women", "boys"], ["girls", "men", "boys", "women"]]
    )
    rows = [
        incidents((rng.choice(GROUPS), rng.choice([1, 1, 2, 6, 15]), rng.choice([1, 1, 2, 4]),
                   rng.choice([*REGIONS]), rng.choice(["2026Q1", "2026Q2"])), outcome="killed")
        for _ in range(rng.randint(2, 11))
    ]  # fmt: skip
    table = pd.concat(rows, ignore_index=True)
    who = pd.Series([rng.choice(kinds) for _ in range(len(table))])
    return table.assign(**{name: table.best * who.eq(name) for name in ("men", "women", "boys", "girls")})


def later(table, rng):
    """Return a later version of a sheet: a victim or a few more, now and then some incidents less."""
    size, quarter = (rng.choice([1, 1, 3, 8]), rng.choice([1, 2])), rng.choice(["2026Q1", "2026Q2"])
    more = incidents((rng.choice(GROUPS), *size, rng.choice([*REGIONS]), quarter), outcome="killed")
    more = more.assign(men=0.0).assign(**{rng.choice(["men", "women", "boys", "girls"]): more.best})
    lost = rng.sample([*table.index], min(len(table) - 1, rng.choice([0, 0, 2, 7])))
    return pd.concat([table.drop(index=lost), more], ignore_index=True).fillna(0)


def subtracted(table):
    """Yield what anybody can subtract: the rest of each total told, with the blanks that must share it."""
    told = public(table, "own", "").assign(true=table.victims)
    totals = told[told.table.eq("all")].set_index("period").victims
    totals["2026H1"] = totals.sum(skipna=False)
    for (_, period), parts in told[told.table.ne("all")].groupby(["table", "period"]):
        blanks = parts[parts.victims.isna() & ~(parts.name.isin(REST) & parts.true.eq(0))]
        if pd.notna(totals[period]) and len(blanks):
            rest, least = totals[period] - parts.victims.sum(), blanks.threshold.max() - 1
            yield rest, min(least, totals[period]), len(blanks)


def attacked(seed, versions):
    rng, releases = random.Random(seed), []  # noqa: S311 -- sheets, not secrets
    table = sheet_of(rng)
    for _ in range(versions):
        releases.append(made(table, *releases, outcomes=["killed"]))
        table = later(table, rng)
    for rest, least, blanks in subtracted(releases[0]):
        assert blanks > 1 and rest >= least, seed
    attack(releases)


@pytest.mark.parametrize("first", [0, *(pytest.param(n, marks=pytest.mark.proof) for n in (10, 20, 30))])
def test_random_sheets_hold_against_the_attack(first):
    """Forty sheets, most of whose numbers are zero, and a later version of each: none refused, none open."""
    for seed in range(first, first + 10):
        attacked(seed, 2)


@pytest.mark.proof
def test_random_sheets_hold_against_the_attack_on_all_their_versions():
    for seed in range(100):
        attacked(seed, 5)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(GROUPS[:4]), st.integers(1, 9), st.integers(1, 4),
                          st.sampled_from([*REGIONS]), st.sampled_from(["2026Q1", "2026Q2"])),
                min_size=1, max_size=7))  # fmt: skip
def test_nothing_small_is_left_by_subtraction(rows):
    table = made(incidents(*rows, outcome="killed"), outcomes=["killed"])
    assert table.loc[table.state.eq(SHOWN), ["victims", "incidents"]].ge(5).all(axis=None)
    totals = table[table.table.eq("all")].set_index("period")
    for kind, periods in (("group", ["2026Q1"]), ("people", ["2026Q2"]), ("region", ["2026Q1", "2026Q2"])):
        parts = table[table.table.eq(kind) & table.period.isin([*periods, "2026H1"])]
        if totals.loc[periods].state.eq(SHOWN).all() and parts[parts.state.eq(HIDDEN)].victims.sum():
            rest = totals.loc[periods].victims.sum() - parts[parts.state.eq(SHOWN)].victims.sum()
            assert rest >= 4, "fewer than 5 says as much"
    one_more = made(incidents(*rows, ("signatory", 1, 1, "Tin-Essako", "2026Q1"), outcome="killed"), table,
                    outcomes=["killed"])  # fmt: skip
    assert public(one_more, "own", "").equals(public(table, "own", ""))


def everything(project):
    """Return every byte that is released: files, page, figures with their numbers."""
    from analysis import Events, figures
    from tests.telling import told

    found = {path.name: path.read_text("utf-8") for path in (project / "data" / "events").glob("our_sheet*")}
    found["page"] = json.dumps(told("event_note", quarter="2026Q1", source="own"))
    for quarter in ("2025Q4", "2026Q1"):
        events = Events(quarter, "own")
        drawn = [figures.eight_quarters(events), figures.map_events(events)]
        found |= {
            f"{quarter} {n}": item.table().to_csv() + item.caption for n, item in enumerate(drawn) if item
        }
    return found


def test_one_victim_is_in_no_byte_that_is_released(project):
    """A girl, planted in a sheet that was released before: nothing changes; nor is she in a first release."""
    event_homes.sheet(project)
    before = everything(project)
    rows = event_homes.sheet(project, PLANTED)
    assert len(rows) == 49 and everything(project) == before
    for path in (project / "data" / "events").glob("our_sheet*"):
        path.unlink()
    shutil.rmtree(project / "data" / "private")
    event_homes.sheet(project, PLANTED, name="first_release")
    whole = "".join(path.read_text("utf-8") for path in (project / "data" / "events").glob("first_release*"))
    assert "Tin-Essako" not in whole and "2026-02-21" not in whole and '"sha256"' not in whole
    shown = (project / "data" / "events" / "first_release.release.csv").read_bytes()
    said = about("first_release", project / "data")
    assert said["cells_sha256"] == hashlib.sha256(shown).hexdigest(), "of what is seen alone"
    told = read_release("first_release", project / "data")
    assert told.query("outcome == 'sexual_violence'").victims.isna().all()
    assert not told.victims.lt(told.threshold).any() and not told.incidents.lt(told.threshold).any()


def test_what_is_kept_is_for_its_owner_alone(project):
    event_homes.sheet(project)
    event_homes.sheet(project, PLANTED)
    folder = project / "data" / "private" / "our_sheet"
    assert [path.name for path in sorted(folder.iterdir())] == ["0001", "0002"]
    assert "Tin-Essako" in (folder / "0002" / "our_sheet.csv").read_text("utf-8")
    assert "Tin-Essako" not in (folder / "0001" / "our_sheet.csv").read_text("utf-8")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*.*")}
    assert modes == {0o600} and stat.S_IMODE((project / "data" / "private").stat().st_mode) == 0o700
    assert not (project / "data" / "events" / "our_sheet.csv").exists()
    assert "data/private/" in (event_homes.ROOT / ".gitignore").read_text("utf-8").split()


def test_what_is_typed_into_a_sheet_is_not_repeated(project):
    named = ("2026-02-21", "killed", 1, 1, 0, "Kidal", "Chez Aminata T.", "Le voisin Ali B.")
    path = project / "sheet.csv"
    event_homes.rows_of(*event_homes.ENTRIES, named).to_csv(path, index=False)
    report = event_homes.import_events(path, "our_sheet", data=project / "data")
    said = "\n".join(report.lines()) + "".join(
        path.read_text("utf-8") for path in (project / "data").rglob("*our_sheet*") if path.is_file()
    )
    assert (
        "Actors not in the table: as typed in row 50 (1)." in said
        and "Places not known: as typed in row 50" in said
    )
    assert "Aminata" not in said and "Ali B" not in said


def test_what_was_ever_released_of_these_days_is_remembered(project):
    """Removed or not, under any name: one victim more would be the difference of two releases."""
    event_homes.sheet(project)
    for removed in (False, True):
        if removed:
            remove("our_sheet", project / "data")
        before = everything(project)
        for name in ("another", ""):
            with pytest.raises(
                InputError, match=r"^2025Q3, .* was released as our_sheet: .* --as our_sheet, or"
            ):
                event_homes.sheet(project, PLANTED, name=name)
        assert everything(project) == before
    event_homes.sheet(project, PLANTED)
    kept = sorted(path.name for path in (project / "data" / "private" / "our_sheet").iterdir())
    assert kept == ["0001", "0002"], "judged with what was released before it was removed"
    shutil.rmtree(project / "data" / "private")
    with pytest.raises(InputError, match=r"our_sheet: put data/private/our_sheet back, import"):
        event_homes.sheet(project)


def test_the_name_of_the_file_is_in_nothing_that_git_would_keep(project):
    """Nor do days: each sheet has the name of its half-years."""
    before = {*(project / "data").rglob("*")}
    names = []
    for covers in ("2024-01-01..2024-06-30", "2024-07-01..2025-03-31"):
        path = project / "temoignage_aissata.csv"
        day = covers[:8] + "20"
        event_homes.rows_of((day, "killed", 6, 2, 0, "Mopti", "Koro", "JNIM")).to_csv(path, index=False)
        names.append(event_homes.import_events(path, data=project / "data", covers=covers).about["name"])
    assert names == ["own_2024H1", "own_2024H2_2025H1"]
    made = [path for path in {*(project / "data").rglob("*")} - before if "private" not in path.parts]
    assert len(made) == 4 and not any("aissata" in path.name + path.read_text("utf-8") for path in made)


def quarter_sheet(project, number, name="", folder=""):
    """Import a sheet of one quarter of 2024."""
    first = Quarter(2024, number).start
    path = project / folder / f"part{number}.csv"
    event_homes.rows_of((str(first), "killed", 6, 2, 0, "Mopti", "Koro", "JNIM")).to_csv(path, index=False)
    covers = f"{first}..{Quarter(2024, number).end}"
    return event_homes.import_events(path, name, data=project / "data", covers=covers).about


def test_a_quarter_under_the_name_of_another_is_a_question_and_none_goes_unsaid(project):
    assert quarter_sheet(project, 1)["name"] == "own_2024H1"
    before = everything(project)
    with pytest.raises(
        InputError, match=r"^A part of the same half-year .* --as own_2024H1, with all quarters, or"
    ):
        quarter_sheet(project, 2)
    assert everything(project) == before
    told = " ".join(quarter_sheet(project, 2, "own_2024H1")["warnings"])
    assert "2024Q1 goes out of own_2024H1" in told and "2024Q2 goes" not in told
    assert quarter_sheet(project, 4)["name"] == "own_2024H2"


def test_a_private_sheet_that_git_would_take_is_told(project):
    for ignored in ("", "sheets/\n"):
        subprocess.run(["git", "init", "-q", str(project)], check=True)
        (project / ".gitignore").write_text(ignored)
        (project / "sheets").mkdir(exist_ok=True)
        told = " ".join(quarter_sheet(project, 1, "x", "sheets")["warnings"])
        assert ("part1.csv lies where git takes it" in told) != bool(ignored)


@pytest.mark.parametrize(
    ("covers", "days"),
    [
        ("", None),
        ("2025-05-01..2025-05-31", None),
        ("2025-04-01..2025-08-31", ["2025-04-01", "2025-06-30"]),
        ("2025-02-11..2025-12-31", ["2025-04-01", "2025-12-31"]),
    ],
)
def test_the_days_of_one_incident_are_told_by_quarters(project, covers, days):
    path, events = project / "single.csv", project / "data" / "events"
    row = ("2025-05-11", "sexual violence", 1, 0, 1, "Kidal", "Tin-Essako", "FDSM")
    event_homes.rows_of(row).to_csv(path, index=False)
    report = event_homes.import_events(path, data=project / "data", covers=covers)
    found = {path.name: path.read_text("utf-8") for path in events.glob("own*")}
    silent = any(line.startswith("Nothing is told of 2025Q2") for line in report.lines())
    assert bool(found) == bool(days) != silent
    assert not any("2025-05" in name + text for name, text in found.items())
    if days:
        told = about(report.about["name"], project / "data")
        assert (told["days"], told["months"]) == (days, [day[:7] for day in days])
        assert read_release(told["name"], project / "data").victims.isna().all()


def test_withheld_is_a_gap_and_no_zero(project):
    event_homes.sheet(project)
    found = figures_from(Quarter(2026, 1), "own")
    few = found.find("sexual_violence")
    assert (few.status, few.formula, few.value) == ("withheld", "< 10", None)
    assert found.counted("killed", "militias").status == "withheld"
    assert {item.status for row in found.table("group").values() for item in row.values()} == {
        "stated",
        "withheld",
    }


def test_check_attacks_what_was_released(project):
    event_homes.sheet(project)
    assert [*_private()] == []
    path = project / "data" / "private" / "our_sheet" / "0001" / "release.csv"
    table = pd.read_csv(path, dtype={"name": str}, keep_default_na=False)
    mine = table.outcome.eq("killed") & table.table.eq("group") & table.period.eq("2026Q1")
    assert (
        dict(zip(table[mine].name, table[mine].state, strict=True))["malian_forces"] == HIDDEN
    )  # beside 2 others
    table.loc[mine & table.name.eq("malian_forces"), "state"] = SHOWN
    table.to_csv(path, index=False)
    assert "gives away killed 2026Q1" in check()[0]
