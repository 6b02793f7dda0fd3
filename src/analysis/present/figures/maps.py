"""Maps: the areas that notes publish, and lethal incidents by cercle, as circles sized by count."""

from __future__ import annotations

from typing import Any

import numpy as np
from shapely import MultiPoint, Polygon

from analysis.measure.areas import AreaList, area_lists, seats
from analysis.measure.coverage import scope
from analysis.measure.events import LETHAL, figures_from
from analysis.present import labels
from analysis.present.figures.board import Board, Numbers, points, project, shapes
from analysis.present.figures.drawing import Drawing, Sheet, heights
from analysis.present.figures.published import by_whom, headed
from analysis.present.figures.style import INK, PLAIN, QUIET, stroke, word
from analysis.present.labels import number, span
from analysis.record.ledger import facts

LABELLED = 14  # cercles with the most incidents that are named


def first_areas(sheet: Sheet) -> Drawing | None:
    """Draw the areas of the note's first list of places."""
    return areas(sheet, lists[0]) if (lists := published_lists(sheet)) else None


def second_areas(sheet: Sheet) -> Drawing | None:
    """Draw the note's second list of places, where it counts something else than the first."""
    return areas(sheet, lists[1]) if len(lists := published_lists(sheet)) > 1 else None


def published_lists(sheet: Sheet) -> tuple[AreaList, ...]:
    """Return the lists of areas of a quarter, without one that repeats the areas of another."""
    kept: dict[tuple[str, ...], AreaList] = {}
    for item in area_lists(facts(), scope(facts(), sheet.quarter)):
        kept.setdefault((item.breakdown.subject, *(area.figure.group for area in item.areas)), item)
    return tuple(kept.values())


def areas(sheet: Sheet, found: AreaList) -> Drawing:
    """Draw published areas on their own base: circles sized by the figure, groups within a hull."""
    left, figures = found.breakdown.left, [item.figure for item in found.areas]
    first, noun = figures[0], labels.label(f"subject-{found.breakdown.subject}")
    held = [np.array([points()[name] for name in item.cercles]) for item in found.areas]
    board = Board(sheet, np.vstack(held), heights(figures))
    for hull, item in zip(held, found.areas, strict=True):
        _hull(board, hull, PLAIN if item.region else INK)
    share = word("share") if first.unit == "percent" else noun
    board.legend(share)
    names = [f"{labels.term_label(item.group)} {item!s}" for item in figures]
    middles = np.array([hull.mean(axis=0) for hull in held])
    board.circles(middles, names, {item.group for item in figures})
    title = headed(labels.term_label(first.group), first, found.breakdown.whole, noun)
    caption = word("caption areas", noun, span(first.period), by_whom(sheet))
    rest = [word("not listed", item) for item in left]
    how = word("groups" if any(not item.region for item in found.areas) else found.layout)
    return sheet.drawn(title, caption, (*figures, *left), " ".join([*rest, how, word("foot")]))


def _hull(board: Board, places: Numbers, colour: str) -> None:
    """Draw places as one group, by a hull round them that stays inside Mali."""
    ((_, outline),) = shapes()["outline"]
    inside: Any = MultiPoint(places).convex_hull.buffer(26).intersection(Polygon(outline))
    for part in getattr(inside, "geoms", [inside]):
        x, y = np.asarray(part.exterior.xy)
        board.axis.fill(x, y, facecolor=colour, edgecolor="none", alpha=0.22, zorder=1)
        board.axis.plot(x, y, color=colour, linewidth=stroke(0.7), zorder=1.5)
    board.dots(places, INK)


def map_events(sheet: Sheet) -> Drawing | None:
    """Draw lethal incidents as circles at the seats of their cercles, where event data have them."""
    data = getattr(sheet.what, "found", None) or figures_from(sheet.quarter)
    lethal = [item for item in data.of(LETHAL) if item.place != "Mali" and item.value]
    if not lethal:
        return None
    items = sorted(lethal, key=lambda item: (-item.number(), item.place))
    spots, named = np.array([points()[item.place] for item in items]), items[:LABELLED]
    board = Board(sheet, spots, heights(items))
    board.dots(project(seats()), QUIET)
    lost = data.figure(LETHAL, "no_cercle")
    board.legend(word("lethal"))
    names = [f"{item.place} {item!s}" for item in named]
    board.circles(spots, names, {item.place for item in named})
    period, whole = span(items[0].period), number(sum(int(item.number()) for item in items))
    rest = [word("not shown", lost)] * bool(lost.value)
    title = word("title lethal", whole, len(items), period)
    caption = word("caption lethal", period, labels.rule_text(items[0].inclusion))
    return sheet.drawn(title, caption, items, " ".join([*rest, word("seats"), word("foot")]))
