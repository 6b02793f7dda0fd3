"""What is stored is what is drawn now: in the notebooks and in the folder of figures."""

import base64
import io
import json

import nbformat
import pytest
from PIL import Image


def pixels(png):
    image = Image.open(io.BytesIO(png))
    return image.mode, image.size, image.info.get("dpi"), image.tobytes()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Draw every figure of the default quarter: PNG and metadata by name, files in a folder."""
    from analysis.present import export
    from analysis.present.note import quarterly_note
    from analysis.present.trends import trends
    from analysis.present.verdicts import claims_audit

    folder = tmp_path_factory.mktemp("figures")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(export.FOLDER_VARIABLE, str(folder))
        note, audit, trend = quarterly_note("2021Q2"), claims_audit("2021Q2"), trends("2021Q2")
        pictures = [
            draw()
            for draw in (
                note.series_figure, note.outcomes_figure, note.perpetrators_figure, note.places_figure,
                audit.overview, trend.change_figure, trend.eight_figure, trend.pair_figure,
            )
        ]  # fmt: skip
    found = {}
    for picture in pictures:
        bundle, metadata = picture._repr_mimebundle_()
        found[metadata["image/png"]["id"]] = (bundle, metadata)
    return folder, found


def test_notebooks_store_the_pictures_that_are_drawn_now(root, drawn):
    seen = []
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, 4).cells:
            for output in cell.get("outputs", ()):
                if "image/png" in output.get("data", {}):
                    name = output.metadata["image/png"]["id"]
                    bundle, metadata = drawn[1][name]
                    stored, now = (base64.b64decode(data["image/png"]) for data in (output.data, bundle))
                    assert pixels(stored) == pixels(now), f"{path.name}: {name}"
                    assert json.loads(json.dumps(output.metadata)) == metadata, f"{path.name}: {name}"
                    assert output.data["text/plain"] == bundle["text/plain"]
                    seen.append(name)
    assert set(seen) == set(drawn[1])


def test_committed_figures_are_the_ones_drawn_now(root, drawn):
    stored = root / "figures" / "2021Q2"
    assert {path.name for path in stored.iterdir()} == {path.name for path in drawn[0].iterdir()}
    for path in sorted(drawn[0].iterdir()):
        old, now = (stored / path.name).read_bytes(), path.read_bytes()
        assert pixels(old) == pixels(now) if path.suffix == ".png" else old == now, path.name
