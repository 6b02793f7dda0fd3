"""Draw the committed figures again, English and French, and the tables of docs/paper.

Run as ``python scripts/refresh_figures.py``. The figures of 2021Q2 go to ``figures/2021Q2``, French ones to
``fr`` inside. ``tests/test_stored_pictures.py`` fails where what is committed is not what this draws.
"""

from __future__ import annotations

from pathlib import Path

from analysis.measure.published import outcomes
from analysis.present.figures import FIGURES, draw
from analysis.present.figures.export import ENDINGS, latex, save_all
from analysis.present.labels import LANGUAGES, measure_label, speaking, unit_label
from analysis.quarter import Quarter
from analysis.record.files import put
from analysis.record.ledger import facts
from analysis.record.store import home

QUARTER = Quarter.parse("2021Q2")
KEPT = [ending for ending in ENDINGS if ending != "svg"]  # the largest is drawn where it is wanted


HEADS = {
    "en": ["Outcome", "Number", "Unit", "Ledger rows"],
    "fr": ["Préjudice", "Nombre", "Unité", "Lignes du registre"],
}


def main(root: Path) -> None:
    for language in LANGUAGES:
        place = root / "figures" / str(QUARTER) / ("" if language == "en" else language)
        for file in place.glob("*.*"):
            file.unlink()
        drawings = [made for name in FIGURES if (made := draw(name, QUARTER, language=language))]
        save_all(drawings, place, KEPT)
        put(root / "docs" / "paper" / f"table.{language}.tex", table(language).encode())


def table(language: str) -> str:
    """Return the outcomes of the quarter as LaTeX (package booktabs)."""
    heads = HEADS[language]
    with speaking(language):
        rows = [
            [measure_label(item.measure), str(item), unit_label(item.unit), " ".join(item.sources)]
            for item in outcomes(facts(), QUARTER)
        ]
    lines = [" & ".join(map(latex, cells)) + r" \\" for cells in (heads, *rows)]
    body = "\n".join([lines[0], r"\midrule", *lines[1:]])
    return "\\begin{tabular}{lrll}\n\\toprule\n" + body + "\n\\bottomrule\n\\end{tabular}\n"


if __name__ == "__main__":
    main(home())
