"""Figures of the sources side by side, of what a continuation is worth, and of the long view since 1989."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.errors import InputError
from analysis.measure.continuation import judged
from analysis.measure.coverage import known_quarters
from analysis.measure.estimate import Estimate, exact
from analysis.measure.events import NATIONAL
from analysis.measure.series import runs
from analysis.measure.sources import Beside, side_by_side
from analysis.present import labels
from analysis.present.figures import style
from analysis.present.figures.drawing import Drawing, Sheet, count_up, heights, key, label
from analysis.present.labels import either, joined, number, span
from analysis.quarter import Quarter, quarter_range
from analysis.record.cells import about
from analysis.record.dates import month_quarter
from analysis.record.store import home, read_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CIVILIANS, DEATHS = style.LOOKS["ucdp"].colour, style.PLAIN


def sources(sheet: Sheet) -> Drawing | None:
    """Draw the mission's killed, UCDP's civilians and deaths, and their ratio, up to a quarter."""
    rows = [row for row in side_by_side() if row.quarter <= max(sheet.quarter, known_quarters()[-1])]
    civilians, deaths = _of(rows, "civilians"), _of(rows, "deaths")
    ratios = [row.ratio for row in rows if row.whole and row.ratio.stated]
    if not ratios:
        return None
    above, below = sheet.open(2, 104, sharex=True, height_ratios=[2, 1])
    places = {str(item): at for at, item in enumerate(quarter_range(rows[0].quarter, rows[-1].quarter))}
    _mission(above, rows, places)
    _events(above, civilians, places, CIVILIANS, "-", either("UCDP: civilians", "UCDP : civils"))
    _events(above, deaths, places, DEATHS, "--", either("UCDP: all deaths", "UCDP : tous les décès"))
    for item in deaths:
        line = [float(item.number()), float(item.high or item.number())]
        above.plot([places[item.period]] * 2, line, color=DEATHS, linewidth=style.stroke(0.8), alpha=0.6)
    above.set_yscale("log")
    low, high = above.get_ylim()
    ticks = [tick for tick in (20, 50, 100, 200, 500, 1000, 2000, 5000) if low <= tick <= high]
    above.set_yticks(ticks, [number(exact(tick)) for tick in ticks])
    above.minorticks_off()
    above.set_ylabel(either("Deaths (log scale)", "Décès (échelle log.)"))
    key(above, 3)
    for run in runs([row.killed for row in rows], joined=False):
        periods = {item.period for item in run}
        found = [item for item in ratios if item.period in periods]
        below.plot([places[item.period] for item in found], heights(found), color=style.INK, marker="o")
    below.axhline(1, color=style.QUIET, linestyle=(0, (3, 2)), linewidth=style.stroke(0.6))
    below.set_ylim(0, max(heights(ratios)) * 1.15)
    below.set_ylabel(either("Mission / UCDP (ratio)", "Mission / UCDP (rapport)"))
    for item in (item for item in ratios if item.notes):
        label(below, either("Moura in UCDP only", "Moura chez UCDP"
                                                  " seul"), (places[item.period], float(item.number())),
              (-0.6, -0.2), ha="right", va="center", color=style.QUIET)  # fmt: skip
    _quarters(below, places, sheet.quarter)
    sheet.figure.align_ylabels((above, below))
    last = ratios[-1]
    first = next(item for item in ratios if item.inputs[0].inclusion == last.inputs[0].inclusion)
    ends = [f"{number(item.number(), 1)} ({item.period})" for item in (first, last)]
    title = either(f"The mission’s killed over UCDP’s civilians killed: from {ends[0]} to {ends[1]}",
                   f"Les tués de la mission rapportés aux civils tués d’UCDP : de {ends[0]} à"
                   f" {ends[1]}")  # fmt: skip
    caption = either(
        "a, Killed by quarter in Mali, log scale: in the notes of the United Nations mission (squares:"
        " persons, circles: civilians; hollow: derived; a line joins only quarters that count the same), and"
        " as UCDP counts them (thin bar: to its high estimate). b, The mission’s figure over UCDP’s"
        " civilians. The mission left Moura (27–31 March 2022) out. Two records, two definitions: the ratio"
        " does not say which is right.",
        "a, Tués par trimestre au Mali, échelle log. : dans les notes de la mission des Nations Unies (carrés"
        " : personnes, cercles : civils ; creux : déduit ; une ligne ne relie que des trimestres qui comptent"
        " la même chose), et selon UCDP (trait fin : jusqu’à son estimation haute). b, Le chiffre de la"
        " mission sur les civils d’UCDP. La mission a laissé Moura (27–31 mars 2022) de côté. Deux"
        " recensements, deux définitions : le rapport ne dit pas lequel a raison.",
    )
    told = joined(f"{row.quarter} {row.killed!s} {either('and', 'et')} {row.civilians!s}"
                  for row in rows if row.whole and row.killed.stated)  # fmt: skip
    alt = either(f"By quarter, the mission’s killed and UCDP’s civilians: {told}.",
                 f"Par trimestre, les tués de la mission et les civils d’UCDP : {told}.")  # fmt: skip
    shown = [item for row in rows for item in (row.killed, row.civilians, row.deaths) if item.stated]
    return sheet.drawn(title, caption, alt, (*shown, *ratios))


def _of(rows: Sequence[Beside], name: str) -> list[Estimate]:
    return [getattr(row, name) for row in rows if row.whole]


def _mission(axis: Axes, rows: Sequence[Beside], places: dict[str, int]) -> None:
    """Draw the mission's figures: a line for each run that counts the same, hollow where not published."""
    name = either("Mission: killed", "Mission : tués")
    for run in runs([row.killed for row in rows]):
        face = style.INK if run[0].basis == "published" else "white"
        axis.plot([places[item.period] for item in run], heights(run), color=style.INK, zorder=3, label=name,
                  marker=style.MARKERS.get(run[0].inclusion, "o"), markerfacecolor=face)  # fmt: skip
        name = ""


