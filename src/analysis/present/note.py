"""The note of a quarter as a notebook asks for it: figures, lists, statements, audit and sources."""

from dataclasses import replace
from functools import cached_property
from operator import sub
from typing import Any

import pandas as pd

from analysis.errors import require
from analysis.measure import coverage, published, shares
from analysis.measure.estimate import Estimate, change
from analysis.measure.published import as_estimate, find, missing, rows_of
from analysis.measure.shares import Breakdown
from analysis.present import labels, speech, tell, verdicts
from analysis.present.labels import dated, label, span
from analysis.quarter import Quarter
from analysis.record.ledger import definitions, facts, ledger
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
    language : {"en", "fr"}, optional
        Language of the notebook; the one spoken if not given.

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

    def __init__(self, quarter: str | Quarter, language: str = "", *, period: str = "") -> None:
        if language:
            tell.speak(language)
        self.quarter = Quarter.parse(quarter) if period else coverage.require_quarter(quarter)
        self.period = period or coverage.scope(facts(), self.quarter)
        self.span, self.own = span(self.period), self.period == str(self.quarter)

    def __repr__(self) -> str:
        return f"<Note {self.period}: {self.kind}>"

    @property
    def previous(self) -> "Note":
        """The note on the period before."""
        earlier = self.quarter.previous if self.own else self.quarter.shift(-2)
        return Note(earlier, period=str(earlier) if self.own else earlier.half)

    def __getitem__(self, what: str) -> Estimate:
        return find(facts(), self.period, what)

    @property
    def kind(self) -> str:
        """What is on record: ``quarter``, ``restated`` by a later note, ``half`` or ``none``."""
        if not self.total.stated:
            return "none"
        return "half" if not self.own else "quarter" if coverage.has_own_note(self.quarter) else "restated"

    @cached_property
    def total(self) -> Estimate:
        """The leading figure."""
        lead = published.headline(facts(), self.quarter) if self.own else self["victims"]
        return lead if lead.stated else self["victims"]

    @cached_property
    def printed(self) -> Estimate:
        """The change of the leading figure as pages print it."""
        return find(facts(), self.period, "change", against=self.previous.period)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """What the note counts: in the period before (``was``), ``now``, and the ``change`` like for like.

        Rows are the leading figure (``total``), killed, injured, abducted or disappeared, the detained where
        they are counted, and the three ``added`` up, which count the same wherever they are published.
        Where the note before counts acts and the mission's own later totals take each for one person, so does
        this (rule ``acts_as_persons``): an assumption, to be told with the change.
        """
        earlier = self.previous
        first = published.set_against(facts(), self.quarter)[1] if self.own else earlier["victims"]
        acts = published.as_persons(facts(), earlier.quarter) if self.own else ()
        before = {item.measure: item for item in acts[:-1] or published.outcomes(facts(), earlier.period)}
        now = published.outcomes(facts(), self.period)
        was = [before.get(item.measure) or missing(item.measure, earlier.period) for item in now]
        added = acts[-1] if acts else published.harmed(facts(), earlier.period)
        pairs = [*zip(was, now, strict=True), (added, published.harmed(facts(), self.period))]
        rows = [(was, now, published.like_for_like(now, was)) for was, now in [(first, self.total), *pairs]]
        index = ["total", *(item.measure for item in now), "added"]
        return pd.DataFrame(rows, index, ["was", "now", "change"], dtype=object)

    def lists(self, dimension: str) -> list[Breakdown]:
        """Return the published lists by ``perpetrator``, ``place`` or ``sex_age``; an empty one for none."""
        require(definitions()["lists"], "kind of list", dimension)
        found = shares.lists(facts(), self.period, dimension)
        if dimension == "perpetrator":
            found = [*shares.attributions(facts(), self.period)]
        return found or [self._none(f"by_{dimension}")]

    def _none(self, what: str, status: Any = "not_published") -> Breakdown:
        gap = missing(what, self.period, status)
        return Breakdown(gap, (gap,), gap)

    @property
    def shares(self) -> Breakdown:
        """The share of each alleged perpetrator, with bounds for what a list that covers all leaves."""
        known = shares.whole_lists(facts(), self.period)
        partial = "partial" if shares.attributions(facts(), self.period) else "not_published"
        return known[0] if known else self._none("by_perpetrator", partial)

    @property
    def attributed(self) -> Breakdown:
        """The shares, or the first list of several groups where no list tells the share of each."""
        first = self.lists("perpetrator")[0]
        return self.shares or (first if len(first.parts) > 1 else self.shares)

    def as_printed(self, shares: Breakdown) -> list[Estimate]:
        """Return the shares of a list as the notes print them, where all are printed and hold."""
        held = (item for item in self.groups.figure if verdicts.verdict(item)[0] in ("holds", "remark"))
        printed = {item.group: item for item in held if item.measure == f"share/{shares.whole.measure}"}
        told = [printed.get(item.group) for item in shares]
        return [*filter(None, told)] if all(told) else [*shares]

    @cached_property
    def groups(self) -> pd.DataFrame:
        """Every figure on a group of alleged perpetrators: group, what, figure, change computed, audit."""
        rows, told = [], rows_of(facts(), self.period, dimension="perpetrator").query("parent == ''")
        for group in dict.fromkeys((*shares.GROUPS, *told.group[told.scope.ne("other")])):
            for item in shares.figures_of(facts(), self.period, group):
                what, printed = replace(item, group="").label, published.as_published(item)
                # a count changes from the quarter before where the two compare
                before = find(facts(), self.quarter.previous, item.measure, unit=item.unit, group=item.group)
                counts = self.own and item.unit != "percent" and before.stated and item.same_kind(before)
                moved = change(item, before) if counts else ""
                rows.append((labels.group_label(item.group), what, printed, moved, printed.verdict))
        return pd.DataFrame(rows, columns=["group", "what", "figure", "change", "audit"])

    @cached_property
    def largest_move(self) -> Any:
        """The row of `groups` whose figure moved furthest in numbers, one way; one of gaps for none."""
        gap = missing("change", self.period, "said")
        none = pd.Series({"group": "", "what": "", "figure": gap, "change": replace(gap, inputs=(gap, gap))})
        rows: Any = self.groups.itertuples()
        moved = (row for row in rows if isinstance(row.change, Estimate) and row.change.stated)
        known = (row for row in moved if (row.change.low or 0) * (row.change.high or 0) >= 0
                 and not labels.column("terms", "members")[row.figure.group])  # fmt: skip  # a union
        return max(known, key=lambda row: abs(float(sub(*row.change.inputs))), default=none)

    @cached_property
    def statements(self) -> pd.DataFrame:
        """Statements on context and responses: ``topic``, ``theme``, ``text``, ``page``, both as ``said``."""
        rows = read_table("context").loc[lambda table: table.period.eq(str(self.quarter))]
        text, page = rows[f"text_{labels.language()}"], rows.source_id.map(labels.page_links())
        topics, themes = rows.theme.map(TOPICS).fillna("context"), ("theme-" + rows.theme).map(label)
        about = {"theme": themes, "text": text, "page": page, "said": text + " (" + page + ")"}
        return pd.DataFrame({"topic": topics, **about})

    def outside(self, what: str, group: str = "") -> Estimate:
        """Return what another body of the United Nations counts of events that the note leaves out."""
        rows = facts().query("series == 'ohchr_report' and what == @what")
        rows = rows[rows.group.eq(group) if group else rows.dimension.eq("none")]
        found = map(as_estimate, coverage.touching(rows, self.quarter).itertuples())
        return next(found, missing(what, self.period, "said"))

    @property
    def audit(self) -> pd.DataFrame:
        """The verdict on each leading figure as published: what, figure, verdict, why, and the one in use."""
        outcomes, groups = published.outcomes(facts(), self.period), self.lists("perpetrator")[0]
        every = (self.total, self.printed, *outcomes, *groups)
        items = [item for item in every if item.stated and item.basis != "computed"]  # who published that?
        pairs = [(published.as_published(item), item) for item in items]
        told = [(item.name_full, item, item.verdict, verdicts.verdict(item)[1], used) for item, used in pairs]
        return pd.DataFrame(told, columns=["what", "figure", "verdict", "why", "used"])

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Every published figure: what, of which group, figure, compared with, audit, the ledger's rows.

        Where other pages print other values, these are ``passed_over``, with the ``reason``.
        """
        rows: Any = rows_of(facts(), self.period)
        by_id = ledger().set_index("figure_id", drop=False)
        columns, told = ["what", "of", "figure", "against", "audit", "rows", "passed_over", "reason"], []
        for row, item in ((row, published.as_published(as_estimate(row))) for row in rows.itertuples()):
            pages = map(published.as_printed, by_id.loc[[*row.passed_over]].itertuples())
            others = {page.value: page for page in pages if page.value not in (item.low, item.high)}
            passed_over = labels.joined(f"{other}" for other in others.values())
            told.append((labels.measure_label(item.measure), item.label * bool(item.group), item,
                         span(item.comparator), item.verdict, " ".join((*row.rows, *row.passed_over)),
                         passed_over, labels.reason_text(row.reason)))  # fmt: skip
        return pd.DataFrame(told, columns=columns)

    @property
    def sources(self) -> pd.DataFrame:
        """The pages that print a figure of the period: ``publisher``, ``link`` and ``date``."""
        used = rows_of(ledger(), self.period).source_id.unique()
        pages = read_table("sources").set_index("source_id").loc[used]
        dates, place = pages.date.map(dated), pages.groupby("publisher").cumcount() + 1
        named = pages.publisher + (", " + place.astype(str)).where(place.gt(1), "")  # two may have one name
        links = named.str.replace(r"([\[\]*_<>])", r"\\\1", regex=True).radd("[") + "](" + pages.url
        about = {"publisher": pages.publisher, "link": links + ' "' + dates + '")', "date": dates}
        return pd.DataFrame(about).reset_index(drop=True)


def commentary(quarter: str | Quarter) -> str:
    """Return what ``data/commentary/<quarter>.<language>.md`` says, a user's own words; "" without one."""
    path = home() / "data" / "commentary" / f"{quarter}.{labels.language()}.md"
    return read_text(path) if path.is_file() else ""


