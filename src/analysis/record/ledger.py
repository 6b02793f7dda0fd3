"""The ledger: every published figure as each source prints it, in one vocabulary, and what each counts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.quarter import Quarter, quarters_of
from analysis.record import dates, store

if TYPE_CHECKING:
    import pandas as pd

DECISION = ["fact", "use", "status", "options", "reason", "reads", "formula", "evidence"]
RENAMED = {"between": "options", "reads.value": "reads", "reads.formula": "formula"}
# what each row gains from the tables of the vocabulary, by the columns that it has already
GAINED = {
    "printed": ["dimension", "category", "term"],
    "terms": ["term", "scope", "parent", "members"],
    "measures": ["measure", "kind", "counts"],
    "sources": ["source_id", "official"],
}
FILE = "minusma/definitions"
NOTES = "hrpd_note"  # the series of the notes of the mission's human rights division


@store.copied
def ledger() -> pd.DataFrame:
    """Return the ledger, one row per figure as one source prints it.

    Returns
    -------
    pandas.DataFrame
        The columns of ``data/minusma/figures.csv`` as text, and beside them ``kind`` (count, share,
        change), ``what`` (what is counted; ``share/...`` and ``change`` for the others), ``term``,
        ``scope`` and ``parent`` (the category in the project's vocabulary), ``group`` (the term, or ""
        for the whole), ``inclusion`` and ``notes`` (what the figure counts and what must be said with
        it), ``official`` (bool) and ``fact`` (the key that rows on one fact share).

    Raises
    ------
    InputError
        Where a file breaks its schema, a category or measure has no entry in the vocabulary, or no
        definition says what a figure counts.

    Examples
    --------
    >>> rows = ledger()
    >>> rows.set_index("figure_id").loc["F116", "fact"]
    'hrpd_note/2021Q2/victims/victims'
    """
    rows = store.read_table("figures")
    for name, gained in GAINED.items():
        table = store.read_table(name).rename(columns={"printed": "category"})[gained]
        on = [column for column in gained if column in rows]
        rows = rows.merge(table, on=on, how="left", validate="many_to_one", indicator="found")
        if len(lost := rows[rows.found.ne("both")]):
            what = f"data/minusma/figures.csv, line {lost.index[0] + 2}, {lost.figure_id.iloc[0]}"
            odd = f"{' / '.join(lost[on].iloc[0])!r} has no entry in data/{store.resource(name)['path']}"
            raise InputError(f"{what}: {odd}; add one row there for it.")
        rows = rows.drop(columns="found")
    rows["official"] = rows.official.eq("yes")
    rows["what"] = rows.counts.where(rows.kind.eq("count"), rows.kind + "/" + rows.counts).str.rstrip("/")
    whole = rows.dimension.eq("none") & rows.term.eq("all")
    rows["group"] = rows.term.mask(whole | rows.dimension.eq("outcome") & rows.term.eq(rows.measure), "")
    rows["fact"] = rows[["series", "period", "what", "unit"]].agg("/".join, axis=1)
    rows["fact"] += ("/" + rows.group).where(rows.group.ne(""), "")
    rows["fact"] += ("@" + rows.compared_with).where(rows.compared_with.ne(""), "")
    # what decides what a figure counts
    keys = [*rows[["series", "period", "measure", "unit", "group"]].itertuples(index=False, name=None)]
    entries = {key: definition_of(*key) for key in dict.fromkeys(keys)}
    rows["inclusion"] = [entries[key]["rule"] for key in keys]
    rows["notes"] = [tuple(entries[key].get("notes", ())) for key in keys]
    return _light(rows)


def decisions() -> pd.DataFrame:
    """Return the recorded decisions, one row per fact on which sources disagree.

    Raises
    ------
    InputError
        Where the file breaks its schema or decides a fact twice.
    """
    import pandas as pd

    table = pd.json_normalize(store.read_yaml("minusma/decisions")["decisions"]).rename(columns=RENAMED)
    table = table.reindex(columns=DECISION).astype(object).fillna("")
    for twice in table.fact[table.fact.duplicated()]:
        raise InputError(f"data/minusma/decisions.yml: {twice} is decided twice; leave one of the entries.")
    return table


def explanations() -> dict[str, str]:
    """Return what each finding of the audit means for a reader, by the finding's id."""
    entries = store.read_yaml("minusma/decisions")["findings"]
    return {finding: entry["reason"] for entry in entries for finding in entry["ids"]}


