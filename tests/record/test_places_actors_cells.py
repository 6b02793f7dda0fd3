"""Places, actors, dates, cells and the national series."""

import csv
import datetime as dt
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.quarter import Quarter
from analysis.record.cells import KEYS, contagion, in_use, to_cells
from analysis.record.dates import month_quarter, months_of, read_span
from analysis.record.places import Actors, Gazetteer, perpetrators
from tests.record import event_samples as samples

ROOT = Path(__file__).resolve().parents[2]
PLACES = Gazetteer(ROOT / "data")
ACTORS = Actors(ROOT / "data")


def rows(name):
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_53_cercles_and_the_reform():
    assert len(PLACES.rows) == 53 and len({row["region"] for row in PLACES.cercles}) == 10
    assert len(PLACES.reform) == 159
    kept = {row["pcode_2021"] for row in PLACES.reform if row["pcode_2021"]}
    assert kept == {row["pcode_2021"] for row in PLACES.cercles} - {"ML0901"}  # Bamako is a district
    for kind in ("pcode_2015", "pcode_2021", "cercle"):
        assert len({row[kind] for row in PLACES.cercles}) == 53


def test_no_alias_means_two_cercles():
    from analysis.record.places import plain

    meant: dict[str, set[str]] = {}
    for row in PLACES.cercles:
        for alias in [row["cercle"], *row["aliases"].split(";")]:
            meant.setdefault(plain(alias), set()).add(row["cercle"])
    assert [name for name, cercles in meant.items() if len(cercles) > 1] == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"cercle": "Niafunke cercle", "region": "Tombouctou region"}, ("Niafunké", "cercle")),
        ({"cercle": "Cercle de TÉNENKOU"}, ("Ténenkou", "cercle")),
        ({"cercle": "Menaka", "region": "Gao"}, ("Ménaka", "cercle")),  # before 2016
        ({"cercle": "Konna", "region": "Mopti"}, ("Mopti", "region")),  # made in 2023
        ({"cercle": "Araouane"}, ("Tombouctou", "region")),  # in Taoudénit since 2023
        ({"cercle": "Anouzagrène"}, ("Ménaka", "region")),
        ({"region": "Région de Douentza"}, ("Mopti", "region")),
        ({"region": "Taoudénit"}, ("Tombouctou", "region")),
        ({"cercle": "Koro", "region": "Mopti", "finest": "region"}, ("Mopti", "region")),
        ({"cercle": "Koro", "finest": "national"}, ("Mali", "national")),
        ({"point": (14.06, -3.08)}, ("Mali", "national")),  # a coordinate alone chooses nothing
        ({}, ("Mali", "national")),
    ],
)
def test_places(given, expected):
    place = PLACES.locate(**given)
    assert (place.name, place.level) == expected and not place.unknown and not place.conflict


def test_what_cannot_be_placed_is_said_and_proposed_never_applied():
    place = PLACES.locate(cercle="Bandiagra", region="Mopti")
    assert (place.name, place.level, place.unknown) == ("Mopti", "region", "Bandiagra")
    assert PLACES.propose("Bandiagra") == ("Bandiagara",) and PLACES.propose("Paris") == ()
    assert PLACES.locate(cercle="Koro", region="Gao").conflict == "Koro is in Mopti, not in Gao"
    assert PLACES.locate(region="Atlantis").unknown == "Atlantis"


def test_no_point_of_a_cercle_is_called_far_from_it(shared):
    """`reach_km` may only accuse a coordinate that is outside for certain."""
    drawn = Gazetteer(ROOT / "data", shared / "data/boundaries/mali_cercles_53.geojson")
    for name, shape in drawn.boundaries.items():
        for lon, lat in shapely.get_coordinates(shape):
            assert not PLACES.locate(cercle=name, point=(lat, lon)).conflict
    centres = {row["cercle"]: (float(row["centre_lat"]), float(row["centre_lon"])) for row in PLACES.cercles}
    assert {name: drawn.cercle_at(point) for name, point in centres.items()} == {
        name: name for name in centres
    }
    koro = drawn.locate(point=(14.2161, -3.0136), region="Mopti")
    assert (koro.name, koro.level) == ("Koro", "cercle")
    assert drawn.cercle_at((48.85, 2.35)) == ""


def test_boundaries_that_are_none(tmp_path):
    file = tmp_path / "b.geojson"
    for content, said in (
        ("{}", r"b\.geojson"),
        ("[", r"b\.geojson"),
        ('{"type": "FeatureCollection", "features": []}', r"b\.geojson"),
    ):
        file.write_text(content)
        with pytest.raises(InputError, match=said):
            Gazetteer(ROOT / "data", file)


