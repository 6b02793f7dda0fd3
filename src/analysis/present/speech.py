"""How an estimate speaks, as a link to its entry, and the register: all it takes to quote and to check."""

import hashlib
import json
import re
from collections import Counter
from dataclasses import astuple, fields, replace
from decimal import Decimal
from typing import Any

from analysis.errors import require
from analysis.measure.estimate import ROUNDED, UNDECIDED, Estimate
from analysis.measure.shares import Breakdown
from analysis.present import labels, verdicts
from analysis.present.labels import known, label, language, number
from analysis.record.ledger import definitions

_MOST = {"percent": 1, "ratio": 2, "probability": 3}  # digits that mean something in what is computed
_PROPER = re.compile(r"JNIM|AQ|EIGS|IS\b|Malian|Niger|Burkina|G5|Barkhane|Fulani|Peul|Dogon|Islamic|"
                     r"État islamique|UCDP|ACLED")  # fmt: skip
SPECS = ("bare", "low", "high", "range", "short", "s", "aside", "alone")
told: dict[str, Estimate] = {}  # every estimate that was linked to, by key
noted: dict[str, int] = {}  # key: number of its note in the notebook's register


def write(item: Estimate, spec: str = "") -> str:
    """Write an estimate the reader's way.

    Parameters
    ----------
    item : Estimate
    spec : str
        ``bare`` without "at least", ``low``, ``high`` or ``range`` for its limits, ``.1`` for the digits,
        ``short`` with a percent sign in English.

    Examples
    --------
    >>> write(Estimate(measure="change", value=25, unit="percent", period="2021Q2", qualifier="more than"))
    'more than 25 per cent'
    >>> write(Estimate(measure="share", value=54, low=54, high=65, unit="percent", period="2021Q2"), "range")
    '54 to 65 per cent'
    """
    alone = item.ranged and not {"low", "high", "range"} & {*spec.split()}
    undecided = alone and UNDECIDED in item.notes
    ends = [end for end in ("low", "high") if undecided or end in spec or "range" in spec]
    if not item.stated and not ends:
        return gap(item)
    parts = [_number(item, getattr(item, name), spec) for name in ends or ["value"]]
    text = label("or" if undecided else "to", *parts) if len(parts) == 2 else parts[0]
    if item.unit == "percent":
        text = label("percent" if "short" in spec else "per cent", text)
    if alone and ROUNDED in item.notes and _number(item, item.low, spec) != _number(item, item.high, spec):
        text += f" ({label('to', *(_number(item, end, spec) for end in (item.low, item.high)))})"
    if item.basis in ("derived", "modelled"):  # never without saying so
        text = label(item.basis, text) if known(item.basis) else f"{text} ({label(f'basis-{item.basis}')})"
    return label(item.qualifier, text) if item.qualifier and "bare" not in spec else text


def _number(item: Estimate, value: Decimal | None, spec: str) -> str:
    """Write a number with the digits that were printed; what is computed has as many as mean something."""
    if value is None:
        return label("no limit")
    most, asked = _MOST.get(item.unit), re.search(r"\.(\d)", spec)
    digits = int(asked[1]) if asked else None
    if digits is None and item.basis != "published" and most is not None:
        most = 0 if "change" in item.measure and abs(value) > 0.5 else most  # as the notes print changes
        digits = None if -int(value.as_tuple().exponent) <= most and item.unit == "percent" else most
        if item.unit == "ratio" and value not in (0, 1):  # nor is it written as if it were
            digits = next((places for places in range(most, 5) if round(value, places) not in (0, 1)), 5)
    elif digits is None and len(value.as_tuple().digits) > 8:
        digits = 1
    return number(value, digits, signed="change" in item.measure and not item.qualifier)


def gap(item: Estimate) -> str:
    """Say in a word or two why there is no number, for a table."""
    if item.status == "withheld" and item.formula:  # "< 5"
        return label("fewer", item.formula.removeprefix("< "))
    return labels.labels("words").get(f"gap-table-{item.status}", label("gap-table"))


def plain(item: Estimate) -> str:
    """Write an estimate as plain text, in a figure or a terminal."""
    return write(item, "short")


