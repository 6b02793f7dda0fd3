"""Progress for people: live rows on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.produce.rerun import Piece


@contextlib.contextmanager
def board(
    pieces: Sequence[Piece], seconds: Mapping[str, float], slots: int
) -> Iterator[Callable[[str, Piece, Any], None]]:
    """Offer a function that shows on standard error what is begun, made, failed or begun again.

    On a terminal there is a row for each notebook at work, and one for all; without one, a line for each
    notebook that is done, with the time that is left by how long each took before.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    left = {piece.name: seconds.get(piece.name, 0.0) for piece in pieces}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
               TextColumn("{task.fields[left]}"))  # fmt: skip
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        whole = shown.add_task("notes", total=len(pieces), left="")
        rows: dict[str, Any] = {}

        def tell(what: str, piece: Piece, result: Any) -> None:
            if what == "begun":
                rows[piece.name] = shown.add_task(piece.name, total=1, left="")
                return
            shown.remove_task(rows.pop(piece.name))
            if what == "again":
                console.print(f"{piece.name}: begun again ({result.lines[0]})", markup=False)
                return
            left.pop(piece.name)
            time = f", about {sum(left.values()) / slots:.0f} s left" if sum(left.values()) else ""
            shown.update(whole, advance=1, left=time.lstrip(", "))
            if what == "failed":
                from analysis.produce.rerun import report

                console.print(report(piece, result), markup=False)
            elif not console.is_terminal:
                done = len(pieces) - len(left)
                console.print(f"{piece.name}: made in {result.seconds:.1f} s ({done} of {len(pieces)}{time})")

        yield tell


def json_text(content: object) -> str:
    """Return content as the JSON that commands print."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def table(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows as a plain aligned table; "" for none."""
    from io import StringIO

    from rich.console import Console
    from rich.table import Table

    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0] if rows else ():
        shown.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        shown.add_row(*row.values())
    console = Console(file=StringIO(), width=160)
    console.print(shown if rows else "", end="")
    return str(console.file.getvalue())  # type: ignore[attr-defined]