COLUMNS = ["series", "period", "what", "group", "figure", "against", "audit", "remark", "source", "near"]


def still_published(quarter: str | Quarter) -> pd.DataFrame:
    """Return what others than the mission's notes publish on a quarter, the figure that comes nearest first.

    Parameters
    ----------
    quarter : str or Quarter

    Returns
    -------
    pandas.DataFrame
        A row per published figure, by the id of its series: ``series`` (who publishes it) and ``period`` in
        words; ``what`` it counts, and of which ``group`` ("" for all); ``figure``, an estimate; ``against``,
        the period that a published change is measured against ("" for a count); ``audit``, the verdict in a
        word or two, and ``remark``, what it or an open decision has to say; ``source``, links; ``near``,
        whether it counts all over half a year at the most. Empty where nothing is on record. Figures of two
        series are never added or compared.

    Examples
    --------
    >>> found = still_published("2024Q3")
    >>> found[["series", "what", "figure"]].iloc[0].tolist()
    ['Protection Cluster', 'violations monitored', <violations_and_abuses 2024Q3: 8312 cases, published>]
    >>> len(still_published("1999Q2"))
    0
    """
    found = coverage.still_published(Quarter.parse(quarter))
    rows: Any = found.itertuples()
    told = [(labels.defined("series", row.series, "label"), *_told(row.figure), row.near) for row in rows]
    return pd.DataFrame(told, [*found.series], COLUMNS).astype({"near": bool})


def _told(item: Estimate) -> tuple[Any, ...]:
    # what a figure counts is told by the noun of its definition where it counts just that
    counted = labels.defined("rules", item.inclusion, "noun") * (item.measure == "violations_and_abuses")
    what, group = counted or speech.lowered(labels.measure_label(item.measure)), item.label * bool(item.group)
    unit = labels.unit_label(item.unit)  # of one measure both incidents and cases may be published
    what += f" ({unit})" * (item.unit in ("cases", "incidents") and not counted and unit not in what)
    pages, against = labels.printed(item.sources), span(item.comparator)
    return item.span, what, group, item, against, item.verdict, item.remark, pages
