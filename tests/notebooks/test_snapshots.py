"""The text of every quarter, kept: a change of wording is a difference that a person reads.

``MALI_TRENDS_SNAPSHOTS=write pytest tests/notebooks/test_snapshots.py`` writes them anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from analysis.measure.coverage import known_quarters
from tests.telling import read

HERE = Path(__file__).parents[1] / "snapshots"
NOTES = [(str(quarter), "quarterly_note") for quarter in known_quarters()
         if (HERE / f"{quarter}.en.md").is_file()]  # fmt: skip  # a note that is added has no text yet
OTHERS = [("1999Q2", "event_note"), ("2019Q2", "event_note"), ("2024Q3", "event_note")]


def page(name: str, language: str, quarter: str) -> str:
    texts = read(name, language, quarter=quarter)
    others = ("numbers", "commentary")  # what is looked up, and a user's own words
    return "".join(f"## {cell}\n\n{text}\n\n" for cell, text in texts.items() if text and cell not in others)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("quarter", "name"), NOTES + OTHERS)
def test_the_text_is_the_one_that_was_read(quarter, name, language):
    path, text = HERE / f"{quarter}.{language}.md", page(name, language, quarter)
    if os.environ.get("MALI_TRENDS_SNAPSHOTS") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8"), f"{path.name} differs: read it, then make fresh writes it anew"


@pytest.mark.parametrize("path", sorted(HERE.glob("*.md")), ids=lambda path: path.stem)
def test_no_sentence_has_a_hole(path):
    check(path.read_text("utf-8"))


def check(text: str) -> None:
    """No nan, None, dash for a number, empty bullet, doubled blank or bracket without content."""
    for line in text.split("\n"):
        table = line.startswith("|")
        assert not re.search(r"\bnan\b|\bNone\b(?! of )|<NA>|\bNaT\b|#[xqs]-|\(\s*\)|\[\]|\{|\}", line), line
        assert not re.fullmatch(r"\s*[-*]\s*", line), "an empty bullet"
        if not table:
            assert not re.search(r"(?:^|\s)–(?:\s|$|[.,;])|\S  \S|\s[.,]|: *\.|, *\.$|,,|\.\.(?!\.)", line), (
                line
            )
