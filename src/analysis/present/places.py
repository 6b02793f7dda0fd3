"""The places of a quarter: published areas, event data on the map, hot spots, spread, what is not placed."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.measure.concentration import FOR_INTERVAL, concentration
from analysis.measure.coverage import require_quarter
from analysis.measure.estimate import Estimate
from analysis.measure.hotspots import LEVEL, WINDOW, Search, search
from analysis.measure.placed import Placed, cercles, gazetteer, placed, seats, units
from analysis.measure.rates import PER
from analysis.measure.scan import Cluster
from analysis.measure.spread import affected, bamako, move, southern, standard_distance
from analysis.present import place_figures
from analysis.present.display import Narrative, Prose, Table
from analysis.present.events import span
from analysis.present.export import Picture, show
from analysis.present.gallery import build
from analysis.present.note_page import quarterly_note
from analysis.present.words import Words, between, bracketed, end, listed, period_label, say, written
from analysis.quarter import Quarter
from analysis.record.places import Boundaries, read_boundaries

COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


def _with_data(method: Callable[[Places, Placed], Any]) -> Callable[[Places], Any]:
    """Give a method the event data; without a placed incident it says so, or draws nothing."""

    @functools.wraps(method)
    def shown(place: Places) -> Any:
        if place.data is None or not place.data.incidents(place.quarter):
            return Prose(*[say("places-none")] * (not method.__name__.endswith("_figure")))
        return method(place, place.data)

    return shown


def places(quarter: str | Quarter, source: str = "", boundaries: str = "", language: str = "en") -> Places:
    """Return the places of a quarter.

    Parameters
    ----------
    quarter : str or Quarter
        A quarter with published figures or event data.
    source : str
        ``ucdp``, ``acled`` or ``own``; the first of them that has the quarter, if none is given.
    boundaries : str
        Path of a file of cercle boundaries; without it, one in ``data/raw`` is used where there is one.
    language : {"en", "fr"}

    Examples
    --------
    >>> print(places("2021Q2").events().text)
    No events with places were imported for April to June 2021: UCDP’s national series, which is in the \
