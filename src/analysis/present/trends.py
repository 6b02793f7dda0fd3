"""The trend of a quarter: its change, what chance allows, and its past, each made from estimates."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from analysis.errors import InputError
from analysis.measure import baseline, published, series
from analysis.measure.change import Change
from analysis.measure.coverage import known_quarters, require_quarter
from analysis.measure.estimate import Estimate, change
from analysis.measure.events import NATIONAL
from analysis.measure.incidents import Incidents, PublishedChange, incidents_of, published_change
from analysis.present import trend_figures
from analysis.present.display import Narrative, Prose
from analysis.present.export import Picture, show
from analysis.present.gallery import build
from analysis.present.note_page import quarterly_note
from analysis.present.told import (
    LEVEL,
    answer,
    answer_told,
    change_told,
    counted,
    counted_here,
    p_told,
    published_told,
    ratio_told,
)
from analysis.present.words import Words, end, ends, language, marked, period_label, rule_text, say
from analysis.quarter import Quarter
from analysis.record.ledger import facts
from analysis.record.store import read_table

Shown = TypeVar("Shown", Prose, Picture, Prose | Picture)


def trends(quarter: str | Quarter, source: str = NATIONAL, language: str = "en") -> Trends:
    """Return the trend of a quarter.

    Parameters
    ----------
    quarter : str or Quarter
        A quarter with published figures.
    source : str
        The event data: a name or path as for `analysis.measure.incidents.incidents_of`.
    language : {"en", "fr"}

    Examples
    --------
    >>> print(trends("2022Q2").change().text.split(":")[0])
    Documented deaths in organised violence in Mali went from **1,758** in \
