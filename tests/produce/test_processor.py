"""The same bytes whatever the processor can do: what NumPy may use is taken away before it is imported."""

import hashlib
import json
import os
import subprocess
import sys

import pytest

NONE = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"  # AVX2 and all beyond it
RUN = """
import analysis.produce.engine, papermill
about = {{"engine_name": "in-process", "progress_bar": False, "cwd": {folder!r}}}
papermill.execute_notebook({book!r}, {out!r}, parameters={{"quarter": "2022Q4"}}, **about)
"""


def pictures(root, out, name, features):
    code = RUN.format(
        folder=str(root / "notebooks"), book=str(root / "notebooks" / f"{name}.ipynb"), out=str(out)
    )
    env = os.environ | {"NPY_DISABLE_CPU_FEATURES": features}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    cells = json.loads(out.read_text("utf-8"))["cells"]
    shown = [
        output.get("data", {}).get("image/png", "") for cell in cells for output in cell.get("outputs", ())
    ]
    return [hashlib.sha256("".join(picture).encode()).hexdigest() for picture in shown if picture]


@pytest.mark.proof
@pytest.mark.parametrize("name", ["trends", "places", "sources_compared", "quarterly_note"])
def test_pictures_are_the_same_without_what_new_processors_have(root, tmp_path, name):
    first, second = (
        pictures(root, tmp_path / f"{n}.ipynb", name, features) for n, features in enumerate(("", NONE))
    )
    assert first and first == second
