"""What the command line prints of the mission's series carried on: modelled, not figures of the mission."""

from __future__ import annotations

from analysis.measure.change import plain_data
from analysis.measure.continuation import BASELINES, judge, overlap_of
from analysis.quarter import Quarter


def report(quarter: str, *, as_json: bool = False) -> str:
    """Return the verdict, the modelled values up to a quarter with 80 % intervals, and the errors.

    Parameters
    ----------
    quarter : str
        A quarter after the mission's figures, with event data on all of it.
    as_json : bool
        Estimates with limits, formula, basis and sources, instead of sentences and a table.

    Raises
    ------
    InputError
        For text that is no quarter, a quarter of the mission's own, or one without event data.
    """
    from analysis.present.display import Prose
    from analysis.present.sources_compared import verdict_told
    from analysis.present.words import end, say, written
    from analysis.produce.changes import _as_json
    from analysis.produce.progress import table

    last = Quarter.parse(quarter)
    found = judge(overlap_of())
    methods = {"modelled": found.chosen, **{f"baseline {name}": name for name in BASELINES}}
    values = {title: found.values(last, method) for title, method in methods.items()}
    mark = say("modelled-mark")
    if as_json:
        content = {"what": mark, "supported": not found.against, "against": found.against, "chosen": found.chosen,
                   "quarters": found.size, "values": values.pop("modelled"), "baselines": values, "judged": found.judged}  # fmt: skip
        return _as_json(content)
    rows = [
        {"quarter": items[0].period, **{title: f"{written(item)} ({end(item, 'low')} to {end(item, 'high')})"
                                        for title, item in zip(values, items, strict=True)}}
        for items in zip(*values.values(), strict=True)
    ]  # fmt: skip
    verdict = Prose(*verdict_told(found)).text.replace("*", "")
    return f"{verdict}\n\n{table(rows)}{mark}; 80 %\n"