def brief(item: Estimate) -> str:
    """Return the short form that a console shows.

    Examples
    --------
    >>> print(brief(Estimate(measure="killed", value=160, unit="victims", period="2021Q2")))
    <killed 2021Q2: 160 victims, published>
    """
    ends = "" if item.low is None and item.high is None else f" [{item.low}, {item.high}]"
    value = f"{item.value}{ends} {item.unit}, {item.basis}" if item.stated else item.status
    return f"<{' '.join(filter(None, (item.measure, item.group, item.period)))}: {value}>"


def linked(item: Estimate, spec: str = "") -> str:
    """Return what an f-string gets: the number as a link that `tell` numbers, or the mark of a gap.

    The spec ``s`` gives the ending of what is counted instead: "" or "s", as the language has it; ``aside``
    what the figure leaves out, in parentheses after a space, or nothing; ``alone``, that it counts one kind
    of what it is told with, executions, or nothing.
    """
    if spec == "alone":
        one_kind = item.inclusion == "kind" and item.measure == "violations_and_abuses"
        return labels.labels("drawn")[spec] * one_kind
    if spec == "aside":
        return "".join(f" ({label(f'aside-{note}')})" for note in item.notes if note.endswith("_left_out"))
    if spec == "s":
        return "" if item.value is None or item.value == 1 or (item.value < 2 and language() == "fr") else "s"
    require(SPECS, "way to write a number", *re.findall(r"(?<!\S)[^.\s]\S*", spec))
    wanted, bounded = bool({"low", "high", "range"} & {*spec.split()}), (item.low, item.high) != (None, None)
    item = _apart(item, wanted)
    key = hashlib.sha256(repr(astuple(item)).encode()).hexdigest()[:10]  # the same in every run
    told[key] = item
    if not (bounded if wanted else item.stated):  # limits that nobody can give are a gap too
        return f"[–](#x-{key})"
    return f'[{write(item, spec)}](#n-{key} "{_hover(item)}")'


def _apart(item: Estimate, ends: bool) -> Estimate:
    """Part a published number from limits that nobody published: these are computed, it has none."""
    if item.basis != "published" or item.low is None or item.high is None or UNDECIDED in item.notes:
        return item
    alone = replace(item, low=None, high=None)
    formula = f"{item.low} + {item.high - item.low} = {item.high}"
    return replace(item, basis="computed", formula=formula, inputs=(alone,)) if ends else alone


def _hover(item: Estimate) -> str:
    parts = (f"{name_full(item)}, {span(item)}", counted(item), label(f"basis-{item.basis}"),
             " ".join(item.sources[:6]))  # fmt: skip
    return " · ".join(filter(None, parts)).translate(str.maketrans("[]\n", "() ", '"'))


def span(item: Estimate) -> str:
    """Return the period of an estimate in words."""
    return labels.span(item.period)


def counted(item: Estimate) -> str:
    """Say what is counted, as the definitions have it; of one outcome, that outcome alone.

    Examples
    --------
    >>> rule = "civilians_harmed"
    >>> about = {"value": 147, "unit": "victims", "period": "2021Q2", "inclusion": rule}
    >>> counted(Estimate(measure="injured", **about)), counted(Estimate(measure="victims", **about))
    ('civilians injured', 'civilians killed, injured or abducted/disappeared')
    """
    outcomes = (*definitions()["rules"]["civilians_harmed"]["outcomes"], "illegally_detained")
    (one, *_) = [name for name in (item.group, item.measure) if name in outcomes] or [""]
    told = labels.defined("rules", item.inclusion, "one") if one else ""
    return told.format(lowered(labels.group_label(one))) or labels.rule_text(item.inclusion)


def noun(item: Estimate) -> str:
    """Say what is counted in the fewest words."""
    return labels.rule_noun(item.inclusion)


def lowered(text: str) -> str:
    """Begin a label as it stands in running text: in lower case, but for names."""
    return text if _PROPER.match(text) else text[:1].lower() + text[1:]


def about(item: Estimate) -> str:
    """Name what an estimate is about in running text: its group where it has one."""
    if not item.group:
        return _measure(item)
    text, place = labels.group_label(item.group), labels.column("terms", "kind").get(item.group) == "place"
    return text if place and not text.startswith(("Cercle", "Region", "Région", "Zone")) else lowered(text)


def _measure(item: Estimate) -> str:
    if known(item.measure):
        return label(item.measure, labels.span(item.comparator))
    return lowered(labels.measure_label(item.measure))


