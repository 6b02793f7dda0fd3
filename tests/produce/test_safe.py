"""Commands put nothing in the wrong place, steer no terminal and never end in a traceback."""

from __future__ import annotations

import hashlib
import stat
import sys
from dataclasses import replace

import pytest

from analysis.produce import cli, due


@pytest.fixture
def typed(monkeypatch, capsys):
    """Type a command; return its exit code and what it said."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["mali-trends", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return ended.value.code, told.out + told.err

    return run


def test_what_nobody_foresaw_is_a_fault_of_ours_in_one_line(typed, monkeypatch, project):
    def breaks(*_):
        raise KeyError("Testperson Awa"[::-1])

    monkeypatch.setattr(due, "quick", breaks)
    code, said = typed("quarters")
    (log,) = (project / ".cache" / "faults").iterdir()
    assert code == 70 and said.count("\n") == 1 and str(log) in said and "A fault of ours" in said
    text = log.read_text("utf-8")
    assert "in breaks" in text and text.endswith("KeyError\n") and "awA nosreptseT" not in text + said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("note", "2021Q2", "-p", "quarter=2022Q1"), "leave out -p quarter="),
        (("note", "2021Q2", "--output", "{}/notebooks"), "is a folder of the project"),
        (("note", "2021Q2", "--output", "{}/data/../data/events"), "is a folder of the project"),
        (("figures", "2021Q2", "--output", "{}/src"), "is a folder of the project"),
        (("figure", "series", "2021Q2", "--output", "{}/notebooks/fr"), "is a folder of the project"),
        (("note", "2021Q2", "--workers", "100000"), "is not in the range"),
    ],
)
def test_what_would_go_to_the_wrong_place_is_refused(typed, project, words, said):
    before = sorted(path.name for path in project.iterdir())
    code, told = typed(*(word.format(project) for word in words))
    assert code == 2 and said in told and told.count("\n") == 1
    assert sorted(path.name for path in project.iterdir() if path.name != ".cache") == before


def test_no_text_steers_the_terminal(typed):
    code, said = typed("audit", "\x1b[2J\x9b31mx")
    assert code == 2 and not set(said) & {"\x1b", "\x9b"}
    assert typed("explain", "\x07\x1b]0;x")[1].isprintable() or "\n" in said


def test_a_cache_that_is_not_the_users_own_is_not_used(monkeypatch, project, tmp_path):
    (project / ".cache").mkdir(mode=0o755)
    assert due.cache() == project / ".cache" and stat.S_IMODE(due.cache().stat().st_mode) == 0o700
    change = type(project).chmod

    def refused(path, mode):  # as for a folder that belongs to somebody else, or that lies on a CD
        if path == project / ".cache":
            raise PermissionError(1, "Operation not permitted")
        change(path, mode)

    monkeypatch.setattr(type(project), "chmod", refused)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "mine"))
    place = due.cache()
    assert place.is_relative_to(tmp_path / "mine" / "mali-trends")
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    due.remember({"x": 1}, "key")
    assert due.recall("key") == {"x": 1} and not any((project / ".cache").iterdir())


def test_without_any_cache_a_sentence_says_what_to_set(typed, monkeypatch, project, tmp_path):
    (project / ".cache").write_text("")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    code, told = typed("note", "2021Q2")
    assert code == 2 and told.count("\n") == 1 and "set XDG_CACHE_HOME to a folder of yours" in told


FONTS = {
    "Bold": "a384ed878a06d1631e34bcd23feda0274b028e1a87af3c359636f6417e2615e6",
    "Regular": "1bfeaec56250dad91e0a1567dd278bfcedf3a14aec12df004a98874a5ef0a8aa",
}


def test_figures_are_set_in_the_fonts_that_are_known_whatever_a_cache_lists(monkeypatch, tmp_path):
    from matplotlib.font_manager import FontProperties, fontManager

    from analysis.present.figures import style

    found = {path.stem.rpartition("-")[2]: hashlib.sha256(path.read_bytes()) for path in style.FONTS}
    assert {name: content.hexdigest() for name, content in found.items()} == FONTS
    name = "Fira Sans Condensed"
    other = replace(
        next(one for one in fontManager.ttflist if one.name == name), fname=str(tmp_path / "x.ttf")
    )
    monkeypatch.setattr(fontManager, "ttflist", [*fontManager.ttflist, other])
    taken = fontManager.findfont(FontProperties(family=name), rebuild_if_missing=False)
    assert str(taken) == str(style.FONTS[1])


def test_a_working_folder_that_is_gone_is_told(typed, monkeypatch, tmp_path):
    monkeypatch.delenv("MALI_TRENDS_HOME", raising=False)
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert typed("quarters") == (2, "mali-trends: The working folder is gone: go to one that exists.\n")
