"""Labels, numbers and names of pages in the language of the reader: no sentences, those are in notebooks."""

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from babel import dates, lists

from analysis.errors import InputError
from analysis.measure.estimate import Number, exact, round_half_up
from analysis.quarter import Quarter, quarters_of
from analysis.record import cells, ledger, store

LANGUAGES = ("en", "fr")
_language: ContextVar[str] = ContextVar("language", default="en")
_SIGNS = {"en": {}, "fr": str.maketrans(",.", "\u202f,")}  # of thousands and decimals
# measures that the ledger calls otherwise
_LEDGER = {"violations_and_abuses": "violations_total", "victims": "victims_total", "change": "change_pct",
           "share_of_violations_and_abuses": "share_of_violations"}  # fmt: skip


def language() -> str:
    """Return the language spoken."""
    return _language.get()


def set_language(language: str) -> None:
    """Speak a language from here on.

    Raises
    ------
    InputError
        For another language than those of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise InputError(f"{str(language)[:20]!r} is not a language of the notes: choose en or fr.")
    _language.set(language)


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language inside the block.

    Examples
    --------
    >>> with speaking("fr"):
    ...     joined(["a", "b", "c"])
    'a, b et c'
    """
    before = _language.get()
    set_language(language)
    try:
        yield
    finally:
        _language.set(before)


@store.read_once
def column(table: str, name: str) -> dict[str, str]:
    """Return a column of a table of ``data/vocabulary`` by the table's key."""
    rows = store.read_table(table)
    return dict(rows.set_index(rows.columns[0])[name])


def labels(table: str) -> dict[str, str]:
    """Return the labels of a table of ``data/vocabulary`` by its key, in the language spoken."""
    return column(table, f"label_{language()}")


def label(key: str, *parts: object) -> str:
    """Return a label of ``data/vocabulary/words.csv``, its braces filled with `parts`.

    Raises
    ------
    KeyError
        If the vocabulary has no such row: a missing term stops the build.

    Examples
    --------
    >>> label("to", 54, 65)
    '54 to 65'
    """
    return labels("words")[key].format(*parts)


def known(key: str) -> bool:
    """Whether ``words.csv`` has a row of this key."""
    return key in labels("words")


def term_label(term: str) -> str:
    """Name an alleged perpetrator, outcome, place, or sex and age."""
    return labels("terms")[term]


def place_label(name: str) -> str:
    """Name a cercle or region: as the data do, but where English has a name of its own.

    Examples
    --------
    >>> place_label("Tombouctou"), place_label("Ansongo")
    ('Timbuktu', 'Ansongo')
    """
    return term_label(name) if column("terms", "label_fr").get(name) == name else name


def unit_label(unit: str) -> str:
    """Name a unit."""
    return labels("units").get(unit) or label(f"{'unit' if known(f'unit-{unit}') else 'measure'}-{unit}")


def measure_label(measure: str) -> str:
    """Name what is counted: "Killed", "Share of victims", "Change"."""
    name = measure.replace("share/", "share_of_")
    return labels("measures").get(_LEDGER.get(name, name)) or label(f"measure-{measure.replace('/', '-')}")


def group_label(group: str) -> str:
    """Name the alleged perpetrator, outcome, place or class that an estimate is about; "" for none."""
    if group in ("remainder", "not_listed"):
        return label("remainder")
    words = labels("words")
    found = labels("measures").get(group) or labels("terms").get(group) or words.get(f"class-of-{group}")
    return found or words.get(f"measure-{group}", group)  # a place has one name in every language


def defined(part: str, code: str, text: str) -> str:
    """Return a text of the definitions in the language spoken, of a series, rule or note; "" for none."""
    return str(ledger.definitions()[part].get(code, {}).get(f"{text}_{language()}", ""))


def rule_text(rule: str) -> str:
    """Say in words what an inclusion rule counts; "" for none."""
    return str(ledger.definitions()["rules"][rule][f"counts_{language()}"]) if rule else ""


def rule_noun(rule: str) -> str:
    """Say what a rule counts in the fewest words, to stand behind a number."""
    return defined("rules", rule, "noun") or rule_text(rule)


def note_text(note: str) -> str:
    """Return the warning that must be printed with a figure, by its id."""
    return defined("notes", note, "text") or label(f"note-{note}")


