"""Event data on a quarter as a notebook asks for them: one source, by its own rule."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import dropwhile
from typing import Any

import pandas as pd

from analysis.errors import require
from analysis.measure.coverage import NATIONAL
from analysis.measure.estimate import Estimate, change
from analysis.measure.event_sums import LETHAL, MEASURES, OUTCOMES, WORST, EventFigures, figures_from
from analysis.measure.incidents import incidents_of
from analysis.present.labels import column, data_title, label, span
from analysis.present.tell import speak
from analysis.quarter import Quarter
from analysis.record.cells import EARLIER

UNATTRIBUTED = "not_attributed"
LISTS = {"group": "by_perpetrator", "kind": "incidents", "cercle": "by_place", "region": "by_place",
         "people": "by_sex_age"}  # fmt: skip


class Events(EventFigures):
    """What one source of event data says of a quarter; never added to a figure of the mission's.

    Parameters
    ----------
    quarter : str or Quarter
    source : str
        ``own``, ``acled``, ``ucdp``, the name of an import or ``ucdp_mali_quarterly``. By default the first
        that covers the quarter: an own sheet, ACLED, UCDP's events, UCDP's national series.
    language : {"en", "fr"}, optional
        Language of the notebook; the one spoken if not given.

    Attributes
    ----------
    kind : str
        ``own``, ``acled``, ``ucdp``, or ``none`` where no event data cover the quarter.
    period, span : str
        What is covered: the quarter, or the months of it that the source covers.
    whole, partial, preliminary : bool
        Whether all three months are covered, or some; whether the figures come from Candidate files.
    first : str
        The outcome that leads: killed, where the source asks it.
    main : str
        The outcome that is told by alleged perpetrator and place: civilians where they are known.

    Raises
    ------
    InputError
        For what is no quarter, source, measure or dimension; it names the nearest.

    Examples
    --------
    >>> events = Events("1999Q2")
    >>> events.kind, events["killed"], events["injured"]
    ('ucdp', <killed 1999Q2: 0 [None, 0] persons, computed>, <injured 1999Q2: not_asked>)
    >>> events = Events("2024Q3")
    >>> print(events.change("killed"), events.chance("killed"), events.unattributed)
    +7% within 38
    >>> events.by("group").astype(float).civilians_killed.tolist()
    [58.0, 40.0, 1.0]
    """

    def __init__(self, quarter: str | Quarter, source: str = "", language: str = "") -> None:
        if language:
            speak(language)
        super().__init__(**vars(figures_from(Quarter.parse(quarter), source)))
        self.span, self.partial = span(self.period), bool(self) > self.whole
        self._source = source or self.kind * bool(self)

    def __repr__(self) -> str:
        return f"<Events {self.period}: {self.kind}>"

    @property
    def name(self) -> str:
        """The source in a sentence: UCDP, the user's own sheet."""
        return label(f"source-{self.kind}{'-early' * self.preliminary}")

    def __getitem__(self, what: str) -> Estimate:
        require((*MEASURES, LETHAL), "measure of event data", what)
        return self.figure(what)

    @cached_property
    def was(self) -> Events:
        """The same source on the quarter before."""
        return Events(self.quarter.previous, self._source)

    def change(self, what: str = "killed") -> Estimate:
        """Return the change from the quarter before in percent, with its incident-clustered interval.

        A gap where either quarter is covered in part or not at all, where the two count by different rules,
        and under a base of 20.
        """
        return self._change(what)[0]

    def chance(self, what: str = "killed") -> str:
        """Say whether chance explains it: ``beyond``, ``within``, ``open``, ``untrusted`` or ``unknown``."""
        return self._change(what)[1]

    def _change(self, what: str) -> tuple[Estimate, str]:
        found = change(self[what], self.was[what])
        for side in (item for item in (self, self.was) if not item.whole):
            why: Any = "partial_period" if side.partial else "not_covered"
            return replace(found, value=None, formula="", status=why, period=str(side.quarter)), "unknown"
        if what not in OUTCOMES or not found.stated:
            return found, "unknown"
        known = incidents_of(self._source, what).change(self.quarter.previous, self.quarter)
        return known.percent, known.answer

    def by(self, dimension: str) -> pd.DataFrame:
        """Return what the source counts by a dimension, the most first; a row of gaps where it tells none.

        Parameters
        ----------
        dimension : {"group", "kind", "cercle", "region", "people"}
            Alleged perpetrators, kinds of violence, places, or men, women, boys and girls. What is known only
            to a region is in no cercle; see `unplaced` and `unattributed` for what the list leaves.

        Returns
        -------
        pandas.DataFrame
            A row for each, by its label; a column of `Estimate` for each of ``incidents``, ``killed``,
            ``civilians_killed`` and the other outcomes that the source asks. 0 where it has no case.
        """
        require(LISTS, "dimension of event data", dimension)
        told = pd.DataFrame.from_dict(self.table(dimension), orient="index", dtype=object)
        rows = told.drop(index=UNATTRIBUTED, errors="ignore")
        rows = rows[rows.map(float).gt(0).any(axis=1)]
        if rows.empty:
            lacks = dimension != "kind" and any(item["name"] == NATIONAL for item in self.about)
            few = told.map(lambda item: item.status == "withheld").any(axis=None)
            gap = self._gap(LISTS[dimension], status="not_asked" if lacks else "withheld" if few else "said")
            return pd.DataFrame({"incidents": [gap], self.main: [gap]}, [gap.label], dtype=object)
        stated = rows.map(float).notna().any()
        known = [what for what in MEASURES if what in rows and (what == self.main or stated[what])]
        order = sorted(known, key=lambda what: what != self.main)  # by `main` first
        values = rows.map(float).fillna(0).sort_values(order, ascending=False, kind="stable")
        rows = rows.loc[values.index, known]
        return rows if dimension == "cercle" else rows.set_axis([item.label for item in rows.iloc[:, 0]])

    def most(self, dimension: str) -> pd.Series[Any]:
        """Return the victims of `main` by a dimension, the most first, without zeros; a gap for none.

        What is of an earlier version of a private sheet than its total stands in `by` alone.
        """
        found = self.by(dimension).get(self.main, pd.Series(dtype=object))
        kept = found[[item.value != 0 and not item.inclusion.endswith(EARLIER) for item in found]]
        return kept if len(kept) else pd.Series({"": self._gap(self.main)}, dtype=object)

    def tells(self, dimension: str) -> bool:
        """Whether the source tells anything by a dimension in the quarter."""
        return bool(self.by(dimension).map(_known).any(axis=None))

    @property
    def base(self) -> Estimate:
        """The victims whose alleged perpetrators are told; of ACLED where violence targets civilians."""
        return self.figure(self.main, "civilian_targeting" if self.kind == "acled" else "")

    @property
    def unattributed(self) -> Estimate:
        """Those of them whom the source attributes to no one; ``said`` where there is none."""
        return self._gap(self.main) if self.kind == "acled" else self._rest(self.main, UNATTRIBUTED)

    @property
    def withholds(self) -> bool:
        """Whether the alleged perpetrators of some of `main` are known and not told, as they are too few."""
        told = [item for item in (*self.most("group"), self.unattributed) if item.stated]
        lacks = self.base.stated and sum(map(float, told)) < float(self.base)
        return self.kind == "own" and (lacks or self.outdated)

    @property
    def outdated(self) -> bool:
        """Whether some of a private sheet is told as an earlier version had it, beside a total that moved."""
        return any(item.inclusion.endswith(EARLIER) for _, item in self.figures)

    @property
    def incomplete(self) -> bool:
        """Whether rows of an import could not be read, so that its numbers are minimum numbers."""
        return any(told.get("incomplete") for told in self.about)

    @property
    def worst(self) -> Estimate:
        """The most victims of `main` in one incident, with its group and cercle; ``said`` where not known."""
        return next(self.of(WORST), self._gap(WORST))

    @property
    def unplaced(self) -> Estimate:
        """Incidents known only to a region or to the country; ``said`` where there is none."""
        return self._rest("incidents", "no_cercle")

    def _rest(self, what: str, group: str) -> Estimate:
        found = self.figure(what, group)
        return found if found.value else self._gap(what, group)

    def _gap(self, what: str, group: str = "", status: str = "said") -> Estimate:
        """Return a gap that another sentence says, or that the source leaves."""
        return replace(self.figure(what, group), value=None, low=None, high=None, status=status)  # type: ignore[arg-type]

    @property
    def quiet(self) -> bool:
        """Whether the source counts no victim of any kind in the quarter, or is none."""
        return not any(self[what].value or self[what].status == "withheld" for what in OUTCOMES)

    @property
    def labels(self) -> dict[str, str]:
        """Names of the columns of `by` and `recent`, by their id: ``frame.rename(columns=events.labels)``."""
        first = LETHAL if self.kind == "own" else "incidents"  # a sheet's are those with a person killed
        return {what: self[first if what == "incidents" else what].label for what in MEASURES}

    @property
    def past(self) -> list[tuple[Events, Events]]:
        """The latest and the deadliest quarter of the ten years before with an incident; empty for none."""
        earlier = [Events(self.quarter.shift(-step), self._source) for step in range(1, 41) if self.about]
        active = [item for item in earlier if item["incidents"].value]
        return [(active[0], max(active, key=lambda item: float(item[self.first])))] if active else []

    @property
    def outcomes(self) -> pd.DataFrame:
        """Incidents and every outcome asked: the quarter before (``was``), ``now`` and the ``change``."""
        asked = [what for what in MEASURES if what != "largest_incident" and _known(self[what])
                 and (self[what].stated or self.was[what].stated)]  # fmt: skip
        rows = [(self.was[what], self[what], self.change(what)) for what in asked]
        return pd.DataFrame(rows, index=asked, columns=["was", "now", "change"], dtype=object)

    def moves(self, dimension: str) -> list[tuple[Estimate, ...]]:
        """Return `main` by a dimension, now and in the quarter before, where it moved, furthest first.

        A group that a source tells apart in some quarters only counts with the group that it is a part of,
        under the name of both where they have one.
        Empty where the two quarters do not compare or the source tells nothing by it.
        """
        names = sorted({*self.table(dimension), *self.was.table(dimension)} - {UNATTRIBUTED})
        wholes = column("terms", "parent") if dimension == "group" else {}
        unions = {members: term for term, members in column("terms", "members").items()}
        pairs, periods = dict[str, tuple[Estimate, ...]](), (self.period, self.was.period)
        for name in names if self.change(self.main).status in ("stated", "small_base") else ():
            spot = ("", name) if dimension == "cercle" else (name, "Mali")
            pair = tuple(each.counted(self.main, *spot) for each in (self, self.was))
            if others := pairs.get(whole := wholes.get(name) or name):
                both = unions.get(f"{whole};{name}", whole)
                pair = tuple(replace(one + two, group=both) for one, two in zip(others, pair, strict=True))
            pairs[whole] = pair
        told = (pair for pair in pairs.values() if tuple(item.period for item in pair) == periods)
        known = (pair for pair in told if all(item.stated for item in pair))
        moved = [pair for pair in known if pair[0].value != pair[1].value]
        return sorted(moved, key=lambda pair: abs(float(pair[0] - pair[1])), reverse=True)

    def moved(self, dimension: str) -> tuple[Estimate, ...]:
        """Return the first of `moves`; gaps where there is none."""
        return next(iter(self.moves(dimension)), (self._gap(self.main),) * 2)

    def recent(self, quarters: int = 8) -> pd.DataFrame:
        """Return incidents, largest incident and outcomes of the last quarters, from the first covered."""
        found = (Events(self.quarter.shift(-step), self._source) for step in reversed(range(quarters)))
        from_first = dropwhile(lambda item: item.kind == "none", found)
        rows = {item.period: {what: item[what] for what in MEASURES} for item in from_first}
        frame = pd.DataFrame.from_dict(rows, orient="index", dtype=object)
        return frame.loc[:, [what for what in frame if frame[what].map(lambda item: item.stated).any()]]

    @property
    def lacks(self) -> list[str]:
        """What the source does not have, in words; that is not zero."""
        asked = ("civilians_killed", "injured", "abducted", "sexual_violence")[self.kind == "own" :]
        gone = [self[what].label for what in asked if not _known(self[what])]
        listed = ("cercle", "group", "people")[self.kind == "own" :]  # a sheet tells regions
        return gone + [label(LISTS[name]) for name in listed if not self.tells(name)]

    @property
    def source(self) -> str:
        """Name, version and licence of the source, and how to cite it; "" where there is none."""
        about = dict.fromkeys(f"{data_title(told)} {told['version']}".strip() for told in self.about)
        terms = [told[name] for told in self.about[:1] for name in ("licence", "citation")]
        if self.kind == "acled":  # the terms of all its files, in the reader's language
            terms[0] = label("licence-acled")
        return ". ".join(filter(None, ("; ".join(about), *terms))).removesuffix(".")

    @property
    def account(self) -> tuple[Estimate, Estimate]:
        """Rows of the imports, read and used; ``said`` for the national series, which was not imported."""
        rows = [[told[name] for told in self.about if name in told] for name in ("rows_read", "rows_used")]
        months = sorted(month for told in self.about for month in told.get("months", ()))
        period = f"{months[0]}..{months[-1]}" if months else ""
        gap = replace(self._gap("incidents"), measure="rows", unit="rows", inclusion="", period=period)
        read, used = (replace(gap, value=sum(some), status="stated") if some else gap for some in rows)
        return read, used


def _known(item: Estimate) -> bool:
    """Whether the source tells it, or would if more stood behind it."""
    return item.stated or item.status == "withheld"
