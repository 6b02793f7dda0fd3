"""Words and numbers, written the reader's way."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from decimal import Decimal
from importlib import resources
from typing import TYPE_CHECKING

from analysis.measure.estimate import Estimate, round_half_up
from analysis.quarter import Quarter, quarters_of
from analysis.record.store import home, read_table

if TYPE_CHECKING:
    from pathlib import Path

    from fluent.runtime import FluentBundle


@functools.cache
def _bundle(language: str) -> FluentBundle:
    from fluent.runtime import FluentBundle, FluentResource

    bundle = FluentBundle([language], use_isolating=False)
    catalogues = resources.files("analysis.present").joinpath("text").iterdir()
    for file in sorted(catalogues, key=lambda file: file.name):
        if file.name.endswith(f".{language}.ftl"):
            bundle.add_resource(FluentResource(file.read_text("utf-8")))
    return bundle


def say(message: str, language: str = "en", /, **values: str) -> str:
    """Return a sentence of the catalogue with its values filled in.

    Raises
    ------
    KeyError
        If the catalogue has no such sentence, or the sentence names a value that was not given.
    """
    bundle = _bundle(language)
    if not bundle.has_message(message):
        raise KeyError(f"no sentence {message!r} in {language}")
    pattern = bundle.get_message(message).value
    if pattern is None:
        raise KeyError(f"the sentence {message!r} is empty in {language}")
    text, errors = bundle.format_pattern(pattern, values)
    if errors:
        raise KeyError(f"{message}: {errors[0]}")
    return str(text)


def number(value: Decimal, language: str = "en", digits: int | None = None) -> str:
    """Write a number with the separators of the language, rounded half up to `digits` if given."""
    from babel.numbers import format_decimal

    rounded = value if digits is None else round_half_up(value, digits)
    places = max(0, -int(rounded.as_tuple().exponent))
    return str(
        format_decimal(rounded, format="#,##0" + ("." + "0" * places if places else ""), locale=language)
    )


def written(estimate: Estimate, language: str = "en") -> str:
    """Write an estimate: with the digits it has, or to one decimal where a division left it endless.

    Examples
    --------
    >>> written(Estimate(measure="change", value=25, unit="percent", period="2021Q2", qualifier="more than"))
    'more than +25 %'
    >>> written(Estimate(measure="victims", value=2001, unit="victims", period="2022", qualifier="at least"))
    'at least 2,001'
    """
    if not estimate.stated:
        return say("not-published", language)
    value = estimate.number()
    signed = estimate.measure in ("change", "change_pct")
    percent = estimate.unit == "percent"
    text = number(value, language, 1 if len(value.as_tuple().digits) > 8 else None)
    if percent:
        text = ("+" if signed and value > 0 else "") + text + " %"
    return " ".join(part for part in (estimate.qualifier, text) if part)


def listed(items: Sequence[str], language: str = "en") -> str:
    """Join items as the language lists them: "a, b and c"."""
    from babel.lists import format_list

    return str(format_list(list(items), locale="en_GB" if language == "en" else language))


def period_label(period: str | Quarter, language: str = "en") -> str:
    """Name a period: "April to June 2021", "July to December 2021", "2022"."""
    quarters = quarters_of(str(period))
    if not quarters:
        return str(period)
    if len(quarters) == 4:
        return str(quarters[0].year)
    first, last = quarters[0].label(language), quarters[-1].label(language)
    return (
        first if first == last else f"{first.rsplit(' ', 2)[0].split(' ')[0]} {' '.join(last.split(' ')[1:])}"
    )


def labels(table: str, key: str, language: str = "en") -> dict[str, str]:
    """Return the labels of a vocabulary table by its key."""
    return _labels(home(), table, key, language)


@functools.cache
def _labels(_folder: Path, table: str, key: str, language: str) -> dict[str, str]:
    rows = read_table(table)
    return dict(zip(rows[key], rows[f"label_{language}"], strict=True))


def term_label(term: str, language: str = "en") -> str:
    """Name an alleged perpetrator, outcome, place, or sex and age."""
    return labels("terms", "term", language)[term]


def unit_label(unit: str, language: str = "en") -> str:
    """Name a unit."""
    return labels("units", "unit", language)[unit]


def measure_label(what: str, language: str = "en") -> str:
    """Name what is counted: "Killed", "Share of victims", "Change"."""
    names = {
        "violations_and_abuses": "violations_total",
        "victims": "victims_total",
        "change": "change_pct",
        "share/violations_and_abuses": "share_of_violations",
    }
    name = names.get(what, what.replace("share/", "share_of_"))
    return labels("measures", "measure", language)[name]