@pytest.mark.parametrize(
    ("actor", "source", "day", "group"),
    [
        ("Islamic State (West Africa) - Greater Sahara Faction", "acled", "2020-01-01", "jnim_is"),
        ("JNIM: Support of Islam and Muslims and/or Islamic State", "acled", "2022-01-01", "jnim_is"),
        ("Katiba Serma", "acled", "2019-01-01", "jnim_is"),
        ("IS", "ucdp", "2021-01-01", "jnim_is"),
        ("Military Forces of Mali (2013-2020)", "acled", "2019-01-01", "malian_forces"),
        ("Government of Mali, Government of Russia (Soviet Union)", "ucdp", "2022-03-27",
         "malian_forces_with_foreign"),
        ("Government of Russia (Soviet Union)", "ucdp", "2019-01-01", "not_mapped"),  # before it came
        ("GATIA, MSA", "ucdp", "2018-01-01", "signatory"),
        ("GATIA: Imghad Tuareg and Allies Self-Defense Group", "acled", "2018-01-01", "signatory"),
        ("JNIM, CMA", "ucdp", "2018-01-01", "not_mapped"),  # a coalition across groups
        ("FLA", "ucdp", "2024-12-01", "signatory"),
        ("FLA", "ucdp", "2020-12-01", "not_mapped"),
        ("Dan Na Ambassagou", "acled", "2019-01-01", "militias"),
        ("MINUSMA: United Nations Multidimensional Integrated Stabilization Mission in Mali (2021-)", "acled",
         "2021-05-01", "international"),
        ("Unidentified Armed Group (Mali)", "acled", "2021-01-01", "unidentified"),
        ("Groupes d’autodéfense", "own", "2021-01-01", "militias"),
        ("Groupes d'autodéfense", "own", "2021-01-01", "militias"),
        ("", "own", "2021-01-01", "not_mapped"),  # missing is not "unidentified"
        ("JNIM / FAMa", "own", "2025-01-01", "not_mapped"),
        ("JNIM et milices dozos", "own", "2025-01-01", "not_mapped"),
        ("JNIM vs. FAMa", "own", "2025-01-01", "not_mapped"),
        ("Fulani civilians", "own", "2025-01-01", "not_mapped"),
        ("FAMa & Wagner", "own", "2025-01-01", "malian_forces_with_foreign"),
        ("FAMa et personnel militaire étranger", "own", "2025-01-01", "malian_forces_with_foreign"),
        *((f"FAMa {joint} {other}", "own", "2021-01-01", "not_mapped")
          for joint in ("contre", "et", "/", "vs")
          for other in ("MINUSMA", "Barkhane", "Forces internationales")),
        ("Wagner et MINUSMA", "own", "2022-01-01", "not_mapped"),
        ("FAMa et Africa Corps", "own", "2025-01-01", "malian_forces_with_foreign"),
        ("Government of Mali, Government of Niger", "ucdp", "2020-01-01", "not_mapped"),
        ("JNIM, EIGS", "own", "2025-01-01", "jnim_is"),
        ("JNIM et groupes similaires", "own", "2025-01-01", "jnim_is"),
        ("JNIM, ISGS and other similar groups", "own", "2025-01-01", "jnim_is"),
        ("Le groupe d\u2019auto-d\u00e9fense", "own", "2025-01-01", "not_mapped"),
        ("Malian Defence and Security Forces", "own", "2025-01-01", "malian_forces"),
        ("forces de défense et de sécurité malienne", "own", "2025-01-01", "malian_forces"),
        ("Homme armé non identifié", "own", "2025-01-01", "unidentified"),
        ("Hommes armés non-identifiés ou JNIM", "own", "2025-01-01", "not_mapped"),
    ],
)  # fmt: skip
def test_actors(actor, source, day, group):
    assert ACTORS.group(actor, source, day) == group


def test_actors_beside_only_add_foreign_personnel():
    assert ACTORS.group("Military Forces of Mali (2021-)", "acled", "2022-01-01", "Wagner Group; Dozo") == (
        "malian_forces_with_foreign"
    )
    assert (
        ACTORS.group("Military Forces of Mali (2021-)", "acled", "2022-01-01", "Civilians") == "malian_forces"
    )
    assert ACTORS.group("Military Forces of Mali", "acled", "2020-01-01", "MINUSMA") == "malian_forces"
    assert ACTORS.group("Dozo Communal Militia (Mali)", "acled", "2022-01-01", "Wagner Group") == "militias"


