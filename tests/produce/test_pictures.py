"""Figures from the command line."""

import json

import pytest
from click.testing import CliRunner

from analysis.errors import InputError
from analysis.present import figures
from analysis.present.figures import export
from analysis.produce.cli import cli


def run(*arguments):
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=True)


def test_one_figure_is_drawn_with_all_that_belongs_to_it(tmp_path):
    done = run("figure", "outcomes", "Q2 2021", "--journal", "nature", "--columns", "2", "--language", "fr",
               "--output", str(tmp_path))  # fmt: skip
    assert done.exit_code == 0, done.output
    assert {path.name for path in tmp_path.iterdir()} == {f"outcomes.{ending}" for ending in export.ENDINGS}
    assert len(done.output.splitlines()) == len(export.ENDINGS)
    told = json.loads((tmp_path / "outcomes.json").read_text("utf-8"))
    assert (told["language"], told["preset"]["width_mm"]) == ("fr", 183)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("figure", "mapp", "2021Q2"), "'mapp' is no figure: did you mean 'map'?"),
        (("figure", "series", "2021"), "is not a quarter"),
        (("figure", "series", "2021Q2", "--journal", "cell"), "'cell-1' is no preset"),
        (("figure", "outcomes", "1999Q2"), "nothing to draw for outcomes in 1999Q2"),
        (("figures", "1900Q1"), "no figures for 1900Q1"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert isinstance(done.exception, InputError)
    assert sentence in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_figures_are_listed_with_what_they_show(monkeypatch):
    few = {name: figures.FIGURES[name] for name in ("series", "sources", "eight_quarters")}
    monkeypatch.setattr(figures, "FIGURES", few)
    listed = dict(line.split(maxsplit=1) for line in run("figures", "1999Q2").output.splitlines())
    assert [*listed] == ["series", "sources"]  # nobody was killed in the nine quarters
    assert all(listed.values())


def test_with_a_folder_each_figure_has_its_files(tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "FIGURES", {"outcomes": "published", "alleged_perpetrators": "published"})
    done = run("figures", "2021Q2", "--language", "fr", "--output", str(tmp_path))
    names = [line.split()[0] for line in done.output.splitlines()]
    assert names == ["outcomes", "alleged_perpetrators"]
    wanted = {f"{name}.{ending}" for name in names for ending in export.ENDINGS}
    assert {path.name for path in tmp_path.iterdir()} == wanted | {"datapackage.json", "references.bib"}


def test_every_id_names_a_drawer():
    from importlib import import_module

    for name, module in figures.FIGURES.items():
        assert callable(getattr(import_module(f"analysis.present.figures.{module}"), f"draw_{name}"))
