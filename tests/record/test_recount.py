"""Sums by quarter, cercle and group counted again with plain pandas, which shares no code with the reader.

UCDP's events are counted again in `test_ucdp_events`. Then neighbours of sheets that people have, made at
random: each gives the sums that it was made from, or is refused.
"""

import datetime as dt
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.record.imports import import_events
from tests.record import event_samples as samples

ACLED = {"JNIM: Group for Support of Islam and Muslims": "jnim_is",
         "Military Forces of Mali (2021-)": "malian_forces",
         "Dan Na Ambassagou": "militias", "Unidentified Armed Group (Mali)": "unidentified"}  # fmt: skip
CERCLES = {"Koro": "Mopti", "Niono": "Segou", "Ansongo": "Gao", "Bankass": "Mopti"}
OWN = {"JNIM": "jnim_is", "FAMa": "malian_forces", "Milices": "militias", "Inconnus": "unidentified"}


def added(groups):
    return groups.agg(["size", "sum"]).set_axis(["incidents", "victims_best"], axis=1)


def same(report, expected, outcome="killed"):
    """Whether victims by quarter, place and group are those expected."""
    cells = report.cells[report.cells.outcome.eq(outcome)]
    ours = cells.groupby(["quarter", "place", "group"])[["incidents", "victims_best"]].sum().astype(int)
    pd.testing.assert_frame_equal(ours, expected.astype(int), check_names=False)


