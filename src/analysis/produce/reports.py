"""The commands that tell: notes and briefs, quarters, numbers, findings of the audit, changes, figures."""

import contextlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import click

from analysis.errors import InputError, in_words, require
from analysis.produce import due
from analysis.quarter import Quarter
from analysis.record.store import home


def say(text: str, *, err: bool = False) -> None:
    """Print a text without characters that would steer the terminal."""
    click.echo(re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text), err=err)


def _json(content: object) -> None:
    say(json.dumps(content, ensure_ascii=False, indent=1))


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows as a plain aligned table.

    Examples
    --------
    >>> print(table([{"a_b": "long", "c": "two"}]))
    a b   c
    long  two
    """
    heads = ([name.replace("_", " ") for name in row] for row in rows[:1])
    lines = [*heads, *(list(map(str, row.values())) for row in rows)]
    sizes = [max(map(len, column)) + 2 for column in zip(*lines, strict=True)]
    return "\n".join("".join(map(str.ljust, line, sizes)).rstrip() for line in lines)


def note(quarter: str = "", *, dry_run: bool = False, **asked: Any) -> None:
    """Make the pages of a QUARTER, or of many, with the executed notebooks beside them.

    Parameters
    ----------
    dry_run : bool
        Only say what is due, and why.
    """
    from analysis.produce import books, rerun

    wish = books.Wish(quarter=quarter, **asked)
    jobs = rerun.plan(wish) if dry_run else rerun.run(wish, tell)
    made = [job for job in jobs if job.why]
    if dry_run:
        lines = [f"{job.name}: {job.why}" for job in made]
        return say("\n".join([*lines, f"{len(made)} of {len(jobs)} would be made."]))
    say(f"{len(made)} made, {len(jobs) - len(made)} unchanged (--force makes them anew)")
    folders = dict.fromkeys(job.folder if quarter else wish.base / job.book.inside for job in jobs)
    pages = [folder / (jobs[0].page if quarter else "index.html") for folder in folders]
    shown = ", ".join(str(page) for page in pages if page.is_file())
    return say(f"Page: {shown}" if shown else f"Notebook: {jobs[0].file}")


def _made(quarter: str, name: str, language: str) -> Any:
    """Return the executed notebook of a quarter, by name or the note itself, made first where it is due."""
    from analysis.produce import books, rerun

    wish = books.Wish(quarter=quarter, notebooks=name, language=language, pages=False)
    job = rerun.plan(wish)[0]
    if job.why:
        rerun.run(replace(wish, notebooks=job.book.name), tell)
    return job


def brief(quarter: str, *, language: str = "en", format_: str = "docx,pdf,html", notebook: str = "",
          output: Path = Path()) -> None:  # fmt: skip
    """Write a QUARTER on one page of A4: DOCX to edit, PDF to print, HTML to send.

    Parameters
    ----------
    notebook : str
        Another one, with footnotes; without, `brief`, or `event_brief` for a quarter without a note.
    output : Path
        Folder; here without.
    """
    with in_words("A brief needs an extra: pip install '.[print]' or mali-trends[print].", ImportError):
        from analysis.produce import paper
    kinds = format_.split(",")
    require(paper.FORMATS, "format of a brief", *kinds)
    job = _made(quarter, notebook or "brief,event_brief", language)
    say("\n".join(map(str, paper.paper(job.file, language, kinds, output))))


def explain(
    quarter: str, name: str = "", *, notebook: str = "", language: str = "en", json_: bool = False
) -> None:
    """Say of a number what it counts, what it rests on and which pages print it; or list their NAMEs.

    Parameters
    ----------
    notebook : str
        By default the note itself.
    json_ : bool
        Print JSON for programs.
    """
    job = _made(quarter, notebook, language)
    data = json.loads((job.folder / "data.json").read_text("utf-8"))
    entries = {entry["name"]: entry for entry in data["notebooks"][job.book.name]["register"]}
    if name:
        require(entries, f"number of {job.book.name}", name)
        return _json(entries[name]) if json_ else say(entries[name]["text"].replace("**", ""))
    rows = [{"name": one, "number": entry["text"].split("**")[1], "basis": entry["basis"]}
            for one, entry in entries.items()]  # fmt: skip
    return _json([*entries.values()]) if json_ else say(table(rows))


def quarters(*, all_: bool = False) -> None:
    """List the quarters with published figures and what each has.

    Parameters
    ----------
    all_ : bool
        Also quarters with event data only.
    """
    from analysis.measure.coverage import all_quarters, coverage, known_quarters
    from analysis.record.ledger import facts

    wanted = all_quarters if all_ else known_quarters
    rows = due.quick(f"quarters {all_}", lambda: coverage(facts(), wanted()))
    words = {"True": "yes", "False": "-", "": "-"}
    for row in rows:
        del row["label"]
        row["events"] = " ".join(row["events"])
    say(table([{key: words.get(str(value), value) for key, value in row.items()} for row in rows]))


def audit(period: str = "", *, file: Path | None = None, json_: bool = False, strict: bool = False) -> None:
    """Check published figures against each other, on one PERIOD or on all.

    Parameters
    ----------
    file : Path, optional
        Audit claims of your own, as a CSV file.
    json_ : bool
        Print JSON for programs.
    strict : bool
        Exit with 1 while a finding has no decision or explanation.
    """
    found, old = _audited(file) if file else due.quick("audit", _audited)
    known = list(dict.fromkeys(one["period"] for one in found))
    with contextlib.suppress(InputError):
        period = str(Quarter.parse(period))
    require(known, "period with figures", *[period] * bool(period))
    found = [one for one in found if period in ("", one["period"])]
    wanting = [one["id"] for one in found if one["open"]]
    rows = [{"class": one["class"].replace("_", " "), "finding": one["id"], "arithmetic": one["arithmetic"],
             "what it means": one["reason"] or one["suggestion"]}
            for one in found if one["class"] != "consistent"]  # fmt: skip
    count = f"Checks: {len(found)}, consistent: {len(found) - len(rows)}, without an account: {len(wanting)}."
    count += " No row refers to another one, or tells of the same or of a longer period." * (not found)
    _json(found) if json_ else say(f"{table(rows)}\n{count}")
    parts = [f"no decision or explanation for {', '.join(wanting)}"] if wanting else []
    parts += [f"no finding any more for the explanation of {', '.join(old)}"] if old and not period else []
    if strict and parts:
        raise RuntimeError(f"audit: {'; '.join(parts)}")


def _audited(file: Path | None = None) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the findings on the ledger or on a file of claims, and explanations that have none any more."""
    from analysis.measure import account, audit

    found = audit.audit(account.claims_from_file(file)) if file else account.accounts()
    return [one.record() for one in found], [] if file else list(account.outdated())


