"""The sources side by side, and what can be said after the mission: sentences and tables from estimates."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

from analysis.measure import sources
from analysis.measure.continuation import BASELINES, CHOICE, READINGS, Continuation, judge, overlap_of
from analysis.measure.coverage import known_quarters, require_quarter
from analysis.measure.estimate import Estimate, round_half_up
from analysis.measure.events import event_figures
from analysis.measure.sources import Beside, rank_agreement, ratio
from analysis.present.continuation_figures import WITHIN
from analysis.present.display import Narrative, Prose, Table
from analysis.present.export import Picture, show
from analysis.present.gallery import build
from analysis.present.prose import warnings
from analysis.present.words import (
    end,
    interval,
    language,
    listed,
    period_label,
    rule_text,
    say,
    term_label,
    told,
    written,
)
from analysis.quarter import Quarter
from analysis.record.cells import about
from analysis.record.store import home


def sources_compared(quarter: str | Quarter, language: str = "en") -> SourcesCompared:
    """Return the sources side by side, for a quarter and overall.

    Parameters
    ----------
    quarter : str or Quarter
        A quarter with published figures or event data.
    language : {"en", "fr"}

    Examples
    --------
    >>> print(sources_compared("2024Q3").value().text.split(":")[1].strip())
    **modelled, not a figure of the mission**. The baselines
    """
    return SourcesCompared(require_quarter(quarter), language=language)


@dataclass(frozen=True)
class SourcesCompared(Narrative):
    """One quarter in every source, and the mission's series carried on; a cell for each method."""

    _page = "page-sources_compared"

    @functools.cached_property
    def _rows(self) -> tuple[Beside, ...]:
        return sources.side_by_side()

    @functools.cached_property
    def _found(self) -> Continuation:
        return judge(overlap_of(rows=self._rows))

    def verdict(self) -> Prose:
        """Say in the first line whether the data support a continuation, and why."""
        return Prose(*verdict_told(self._found))

    def beside(self) -> Prose:
        """State the quarter in every source, the ratio, and what is known of why they part."""
        return Prose(*beside_told(sources.beside(self.quarter)))

    def beside_table(self) -> Table:
        """List every quarter in every source with what each counts."""
        shown = {
            "period": [str(row.quarter) for row in self._rows],
            "mission": [written(row.killed) for row in self._rows],
            "mission-counts": [
                rule_text(row.killed.inclusion) if row.killed.stated else "" for row in self._rows
            ],
            "civilians": [_cell(row, row.civilians) for row in self._rows],
            "deaths": [_cell(row, row.deaths) for row in self._rows],
            "ratio": [_short(ratio(row.killed, row.civilians)) for row in self._rows],
            "others": ["; ".join(map(_other, row.others)) for row in self._rows],
        }
        return Table(say("table-beside"), shown)

    def sources_figure(self) -> Picture | Prose:
        """Draw the sources side by side."""
        return show(build("sources", self.quarter))

    def agreement(self) -> Prose:
        """State how far the records put the quarters in the same order, where they part, and why."""
        known = [row for row in self._rows if row.killed.stated and row.whole]
        lines = []
        for rule in dict.fromkeys(row.killed.inclusion for row in known):
            rows = [row for row in known if row.killed.inclusion == rule]
            scope = [row for row in rows if row.comparable_scope]
            words = {"rule": rule_text(rule), "span": f"{rows[0].quarter} – {rows[-1].quarter}"}
            lines.append(say("agree-rule", **words, **_agreement(rows)))
            lines += [say("agree-moura", **_agreement(scope))] if len(scope) < len(rows) else []
        ends = sorted((ratio(row.killed, row.civilians) for row in known), key=Estimate.number)
        words = {"high": period_label(ends[-1].period), "low": period_label(ends[0].period)}
        far = say("parts-far", most=_short(ends[-1]), least=_short(ends[0]), **words)
        return Prose(*lines, say("agree-apart"), far, *_partings())

    def windows_table(self) -> Table:
        """List the windows of the Secretary-General's reports, a series of its own."""
        found = sources.windows()
        shown = {
            "window": [item.period for item in found],
            "left": [written(item) for item in found],
            "what": [_who(item) for item in found],
            "rows": [" ".join(item.sources) for item in found],
        }
        return Table(say("table-windows"), shown)

    def candidates(self) -> Prose:
        """State the rule of choice, how often the interval held, and what it holds."""
        found = self._found
        held = {name: _so_many(found.judged[name]["coverage"]) for name in (found.chosen, CHOICE)}
        words = {"method": say(f"method-{found.chosen}"), "choice": say(f"method-{CHOICE}")}
        words |= {"slope": _short(found.told["slope"]), "inside": held[found.chosen], "anew": held[CHOICE]}
        told = {"level": WITHIN, "count": found.told["size"], "least": found.told["fewest"]}
        return Prose(*(say(name, **words, **told) for name in ("candidates", "coverage", "interval")))

    def candidates_table(self) -> Table:
        """List every method with its errors and coverage, baselines first."""
        judged = self._found.judged
        shown = {"method": [say(f"method-{method}") for method in judged]}
        for kind in ("leave_one_out", "rolling_origin", "score"):
            shown[kind] = [_short(row[kind]) for row in judged.values()]
        shown["inside"] = [_so_many(row["coverage"]) for row in judged.values()]
        return Table(say("table-candidates", level=WITHIN), shown)

    def value(self) -> Prose:
        """State the modelled value of the quarter with its interval and the baselines."""
        return Prose(*value_told(self._found, sources.beside(self.quarter)))

    def values_table(self) -> Table:
        """List the modelled values after the mission, up to a quarter after it, with the baselines."""
        every = self.quarter <= known_quarters()[-1]
        rows = [row for row in self._rows if every or row.quarter <= self.quarter]
        shown = {"period": [item.period for item in self._found.values(rows)]}
        for column, method in (("modelled", ""), *((f"value-{name}", name) for name in BASELINES)):
            shown[column] = [say("cell-range", **interval(item)) for item in self._found.values(rows, method)]
        return Table(say("table-values", level=WITHIN), shown)

    def continuation_figure(self) -> Picture | Prose:
        """Draw the continuation."""
        return show(build("continuation", self.quarter))

    def readings_table(self) -> Table:
        """List what the answer is on other readings of what is comparable."""
        found = [judge(overlap_of(name, self._rows)) for name in READINGS]
        shown = {
            "reading": [say(f"reading-{name}") for name in READINGS],
            "quarters": [written(item.told["size"]) for item in found],
            "chosen": [say(f"method-{item.chosen}") for item in found],
        }
        for kind in ("leave_one_out", "rolling_origin"):
            pairs = [map(_short, item.errors(kind)) for item in found]
            shown[kind] = [say("cell-against", ours=ours, theirs=theirs) for ours, theirs in pairs]
        shown["supports"] = [say(f"supports-{'no' if item.against else 'yes'}") for item in found]
        shown["modelled"] = [say("cell-range", **interval(item.values(self._rows)[-1])) for item in found]
        last = period_label(self._found.values(self._rows)[-1].period)
        return Table(say("table-readings", last=last), shown)

    def age(self) -> Prose:
        """State how old the event data of the quarter are, and what they may be compared with."""
        return Prose(*age_told(sources.beside(self.quarter)))

    def long_view_figure(self) -> Picture | Prose:
        """Draw UCDP's national series since 1989."""
        return show(build("long_view", self.quarter))


