"""What the notebooks of a quarter found: its finding in words, and a card that shows it."""

from __future__ import annotations

import base64
import io
import json
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from analysis.produce.due import put

BOLD = re.compile(r"\*\*(.*?)\*\*")


def found_in(folder: Path) -> str:
    """Return the finding of a quarter, as the first of its notebooks that has one tells it."""
    names = ("brief", "event_brief", "event_note")
    return next(filter(None, (told(folder / f"{name}.ipynb") for name in names)), "")


def told(path: Path) -> str:
    """Return the finding of a notebook: what its cell with this tag tells in bold, without links."""
    found = BOLD.search("".join(outputs(path, "text/markdown", "finding")))
    plain = re.sub(r'\[([^]]*)\]\([^)"]*("[^"]*")?\)', r"\1", found[1] if found else "")
    return plain[:1].upper() + plain[1:]


def outputs(path: Path, kind: str, tag: str = "") -> Iterator[str]:
    """Yield what a notebook shows of one kind, in cells with a tag."""
    cells = json.loads(path.read_text("utf-8"))["cells"] if path.is_file() else []
    for cell in (cell for cell in cells if not tag or tag in cell["metadata"].get("tags", ())):
        for output in cell.get("outputs", ()):
            yield "".join(output.get("data", {}).get(kind, ""))


def card(folder: Path, finding: str) -> bool:
    """Draw the finding of a quarter over the chart of its brief, for messages; say whether there is one."""
    briefs = [path for path in folder.glob("*brief.ipynb") if any(outputs(path, "image/png"))]
    file = folder / "card.png"
    if finding and briefs and (not file.is_file() or file.stat().st_mtime < briefs[0].stat().st_mtime):
        from matplotlib.figure import Figure
        from PIL import Image

        from analysis.present.figures import style

        chart = base64.b64decode(next(filter(None, outputs(briefs[0], "image/png"))))
        with style.context(style.DEFAULT):
            figure = Figure((4, 2.1))  # 1,200 by 630 points
            figure.text(0.03, 0.94, textwrap.fill(finding, 76), va="top", weight="bold", size=8)
            figure.text(0.03, 0.04, "Mali Trends · CC BY 4.0", color=style.QUIET)
            axis = figure.add_axes((0.03, 0.12, 0.94, 0.52), anchor="W")
            axis.imshow(Image.open(io.BytesIO(chart)), interpolation="antialiased")
            axis.set_axis_off()
            for kind, told in {"png": {"Title": finding}, "svg": {"Title": finding, "Date": None}}.items():
                figure.savefig(made := io.BytesIO(), format=kind, metadata=told)
                put(file.with_suffix(f".{kind}"), made.getvalue())
    return file.is_file()
