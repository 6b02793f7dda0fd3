"""The twelve points of a figure that is ready for a paper, each by program, on every figure there is."""

import hashlib
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import figures
from analysis.errors import InputError
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate
from analysis.measure.incidents import incidents_of
from analysis.measure.published import missing, runs
from analysis.measure.shares import attributions
from analysis.present.figures import FIGURES, draw, export, published, style
from analysis.present.figures.drawing import Drawing
from analysis.quarter import Quarter, quarter_range
from analysis.record.imports import import_events

IN_FRENCH = ("series", "who_harmed_how", "perpetrators_over_time", "news", "sources", "long_view")
IN_BOTH = ("alleged_perpetrators", "map", "change")


@pytest.fixture(scope="module")
def made():
    """Every figure at 89 mm with its files: of one quarter in English, of another in French, some of both."""
    found = []
    for name in FIGURES:
        for quarter, language in (("2021Q2", "en"), ("2022Q2", "fr")):
            if (name in IN_FRENCH) == (language == "fr") or name in IN_BOTH:
                drawing = draw(name, quarter, journal="nature", columns=1, language=language)
                if drawing is not None:
                    files = export.files(drawing)
                    with style.context(drawing.preset):  # printing a PDF leaves other measures behind
                        drawing.figure.draw_without_rendering()
                    found.append((drawing, files))
    assert len(found) == len(FIGURES) - 1 + len(IN_BOTH)  # neither quarter has a second list of places
    return found


def width_of(files):
    media = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+)", files["pdf"])
    svg = re.search(rb'width="([\d.]+)pt" height="([\d.]+)pt"', files["svg"])
    return [tuple(float(part) * 25.4 / 72 for part in found.groups()) for found in (media, svg)]


# 1 and 6: exact width, one layout


def test_width_is_exact_in_every_format(made):
    from PIL import Image

    for drawing, files in made:
        pdf, svg = width_of(files)
        image = Image.open(io.BytesIO(files["png"]))
        assert abs(pdf[0] - 89) < 0.1
        assert abs(svg[0] - 89) < 0.1
        assert abs(pdf[1] - svg[1]) < 0.1
        assert abs(image.width / 300 * 25.4 - 89) < 0.1, drawing.name
        assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255), drawing.name
        assert round(image.info["dpi"][0]) == 300


@pytest.mark.parametrize("preset", style.PRESETS.values(), ids=style.PRESETS)
def test_every_preset_has_its_width_and_its_type(preset):
    journal, _, columns = preset.name.partition("-")
    drawing = figures.series("2021Q2", journal=journal, columns=columns)
    files = export.render(drawing)
    assert all(abs(width - preset.width_mm) < 0.1 for width, _ in width_of(files))
    sizes = [text.get_fontsize() for text in texts_of(drawing)]
    assert min(sizes) >= 5 * preset.points / 7
    shown = {" ".join(text.get_text().split()) for text in texts_of(drawing)}
    assert (drawing.title in shown) == preset.titled
    high = drawing.figure.get_figheight() * 25.4
    assert abs(high - preset.height_mm) < 0.1 if preset.exact else high <= preset.height_mm + 0.1


def test_presets_are_those_of_the_journals():
    widths = {name: preset.width_mm for name, preset in style.PRESETS.items() if "-" in name}
    assert list(widths.values()) == [89, 120, 183, 90, 140, 190]
    slide = style.PRESETS["slide"]
    assert slide.width_mm / slide.height_mm == pytest.approx(16 / 9)
    with pytest.raises(InputError, match=r"'nature-3' is no preset: did you mean 'nature-2'"):
        figures.series("2021Q2", journal="nature", columns=3)
    with pytest.raises(InputError, match=r"lancet-1.*There are nature-1"):
        figures.series("2021Q2", journal="lancet")


def test_the_layout_is_the_same_in_every_format():
    drawing = figures.eight_quarters("2021Q2", journal="nature")
    first = export.render(drawing, ("png",))["png"]
    places = [axis.get_position().bounds for axis in drawing.figure.axes]
    export.render(drawing, ("pdf", "svg"))
    assert [axis.get_position().bounds for axis in drawing.figure.axes] == places
    assert export.render(drawing, ("png",))["png"] == first


ALONE = [("en", "(executions alone)"), ("fr", "exécutions seulement")]


@pytest.mark.parametrize(("language", "alone"), ALONE)
def test_a_bar_says_that_it_is_of_executions_alone(language, alone):
    """In 2020Q1 the 101 of the Malian forces are executions; arrests and disappearances are told beside."""
    drawing = figures.alleged_perpetrators("2020Q1", language=language)
    names = [" ".join(text.get_text().split()) for text in drawing.axes[0].get_yticklabels()]
    assert [alone in name for name in names] == [False, False, True, True, True]


@pytest.mark.parametrize(("quarter", "known"), [("2018Q1", 1), ("2019Q1", 5), ("2021Q2", 9)])
def test_a_bar_stands_where_its_quarter_does(quarter, known):
    """Civilians killed are known since 1989, the events that killed them since 2018: gaps before."""
    drawing = figures.eight_quarters(quarter)
    first, last = Quarter.parse(quarter).shift(-8), Quarter.parse(quarter)
    names = [*map(str, quarter_range(first, last))]
    table = incidents_of("ucdp", "civilians_killed")
    kinds = (("incidents", drawing.axes[0].containers[0]), ("victims", drawing.axes[1].containers[0]),
             ("largest", drawing.axes[1].containers[1]))  # fmt: skip
    for kind, bars in kinds:
        told = {names[round(bar.get_x() + bar.get_width() / 2)]: bar.get_height() for bar in bars}
        assert told == {item.period: float(item) for item in table.series(first, last, kind)}
    assert len(drawing.axes[0].containers[0]) == known