def after_mission(quarter: Quarter) -> Prose:
    """Return the section of a quarterly note: the sources side by side.

    After the mission: what is known, from where, what is modelled, and what nobody knows.
    """
    row = sources.beside(quarter)
    known = beside_told(row)
    if quarter <= known_quarters()[-1]:
        return Prose(*known)
    where = [say("after-source", **{name: entry[name] for name in ("title", "version", "licence")})
             for figures in event_figures(quarter) for entry in figures.about]  # fmt: skip
    found = judge(overlap_of())
    modelled = [verdict_told(found)[0], *value_told(found, row)]
    parts = (("known", known), ("from", [*where, say("after-where"), *age_told(row)]), ("modelled", modelled))
    return Prose(*(" ".join([say(f"after-{name}"), *lines]) for name, lines in parts), say("after-unknown"))


def verdict_told(found: Continuation) -> list[str]:
    """Say whether the data support a continuation, why, on how little it rests, and how to read it."""
    inside = _so_many(found.judged[CHOICE]["coverage"])
    why = [say("continue-why-coverage", level=WITHIN, inside=inside)] * ("coverage" in found.against)
    for kind in ("rolling_origin", "leave_one_out"):
        ours, theirs = found.errors(kind)
        words = {"method": say(f"method-{found.chosen}"), "baseline": say(f"method-{theirs.group}")}
        message = f"continue-{'why' if kind in found.against else 'for'}-{kind}"
        why.append(say(message, ours=_short(ours), theirs=_short(theirs), **words))
    rows = found.overlap.quarters
    ratios = sorted((ratio(row.killed, row.civilians) for row in rows), key=Estimate.number)
    few = say("continue-few", count=found.told["size"], most=_short(ratios[-1]), least=_short(ratios[0]),
              first=period_label(rows[0].quarter), last=period_label(rows[-1].quarter))  # fmt: skip
    answer = say("continue-no" if found.against else "continue-yes", why=" ".join(why))
    return [answer, few, say("continue-use")]