def _events(
    axis: Axes, items: Sequence[Estimate], places: dict[str, int], colour: str, line: str, name: str
) -> None:
    """Draw a series of event data; where a quarter is missing the line is broken."""
    known = {places[item.period]: float(item.number()) for item in items if item.number()}
    axis.plot([known.get(place, float("nan")) for place in range(len(places))], color=colour, linestyle=line,
              marker="o", markersize=style.marker_size(0.6), linewidth=style.stroke(0.8),
              label=name)  # fmt: skip


def _quarters(axis: Axes, places: dict[str, int], quarter: Quarter, every: int = 1) -> None:
    """Name the years under their first quarters, and point at the quarter that the figure is for."""
    ticks = {
        place: period[:4]
        for period, place in places.items()
        if period[-2:] == "Q1" and int(period[:4]) % every == 0
    }
    axis.set_xticks(list(ticks), list(ticks.values()))
    if every == 1:
        axis.set_xticks(range(len(places)), minor=True)
    if str(quarter) in places:
        axis.plot(places[str(quarter)], 0, marker="^", color=style.ACCENT, clip_on=False,
                  transform=axis.get_xaxis_transform())  # fmt: skip


def continuation(sheet: Sheet) -> Drawing | None:
    """Draw by how much telling the mission's count from event data is out, beside its own mean."""
    try:
        found = judged()
    except InputError:  # too few quarters in both records
        return None
    names = {"flat": either("Its own mean, no event data", "Sa propre moyenne, sans données d’événements"),
             "ratio": either("UCDP’s civilians, one ratio", "Civils d’UCDP, un seul rapport"),
             "line": either("UCDP’s civilians, ratio and slope", "Civils d’UCDP, rapport et pente")}  # fmt: skip
    others = either("each quarter from all others", "chaque trimestre d’après tous les autres")
    earlier = either("later quarters from earlier ones", "les suivants d’après les précédents")
    kinds = {"leave_one_out": (others, "white"), "from_earlier": (earlier, style.ACCENT)}
    (axis,) = sheet.open(1, 20 + 8 * len(names))
    for shift, (kind, (told, face)) in zip((-0.16, 0.16), kinds.items(), strict=True):
        places, errors = [at + shift for at in range(len(names))], heights(found[kind][list(names)])
        axis.plot(errors, places, marker="o", color=style.INK, linestyle="none", label=told,
                  markerfacecolor=face, markersize=style.marker_size(1.2))  # fmt: skip
        for at, error, item in zip(places, errors, found[kind][list(names)], strict=True):
            axis.plot([1, error], [at, at], color=style.QUIET, linewidth=style.stroke(0.6), zorder=1)
            label(axis, number(item.number(), 2), (error, at), (0.7, 0), ha="left", va="center")
    axis.set_yticks(range(len(names)), [sheet.wrapped(name, 0.32) for name in names.values()])
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.set_xlim(1, axis.dataLim.x1 * 1.06)
    ticks = [tick for tick in axis.get_xticks() if tick <= axis.get_xlim()[1]]
    axis.set_xticks(ticks, [number(exact(f"{tick:.10g}")) for tick in ticks])
    axis.tick_params(axis="y", length=0)
    axis.set_xlabel(either("Typical error (factor; 1 is none)", "Erreur typique (facteur ; 1 : aucune)"))
    key(axis, 2)
    flat, best = found.from_earlier["flat"], min(found.from_earlier[["ratio", "line"]], key=Estimate.number)
    factors = [number(item.number(), 2) for item in (best, flat)]
    title = either("Told from earlier quarters, event data miss the mission’s count by a factor of"
                   f" {factors[0]}, its own mean by {factors[1]}",
                   "D’après les trimestres précédents, les données d’événements manquent le décompte de la"
                   f" mission d’un facteur {factors[0]}, sa propre moyenne d’un facteur"
                   f" {factors[1]}")  # fmt: skip
    first, last = flat.period.split(" to ")
    caption = either(
        "Typical error of telling the civilians killed in the mission’s notes from those that UCDP counts, on"
        f" the quarters from {first} to {last} that both know under one definition, on quarters that the"
        " telling did not know. Whatever comes after the mission has to be told from earlier quarters.",
        "Erreur typique commise en déduisant les civils tués des notes de la mission de ceux que compte UCDP,"
        f" sur les trimestres de {first} à {last} connus des deux sous une même définition, chaque fois sur"
        " des trimestres non utilisés. Tout ce qui suit la mission ne peut se déduire que de trimestres"
        " précédents.",
    )
    rest = joined(f"{name} {number(found.leave_one_out[method].number(), 2)} ;"
                  f" {number(found.from_earlier[method].number(), 2)}"
                  for method, name in names.items())  # fmt: skip
    alt = either("Typical errors as factors, from all other quarters and from earlier ones:"
                 f" {rest}.".replace(" ;", " and"),
                 "Erreurs typiques en facteurs, d’après tous les autres trimestres puis les précédents :"
                 f" {rest}.")  # fmt: skip
    return sheet.drawn(title, caption, alt, (*found.leave_one_out, *found.from_earlier))


