import hashlib
import io
import re
import subprocess
import sys

import pandas as pd
import pytest

from analysis.measure import published, series
from analysis.measure.coverage import known_quarters
from analysis.present import export, figures, style
from analysis.present.note import quarterly_note
from analysis.quarter import Quarter


@pytest.fixture(scope="module")
def drawings(facts):
    quarters, quarter = known_quarters(), Quarter.parse("2021Q2")
    totals, killed = series.totals(facts, quarters), series.killed(facts, quarters)
    return [
        figures.series(totals, killed, series.like_for_like(facts, quarters), quarter),
        figures.outcomes(published.outcomes(facts, quarter), quarter),
        figures.breakdown(published.attributions(facts, quarter)[0], quarter, "who", "civilians"),
    ]


def test_width_is_exact_and_text_extractable(drawings):
    for drawing in drawings:
        made = export.render(drawing, ("pdf", "svg", "png"))
        width = float(re.search(rb"/MediaBox \[ ?0 0 ([\d.]+)", made["pdf"])[1]) * 25.4 / 72
        assert abs(width - style.WIDTH_MM) < 0.1
        svg = float(re.search(rb'width="([\d.]+)pt"', made["svg"])[1]) * 25.4 / 72
        assert abs(svg - style.WIDTH_MM) < 0.1
        assert b"<text" in made["svg"]
        assert b"/FontFile2" in made["pdf"]
        assert b"/Type3" not in made["pdf"]


def test_no_text_is_under_five_points_or_outside(drawings):
    from matplotlib.text import Text

    for drawing in drawings:
        export.render(drawing, ("png",))
        canvas = drawing.figure.bbox
        assert all(text.get_fontsize() >= 5 for text in drawing.figure.findobj(Text) if text.get_text())
        for axis in drawing.figure.axes:
            low, high = sorted(axis.get_ylim())
            names = [
                label
                for label, place in zip(axis.get_yticklabels(), axis.get_yticks(), strict=True)
                if low <= place <= high
            ]
            for text in (*axis.texts, axis.xaxis.label, axis.yaxis.label, *names):
                box = text.get_window_extent()
                assert not text.get_text() or (box.x0 >= -1 and box.x1 <= canvas.x1 + 1), text.get_text()


def test_the_line_never_crosses_a_change_of_definition(drawings):
    """Each drawn line joins points of one unit and one rule only."""
    drawing = drawings[0]
    rules = {}
    for item in drawing.shown[: 2 * len(known_quarters())]:
        rules.setdefault(item.measure == "killed", []).append(
            (item.unit, item.inclusion, item.basis, item.notes)
        )
    for axis, key in zip(drawing.figure.axes, (False, True), strict=True):
        lines = [line for line in axis.lines if line.get_linestyle() == "-" and len(line.get_xdata()) > 1]
        assert lines
        for line in lines:
            assert len({rules[key][int(place)] for place in line.get_xdata()}) == 1


def test_bars_are_as_long_as_their_numbers(drawings):
    for drawing in drawings[1:]:
        (axis,) = drawing.figure.axes
        bars = [bar for container in axis.containers for bar in container.get_children()]
        assert [bar.get_width() for bar in bars] == [float(item.value or 0) for item in drawing.shown]


def test_saved_numbers_are_the_plotted_ones(drawings, tmp_path, monkeypatch):
    monkeypatch.setenv(export.FOLDER_VARIABLE, str(tmp_path))
    for drawing in drawings:
        export.show(drawing)
        saved = pd.read_csv(tmp_path / f"{drawing.name}.csv")
        assert saved.value.tolist() == [float(item.value) for item in drawing.shown]
        assert saved.sources.str.match(r"F\d+").all()
    assert {path.suffix for path in tmp_path.iterdir()} == {".csv", ".pdf", ".svg", ".png"}


def test_groups_keep_their_colours():
    assert len(set(style.COLOURS.values())) >= len(style.COLOURS) - 1  # abducted shares one with unidentified
    assert style.colour("burkina_forces", "international") == style.COLOURS["international"]


def test_alternative_text_has_the_numbers(drawings):
    for drawing in drawings:
        assert all(str(item.value) in drawing.alt for item in drawing.shown[:3])
        assert "2021" in drawing.alt


def test_pictures_carry_their_alternative_text():
    bundle, metadata = quarterly_note("2021Q2").outcomes_figure()._repr_mimebundle_()
    assert "160 killed" in metadata["image/png"]["alt"] == bundle["text/plain"]


def test_settings_of_the_reader_are_left_alone():
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    quarterly_note("2021Q2").perpetrators_figure()
    assert dict(mpl.rcParams) == before


SCRIPT = """
import hashlib, sys
from analysis.present.note import quarterly_note
from analysis.present import export
import pathlib
quarterly_note("2022Q1").series_figure(); quarterly_note("2022Q1").outcomes_figure()
folder = pathlib.Path(sys.argv[1])
print(*(hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())))
"""


def test_the_same_bytes_from_another_folder_and_process(tmp_path):
    import os

    prints = []
    for name, seed in (("one", "1"), ("two", "2")):
        folder = tmp_path / name
        folder.mkdir()
        environment = {
            **os.environ,
            export.FOLDER_VARIABLE: str(folder / "out"),
            "PYTHONHASHSEED": seed,
            "TZ": f"UTC+{seed}",
        }
        command = [sys.executable, "-c", SCRIPT, str(folder / "out")]
        prints.append(
            subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True).stdout
        )
    assert prints[0] == prints[1]
    assert len(prints[0].split()) == 8


def test_unwritable_folder_is_one_sentence(drawings, tmp_path, monkeypatch):
    from analysis.errors import InputError

    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv(export.FOLDER_VARIABLE, str(blocked / "figures"))
    with pytest.raises(InputError, match="cannot be written"):
        export.show(drawings[1])


def test_png_is_three_hundred_dots_per_inch(drawings):
    from PIL import Image

    image = Image.open(io.BytesIO(export.render(drawings[1], ("png",))["png"]))
    assert abs(image.width / (style.WIDTH_MM / 25.4) - 300) < 1
    assert hashlib.sha256(image.tobytes()).digest()
