"""The trend of a quarter: its change, what chance allows, and its past, each made from estimates."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from analysis.errors import InputError
from analysis.measure import baseline, published, series
from analysis.measure.change import Change
from analysis.measure.coverage import known_quarters, require_quarter
from analysis.measure.estimate import Estimate, change
from analysis.measure.incidents import NATIONAL, Incidents, PublishedChange, incidents_of, published_change
from analysis.present import trend_figures
from analysis.present.display import Narrative, Prose
from analysis.present.export import Picture, show
from analysis.present.note import quarterly_note
from analysis.present.told import answer, answer_told, change_told, published_told, ratio_told
from analysis.present.words import language, number, period_label, rule_text, say, written
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


def _or_reason(method: Callable[[Trends], Shown]) -> Callable[[Trends], Shown | Prose]:
    """Show the sentence that says why there is nothing to show, where the event data do not reach."""

    @functools.wraps(method)
    def shown(trend: Trends) -> Shown | Prose:
        try:
            return method(trend)
        except InputError as error:
            return Prose(str(error))

    return shown


@dataclass(frozen=True)
class Trends(Narrative):
    """The trend of one quarter; each method returns what a notebook cell shows."""

    events: Incidents

    @property
    def _period(self) -> str:
        return period_label(self.quarter)

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

    def title(self) -> Prose:
        """Return title and period."""
        return Prose(f"# {say('page-trends')}\n\n**Mali, {self._period}** ({self.quarter})")

    @_or_reason
    def short(self) -> Prose:
        """Say whether the change of the event data is within what chance allows, and why."""
        found = self._change
        largest = [self.events.counts(item) for item in (self.quarter.previous, self.quarter)]
        before, now = (f"{count.tally.largest:g}" for count in largest)
        kind = "beyond" if answer(found.lethal, None) == "beyond" else "within"
        why = say(
            "trend-why",
            period=self._period,
            previous=period_label(self.quarter.previous),
            now=written(found.later),
            before=written(found.earlier),
            lethal=ratio_told(found.lethal),
            verdict=say(f"trend-why-{kind}"),
            **{"largest": now, "largest-before": before, "incidents": f"{largest[1].tally.incidents:g}",
               "incidents-before": f"{largest[0].tally.incidents:g}"},
        )  # fmt: skip
        return Prose(answer_told(found), why, f"*{source_told(self.events)}*")

    @_or_reason
    def published(self) -> Prose:
        """State the change of the published figures, and its reading on borrowed dispersion."""
        return Prose(*published_told(self._published, self._period, period_label(self.quarter.previous)))

    @_or_reason
    def change(self) -> Prose:
        """State the change of the event data with everything that it hangs on, in one paragraph."""
        return Prose(" ".join(change_told(self._change)))

    @_or_reason
    def change_figure(self) -> Picture | Prose:
        """Draw the change with everything that it hangs on."""
        return show(trend_figures.change_of(self.quarter, self.events))

    @_or_reason
    def series_figure(self) -> Picture | Prose:
        """Draw the long series of the published figures with its breaks."""
        return quarterly_note(self.quarter, self.language).series_figure()

    @_or_reason
    def pair_figure(self) -> Picture | Prose:
        """Draw incidents and victims side by side."""
        return show(trend_figures.pair_of(self.quarter, self.events))

    @functools.cached_property
    def _baseline(self) -> baseline.Baseline:
        return baseline.against_baseline(self._series, self.quarter)

    @_or_reason
    def eight(self) -> Prose:
        """State the quarter against the eight before, of the event data and of the published figures."""
        eight, chance, now = self._baseline.eight, self._baseline.limits, self._change.later
        lines = [say("trend-past-none", period=self._period)]
        if eight is not None and chance is not None:
            verdict = say(f"trend-eight-{trend_figures.place_of(now, chance)}")
            lines = [
                say("trend-eight", period=self._period, unit=self._unit, now=written(now), verdict=verdict,
                    mean=number(eight.number(), digits=0), low=f"{eight.low:,}", high=f"{eight.high:,}",
                    least=f"{chance.low:,}", most=f"{chance.high:,}")
            ]  # fmt: skip
        return Prose(*lines, say("trend-eight-none", period=self._period))

    @_or_reason
    def eight_figure(self) -> Picture | Prose:
        """Draw the quarter against the eight before."""
        return show(trend_figures.eight_of(self.quarter, self.events))

    @_or_reason
    def year_before(self) -> Prose:
        """State the change against the same quarter a year before."""
        before, words = self.quarter.year_before, {"period": self._period}
        words["previous"] = period_label(before)
        found, lines = self._baseline.year_before, [say("trend-past-none", period=self._period)]
        if found is not None:
            lines = [say("trend-before", unit=self._unit, **words, **_ends(found))]
        sums = [published.harmed(facts(), item) for item in (self.quarter, before)]
        if not all(item.stated for item in sums):
            return Prose(*lines, say("trend-before-none", **words))
        return Prose(*lines, say("trend-before-published", **words, **_ends(change(*sums))))

    @_or_reason
    def position(self) -> Prose:
        """State where the change lies among all earlier ones, of the event data and as published."""
        fair = [published.harmed(facts(), item) for item in known_quarters()]
        stated = [item for item in fair if item.stated]
        return Prose(
            self._place(self._series, "trend-position"), self._place(stated, "trend-position-published")
        )

    def _place(self, past: tuple[Estimate, ...] | list[Estimate], message: str) -> str:
        found = baseline.position(past, self.quarter)
        if found is None:
            return say("trend-position-none")
        reached, _, count = found.formula.split(" ")[:3]
        values = {"unit": self._unit, "first": period_label(found.comparator.split(" ")[0])}
        return say(message, count=count, reached=reached, **values)

    @_or_reason
    def breaks(self) -> Prose:
        """State breaks in the level of the event data, and why none is looked for in the published."""
        totals = series.totals(facts(), known_quarters())
        longest = max(len(run) for run in series.runs(totals, joined=False))
        silent = say("trend-break-published", needed=str(baseline.LONG_ENOUGH), longest=str(longest))
        return Prose(*_or_sentence(self._breaks), silent)

    def _breaks(self) -> list[str]:
        found = baseline.break_in_mean(self._series, recorded_events())
        common = {"count": str(len(self._series)), "unit": self._unit, "period": self._period}
        return [
            say("trend-break", **common, quarter=str(item.quarter),
                before=number(item.before.number(), digits=0), after=number(item.after.number(), digits=0),
                events="; ".join(item.events) or say("trend-break-no-event"))
            for item in found
        ] or [say("trend-break-none", **common)]  # fmt: skip

    @_or_reason
    def season(self) -> Prose:
        """State whether the event data have a season."""
        return Prose(*_or_sentence(self._season))

    def _season(self) -> list[str]:
        found = baseline.season_test(self._series)
        years = found.formula.split(", ")[1].split(" ")[0]
        message = "trend-season-yes" if "seasonal" in found.notes else "trend-season-no"
        return [say(message, years=years, period=self._period, p=number(found.number(), digits=3))]


def source_told(events: Incidents) -> str:
    """Name the event data and what they count."""
    inclusion = events.label.get("inclusion") or say("not-published")
    return say("trend-source", source=" ".join(events.label["sources"]), inclusion=inclusion)


def recorded_events() -> list[tuple[str, str]]:
    """Return the dated changes of definitions, mandate and sources that the record holds."""
    runs = series.runs(series.totals(facts(), known_quarters()), joined=False)
    found = [(run[0].period, say("trend-definition", rule=rule_text(run[0].inclusion))) for run in runs[1:]]
    rows = read_table("timeline")
    dates = [Quarter(int(date[:4]), (int(date[5:7]) + 2) // 3) for date in rows.date]
    texts = rows[f"text_{language()}"] + " (" + rows.evidence + ")"
    found += zip(map(str, dates), texts, strict=True)
    return sorted(found)


def _ends(found: Estimate) -> dict[str, str]:
    later, earlier = found.inputs
    shown = written(found) if found.stated else say("not-published")
    return {"now": written(later), "before": written(earlier), "change": shown}


def _or_sentence(make: Callable[[], list[str]]) -> list[str]:
    """Return what is told, or why the series is too short for it."""
    try:
        return make()
    except InputError as error:
        return [str(error)]
