"""The change command: three kinds of source, JSON that agrees with the sentences, one line for bad input."""

import json

import pytest
from click.testing import CliRunner

from analysis.errors import InputError
from analysis.produce.changes import report
from analysis.produce.cli import cli


def test_small_file(root):
    path = str(root / "data/examples/incidents_small.csv")
    text = report("2022Q1", "2022Q2", path)
    assert "from 30 in January to March 2022 to 15 in April to June 2022: -50 %" in text
    assert "holds one, which is no change" in text
    content = json.loads(report("2022Q1", "2022Q2", path, as_json=True))
    assert (content["earlier"]["value"], content["later"]["value"]) == (30, 15)
    assert f"{content['ratio']['low']:.2f} to {content['ratio']['high']:.2f}" in text
    assert path not in text + json.dumps(content)


def test_quarterly_sums_say_that_the_interval_is_bounded():
    assert "itself bounded" in report("2022Q1", "2022Q2", "ucdp_mali_quarterly")
    content = json.loads(report("2022Q1", "2022Q2", "ucdp_mali_quarterly", as_json=True))
    assert content["notes"] == ["bounded_interval"]
    assert content["narrowest"]["low"] > content["ratio"]["low"]


def test_mission_has_no_interval_and_borrows():
    text = report("2022Q1", "2022Q2", "mission")
    assert "Not comparable" in text
    assert "Borrowed, not measured" in text
    content = json.loads(report("2022Q1", "2022Q2", "mission", as_json=True))
    assert "low" not in content["computed"]
    assert [item["basis"] for item in content["borrowed"]] == ["borrowed", "borrowed"]
    assert "cannot be compared" in content["refused"]
    assert json.loads(report("2021Q1", "2021Q2", "mission", as_json=True))["borrowed"] == []


def test_command(root):
    path = str(root / "data/examples/incidents_small.csv")
    done = CliRunner().invoke(cli, ["change", "2022Q1", "T2 2022", "--source", path, "--json"])
    assert done.exit_code == 0
    assert json.loads(done.output)["lethal"]["formula"] == "11 / 20"


@pytest.mark.parametrize(
    "wrong",
    [("2022Q1", "2022Q5", "mission"), ("2022Q1", "2022Q1", "mission"), ("1979Q1", "1979Q2", "mission"),
     ("2022Q1", "2022Q2", "nothing"), ("1988Q4", "1989Q1", "ucdp_mali_quarterly")],
)  # fmt: skip
def test_bad_input_is_one_sentence(wrong):
    with pytest.raises(InputError) as error:
        report(*wrong)
    assert "\n" not in str(error.value)
