"""The places of a quarter: published areas, the map of event data, hot spots, spread, and what precision lost."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.measure.concentration import FOR_INTERVAL, concentration
from analysis.measure.coverage import require_quarter
from analysis.measure.estimate import Estimate
from analysis.measure.hotspots import LEVEL, WINDOW, Search, search
from analysis.measure.interval import Tally
from analysis.measure.placed import Placed, cercles, gazetteer, placed, seats, units
from analysis.measure.scan import FEW_INCIDENTS, Cluster
from analysis.measure.spread import affected, bamako, move, southern, standard_distance
from analysis.present import place_figures
from analysis.present.display import Narrative, Prose, Table
from analysis.present.events import span
from analysis.present.export import Picture, show
from analysis.present.note import quarterly_note
from analysis.present.words import end, listed, period_label, say, written
from analysis.quarter import Quarter
from analysis.record.places import Boundaries, read_boundaries

COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


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
    No event data with places were imported for April to June 2021: UCDP’s national series, which is in the \
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
    def _hit(self) -> bool:
        return self.data is not None and self.data.incidents(self.quarter) > 0

    @property
    def _tally(self) -> Tally:
        assert self.data is not None  # noqa: S101 - asked only where there are data
        return self.data.tallies[self.quarter]

    def title(self) -> Prose:
        """Return title and period."""
        return Prose(f"# {say('page-places')}\n\n**Mali, {period_label(self.quarter)}** ({self.quarter})")

    def published(self) -> Prose:
        """State the places that the note lists, each list on its own base."""
        return quarterly_note(self.quarter, self.language).places()

    def map_figure(self) -> Picture | Prose:
        """Draw the areas of the note's first list."""
        lists = place_figures.published_lists(self.quarter)
        return show(place_figures.areas(lists[0]) if lists else None)

    def second_map_figure(self) -> Picture | Prose:
        """Draw the areas of the note's second list, which has a base of its own."""
        return show(place_figures.map_second_of(self.quarter))

    def events(self) -> Prose:
        """Say which event data there are, and how many events precision kept off the map."""
        if self.data is None:
            return Prose(say("places-no-events", period=self._period))
        cercle, region, national = map(written, self.data.lost(self.quarter))
        lines = [
            say("places-events", period=self._period, source=say(f"counts-{self.data.label['inclusion']}"))
        ]
        lines += [say("events-preliminary")] * self.data.label["inclusion"].endswith("preliminary")
        if not self.data.whole(self.quarter):
            lines.append(say("events-partial", months=self._period, period=period_label(self.quarter)))
        return Prose(*lines, say("places-lost", cercle=cercle, region=region, national=national))

    def events_map_figure(self) -> Picture | Prose:
        """Draw lethal incidents by cercle."""
        return show(place_figures.incidents(self.data, self.quarter) if self.data and self._hit else None)

    def table(self) -> Table | Prose:
        """List the cercles with a lethal incident: incidents, killed, rate, and whether newly affected."""
        if self.data is None or not self._hit:
            return Prose()
        items = place_figures.ranked(self.data, self.quarter)
        killed = {item.place: item for item in self.data.by_cercle(self.quarter, "killed")}
        rates = {item.raw.place: item for item in self.data.rates(self.quarter)}
        new = affected(self.data, self.quarter).new
        own = [rates.get(item.place) for item in items]
        shown = {
            "place": [item.place for item in items],
            "lethal": [written(item) for item in items],
            "killed": [written(killed[item.place]) for item in items],
            "rate": [end(rate.raw, "value", 2) if rate else say("places-with-menaka") for rate in own],
            "range": [_range(rate.raw, 2) if rate else "" for rate in own],
            "smoothed": [end(rate.smoothed, "value", 2) if rate else "" for rate in own],
            "new": [
                say("places-new-unknown" if new is None else f"places-new-{item.place in new}")
                for item in items
            ],
        }
        return Table(say("table-cercles", period=self._period), shown, say("table-cercles-note"))

    def boundaries(self) -> Prose:
        """Say what became of the names in the user's boundaries, or how to have boundaries."""
        if self._bounds is None:
            return Prose(say("places-no-boundaries"))
        found = self._bounds
        lines = [say("places-boundaries", file=self.path.name if self.path else "",
                     codes=say(f"places-codes-{found.generation or 'none'}"))]  # fmt: skip
        for name in ("unmatched", "missing"):
            if held := getattr(found, name):
                lines.append(say(f"places-{name}", list=listed(held)))
        return Prose(*lines)

    def rates_figure(self) -> Picture | Prose:
        """Draw rates as shades, where there are boundaries."""
        ready = self.data and self._hit and self._bounds
        return show(place_figures.rates(self.data, self.quarter, self._bounds) if ready else None)  # type: ignore[arg-type]

    def tiles_figure(self) -> Picture | Prose:
        """Draw eight quarters side by side."""
        if self.data is None or not self._hit:
            return Prose(say("places-none"))
        return show(place_figures.tiles(self.data, self.quarter))

    def concentration(self) -> Prose:
        """State how concentrated incidents and victims are."""
        if self.data is None or not self._hit:
            return Prose(say("places-none"))
        found = concentration(self._tally, self.data.period(self.quarter), seed=self._seed, **self.data.label)
        lines = [
            "- " + say(f"places-concentration-{found[at].group}", top=_with(found[at]),
                       number=_with(found[at + 1]), gini=end(found[at + 2], "value", 2))
            for at in (0, 3)
        ]  # fmt: skip
        few = [say("places-concentration-few")] if self.data.incidents(self.quarter) < FOR_INTERVAL else []
        zero = self.data.count("cercles_without", len(cercles()) - len(self.data.by_cercle(self.quarter)),
                               self.quarter, unit="cercles")  # fmt: skip
        return Prose(*lines, say("places-concentration-zero", number=written(zero)), *few)

    @property
    def _seed(self) -> int:
        return 10 * self.quarter.year + self.quarter.number

    def hotspots(self) -> Prose:
        """State hot spots and clusters with their null, or decline."""
        if self.data is None:
            return Prose(say("places-none"))
        if self._search is None:
            given = self.data.count("incidents", self.data.incidents(self.quarter), self.quarter)
            return Prose(say("hotspots-declined", number=written(given), few=str(FEW_INCIDENTS)))
        found = self._search
        hot = {"all": found.everything.hot, "rest": found.rest.hot}
        names = {kind: listed([units().names[at] for at in sorted(held)]) for kind, held in hot.items()}
        lines = [say("hotspots-gi", null=say("null-gi"))]
        lines += [say(f"hotspots-gi-{kind}" if text else f"hotspots-gi-{kind}-none", list=text)
                  for kind, text in names.items()]  # fmt: skip
        return Prose(*lines, *self._clusters("space", found.space, say("null-scan")), *self._in_time(found))

    def _in_time(self, found: Search) -> Iterable[str]:
        if len(found.window) < WINDOW:
            return [say("hotspots-time-short")]
        return self._clusters("time", found.time, say("null-time"))

    def _clusters(self, kind: str, found: tuple[Cluster, ...], null: str) -> Iterable[str]:
        yield say(f"hotspots-{kind}", null=null)
        for rank, item in enumerate(found):
            yield "- " + self._cluster(item, kind, rank)
        if not found:
            yield say("hotspots-nowhere")

    def _cluster(self, item: Cluster, kind: str, rank: int) -> str:
        assert self.data is not None and self._search is not None  # noqa: S101 - asked only where there are
        window = self._search.window
        quarters = [window[at] for at in item.periods] if kind == "time" else [self.quarter]
        given = {"observed": (item.observed, "incidents"), "expected": (item.expected, "incidents"),
                 "risk": (item.relative_risk, "ratio")}  # fmt: skip
        numbers = {
            name: end(
                self.data.count(f"cluster_{name}", value, self.quarter, unit=unit, basis="modelled"),
                "value",
                digits,
            )
            for (name, (value, unit)), digits in zip(given.items(), (0, 1, 1), strict=True)
            if math.isfinite(value)
        }
        when = listed([span(self.data.months[at], at) for at in sorted({quarters[0], quarters[-1]})])
        p = place_figures.chance(self.data, self.quarter, item)
        return say("hotspots-cluster", rank=say("hotspots-first" if not rank else "hotspots-other"), period=when,
                   list=listed([units().names[area] for area in item.areas]), p=written(p), **{"risk": "∞", **numbers},
                   verdict=say("hotspots-beyond" if item.p <= LEVEL else "hotspots-within"))  # fmt: skip

    def hotspots_figure(self) -> Picture | Prose:
        """Draw hot spots and clusters."""
        ready = self.data and self._search
        return show(place_figures.hotspots(self.data, self.quarter, self._search) if ready else None)  # type: ignore[arg-type]

    def spread(self) -> Prose:
        """State cercles affected, newly affected and left, the weighted centre, and the south."""
        if self.data is None or not self._hit:
            return Prose(say("places-none"))
        data, found = self.data, affected(self.data, self.quarter)
        lines = [
            say(
                "spread-now",
                number=written(place_figures.places_hit(data, self.quarter)),
                period=self._period,
            )
        ]
        for kind, held in (("new", found.new), ("left", found.left)):
            if held is None:
                lines.append(say(f"spread-{kind}-unknown"))
                continue
            number = data.count(f"cercles_{kind}", len(held), self.quarter, unit="cercles")
            lines.append(
                say(
                    f"spread-{kind}-list" if held else f"spread-{kind}-nobody",
                    number=written(number),
                    list=listed(sorted(held)),
                )
            )
        away = bamako(self._tally, data.period(self.quarter), seed=self._seed, **data.label)
        wide = data.count(
            "standard_distance",
            round(standard_distance(self._tally.incidents, seats())),
            self.quarter,
            unit="km",
        )
        south, regions = southern(data, self.quarter)
        lines += [*self._move(data), say("spread-bamako", km=_with(away, 0), wide=written(wide)),
                  say("spread-south", share=_with(south), regions=_with(regions))]  # fmt: skip
        return Prose(*lines)

    def _move(self, data: Placed) -> list[str]:
        before = self.quarter.previous
        if before not in data.window(self.quarter, 2) or not data.incidents(before):
            return [say("spread-move-unknown")]
        found = move(
            data.tallies[before],
            self._tally,
            data.period(self.quarter),
            str(before),
            seed=self._seed,
            **data.label,
        )
        if not found.bearing.stated:
            return [say("spread-move-none", km=_with(found.km, 0))]
        point = COMPASS[round(float(found.bearing.number()) / 45) % 8]
        return [
            say(
                "spread-move",
                km=_with(found.km, 0),
                direction=say(f"compass-{point}"),
                degrees=_with(found.bearing, 0),
            )
        ]

    def spread_figure(self) -> Picture | Prose:
        """Draw the spread over the quarters to this one."""
        return show(place_figures.spread(self.data, self.quarter) if self.data and self._hit else None)


def _range(item: Estimate, digits: int = 1) -> str:
    if item.low is None or item.high is None:
        return ""
    return say("places-range", low=end(item, "low", digits), high=end(item, "high", digits))


def _with(item: Estimate, digits: int = 1) -> str:
    """Write a number rounded, with its interval where it has one."""
    if not item.stated:
        return written(item)
    text = end(item, "value", digits)
    text = say("percent", number=text) if item.unit == "percent" else text
    between = _range(item, digits)
    return f"{text} ({between})" if between else text
