import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.quarter import Quarter, quarter_range, quarters_of

QUARTERS = st.builds(Quarter, st.integers(1900, 2100), st.integers(1, 4))


@pytest.mark.parametrize(
    "text", ["2021Q2", "2021-Q2", "Q2 2021", "T2 2021", " 2021q2 ", "2021 Q2", "t2-2021", "2021T2", "Q22021"]
)
def test_accepted_forms(text):
    assert Quarter.parse(text) == Quarter(2021, 2)


@pytest.mark.parametrize(
    "text",
    ["2021Q5", "2021Q0", "../x", "", "Q2", "2021", "21Q2", "2021H1", "2021Q2Q2", "２０２１Q2",
     "2021Q2\n2022Q1", "0999Q1", "-2021Q1"],
)  # fmt: skip
def test_anything_else_names_the_accepted_forms(text):
    with pytest.raises(InputError, match="2021Q2, 2021-Q2, Q2 2021 or T2 2021"):
        Quarter.parse(text)


@given(QUARTERS)
def test_neighbours_and_text_invert(quarter):
    assert Quarter.parse(str(quarter)) == quarter
    assert quarter.shift(1).previous == quarter
    assert quarter.shift(1).start == quarter.end + dt.timedelta(days=1)
    assert quarter.shift(-4) < quarter
    assert quarter in quarters_of(quarter.half)


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (1, "January to March 2021", "janvier à mars 2021"),
        (2, "April to June 2021", "avril à juin 2021"),
        (3, "July to September 2021", "juillet à septembre 2021"),
        (4, "October to December 2021", "octobre à décembre 2021"),
    ],
)
def test_labels(number, english, french):
    assert Quarter(2021, number).label("en") == english
    assert Quarter(2021, number).label("fr") == french


def test_dates():
    assert Quarter(2021, 2).start == dt.date(2021, 4, 1)
    assert [Quarter(2024, n).end for n in (1, 2, 3, 4)] == [
        dt.date(2024, 3, 31), dt.date(2024, 6, 30), dt.date(2024, 9, 30), dt.date(2024, 12, 31),
    ]  # fmt: skip


@pytest.mark.parametrize("period", ["S/2020/952", "2021H3", "2021Q9", "2021-01..2021-06", "2021H", ""])
def test_windows_are_made_of_no_quarters(period):
    assert quarters_of(period) == ()


def test_year_and_range():
    assert quarters_of("2021") == quarter_range("2021Q1", "2021Q4")
    assert quarter_range("2022Q1", "2021Q1") == ()
