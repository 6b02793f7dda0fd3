"""The one error that bad input raises: a sentence for the person at the keyboard."""

from __future__ import annotations


class InputError(ValueError):
    """Say what was wrong, where, what was expected and what to do, in one sentence.

    The command line prints the sentence on standard error and exits with code 2; nothing
    has been written by then.
    """


class IncomparableError(ValueError):
    """Two figures that count different things were added, subtracted, divided or joined."""
