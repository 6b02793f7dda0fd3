"""What notebooks speak with: sentences whose numbers open, lists, tables, and the register at the end."""

import re
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, count, groupby
from operator import attrgetter
from textwrap import dedent
from typing import Any

import pandas as pd
from IPython.display import Markdown, display

from analysis.measure.estimate import UNDECIDED, Estimate, exact
from analysis.present import labels, speech
from analysis.present.labels import label, language, note_text, span

_LINK = re.compile(r"\[([^]\n]*)\]\(#(n|x|s)-([0-9a-f]{10})(?: \"[^\"\n]*\")?\)")
_said: set[str] = set()  # notices that the notebook has given: none is given twice below a text
_began = [""]  # the cell that began the register


def speak(language: str) -> None:
    """Set the language of a notebook: of numbers, labels and the register, not of its sentences.

    The register begins anew in another language, in the cell that began it and after `numbers`.

    Raises
    ------
    InputError
        For another language than English (``en``) and French (``fr``).

    Examples
    --------
    >>> speak("en")
    >>> speak("de")
    Traceback (most recent call last):
    analysis.errors.InputError: 'de' is not a language of the notes: choose en or fr.
    """
    frames = (sys._getframe(depth) for depth in count(1))
    cell = next(at.f_code.co_filename for at in frames if "analysis." not in at.f_globals.get("__name__", ""))
    begins = _began[0] in ("", cell) or language != labels.language()  # else a cell further down asks again
    labels.set_language(language)
    if begins:
        _began[0] = cell
        speech.noted.clear()
        _said.clear()


def listed(items: Iterable[str], most: int = 99) -> str:
    """Join items as the language lists them.

    An item that names an unpublished number is left out, and `tell` says so below the text.

    Parameters
    ----------
    items : iterable of str
        Such as ``f"{item} {item.label}" for item in parts``.
    most : int
        How many are named before "others".

    Examples
    --------
    >>> listed(["160 killed", "147 injured", "220 abducted"])
    '160 killed, 147 injured and 220 abducted'
    """
    given = list(items)
    gone = [item for item in given if "](#x-" in item]
    if len(gone) == len(given):
        return "".join(gone)
    kept = [item for item in given if item not in gone]
    shown = [*kept[:most], label("and so on")] if len(kept) > most else kept
    lost = "".join(f"[](#s-{match[3]})" for match in _LINK.finditer("".join(gone)) if match[2] == "x")
    return labels.joined(shown) + lost


def tell(*paragraphs: object, otherwise: str = "") -> None:
    """Show paragraphs of Markdown, a sentence a line; a line that names an unpublished number is left out.

    An indented line goes with its bullet. What is left out is said once below, as are the warnings that
    belong to a number.

    Parameters
    ----------
    *paragraphs : str
        f-strings whose estimates write themselves.
    otherwise : str
        Said instead where nothing is left to tell.

    Examples
    --------
    >>> from analysis import Note
    >>> note = Note("2021Q2")
    >>> tell(f"In {note.span}, {note['killed']} civilians were killed.")
    <IPython.core.display.Markdown object>
    """
    lost, kept = list[Estimate](), list[Estimate]()
    shown = ["\n".join(_lines(dedent(str(part)).strip("\n"), lost, kept)) for part in paragraphs]
    text = "\n\n".join(filter(str.strip, shown))
    if otherwise and not re.sub(r"[\s*_-]", "", text):
        text, lost = otherwise, []
    warnings = dict.fromkeys(note for item in kept for note in item.notes
                             if note != "small_base" and (item.ranged or note != UNDECIDED))  # fmt: skip
    notices = [notice for notice in (*map(note_text, warnings), *_missing(lost))
               if notice not in _said or not text.strip()]  # fmt: skip
    _said.update(notices)
    below = f'\n\n<small class="missing">{" ".join(notices)}</small>' if notices else ""
    if text or below:
        display(Markdown(_LINK.sub(_numbered, typeset(text + below))))


def _lines(text: str, lost: list[Estimate], used: list[Estimate]) -> Iterator[str]:
    """Give the lines that can be told, and note which estimates they lose and use."""
    dropping = False
    for line in text.split("\n"):
        inside, links = line[:1].isspace(), [(link[2], speech.told[link[3]]) for link in _LINK.finditer(line)]
        gone = any(kind == "x" for kind, _ in links)
        dropping = (inside and dropping) or (gone and not inside)
        if gone or not dropping:
            lost += [item for kind, item in links if kind in "xs"]
        if not gone and not dropping:
            used += [item for kind, item in links if kind == "n"]
            yield _capital(re.sub(r"\[\]\(#s-\w+\)", "", line).rstrip())