@pytest.mark.parametrize("name", ["series", "alleged_perpetrators", "change"])
def test_the_pdf_looks_like_the_png(made, name, tmp_path):
    from PIL import Image

    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm (package poppler-utils) is not installed: PDFs are not compared with PNGs")
    files = next(files for drawing, files in made if drawing.name == name)
    (tmp_path / "figure.pdf").write_bytes(files["pdf"])
    subprocess.run(
        ["pdftoppm", "-r", "300", "-png", "-singlefile", "figure.pdf", "figure"], cwd=tmp_path, check=True
    )
    small = (200, 200)
    pdf = Image.open(tmp_path / "figure.png").convert("L").resize(small, Image.Resampling.BOX)
    png = Image.open(io.BytesIO(files["png"])).convert("L").resize(small, Image.Resampling.BOX)
    alike = np.corrcoef(np.asarray(pdf, float).ravel(), np.asarray(png, float).ravel())[0, 1]
    assert alike > 0.82  # a layout shifted by a millimetre falls below 0.77


# 2: type


def texts_of(drawing):
    from matplotlib.text import Text

    return [text for text in drawing.figure.findobj(Text) if text.get_text().strip() and text.get_visible()]


def test_type_is_between_five_points_and_seven_and_panel_letters_are_eight_bold(made):
    for drawing, _ in made:
        panels = len(drawing.axes)
        letters = [text for text in texts_of(drawing) if text.get_text() in tuple("abcdefgh")]
        assert len(letters) == (panels if panels > 1 else 0), drawing.name
        assert all((text.get_fontsize(), text.get_fontweight()) == (8, "bold") for text in letters)
        for text in texts_of(drawing):
            assert 5 <= text.get_fontsize() <= (8 if text in letters else 7), (drawing.name, text.get_text())


def test_one_font_is_embedded_as_type_42(made):
    for drawing, files in made:
        names = {name.split(b"+")[-1] for name in re.findall(rb"/BaseFont /([^ /\n]+)", files["pdf"])}
        assert names <= {b"FiraSansCondensed-Regular", b"FiraSansCondensed-Bold"}, drawing.name
        assert b"/FontFile2" in files["pdf"]
        assert b"/CIDFontType2" in files["pdf"]
        assert b"/Type3" not in files["pdf"]
        assert b"<text" not in files["svg"]  # letters are paths: no program lacks them
        assert b"font-family" not in files["svg"]


