"""Published figures and event data as tidy frames: numbers and periods as such, labels beside codes."""

import re
from typing import Any

import pandas as pd

from analysis.errors import require
from analysis.quarter import Quarter, quarters_of
from analysis.record import cells, ledger, store
from analysis.record.dates import read_span

LANGUAGES = ("en", "fr")
CODED = {"what": ("measures", "measure"), "unit": ("units", "unit"), "group": ("terms", "group")}
LABELLED = ("place", "group", "violence", "outcome")  # columns of codes


def published(series: str = "") -> pd.DataFrame:
    """Return the published figures, one row per figure: the value in use, with what must be said of it.

    Parameters
    ----------
    series : str
        One series, as ``data/minusma/definitions.yml`` names it (``hrpd_note``, ``protection_cluster`` ...);
        all of them if not given. Figures of two series count by different rules and are never joined.

    Returns
    -------
    pandas.DataFrame
        A row per figure. ``period`` as text (``2021Q2``, ``2021H2``, ``2022``, ``2024-03``), for a column of
        pandas Periods of several lengths can neither be sorted nor chosen from by text; "" for any other
        window, which stands in ``window``. ``start`` and ``end``, its first and last day, ``NaT`` where no
        page gives them. ``what``, ``unit`` and ``group`` with their labels;
        ``value``, ``low`` and ``high``, ``Int64`` where all are whole and else ``float64``; ``qualifier``,
        ``compared_with``; ``inclusion`` with its text (``counts_en``, ``counts_fr``), ``excludes``
        (``moura``) and ``caveats``; ``basis``, ``status`` of the decision, ``official`` (a page of the United
        Nations prints it), ``sources`` (addresses) and ``rows`` of the ledger. The dictionary describes all.

    Raises
    ------
    InputError
        For a series that is none; it names the nearest.

    Examples
    --------
    >>> frame = published("protection_cluster").query("group == '' and kind == 'count'")
    >>> row = frame[frame.period == "2024Q3"].iloc[0]
    >>> float(row.value), row.inclusion
    (8312.0, 'monitored_since')
    >>> killed = published("hrpd_note").query("what == 'killed' and group == ''")
    >>> killed[killed.period == "2022Q1"].excludes.tolist()
    ['moura']
    """
    frame = as_text(series)
    frame["official"] = frame.official.eq("true")
    frame[["start", "end"]] = frame[["start", "end"]].apply(pd.to_datetime)
    numbers = frame[["value", "low", "high"]].replace("", "nan").astype(float)
    whole = (numbers.mod(1).eq(0) | numbers.isna()).all(axis=None)
    frame[[*numbers]] = numbers.astype("Int64" if whole else "float64")
    return frame


def _days(period: str) -> list[str]:
    """Return the first and last day of a period or window; blank where it does not name them."""
    quarters, (first, _, last) = quarters_of(period), period.partition("..")
    spans: list[Any] = [(item.start, item.end) for item in quarters]
    spans = spans or [*map(read_span, filter(None, (first, last)))]
    return [str(span[at] if span else "") for at, span in enumerate((spans[0], spans[-1]))]


