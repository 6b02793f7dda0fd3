"""How to read the notes: what the numbers are not, definitions over time, formulas, words."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.errors import InputError
from analysis.measure import series
from analysis.measure.coverage import known_quarters, require_quarter
from analysis.measure.estimate import Estimate
from analysis.measure.events import NATIONAL
from analysis.measure.incidents import incidents_of
from analysis.present.display import Narrative, Prose, Table
from analysis.present.export import Picture, show
from analysis.present.gallery import build
from analysis.present.words import between, end, period_label, rule_text, say
from analysis.quarter import Quarter
from analysis.record.ledger import facts

CAUTIONS = ("minimum", "trend", "definition", "attribution", "incidents", "age", "places", "nobody")
BASES = ("published", "computed", "derived", "borrowed", "modelled")
ABSENT = ("zero", "not_published", "unidentified", "missing", "not_asked")
FORMULAS = ("change", "ratio", "dispersion", "effective", "interval", "share", "audit", "rate", "hotspots",
            "scan", "lists", "continuation")  # fmt: skip
TERMS = ("violation", "abuse", "victim", "casualty", "incident", "perpetrator", "disappearance", "cercle")


def methods(quarter: str | Quarter, language: str = "en") -> Methods:
    """Return how to read the note of a quarter.

    Examples
    --------
    >>> len(methods("2021Q2").cautions().text.splitlines()) == len(CAUTIONS)
    True
    """
    return Methods(require_quarter(quarter), language=language)


@dataclass(frozen=True)
class Methods(Narrative):
    """How to read the notes, with the quarter's own numbers; each method returns what a cell shows."""

    _page = "page-methods"

    def cautions(self) -> Prose:
        """Say what the numbers are not."""
        return Prose(*(f"- {say(f'caution-{name}')}" for name in CAUTIONS))

    def definitions_table(self) -> Table:
        """List what the leading figure of each span of quarters counts, with the rows that show it."""
        runs = series.runs(series.totals(facts(), known_quarters()), joined=False)
        shown = {
            "period": [_span(run) for run in runs],
            "counts": [rule_text(run[0].inclusion) for run in runs],
            "rows": [" ".join(row for item in run for row in item.sources[:1]) for run in runs],
        }
        return Table(say("table-definitions"), shown, sources=say("table-ledger-source"))

    def series_figure(self) -> Picture | Prose:
        """Draw the long series with its breaks."""
        return show(build("series", self.quarter))

    def bases(self) -> Prose:
        """Say how a number can have been come by, and in how many ways it can be absent."""
        return Prose(
            *(f"- {say(f'basis-{name}')}" for name in BASES),
            say("methods-absent"),
            *(f"- {say(f'absent-{name}')}" for name in ABSENT),
        )

    def formulas_table(self) -> Table:
        """List the calculations: formula, when it holds, and where it comes from."""
        parts = {"calculation": "-name", "formula": "", "when": "-when", "source": "-source"}
        shown = {
            column: [say(f"formula-{name}{part}") for name in FORMULAS] for column, part in parts.items()
        }
        return Table(say("table-formulas"), shown)

    def example(self) -> Prose:
        """Show with the quarter's event data why victims are no independent cases."""
        nothing = Prose(say("methods-example-none", period=period_label(self.quarter)))
        try:
            found = incidents_of(NATIONAL).change(self.quarter.previous, self.quarter)
        except InputError:
            return nothing
        ratios = (found.ratio, found.plain)
        if any(item.low is None or item.high is None for item in ratios):
            return nothing
        clustered, plain = (between(item, 2) for item in ratios)
        words = {"ratio": end(found.ratio, "value", 2), "clustered": clustered, "plain": plain}
        return Prose(say("methods-example", period=period_label(self.quarter), deaths=found.later, **words))

    def words_table(self) -> Table:
        """List the field's words as they are used here."""
        shown = {
            "term": [say(f"term-{name}-name") for name in TERMS],
            "means": [say(f"term-{name}") for name in TERMS],
        }
        return Table(say("table-terms"), shown)


def _span(run: tuple[Estimate, ...] | list[Estimate]) -> str:
    first, last = period_label(run[0].period), period_label(run[-1].period)
    return first if first == last else f"{first} – {last}"
