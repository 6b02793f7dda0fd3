"""Draw the committed figures again, English and French, with their pages, and the tables of docs/paper.

Run as ``python scripts/refresh_figures.py``. The figures of 2021Q2 go to ``figures/2021Q2``, those that
cover all quarters to ``figures/all``; French ones to ``fr`` inside. ``tests/test_stored_pictures.py``
fails where what is committed is not what this draws.
"""

from __future__ import annotations

from pathlib import Path

from analysis.measure.coverage import known_quarters
from analysis.measure.published import outcomes
from analysis.present import style
from analysis.present.citation import latex
from analysis.present.export import write
from analysis.present.gallery import ALL_QUARTERS, FIGURES
from analysis.present.words import LANGUAGES, say, speaking, term_label, unit_label, written
from analysis.produce.pictures import make_all
from analysis.quarter import Quarter
from analysis.record.ledger import facts
from analysis.record.store import home

QUARTER = Quarter.parse("2021Q2")
FOLDERS = {"2021Q2": (QUARTER, tuple(FIGURES)), "all": (known_quarters()[-1], ALL_QUARTERS)}


def main(root: Path) -> None:
    for language in LANGUAGES:
        inside = "" if language == "en" else language
        for folder, (quarter, names) in FOLDERS.items():
            place = root / "figures" / folder / inside
            for file in place.glob("*.*"):
                file.unlink()
            make_all(quarter, place, style.DEFAULT, language, names)
        write(root / "docs" / "paper", {f"table.{language}.tex": table(language).encode()})


def table(language: str) -> str:
    """Return the outcomes of the quarter as LaTeX (package booktabs)."""
    with speaking(language):
        heads = [say("table-outcome"), say("table-number"), say("table-unit"), say("table-rows")]
        rows = [
            [term_label(item.measure), written(item), unit_label(item.unit), " ".join(item.sources)]
            for item in outcomes(facts(), QUARTER)
        ]
    lines = [" & ".join(map(latex, cells)) + r" \\" for cells in (heads, *rows)]
    body = "\n".join([lines[0], r"\midrule", *lines[1:]])
    return "\\begin{tabular}{lrll}\n\\toprule\n" + body + "\n\\bottomrule\n\\end{tabular}\n"


if __name__ == "__main__":
    main(home())