@store.copied
def as_text(series: str) -> pd.DataFrame:
    """Return the frame with its numbers and periods as text, as it is saved."""
    known, rows = ledger.definitions(), ledger.facts().sort_values(["period", "what", "group"], kind="stable")
    require(known["series"], "published series", *filter(None, [series]))
    rows = rows[rows.series.eq(series)] if series else rows
    urls = dict(store.read_table("sources")[["source_id", "url"]].itertuples(index=False, name=None))
    pages = {row.figure_id: urls[row.source_id] for row in ledger.ledger().itertuples()}
    table: Any = rows.itertuples()
    ends = [sorted(row.options or [row.value], key=float) if row.status == "open" else [""] for row in table]
    dated = rows.period.str.fullmatch(r"\d{4}(Q\d|H\d|-\d\d|)")
    made = rows.assign(
        window=rows.period.mask(dated, ""),
        period=rows.period.where(dated, ""),
        start=[_days(period)[0] for period in rows.period],
        end=[_days(period)[1] for period in rows.period],
        value=rows.reads.where(rows.reads.ne(""), rows.value),
        low=[end[0] for end in ends],
        high=[end[-1] for end in ends],
        basis=rows.reads.ne("").map({True: "derived", False: "published"}),
        # by the id of a note on what a figure leaves out
        excludes=[" ".join(re.findall(r"(\w+)_left_out", " ".join(notes))) for notes in rows.notes],
        sources=[" ".join(dict.fromkeys(pages[name] for name in names)) for names in rows.rows],
        official=rows.official.map({True: "true", False: "false"}),  # what R reads as well
        printed=rows.category,
        rows=rows.rows.map(" ".join),
    )
    for language in LANGUAGES:
        label, counts, text = f"label_{language}", f"counts_{language}", f"text_{language}"
        made[f"series_{label}"] = [known["series"][name][label] for name in rows.series]
        made[counts] = [known["rules"][rule][counts] for rule in rows.inclusion]
        caveats = {note: entry[text] for note, entry in known["notes"].items()}
        made[f"caveats_{language}"] = [" ".join(caveats[note] for note in notes) for notes in rows.notes]
        for column, (named, code) in CODED.items():
            labels = store.read_table(named)
            by_code = labels.set_index(labels.columns[0])[label].to_dict()
            made[f"{column}_{label}"] = [by_code.get(item, "") for item in rows[code]]
    order = [field["name"] for field in store.dictionary()["imports"]["published"]["schema"]["fields"]]
    return pd.DataFrame(made[order].reset_index(drop=True))


def ucdp() -> pd.DataFrame:
    """Return UCDP's events in Mali by quarter, national, from 1989 on.

    Returns
    -------
    pandas.DataFrame
        A row per quarter, 1989Q1 to 2024Q4: ``period`` (a quarter as pandas knows it) with its labels
        ``period_label_en`` and ``_fr``; ``events``, of which ``state_based_events``, ``non_state_events``
        and ``one_sided_events``; ``deaths_best``, ``deaths_high``, ``deaths_civilians`` (among the best)
        and ``largest_event_deaths``, all ``Int64``, in events and deaths; ``source`` and ``version``;
        ``basis`` and ``status`` ("final").

    Notes
    -----
    Organised violence with a named actor and at least one death, by the quarter in which an event starts;
    not comparable with a figure of the mission. UCDP GED 25.1 (CC BY 4.0): Davies, Pettersson, Sollenberg
    and Öberg 2025, J. Peace Research 62(4); Sundberg and Melander 2013, J. Peace Research 50(4).

    Examples
    --------
    >>> frame = ucdp().set_index("period")
    >>> [int(frame.loc["2021Q2", column]) for column in ("events", "deaths_best", "deaths_civilians")]
    [53, 315, 59]
    >>> years = ucdp().groupby(ucdp().period.dt.year).deaths_civilians.sum()
    >>> int(years[2022])
    1804
    """
    frame = store.read_table("ucdp_mali_quarterly")
    counts = [column for column in frame if column not in ("quarter", "source", "version")]
    frame = frame.astype(dict.fromkeys(counts, "Int64"))
    return _with_periods(frame).assign(basis="computed", status="final")