def name_full(item: Estimate) -> str:
    """Name measure and group; of what is computed as a share, those of which it is one."""
    of = item.inputs[0] if item.inputs and item.unit == "percent" and not item.comparator else item
    if of.measure == item.measure and of.unit != item.unit:
        return label(":", label("share-of-them"), name_full(of))
    measure, group = _measure(item), about(item)
    return f"{measure}, {group}" if item.group not in ("", item.measure) and group != measure else measure


def base(form: Breakdown) -> str:
    """Name what the parts of a published list are parts of: "the 347 violations and abuses"."""
    whole, subject = form.whole, f"subject-{form.subject}"
    own = whole.stated and whole.inclusion != "incidents"
    text = whole.noun if own else label(subject) if known(subject) else ""
    if whole.stated:
        text = f"{text} ({whole})" if whole.qualifier else f"{whole:bare} {text}"
    return text if text.startswith(("the ", "les ")) else label("the", text)


def verdict(item: Estimate) -> str:
    """Return the verdict of the audit on a published figure, in a word or two; "" where none is asked."""
    return label(f"verdict-{verdicts.verdict(item)[0]}") if item.stated and item.basis == "published" else ""


def remark(item: Estimate) -> str:
    """Return what the audit says of a published figure that does not simply hold."""
    kind, why = verdicts.verdict(item) if item.stated else ("holds", "")
    return "" if kind == "holds" else why


def registered() -> dict[int, Estimate]:
    """Return the estimates that were told, by the number of their note."""
    return {place: told[key] for key, place in noted.items()}


def entries() -> tuple[list[str], list[dict[str, Any]]]:
    """Return the register as lines of Markdown and as records for programs, in the order of first mention."""
    lines, records, names = [], [], Counter[str]()
    for place, item in registered().items():
        names[name := _name(item)] += 1
        unique, text = name if names[name] == 1 else f"{name}~{names[name]}", explained(item)
        lines.append(f'{place}. <a id="n{place}"></a>{text}')
        records.append({"n": place, "name": unique, **record(item), "text": text})
    return lines, records


def _name(item: Estimate) -> str:
    words = (*item.measure.split("/"), item.group if item.group != item.measure else "")
    return ".".join(filter(None, words)) + f"@{item.period}" * bool(item.period)


def record(item: Estimate) -> dict[str, Any]:
    """Return an estimate as plain data: numbers as they are written exactly, inputs by name."""
    plain = {field.name: getattr(item, field.name) for field in fields(item)}
    if item.basis != "published":  # a quotient has no end of digits
        plain |= {name: f"{plain[name]:.10g}" for name in ("value", "low", "high") if plain[name] is not None}
    plain["inputs"] = [f"{_name(part)} = {part.value}" for part in item.inputs]
    return dict(json.loads(json.dumps(plain, default=str)))


def explained(item: Estimate) -> str:
    """Say of an estimate, in one line of Markdown, all that is needed to quote it and to check it.

    Examples
    --------
    >>> from analysis.measure.published import find
    >>> from analysis.record.ledger import facts
    >>> print(explained(find(facts(), "2021Q2", "killed"))[:100])
    **at least 160**: killed, April to June 2021. Counts: civilians killed. Basis: published, as public
    """
    about = (item.name_full, item.span, item.place if item.place != "Mali" else "")
    head = label(":", f"**{write(item)}**", ", ".join(filter(None, about)))
    return ". ".join(part.rstrip(".") for part in [head, *_facts(item)]) + "."


def _facts(item: Estimate) -> list[str]:
    ends = write(item, "range bare") if item.low != item.high else ""
    if ends and item.low is None and item.unit == "persons":  # the source gives a high estimate alone
        ends = label("at most", write(item, "high bare"))
    used = [f"{write(part)}, {part.name_full}, {part.span}" for part in item.inputs if part.stated]
    audit = [item.verdict, item.remark] if item.basis == "published" else []
    audit = [label("verdict-over")] if verdicts.passed_over(item) else audit
    told = {
        "counts": item.counted or ("" if item.unit in _MOST else labels.unit_label(item.unit)), "range": ends,
        "comparator": labels.span(item.comparator), "basis": label(f"basis-{item.basis}"),
        "formula": verdicts.arithmetic(item.formula), "input": label(";").join(used),
        "warning": " ".join(map(labels.note_text, item.notes)), "audit": ". ".join(filter(None, audit)),
        "source": labels.printed(item.sources)}  # fmt: skip
    return [label(":", label(f"explain-{name}"), text) for name, text in told.items() if text]
