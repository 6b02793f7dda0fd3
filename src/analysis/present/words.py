"""Words and numbers, written the reader's way: in the language spoken, each number with its estimate."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from decimal import Decimal
from importlib import resources
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.measure.estimate import Estimate, exact, round_half_up
from analysis.present.labels import _language
from analysis.quarter import Quarter, quarters_of
from analysis.record import definitions
from analysis.record.store import home, read_table
from analysis.record.trace import kept

if TYPE_CHECKING:
    from pathlib import Path

    from fluent.runtime import FluentBundle

Words = dict[str, Any]  # what a sentence is filled with: texts and estimates
LANGUAGES = ("en", "fr")
_marking: ContextVar[bool] = ContextVar("marking", default=False)
_told: dict[str, Estimate] = {}
# Private-use characters stand around a number on its way through sentences: START key MIDDLE text END.
_MARK = re.compile("\ue000([0-9a-f]{10})\ue001([^\ue000-\ue002]*)\ue002")

# d’avril, d’octobre, d’Ansongo: before a month or a name that begins with a vowel
_ELISION = re.compile(r"\b([Dd])e (?=avril|août|octobre|[AEÉÎIO][a-zéî])")


@contextlib.contextmanager
def speaking(language: str, *, marking: bool = False) -> Iterator[None]:
    """Speak a language inside the block.

    Parameters
    ----------
    language : {"en", "fr"}
    marking : bool
        Whether `written` marks each number with its estimate, as prose and tables want; the words of
        a figure are plain.

    Raises
    ------
    InputError
        For another language.

    Examples
    --------
    >>> with speaking("fr"):
    ...     listed(["a", "b", "c"])
    'a, b et c'
    """
    if language not in LANGUAGES:
        raise InputError(f"{str(language)[:20]!r} is not a language of the notes: choose en or fr.")
    tokens = _language.set(language), _marking.set(marking)
    try:
        yield
    finally:
        _language.reset(tokens[0])
        _marking.reset(tokens[1])


def language() -> str:
    """Return the language spoken."""
    return _language.get()


@functools.cache
def _bundle(language: str) -> FluentBundle:
    from fluent.runtime import FluentBundle, FluentResource

    bundle = FluentBundle([language], use_isolating=False)
    catalogues = resources.files("analysis.present").joinpath("text").iterdir()
    for file in sorted(catalogues, key=lambda file: file.name):
        if file.name.endswith(f".{language}.ftl"):
            bundle.add_resource(FluentResource(file.read_text("utf-8")))
    return bundle


def say(message: str, /, **values: str | float | Estimate) -> str:
    """Return a sentence of the catalogue with its values filled in.

    Parameters
    ----------
    message : str
        Name of the sentence.
    **values : str, float or Estimate
        Text, or an estimate, which is `written`; the sentence may choose its plural by ``$name_n``,
        which is given as a number where the text was made before.

    Raises
    ------
    KeyError
        If the catalogue has no such sentence, or the sentence names a value that was not given.
    """
    bundle = _bundle(language())
    if not bundle.has_message(message):
        raise KeyError(f"no sentence {message!r} in {language()}")
    pattern = bundle.get_message(message).value
    if pattern is None:
        raise KeyError(f"the sentence {message!r} is empty in {language()}")
    given: dict[str, str | float] = {}
    for name, item in values.items():
        given[name] = written(item) if isinstance(item, Estimate) else item
        if isinstance(item, Estimate) and item.value is not None:
            given[f"{name}_n"] = float(item.value)
    text, errors = bundle.format_pattern(pattern, given)
    if errors:
        raise KeyError(f"{message}: {errors[0]}")
    return _ELISION.sub(r"\1’", str(text)) if language() == "fr" else str(text)


def told(estimate: Estimate, text: str = "") -> str:
    """Write an estimate, or a text that stands for it, with the mark that leads back to it.

    The mark is invisible on paper; `unmarked` takes it out and says where it was.
    """
    key = key_of(estimate)
    _told[key] = estimate
    text = _MARK.sub(r"\2", text) or _plain(estimate)
    return f"\ue000{key}\ue001{text}\ue002"


def marked(estimate: Estimate, text: str) -> str:
    """Let a text that stands for an estimate lead back to it, where numbers are marked."""
    return told(estimate, text) if _marking.get() else text


def key_of(estimate: Estimate) -> str:
    """Return the key of an estimate: the same content gives the same key, in every run."""
    return hashlib.sha256(repr(estimate).encode()).hexdigest()[:10]


def unmarked(text: str) -> tuple[str, tuple[tuple[int, int, Estimate], ...]]:
    """Return a text without marks, and where in it which estimate stands: start, end, estimate.

    Examples
    --------
    >>> killed = Estimate(measure="killed", value=160, unit="victims", period="2021Q2")
    >>> text, ((start, end, found),) = unmarked(f"In all {told(killed)}.")
    >>> text, text[start:end], found == killed
    ('In all 160.', '160', True)
    """
    plain, places, at = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[at : match.start()]
        places.append((len(plain), len(plain) + len(match[2]), _told[match[1]]))
        plain, at = plain + match[2], match.end()
    return plain + text[at:], tuple(places)


def number(value: Decimal, digits: int | None = None) -> str:
    """Write a number with the separators of the language, rounded half up to `digits` if given."""
    return _decimal(str(value if digits is None else round_half_up(value, digits)), language())


@functools.cache
def _decimal(digits: str, language: str) -> str:
    from babel.numbers import format_decimal

    places = max(0, -int(Decimal(digits).as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return str(format_decimal(Decimal(digits), format=pattern, locale=language))


def written(estimate: Estimate) -> str:
    """Write an estimate: with the digits it has, or to one decimal where a division left it endless.

    In the prose and tables of a note the number carries its estimate; see `told`.

    Examples
    --------
    >>> written(Estimate(measure="change", value=25, unit="percent", period="2021Q2", qualifier="more than"))
    'more than +25 %'
    >>> written(Estimate(measure="victims", value=2001, unit="victims", period="2022", qualifier="at least"))
    'at least 2,001'
    """
    return marked(estimate, _plain(estimate)) if estimate.stated else _plain(estimate)


def _plain(estimate: Estimate) -> str:
    if not estimate.stated:
        return say("not-published")
    value = estimate.number()
    signed = estimate.measure in ("change", "change_pct")
    text = _shown(value)
    if estimate.unit == "percent":
        text = ("+" if signed and value > 0 else "") + say("percent", number=text)
    qualifier = estimate.qualifier.replace(" ", "-")
    return say(f"qualifier-{qualifier}", number=text) if qualifier else text


def end(estimate: Estimate, name: str, digits: int | None = None) -> str:
    """Write one end of an interval, ``low`` or ``high``, or the ``value`` itself, with its estimate."""
    return marked(estimate, _shown(exact(getattr(estimate, name)), digits))


def _shown(value: Decimal, digits: int | None = None) -> str:
    """Write a number rounded, or with the digits it has: one decimal where a division left it endless."""
    return number(value, 1 if digits is None and len(value.as_tuple().digits) > 8 else digits)


def ends(estimate: Estimate, digits: int | None = None) -> dict[str, str]:
    """Write both ends of an interval, as sentences take them: ``low`` and ``high``."""
    return {name: end(estimate, name, digits) for name in ("low", "high")}


def interval(estimate: Estimate) -> Words:
    """Return an estimate and its interval, as sentences take them: ``value``, ``low`` and ``high``."""
    return {"value": estimate, **ends(estimate)}


def between(estimate: Estimate, digits: int | None = None) -> str:
    """Write an interval, "54 to 65"; nothing where there is none, or its ends are one."""
    return say("range", **ends(estimate, digits)) if estimate.ranged else ""


def bracketed(estimate: Estimate, digits: int | None = None) -> str:
    """Write an interval in brackets, to stand behind its number; nothing where there is none."""
    text = between(estimate, digits)
    return text and f" ({text})"


def listed(items: Sequence[str]) -> str:
    """Join items as the language lists them: "a, b and c"."""
    from babel.lists import format_list

    return str(format_list(list(items), locale="en_GB" if language() == "en" else language()))


def period_label(period: str | Quarter) -> str:
    """Name a period: "April to June 2021", "July to December 2021", "2022"."""
    quarters = quarters_of(str(period))
    if not quarters:
        return str(period).replace(" to ", "–")
    if len(quarters) == 4:
        return str(quarters[0].year)
    first, last = (item.label(language()) for item in (quarters[0], quarters[-1]))
    return (
        first if first == last else f"{first.rsplit(' ', 2)[0].split(' ')[0]} {' '.join(last.split(' ')[1:])}"
    )


def rule_text(rule: str) -> str:
    """Say in words what an inclusion rule counts."""
    return definitions.rule_text(rule, language())


def note_text(note: str) -> str:
    """Return the warning that must be printed with a figure, by its id."""
    return definitions.note_text(note, language())


def labels(table: str, key: str) -> dict[str, str]:
    """Return the labels of a vocabulary table by its key."""
    return _labels(home(), table, key, language())


@kept
def _labels(_folder: Path, table: str, key: str, language: str) -> dict[str, str]:
    rows = read_table(table)
    return dict(zip(rows[key], rows[f"label_{language}"], strict=True))


def term_label(term: str) -> str:
    """Name an alleged perpetrator, outcome, place, or sex and age."""
    return labels("terms", "term")[term]


def unit_label(unit: str) -> str:
    """Name a unit."""
    return labels("units", "unit")[unit]


# measures that the ledger calls otherwise
_LEDGER = {
    "violations_and_abuses": "violations_total",
    "victims": "victims_total",
    "change": "change_pct",
    "share_of_violations_and_abuses": "share_of_violations",
}


def measure_label(measure: str) -> str:
    """Name what is counted: "Killed", "Share of victims", "Change"."""
    if measure.startswith("checks/"):
        return f"{say('measure-checks')} ({say(measure.replace('checks/', 'verdict-'))})"
    name = measure.replace("share/", "share_of_")
    known = labels("measures", "measure").get(_LEDGER.get(name, name))
    return known or say(f"measure-{measure.replace('/', '-')}")
