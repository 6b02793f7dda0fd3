"""What leaves a sheet of one's own: coarse, without small numbers, and open under attack."""

from __future__ import annotations

import hashlib
import json
import stat

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.measure.event_counts import figures_from
from analysis.quarter import Quarter
from analysis.record.cells import about, read_release
from analysis.record.check import _private, check
from analysis.record.places import perpetrators
from analysis.record.release import HELD, HIDDEN, SHOWN, attack, public, released
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
# 1994, chapter II): four counts, their total told; a count under 5 is withheld
@pytest.mark.parametrize(
    ("counts", "primary", "besides"),
    [
        ((15, 1, 3, 1), {1, 2, 3}, set()),  # three are open: their sum is 5
        ((20, 10, 10, 15), set(), set()),
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
    assert states(table, "all")[""] == SHOWN and states(table, "people")["men"] == SHOWN
    assert public(table, "own", "").set_index(["table", "name"]).victims.dropna().to_dict() == {
        ("all", ""): 60, ("people", "men"): 60}  # fmt: skip


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
    two = made(of_groups(22, 30), one)
    assert states(two)["jnim_is"] == HELD and public(one, "own", "").equals(public(two, "own", ""))
    three = made(of_groups(26, 30), one, two)
    told = public(three, "own", "").query("table == 'group' and period == '2026Q1'").set_index("name").victims
    assert states(three)["jnim_is"] == SHOWN and told["jnim_is"] == 26
    # six more, and one of another group: the attack would find the one, so the total stays as it was
    four = made(of_groups(32, 30, 1), one, two, three)
    assert HELD in (states(four, "all")[""], states(four)["jnim_is"])
    assert public(four, "own", "").query("name == 'malian_forces'").victims.isna().all()


def test_earlier_releases_help_an_attacker():
    """What was told before and has not changed is known: withholding it now protects nobody."""
    one, two = made(of_groups(12, 14, 7)), made(of_groups(12, 14, 7, 2))
    attack([two])
    with pytest.raises(InputError, match="closer than its threshold"):
        attack([one, two])
    attack([one, made(of_groups(12, 14, 7, 2), one)])


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


def test_a_period_is_released_under_one_name(project):
    event_homes.sheet(project)
    with pytest.raises(InputError, match=r"our_sheet covers .* under that name"):
        event_homes.sheet(project, PLANTED, name="another")


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
    assert "would give away killed 2026Q1 unidentified" in check()[0]
