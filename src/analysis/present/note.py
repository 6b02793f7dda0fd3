"""The note of a quarter as a notebook asks for it: figures, lists, statements, audit and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.measure import published
from analysis.measure.attribution import GROUPS, changes_of, figures_of, whole_lists
from analysis.measure.breakdown import Breakdown, attributions, breakdown
from analysis.measure.coverage import has_own_note, place_lists, require_quarter, scope
from analysis.measure.estimate import Estimate, change
from analysis.measure.published import as_estimate, as_printed, find, like_for_like, missing
from analysis.present import labels
from analysis.present.labels import label, nearest, span
from analysis.present.parts import Parts
from analysis.present.tell import speak
from analysis.quarter import Quarter
from analysis.record.ledger import facts, ledger
from analysis.record.store import home, read_table, read_text

# where a statement stands in a note; the rest is context
TOPICS = {"news": "news", "attribution": "attribution", "sexual_violence": "sexual_violence",
          **dict.fromkeys(("response", "impunity", "prosecution", "protection"), "responses")}  # fmt: skip


class Note:
    """What the mission's note on a quarter counts, as public pages print it.

    Parameters
    ----------
    quarter : str or Quarter
        Any quarter from 1989 on; a quarter without a note has gaps, and `events`.
    language : {"en", "fr"}
        Language of the notebook.

    Raises
    ------
    InputError
        For what is no quarter, and for a measure that is none: it names the nearest.

    Examples
    --------
    >>> note = Note("2021Q2")
    >>> note["killed"], note["killed"] - note.previous["killed"]
    (<killed 2021Q2: 160 victims, published>, <killed 2021Q2: not_comparable>)
    """

    def __init__(self, quarter: str | Quarter, language: str = "en", *, period: str = "") -> None:
        if not period:
            speak(language)
        self.quarter = Quarter.parse(quarter) if period else require_quarter(quarter)
        self.period = period or scope(facts(), self.quarter)
        self.span, self.own = span(self.period), self.period == str(self.quarter)

    def __repr__(self) -> str:
        return f"<Note {self.period}: {self.kind}>"

    @property
    def previous(self) -> Note:
        """The note on the period before."""
        earlier = self.quarter.previous if self.own else self.quarter.shift(-2)
        return Note(earlier, period=str(earlier) if self.own else earlier.half)

    def __getitem__(self, what: str) -> Estimate:
        if what not in (known := set(facts().what)):
            raise nearest(what, sorted(known), "measure of the notes")
        return find(facts(), self.period, what)

    @property
    def kind(self) -> str:
        """What is on record: ``quarter``, ``restated`` by a later note, ``half`` or ``none``."""
        if not self.total.stated:
            return "none"
        return "half" if not self.own else "quarter" if has_own_note(self.quarter) else "restated"

    @cached_property
    def total(self) -> Estimate:
        """The leading figure."""
        lead = published.headline(facts(), self.quarter) if self.own else self["victims"]
        return lead if lead.stated else self["victims"]

    @cached_property
    def was(self) -> Estimate:
        """The figure of the period before that the leading figure is set against."""
        return published.set_against(facts(), self.quarter)[1] if self.own else self.previous["victims"]

    @cached_property
    def printed(self) -> Estimate:
        """The change of the leading figure as pages print it."""
        return find(facts(), self.period, "change", against=self.previous.period)

    @cached_property
    def computed(self) -> Estimate:
        """The change computed here; ``said`` where the audit of the printed one says all there is to say."""
        found = change(self.total, self.was)
        printed, value = self.printed.value, found.value
        settled = self.printed.remark and (value is None or printed is None or abs(value - printed) > 1)
        return replace(found, value=None, status="said") if settled else found

    @property
    def outcomes(self) -> pd.Series:
        """Killed, injured, abducted or disappeared, and illegally detained where counted, by label."""
        items = published.outcomes(facts(), self.period)
        return pd.Series({item.label: item for item in items}, name=self.span, dtype=object)

    @property
    def harmed(self) -> Estimate:
        """The three outcomes added up, which count the same in every period that publishes them."""
        found = published.harmed(facts(), self.period)
        return found if found.stated else missing("three", self.period, "said")

    @cached_property
    def before(self) -> pd.Series:
        """The outcomes of the period before, by label, as far as they can be set against these.

        Where the note before counts acts and the mission's own later totals take each for one person, so
        does this (rule ``acts_as_persons``): an assumption, to be told with the change.
        """
        assumed = published.as_persons(facts(), self.quarter.previous)[:-1] if self.own else ()
        kept = self.previous.outcomes if not assumed else {item.label: item for item in assumed}
        return pd.Series(kept, name=self.previous.span, dtype=object).reindex(self.outcomes.index)

    @cached_property
    def harmed_before(self) -> Estimate:
        """The three outcomes of the period before, added up, on the assumption of `before`."""
        assumed = published.as_persons(facts(), self.quarter.previous) if self.own else ()
        return assumed[-1] if assumed else self.previous.harmed

    @property
    def assumed(self) -> bool:
        """Whether `before` takes each act for one person."""
        return self.harmed_before.inclusion == "acts_as_persons"

    @cached_property
    def fair(self) -> Estimate:
        """The change of the three outcomes added up, where the leading figures do not count the same."""
        found = like_for_like(self.harmed, self.harmed_before)
        needed = found.stated and not self.computed.stated
        return found if needed else replace(found, value=None, status="said")

    def left(self, what: str) -> Estimate:
        """Return what the half-year leaves for the quarter, derived."""
        return published.residual(facts(), self.quarter, what)

    def lists(self, dimension: str) -> list[Parts]:
        """Return the published lists by ``perpetrator``, ``place`` or ``sex_age``; an empty one for none."""
        if dimension == "perpetrator":
            found = [(form, form.subject) for form in attributions(facts(), self.period)]
        elif dimension == "place":
            found = place_lists(facts(), self.period)
        elif dimension == "sex_age":
            kinds = ("victims", "killed")
            forms = [breakdown(facts(), self.period, "sex_age", what, "victims") for what in kinds]
            found = [(form, form.subject) for form in forms if form.parts]
        else:
            raise nearest(dimension, ("perpetrator", "place", "sex_age"), "kind of list")
        none = missing(f"by_{dimension}", self.period)
        return [self._parts(*item) for item in found] or [Parts((none,), none, none, "")]

    def _parts(self, form: Breakdown, subject: str) -> Parts:
        whole, rest = form.whole, form.remainder
        if rest is None:
            gone: dict[str, Any] = {"status": "exceeds", "inputs": (whole,)} if whole.stated else {}
            rest = missing("whole", self.period, **gone)
        rest = rest if rest.value or not rest.stated else missing("whole", self.period, "said")
        named = whole.stated and whole.inclusion != "incidents"
        return Parts(form.parts, whole, rest, whole.noun if named else label(f"subject-{subject}"))

    @property
    def shares(self) -> Parts:
        """The share of each alleged perpetrator, with bounds for what a list that covers all leaves."""
        lists = whole_lists(facts(), self.period)
        if not lists:
            partial = attributions(facts(), self.period)
            none = missing("by_perpetrator", self.period, "partial" if partial else "not_published")
            return Parts((none,), none, none, "")
        form, found = lists[0]
        rest = found.left_out[0] if found.left_out else missing("whole", self.period, "said")
        return replace(self._parts(form, form.subject), parts=found.bounds, rest=rest)

    @property
    def sexual_violence(self) -> list[Estimate]:
        """The published figures on conflict-related sexual violence; one gap if there are none."""
        rows = self._facts[self._facts.what.eq("crsv_cases")]
        return [as_estimate(row) for row in rows.itertuples()] or [missing("crsv_cases", self.period)]

    @cached_property
    def groups(self) -> pd.DataFrame:
        """Every figure on a group of alleged perpetrators: group, what, figure, change computed, audit."""
        rows = []
        for group in GROUPS:
            moved = changes_of(facts(), self.quarter, group) if self.own else ()
            changes = {item.inputs[0]: item for item in moved}
            for item in figures_of(facts(), self.period, group):
                what = replace(item, group="").label
                rows.append((labels.group_label(item.group), what, item, changes.get(item, ""), item.verdict))
        return pd.DataFrame(rows, columns=["group", "what", "figure", "change", "audit"])

    @cached_property
    def largest_change(self) -> Estimate:
        """The largest change computed between two figures of one group of alleged perpetrators."""
        found = [item for item in self.groups.change if isinstance(item, Estimate) and item.stated]
        gap = missing("change", self.period, "said")
        return max(found, key=lambda item: abs(item.number()), default=replace(gap, inputs=(gap, gap)))

    @cached_property
    def statements(self) -> pd.DataFrame:
        """Statements on context and responses: topic, theme, text, link to the page."""
        rows = read_table("context")
        rows = rows[rows.period.eq(str(self.quarter))]
        pages = read_table("sources").set_index("source_id").loc[rows.source_id]
        links = ("[" + pages.publisher + ", " + pages.date + "](" + pages.url + ")").to_list()
        topics = [TOPICS.get(theme, "context") for theme in rows.theme]
        return pd.DataFrame({"topic": topics, "theme": [label(f"theme-{theme}") for theme in rows.theme],
                             "text": rows[f"text_{labels.language()}"].to_list(), "link": links})  # fmt: skip

    def outside(self, what: str, group: str = "") -> Estimate:
        """Return what another body of the United Nations counts of events that the note leaves out."""
        rows = facts()
        rows = rows[rows.series.eq("ohchr_report") & rows.what.eq(what)]
        rows = rows[rows.group.eq(group) if group else rows.dimension.eq("none")]
        for row in rows.itertuples():
            first, last = str(row.period).split("..")
            if self.quarter.start.isoformat() <= first and last <= self.quarter.end.isoformat():
                return as_estimate(row)
        return missing(what, self.period, "said")

    @property
    def checks(self) -> dict[str, Estimate]:
        """How many checks of the figures there are, and how they came out: all, holds, remarks, fails."""
        from analysis.present.verdicts import checks_made

        return checks_made(self.period)

    @property
    def audit(self) -> pd.DataFrame:
        """The verdict on each leading figure: what, figure, verdict, why."""
        from analysis.present.verdicts import verdict

        parts = self.lists("perpetrator")[0].parts
        items = [item for item in (self.total, self.printed, *self.outcomes, *parts) if item.stated]
        told = [(item.name_full, item, item.verdict, verdict(item)[1]) for item in items]
        return pd.DataFrame(told, columns=["what", "figure", "verdict", "why"])

    @property
    def disagreements(self) -> pd.DataFrame:
        """Figures that pages print differently: what, used, passed over, reason."""
        rows: Any = self._facts[self._facts.passed_over.map(len).gt(0)].itertuples()
        by_id = ledger().set_index("figure_id", drop=False)
        told = [(as_estimate(row).name_full, as_printed(by_id.loc[row.rows[0]]),
                 self._others(by_id, row.passed_over), labels.reason_text(row.reason))
                for row in rows]  # fmt: skip
        return pd.DataFrame(told, columns=["what", "used", "passed over", "reason"])

    @staticmethod
    def _others(rows: pd.DataFrame, ids: Sequence[str]) -> str:
        found = {item.value: item for item in (as_printed(rows.loc[name]) for name in ids)}
        return labels.joined(f"{item:short}" for item in found.values())

    @property
    def _facts(self) -> pd.DataFrame:
        rows = facts()
        return rows[rows.series.eq(published.NOTES) & rows.period.eq(self.period)]

    @property
    def figures(self) -> pd.DataFrame:
        """Every published figure: what, of which group, figure, compared with, ledger rows."""
        rows = self._facts
        items = [as_estimate(row) for row in rows.itertuples()]
        return pd.DataFrame({"what": [labels.measure_label(item.measure) for item in items],
                             "of": [item.label if item.group else "" for item in items], "figure": items,
                             "against": [span(item.comparator) if item.comparator else "" for item in items],
                             "rows": [" ".join(row) for row in rows.rows]})  # fmt: skip

    @property
    def sources(self) -> pd.DataFrame:
        """The pages that print these figures: page, publisher, date, ledger rows."""
        rows = ledger()
        rows = rows[rows.series.eq(published.NOTES) & rows.period.eq(self.period)]
        used = rows.groupby("source_id", sort=False).figure_id.agg(" ".join)
        pages = read_table("sources").set_index("source_id").loc[used.index]
        titles = "[" + pages.title.str.replace(r"([\[\]*_<>])", r"\\\1", regex=True) + "](" + pages.url + ")"
        told = {"page": titles, "publisher": pages.publisher, "date": pages.date, "rows": used}
        return pd.DataFrame(told).reset_index(drop=True)

    @property
    def commentary(self) -> str:
        """What the file ``data/commentary/<quarter>.<language>.md`` says; "" without one."""
        return commentary(self.quarter)


def commentary(quarter: Quarter) -> str:
    """Return a user's own commentary on a quarter, "" where there is none in the language."""
    path = home() / "data" / "commentary" / f"{quarter}.{labels.language()}.md"
    return read_text(path) if path.is_file() else ""
