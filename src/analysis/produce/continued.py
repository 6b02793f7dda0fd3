"""What the command line prints of the mission's series carried on: modelled, not figures of the mission."""

from __future__ import annotations

from analysis.measure.change import plain_data
from analysis.measure.continuation import BASELINES, judge, overlap_of
from analysis.measure.sources import beside, side_by_side
from analysis.quarter import Quarter


def report(quarter: str, *, as_json: bool = False) -> str:
    """Return the verdict, the modelled values up to a quarter with 80 % intervals, and every error.

    Parameters
    ----------
    quarter : str
        A quarter after the mission's figures, with event data on all of it.
    as_json : bool
        Estimates with limits, formula, basis and sources, instead of sentences and tables.

    Raises
    ------
    InputError
        For text that is no quarter, a quarter of the mission's own, or one without event data.
    """
    from analysis.present.sources_compared import SourcesCompared
    from analysis.present.words import say
    from analysis.produce.progress import json_text, table

    rows, wanted = side_by_side(), beside(Quarter.parse(quarter))
    found = judge(overlap_of(rows=rows))
    found.value(wanted)  # refused before anything is told
    rows = tuple(row for row in rows if row.quarter <= wanted.quarter)
    if as_json:
        baselines = {name: found.values(rows, name) for name in BASELINES}
        content = {"what": say("modelled-mark"), "supported": not found.against, "against": found.against,
                   "chosen": found.chosen, "values": found.values(rows), "baselines": baselines,
                   "judged": found.judged, **found.told}  # fmt: skip
        return json_text(plain_data(content))
    told = SourcesCompared(wanted.quarter)
    tables = [told.values_table(), told.candidates_table()]
    parts = [
        f"{shown.caption}\n" + table([
            {say(f"column-{name}"): cell for name, cell in zip(shown.columns, cells, strict=True)}
            for cells in zip(*shown.columns.values(), strict=True)
        ]) for shown in tables
    ]  # fmt: skip
    return "\n".join([told.verdict().text.replace("*", "") + "\n", *parts])