def _capital(line: str) -> str:
    """Begin a sentence with a capital where it begins with a number written out: "At least 527"."""
    return re.sub(r"^(\s*(?:[-*] )?(?:\*\*)?\[)(\w)", lambda match: match[1] + match[2].upper(), line)


def _numbered(match: re.Match[str]) -> str:
    place = speech.noted.setdefault(match[3], len(speech.noted) + 1)
    return match[0].replace(f"#n-{match[3]}", f"#n{place}")


def _missing(items: Iterable[Estimate]) -> list[str]:
    """Say once what was not published, and why two figures cannot be compared."""
    silent, reasons = list[Estimate](), list[str]()
    for item in dict.fromkeys(items):
        if item.status in ("not_published", "not_asked"):
            silent += [part for part in item.inputs if not part.stated] or [item]
        elif item.status not in ("said", "undefined", "stated"):  # no limits, or said elsewhere
            # why there is no number where two or more are: not comparable, too few, not all on the list
            parts = [(f"{part:bare}", part.span, part.counted, part.label) for part in item.inputs[:2]]
            reasons.append(label(f"gap-{item.status}", span(item.period), *chain.from_iterable(parts)))
    ordered = sorted(dict.fromkeys(silent), key=attrgetter("status", "period"))
    gaps = [label(f"gap-{status}", span(period), label(";").join(dict.fromkeys(part.label for part in parts)))
            for (status, period), parts in groupby(ordered, attrgetter("status", "period"))]  # fmt: skip
    return [*dict.fromkeys(filter(None, reasons)), *gaps]


def typeset(text: str) -> str:
    r"""Set French as French is set: elision, and spaces that do not break before its signs.

    Examples
    --------
    >>> with labels.speaking("fr"):
    ...     typeset("De avril à juin : 25 %"), typeset("évolution par rapport à la période de 2021")
    ('D’avril à juin\xa0: 25\xa0%', 'évolution par rapport à 2021')
    """
    if language() != "fr":
        return text
    text = re.sub(r"\b([Dd])e (?=\*{0,2}\[?(?:avril|août|octobre|au |environ|[AEÉÎIO][a-zéî]))", r"\1’", text)
    text = re.sub(r"la période de (?=20\d\d\b)", "", text).replace("« ", "«\u00a0")
    return re.sub(r"(?<=[^\s:/|-]) (?=[;!?%»:](?:\s|$|\*|<|\]))", "\u00a0", text)


def table(frame: pd.DataFrame, *headings: str) -> None:
    """Show a table under headings: its numbers write themselves, columns of numbers stand to the right.

    Parameters
    ----------
    frame : pandas.DataFrame
        Estimates, numbers and texts; an index that is not counted through is the first column.
    *headings : str
        One a column; the names of the columns without.

    Examples
    --------
    >>> table(pd.DataFrame({"place": ["Mopti"], "killed": [160]}), "place", "killed")
    <IPython.core.display.Markdown object>
    """
    named = not isinstance(frame.index, pd.RangeIndex) and len(headings) != frame.shape[1]
    frame = frame.reset_index(names="") if named else frame
    right = [frame[name].map(_is_number).any() for name in frame]
    rows = [[_cell(cell) for cell in row] for row in frame.itertuples(index=False)]
    lines = [list(headings or map(str, frame.columns)), ["--:" if side else ":--" for side in right], *rows]
    made = "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
    made = made if rows else f'<small class="missing">{label("empty")}</small>'
    display(Markdown(_LINK.sub(_numbered, typeset(made))))


def _is_number(cell: object) -> bool:
    return isinstance(cell, (Estimate, float, int)) or "](#n-" in str(cell)


def _cell(cell: Any) -> str:
    if isinstance(cell, Estimate):
        text = f"{cell:short}" if cell.stated else f"<small>{speech.gap(cell)}</small>"
    elif isinstance(cell, float | int):
        text = labels.number(exact(repr(cell)).normalize() + 0) if pd.notna(cell) else label("gap-table")
    else:
        text = str(cell) if cell is not None and not pd.isna(cell) else ""
    text = text[:1].upper() + text[1:] if isinstance(cell, str) else text
    return text.replace("|", "\\|").replace("\n", " ")


def numbers() -> None:
    """Print the register: every number told, what it counts, how it is known and who prints it.

    The entries travel in the output's metadata as well, for programs: ``mali-trends explain`` and the
    file ``data.json`` beside a page read them there.

    Examples
    --------
    >>> numbers()
    <IPython.core.display.Markdown object>
    """
    lines, entries = speech.entries()
    entries = [entry | {"text": typeset(entry["text"])} for entry in entries]
    about = {"mali-trends": {"language": language(), "register": entries}}
    display(Markdown(typeset("\n".join(lines))), metadata=about)
    _began[0] = ""
