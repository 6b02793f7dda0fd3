"""Maps: the areas that notes publish, and lethal incidents by cercle, as circles sized by count."""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.measure.areas import AreaList, area_lists
from analysis.measure.coverage import scope
from analysis.measure.estimate import exact
from analysis.measure.events import LETHAL, figures_from
from analysis.measure.placed import cercles, seats
from analysis.present import labels
from analysis.present.figures.board import Board, Numbers, project, shapes
from analysis.present.figures.drawing import Drawing, Sheet, heights, word
from analysis.present.figures.published import by_whom, headed
from analysis.present.figures.style import INK, PLAIN, QUIET, stroke
from analysis.present.labels import either, joined, number, span
from analysis.record.ledger import facts

LABELLED = 14  # cercles with the most incidents that are named


def first_areas(sheet: Sheet) -> Drawing | None:
    """Draw the areas of the note's first list, or else the event data of the quarter."""
    lists = published_lists(sheet)
    return areas(sheet, lists[0]) if lists else map_events(sheet)


def second_areas(sheet: Sheet) -> Drawing | None:
    """Draw the note's second list of places, where it counts something else than the first."""
    return areas(sheet, lists[1]) if len(lists := published_lists(sheet)) > 1 else None


def published_lists(sheet: Sheet) -> tuple[AreaList, ...]:
    """Return the lists of areas of a quarter, without one that repeats the areas of another."""
    kept: dict[tuple[str, ...], AreaList] = {}
    for item in area_lists(facts(), scope(facts(), sheet.quarter)):
        kept.setdefault((item.subject, *(area.figure.group for area in item.areas)), item)
    return tuple(kept.values())


def areas(sheet: Sheet, found: AreaList) -> Drawing:
    """Draw published areas on their own base: circles sized by the figure, groups within a hull."""
    left, figures = found.breakdown.left, [item.figure for item in found.areas]
    first, noun, period = figures[0], labels.label(f"subject-{found.subject}"), span(figures[0].period)
    points = dict(zip(cercles(), project(seats()), strict=True))
    held = [np.array([points[name] for name in item.cercles]) for item in found.areas]
    middles, values = np.array([hull.mean(axis=0) for hull in held]), heights(figures)
    board = Board(sheet, np.vstack(held), values)
    for hull, item in zip(held, found.areas, strict=True):
        _hull(board, hull, PLAIN if item.region else INK)
    rest = [word("not listed", item) for item in left]
    board.legend(word("share") if first.unit == "percent" else noun, rest)
    names = [f"{labels.term_label(item.group)} {item!s}" for item in figures]
    board.circles(middles, names, {item.group for item in figures})
    caption = either(
        f"{noun} in Mali, {period}, by area, {by_whom(sheet)}. Circles have areas in proportion to the"
        " figures, on the base of this list alone: lists of other quarters count other areas or units.",
        f"{noun} au Mali, {period}, par zone, {by_whom(sheet)}. Les disques ont une surface proportionnelle"
        " aux chiffres, sur la base de cette seule liste : d’autres trimestres comptent d’autres zones ou"
        " unités.",
    )
    how = word("groups" if any(not item.region for item in found.areas) else found.layout)
    title = headed(labels.term_label(first.group), first, found.breakdown.whole, noun)
    return sheet.drawn(title, caption, (*figures, *left), joined(names), f"{how} {word('foot')}")


def _hull(board: Board, places: Numbers, colour: str) -> None:
    """Draw places as one group, by a hull round them that stays inside Mali."""
    from shapely import MultiPoint, Polygon

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
    lethal = [item for item in (data.of(LETHAL) if data else ()) if item.place != "Mali" and item.value]
    if data is None or not lethal:
        return None
    items = sorted(lethal, key=lambda item: (-item.number(), item.place))
    points, named = dict(zip(cercles(), project(seats()), strict=True)), items[:LABELLED]
    spots = np.array([points[item.place] for item in items])
    board = Board(sheet, spots, heights(items))
    board.dots(project(seats()), QUIET)
    lost = data.figure(LETHAL, "no_cercle")
    board.legend(word("lethal"), [word("not shown", lost)] * bool(lost.value))
    names = [f"{item.place} {item!s}" for item in named]
    board.circles(spots, names, {item.place for item in named})
    period, rule = span(items[0].period), labels.rule_text(items[0].inclusion)
    whole = number(exact(sum(item.number() for item in items)))
    title = either(f"{whole} lethal incidents in {len(items)} cercles of Mali, {period}",
                   f"{whole} incidents meurtriers dans {len(items)} cercles du Mali,"
                   f" {period}")  # fmt: skip
    caption = either(
        f"Lethal incidents in Mali, {period}, by cercle ({rule}). Circles have areas in proportion to the"
        " number; the cercles with the most are named. An incident known only to its region is in no cercle.",
        f"Incidents meurtriers au Mali, {period}, par cercle administratif ({rule}). Les disques ont une"
        " surface proportionnelle au nombre ; les cercles les plus touchés sont nommés. Un incident connu"
        " seulement par sa région n’est dans aucun.",
    )
    return sheet.drawn(title, caption, items, joined(names), f"{word('seats')} {word('foot')}")