def test_a_name_of_one_source_is_not_one_of_another():
    for source, group in (("ucdp", "malian_forces"), ("acled", "not_mapped")):
        assert ACTORS.group("Government of Mali", source, "2021-01-01") == group


def test_every_one_sided_actor_that_ucdp_lists_since_2016_is_mapped(shared):
    with (shared / "data/ucdp/mali_country_year_25_1.csv").open(encoding="utf-8") as stream:
        years = [row for row in csv.DictReader(stream) if int(row["year_cy"]) >= 2005]
    names = {
        (row["year_cy"], dyad.split(" - ")[0].strip())
        for row in years
        for dyad in row["os_dyad_names_cy"].split(";")
    }
    lost = {name for year, name in names if ACTORS.group(name, "ucdp", f"{year}-06-30") == "not_mapped"}
    assert lost == {"NO_DYAD"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("X,ucdp,,,friends,,", "line 2, column group: found 'friends'"),
        ("*,ucdp,,,militias,,", "line 2, column pattern: found '\\*'"),
    ],
)
def test_an_actor_table_with_a_fault_is_refused(tmp_path, line, said):
    table = tmp_path / "actors.csv"
    table.write_text(f"pattern,source,from,to,group,alternative,note\n{line}\n")
    with pytest.raises(InputError, match=said):
        Actors(tmp_path)
    table.write_text("pattern,group\nX,militias\n")
    with pytest.raises(InputError, match="column 'source' is missing"):
        Actors(tmp_path)


def test_the_actor_table_knows_only_groups_and_sources():
    for row in rows("actors.csv"):
        assert row["group"] in perpetrators() and row["source"] in ("*", "ucdp", "acled", "own")


@given(st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31)))
def test_a_day_is_read_back_in_every_form(day):
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day:%Y-%m-%d} 00:00:00.000",
        f"{day:%d/%m/%Y}",
        f"{day.day} {day:%B} {day.year}",
    ):
        assert read_span(text) == (day, day), text
    assert read_span(f"{day.month}/{day.day}/{day.year}", "monthfirst") == (day, day)
    assert str(month_quarter(str(day))) == f"{day.year}Q{(day.month - 1) // 3 + 1}"


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_any_text_is_a_day_or_none(text):
    assert read_span(text) is None or [*map(type, read_span(text))] == [dt.date, dt.date]


_INCIDENT = st.fixed_dictionaries(
    {
        "quarter": st.sampled_from(["2021Q1", "2021Q2"]),
        "place": st.sampled_from(["Koro", "Mopti"]),
        "group": st.sampled_from(["jnim_is", "militias"]),
        "best": st.integers(0, 50),
    }
)


@settings(max_examples=20)
@given(st.lists(_INCIDENT, min_size=1, max_size=30))
def test_cells_conserve_incidents_and_victims(incidents):
    table = pd.DataFrame(incidents).assign(
        row=range(len(incidents)),
        place_level="cercle",
        violence="one_sided",
        outcome="killed",
        precision="exact",
    )
    table = table.assign(
        low=table["best"], high=table["best"], incidents=1.0, lethal=(table["best"] > 0) * 1.0
    )
    cells = to_cells(table, "ucdp")
    assert cells["incidents"].sum() == len(incidents) and not cells.duplicated(KEYS).any()
    assert cells["victims_best"].sum() == table["best"].sum()
    assert cells["sum_squares"].sum() == (table["best"] ** 2).sum()
    assert cells["largest_incident"].max() == table["best"].max()
    assert (cells["lethal_incidents"] <= cells["incidents"]).all()


def test_candidate_months_are_replaced(bring_in, data):
    def add(name, version, day, covers=""):
        text = re.sub(r"2024-\d\d-\d\d", day, samples.ucdp(samples.UCDP_49))
        bring_in(text, name=name, version=version, covers=covers)

    def used(quarter, source="ucdp"):
        return in_use(data, source).get(Quarter.parse(quarter), [])

    add("jan", "26.0.1", "2026-01-05")
    add("feb", "26.0.2", "2026-02-05")
    add("apr", "26.0.4", "2026-04-05")
    assert (used("2026Q1"), used("2026Q2")) == (["feb", "jan"], ["apr"])
    add("half", "26.01.26.03", "2026-02-05")
    assert (used("2026Q1"), used("2026Q2")) == (["half"], ["apr"])
    add("year26", "26.1", "2025-02-05", "1989-01-01..2025-12-31")
    assert used("2025Q4") == ["year26"] and used("2026Q1") == ["half"]
    add("year27", "27.1", "2026-02-05", "1989-01-01..2026-12-31")
    assert {*map(tuple, in_use(data).values())} == {("year27",)}
    add("odd", "26.12.27.01", "2027-01-05", "2026-12-01..2027-06-30")  # covered in part by a better one
    assert (used("2026Q4"), used("2027Q1")) == (["year27"], ["odd"])
    add("part", "27.1", "2026-02-05", "1989-01-01..2026-12-31")
    about = data / "events/part.json"  # of one version, a file that begins later
    about.write_text(about.read_text("utf-8").replace("1989-", "2018-"), "utf-8")
    add("old", "25.1", "2024-02-05")
    assert used("2024Q1") == used("2026Q4") == ["year27"]
    assert months_of("26.1") == ("1989-01", "2025-12")


