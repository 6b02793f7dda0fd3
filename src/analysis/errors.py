"""The one error that bad input raises: a sentence for the person at the keyboard."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
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
    """Raise one sentence in place of a library's errors, without their cause: it may quote what was sent.

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
    try:
        yield
    except InputError:
        raise
    except errors as error:
        raise InputError(sentence if isinstance(sentence, str) else sentence(error)) from None