@pytest.fixture(scope="module")
def events():
    rng = random.Random(18)  # noqa: S311 -- rows, not secrets
    rows = [
        {"id": f"MLI{n}", "day": dt.date(2024, 1, 1) + dt.timedelta(days=rng.randrange(720)),
         "actor": rng.choice([*ACLED]), "cercle": rng.choice([*CERCLES]),
         "dead": rng.choice([0, 1, 1, 2, 5, 30]),
         "civil": rng.random() < 0.6}
        for n in range(300)
    ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize("layout", ["new", "text", "monadic"])
def test_acled_in_three_layouts(bring_in, events, layout):
    columns = samples.MONADIC if layout == "monadic" else samples.NEW
    kinds = events.civil.map({True: "Violence against civilians", False: "Battles"})
    number = {"jnim_is": 2, "malian_forces": 1, "militias": 4, "unidentified": 3}
    names = {
        1: "State forces",
        2: "Rebel group",
        3: "Political militia",
        4: "Identity militia",
        7: "Civilians",
    }
    one = events.actor.map(ACLED).map(number)
    two = events.civil.map({True: 7, False: 1})
    table = pd.DataFrame({
        "event_id_cnty": events.id, "event_type": kinds,
        "event_date": events.day.map(lambda day: f"{day.day} {day:%B %Y}"),
        "actor1": events.actor, "inter1": one.map(names) if layout == "text" else one,
        "actor2": events.civil.map({True: "Civilians (Mali)", False: "Military Forces of Mali (2021-)"}),
        "inter2": two.map(names) if layout == "text" else two,
        "civilian_targeting": events.civil.map({True: "Civilian targeting", False: ""}), "country": "Mali",
        "admin1": events.cercle.map(CERCLES), "admin2": events.cercle, "geo_precision": 1,
        "fatalities": events.dead,
    })  # fmt: skip
    if layout == "monadic":  # each event once for each of its actors
        other = table.assign(actor1=table.actor2, inter1=table.inter2)
        table = pd.concat([table, other]).sort_values("event_id_cnty", kind="stable")
    report = bring_in(table.reindex(columns=columns, fill_value="").to_csv(index=False))
    quarter = pd.PeriodIndex(events.day, freq="Q").astype(str)
    group = events.actor.map(ACLED).where(events.civil, "not_attributed")
    same(report, added(events.groupby([quarter, events.cercle, group]).dead))


def test_hdx_sums(bring_in, events):
    months = pd.PeriodIndex(events.day, freq="M")
    sums = events.groupby([months, "cercle"]).dead.agg(["size", "sum"]).reset_index(names=["month", "cercle"])
    table = pd.DataFrame({"Country": "Mali", "Admin1": sums.cercle.map(CERCLES), "Admin2": sums.cercle,
                          "ISO3": "MLI",
                          "Month": sums.month.dt.strftime("%B"), "Year": sums.month.dt.year,
                          "Events": sums["size"],
                          "Fatalities": sums["sum"]})  # fmt: skip
    report = bring_in(table.to_csv(index=False), "mali_political_violence_events_by_month-year.csv")
    quarter = pd.PeriodIndex(events.day, freq="Q").astype(str)
    expected = (
        events.groupby([quarter, "cercle"])
        .dead.agg(["size", "sum"])
        .set_axis(["incidents", "victims_best"], axis=1)
    )
    expected["group"] = "not_attributed"
    same(report, expected.set_index("group", append=True))


@pytest.mark.parametrize("form", ["long", "wide"])
def test_two_sheets_of_ones_own(bring_in, events, form):
    actor = events.actor.map(dict(zip(ACLED, OWN, strict=True)))
    table = pd.DataFrame({"N°": events.id, "Date des faits": events.day.map("{:%d/%m/%Y}".format),
                          "Cercle": events.cercle,
                          "Auteur(s) présumé(s)": actor})  # fmt: skip
    if form == "long":
        table = table.assign(Violation="Tués", Victimes=events.dead)
    else:
        table = table.assign(**{"Nombre de tués": events.dead, "Nbre blessés": 1, "Récit": "x; y"})
    report = bring_in(table.to_csv(index=False, sep=";").encode("cp1252"), "suivi.csv")
    quarter = pd.PeriodIndex(events.day, freq="Q").astype(str)
    same(report, added(events.groupby([quarter, "cercle", actor.map(OWN)]).dead))


# neighbours of sheets that people have

HEADS = {
    "id": ["N°", "Incident ID", "Réf.", "Numéro d'incident"],
    "date": ["Date", "Date of incident", "DATE DES FAITS", "Date de l’incident"],
    "actor": ["Perpetrator", "Auteur présumé", "Alleged perpetrators", "Auteur(s) présumé(s)"],
    "cercle": ["Cercle", "Admin2", "CERCLE "],
    "harm": ["Harm", "Type de violation", "Violations", "Form of violation"],
    "best": ["Victims", "Nombre de victimes", "Total victimes", "Total"],
    "killed": [
        "Killed",
        "Tués",
        "Nombre de tués",
        "Fatalities",
        "Personnes tuées",
        "Morts",
        "# of people killed",
    ],
    "injured": ["Wounded", "Blessé(e)s", "Nbre blessés", "Injured"],
}
WORDS = {
    "killed": ["killed", "Tués", "tué", "Mort(s)", "décédés"],
    "injured": ["wounded", "Blessés", "blessé"],
}
DATES = {
    "dayfirst": ["%d/%m/%Y", "%d.%m.%y"],
    "monthfirst": ["%m/%d/%Y"],
    "": ["%Y-%m-%d", "%Y%m%d", "%d-%b-%Y"],
}


@st.composite
def sheets(draw):
    """A file, the options to read it with, and the sums that it was made from."""
    pick = st.sampled_from
    rows = draw(st.lists(st.tuples(st.integers(0, 364), pick([*OWN]), pick([*CERCLES]), st.integers(0, 9),
                                   st.integers(0, 9)), min_size=11, max_size=25))  # fmt: skip
    order = draw(pick([*DATES]))
    form, wide, merged = draw(pick(DATES[order])), draw(st.booleans()), draw(st.booleans())
    heads = {name: draw(pick(names)) for name, names in HEADS.items()}
    names = ["id", "date", "actor", "cercle", *(["killed", "injured"] if wide else ["harm", "best"])]
    table, sums = [], {}
    for number, (offset, actor, cercle, killed, injured) in enumerate(rows):
        day = dt.date(2025, 1, 1) + dt.timedelta(days=offset)
        start = [f"I{number}", day.strftime(form), actor, cercle]
        counts = {"killed": killed, "injured": injured}
        if wide:
            table.append([*start, *([killed, 0, injured, 0] if merged else [killed, injured])])
        else:
            table += [[*start, draw(pick(WORDS[harm])), count] for harm, count in counts.items()]
        for harm, count in counts.items():
            key = (f"{day.year}Q{(day.month + 2) // 3}", harm)
            sums[key] = sums.get(key, 0) + count
    header = [heads[name] for name in names]
    above = []
    if wide and merged:
        above = [[*header[:4], heads["killed"], "", heads["injured"], ""]]
        header = ["", "", "", "", "Hommes", "Femmes", "Hommes", "Femmes"]
    title = [["Base des incidents", *[""] * (len(header) - 1)]] if draw(st.booleans()) else []
    total = ["", draw(pick(["TOTAL", "Total 2025", "T1 2025"])), *[""] * (len(header) - 3), 99]
    table += [total] * draw(st.booleans())
    return [*title, *above, header, *table], order, draw(pick([order, ""])), sums


@settings(max_examples=10, deadline=None, derandomize=True, database=None)
@given(sheets())
def test_neighbours_give_the_sums_that_they_were_made_from_or_are_refused(tmp_path_factory, made):
    rows, order, dates, sums = made
    path = tmp_path_factory.mktemp("made") / "suivi.csv"
    path.write_text(samples.as_csv(rows, ";"), "utf-8")
    try:
        report = import_events(path, dates=dates, dry_run=True)
    except InputError as error:
        of_order = order and not dates and "which only monthfirst dates have" in str(error)
        assert of_order or ("T1 2025" in rows[-1] and "may be a total" in str(error))
        return
    if order == "monthfirst" and not dates:
        return  # all days under 13: nothing in the file tells the order
    assert report.cells.groupby(["quarter", "outcome"]).victims_best.sum().to_dict() == sums
    assert report.about["rows_used"] + sum(report.about["rows_refused"].values()) == report.about["rows_read"]
