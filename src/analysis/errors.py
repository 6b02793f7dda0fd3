"""The one error that bad input raises: a sentence for the person at the keyboard."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from typing import Any


class InputError(ValueError):
    """Say what was wrong, where, what was expected and what to do, in one sentence.

    The command line prints the sentence on standard error and exits with code 2; nothing
    has been written by then.
    """


class IncomparableError(ValueError):
    """Two figures that count different things were added, subtracted, divided or joined."""


@contextlib.contextmanager
def in_words(sentence: str | Callable[[Any], str], *errors: type[BaseException]) -> Iterator[None]:
    """Raise one sentence, on one line, in place of a library's errors, without their cause.

    Parameters
    ----------
    sentence : str or callable
        The sentence, or what makes it of the error.
    *errors : type
        What is caught; an `InputError` is a sentence already and passes.

    Examples
    --------
    >>> with in_words("x.csv counts no victims: write a number.", ValueError):
    ...     int("many")
    Traceback (most recent call last):
    analysis.errors.InputError: x.csv counts no victims: write a number.
    """
    caught: tuple[type[BaseException], ...] = (*errors, RecursionError)  # nested deeper than any file is
    try:
        yield
    except caught as error:
        if isinstance(error, InputError):
            raise
        told = sentence if isinstance(sentence, str) else sentence(error)
        raise InputError(" ".join(told.split())) from None


def nearest(name: object, known: Collection[str], what: str) -> InputError:
    """Return the error for a name that is not known, which names the nearest.

    Examples
    --------
    >>> print(nearest("kiled", ["killed", "injured"], "measure"))
    'kiled' is no measure: did you mean 'killed'? There are killed, injured.
    """
    close, there = get_close_matches(str(name), known, 1, 0.5), list(filter(None, known))
    hint = f": did you mean {close[0]!r}?" if close else "."
    shown = ", ".join(there[:24]) + (", ..." if len(there) > 24 else "")
    return InputError(f"{str(name)[:60]!r} is no {what}{hint} There are {shown}.")


def require(known: Collection[str], what: str, *names: str) -> None:
    """Raise the error for the first name that is not known.

    Examples
    --------
    >>> require(["killed", "injured"], "measure", "killed", "kiled")
    Traceback (most recent call last):
    analysis.errors.InputError: 'kiled' is no measure: did you mean 'killed'? There are killed, injured.
    """
    for name in names:
        if name not in known:
            raise nearest(name, known, what)