def test_text_can_be_taken_out_of_the_pdf(made, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (package poppler-utils) is not installed: no text is taken out of PDFs")
    for drawing, files in made:
        (tmp_path / "figure.pdf").write_bytes(files["pdf"])
        done = subprocess.run(["pdftotext", "figure.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)
        words = set(done.stdout.decode().split())
        axis = drawing.figure.axes[-1]
        wanted = (axis.get_xlabel() or axis.get_ylabel()).split()
        assert set(wanted) <= words, drawing.name


def test_the_font_has_the_letters_of_french_and_bambara_and_all_that_is_drawn(made):
    from fontTools.ttLib import TTFont

    for file in style.FONTS:
        font = TTFont(file)
        known = font.getBestCmap()
        assert all(ord(letter) in known for letter in "éèêëïôçàùîœÉÊŋɛɔƐƆŊ\u202f\u00a0")
        drawn = {letter for drawing, _ in made for text in texts_of(drawing) for letter in text.get_text()}
        assert {letter for letter in drawn - {"\n"} if ord(letter) not in known} == set(), file.name
        assert "Open Font License" in font["name"].getDebugName(13)
        assert file.stat().st_size < 45_000


# 3: lines and axes


MAPS = ("map", "map_second", "map_events")  # places have no axes or bars
MATRICES = ("audit_overview", "who_harmed_how")  # nor has a matrix


def test_lines_are_thin_and_axes_have_units(made):
    for drawing, _ in made:
        if drawing.name in (*MAPS, *MATRICES):
            continue
        for axis in drawing.figure.axes:
            for line in axis.lines:
                if line.get_alpha():  # a band
                    continue
                assert 0.25 <= line.get_linewidth() <= 1, drawing.name
                assert line.get_markeredgewidth() <= 1
            assert not axis.spines["top"].get_visible()
            assert not axis.spines["right"].get_visible()
            assert not any(line.get_visible() for line in axis.get_xgridlines() + axis.get_ygridlines())
            named = [axis.get_xlabel(), axis.get_ylabel(), drawing.axes[-1].get_xlabel()]
            assert any(re.search(r"\(.+\)$", label) for label in named), (drawing.name, named)


def labels_of(drawing):
    """Return the texts on and beside each axis, without labels of ticks that are not drawn."""
    for axis in drawing.figure.axes:
        yield from (
            text for text in (*axis.texts, axis.xaxis.label, axis.yaxis.label) if text.get_text().strip()
        )
        for side in (axis.xaxis, axis.yaxis):
            low, high = sorted(side.get_view_interval())
            for tick in side.get_major_ticks():
                if low <= tick.get_loc() <= high and tick.label1.get_visible() and tick.label1.get_text():
                    yield tick.label1


def test_nothing_is_cut_off(made):
    for drawing, _ in made:
        width, height = drawing.figure.bbox.size
        for text in labels_of(drawing):
            box = text.get_window_extent()
            inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
            assert inside, (drawing.name, text.get_text())


def test_labels_do_not_overlap(made):
    """Numbers and names on a figure are apart: none covers a part of another that one would see."""
    for drawing, _ in made:
        boxes = [(text.get_text(), text.get_window_extent()) for text in labels_of(drawing)]
        for (one, first), (two, second) in itertools.combinations(boxes, 2):
            x = min(first.x1, second.x1) - max(first.x0, second.x0)
            y = min(first.y1, second.y1) - max(first.y0, second.y0)
            if x > 0 and y > 0:
                least = min(first.width * first.height, second.width * second.height)
                assert x * y < 0.15 * least, (drawing.name, one, two)


# 4: colour

# Machado, Oliveira and Fernandes 2009, A Physiologically-based Model for Simulation of Color Vision
# Deficiency, IEEE TVCG 15(6), severity 1.0, on linear RGB.
PROTAN = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
)
DEUTAN = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
LOOKS = style.looks()
COLOURS = dict(LOOKS.colour)
KINDS = ("perpetrator", "outcome")


def linear(colour):
    from matplotlib.colors import to_rgb

    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    xyz = XYZ @ np.clip(rgb, 0, 1) / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seen", [np.eye(3), PROTAN, DEUTAN], ids=["all", "protanopia", "deuteranopia"])
def test_groups_are_told_apart_with_any_eyes(kind, seen):
    for one, two in itertools.combinations(style.looks(kind).index, 2):
        first, second = (lab(seen @ linear(COLOURS[name])) for name in (one, two))
        assert np.linalg.norm(first - second) > 10, (one, two)


def test_names_and_order_tell_groups_apart_in_grey(made):
    """Each bar has its name beside it; columns of shares stand in the order of their key, with numbers."""
    for drawing, _ in made:
        (axis, *_) = drawing.figure.axes
        if drawing.name in ("outcomes", "alleged_perpetrators"):
            names = [text.get_text() for text in axis.get_yticklabels()]
            assert len(set(names)) == len(drawing.shown)
        if drawing.name == "perpetrators_over_time":
            columns = defaultdict(list)
            for bar in itertools.chain(*axis.containers[:-2]):
                columns[bar.get_x()].append(bar.get_y())
            assert all(column == sorted(column) for column in columns.values()) and len(columns) >= 8


def test_text_has_contrast(made):
    def light(colour):
        return float(XYZ[1] @ linear(colour))

    for drawing, _ in made:
        for text in texts_of(drawing):
            under = 1.0 if text.get_color() != "white" else light(COLOURS["malian_forces"])
            bright, dark = sorted((light(text.get_color()), under), reverse=True)
            assert (bright + 0.05) / (dark + 0.05) >= 4.5, (drawing.name, text.get_text())


def test_a_group_keeps_its_colour_in_every_quarter():
    from matplotlib.colors import to_hex

    for quarter in known_quarters():
        made = draw("alleged_perpetrators", quarter)
        for item, bar in zip(made.shown, bars_of(made), strict=False) if made else ():
            if COLOURS.get(item.group):
                assert to_hex(bar.get_facecolor()).upper() == COLOURS[item.group].upper()
    sheet = Drawing("x", Quarter(2021, 2), "2021Q2", style.DEFAULT)
    assert sheet.colour("burkina_forces") == COLOURS["international"]


def test_a_palette_of_the_readers_takes_the_place_of_ours():
    def colours(palette):
        return [bar.get_facecolor()[:3] for bar in bars_of(figures.outcomes("2021Q2", palette=palette))]

    from matplotlib.colors import to_rgb

    assert colours({"killed": "#123456"})[0] == to_rgb("#123456")
    assert colours({"killed": "#123456"})[1] == to_rgb(COLOURS["injured"])
    assert len(set(colours("colorblind"))) == 3 == len(set(colours(["red", "green", "blue", "black"])))
    assert colours("colorblind") != colours(None)


# 5: honesty


def bars_of(drawing):
    """Return the bars of a bar chart: the filled ones, without outlines of bounds."""
    return [
        patch for axis in drawing.figure.axes for patch in axis.patches
        if patch.get_facecolor()[3] == 1 and hasattr(patch, "get_width")
    ]  # fmt: skip


def count(value, **more):
    given = {"measure": "killed", "unit": "victims", "period": "2021Q2", "inclusion": "civilians_killed"}
    return Estimate(value=value, **{**given, **more})


def test_zero_missing_and_not_published_are_drawn_differently(monkeypatch):
    items = (
        count(160),
        count(0, measure="injured"),
        count(None, measure="abducted_disappeared", status="not_published"),
        count(12, measure="illegally_detained", basis="derived"),
    )
    monkeypatch.setattr(published.published, "outcomes", lambda *_: items)
    made = figures.outcomes("2021Q2")
    labels = [(text.get_text(), text.get_color()) for text in made.figure.axes[0].texts]
    assert [text for text, _ in labels] == ["160", "0", "not published", "12 (derived)"]
    assert labels[1][1] == style.INK
    assert labels[2][1] == style.QUIET
    assert "not published" in made.alt


def test_what_is_preliminary_says_so(monkeypatch):
    items = tuple(
        count(3, measure=name, inclusion="events_ucdp_preliminary") for name in ("killed", "injured")
    )
    monkeypatch.setattr(published.published, "outcomes", lambda *_: items)
    for language, word in (("en", "Preliminary"), ("fr", "Provisoire")):
        made = figures.outcomes("2021Q2", language=language)
        assert any(text.get_text().startswith(word) for text in made.figure.texts)
        assert word in export.full_caption(made)
        assert json.loads(export.files(made)["json"])["preliminary"] is True


def test_what_was_not_published_is_named_where_it_is_missing(monkeypatch):
    silent = count(None, period="2020Q3", status="not_published")
    found = published.published.killed(published.facts(), known_quarters())
    monkeypatch.setattr(published.published, "killed", lambda *_: (*found[:2], silent, *found[3:]))
    below = figures.series("2021Q2").figure.axes[1]
    named = [text.xy[0] for text in below.texts if text.get_text() == "not published"]
    assert named == [2]
    assert 2 not in [int(line.get_xdata()[0]) for line in below.lines if line.get_linestyle() == "None"]


def test_derived_points_are_hollow_and_definitions_set_apart(facts):
    axis, quarters = figures.series("2021Q2").figure.axes[1], known_quarters()
    items = published.published.killed(facts, quarters)
    points = [line for line in axis.lines if line.get_linestyle() == "None"]
    hollow = {int(line.get_xdata()[0]): line.get_markerfacecolor() == "white" for line in points}
    assert hollow == {place: item.basis != "published" for place, item in enumerate(items) if item.stated}
    starts = [items.index(run[0]) for run in runs(items, joined=False)]
    uprights = [x[0] for line in axis.lines if len(x := line.get_xdata()) == 2 and x[0] == x[1]]
    assert sorted(uprights) == [start - 0.5 for start in starts if start]


def test_the_line_never_crosses_a_change_of_definition(made):
    """Each drawn line joins points of one unit and one rule only."""
    drawing = next(drawing for drawing, _ in made if drawing.name == "series")
    half = len(known_quarters())
    for axis, items in zip(
        drawing.figure.axes, (drawing.shown[:half], drawing.shown[half : 2 * half]), strict=True
    ):
        lines = [line for line in axis.lines if line.get_linestyle() == "-" and len(line.get_xdata()) > 1]
        lines = [
            line for line in lines if line.get_transform() == axis.transData
        ]  # without those under the axis
        assert lines
        for line in lines:
            joined = [items[int(place)] for place in line.get_xdata()]
            assert len({(item.unit, item.inclusion, item.basis, item.notes) for item in joined}) == 1


def test_columns_of_shares_add_up_to_a_hundred(made):
    shown = next(drawing for drawing, _ in made if drawing.name == "perpetrators_over_time").table()
    sums = shown.groupby("period").value.sum()
    assert len(sums) > 7
    assert sums.between(99.5, 100.5).all()


# 7: the same bytes

SCRIPT = """
import hashlib, pathlib, sys
from analysis import figures
folder = pathlib.Path(sys.argv[1])
figures.series("2022Q1").save(folder); figures.map("2022Q1", language="fr").save(folder)
print(*(hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())))
"""


@pytest.mark.proof
def test_the_same_bytes_from_another_folder_process_and_date(tmp_path):
    prints = []
    for name, seed in (("one", "1"), ("two", "2")):
        folder = tmp_path / name
        folder.mkdir()
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "SOURCE_DATE_EPOCH": f"{seed}00000000",
            "TZ": f"UTC+{seed}",
            "LC_ALL": "C" if seed == "1" else "C.UTF-8",
        }
        command = [sys.executable, "-c", SCRIPT, str(folder / "out")]
        prints.append(
            subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True).stdout
        )
    assert prints[0] == prints[1]
    assert len(prints[0].split()) == 2 * len(export.ENDINGS)