def test_the_national_series_adds_up_to_ucdps_years(shared, tmp_path):
    table = rows("events/ucdp_mali_quarterly.csv")
    assert len(table) == 144 and (table[0]["quarter"], table[-1]["quarter"]) == ("1989Q1", "2024Q4")
    with (shared / "data/ucdp/mali_country_year_25_1.csv").open(encoding="utf-8") as stream:
        years = {row["year_cy"]: row for row in csv.DictReader(stream)}
    assert len(years) == 36
    for year, told in years.items():
        ours = [row for row in table if row["quarter"].startswith(year)]
        for mine, theirs in (
            ("best", "in_orgvio_best_cy"),
            ("high", "in_orgvio_high_cy"),
            ("civilians", "civilians_in_orgvio_cy"),
        ):
            assert sum(int(row[f"deaths_{mine}"]) for row in ours) == int(
                told[f"cumulative_total_deaths_{theirs}"]
            ), year
    monthly = shared / "data/ucdp/mali_monthly_ged_25_1.csv"
    told = json.loads((ROOT / "data/events/ucdp_mali_quarterly.json").read_text(encoding="utf-8"))
    assert told["sha256"] == hashlib.sha256(monthly.read_bytes()).hexdigest()
    script = ROOT / "scripts/make_ucdp_quarterly.py"
    subprocess.run([sys.executable, str(script), str(shared.resolve())], cwd=tmp_path, check=True)
    for name in ("ucdp_mali_quarterly.csv", "ucdp_mali_quarterly.json"):
        assert (tmp_path / "data/events" / name).read_bytes() == (ROOT / "data/events" / name).read_bytes()


def test_the_script_refuses_months_that_do_not_add_up(shared, tmp_path):
    (tmp_path / "data/ucdp").mkdir(parents=True)
    for file in (shared / "data/ucdp").glob("mali_*.csv"):
        text = file.read_text(encoding="utf-8")
        (tmp_path / "data/ucdp" / file.name).write_text(
            text.replace("2024-12,54,25,6,23,129,", "2024-12,54,25,6,23,130,")
        )
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/make_ucdp_quarterly.py"), str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
    )
    assert (
        done.returncode == 1 and b"do not add up" in done.stderr and not (tmp_path / "data/events").exists()
    )


def test_sheets_that_share_no_month_count_side_by_side(bring_in, data):
    def sheet(name, *days):
        body = [[day, "Tués", 1, "FDSM"] for day in days]
        bring_in([["Date", "Violation", "Total", "Auteur"], *body], name=name)

    sheet("a", "02/01/2021", "01/04/2021", "10/06/2021")
    with pytest.raises(InputError, match="2021Q2 was released as a"):
        sheet("b", "01/04/2021", "01/08/2021", "20/09/2021")
    sheet("b", "01/07/2021", "20/09/2021")
    used = {str(quarter): names for quarter, names in in_use(data, "own").items()}
    assert used == {"2021Q1": ["a"], "2021Q2": ["a"], "2021Q3": ["b"]}


def test_months_are_set_against_an_even_spread_over_the_days_of_their_quarter():
    """9 incidents in January 2021, none in the rest of the quarter; two in July, one without a death."""
    day = ["2021-01-03"] * 9 + ["2021-07-01", "2021-07-02"]
    found = pd.DataFrame({"day": day, "outcome": "killed", "lethal": [1.0] * 10 + [0.0]})
    january = (9 - 9 * 31 / 90) ** 2 / (9 * 31 / 90) + 9 * 59 / 90
    july = (1 - 31 / 92) ** 2 / (31 / 92) + 61 / 92
    assert contagion(found, ("2021-01-01", "2021-09-30")) == {"killed": [round(january + july, 3), 4]}
    # a quarter that is not covered entirely says nothing
    assert contagion(found, ("2021-01-01", "2021-09-29")) == {"killed": [round(january, 3), 2]}
    assert contagion(found, ("2021-01-02", "2021-06-30")) == {"killed": [0, 0]}