January to March 2022 to **686** in April to June 2022
    """
    return Trends(require_quarter(quarter), incidents_of(source), language=language)


def _covered(method: Callable[[Trends], Shown]) -> Callable[[Trends], Shown | Prose]:
    """Say that there is nothing to show, where the event data do not reach."""

    @functools.wraps(method)
    def shown(trend: Trends) -> Shown | Prose:
        return method(trend) if trend._reached() else trend._not_covered()

    return shown


@dataclass(frozen=True)
class Trends(Narrative):
    """The trend of one quarter; each method returns what a notebook cell shows."""

    _page = "page-trends"

    events: Incidents

    def _reached(self) -> bool:
        known = {*map(str, self.events.covers), *(str(row["quarter"]) for row in self.events.rows)}
        return {str(self.quarter), str(self.quarter.previous)} <= known

    def _not_covered(self) -> Prose:
        source = " ".join(self.events.label["sources"])
        return Prose(say("trend-not-covered", source=source, period=self._period))

    @functools.cached_property
    def _change(self) -> Change:
        return self.events.change(self.quarter.previous, self.quarter)

    @functools.cached_property
    def _published(self) -> PublishedChange:
        return published_change(self.quarter.previous, self.quarter)

    @functools.cached_property
    def _series(self) -> tuple[Estimate, ...]:
        return self.events.series(self.quarter.shift(1 - trend_figures.LONG), self.quarter)

    @property
    def _unit(self) -> str:
        return say(f"trend-unit-{self._change.later.unit}")

    @_covered
    def short(self) -> Prose:
        """Say whether the change of the event data is within what chance allows, and why."""
        found = self._change
        if not found.later.number() and not found.earlier.number():
            return Prose(say("trend-none", **counted(found)), f"*{source_told(self.events)}*")
        counts = [self.events.counts(item).tally for item in (self.quarter.previous, self.quarter)]
        sides, unit = list(zip((found.earlier, found.later), counts, strict=True)), found.later.unit
        incidents = [counted_here(side, "incidents", f"{tally.incidents:g}") for side, tally in sides]
        largest = [
            counted_here(side, "largest_incident", f"{tally.largest:g}", unit) for side, tally in sides
        ]
        kind = "beyond" if answer(found.lethal, None) == "beyond" else "within"
        words = counted(found) | {"lethal": ratio_told(found.lethal), "verdict": say(f"trend-why-{kind}")}
        for name, pair in (("largest", largest), ("incidents", incidents)):
            words |= dict(zip((f"{name}-before", name), pair, strict=True))
        return Prose(answer_told(found), say("trend-why", **words), f"*{source_told(self.events)}*")

    def published(self) -> Prose:
        """State the change of the published figures, and its reading on borrowed dispersion."""
        return Prose(*published_told(self._published, self._period, period_label(self.quarter.previous)))

    @_covered
    def change(self) -> Prose:
        """State the change of the event data with everything that it hangs on, in one paragraph."""
        return Prose(" ".join(change_told(self._change)))

    @_covered
    def change_figure(self) -> Picture | Prose:
        """Draw the change with everything that it hangs on."""
        return show(build("change", self.quarter, events=self.events))

    def series_figure(self) -> Picture | Prose:
        """Draw the long series of the published figures with its breaks."""
        return quarterly_note(self.quarter, self.language).series_figure()

    @_covered
    def pair_figure(self) -> Picture | Prose:
        """Draw incidents and victims side by side."""
        if self.quarter not in self.events.covers:
            return Prose(say("trend-past-none", period=self._period))
        return show(build("incidents_and_victims", self.quarter, events=self.events))

    @functools.cached_property
    def _baseline(self) -> baseline.Baseline:
        if self.quarter in self.events.covers:
            return baseline.against_baseline(self._series, self.quarter)
        return baseline.Baseline(None, None, None, None, None)

    @_covered
    def eight(self) -> Prose:
        """State the quarter against the eight before, of the event data and of the published figures."""
        eight, chance, now = self._baseline.eight, self._baseline.limits, self._change.later
        lines = [say("trend-past-none", period=self._period)]
        if eight is not None and chance is not None:
            verdict = say(f"trend-eight-{trend_figures.place_of(now, chance)}")
            reach = dict(zip(("least", "most"), ends(chance).values(), strict=True))
            words = {"unit": self._unit, "verdict": verdict, "mean": end(eight, "value", 0), **ends(eight)}
            lines = [say("trend-eight", period=self._period, now=now, level=LEVEL, **reach, **words)]
        return Prose(*lines, say("trend-eight-none", period=self._period))

    @_covered
    def eight_figure(self) -> Picture | Prose:
        """Draw the quarter against the eight before."""
        if self._baseline.eight is None:
            return Prose(say("trend-past-none", period=self._period))
        return show(build("eight_quarters", self.quarter, events=self.events))

    @_covered
    def year_before(self) -> Prose:
        """State the change against the same quarter a year before."""
        before, words = self.quarter.year_before, {"period": self._period}
        words["previous"] = period_label(before)
        found, lines = self._baseline.year_before, [say("trend-past-none", period=self._period)]
        if found is not None:
            lines = [say("trend-before", unit=self._unit, **words, **_counts(found))]
        sums = [published.harmed(facts(), item) for item in (self.quarter, before)]
        if not all(item.stated for item in sums):
            return Prose(*lines, say("trend-before-none", **words))
        return Prose(*lines, say("trend-before-published", **words, **_counts(change(*sums))))

    @_covered
    def position(self) -> Prose:
        """State where the change lies among all earlier ones, of the event data and as published."""
        fair = [published.harmed(facts(), item) for item in known_quarters()]
        past = {"trend-position": self._series,
                "trend-position-published": [item for item in fair if item.stated]}  # fmt: skip
        return Prose(*(self._place(items, message) for message, items in past.items()))

    def _place(self, past: Sequence[Estimate], message: str) -> str:
        found = baseline.position(past, self.quarter)
        if found is None:
            return say("trend-position-none")
        reached, _, count = found.formula.split(" ")[:3]
        shown = {"count": marked(found, count), "reached": marked(found, reached)}
        values = {"unit": self._unit, "first": period_label(found.comparator.split(" ")[0])}
        return say(message, reached_n=int(reached), count_n=int(count), **shown, **values)

    @_covered
    def breaks(self) -> Prose:
        """State breaks in the level of the event data, and why none is looked for in the published."""
        totals = series.totals(facts(), known_quarters())
        longest = max(series.runs(totals, joined=False), key=len)
        length = counted_here(longest[-1], "quarters", len(longest), "quarters")
        return Prose(*self._breaks(), say("trend-break-published", longest=length))

    def _breaks(self) -> list[str]:
        try:
            found = baseline.break_in_mean(self._series, recorded_events())
        except InputError:  # too short a series
            return [say("trend-break-too-short", period=self._period)]
        length = counted_here(self._series[-1], "quarters", len(self._series), "quarters")
        common: Words = {"count": length, "unit": self._unit, "period": self._period}
        return [
            say("trend-break", **common, quarter=period_label(item.quarter),
                before=end(item.before, "value", 0), after=end(item.after, "value", 0),
                events=say("separator").join(map(_event, item.events)) or say("trend-break-no-event"))
            for item in found
        ] or [say("trend-break-none", **common)]  # fmt: skip

    @_covered
    def season(self) -> Prose:
        """State whether the event data have a season."""
        try:
            found = baseline.season_test(self._series)
        except InputError:  # too few complete years
            return Prose(say("trend-season-too-short", period=self._period))
        years = marked(found, found.formula.split(", ")[1].split(" ")[0])
        message = "trend-season-yes" if "seasonal" in found.notes else "trend-season-no"
        return Prose(say(message, years=years, period=self._period, p=p_told(found)))


def source_told(events: Incidents) -> str:
    """Name the event data and what they count."""
    rule = events.label.get("inclusion")
    source = " ".join(events.label["sources"])
    return say("trend-source", source=source, inclusion=say(f"counts-{rule}" if rule else "trend-own-rule"))


def recorded_events() -> list[tuple[str, str]]:
    """Return the dated changes of definitions, mandate and sources that the record holds."""
    runs = series.runs(series.totals(facts(), known_quarters()), joined=False)
    found = [(run[0].period, say("trend-definition", rule=rule_text(run[0].inclusion))) for run in runs[1:]]
    rows = read_table("timeline")
    dates = [Quarter(int(date[:4]), (int(date[5:7]) + 2) // 3) for date in rows.date]
    texts = rows[f"text_{language()}"] + " (" + rows.evidence + ")"
    found += zip(map(str, dates), texts, strict=True)
    return sorted(found)


def _event(told: str) -> str:
    when, _, text = told.partition(": ")
    return say("trend-event", period=period_label(when), text=text)


def _counts(found: Estimate) -> Words:
    later, earlier = found.inputs
    return {"now": later, "before": earlier, "change": found if found.stated else say("trend-too-few")}
