"""The continue command: sentences and JSON agree, the mark is on both, bad input is one sentence."""

import json
import re

import pytest
from click.testing import CliRunner

from analysis.errors import InputError
from analysis.produce.cli import cli
from analysis.produce.continued import report


@pytest.fixture(scope="module")
def content():
    return json.loads(report("2024Q4", as_json=True))


def test_json_has_values_errors_and_the_mark(content):
    assert content["what"] == "modelled, not a figure of the mission"
    assert content["supported"] is False and content["against"] == ["rolling_origin"]
    assert len(content["values"]) == 8 and set(content["baselines"]) == {"last", "mean", "mean_ratio"}
    every = [*content["values"], *(item for items in content["baselines"].values() for item in items)]
    assert {(item["basis"], item["inclusion"]) for item in every} == {
        ("modelled", "modelled_not_a_figure_of_the_mission")
    }
    assert all(item["low"] < item["value"] < item["high"] for item in every)
    for method in content["judged"].values():
        assert set(method) == {"leave_one_out", "rolling_origin", "score", "coverage"}


def test_sentences_agree_with_the_json(content):
    text = report("2024Q4")
    assert text.startswith("The data do not support a useful continuation") and "*" not in text
    assert "not figures of the mission" in text
    for item in content["values"]:
        assert re.search(rf"{item['period']}\s+{item['value']} \({item['low']} to {item['high']}\)", text)
    for method in content["judged"].values():
        assert f"{method['leave_one_out']['value']:.2f}" in text


def test_command_stops_at_the_quarter_asked_for():
    done = CliRunner().invoke(cli, ["continue", "T2 2023", "--json"])
    assert done.exit_code == 0
    assert [item["period"] for item in json.loads(done.output)["values"]] == ["2023Q1", "2023Q2"]
    assert "2023Q3" not in report("2023Q2")


@pytest.mark.parametrize("wrong", ["2022Q4", "2021Q2", "1999Q1", "2025Q1", "2024Q5", ""])
def test_bad_input_is_one_sentence(wrong):
    with pytest.raises(InputError) as error:
        report(wrong)
    assert "\n" not in str(error.value)
