"""Progress for people: one live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence


@contextlib.contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Offer a function that tells the step at hand on standard error."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda text: console.print(text, highlight=False)
        return
    with console.status("starting") as status:

        def tell(text: str) -> None:
            console.print(text, highlight=False)
            status.update(text)

        yield tell


def json_text(content: object) -> str:
    """Return content as the JSON that commands print."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def table(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows as a plain aligned table."""
    from io import StringIO

    from rich.console import Console
    from rich.table import Table

    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        shown.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        shown.add_row(*row.values())
    console = Console(file=StringIO(), width=160)
    console.print(shown)
    return str(console.file.getvalue())  # type: ignore[attr-defined]