def number(value: Number, digits: int | None = None, *, signed: bool = False) -> str:
    """Write a number the reader's way, rounded half up to `digits` if given; falls have a minus sign.

    Examples
    --------
    >>> number(2001), number("-28.39", 1), number(25, signed=True)
    ('2,001', '−28.4', '+25')
    """
    rounded = exact(value) if digits is None else round_half_up(value, digits)
    sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + f"{abs(rounded):,f}".translate(_SIGNS[language()])


def joined(items: Iterable[str]) -> str:
    """Join items as the language lists them: "a, b and c"."""
    return str(lists.format_list(list(items), locale="en_GB" if language() == "en" else language()))


def span(period: str | Quarter) -> str:
    """Name a period: "April to June 2021", "July to December 2021", "2022", "1 July 2021 to 30 June 2022".

    Examples
    --------
    >>> span("2021Q2"), span("2021H2"), span("2021-07-01..2022-06-30")
    ('April to June 2021', 'July to December 2021', '1 July 2021 to 30 June 2022')
    >>> span("2026-01"), span("2026-01..2026-02")
    ('January 2026', 'January to February 2026')
    """
    period, english = str(period), language() == "en"
    if len(quarters := quarters_of(period)) in (1, 2):
        first, last = (item.label(language()) for item in (quarters[0], quarters[-1]))
        return f"{first.split(' ')[0]} {last.partition(' ')[2]}"
    if not re.fullmatch(r"\d{4}(-\d\d){1,2}(\.\..+)?", period):  # the window of a report
        return f"{'report' if english else 'rapport'} {period}" if "/" in period else period
    first, last = (_day(end) for end in (period.partition("..")[0], period.rpartition("..")[2]))
    if first == last:
        return first
    # "27 to 31 March 2022": what both share, once
    shared = next((end for end in (f" {last.split(' ', 1)[1]}", f" {last[-4:]}") if first.endswith(end)), "")
    joint = "to" if english else "au" if last[0].isdigit() else "à"
    return f"{first.removesuffix(shared)} {joint} {last}"


def _day(text: str) -> str:
    """Write a day or a month of ISO form."""
    day = dt.date.fromisoformat(f"{text}-01"[:10])
    told = str(dates.format_date(day, "d MMMM y" if len(text) > 7 else "MMMM y", language()))
    return re.sub("^1 ", "1er ", told) if language() == "fr" else told


def reason_text(reason: str) -> str:
    """Give the reason of a decision, or what a finding means, in the language spoken."""
    return _reasons().get(reason, reason) if language() == "fr" else reason


@store.read_once
def _reasons() -> dict[str, str]:
    entries = [entry for part in store.read_yaml("minusma/decisions").values() for entry in part]
    return {entry["reason"]: entry["reason_fr"] for entry in entries}


def printed(sources: tuple[str, ...]) -> str:
    """Name the pages that print the rows of the ledger, each once with its rows, and data sets."""
    pages, links = dict[str, list[str]](), page_links()
    for source in sources:
        page = links.get(source)
        pages.setdefault(page or _data_set(source), []).append(source if page else "")
    return label(";").join(f"{page} ({' '.join(ids)})" if any(ids) else page for page, ids in pages.items())


def _data_set(name: str) -> str:
    with contextlib.suppress(InputError):
        found = cells.about(name, store.home() / "data")
        return " ".join(filter(None, (data_title(found), found.get("version"), f"({name})")))
    return name


def data_title(told: Mapping[str, Any]) -> str:
    """Name a data set of events as its readers know it, whatever its files look like."""
    return str({"own": label("own sheet"), "acled": "ACLED"}.get(told["source"], told["title"]))


def dated(text: str) -> str:
    """Write the date of a page in words: "2021-08-30", "2021-08/09", "accessed 2020-08-07".

    Examples
    --------
    >>> dated("2021-08-30"), dated("2021-08/09"), dated("2020-05 (not printed)")
    ('30 August 2021', 'August to September 2021', 'May 2020')
    """
    ((first, last),) = re.findall(r"(\d{4}[-\d]*)(?:/(\d\d))?", text)[:1]
    return span(f"{first}..{first[:-2]}{last}" if last else first)


def page_links() -> dict[str, str]:
    """Return a link to each page, by its id and by those of the rows of the ledger that it prints."""
    return _page_links(language())


@store.read_once
def _page_links(_language: str) -> dict[str, str]:
    pages = store.read_table("sources").set_index("source_id")
    titles = (pages.publisher + ", " + pages.date.map(dated)).str.replace(r"([\[\]])", r"\\\1", regex=True)
    links = dict("[" + titles + "](" + pages.url + ")")
    return links | ledger.ledger().set_index("figure_id").source_id.map(links).to_dict()
