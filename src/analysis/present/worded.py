"""Words for the size and direction of a change, by rule: nobody chooses them."""

from __future__ import annotations

from analysis.measure.estimate import Estimate
from analysis.measure.incidents import borrowed_readings
from analysis.present.told import answer, as_ratio
from analysis.present.words import number, say, told, written


def change_worded(found: Estimate) -> str:
    """Call a change what it may be called: a rise, a fall, no clear change, or only two counts.

    Parameters
    ----------
    found : Estimate
        From `analysis.measure.estimate.change`, between two published counts.

    Examples
    --------
    >>> from analysis.measure.estimate import change
    >>> now, before = (Estimate(measure="killed", value=value, unit="victims", period=period)
    ...                for value, period in ((174, "2022Q4"), (243, "2022Q3")))
    >>> change_worded(change(now, before))
    'no clear change (-28.4 %)'
    """
    kind = direction_of(found)
    if kind in ("small", "same"):
        return say(f"worded-{kind}")
    if kind in ("unclear", "open"):
        return say(f"worded-{kind}", change=written(found))
    size = say("percent", number=number(abs(found.number()), 1))
    return say(f"worded-{kind}", change=told(found, size))


def direction_of(found: Estimate) -> str:
    """Name the direction of a change: rise, fall, same, unclear, open, small.

    A rise or a fall only where the interval leaves out none however the victims lie over incidents,
    read with the dispersion of the event data, since published totals have no interval; ``unclear``
    where it holds none, ``open`` where that depends on the incidents; ``small`` on a base under 20.
    """
    now, before = (item.number() for item in found.inputs)
    if now == before:
        return "same"
    if not found.stated:
        return "small"
    narrow, wide = (as_ratio(item) for item in borrowed_readings(found))
    kind = answer(wide, narrow)
    return {"within": "unclear", "open": "open"}.get(kind, "rise" if now > before else "fall")
