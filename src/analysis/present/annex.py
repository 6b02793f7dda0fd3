"""The annex on lists: what two or more lists of the same victims give, and when not to use it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any

from analysis.errors import InputError
from analysis.measure import lists
from analysis.measure.coverage import require_quarter
from analysis.measure.estimate import Estimate, exact
from analysis.present.display import Narrative, Prose, Table
from analysis.present.recorded import arithmetic
from analysis.present.words import end, listed, marked, number, period_label, say, written
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
        found = lists.chapman(first + both, second + both, both, **_about(source))
        overlaps = lists.Overlaps(("first", "second"), {(1, 1): both, (1, 0): first, (0, 1): second})
        spread = lists.dependence(overlaps, **_about(source))
        counts = {"first": first + both, "second": second + both, "shared": both}
        totals = [end(item, "value", 0) for item in spread]
        odds = {ratio: replace(item, measure="odds_ratio", value=exact(ratio), unit="ratio")
                for item, ratio in zip(spread, lists.ODDS_RATIOS, strict=True)}  # fmt: skip
        ratios = [marked(item, number(exact(f"{ratio:g}"))) for ratio, item in odds.items()]
        return Prose(
            say("annex-chapman", source=source, **_counted(counts, source), **_told(found)),
            say("annex-dependence", odds=listed(ratios), list=listed(totals)),
        )

    def bound(self) -> Prose:
        """State the lower bound for four lists."""
        counts, source = _table("kosovo_1999")
        observed, once, twice = sum(counts.values()), counts["1 of 4"], counts["2 of 4"]
        found = lists.lower_bound(observed, once, twice, **_about(source))
        words = _counted({"observed": observed, "once": once, "twice": twice}, source)
        return Prose(say("annex-bound", source=source, **words, **_told(found)))

    @functools.cached_property
    def _averaged(self) -> tuple[lists.Overlaps, lists.Averaged, str]:
        counts, source = _table("five_lists")
        cells = {tuple(map(int, pattern)): count for pattern, count in counts.items()}
        overlaps = lists.Overlaps(tuple("ABCDE"), cells)
        return overlaps, lists.log_linear(overlaps, **_about(source)), source

    def models(self) -> Prose:
        """State the average over log-linear models of five lists."""
        overlaps, found, source = self._averaged
        best = [self._total(model) for model in found.models[:BEST] if model.missing]
        stated = sum(model.missing is not None for model in found.models)
        models = {"found": stated, "all": len(found.models)}
        counts = {"observed": overlaps.observed}
        ends = {"least": min(best, key=Estimate.number), "most": max(best, key=Estimate.number)}
        return Prose(
            say("annex-models", source=source, **_counted(counts, source), **_told(found.total),
                **_counted(models, source, "models", "models"),
                **{name: end(item, "value", 0) for name, item in ends.items()})
        )  # fmt: skip

    def _total(self, model: lists.Model) -> Estimate:
        overlaps, found, _ = self._averaged
        return replace(found.total, value=exact(repr(overlaps.observed + (model.missing or 0))), low=None,
                       high=None, formula="", group=_terms(model))  # fmt: skip

    def _other(self, model: lists.Model, name: str, unit: str) -> Estimate:
        value = exact(repr(getattr(model, name)))
        return replace(self._total(model), measure=name, value=value, unit=unit)

    def models_table(self) -> Table:
        """List the best models with what each gives."""
        best = self._averaged[1].models[:BEST]
        shown = {
            "terms": [_terms(model) for model in best],
            "total": [end(self._total(model), "value", 0) for model in best],
            "bic": [end(self._other(model, "bic", "points"), "value", 1) for model in best],
            "weight": [end(self._other(model, "weight", "ratio"), "value", 2) for model in best],
        }
        return Table(say("table-models"), shown)

    def refused(self) -> Prose:
        """Show that totals per list are refused."""
        counts, _ = _table("two_lists")
        both = counts.pop("11")
        cells = {tuple(map(int, pattern)): count + both for pattern, count in counts.items()}
        try:
            lists.Overlaps(("first", "second"), cells)
        except InputError:
            return Prose(say("annex-refused"))
        raise AssertionError("totals per list were taken for overlaps")


def _table(name: str) -> tuple[dict[str, int], str]:
    rows = read_table("overlaps")
    rows = rows[rows.table.eq(name)]
    return dict(zip(rows.on_lists, rows["count"].astype(int), strict=True)), str(rows.source.iloc[0])


def _terms(model: lists.Model) -> str:
    return ", ".join(model.terms).replace(" x ", " × ") or say("annex-no-pair")


def _about(source: str) -> dict[str, Any]:
    """Say what estimates of a published table are about: the table, and not Mali."""
    return {"period": "", "place": "", "sources": (source,)}


def _counted(
    counts: dict[str, int], source: str, measure: str = "on_lists", unit: str = "cases"
) -> dict[str, str]:
    basis = "published" if measure == "on_lists" else "computed"
    common: Any = {"measure": measure, "unit": unit, "basis": basis, **_about(source)}
    return {name: written(Estimate(value=exact(count), **common)) for name, count in counts.items()}


def _told(item: Estimate) -> dict[str, str]:
    value = end(item, "value", 0)
    if item.qualifier:
        value = say(f"qualifier-{item.qualifier.replace(' ', '-')}", number=value)
    return {"value": value, "formula": arithmetic(item.formula, item),
            **{name: end(item, name, 0) for name in ("low", "high")}}  # fmt: skip