def value_told(found: Continuation, row: Beside) -> list[str]:
    """State the modelled value of a quarter, or why there is none."""
    period = period_label(row.quarter)
    if row.quarter <= known_quarters()[-1]:
        return [say("value-mission", period=period)]
    if not (values := found.values([row])):
        return [say("value-uncovered", period=period)]
    (value,), others = values, [found.value(row, name) for name in BASELINES]
    told = [say("value-baseline", method=say(f"class-of-{item.group}"), **interval(item)) for item in others]
    mean = others[BASELINES.index("mean")]
    same = (value.low or 0) <= mean.number() <= (value.high or 0)
    lines = [say("value-modelled", level=WITHIN, period=period, baselines=listed(told), **interval(value))]
    lines.append(say("value-same" if same else "value-apart", mean=mean))
    return [*lines, *(say(f"trend-warning-{note}") for note in value.notes)]


def beside_told(row: Beside) -> list[str]:
    """State a quarter in every source, and what is known of why they part."""
    killed = row.killed
    kind = killed.basis if killed.stated else "none"
    words = {"rule": rule_text(killed.inclusion)} if killed.stated else {}
    first, last = (str(known_quarters()[end]) for end in (0, -1))
    lines = [say(f"beside-mission-{kind}", killed=killed,
                 period=period_label(row.quarter), first=first, last=last, **words)]  # fmt: skip
    if row.civilians is None or row.deaths is None:
        lines.append(say("beside-ucdp-none"))
    elif not row.whole:
        lines.append(say("beside-ucdp-partial", months=row.civilians.period))
    else:
        lines.append(say("beside-ucdp", civilians=row.civilians, deaths=_cell(row, row.deaths)))
        if killed.stated:
            lines.append(say("beside-ratio", ratio=_short(ratio(killed, row.civilians))))
    lines += [say("beside-other", other=_other(item)) for item in row.others]
    lines += [say("beside-window", killed=item, what=_who(item), window=item.period)
              for item in sources.windows(row.quarter)]  # fmt: skip
    return [*lines, *warnings(killed), *(_partings(row.quarter) if killed.stated else [])]


def age_told(row: Beside) -> list[str]:
    """State how old the event data are: final, or preliminary with what is known of their growth."""
    if row.civilians is None:
        return [say("beside-ucdp-none")]
    versions = [str(about(name, home() / "data")["version"]) for name in row.civilians.sources]
    if not row.preliminary:
        return [say("age-final", period=period_label(row.quarter), version=listed(versions))]
    grown, pairs = sources.growth(row.quarter), sources.same_age(row.quarter)
    place = grown.place if grown.place == "Mali" else say("growth-world")
    lines = [say("age-preliminary", period=period_label(row.quarter), growth=_short(grown), place=place,
                 span=grown.period, young=grown.inputs[0], grown=grown.inputs[1])]  # fmt: skip
    same = [
        say("age-same-one", period=period_label(young.period), young=young, grown=old) for young, old in pairs
    ]
    return [*lines, say("age-same", list=listed(same)) if same else say("age-same-none")]


def _agreement(rows: list[Beside]) -> dict[str, str]:
    civilians = rank_agreement([(row.killed, row.civilians) for row in rows if row.civilians])
    deaths = rank_agreement([(row.killed, row.deaths) for row in rows if row.deaths])
    return {"alike": _so_many(civilians), "tau": _short(civilians), "alike-deaths": _so_many(deaths),
            "tau-deaths": _short(deaths)}  # fmt: skip


def _partings(quarter: Quarter | None = None) -> list[str]:
    rows = sources.partings(quarter)
    return ["- " + say("parting", text=row[f"text_{language()}"], evidence=row["evidence"]) for row in rows]


def _who(item: Estimate) -> str:
    return term_label(item.group).lower() if item.group else say("beside-window-all")


def _other(item: Estimate) -> str:
    return f"{' '.join(item.sources)}: {written(item)}"


def _short(item: Estimate) -> str:
    return written(replace(item, value=round_half_up(item.number(), 2))) if item.stated else ""


def _so_many(item: Estimate) -> str:
    """Write "5 of 6", as the formula of a share has it."""
    some, _, every = item.formula.split(" ")
    return told(item, say("so-many", some=some, every=every))


def _cell(row: Beside, item: Estimate | None) -> str:
    if item is None or not row.whole:
        return say("not-published" if item is None else "cell-partial")
    return written(item) if item.high is None else say("cell-high", value=item, high=end(item, "high"))