def change(earlier: str, later: str, *, source: str = "ucdp", outcome: str = "") -> None:
    """Say how event data changed from one quarter to another, and whether chance explains it.

    Parameters
    ----------
    source : str
        A source or the name of an import.
    outcome : str
        By default civilians killed in UCDP's data, and persons killed in any other.
    """
    from analysis.measure.coverage import covers
    from analysis.measure.incidents import incidents_of
    from analysis.present.labels import labels, measure_label, rule_text

    outcome = outcome or ("civilians_killed" if source.startswith("ucdp") else "killed")
    found = incidents_of(source, outcome).change(earlier, later)
    sides = (found.earlier, found.later)
    for side in (side for side in sides if not side.stated):
        part = covers(source).get(Quarter.parse(side.period))
        why = f"{side.status.replace('_', ' ')}; its data cover {part.period if part else 'no day of it'}"
        todo = "import what is missing, or choose another quarter."
        raise InputError(f"{source} gives no number of {outcome} in {side.period} ({why}): {todo}")
    if len({side.inclusion for side in sides}) > 1:
        rules = ", and ".join(f"{rule_text(side.inclusion)} in {side.period}" for side in sides)
        raise InputError(f"{source} counts {rules}: these do not compare, name one import.")
    ratio, chance = found.ratio, found.p_value.value
    ends = f"{float(ratio.low or 0):.3g} to {float(ratio.high):.3g}" if ratio.high else "without limits"
    counts = ", ".join(f"{side.value} in {side.period}" for side in sides)
    shown = f"{float(ratio):.3g} ({ends})" if ratio.stated else ratio.formula
    tested = f", p {float(chance):.2g}" if chance is not None else " over all arrangements"
    told = labels("drawn")[f"chance-{found.answer}"]
    what = f"{measure_label(outcome).capitalize()} in Mali ({source})"
    say(f"{what}: {counts}; ratio {shown}{tested * bool(ratio.high)}: {told}.")


def figure(name: str, quarter: str, *, output: Path = Path(), **look: Any) -> None:
    """Draw the figure NAME of a QUARTER: pictures, numbers, words, and ways to use them.

    Parameters
    ----------
    output : Path
        Folder; here without.
    """
    drawings = drawn([name], quarter, output, **look)
    if not drawings:
        told = f"There is nothing to draw for {name} in {quarter}: see what mali-trends figures lists."
        raise InputError(told)
    say("\n".join(map(str, drawings[0].save(output))))


def figures(quarter: str, *, output: Path | None = None, **look: Any) -> None:
    """List the figures of a QUARTER with what each shows; with a folder, draw them all.

    Parameters
    ----------
    output : Path, optional
        Draw them all into this folder.
    """
    from analysis.present.figures import FIGURES
    from analysis.present.figures.export import save_all

    drawings = drawn(FIGURES, quarter, output, **look)
    if output:
        save_all(drawings, output)
    say("\n".join(f"{drawing.name:24}{drawing.title}" for drawing in drawings))


def drawn(
    names: Iterable[str], quarter: str, output: Path | None, *,
    title: bool | None = None, journal: str = "", columns: str = "", language: Literal["en", "fr"] = "en",
) -> list[Any]:  # fmt: skip
    """Draw those of some figures that a quarter has, where the folder for them can be written.

    Parameters
    ----------
    title : bool, optional
        The finding above, the sources below.
    journal : str
        nature, elsevier, slide or web; the notes' own without.
    columns : str
        Of the journal: 1, 1.5 or 2.
    language : {"en", "fr"}
    """
    from analysis.measure.coverage import require_quarter
    from analysis.present.figures import draw

    if output and output.resolve() != home().resolve():  # a drawing may lie beside the data
        due.require_free(output)
    look = partial(draw, title=title, journal=journal, columns=columns, language=language)
    wanted = require_quarter(quarter)
    return [drawing for name in names if (drawing := look(name, wanted))]


tell = partial(say, err=True)  # how far it got
COMMANDS = (note, brief, explain, quarters, audit, change, figure, figures)
