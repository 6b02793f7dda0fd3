"""What notebooks of one run need alike is worked out once, by the first that asks."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

KEPT = "MALI_TRENDS_KEPT"  # the folder of a run; elsewhere nothing is kept, and data may change
Function = TypeVar("Function", bound=Callable[..., Any])


def kept(function: Function) -> Function:
    """Keep what a function of the data gives, by its arguments, for all processes of a run.

    Every call gets a copy of its own. For functions whose arguments say in their `repr` all that matters
    and that read nothing else but the data.
    """

    @functools.wraps(function)
    def get(*arguments: Any, **options: Any) -> Any:
        if not (folder := os.environ.get(KEPT)):
            return function(*arguments, **options)
        asked = repr((function.__module__, function.__qualname__, arguments, sorted(options.items())))
        path = Path(folder, hashlib.sha256(asked.encode()).hexdigest())
        with contextlib.suppress(OSError):
            return pickle.loads(path.read_bytes())  # noqa: S301 -- written by this run, gone after it
        made = function(*arguments, **options)
        with contextlib.suppress(OSError):
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(pickle.dumps(made))
            part.replace(path)
        return made

    return get  # type: ignore[return-value]