def events(name: str) -> pd.DataFrame:
    """Return the cells of an event table: sums over incidents, never an incident.

    Parameters
    ----------
    name : str
        What the table was imported as; ``ucdp_ged_25_1`` (2018 to 2024) is in the box.

    Returns
    -------
    pandas.DataFrame
        A row per quarter (``period``, as pandas knows it), ``place``, ``group`` (alleged perpetrator),
        ``violence`` (kind), ``outcome`` and ``precision`` of the location; labels of the codes beside them
        (``group_label_en``, ``group_label_fr`` ...). ``Int64``, in incidents and victims: ``incidents``,
        ``lethal_incidents``, ``victims_low``, ``victims_best``, ``victims_high``, ``sum_squares`` and
        ``largest_incident`` (of victims per incident), ``men``, ``women``, ``boys``, ``girls``. Blank is
        not told, 0 is none. ``days_covered`` of the quarter, and ``whole`` where that is all of them.
        ``dataset``, ``source``, ``version``, ``inclusion`` (the rule, as estimates name it), ``basis`` and
        ``status`` ("final" or "preliminary"). Of a sheet of your own, its release table: by ``outcome``,
        ``table`` (all, group, region or people), ``period`` and ``name`` the ``victims`` and ``incidents``,
        blank where fewer than the ``threshold`` stand behind them or behind what they would give away.

    Raises
    ------
    InputError
        For a name that nothing was imported as; it names the nearest, and those there are.

    Notes
    -----
    ``civilians_killed`` are among the ``killed``: sum one outcome. A region may have the name of a cercle,
    as Gao: group by ``place`` and ``place_level``. An alleged perpetrator is told only
    where the source says that one side harmed civilians, else ``not_attributed``.

    Examples
    --------
    >>> table = events("ucdp_ged_25_1").query("outcome == 'civilians_killed' and violence == 'one_sided'")
    >>> quarter = table[table.period == "2021Q2"]
    >>> quarter.groupby("group").victims_best.sum().to_dict()
    {'jnim_is': 18, 'militias': 16}
    >>> events("ucdp_ged_25")
    Traceback (most recent call last):
    analysis.errors.InputError: 'ucdp_ged_25' is no table of events: did you mean 'ucdp_ged_25_1'? ...
    """
    data = store.home() / "data"
    if (data / "events" / f"{name}.release.csv").is_file():
        release = cells.read_release(name, data)
        rules = "events_own" + release.held.eq("yes").map({True: cells.EARLIER, False: ""})
        return release.assign(dataset=name, inclusion=rules, basis="computed")
    frame, told = cells.read_cells(name, data), cells.about(name, data)
    labels = labels_of_codes()
    for column in reversed(LABELLED):
        for language in reversed(LANGUAGES):
            given = frame[column].map(labels[f"label_{language}"]).astype(object)
            own = frame[column] if column == "place" else ""  # a cercle has one name in every language
            frame.insert([*frame].index(column) + 1, f"{column}_label_{language}", given.fillna(own))
    frame = _with_periods(frame).assign(dataset=name, inclusion=cells.rule_of(told), basis="computed")
    frame["status"] = "preliminary" if told["preliminary"] else "final"
    days = (frame.period.dt.end_time.dt.normalize() - frame.period.dt.start_time).dt.days + 1
    frame.insert([*frame].index("days_covered") + 1, "whole", frame.days_covered.ge(days).astype(bool))
    return frame


def _with_periods(frame: pd.DataFrame) -> pd.DataFrame:
    """Put pandas Periods and their labels in place of the column of quarters."""
    quarters = frame.pop("quarter")
    for language in reversed(LANGUAGES):
        named = {quarter: Quarter.parse(quarter).label(language) for quarter in quarters.unique()}
        frame.insert(0, f"period_label_{language}", quarters.map(named))
    frame.insert(0, "period", pd.PeriodIndex(quarters, freq="Q"))
    return frame


def labels_of_codes() -> pd.DataFrame:
    """Return the labels of the codes of cells, by code, in both languages."""
    terms, words = store.read_table("terms").query("scope == 'group'"), store.read_table("words")
    code = words.key.replace("class-of-non_state_conflict", "class-of-non_state")  # a term is non_state too
    classes, measures = (code.str.extract(f"^{kind}-(.*)")[0] for kind in ("class-of", "measure"))
    named = (words.set_index(classes), terms.set_index("term"), words.set_index(measures))
    labels = pd.concat(named)[["label_en", "label_fr"]]
    return labels[~labels.index.duplicated() & labels.index.notna()]
