"""The trends of a quarter: sentences agree with the estimates, figures show them, silence is said."""

import pytest

import analysis
from analysis.measure.change import change_between
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate
from analysis.measure.incidents import incidents_of, published_change
from analysis.present import trend_figures
from analysis.present.told import answer, answer_told, as_ratio, change_told, limits, published_told
from analysis.quarter import Quarter


@pytest.fixture(scope="module")
def trend():
    return analysis.trends("2022Q2")


def test_the_fall_of_2022q2_is_judged_and_explained(trend):
    short, told = trend.short().text, trend.published().text
    assert "cannot be told" in short  # it depends on the arrangement
    assert "132 of 686" in short
    assert "131 and then 87" in short
    assert "within what the chance arrangement of incidents allows" in told
    assert "Borrowed, not measured" in told
    assert "Not comparable" in told
    narrow, wide = (as_ratio(item) for item in published_change(Quarter(2022, 1), Quarter(2022, 2)).borrowed)
    assert answer(wide, narrow) == "within"
    assert f"{float(wide.low):.2f} to {float(wide.high):.2f}" in told


def ratio(low, high):
    return Estimate(measure="ratio", value=1, low=low, high=high, unit="ratio", period="2022Q2")


def test_the_answer_follows_the_limits():
    wide, narrow = ratio("0.5", "1.2"), ratio("0.6", "0.9")
    assert answer(narrow, None) == "beyond"
    assert answer(wide, None) == "within"
    assert answer(wide, narrow) == "open"
    assert answer(ratio("0.9", "1.9"), ratio("0.99", "1.01")) == "within"
    assert answer(ratio("1.1", None), None) == "beyond"
    assert answer(ratio("0", "0.9"), None) == "beyond"


def test_a_certain_change_is_told_as_such():
    rows = [{"quarter": "2022Q1", "victims": 2}] * 80 + [{"quarter": "2022Q2", "victims": 2}] * 20
    found = change_between(rows, "2022Q1", "2022Q2")
    assert "larger than what the chance" in answer_told(found)
    assert found.p_value.value < 0.001
    told = " ".join(change_told(found))
    assert "160" in told
    assert "-75 %" in told
    assert "20" in told


def test_a_limit_that_leaves_out_one_is_not_printed_as_one():
    assert limits(ratio("0.182", "0.9981")) == {"low": "0.18", "high": "0.998"}
    assert limits(ratio("1.0004", "2")) == {"low": "1.0004", "high": "2.00"}
    assert limits(ratio("0.0012", None)) == {"low": "0.001", "high": "no limit"}


def test_few_and_no_victims_are_told():
    for language, words in (("en", "there is no ratio"), ("fr", "il n’y a pas de rapport")):
        assert words in analysis.trends("1999Q2", language=language).short().text
    few = [{"quarter": "2022Q1", "victims": 0}, {"quarter": "2022Q2", "victims": 5}]
    told = change_told(change_between(few, "2022Q1", "2022Q2"))
    assert "from **0** " in told[0]
    assert "too few for a percentage" in told[0]
    assert any("too narrow" in line for line in told[-4:])
    none = [{**row, "victims": 0} for row in few]
    assert "no ratio" in change_told(change_between(none, "2022Q1", "2022Q2"))[1]


def test_the_figure_shows_what_the_change_hangs_on(trend):
    drawing = trend.change_figure().drawing
    shown = {item.measure: item for item in drawing.shown}
    assert set(shown) == {
        "ratio_of_victims", "ratio_of_lethal_incidents", "ratio_without_largest", "tipping_point",
        "ratio_plain_poisson", "published",
    }  # fmt: skip
    assert shown["published"].basis == "borrowed"
    assert len(drawing.figure.axes[0].get_yticklabels()) == 6
    assert "0.39 (0.11 to 1.36)" in drawing.alt
    assert "borrowed" in drawing.caption
    small = incidents_of("ucdp_mali_quarterly").change(Quarter(2021, 1), Quarter(2021, 2))
    assert len(trend_figures.change(small, ()).figure.axes[0].get_yticklabels()) == 5


def test_the_past(trend):
    shown = trend.eight_figure().drawing.shown
    assert len(shown) == 11  # eight and the quarter, their mean and the limits
    assert sum(item.value for item in shown[:8]) / 8 == shown[9].value
    assert "no eight quarters of one definition" in trend.eight().text
    assert "315 in April to June 2021 to 686" in trend.year_before().text
    assert "527 civilians in April to June 2021 to 467" in trend.year_before().text
    assert "38 earlier quarterly changes" in trend.position().text
    assert "January to March 2017" in trend.breaks().text
    assert "longest run is 5" in trend.breaks().text
    assert "9 complete years" in trend.season().text
    first, second = trend.pair_figure().drawing.figure.axes
    assert [bar.get_height() for bar in first.patches][-2:] == [131, 87]
    assert [bar.get_height() for bar in second.patches][-2:] == [1758, 686]


def test_recorded_events_stand_beside_a_break():
    from analysis.measure.baseline import break_in_mean
    from analysis.present.trends import recorded_events

    events = recorded_events()
    assert events == sorted(events)
    assert {"2021Q2", "2022Q1", "2022Q2", "2023Q4"} <= {when for when, _ in events}
    values = [100] * 6 + [300] * 6
    quarters = [Quarter(2020, 4).shift(step) for step in range(12)]
    series = [Estimate(measure="killed", value=value, unit="victims", period=str(quarter))
              for quarter, value in zip(quarters, values, strict=True)]  # fmt: skip
    (found,) = break_in_mean(series, events)
    assert found.quarter == Quarter(2022, 2)
    assert any("now counts" in text for text in found.events)


@pytest.mark.parametrize("quarter", ["2020Q1", "2021Q3", "2022Q4"])
def test_every_method_speaks_in_every_kind_of_quarter(quarter):
    trend = analysis.trends(quarter)
    for name in ("title", "short", "published", "change", "eight", "year_before", "position", "breaks"):
        assert len(getattr(trend, name)().text) > 20
    if quarter == "2021Q3":
        assert "No figure of its own was published" in trend.published().text


def test_every_published_quarter_is_told_without_an_interval_of_its_own():
    for quarter in known_quarters()[1:]:
        told = " ".join(published_told(published_change(quarter.previous, quarter), "now", "then"))
        assert "no interval" in told.lower()


def test_trends_of_an_unknown_quarter_are_refused():
    from analysis.errors import InputError

    for wrong in ("1979Q4", "2031Q1", "x"):
        with pytest.raises(InputError):
            analysis.trends(wrong)
