"""The quarterly note: sentences, tables and figures, each made from estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.measure import published
from analysis.measure.coverage import has_own_note, place_lists, require_quarter, scope
from analysis.measure.estimate import Estimate
from analysis.measure.published import Breakdown
from analysis.present import events, sourcing
from analysis.present.display import Narrative, Prose, Table
from analysis.present.export import Picture, show
from analysis.present.gallery import build
from analysis.present.prose import change_sentences, parts_listed, warnings
from analysis.present.recorded import arithmetic, printed_rows, reason_told
from analysis.present.sources_compared import after_mission
from analysis.present.sourcing import fact_label, source_link
from analysis.present.summary import summary_lines
from analysis.present.verdicts import verdict
from analysis.present.words import (
    Words,
    language,
    listed,
    measure_label,
    period_label,
    rule_text,
    say,
    term_label,
    written,
)
from analysis.quarter import Quarter
from analysis.record.ledger import facts
from analysis.record.store import read_table


def quarterly_note(quarter: str | Quarter, language: str = "en") -> Note:
    """Return the note on a quarter.

    Parameters
    ----------
    quarter : str or Quarter
        A quarter with published figures or event data.
    language : {"en", "fr"}

    Examples
    --------
    >>> print(quarterly_note("2022Q3").headline().text.split(",")[1])
     375 violations and abuses were documented in Mali
    """
    return Note(require_quarter(quarter), language=language)


@dataclass(frozen=True)
class Note(Narrative):
    """The note on one quarter; each method returns what a notebook cell shows."""

    _page = "title"

    @property
    def _scope(self) -> str:
        return scope(facts(), self.quarter)

    @property
    def _period(self) -> str:
        return period_label(self._scope)

    def summary(self) -> Prose:
        """State in five lines what may be quoted: each with unit, place, period and comparator."""
        return Prose(*(f"- {line}" for line in summary_lines(self.quarter)))

    def definitions(self) -> Prose:
        """Say what the leading figure of the quarter counts, on what evidence, and with which warnings."""
        lead = published.headline(facts(), self.quarter)
        if not lead.stated:
            return Prose(say("defined-none", period=period_label(self.quarter)))
        counts = say("defined", period=self._period, counts=rule_text(lead.inclusion), number=lead)
        return Prose(counts, *warnings(lead))

    def headline(self) -> Prose:
        """State the leading figure with unit, place and period, and every warning that goes with it."""
        lead = published.headline(facts(), self.quarter)
        if not lead.stated:
            return self._half_year()
        statement = say(f"rule-{lead.inclusion}", number=lead)
        restated = [] if has_own_note(self.quarter) else [say("headline-restated")]
        line = say("headline", period=self._period, statement=statement)
        printed = published.compare(facts(), self.quarter).published
        if printed.stated:
            kind, previous = verdict(printed)[0], period_label(printed.comparator)
            line += " " + say("headline-change", change=printed, previous=previous,
                              verdict=say(f"verdict-{kind}"))  # fmt: skip
        return Prose(line, *restated, *warnings(lead))

    def _half_year(self) -> Prose:
        half = published.find(facts(), self.quarter.half, "victims")
        if not half.stated:
            return Prose(say("headline-none", period=self._period))
        other = published.headline(facts(), self.quarter.shift(1 if self.quarter.number % 2 else -1))
        left = published.residual(facts(), self.quarter, "victims")
        statement = say(f"rule-{half.inclusion}", number=half)
        quarter, over = period_label(self.quarter), self._period
        lines = [
            say("headline-missing", period=quarter, half=over),
            say("headline-half", half=over, statement=statement),
        ]
        if left.stated:
            lines.append(say("headline-derived", other=other, **_derived(left)))
        for name in ("killed", "injured", "abducted_disappeared"):
            part = published.residual(facts(), self.quarter, name)
            if part.stated:
                lines.append("- " + say("subject-derived", label=term_label(name), **_derived(part)))
        return Prose(*lines)

    def change(self) -> Prose:
        """State the published change, the computed one where the two figures count the same, or refuse."""
        found = published.compare(facts(), self.quarter)
        previous = period_label(self.quarter.previous)
        return Prose(*change_sentences(found, period_label(self.quarter), previous))

    def outcomes(self) -> Prose:
        """State how many were killed, injured, abducted or disappeared, and whether that closes the total."""
        items = published.outcomes(facts(), self._scope)
        stated = [item for item in items if item.stated]
        lines = []
        if stated:
            told = listed([say(f"outcome-{item.measure}", number=f"**{written(item)}**") for item in stated])
            lines.append(say("outcomes", period=self._period, list=told))
        if missing := [say(f"outcome-name-{item.measure}") for item in items if not item.stated]:
            lines.append(say("outcomes-missing", period=self._period, list=listed(missing)))
        if len(stated) > 2:
            lines.append(self._closure(stated))
        lines += [self._reads(item) for item in stated if item.basis == "derived"]
        if kinds := self._kinds():
            lines.append(say("kinds", list=listed(kinds)))
        return Prose(*lines)

    def _closure(self, stated: Sequence[Estimate]) -> str:
        lead = published.headline(facts(), self.quarter)
        lead = lead if lead.stated else published.find(facts(), self._scope, "victims")
        value = sum(item.number() for item in stated)
        line = " + ".join(str(item.value) for item in stated) + f" = {value}"
        formula = arithmetic(line, *stated, lead)
        if value == lead.value:
            return say("outcomes-sum", formula=formula)
        return say("outcomes-gap", formula=formula, whole=lead)

    def _reads(self, item: Estimate) -> str:
        misprint = printed_rows(item.sources[:1])[0]
        label = term_label(item.measure).lower()
        return say("reads", label=label, period=self._period, printed=misprint, **_derived(item))

    def _kinds(self) -> list[str]:
        rows = facts()[facts().period.eq(str(self.quarter)) & facts().series.eq("hrpd_note")]
        rows = rows[rows.dimension.eq("outcome") & rows.unit.eq("violations_and_abuses")]
        items = [(published.as_estimate(row), term_label(str(row.term))) for row in rows.itertuples()]
        return [f"{written(item)} {term.lower()}" for item, term in items]

    def people(self) -> Prose:
        """State men, women and children among the victims or among those killed."""
        for what in ("victims", "killed"):
            parts = published.breakdown(facts(), self._scope, "sex_age", what, "victims")
            if parts.parts:
                return Prose(self._people(parts, what))
        return Prose(say("people-none", period=self._period))

    def _people(self, parts: Breakdown, what: str) -> str:
        told = [f"**{written(item)}** {term_label(item.group).lower()}" for item in parts.parts]
        told += [say("people-remainder", number=item) for item in parts.left]
        if not parts.whole.stated:
            return say("people-victims", period=self._period, list=listed(told))
        subject = say(f"people-subject-{what}")
        return say("people", whole=parts.whole, subject=subject, period=self._period, list=listed(told))

    def perpetrators(self) -> Prose:
        """State the alleged perpetrators with what the published figures leave unattributed."""
        forms = published.attributions(facts(), self._scope)
        if not forms:
            return Prose(say("who-none", period=self._period))
        lines = self._attribution(forms[0])
        for form in forms[1:]:
            exceeds = form.remainder is None and form.whole.stated
            also = say("who-also", list=parts_listed(form, with_subject=True))
            lines.append(also + " " + say("who-exceeds", whole=form.whole) if exceeds else also)
        if kinds := self._attributed_kinds(forms[0]):
            lines.append(say("who-kinds", list=say("separator").join(kinds)))
        opened = [item for form in forms for item in form.parts if item.high is not None]
        return Prose(*lines, *map(self._open, opened), *warnings(*(form.whole for form in forms)))

    def _attributed_kinds(self, form: Breakdown) -> list[str]:
        """List the counts of single kinds of violation, which are no part of a list of all."""
        rows = facts()[facts().period.eq(self._scope) & facts().dimension.eq("perpetrator")]
        kinds = rows[rows.inclusion.eq("kind") & rows.unit.ne("percent") & rows.what.ne(form.whole.measure)]
        items = map(published.as_estimate, kinds.itertuples())
        return [say("who-kind", value=item, kind=measure_label(item.measure).lower(),
                    group=term_label(item.group)) for item in items]  # fmt: skip

    def _attribution(self, form: Breakdown) -> list[str]:
        told, whole, rest = parts_listed(form), form.whole, form.remainder
        if form.parts[0].unit == "percent":
            return [say("who-shares", whole=whole, period=self._period, list=told, remainder=rest or "")]
        if not whole.stated:
            return [say("who-partial", period=self._period, list=parts_listed(form, with_subject=True))]
        unit = say(f"subject-{form.parts[0].measure}")
        line = say("who-counts", whole=whole, unit=unit, period=self._period, list=told)
        if rest is None:
            return [line, say("who-exceeds", whole=whole)]
        return [line, _remainder("who-remainder", rest) if rest.number() else say("who-closes")]

    def _open(self, item: Estimate) -> str:
        row = facts()[facts().figure_id.isin(item.sources)].iloc[0]
        printed = {found.number(): found for found in printed_rows((*row.passed_over, *row.rows))}
        values = listed([written(printed[value]) for value in sorted(printed)])
        reason = reason_told(row.reason, item, *printed.values())
        return say("open", label=fact_label(row).lower(), period=self._period, values=values, reason=reason)

    def sexual_violence(self) -> Prose:
        """State the conflict-related sexual violence that the notes publish."""
        rows = facts()[facts().period.eq(self._scope) & facts().what.eq("crsv_cases")]
        items = [published.as_estimate(row) for row in rows[rows.series.eq(published.NOTES)].itertuples()]
        if not items:
            return Prose(say("crsv-none", period=self._period))
        whole = [item for item in items if item.group == "crsv"]
        parts = [f"{term_label(item.group)} **{written(item)}**" for item in items if item.group != "crsv"]
        lines = [say("crsv", cases=item, period=self._period) for item in whole]
        lines += [say("crsv-parts", list=listed(parts), period=self._period)] if parts else []
        return Prose(*lines, say("crsv-caution"))

    def places(self) -> Prose:
        """State the places that the note lists, each list on its own base."""
        lists = place_lists(facts(), self._scope)
        told = [line for parts, subject in lists for line in self._listed_places(parts, subject)]
        return Prose(*told or [say("where-none", period=self._period)])

    def _listed_places(self, parts: Breakdown, subject: str) -> list[str]:
        first, shares = parts.parts[0], parts.parts[0].unit == "percent"
        words = {"subject": say(f"subject-{subject}"), "period": self._period, "list": parts_listed(parts)}
        if not shares and not parts.whole.stated:
            return [say("where-open", **words)]
        line = say("where-shares", **words) if shares else say("where-counts", whole=parts.whole, **words)
        total = published.total(parts.parts, first.measure, first.inclusion) if shares else None
        if total is not None and not parts.left and total.number() != 100:
            return [line, say("where-sum", sum=total)]
        kind = "where-base" if shares and not parts.whole.stated else "where-remainder"
        return [line, *(_remainder(kind, item) for item in parts.left)]

    def context(self) -> Prose:
        """State what the record says of the background, with the page that each statement rests on."""
        return self._statements(("response", "impunity", "prosecution", "protection"), apart=True)

    def responses(self) -> Prose:
        """State what the record says of responses and of progress against impunity."""
        return self._statements(("response", "impunity", "prosecution", "protection"), apart=False)

    def _statements(self, themes: tuple[str, ...], *, apart: bool) -> Prose:
        rows = read_table("context")
        rows = rows[rows.period.isin([str(self.quarter), self._scope]) & rows.theme.isin(themes).ne(apart)]
        if rows.empty:
            return Prose(say("context-none" if apart else "responses-none", period=self._period))
        told = zip(rows.theme, rows[f"text_{language()}"], rows.source_id, strict=True)
        return Prose(
            *(f"**{say(f'theme-{theme}')}.** {text} {source_link(page)}" for theme, text, page in told)
        )

    def series_figure(self) -> Picture | Prose:
        """Draw the long series with this quarter emphasised."""
        return show(build("series", self.quarter))

    def outcomes_figure(self) -> Picture | Prose:
        """Draw the outcomes where any are published."""
        return show(build("outcomes", self.quarter))

    def perpetrators_figure(self) -> Picture | Prose:
        """Draw the alleged perpetrators, where any are published."""
        return show(build("alleged_perpetrators", self.quarter))

    def places_figure(self) -> Picture | Prose:
        """Draw the places of the note's first list, where any are published."""
        return show(build("places", self.quarter))

    def figures_table(self) -> Table:
        """List every published figure on the quarter, with the rows that print it."""
        return sourcing.figures_table(self.quarter, self._scope)

    def passed_over(self) -> Prose:
        """List the printed values that are not used, and why."""
        return sourcing.passed_over(self._scope)

    def sources_table(self) -> Table:
        """List the pages that the figures of the quarter come from."""
        return sourcing.sources_table(self.quarter, self._scope)

    def beside(self) -> Prose:
        """Set the quarter beside other sources; after the mission, say what is modelled."""
        return after_mission(self.quarter)

    def events(self) -> Prose:
        """State what event data say of the quarter, each source by itself."""
        return events.events_prose(self.quarter)

    def events_table(self) -> Table | Prose:
        """List the figures of the event data by kind of violence, alleged perpetrator and place."""
        return events.events_table(self.quarter)


def _derived(item: Estimate) -> Words:
    """Return a figure that is derived and its arithmetic, as sentences need them."""
    return {"number": item, "formula": arithmetic(item.formula, item, *item.inputs)}


def _remainder(message: str, rest: Estimate) -> str:
    return say(message, remainder=f"**{written(rest)}**")
