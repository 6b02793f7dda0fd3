"""The ledger: every published figure as each source prints it, in one vocabulary."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.record.definitions import definition_of
from analysis.record.store import home, read_table, read_yaml, resource

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

DECISION = ["fact", "use", "status", "between", "reads", "formula", "reason", "evidence"]
# what each row gains from the tables of the vocabulary, by the columns that it has already
GAINED = {
    "printed": ["dimension", "category", "term"],
    "terms": ["term", "scope", "parent", "members"],
    "measures": ["measure", "kind", "counts"],
    "sources": ["source_id", "official"],
}
KEY = ["series", "period", "what", "unit", "group", "compared_with"]


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
    return _ledger(home()).copy()


@functools.cache
def _ledger(_folder: Path) -> pd.DataFrame:
    rows = read_table("figures")
    for name, gained in GAINED.items():
        rows = _joined(rows, name, read_table(name).rename(columns={"printed": "category"})[gained])
    rows["official"] = rows.official.eq("yes")
    rows["what"] = rows.counts.where(rows.kind.eq("count"), rows.kind + "/" + rows.counts).str.rstrip("/")
    whole = rows.dimension.eq("none") & rows.term.eq("all")
    itself = rows.dimension.eq("outcome") & rows.term.eq(rows.measure)
    rows["group"] = rows.term.mask(whole | itself, "")
    rows["fact"] = rows[KEY[:4]].agg("/".join, axis=1)
    rows["fact"] += ("/" + rows.group).where(rows.group.ne(""), "")
    rows["fact"] += ("@" + rows.compared_with).where(rows.compared_with.ne(""), "")
    return _defined(rows)


def _joined(rows: pd.DataFrame, name: str, table: pd.DataFrame) -> pd.DataFrame:
    on = [str(column) for column in table if column in rows]
    joined = rows.merge(table, on=on, how="left", validate="many_to_one", indicator=True)
    lost = joined[joined._merge.ne("both")]
    if len(lost):
        raise InputError(
            f"data/minusma/figures.csv, line {lost.index[0] + 2}, {lost.figure_id.iloc[0]}:"
            f" {' / '.join(lost[on].iloc[0])!r} has no entry in data/{resource(name)['path']};"
            " add one row there for it."
        )
    return joined.drop(columns="_merge")


def _defined(rows: pd.DataFrame) -> pd.DataFrame:
    key = ["series", "period", "measure", "unit", "group"]
    spans = rows[key].drop_duplicates()
    entries = [definition_of(*span) for span in spans.itertuples(index=False, name=None)]
    spans["inclusion"] = [entry["rule"] for entry in entries]
    spans["notes"] = [tuple(entry.get("notes", ())) for entry in entries]
    return _light(rows.merge(spans, on=key, how="left", validate="many_to_one"))


def decisions() -> pd.DataFrame:
    """Return the recorded decisions, one row per fact on which sources disagree.

    Raises
    ------
    InputError
        Where the file breaks its schema or decides a fact twice.
    """
    import pandas as pd

    entries = read_yaml("minusma/decisions")["decisions"]
    facts = [entry["fact"] for entry in entries]
    if twice := next((fact for fact in facts if facts.count(fact) > 1), None):
        raise InputError(f"data/minusma/decisions.yml: {twice} is decided twice; leave one of the entries.")
    table = pd.json_normalize(entries).rename(columns={"reads.value": "reads", "reads.formula": "formula"})
    return table.reindex(columns=DECISION).astype(object).fillna("")


def explanations() -> dict[str, str]:
    """Return what each finding of the audit means for a reader, by the finding's id."""
    entries = read_yaml("minusma/decisions")["findings"]
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
    return _facts(home()).copy()


def _light(table: pd.DataFrame) -> pd.DataFrame:
    """Keep all text of a table in one block: a choice of rows takes a tenth of the time."""
    return table.astype(dict.fromkeys(table.select_dtypes("str"), object)).copy()


@functools.cache
def _facts(folder: Path) -> pd.DataFrame:
    import pandas as pd

    rows = _ledger(folder)
    decided = decisions().set_index("fact")
    _check_decisions(rows, decided)
    disagree = rows.groupby("fact").value.transform("nunique").gt(1)
    undecided = rows[disagree & ~rows.fact.isin(decided.index)]
    if len(undecided):
        fact = undecided.fact.iloc[0]
        printed = ", ".join(f"{row.value} ({row.figure_id})" for row in rows[rows.fact.eq(fact)].itertuples())
        what = f"data/minusma/decisions.yml: sources disagree on {fact}: {printed}"
        raise InputError(f"{what}; record which row is used and why.")
    first = rows.sort_values("official", ascending=False, kind="stable").drop_duplicates("fact")
    used = rows[rows.figure_id.isin(decided.use) & rows.fact.isin(decided.index)]
    first = pd.concat([used, first]).drop_duplicates("fact").set_index("fact")
    same = rows.value.eq(rows.fact.map(first.value))
    for column, name, part in (
        ("rows", "figure_id", same), ("passed_over", "figure_id", ~same), ("others", "value", ~same)
    ):  # fmt: skip
        first[column] = rows[name].where(part).groupby(rows.fact).agg(_distinct)
    cautious = rows[same & rows.qualifier.eq("at least")].fact.unique()  # where one says so, all mean it
    first["qualifier"] = first.qualifier.mask(first.index.isin(cautious), "at least")
    said = decided[["status", "between", "reason", "reads", "formula"]].reindex(first.index)
    said = said.rename(columns={"between": "options"})
    first = first.join(said.fillna({"status": "agreed"}).fillna(""))
    values = dict(zip(rows.figure_id, rows.value, strict=True))
    table: Any = first.itertuples()
    chosen = [tuple(row.options or (*row.rows, *row.passed_over)) * (row.status == "open") for row in table]
    first["options"] = [tuple(dict.fromkeys(values[name] for name in names)) for names in chosen]
    return _light(first.reset_index().sort_values("figure_id", ignore_index=True))


def _distinct(values: pd.Series) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values.dropna()))


def _check_decisions(rows: pd.DataFrame, decided: pd.DataFrame) -> None:
    fact_of = dict(zip(rows.figure_id, rows.fact, strict=True))
    for entry in decided.reset_index().to_dict("records"):
        fact, chosen = entry["fact"], (entry["use"], *entry["between"])
        where = f"data/minusma/decisions.yml, {fact}"
        for figure in (*chosen, *entry["evidence"]):
            if figure not in fact_of:
                raise InputError(f"{where}: {figure} is no row of the ledger; correct it.")
        for figure in chosen:
            if fact_of[figure] != fact:
                raise InputError(f"{where}: {figure} is about {fact_of[figure]}; name a row of this fact.")
