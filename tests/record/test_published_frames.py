"""Published series as tables: numbers are numbers, caveats are columns, and what is saved is fresh."""

import json
import math

import pandas as pd
import pytest

from analysis import published, ucdp
from analysis.errors import InputError
from analysis.record.ledger import definitions, ledger
from analysis.record.store import read_as
from scripts.make_published import save_published

SERIES = list(definitions()["series"])


def test_every_figure_is_in_the_frame_once(facts):
    frame = published()
    assert len(frame) == len(facts) == sum(len(published(name)) for name in SERIES)
    used = [row for rows in frame["rows"] for row in rows.split()]
    passed_over = [row for rows in facts.passed_over for row in rows]
    assert sorted(used + passed_over) == sorted(ledger().figure_id)


@pytest.mark.parametrize("name", SERIES)
def test_numbers_are_numbers_and_nothing_is_unlabelled(name):
    frame = published(name)
    assert set(frame.series) == {name}
    for column in ("value", "low", "high"):
        assert str(frame[column].dtype) in ("Int64", "float64")
    assert frame.value.notna().all()
    assert not (frame.low.notna() & ~frame.status.eq("open")).any()
    labels = frame.filter(regex="^(series|what|unit)_label|^counts_")
    assert labels.ne("").all(axis=None)
    assert frame[frame.group.ne("")].filter(like="group_label").ne("").all(axis=None)
    assert frame.period.ne("").eq(frame.window.eq("")).all()
    assert frame[frame.period.ne("")][["start", "end"]].notna().all(axis=None)
    assert frame.sources.str.startswith("http").all()


def test_the_value_is_that_in_use(facts):
    used = dict(zip(facts.figure_id, facts.reads.where(facts.reads.ne(""), facts.value), strict=True))
    for row in published().itertuples():
        ids = [name for name in row.rows.split() if name in used]
        assert any(math.isclose(float(used[name]), row.value) for name in ids)


def test_what_a_figure_leaves_out_stands_beside_it():
    frame = published("hrpd_note")
    assert set(frame.excludes) == {"", "moura"}
    year = frame[frame.period == "2022"]
    assert year[year.what.eq("killed") & year.group.eq("")].excludes.tolist() == ["moura"]
    assert year[year.excludes.ne("")].caveats_fr.str.contains("Moura").all()


def test_a_half_year_is_two_quarters():
    frame = published("hrpd_note").query("what == 'victims' and group == '' and unit == 'victims'")
    half = frame[frame.period == "2021H2"]
    assert half.value.tolist() == [886]
    assert [*map(str, half[["start", "end"]].iloc[0].dt.date)] == ["2021-07-01", "2021-12-31"]


def test_a_quarter_is_chosen_alike_in_every_frame_and_periods_sort_and_group():
    """A column of Periods of several lengths was silent where it was asked for "2021Q2"."""
    frame = published("hrpd_note")
    assert len(frame[frame.period == "2021Q2"]) > 20
    assert len(ucdp()[ucdp().period == "2021Q2"]) == 1
    assert frame.sort_values("period").groupby("period").value.count().sum() == len(frame)
    assert frame.pivot_table("value", "period", "what", "first").loc["2021Q2", "victims"] == 527
    window = published("explosive_devices").query("window == '2022-01..2022-08'").iloc[0]
    assert (str(window.start.date()), str(window.end.date())) == ("2022-01-01", "2022-08-31")
    assert published("sg_report").query("window.str.startswith('S/')").start.isna().all()


def test_a_misspelt_series_names_the_nearest():
    with pytest.raises(InputError, match="did you mean 'protection_cluster'"):
        published("protection_clusters")


def test_saved_tables_are_fresh_and_the_same_bytes(root, tmp_path):
    made = save_published(tmp_path)
    saved = root / "data" / "published"
    kept = {path.name for path in saved.iterdir() if path.suffix != ".parquet"}
    assert kept == {path.name for path in made}
    for path in made:
        assert path.read_bytes() == (saved / path.name).read_bytes(), f"{path.name}: run `make published`"


def test_saved_tables_are_as_their_data_package_says(root):
    folder = root / "data" / "published"
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for entry in described["resources"]:
        schema = entry["schema"]
        if isinstance(schema, str):
            schema = json.loads((folder / schema).read_text("utf-8"))
        assert len(read_as(folder / entry["path"], {"schema": schema}))
    assert [entry["name"] for entry in described["resources"]] == SERIES
    fields = [field["name"] for field in json.loads((folder / "schema.json").read_text("utf-8"))["fields"]]
    assert fields == [*published("children")]


def test_parquet_holds_the_same(tmp_path):
    pytest.importorskip("pyarrow")
    save_published(tmp_path)
    for name in SERIES:
        found, frame = pd.read_parquet(tmp_path / f"{name}.parquet"), published(name)
        assert found.value.tolist() == frame.value.tolist()
        assert [*found] == [*frame]


def test_a_table_opens_in_order_with_truth_values_that_r_knows_too(tmp_path):
    """``read.csv`` reads true and false as logical, True and False as text."""
    save_published(tmp_path)
    saved = pd.read_csv(tmp_path / "hrpd_note.csv", dtype=str, keep_default_na=False)
    assert {*saved.official} == {"true", "false"} and published("hrpd_note").official.dtype == bool
    assert saved.period.is_monotonic_increasing
