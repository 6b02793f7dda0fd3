"""Figures from the command line, and the gallery page beside them."""

import json
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from analysis.errors import InputError
from analysis.present.figures import export
from analysis.produce import pictures
from analysis.produce.cli import cli
from analysis.quarter import Quarter


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


def test_exit_code_of_bad_input_is_two(tmp_path):
    command = [sys.executable, "-m", "analysis", "figure", "seires", "2021Q2", "--output", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


def test_figures_are_listed_with_what_they_show():
    listed = json.loads(run("figures", "1999Q2", "--json").output)
    names = [entry["id"] for entry in listed]
    assert "incidents_and_victims" in names
    assert "outcomes" not in names
    assert all(entry["shows"] for entry in listed)
    assert run("figures", "1999Q2").output.splitlines()[0].startswith("series ")


def test_the_gallery_has_every_figure_with_files_caption_and_latex(tmp_path):
    names = ("outcomes", "alleged_perpetrators")
    page = pictures.make_all(Quarter.parse("2021Q2"), tmp_path, names, language="fr")[0].read_text("utf-8")
    assert '<html lang="fr">' in page
    assert page.count(">Copier<") == 4
    assert "built-in" not in page
    for name in names:
        told = json.loads((tmp_path / f"{name}.json").read_text("utf-8"))
        for ending in export.ENDINGS:
            assert f'href="{name}.{ending}"' in page
            assert (tmp_path / f"{name}.{ending}").is_file()
        assert re.search(rf'<img src="{name}.png" alt="[^"]+"', page)
        assert told["caption"].split(".")[0].split("’")[0] in page
        assert f"width=140mm]{{{name}.pdf}}" in page
    entries = re.findall(r"@misc{([^,]+),", (tmp_path / "references.bib").read_text("utf-8"))
    assert len(entries) == len(set(entries)) > 3


def test_only_the_files_that_are_there_are_offered(tmp_path):
    pictures.make_all(Quarter.parse("2021Q2"), tmp_path, ("outcomes",), ("png", "json", "tex"))
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "download>PNG" in page and "download>SVG" not in page


def test_an_empty_gallery_says_so(tmp_path):
    page = pictures.write_page(tmp_path, Quarter.parse("1999Q2")).read_text("utf-8")
    assert "nothing to draw" in page


def test_every_id_names_a_drawer():
    from importlib import import_module

    for name, place in pictures.FIGURES.items():
        module, _, function = place.partition(".")
        assert callable(getattr(import_module(f"analysis.present.figures.{module}"), function or name))