# 8 to 11: what stands beside a figure


def numbers_of(drawing):
    """Return every number that artists of a figure stand for: ends of bars, points of lines, bands."""
    found = set()
    for axis in drawing.figure.axes:
        for line in axis.lines:
            found.update(map(float, np.ravel([line.get_xdata(), line.get_ydata()])))
        for patch in axis.patches:
            if hasattr(patch, "get_data"):  # steps
                found.update(map(float, patch.get_data().values))
            elif hasattr(patch, "get_width"):
                x, y = patch.get_x(), patch.get_y()
                found |= {
                    patch.get_width(),
                    patch.get_height(),
                    x,
                    y,
                    x + patch.get_width(),
                    y + patch.get_height(),
                }
    return np.array(sorted(found))


def test_what_is_listed_is_what_is_drawn(made):
    for drawing, files in made:
        listed = pd.read_csv(io.BytesIO(files["csv"]))
        assert listed.sources.notna().all()
        assert len(listed) == len(drawing.shown)
        if drawing.name in (*MAPS, *MATRICES, "perpetrators_over_time"):  # circles, verdicts, stacks
            continue
        ends = listed[
            ~listed.measure.isin(["killed", "civilians_killed", "largest_incident"])
        ]  # counts of event data have no whiskers
        drawn = numbers_of(drawing)
        written = {"news": "worst_incident", "sources": "ratio_of_sources"}.get(drawing.name)
        told = listed.value[listed.measure.ne(written)]
        for value in [*told.dropna(), *ends.low.dropna(), *ends.high.dropna()]:
            inside = 0.03 < value < 50 if drawing.name == "change" else True
            assert not inside or np.nanmin(np.abs(drawn - value)) < 1e-3 * max(1, value), (
                drawing.name,
                value,
            )


def test_bars_and_points_are_as_many_as_the_numbers(made):
    for drawing, _ in made:
        if drawing.name in ("outcomes", "alleged_perpetrators"):
            assert [bar.get_width() for bar in bars_of(drawing)] == [
                float(item.value or 0) for item in drawing.shown
            ]
        if drawing.name == "series":
            points = [
                line for axis in drawing.figure.axes for line in axis.lines if line.get_linestyle() == "None"
            ]
            assert len(points) == sum(item.stated for item in drawing.shown)


