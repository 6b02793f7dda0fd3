"""Results that are kept in memory while a process lives, and forgotten where the data change under it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_kept: list[Any] = []


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Keep the result of a function for its arguments: nobody may change it."""
    asked: Any = functools.cache(function)
    _kept.append(asked)
    return functools.wraps(function)(asked)


def watched(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function as it is."""
    return function


query = watched


def forget() -> None:
    """Read everything anew from here on."""
    for asked in _kept:
        asked.cache_clear()
