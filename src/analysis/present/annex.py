"""The annex on lists: what two or more lists of the same victims give, and when not to use it."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from analysis.errors import InputError
from analysis.measure import lists
from analysis.measure.coverage import require_quarter
from analysis.measure.estimate import Estimate
from analysis.present.display import Narrative, Prose, Table
from analysis.present.words import listed, number, period_label, say
from analysis.quarter import Quarter
from analysis.record.store import read_table

BEST = 10


def annex_lists(quarter: str | Quarter, language: str = "en") -> AnnexLists:
    """Return the annex on lists to the trends of a quarter.

    Examples
    --------
    >>> annex_lists("2021Q2").bound().text.split(": ")[1].split(",")[0]
    'at least 10'
    """
    return AnnexLists(require_quarter(quarter), language=language)


@dataclass(frozen=True)
class AnnexLists(Narrative):
    """The annex; each method returns what a notebook cell shows."""

    def title(self) -> Prose:
        """Return title and period."""
        return Prose(f"# {say('page-annex_lists')}\n\n**{period_label(self.quarter)}** ({self.quarter})")

    def about(self) -> Prose:
        """Say that nothing here is about Mali."""
        return Prose(say("annex-about", period=period_label(self.quarter)))

    def two(self) -> Prose:
        """State what two lists give, and what they give when they depend on each other."""
        counts, source = _table("two_lists")
        both, first, second = counts["11"], counts["10"], counts["01"]
        found = lists.chapman(first + both, second + both, both, period=source)
        overlaps = lists.Overlaps(("first", "second"), {(1, 1): both, (1, 0): first, (0, 1): second})
        spread = [_shown(item) for item in lists.dependence(overlaps, period=source)]
        words = {"n1": str(first + both), "n2": str(second + both), "shared": str(both), "source": source}
        return Prose(
            say("annex-chapman", **words, **_told(found)),
            say("annex-dependence", odds=listed([f"{odds:g}" for odds in lists.ODDS_RATIOS]),
                list=listed(spread)),
        )  # fmt: skip

    def bound(self) -> Prose:
        """State the lower bound for four lists."""
        counts, source = _table("kosovo_1999")
        observed, once, twice = sum(counts.values()), counts["1 of 4"], counts["2 of 4"]
        found = lists.lower_bound(observed, once, twice, period=source)
        words = {"observed": f"{observed:,}", "once": f"{once:,}", "twice": str(twice), "source": source}
        return Prose(say("annex-bound", **words, **_told(found)))

    @functools.cached_property
    def _averaged(self) -> tuple[lists.Overlaps, lists.Averaged, str]:
        counts, source = _table("five_lists")
        cells = {tuple(map(int, pattern)): count for pattern, count in counts.items()}
        overlaps = lists.Overlaps(tuple("ABCDE"), cells)
        return overlaps, lists.log_linear(overlaps, period=source), source

    def models(self) -> Prose:
        """State the average over log-linear models of five lists."""
        overlaps, found, source = self._averaged
        best = [overlaps.observed + model.missing for model in found.models[:BEST] if model.missing]
        stated = sum(model.missing is not None for model in found.models)
        return Prose(
            say("annex-models", observed=str(overlaps.observed), source=source, found=f"{stated:,}",
                all=f"{len(found.models):,}", least=f"{min(best):,.0f}", most=f"{max(best):,.0f}",
                **_told(found.total))
        )  # fmt: skip

    def models_table(self) -> Table:
        """List the best models with what each gives."""
        overlaps, found, _ = self._averaged
        best = found.models[:BEST]
        return Table(
            say("table-models"),
            {
                "terms": [", ".join(model.terms) or "–" for model in best],
                "total": [f"{overlaps.observed + (model.missing or 0):,.0f}" for model in best],
                "bic": [f"{model.bic:.1f}" for model in best],
                "weight": [f"{model.weight:.2f}" for model in best],
            },
        )

    def refused(self) -> Prose:
        """Show that totals per list are refused."""
        counts, _ = _table("two_lists")
        both = counts.pop("11")
        cells = {tuple(map(int, pattern)): count + both for pattern, count in counts.items()}
        try:
            lists.Overlaps(("first", "second"), cells)
        except InputError as error:
            return Prose(say("annex-refused", error=str(error)))
        raise AssertionError("totals per list were taken for overlaps")


def _table(name: str) -> tuple[dict[str, int], str]:
    rows = read_table("overlaps")
    rows = rows[rows.table.eq(name)]
    return dict(zip(rows.on_lists, rows["count"].astype(int), strict=True)), str(rows.source.iloc[0])


def _shown(item: Estimate) -> str:
    return number(item.number(), digits=0)


def _told(item: Estimate) -> dict[str, str]:
    ends = {name: number(end, digits=0) for name, end in (("low", item.low), ("high", item.high)) if end}
    return {"value": _shown(item), "formula": item.formula, **ends}