def test_the_description_says_what_the_figure_is(made):
    for drawing, files in made:
        told = json.loads(files["json"])
        assert told["id"] == drawing.name
        assert told["data_sha256"] == hashlib.sha256(files["csv"]).hexdigest()
        assert told["preset"] == {"name": "nature-1", "width_mm": 89, "points": 7}
        assert told["licence"] == "CC-BY-4.0"
        assert told["language"] == drawing.language
        assert all(told[key] for key in ("title", "caption", "alt", "units", "periods", "sources", "quarter"))
        assert "Sources" in told["caption"]
        assert drawing.caption in told["caption"]
        rows = {row for item in drawing.shown for row in item.sources if re.fullmatch(r"F\d+", row)}
        assert bool(rows) == any("url" in source for source in told["sources"])


def test_alternative_text_has_the_finding_and_reaches_every_file(made):
    import html

    from PIL import Image

    for drawing, files in made:
        svg = files["svg"].decode()
        assert f"<title>{html.escape(drawing.title, quote=False)}</title>" in svg
        assert f"<desc>{html.escape(drawing.alt)}</desc>" in svg
        image = Image.open(io.BytesIO(files["png"]))
        assert image.text["Description"] == drawing.alt
        assert len(re.findall(r"\d", drawing.alt)) > 3
        assert drawing.alt.endswith(".")


def test_a_drawing_shows_itself_with_its_alternative_text_and_caption(capsys, monkeypatch):
    shown = []
    monkeypatch.setattr(
        "analysis.present.figures.drawing.display", lambda *given, **about: shown.append((given[0], about))
    )
    figures.outcomes("2021Q2")._ipython_display_()
    (bundle, about), (caption, _) = shown
    assert "160" in about["metadata"]["image/png"]["alt"] == bundle["text/plain"]
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert caption.data.startswith('<small class="caption">**At least 160 killed')
    assert "Sources: " in caption.data
    assert not capsys.readouterr().out


def test_the_table_is_tidy_and_numeric():
    table = figures.series("2022Q1").table()
    assert {"value", "low", "high"} <= set(table.select_dtypes("float").columns)
    assert set(table.excludes[table.period.eq("2022Q1")]) == {"Moura"}
    row = table.iloc[0]
    assert (row.label_en, row.label_fr) == ("violations and abuses", "violations et atteintes")
    assert ",160,,," in export.files(figures.outcomes("2021Q2"), ("csv",))["csv"].decode()
    shares = figures.alleged_perpetrators("2022Q2").table()
    assert all(float(f"{value:.4g}") == value for value in shares.value if value % 1)


def test_latex_and_bibtex_fit_the_figure(made):
    for drawing, files in made:
        tex, bib = files["tex"].decode(), files["bib"].decode()
        assert rf"\includegraphics[width=89mm]{{{drawing.name}.pdf}}" in tex
        assert rf"\label{{fig:{drawing.quarter}-{drawing.name}}}" in tex
        cited = set(re.search(r"\\cite{([^}]+)}", tex)[1].split(","))
        assert cited == set(re.findall(r"@misc{([^,]+),", bib))
        assert cited == set(re.findall(r"@([\w-]+)", files["md"].decode().partition("](")[0]))
        assert all("year = {" in entry for entry in bib.split("\n\n") if "Accessed" not in entry)
        assert not re.search(r"(?<!\\)[%&#_](?!.*\\(usepackage|includegraphics))", caption_of(tex)), (
            drawing.name
        )
        assert "\u202f" not in tex


def caption_of(tex):
    return next(line for line in tex.splitlines() if r"\caption[" in line).partition(r"~\cite")[0]


def test_what_is_cited_is_one_page_for_each_number_and_can_be_found(made):
    drawing = next(drawing for drawing, _ in made if drawing.name == "series")
    assert len(export.used(drawing)) < len(export.sources(drawing)) / 3
    entries = export.bibtex(drawing).split("@misc")[2:]
    for entry in entries:
        assert all(f"  {name} = {{" in entry for name in ("title", "author", "url", "urldate", "note"))
        assert not re.search(r"title = \{\{\(|text\)\}\}|release\)\}\}", entry)
    (data,) = (item for item in export.used(figures.change("2021Q2")))
    assert (data["publisher"], data["version"], data["date"]) == (
        "Uppsala Conflict Data Program",
        "25.1",
        "2025",
    )


@pytest.mark.parametrize("name", ["series", "outcomes", "map_events"])
def test_three_lines_of_python_draw_the_chart_again(name, tmp_path, monkeypatch):
    import matplotlib.pyplot as plt

    drawing = getattr(figures, name)("2021Q2")
    drawing.save(tmp_path, ("csv", "py", "R"))
    monkeypatch.chdir(tmp_path)
    lines = (tmp_path / f"{name}.py").read_text("utf-8")
    exec(lines, {})  # noqa: S102
    assert len(lines.splitlines()) == 3 == len((tmp_path / f"{name}.R").read_text("utf-8").splitlines())
    axis = plt.gca()
    assert len(axis.patches) >= 3 if name != "series" else len(axis.collections) >= 1
    plt.close("all")


def test_a_folder_of_figures_is_a_data_package(tmp_path):
    drawings = [figures.outcomes("2021Q2"), figures.alleged_perpetrators("2021Q2")]
    export.save_all(drawings, tmp_path, ("csv",))
    told = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))["resources"]
    for item in told:
        table = pd.read_csv(tmp_path / item["path"], keep_default_na=False)
        types = {field["name"]: field["type"] for field in item["schema"]["fields"]}
        assert [*table.columns] == [*types] and len(table)
        for name in (name for name, kind in types.items() if kind == "number"):
            pd.to_numeric(table[name].replace("", None))  # raises at a text
    assert [item["description"] for item in told] == [drawing.alt for drawing in drawings]
    assert {field["type"] for field in told[0]["schema"]["fields"]} == {"string", "number"}
    assert "@misc{RW21Q2," in (tmp_path / "references.bib").read_text("utf-8")