def facts() -> pd.DataFrame:
    """Return one row per fact: the value in use, the rows that print it and those passed over.

    Where all sources print one value, the row of a United Nations page stands for them, or else the
    first. Where they disagree, the row named in ``data/minusma/decisions.yml``.

    Returns
    -------
    pandas.DataFrame
        The columns of `ledger`, with ``rows`` (ids of the rows that print the value in use),
        ``passed_over`` (ids of those that print another), ``others`` (the values they print), ``status``
        ("agreed", or that of the decision) and ``reason``; ``options``, the values between which an open
        decision stands; ``reads`` and ``formula`` where the printed value cannot be right and a decision
        says what the other figures leave for it.

    Raises
    ------
    InputError
        Where sources disagree and no decision says which value to use, or a decision names a fact or
        a row that is not there.

    Examples
    --------
    >>> table = facts().set_index("fact")
    >>> table.loc["hrpd_note/2020Q1/arbitrary_arrests/cases/malian_forces", ["value", "passed_over"]].tolist()
    ['115', ('F023',)]
    """
    return _facts()


@store.copied
def _facts() -> pd.DataFrame:
    rows, decided = ledger(), decisions().set_index("fact")
    _check_decisions(rows, decided)
    disagree = rows.groupby("fact").value.transform("nunique").gt(1)
    for fact in rows.fact[disagree & ~rows.fact.isin(decided.index)]:
        printed = ", ".join(f"{row.value} ({row.figure_id})" for row in rows[rows.fact.eq(fact)].itertuples())
        what = f"data/minusma/decisions.yml: sources disagree on {fact}: {printed}"
        raise InputError(f"{what}; record which row is used and why.")
    best = rows.assign(use=rows.figure_id.isin(decided.use)).sort_values(["use", "official"], ascending=False)
    first = best.drop(columns="use").drop_duplicates("fact").set_index("fact")
    same = rows.value.eq(rows.fact.map(first.value))
    ids: Any = rows.figure_id
    parts = {"rows": ids.where(same), "passed_over": ids.mask(same), "others": rows.value.mask(same)}
    for column, part in parts.items():
        first[column] = part.groupby(rows.fact).agg(lambda values: tuple(dict.fromkeys(values.dropna())))
    cautious = rows[same & rows.qualifier.eq("at least")].fact.unique()  # where one says so, all mean it
    first["qualifier"] = first.qualifier.mask(first.index.isin(cautious), "at least")
    said = decided.drop(columns=["use", "evidence"]).reindex(first.index)
    first = first.join(said.fillna({"status": "agreed"}).fillna(""))
    values = dict(zip(rows.figure_id, rows.value, strict=True))
    table: Any = first.itertuples()
    chosen = [tuple(row.options or (*row.rows, *row.passed_over)) * (row.status == "open") for row in table]
    first["options"] = [tuple(dict.fromkeys(values[name] for name in names)) for names in chosen]
    return _light(first.reset_index().sort_values("figure_id", ignore_index=True))


def _light(table: pd.DataFrame) -> pd.DataFrame:
    """Keep all text of a table in one block: a choice of rows takes a tenth of the time."""
    return table.astype(dict.fromkeys(table.select_dtypes("str"), object)).copy()


def _check_decisions(rows: pd.DataFrame, decided: pd.DataFrame) -> None:
    fact_of = dict(zip(rows.figure_id, rows.fact, strict=True))
    for fact, entry in decided.iterrows():
        where, chosen = f"data/minusma/decisions.yml, {fact}", (entry.use, *entry.options)
        for figure in (*chosen, *entry.evidence):
            if figure not in fact_of:
                raise InputError(f"{where}: {figure} is no row of the ledger; correct it.")
            if figure in chosen and fact_of[figure] != fact:
                raise InputError(f"{where}: {figure} is about {fact_of[figure]}; name a row of this fact.")
        if entry.formula and not computes(entry.formula, str(entry.reads)):
            what = f"{entry.formula!r} does not give {entry.reads}"
            raise InputError(f"{where}: {what}; write a sum such as '347 - 174 - 91 = 82'.")