def long_view(sheet: Sheet) -> Drawing:
    """Draw UCDP's national series since 1989 with the mission's years shaded."""
    table = read_table(NATIONAL).astype({"deaths_best": int, "deaths_civilians": int})
    (axis,) = sheet.open(1, 62)
    places = {period: place for place, period in enumerate(table.quarter)}
    dated = read_table("timeline")
    dated["place"] = [places.get(str(month_quarter(date))) for date in dated.date]
    start, stop = dated.place[dated.evidence.eq("S/RES/2100 (2013)")].iloc[0], dated.place.max()
    axis.axvspan(start - 0.5, stop + 0.5, color=style.SHADE, linewidth=0, zorder=0)
    shown: list[Estimate] = []
    kinds = (("killed", "deaths_best", "#9AA5B1", either("all deaths", "tous les décès")),
             ("civilians_killed", "deaths_civilians", CIVILIANS, either("civilians", "civils")))  # fmt: skip
    for measure, column, colour, name in kinds:
        axis.bar(range(len(table)), table[column], width=1, color=colour, label=name)
        shown += [Estimate(measure=measure, value=exact(value), period=period, unit="persons",
                           basis="computed", inclusion="events_ucdp", sources=(NATIONAL,))
                  for period, value in zip(table.quarter, table[column], strict=True)]  # fmt: skip
    count_up(axis, 1.25)
    axis.margins(x=0.01)
    axis.text((start + stop) / 2, 0.94, either("United Nations mission", "Mission des Nations"
                                                                         " Unies"), ha="center", va="top",
              fontsize="small", transform=axis.get_xaxis_transform())  # fmt: skip
    events = []
    for row in dated[dated.kind.eq("events") & dated.place.notna()].itertuples():
        events.append(
            f"{len(events) + 1}, {span(row.date[:7])}{either(':', ' :')} {either(row.text_en, row.text_fr)}"
        )
        over = axis.get_xaxis_transform()
        axis.plot(row.place, 1, marker="v", color=style.INK, clip_on=False, transform=over,
                  markersize=style.marker_size(0.7))  # fmt: skip
        label(axis, str(len(events)), (row.place, 1), (0, 0.35), xycoords=over, annotation_clip=False)
    most = max(shown, key=Estimate.number)
    summit = (places[most.period], float(most.number()))
    label(axis, f"{most!s}\n{span(most.period)}", summit, (-0.8, 0), ha="right", va="top", linespacing=1.05)
    axis.set_ylabel(either("Deaths per quarter (count)", "Décès par trimestre (nombre)"))
    _quarters(axis, places, sheet.quarter, every=5)
    axis.legend(frameon=False, loc="upper left", fontsize="small")
    first, last = (span(period) for period in (table.quarter.iloc[0], table.quarter.iloc[-1]))
    version = about(NATIONAL, home() / "data")["version"]
    title = either(f"Deaths in organised violence in Mali: {most!s} in {span(most.period)}, the most in any"
                   " quarter on record",
                   f"Décès dans des violences organisées au Mali : {most!s} ({span(most.period)}), le plus de"
                   " tous les trimestres recensés")  # fmt: skip
    caption = either(
        f"Deaths in organised violence in Mali by quarter, {first} to {last}, as UCDP counts them (best"
        f" estimate, version {version}). Blue: civilians. Shaded: the years of the United Nations mission."
        f" Not figures of the mission. {labels.label(';').join(events)}.",
        f"Décès dans des violences organisées au Mali par trimestre, {first} à {last}, selon UCDP (meilleure"
        f" estimation, version {version}). Bleu : civils. Grisé : les années de la mission des Nations Unies."
        f" Ce ne sont pas des chiffres de la mission. {labels.label(';').join(events)}.",
    )
    years = joined(
        f"{year} {number(exact(value))}"
        for year, value in table.groupby(table.quarter.str[:4]).deaths_best.sum().items()
    )
    return sheet.drawn(
        title, caption, either(f"Deaths by year: {years}.", f"Décès par année : {years}."), shown
    )