def test_nothing_is_made_that_nobody_asks_for(monkeypatch):
    drawing = figures.outcomes("2021Q2")
    for module, name in ((export, "used"), (export, "filled"), (Drawing, "table")):
        monkeypatch.setattr(module, name, lambda *_: 1 / 0)
    assert set(export.files(drawing, ("png",))) == {"png"}


# in Python


def test_settings_of_the_reader_are_left_alone():
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    figures.alleged_perpetrators("2021Q2", journal="slide")
    assert dict(mpl.rcParams) == before


def test_a_figure_is_drawn_on_axes_of_the_readers_own():
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"font.size": 11, "font.family": "DejaVu Sans", "lines.linewidth": 2}):
        mine = Figure((8, 6))
        axes = mine.subplots(2, 1)
        made = figures.series("2021Q2", ax=axes)
        assert made.figure is mine
        assert made.preset is None
        assert all(axis.lines for axis in axes)
        written = [text for text in texts_of(made) if text.get_text() == "≥527"]
        assert written[0].get_fontfamily() == ["DejaVu Sans"]
        assert written[0].get_fontsize() == pytest.approx(11 * 0.833, abs=0.01)
        assert not mine.texts
        for name in ("change", "map", "alleged_perpetrators"):
            one = Figure().subplots()
            assert draw(name, "2021Q2", ax=one).figure is one.figure
    with pytest.raises(InputError, match="drawn on 2 axes and 1 were given"):
        figures.series("2021Q2", ax=one)


def test_a_title_is_drawn_where_it_is_asked_for():
    for columns, title in ((1, True), (2, None)):
        made = figures.outcomes("2021Q2", journal="nature", columns=columns, title=title)
        shown = " ".join(" ".join(text.get_text().split()) for text in texts_of(made))
        assert (made.title in shown) == bool(title) == ("Sources: " in shown)
        assert max(text.get_fontsize() for text in texts_of(made)) <= 8
    slide = figures.outcomes("2021Q2", journal="slide", title=False)
    assert slide.title not in {text.get_text() for text in texts_of(slide)}


def test_a_label_stands_in_the_legend_of_the_reader():
    from matplotlib.figure import Figure

    for name, panels in (("series", 2), ("outcomes", 1), ("change", 1), ("map_events", 1)):
        axes = Figure().subplots(panels, squeeze=False).flat
        made = getattr(figures, name)("2021Q2", ax=axes, label="Mission")
        assert "Mission" in made.axes[0].get_legend_handles_labels()[1]


def test_notes_events_and_quarters_are_taken():
    from types import SimpleNamespace

    note = SimpleNamespace(quarter=Quarter(2021, 2), kind="quarter")
    first, second = figures.outcomes(note), figures.outcomes(Quarter(2021, 2))
    assert first.title == second.title
    assert str(first.quarter) == "2021Q2"


def test_unknown_names_are_told():
    with pytest.raises(AttributeError, match="did you mean 'series'"):
        figures.seires  # noqa: B018
    with pytest.raises(InputError, match="did you mean 'series'"):
        draw("seires", "2021Q2")
    assert figures.outcomes("1999Q2") is None
    with pytest.raises(InputError, match="not a language"):
        figures.outcomes("2021Q2", language="de")
    assert "series" in dir(figures)
    assert list(figures) == list(FIGURES)


def test_every_drawer_gives_its_figure_for_any_quarter():
    cases = (
        ("2020Q3", "fr"),
        ("1950Q1", "en"),
    )
    for quarter, language in cases:
        for name in set(FIGURES) - {"audit_overview", "perpetrators_over_time"}:  # the same for every one
            made = draw(name, quarter, language=language)
            assert made is None or (isinstance(made, Drawing) and made.name == name)


