"""What the command line prints of a change between two quarters."""

from __future__ import annotations

from analysis.measure.incidents import MISSION, incidents_of, published_change
from analysis.produce.progress import json_text
from analysis.quarter import Quarter


def report(earlier: str, later: str, source: str, *, as_json: bool = False) -> str:
    """Return a change as sentences or as JSON.

    Parameters
    ----------
    earlier, later : str
        Two quarters.
    source : str
        ``mission`` for the published totals, else as for `analysis.measure.incidents.incidents_of`.
    as_json : bool
        Estimates with their limits, formula and sources, instead of sentences.

    Raises
    ------
    InputError
        For a quarter or source that is none, or a table that cannot be read.
    """
    first, last = Quarter.parse(earlier), Quarter.parse(later)
    if source == MISSION:
        return _published(first, last, as_json)
    from analysis.present.told import answer_told, change_told

    found = incidents_of(source).change(first, last)
    if as_json:
        return json_text(found.to_dict())
    told = change_told(found)
    return _as_text([told[0], answer_told(found), *told[1:]] if found.ratio.stated else told)


def _published(first: Quarter, last: Quarter, as_json: bool) -> str:
    from analysis.measure.change import plain_data
    from analysis.measure.coverage import require_quarter
    from analysis.present.told import published_told
    from analysis.present.words import period_label

    found = published_change(require_quarter(first), require_quarter(last))
    if as_json:
        parts = {"earlier": found.comparison.before, "later": found.comparison.now,
                 "published": found.comparison.published, "computed": found.computed,
                 "borrowed": found.borrowed, "refused": found.comparison.reason}  # fmt: skip
        return json_text({name: plain_data(part) for name, part in parts.items()})
    return _as_text(published_told(found, period_label(last), period_label(first)))


def _as_text(paragraphs: list[str]) -> str:
    return "\n".join(paragraph.replace("*", "") for paragraph in paragraphs) + "\n"