def computes(formula: str, value: str) -> bool:
    """Whether a sum such as ``347 - 174 - 91 = 82`` is right and gives the value, exactly.

    Examples
    --------
    >>> computes("347 - 174 - 91 = 82", "82"), computes("0.1 + 0.2 = 0.3", "0.3"), computes("2 * 3 = 6", "6")
    (True, True, False)
    """
    number = r"\d+(?:\.\d+)?"
    if not re.fullmatch(rf"{number}(?: [-+] {number})* = {number}", formula, re.ASCII):
        return False
    left, right = formula.replace(" ", "").split("=")
    total = sum(map(Decimal, re.findall(rf"[-+]?{number}", left)), Decimal(0))
    return total == Decimal(right) == Decimal(value)


@store.read_once
def definitions() -> dict[str, Any]:
    """Return the rules, the spans they hold for, the warnings and the headline of each span.

    Raises
    ------
    InputError
        Where ``data/minusma/definitions.yml`` breaks its schema or names a rule or note it has not.
    """
    content = store.read_yaml(FILE)
    for entry in content["definitions"]:
        used = {"series": [entry["series"]], "rules": [entry["rule"]], "notes": entry.get("notes", ())}
        for name in (name for kind, names in used.items() for name in names if name not in content[kind]):
            what = f"{name!r} is used and not defined"
            raise InputError(f"data/{FILE}.yml: {what}; add it to series, rules or notes.")
    return content


def definition_of(series: str, period: str, measure: str, unit: str, group: str = "") -> dict[str, Any]:
    """Return the entry that says what a figure counts: its ``rule``, ``notes`` and ``evidence``.

    The first entry that fits holds; a half-year, a year or a window fits a span when all its quarters do.

    Raises
    ------
    InputError
        If no entry fits: a figure whose definition is not known is never used.

    Examples
    --------
    >>> definition_of("hrpd_note", "2022Q1", "victims_total", "victims")["rule"]
    'civilians_harmed_or_detained'
    """
    wanted = {"measures": measure, "units": unit, "periods": period, "groups": group}
    for entry in definitions()["definitions"]:
        fits = all({"*", value} & {*entry.get(name, "*")} for name, value in wanted.items())
        if entry["series"] == series and fits and _holds(entry, period):
            return dict(entry)
    what = f"nothing says what {measure} ({unit}) of {period} in {series} counts"
    raise InputError(f"data/{FILE}.yml: {what}; add a definition.")


def _holds(entry: dict[str, Any], period: str) -> bool:
    """Whether the span of an entry, if it has one, holds all quarters of a period; one may be open."""
    if "from" not in entry:
        return True
    first, last = Quarter.parse(entry["from"]), Quarter.parse(entry.get("to", "9999Q4"))
    found = reach(period)
    return found is not None and first <= found[0] and found[1] <= last


def reach(period: str) -> tuple[Quarter, Quarter] | None:
    """Return the first and the last quarter that a period touches, None where its window is not known.

    Examples
    --------
    >>> [str(quarter) for quarter in reach("2024-05..2024-12")]
    ['2024Q2', '2024Q4']
    >>> reach("S/2020/952") is None
    True
    """
    ends = [dates.month_quarter(end) for end in period.split("..") if re.match(r"\d{4}-\d\d", end, re.ASCII)]
    ends = [*quarters_of(period)] or ends
    return (ends[0], ends[-1]) if ends else None


def headline_of(quarter: Quarter) -> tuple[str, str] | None:
    """Return measure and unit of the figure that leads a quarter's note, or None where there was no note."""
    leads = (entry for entry in definitions()["headlines"] if _holds(entry, str(quarter)))
    return next(((entry["measure"], entry["unit"]) for entry in leads), None)