box, has none. Hot spots, spread and the table of cercles need them.
    """
    wanted = require_quarter(quarter)
    path = Path(boundaries) if boundaries else place_figures.boundary_file()
    return Places(wanted, placed(wanted, source), path, language=language)


@dataclass(frozen=True)
class Places(Narrative):
    """The places of one quarter; each public method returns what a notebook cell shows.

    `events` says why there are no event data, where there are none; the others show nothing then, or say
    that they need them.
    """

    _page = "page-places"

    data: Placed | None
    path: Path | None

    @property
    def _period(self) -> str:
        return span(self.data.months[self.quarter], self.quarter) if self.data else period_label(self.quarter)

    @functools.cached_property
    def _search(self) -> Search | None:
        return search(self.data, self.quarter) if self.data else None

    @functools.cached_property
    def _bounds(self) -> Boundaries | None:
        return read_boundaries(self.path, gazetteer()) if self.path else None

    @property
    def _seed(self) -> int:
        return 10 * self.quarter.year + self.quarter.number

    def published(self) -> Prose:
        """State the places that the note lists, each list on its own base."""
        return quarterly_note(self.quarter, self.language).places()

    def map_figure(self) -> Picture | Prose:
        """Draw the areas of the note's first list."""
        lists = place_figures.published_lists(self.quarter)
        return show(build("map", self.quarter) if lists else None)

    def second_map_figure(self) -> Picture | Prose:
        """Draw the areas of the note's second list, which has a base of its own."""
        return show(build("map_second", self.quarter))

    def events(self) -> Prose:
        """Say which event data there are, and how many events precision kept off the map."""
        if self.data is None:
            return Prose(say("places-no-events", period=self._period))
        rule = self.data.label["inclusion"]
        lines = [say("places-events", period=self._period, source=say(f"counts-{rule}"))]
        if rule.endswith("preliminary"):
            lines.append(say("events-preliminary"))
        if not self.data.whole(self.quarter):
            lines.append(say("events-partial", months=self._period, period=period_label(self.quarter)))
        cercle, region, national = map(written, self.data.lost(self.quarter))
        return Prose(*lines, say("places-lost", cercle=cercle, region=region, national=national))

    @_with_data
    def events_map_figure(self, data: Placed) -> Picture | Prose:
        """Draw lethal incidents by cercle."""
        return show(build("map_events", self.quarter, data=data))

    @_with_data
    def table(self, data: Placed) -> Table | Prose:
        """List the cercles with a lethal incident: incidents, killed, rate, and whether newly affected."""
        items = place_figures.ranked(data, self.quarter)
        killed = {item.place: item for item in data.by_cercle(self.quarter, "killed")}
        rates = {item.raw.place: item for item in data.rates(self.quarter)}
        new = affected(data, self.quarter).new
        own = [rates.get(item.place) for item in items]
        newly = [f"places-new-{'unknown' if new is None else item.place in new}" for item in items]
        shown = {
            "place": [item.place for item in items],
            "lethal": [written(item) for item in items],
            "killed": [written(killed[item.place]) for item in items],
            "rate": [end(rate.raw, "value", 2) if rate else say("places-with-menaka") for rate in own],
            "range": [between(rate.raw, 2) if rate else "" for rate in own],
            "smoothed": [end(rate.smoothed, "value", 2) if rate else "" for rate in own],
            "new": list(map(say, newly)),
        }
        per = written(data.count("per_people", PER, self.quarter, unit="persons"))
        return Table(say("table-cercles", period=self._period), shown, say("table-cercles-note", per=per))

    def boundaries(self) -> Prose:
        """Say what became of the names in the user's boundaries, or how to have boundaries."""
        if self._bounds is None or self.path is None:
            return Prose(say("places-no-boundaries"))
        codes = say(f"places-codes-{self._bounds.generation or 'none'}")
        lists = {name: getattr(self._bounds, name) for name in ("unmatched", "missing")}
        lines = [say(f"places-{name}", list=listed(held)) for name, held in lists.items() if held]
        return Prose(say("places-boundaries", file=self.path.name, codes=codes), *lines)

    @_with_data
    def rates_figure(self, data: Placed) -> Picture | Prose:
        """Draw rates as shades, where there are boundaries."""
        return show(build("map_rates", self.quarter, data=data, bounds=self._bounds))

    @_with_data
    def tiles_figure(self, data: Placed) -> Picture | Prose:
        """Draw eight quarters side by side."""
        return show(build("tiles", self.quarter, data=data))

    @_with_data
    def concentration(self, data: Placed) -> Prose:
        """State how concentrated incidents and victims are."""
        tally, period = data.tallies[self.quarter], data.period(self.quarter)
        found = concentration(tally, period, seed=self._seed, **data.label)
        lines = [
            "- " + say(f"places-concentration-{top.group}", top=_with(top), number=_with(even),
                       gini=end(gini, "value", 2))
            for top, even, gini in (found[:3], found[3:])
        ]  # fmt: skip
        zero = len(cercles()) - len(data.by_cercle(self.quarter))
        without = data.count("cercles_without", zero, self.quarter, unit="cercles")
        few = [say("places-concentration-few")] * (data.incidents(self.quarter) < FOR_INTERVAL)
        return Prose(*lines, say("places-concentration-zero", number=without), *few)

    @_with_data
    def hotspots(self, data: Placed) -> Prose:
        """State hot spots and clusters with their null, or decline."""
        found = self._search
        if found is None:
            given = data.count("incidents", data.incidents(self.quarter), self.quarter)
            return Prose(say("hotspots-declined", number=given))
        lines = [say("hotspots-gi", null=say("null-gi"))]
        for kind, held in (("all", found.everything.hot), ("rest", found.rest.hot)):
            names = listed([units().names[at] for at in sorted(held)])
            lines.append(say(f"hotspots-gi-{kind}" if held else f"hotspots-gi-{kind}-none", list=names))
        lines += self._clusters(data, "space", found.space, (self.quarter,))
        if len(found.window) < WINDOW:
            return Prose(*lines, say("hotspots-time-short"))
        return Prose(*lines, *self._clusters(data, "time", found.time, found.window))

    def _clusters(
        self, data: Placed, kind: str, found: Sequence[Cluster], window: Sequence[Quarter]
    ) -> Iterator[str]:
        yield say(f"hotspots-{kind}", null=say(f"null-{'scan' if kind == 'space' else kind}"))
        if not found:
            yield say("hotspots-nowhere")
        for item in found:
            made = {"observed": item.observed, "expected": item.expected, "risk": item.relative_risk}
            words: Words = {name: self._of_cluster(data, name, value) for name, value in made.items()}
            words["rank"] = say("hotspots-first" if item is found[0] else "hotspots-other")
            edges = sorted({window[item.periods[0]], window[item.periods[-1]]})
            words["period"] = listed([span(data.months[at], at) for at in edges])
            words["list"] = listed([units().names[area] for area in item.areas])
            words["p"] = place_figures.chance(data, self.quarter, item)
            words["verdict"] = say("hotspots-beyond" if item.p <= LEVEL else "hotspots-within")
            yield "- " + say("hotspots-cluster", **words)

    def _of_cluster(self, data: Placed, name: str, value: float) -> str:
        if not math.isfinite(value):
            return "∞"
        unit = "ratio" if name == "risk" else "incidents"
        made = data.count(f"cluster_{name}", value, self.quarter, basis="modelled", unit=unit)
        return end(made, "value", 0 if name == "observed" else 1)

    @_with_data
    def hotspots_figure(self, data: Placed) -> Picture | Prose:
        """Draw hot spots and clusters."""
        return show(build("hotspots", self.quarter, data=data, found=self._search))

    @_with_data
    def spread(self, data: Placed) -> Prose:
        """State cercles affected, newly affected and left, the weighted centre, and the south."""
        found, tally = affected(data, self.quarter), data.tallies[self.quarter]
        hit = written(place_figures.places_hit(data, self.quarter))
        lines = [say("spread-now", number=hit, period=self._period)]
        for kind, held in (("new", found.new), ("left", found.left)):
            ending = "unknown" if held is None else "list" if held else "nobody"
            number = data.count(f"cercles_{kind}", len(held or ()), self.quarter, unit="cercles")
            lines.append(say(f"spread-{kind}-{ending}", number=number, list=listed(sorted(held or ()))))
        away = bamako(tally, data.period(self.quarter), seed=self._seed, **data.label)
        km = round(standard_distance(tally.incidents, seats()))
        wide = data.count("standard_distance", km, self.quarter, unit="km")
        south, regions = map(_with, southern(data, self.quarter))
        return Prose(*lines, self._moved(data), say("spread-bamako", km=_with(away, 0), wide=wide),
                     say("spread-south", share=south, regions=regions))  # fmt: skip

    def _moved(self, data: Placed) -> str:
        before = self.quarter.previous
        if before not in data.window(self.quarter, 2) or not data.incidents(before):
            return say("spread-move-unknown")
        found = move(data.tallies[before], data.tallies[self.quarter], data.period(self.quarter), str(before),
                     seed=self._seed, **data.label)  # fmt: skip
        if not found.bearing.stated:
            return say("spread-move-none", km=_with(found.km, 0))
        point = COMPASS[round(float(found.bearing.number()) / 45) % 8]
        degrees = _with(found.bearing, 0)
        return say("spread-move", km=_with(found.km, 0), direction=say(f"compass-{point}"), degrees=degrees)

    @_with_data
    def spread_figure(self, data: Placed) -> Picture | Prose:
        """Draw the spread over the quarters to this one."""
        return show(build("spread", self.quarter, data=data))


def _with(item: Estimate, digits: int = 1) -> str:
    """Write a number rounded, with its interval where it has one."""
    if not item.stated:
        return written(item)
    text = end(item, "value", digits)
    text = say("percent", number=text) if item.unit == "percent" else text
    return text + bracketed(item, digits)
