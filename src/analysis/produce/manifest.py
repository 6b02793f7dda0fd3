"""What a quarter's files were made from, to the byte the same for the same files."""

from __future__ import annotations

import functools
import importlib.metadata
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from analysis.produce.progress import json_text
from analysis.quarter import Quarter

_NAME = "mali-trends"


def of(
    quarter: Quarter, folder: Path, made: Iterable[tuple[Path, Path, str, str, Mapping[str, Any]]]
) -> bytes:
    """Return the manifest of a quarter as JSON; nothing if nothing is remembered of it.

    Parameters
    ----------
    quarter : Quarter
    folder : Path
        That its files are named from.
    made : iterable
        Pages folder, figures folder, language, notebook, and what is remembered of it.
    """
    notebooks = [
        {
            "notebook": notebook,
            "language": language,
            "parameters": record["inputs"]["the parameters"],
            "made_from": {name.removeprefix("the "): mark for name, mark in record["inputs"].items()
                          if name not in ("the parameters", "the data")},
            "data_read": record["reads"],
            "outputs": {
                Path(os.path.relpath(place / name, folder)).as_posix(): mark
                for place, files in zip(places, record["outputs"], strict=True)
                for name, mark in sorted(files.items())
            },
        }
        for *places, language, notebook, record in made
        if record
    ]  # fmt: skip
    if not notebooks:
        return b""
    content = {"quarter": str(quarter), "versions": _versions(), "notebooks": notebooks}
    return json_text(content).encode()


@functools.cache
def _versions() -> dict[str, str]:
    """Return the versions of Python, the package and what it depends on, where installed."""
    wanted = importlib.metadata.requires(_NAME) or []
    names = [_NAME, *(re.split(r"[^\w.-]", line)[0] for line in wanted if "extra ==" not in line)]
    return {"python": ".".join(map(str, sys.version_info[:3]))} | {
        name: importlib.metadata.version(name) for name in sorted(names)
    }
