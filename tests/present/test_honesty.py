"""What a reader must be able to see: warnings, gaps, breaks and what was derived."""

import dataclasses

import pytest

from analysis.measure import published, series
from analysis.measure.coverage import known_quarters
from analysis.present import published_figures
from analysis.present.note_page import quarterly_note
from analysis.present.words import say
from analysis.quarter import Quarter
from analysis.record.definitions import note_text


@pytest.fixture(scope="module")
def drawing(facts):
    quarters = known_quarters()
    totals, killed = series.totals(facts, quarters), series.killed(facts, quarters)
    return (
        published_figures.series(
            totals, killed, series.like_for_like(facts, quarters), Quarter.parse("2021Q2")
        ),
        totals,
        killed,
    )


def test_the_headline_warns_of_moura():
    assert note_text("moura_left_out") in quarterly_note("2022Q1").headline().text


def test_other_headlines_do_not():
    assert "Moura" not in quarterly_note("2021Q2").headline().text


def markers(axis):
    """Return place and whether hollow of every point drawn."""
    points = [line for line in axis.lines if line.get_linestyle() == "None"]
    return {int(line.get_xdata()[0]): line.get_markerfacecolor() == "white" for line in points}


def test_derived_points_are_hollow_and_published_ones_solid(drawing):
    shown, _, killed = drawing
    hollow = markers(shown.figure.axes[1])
    stated = {place: item.basis != "published" for place, item in enumerate(killed) if item.stated}
    assert hollow == stated
    assert set(stated.values()) == {True, False}


def test_what_was_not_published_is_named_where_it_is_missing(drawing):
    _, totals, killed = drawing
    silent = dataclasses.replace(
        killed[2], value=None, low=None, high=None, status="not_published", sources=()
    )
    items = (*killed[:2], silent, *killed[3:])
    shown = published_figures.series(totals, items, (), Quarter.parse("2021Q2"))
    for axis, places in zip(shown.figure.axes, ([], [2]), strict=True):
        named = [text.get_position()[0] for text in axis.texts if text.get_text() == say("not-published")]
        assert named == places
    assert 2 not in markers(shown.figure.axes[1])


def test_an_upright_stands_at_every_change_of_definition(drawing):
    shown, totals, killed = drawing
    for axis, items in zip(shown.figure.axes, (totals, killed), strict=True):
        periods = [item.period for item in items]
        starts = [periods.index(run[0].period) for run in series.runs(items, joined=False)]
        uprights = [
            line.get_xdata()[0] for line in axis.lines
            if len(line.get_xdata()) == 2 and line.get_xdata()[0] == line.get_xdata()[1]
        ]  # fmt: skip
        assert sorted(uprights) == [start - 0.5 for start in starts if start]
        assert uprights


def test_the_remainder_is_hatched_and_nothing_else(facts):
    quarter = Quarter.parse("2021Q2")
    parts = published.attributions(facts, quarter)[0]
    shown = published_figures.breakdown(parts, quarter, "who", "civilians")
    (axis,) = shown.figure.axes
    bars = [bar for bar in axis.patches if bar.get_facecolor()[3]]  # without the outlines of bounds
    assert [bool(bar.get_hatch()) for bar in bars] == [item.group == "remainder" for item in shown.shown]
    assert shown.shown[-1].group == "remainder"
