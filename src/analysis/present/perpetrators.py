"""Alleged perpetrators: what the notes attribute to each group, what is left open, and what holds."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.measure.attribution import changes_of, figures_of, whole_lists
from analysis.measure.coverage import require_quarter, scope
from analysis.measure.estimate import Estimate
from analysis.measure.published import Breakdown
from analysis.measure.shares import Order, Shares
from analysis.present import events
from analysis.present.display import Narrative, Prose, Table, table_or
from analysis.present.explained import group_of
from analysis.present.export import Picture, show
from analysis.present.gallery import build
from analysis.present.prose import warnings
from analysis.present.recorded import arithmetic
from analysis.present.verdicts import verdict
from analysis.present.words import (
    between,
    bracketed,
    ends,
    listed,
    measure_label,
    period_label,
    say,
    term_label,
    unit_label,
    written,
)
from analysis.quarter import Quarter
from analysis.record.ledger import facts

# in the order of the mission's own notes
AUTHORS = ("jnim_is", "signatory", "militias", "malian_forces", "international")


def perpetrators(quarter: str | Quarter, language: str = "en") -> Perpetrators:
    """Return what is published and recorded on the alleged perpetrators of a quarter.

    Examples
    --------
    >>> perpetrators("2022Q3").groups().text.split("cooperating armed groups, ")[1].split(";")[0]
    'July to September 2022: violations and abuses **17**'
    """
    return Perpetrators(require_quarter(quarter), language=language)


def group_told(period: str, quarter: Quarter, group: str) -> list[str]:
    """Tell all that is published of a group: its counts and shares, the printed and the computed change."""
    found = figures_of(facts(), period, group)
    words = {"group": term_label(group), "period": period_label(period)}
    counts = [_figure(item, group) for item in found if item.measure != "change"]
    lines = [say("author-figures", list=say("separator").join(counts), **words)] if counts else []
    lines += [_printed(item, words) for item in found if item.measure == "change"]
    computed = changes_of(facts(), quarter, group) if period == str(quarter) else ()
    lines += [_against(item, words["group"]) for item in computed]
    return lines or [say("author-none", **words)]


def _figure(item: Estimate, group: str) -> str:
    part = f" ({group_of(item.group)})" if item.group != group else ""
    unit = "" if item.unit in ("percent", item.measure) else f" ({unit_label(item.unit)})"
    return f"{measure_label(item.measure).lower()} **{written(item)}**{bracketed(item, 0)}{unit}{part}"


def _against(found: Estimate, group: str) -> str:
    now, before = found.inputs
    measure, previous = measure_label(now.measure).lower(), period_label(before.period)
    size = say("author-percent", change=found) if found.stated else say("worded-small")
    return say("author-against", measure=measure, group=group, now=now, before=before, previous=previous,
               worded=size)  # fmt: skip


def _printed(item: Estimate, words: dict[str, str]) -> str:
    kind, why = verdict(item)
    told = say("author-change", change=item, previous=period_label(item.comparator), **words)
    return f"{told} {say(f'verdict-{kind}')}{': ' + why if why else ''}"


@dataclass(frozen=True)
class Perpetrators(Narrative):
    """The alleged perpetrators of one quarter; each method returns what a notebook cell shows."""

    _page = "page-perpetrators"

    @property
    def _scope(self) -> str:
        return scope(facts(), self.quarter)

    @property
    def _period(self) -> str:
        return period_label(self._scope)

    @functools.cached_property
    def _forms(self) -> tuple[tuple[Breakdown, Shares], ...]:
        """Return the published lists of which shares can be made, the one first that the note leads with."""
        return whole_lists(facts(), self._scope)

    def _warned(self) -> Iterable[str]:
        return warnings(*(form.whole for form, _ in self._forms), *(form.parts[0] for form, _ in self._forms))

    def summary(self) -> Prose:
        """State the largest share with its bounds, what is left open, and whether the order holds."""
        if not self._forms:
            return Prose(say("who-none", period=self._period))
        form, made = self._forms[0]
        first = made.bounds[0]
        base = say(f"subject-{form.subject}")
        line = say("who-short", group=term_label(first.group), share=first, base=base, period=self._period)
        line += f" {say('who-short-open', **ends(first, 1))}" if first.high != first.low else ""
        return Prose(line, *self._orders(made), *self._warned())

    def shares(self) -> Prose:
        """State every published list with the share of each group and its bounds."""
        told = [self._list(form, made) for form, made in self._forms]
        return Prose(*told or [say("who-none", period=self._period)], *self._warned())

    def _list(self, form: Breakdown, made: Shares) -> str:
        base = say(f"subject-{form.subject}")
        told = [f"{term_label(item.group)} **{written(item)}**{bracketed(item, 1)}" for item in made.bounds]
        rest = [say(f"who-left-{item.group}", share=item) for item in made.left_out]
        return say("who-list", base=base, period=self._period, list=listed([*told, *rest]))

    def ranking(self) -> Prose:
        """Say of each step of the order whether it holds wherever the unattributed belong."""
        told = [line for _, made in self._forms[:1] for line in self._orders(made)]
        none = [say("who-order-none", period=self._period)]
        return Prose(*told or none, say("who-order-chance"), *self._warned())

    def _orders(self, made: Shares) -> list[str]:
        if not made.ranking:
            return []
        steps = {True: list[str](), False: list[str]()}
        for order in made.ranking:
            steps[order.holds_unattributed].append(_step(order))
        return [say(f"who-order-{'holds' if holds else 'open'}", list=say("separator").join(told))
                for holds, told in steps.items() if told]  # fmt: skip

    def shares_figure(self) -> Picture | Prose:
        """Draw the shares with their bounds."""
        return self._drawn("perpetrator_shares")

    def time_figure(self) -> Picture | Prose:
        """Draw what the notes attribute to each group over the quarters."""
        return self._drawn("perpetrators_over_time")

    def _drawn(self, name: str) -> Picture | Prose:
        drawing = build(name, self.quarter)
        return Prose(say("who-none", period=self._period)) if drawing is None else show(drawing)

    def shares_table(self) -> Table | Prose:
        """List the shares of every published list, with bounds and formula."""
        found = [(form, item) for form, made in self._forms for item in made.bounds]
        shown = {
            "group": [term_label(item.group) for _, item in found],
            "base": [say(f"subject-{form.subject}") for form, _ in found],
            "share": [written(item) for _, item in found],
            "range": [between(item, 1) for _, item in found],
            "arithmetic": [arithmetic(item.formula, item) for _, item in found],
            "rows": [" ".join(item.sources) for _, item in found],
        }
        nothing, caption = (say(name, period=self._period) for name in ("who-none", "table-shares"))
        return table_or(nothing, caption, shown, sources=say("table-ledger-source"))

    def groups(self) -> Prose:
        """Tell all that is published of each group, in the order of the mission's own notes."""
        return Prose(*authors_told(self._scope, self.quarter))

    def others(self) -> Prose:
        """Tell what the notes publish of unions of groups and of those not named."""
        names = ("unidentified", "state", "non_state", "armed_groups", "extremist_and_militias")
        told = [line for name in names if figures_of(facts(), self._scope, name)
                for line in group_told(self._scope, self.quarter, name)]  # fmt: skip
        return Prose(*told or [say("author-others-none", period=self._period)])

    def events(self) -> Prose:
        """State what event data say of alleged perpetrators, each source by itself."""
        return events.accused_prose(self.quarter)


def _step(order: Order) -> str:
    return say("who-step", first=term_label(order.first), second=term_label(order.second))


def authors_told(period: str, quarter: Quarter) -> Sequence[str]:
    """Tell what is published of each group of the mission's own notes, under headings, and every warning."""
    told = [line for name in AUTHORS
            for line in (f"### {term_label(name)}", *group_told(period, quarter, name))]  # fmt: skip
    found = [item for name in AUTHORS for item in figures_of(facts(), period, name)]
    before = [change.inputs[1] for name in AUTHORS for change in changes_of(facts(), quarter, name)]
    return [*told, *warnings(*found, *before)]
