"""Figures of the sources side by side, of what a continuation is worth, and of the long view since 1989."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.errors import InputError
from analysis.measure.continuation import judged
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import NATIONAL
from analysis.measure.series import runs
from analysis.measure.sources import side_by_side
from analysis.present import labels
from analysis.present.figures.drawing import Drawing, Sheet, heights, word
from analysis.present.figures.parts import count_up, key, label, plain_ticks
from analysis.present.figures.style import (
    ACCENT,
    COLOURS,
    DASH,
    INK,
    MARKERS,
    PLAIN,
    QUIET,
    SHADE,
    mark,
    stroke,
)
from analysis.present.labels import either, joined, number, span
from analysis.quarter import Quarter, quarter_range
from analysis.record.cells import about
from analysis.record.dates import month_quarter
from analysis.record.store import home, read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CIVILIANS, DEATHS = COLOURS["ucdp"], PLAIN


def sources(sheet: Sheet) -> Drawing | None:
    """Draw the mission's killed, UCDP's civilians and deaths, and their ratio, up to a quarter."""
    rows = [row for row in side_by_side() if row.quarter <= max(sheet.quarter, known_quarters()[-1])]
    whole = [row for row in rows if row.whole]
    ratios = [row.ratio for row in whole if row.ratio.stated]
    if not ratios:
        return None
    above, below = sheet.open(2, 104, sharex=True, height_ratios=[2, 1])
    places = {str(item): at for at, item in enumerate(quarter_range(rows[0].quarter, rows[-1].quarter))}
    name = word("mission")
    for run in runs([row.killed for row in rows]):
        face = INK if run[0].basis == "published" else "white"
        above.plot([places[item.period] for item in run], heights(run), color=INK, zorder=3, label=name,
                   marker=MARKERS.get(run[0].inclusion, "o"), markerfacecolor=face)  # fmt: skip
        name = ""
    _events(above, [row.civilians for row in whole], places, color=CIVILIANS, label=word("ucdp-civilians"))
    _events(above, [row.deaths for row in whole], places, color=DEATHS, label=word("ucdp-deaths"), ls="--")
    for item in (row.deaths for row in whole if row.deaths.high is not None):
        ends = [float(item.number()), float(item.high or 0)]
        above.plot([places[item.period]] * 2, ends, color=DEATHS, linewidth=stroke(0.8), alpha=0.6)
    above.set_yscale("log")
    low, high = above.get_ylim()
    ticks = [tick for tick in (20, 50, 100, 200, 500, 1000, 2000, 5000) if low <= tick <= high]
    above.set_yticks(ticks, [number(exact(tick)) for tick in ticks])
    above.minorticks_off()
    above.set_ylabel(word("deaths_log"))
    key(above, 3)
    for run in runs([row.killed for row in rows], joined=False):
        found = [item for item in ratios if item.period in {part.period for part in run}]
        below.plot([places[item.period] for item in found], heights(found), color=INK, marker="o")
    below.axhline(1, color=QUIET, linestyle=DASH, linewidth=stroke(0.6))
    below.set(ylim=(0, max(heights(ratios)) * 1.15), ylabel=word("over"))
    for item in (item for item in ratios if item.notes):
        at = (places[item.period], float(item.number()))
        label(below, word("moura-ucdp"), at, (-0.6, -0.2), ha="right", va="center", color=QUIET)
    for axis in (above, below):
        _quarters(axis, places, sheet.quarter)
    sheet.figure.align_ylabels((above, below))
    last = ratios[-1]
    first = next(item for item in ratios if item.inputs[0].inclusion == last.inputs[0].inclusion)
    ends_told = [f"{number(item.number(), 1)} ({item.period})" for item in (first, last)]
    title = either(f"The mission’s killed over UCDP’s civilians killed: from {ends_told[0]} to"
                   f" {ends_told[1]}",
                   f"Les tués de la mission rapportés aux civils tués d’UCDP : de {ends_told[0]} à"
                   f" {ends_told[1]}")  # fmt: skip
    caption = either(
        "a, Killed by quarter in Mali, log scale: in the notes of the United Nations mission (squares:"
        " persons, circles: civilians; hollow: derived) and as UCDP counts them (thin bar: to its high"
        " estimate). b, The mission’s figure over UCDP’s civilians. A line joins only quarters that count the"
        " same; the mission left Moura (27–31 March 2022) out. The ratio does not say which record is right.",
        "a, Tués par trimestre au Mali, échelle log. : dans les notes de la mission des Nations Unies (carrés"
        " : personnes, cercles : civils ; creux : déduit) et selon UCDP (trait fin : jusqu’à son estimation"
        " haute). b, Le chiffre de la mission sur les civils d’UCDP. Une ligne ne relie que des trimestres"
        " qui comptent la même chose ; la mission a laissé Moura (27–31 mars 2022) de côté. Le rapport ne dit"
        " pas qui a raison.",
    )
    told = joined(f"{row.quarter} {row.killed!s}, {row.civilians!s}" for row in whole if row.killed.stated)
    shown = [item for row in rows for item in (row.killed, row.civilians, row.deaths) if item.stated]
    said = labels.label(":", f"{word('mission')}, {word('ucdp-civilians')}", told)
    return sheet.drawn(title, caption, (*shown, *ratios), said)


def _events(axis: Axes, items: Sequence[Estimate], places: dict[str, int], **look: Any) -> None:
    """Draw a series of event data; where a quarter is missing the line is broken."""
    known = {places[item.period]: float(item.number()) for item in items if item.value}
    values = [known.get(place, float("nan")) for place in range(len(places))]
    axis.plot(values, marker="o", markersize=mark(0.6), linewidth=stroke(0.8), **look)


def _quarters(axis: Axes, places: dict[str, int], quarter: Quarter, every: int = 1) -> None:
    """Name the years under their first quarters, and point at the quarter that the figure is for."""
    firsts = {place: period[:4] for period, place in places.items() if period.endswith("Q1")}
    ticks = {place: year for place, year in firsts.items() if int(year) % every == 0}
    axis.set_xticks(list(ticks), list(ticks.values()))
    axis.set_xticks(range(len(places)) if every == 1 else [], minor=True)
    if str(quarter) in places:
        axis.plot(places[str(quarter)], 0, marker="^", color=ACCENT, clip_on=False,
                  transform=axis.get_xaxis_transform())  # fmt: skip


def continuation(sheet: Sheet) -> Drawing | None:
    """Draw by how much telling the mission's count from event data is out, beside its own mean."""
    try:
        found = judged()
    except InputError:  # too few quarters in both records
        return None
    names = {"flat": word("flat"), "ratio": word("one ratio"), "line": word("line")}
    (axis,) = sheet.open(1, 20 + 8 * len(names))
    for kind, shift, face in (("leave_one_out", -0.16, "white"), ("from_earlier", 0.16, ACCENT)):
        items = list(found[kind][list(names)])
        places = [at + shift for at in range(len(names))]
        axis.plot(heights(items), places, marker="o", color=INK, linestyle="none", label=word(kind),
                  markerfacecolor=face, markersize=mark(1.2))  # fmt: skip
        for at, item in zip(places, items, strict=True):
            axis.plot([1, float(item)], [at, at], color=QUIET, linewidth=stroke(0.6), zorder=1)
            label(axis, number(item.number(), 2), (float(item), at), (0.7, 0), ha="left", va="center")
    axis.set_yticks(range(len(names)), [sheet.wrapped(name, 0.32, 1) for name in names.values()])
    axis.set(ylim=(len(names) - 0.5, -0.5), xlim=(1, axis.dataLim.x1 * 1.06), xlabel=word("error"))
    plain_ticks(axis.xaxis)
    axis.tick_params(axis="y", length=0)
    key(axis, 2)
    flat, best = found.from_earlier["flat"], min(found.from_earlier[["ratio", "line"]], key=Estimate.number)
    ours, own = (number(item.number(), 2) for item in (best, flat))
    title = either(f"Told from earlier quarters, event data miss the mission’s count by a factor of {ours},"
                   f" its own mean by {own}",
                   "D’après les trimestres précédents, les données d’événements manquent le décompte de la"
                   f" mission d’un facteur {ours}, sa propre moyenne d’un facteur {own}")  # fmt: skip
    first, last = flat.period.split(" to ")
    caption = either(
        "Typical error of telling the civilians killed in the mission’s notes from those that UCDP counts,"
        f" {first} to {last}, on quarters that the telling did not know. What comes after the mission can"
        " only be told from earlier quarters.",
        "Erreur typique commise en déduisant les civils tués des notes de la mission de ceux que compte UCDP,"
        f" {first} à {last}, sur des trimestres non utilisés. Ce qui suit la mission ne peut se déduire que"
        " de trimestres précédents.",
    )
    errors = [f"{name} {number(found.leave_one_out[kind].number(), 2)},"
              f" {number(found.from_earlier[kind].number(), 2)}"
              for kind, name in names.items()]  # fmt: skip
    said = labels.label(":", f"{word('leave_one_out')}, {word('from_earlier')}", joined(errors))
    return sheet.drawn(title, caption, (*found.leave_one_out, *found.from_earlier), said)


