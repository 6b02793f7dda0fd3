"""What a person takes into pandas: numbers, periods, labels in both languages, and what to beware of."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.record.frames import LABELLED, events, ucdp
from analysis.record.imports import import_events
from tests.record import event_samples as samples


def test_the_national_quarters_are_numbers_and_periods(root):
    raw = pd.read_csv(root / "data/events/ucdp_mali_quarterly.csv")
    frame = ucdp()
    assert frame.period.dtype == "period[Q-DEC]" and (len(frame), frame.period.is_unique) == (144, True)
    counts = [column for column in raw if column not in ("quarter", "source", "version")]
    assert all(frame[column].dtype == "Int64" for column in counts)
    assert frame[counts].astype(int).equals(raw[counts])
    assert frame.set_index("period").loc["2021Q2", "period_label_fr"] == "avril à juin 2021"
    assert set(frame.version) == {"25.1"} and set(frame.status) == {"final"}


def test_cells_are_numbers_and_periods_with_labels(root):
    raw = pd.read_csv(root / "data/events/ucdp_ged_25_1.csv")
    frame = events("ucdp_ged_25_1")
    assert frame.period.astype(str).tolist() == raw.quarter.tolist()
    for column in ("incidents", "victims_low", "victims_best", "largest_incident", "men", "days_covered"):
        assert frame[column].dtype == "Int64" and frame[column].sum() == raw[column].sum()
    for column in LABELLED:
        for language in ("en", "fr"):
            assert frame[f"{column}_label_{language}"].ne("").all(), column
        assert frame.groupby(column)[f"{column}_label_fr"].nunique().eq(1).all()
    assert frame.whole.all() and set(frame.inclusion) == {"events_ucdp"} and set(frame.basis) == {"computed"}
    assert set(frame.columns[frame.columns.get_indexer(["group"])[0] + 1 :][:2]) == {
        "group_label_en", "group_label_fr",
    }  # fmt: skip
    both = frame.merge(ucdp(), on="period")  # one column name for periods
    assert len(both) == len(frame)


def test_every_code_that_an_import_can_give_has_labels(root):
    import json

    from analysis.record.frames import labels_of_codes

    fields = json.loads((root / "data/datapackage.json").read_text("utf-8"))["imports"]["cells"]["schema"]
    codes = {field["name"]: field["constraints"].get("enum", []) for field in fields["fields"][:7]}
    labels = labels_of_codes()
    for column in ("group", "violence", "outcome"):
        assert set(codes[column]) <= set(labels.index), column
        assert labels.loc[codes[column]].ne("").all(axis=None)


def test_candidate_files_and_sheets_say_what_they_are(project):
    for content, name, version in (
        (samples.ucdp(samples.UCDP_49).replace("2024-", "2026-"), "jan", "26.03.26.06"),
        (samples.as_csv(samples.sheet_fr()), "mine", None),
    ):
        (project / "x.csv").write_text(content, "utf-8")
        import_events(project / "x.csv", name, data=project / "data", version=version)
    jan, mine = events("jan"), events("mine")
    assert set(jan.status) == {"preliminary"} and set(jan.inclusion) == {"events_ucdp_preliminary"}
    whole = jan.groupby("period").whole.first().rename(str)  # March is no quarter
    assert whole.to_dict() == {"2026Q1": False, "2026Q2": True} and set(mine.source) == {"own"}
    assert not mine.incidents.lt(5).any()
    assert set(mine.table) == {"all", "group", "people"}  # no whole half-year
    with pytest.raises(
        InputError, match=r"'mines' is no table of events: did you mean 'mine'\? There are jan, mi"
    ):
        events("mines")