def test_unwritable_folder_is_one_sentence(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        figures.outcomes("2021Q2").save(blocked / "figures")
    assert blocked.read_text() == ""


def test_nothing_half_written_is_left(tmp_path):
    figures.outcomes("2021Q2").save(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"outcomes.{ending}" for ending in export.ENDINGS}


def test_captions_explain_the_marks_that_are_there(facts):
    form = attributions(facts, "2021Q2")[0]
    sheet = Drawing("alleged_perpetrators", Quarter(2021, 2), "2021Q2", style.DEFAULT)

    def made(form):
        return published.draw_breakdown(sheet, form, "victims")

    assert "Dashed outline" in made(form).caption
    assert "Hatched" in made(form).caption
    hatched = [bool(bar.get_hatch()) for bar in bars_of(made(form))]
    assert hatched == [item.group == "remainder" for item in made(form).shown]
    assert "Dashed" not in made(replace(form, remainder=missing("whole", "2021Q2"))).caption


def test_events_are_drawn_by_their_own_source():
    from analysis import Events

    events = Events("2021Q2")
    made = figures.alleged_perpetrators(events)
    assert made.title.startswith("JNIM")
    assert "civilians killed" in made.title
    assert "as counted in UCDP" in made.caption
    assert sum(item.number() for item in made.shown) == events.base.number()
    assert (
        figures.outcomes(events) is None
    )  # civilians are among the killed: the two are not set side by side
    for name in ("change", "eight_quarters", "map_events"):
        assert str(getattr(figures, name)(events).quarter) == "2021Q2"


def test_who_harmed_whom_how_is_set_out_where_it_is_published():
    made = figures.who_harmed_how("2022Q2")
    table = made.table().set_index(["group", "measure"]).value
    assert table["malian_forces"].to_dict() == {"killed": 96, "abducted_disappeared": 7, "injured": 19}
    assert table["", "killed"] == 317
    assert figures.who_harmed_how("2021Q2") is None
    first = figures.who_harmed_how("2020Q1")
    assert "not published" in {text.get_text() for text in first.axes[0].texts}  # of all: it is not zero


def test_news_are_the_largest_changes_of_event_data():
    from analysis import Events

    made, events = figures.news("2022Q2"), Events("2022Q2")
    table = made.table()
    later, earlier = events.moved("cercle")
    rows = table[table.place.eq(later.place)].set_index("period").value
    assert rows.to_dict() == {"2022Q1": float(earlier), "2022Q2": float(later)}
    assert "132 civilians killed in the incident with most of them" in made.title
    assert table.value[table.measure.eq("worst_incident")].tolist() == [132]
    assert figures.news("2012Q2") is None  # the national series names no one and no place


def test_kinds_of_harm_have_one_scale_and_alleged_perpetrators_alone():
    made = figures.who_harmed_how("2022Q1")
    bars = [(item.value, bar.get_width()) for item, bar in zip(made.shown, bars_of(made), strict=False)]
    assert bars[:3] == [(543, 543), (384, 384), (248, 248)]
    assert not {"fulani_malian_forces", "extremist_and_militias"} & {item.group for item in made.shown}
    assert "248 or 249 of 543 killed" in made.title  # the 384 do not hold
    assert made.axes[0].get_xlabel().endswith("(count)")


def test_an_interval_that_cannot_be_trusted_does_not_look_like_one():
    made = figures.change("2022Q1")
    lines = made.axes[0].lines[1:]
    spans = [(int(line.get_ydata()[0]), line.get_linestyle(), bool(line.get_alpha()))
             for line in lines if len(line.get_xdata()) == 2]  # fmt: skip
    assert spans == [(0, "--", False), (0, "-", True), (1, "-", False), (3, "-", False)]
    first = [line for line in lines if line.get_ydata()[0] == 0]
    assert ">" in [line.get_marker() for line in first]  # it goes on beyond the axis
    assert first[-1].get_markerfacecolor() == "white"
    assert "13.31 (range 2.20 to 121.08)" in {text.get_text() for text in made.axes[0].texts}
    real = figures.change("2024Q3").axes[0].lines[1:]
    assert {line.get_linestyle() for line in real if len(line.get_xdata()) == 2} == {"-"}


def test_what_no_one_is_alleged_to_have_done_bounds_every_group_alike():
    from matplotlib.colors import to_hex

    made = figures.alleged_perpetrators("2024Q3")
    told = [text.get_text() for text in made.axes[0].texts]
    assert told == ["58 (up to 96)", "40 (up to 78)", "1 (up to 39)", "38"]
    assert len({to_hex(bar.get_facecolor()) for bar in bars_of(made)} - {style.PLAIN.lower()}) == 4


def test_the_parts_of_a_list_have_the_unit_of_their_whole():
    made = figures.alleged_perpetrators("2022Q1")
    noun = "civilians killed, injured or abducted/disappeared"
    assert f"410 of 757 {noun}" in made.title
    assert made.axes[0].get_xlabel() == f"C{noun[1:]} (count)"


def test_titles_tell_the_quarter_and_in_words():
    title = (
        "106 persons killed, January to March 2021, then at least 160 civilians killed, April to June 2021"
    )
    assert figures.series("2021Q2").title == f"{title}, by another rule"
    assert "543 civilians killed, without Moura, January to March 2022" in figures.series("2022Q1").title
    for name in ("alleged_perpetrators", "outcomes", "who_harmed_how"):
        assert getattr(figures, name)("2022Q1").title.endswith("January to March 2022, without Moura")
        assert "Moura" not in getattr(figures, name)("2022Q2").title
    assert figures.sources("2020Q1").title.endswith(": 1.4, January to March 2020")
    told = figures.long_view("2021Q2").title
    assert "Mali: 315, April to June 2021; the most on record 1,758, January to March 2022" in told
    assert figures.audit_overview("2021Q2").title.startswith("2 of 17 figures checked")
    assert figures.eight_quarters("2021Q2").title.startswith("59 civilians killed in 11 incidents")
    assert figures.eight_quarters("2021Q2").axes[0].get_ylabel().split()[:3] == [
        "Incidents",
        "with",
        "civilians",
    ]
    assert all(draw(name, "2024Q3") is None for name in ("audit_overview", "perpetrators_over_time"))


def test_a_quarter_covered_in_part_is_hatched_and_compared_with_nothing(project, tmp_path):
    import datetime as dt

    from tests.record.test_found import acled_days

    first, last = dt.date(2024, 1, 2), dt.date(2025, 6, 1)
    (tmp_path / "a.csv").write_text(acled_days(first, last, 2, 0, "2D"), "utf-8")
    import_events(tmp_path / "a.csv", "a", data=project / "data")
    drawing = figures.eight_quarters("2025Q2")
    bars = [axis.patches for axis in drawing.axes]
    assert [bar.get_hatch() for bar in bars[0]][-2:] == [None, "xxxxxx"] and len(bars[0]) == 6
    assert [bar.get_height() for bar in bars[0]][-1] == 31  # of April and May, and of 1 June
    assert "April to 1 June 2025" in drawing.title and "band" not in drawing.caption.lower()
    assert "Cross-hatched: the data cover 1 April to 1 June 2025 alone" in drawing.caption


def test_a_break_of_a_series_is_named_and_so_is_a_least_number():
    _, killed = figures.series("2022Q1").axes
    told = [" ".join(text.get_text().split()) for text in killed.texts]
    assert {"≥380", "≥323", "≥176", "≥96", "≥160", "civilians killed, without Moura"} <= set(told)
    assert told.count("civilians killed") == 2
    deaths, mission, _ = figures.long_view("2022Q1").axes
    assert "without Moura" in {text.get_text() for text in mission.texts}
    assert "with Moura" in {text.get_text() for text in deaths.texts}


def test_no_event_strikes_through_what_is_written():
    wide = [figures.long_view("2021Q2", journal=name, language="fr") for name in ("nature", "slide")]
    for made in wide:
        export.render(made, ("png",))
    for axis in (axis for made in wide for axis in made.axes):
        uprights = [axis.transData.transform((line.get_xdata()[0], 0))[0] for line in axis.lines
                    if line.get_linestyle() == "--"]  # fmt: skip
        words = [text for text in axis.texts if len(text.get_text()) > 2]
        boxes = [(text.get_window_extent(), text.get_bbox_patch()) for text in words]
        hidden = [patch for box, patch in boxes if any(box.x0 < x < box.x1 for x in uprights)]
        assert bool(uprights) == (axis is not axis.figure.axes[2])  # no event since 2023
        assert all(patch and patch.get_facecolor()[3] == 1 for patch in hidden)


def test_the_long_view_sets_three_records_side_by_side():
    made = figures.long_view("2021Q2")
    table = made.table()
    units = {("persons", "events_ucdp"), ("cases", "monitored_first"), ("cases", "monitored_since")}
    assert units < set(zip(table.unit, table.inclusion, strict=True))
    deaths, _, cluster = made.axes
    assert sum(hasattr(patch, "get_data") for patch in deaths.patches) == 2  # all deaths, and civilians
    joined = [
        line.get_xdata()
        for line in cluster.lines
        if line.get_linestyle() == "-" and len(line.get_xdata()) > 1
    ]
    assert [len(run) for run in joined if max(run) > 1] == [2, 5]  # not over a gap, and not into 2024
    counted = {text.get_text() for text in deaths.texts if text.get_text().isdigit()}
    assert counted == {*map(str, range(1, 12))}
    for named in ("JNIM", "Ogossagou", "Kati", "transitional President", "Wagner", "Moura", "Barkhane"):
        assert named in made.caption


def test_no_panel_of_the_long_view_is_empty_on_one_side():
    for axis in figures.long_view("2021Q2").axes[1:]:
        places = np.concatenate([line.get_xdata() for line in axis.lines if line.get_marker() in "osD"])
        assert min(places) - axis.get_xlim()[0] < 1 and axis.get_xlim()[1] - max(places) < 1


def test_numbers_of_events_that_follow_each_other_stand_apart():
    (axis, *_) = (made := figures.long_view("2021Q2", journal="nature")).axes
    export.render(made, ("png",))
    boxes = [text.get_window_extent() for text in axis.texts if text.get_text().isdigit()]
    assert len(boxes) > 9
    assert not any(one.overlaps(two) for one, two in itertools.combinations(boxes, 2))


def test_a_quarter_without_data_keeps_its_place(monkeypatch):
    from analysis.measure.incidents import incidents_of
    from analysis.present.figures import trends

    known = incidents_of("ucdp", "civilians_killed")
    monkeypatch.setattr(trends, "_table", lambda *_: replace(known, table=known.table.drop("2020Q4")))
    made = figures.eight_quarters("2021Q2")
    (axis, _), places = made.axes, [0, 1, 2, 3, 4, 5, 7, 8]
    assert [round(bar.get_x() + bar.get_width() / 2) for bar in axis.patches] == places
    assert [text.get_position() for text in axis.texts if text.xy == (6, 0)] and len(axis.get_xticks()) == 9
    assert "Dash: the data do not cover the quarter." in made.caption


def test_people_are_counted_in_whole_numbers(monkeypatch):
    monkeypatch.setattr(published.published, "outcomes", lambda *_: (count(3), count(1, measure="injured")))
    (axis,) = figures.outcomes("2021Q2").axes
    assert [tick.get_text() for tick in axis.get_xticklabels()] == ["0", "1", "2", "3"]


def test_axes_of_the_readers_own_are_counted():
    from matplotlib.figure import Figure

    with pytest.raises(InputError, match="long_view is drawn on 3 axes and 2 were given"):
        figures.long_view("2021Q2", ax=Figure().subplots(2))


def test_a_quarter_without_notes_is_that_of_the_event_data():
    assert figures.map("2024Q3") is None
    made = figures.alleged_perpetrators("2024Q3")
    assert "as counted in UCDP" in made.caption


def test_what_is_no_palette_is_refused_in_a_sentence():
    with pytest.raises(InputError, match="'no such' is no palette: give a name of seaborn's, or colours"):
        figures.outcomes("2021Q2", palette="no such")


def test_a_value_that_fails_the_audit_is_marked_and_the_mark_explained():
    """More than 384 of the 543 killed: no title, and no bar without its mark."""
    drawing = figures.who_harmed_how("2022Q1")
    texts = [text.get_text() for text in drawing.axes[0].texts]
    assert "more than 384*" in texts and sum("*" in text for text in texts) == 1
    assert "* does not hold." in drawing.caption and "384" not in drawing.title
    assert "*" not in figures.who_harmed_how("2020Q2").caption