def long_view(sheet: Sheet) -> Drawing:
    """Draw UCDP's national series since 1989 with the mission's years shaded and what else happened."""
    table = read_table(NATIONAL).astype({"deaths_best": int, "deaths_civilians": int})
    (axis,), places = sheet.open(1, 62), {period: place for place, period in enumerate(table.quarter)}
    over, shown = axis.get_xaxis_transform(), list[Estimate]()
    kinds = (("killed", "deaths_best", "#9AA5B1", word("all deaths")),
             ("civilians_killed", "deaths_civilians", CIVILIANS, word("civilians").lower()))  # fmt: skip
    for measure, column, colour, name in kinds:
        axis.bar(range(len(table)), table[column], width=1, color=colour, label=name)
        rule: Any = {"unit": "persons", "inclusion": "events_ucdp", "basis": "computed"}
        shown += [Estimate(measure=measure, value=exact(value), period=period, sources=(NATIONAL,), **rule)
                  for period, value in zip(table.quarter, table[column], strict=True)]  # fmt: skip
    count_up(axis, 1.25)
    axis.margins(x=0.01)
    rows: list[Any] = list(read_table("timeline").itertuples())
    dated = [(places[name], row) for row in rows if (name := str(month_quarter(row.date))) in places]
    mission = [at for at, row in dated if row.evidence.startswith(("S/RES/2100", "S/RES/2690"))]
    start, stop = mission[0], mission[-1]
    axis.axvspan(start - 0.5, stop + 0.5, color=SHADE, linewidth=0, zorder=0)
    axis.text((start + stop) / 2, 0.94, word("un"), ha="center", va="top", fontsize="small", transform=over)
    story = list[str]()
    for at, row in ((at, row) for at, row in dated if row.kind == "events"):
        story.append(f"{len(story) + 1}, {span(row.date[:7])}, {either(row.text_en, row.text_fr)}")
        axis.plot(at, 1, marker="v", color=INK, clip_on=False, transform=over, markersize=mark(0.7))
        label(axis, str(len(story)), (at, 1), (0, 0.35), xycoords=over)
    most = max(shown, key=Estimate.number)
    summit = (places[most.period], float(most.number()))
    label(axis, f"{most!s}\n{span(most.period)}", summit, (-0.8, 0), ha="right", va="top", linespacing=1.05)
    axis.set_ylabel(word("per quarter"))
    _quarters(axis, places, sheet.quarter, every=5)
    axis.legend(frameon=False, loc="upper left", fontsize="small")
    version = about(NATIONAL, home() / "data")["version"]
    title = either(f"Deaths in organised violence in Mali: {most!s} in {span(most.period)}, the most in any"
                   " quarter on record",
                   f"Décès dans des violences organisées au Mali : {most!s} ({span(most.period)}), le plus de"
                   " tous les trimestres recensés")  # fmt: skip
    caption = either(
        "Deaths in organised violence in Mali by quarter, as UCDP counts them (best estimate, version"
        f" {version}). Blue: civilians. Shaded: the years of the United Nations mission. Not figures of the"
        f" mission. {labels.label(';').join(story)}.",
        "Décès dans des violences organisées au Mali par trimestre, selon UCDP (meilleure estimation, version"
        f" {version}). Bleu : civils. Grisé : les années de la mission des Nations Unies. Ce ne sont pas des"
        f" chiffres de la mission. {labels.label(';').join(story)}.",
    )
    years = table.groupby(table.quarter.str[:4]).deaths_best.sum().items()
    told = joined(f"{year} {number(exact(value))}" for year, value in years)
    return sheet.drawn(title, caption, shown, told)
