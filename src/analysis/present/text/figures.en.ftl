# Words of figures: axes, labels, findings, captions, what those who cannot see them need. Numbers arrive written.

## On the figures
fig-quarter = Q{ $number }
axis-victims = Civilians (count)
axis-persons = Persons (count)
axis-killed = Killed (persons)
axis-share = Share (%)
axis-share-attributed = Share of what the note counts (%)
axis-leading = Leading figure (unit as named)
axis-checks = Checks (count)
axis-ratio = Later quarter / earlier quarter (ratio, log scale)
axis-deaths = Deaths (count)
axis-incidents = Incidents (count)
in-count = (count)
break-violations_all = violations and abuses
break-civilians_harmed = civilians harmed
break-civilians_harmed_or_detained = incl. detained
break-moura_left_out = without Moura
break-violations_by_outcome = violations and abuses, by outcome
break-deaths = persons killed
break-civilians_killed = civilians killed
remainder-who = Not attributed in the published list
remainder-where = Not in the published list
bar-holds = holds
bar-remark = with a remark
bar-fails = does not hold or not comparable
bar-open = not checkable
row-ratio_plain_poisson = Victims, each taken as a case of its own
row-ratio_of_victims = Victims, clustered by incident
row-ratio_of_lethal_incidents = Incidents with victims
row-ratio_without_largest = Victims without the largest incidents
row-tipping_point = Coverage that would explain it away
row-published = Published figures, dispersion borrowed
fig-up-to = (up to { $high })
fig-range = ({ $low } to { $high })
fig-band-mean = mean
fig-band-limits = 95 % limit
fig-largest-label = largest incident
fig-largest-others = all others
fig-preliminary = Preliminary

## Sources and licence
fig-source = Sources: { $list }.
fig-source-page = a page on the notes of the United Nations mission in Mali ({ $publishers })
fig-source-pages = { $count } pages on the notes of the United Nations mission in Mali ({ $publishers })
fig-source-others = other publishers
fig-source-data = { $title }{ $version }
fig-licence = Figure: CC BY 4.0.
fig-preliminary-caption = Preliminary: the event data will be revised.

## Parts of lists
point-derived = { $value } ({ $period }, derived)
point = { $value } ({ $period })
point-share = { $period }: { $list }
fig-part = { $value } { $name }
fig-part-none = { $name }: { $value }
fig-silent = not published: { $list }
fig-checks = { $period } { $fails } of { $all }
fig-largest-part = { $largest } of { $all } ({ $period })

## The series
fig-series-title = { $killed } killed from { $period }, in a series whose definition changes
fig-series-title-missing = No figures of its own for { $period }, in a series whose definition changes
fig-series-caption = Figures of the notes of the United Nations mission in Mali as public pages report them, by quarter, January 2020 to December 2022. a, The leading figure of each note, with what it counts. b, Persons killed; until January to March 2021 those killed by the violations and abuses documented, from April 2021 civilians. A line joins only quarters that count the same; dashed verticals mark a change of definition. Hollow diamond: derived from the half-year or computed like for like, not published. The events of Moura (27–31 March 2022) are left out of the figures for January to March 2022.
fig-series-alt = Two series by quarter, 2020 to 2022. Leading figure: { $totals }. Killed: { $killed }. Lines break wherever the definition changes.

## Outcomes
fig-outcomes-title = { $list } in Mali, { $period }
fig-outcomes-caption = People harmed in Mali from { $period } by outcome, as public pages report the notes of the United Nations mission. An outcome without a bar was not published.
fig-outcomes-alt = Bar chart of people harmed in Mali from { $period }: { $list }.

## Alleged perpetrators and places
fig-who-title = { $group }: { $share } of { $subject } in Mali, { $period }
fig-who-title-of = { $group }: { $share } of { $whole } { $subject } in Mali, { $period }
fig-who-caption = { $subject } in Mali from { $period } by alleged perpetrator, as public pages report the notes of the United Nations mission.
fig-who-alt = Bar chart by alleged perpetrator, Mali, { $period }: { $list }.
fig-where-title = { $group }: { $share } of { $subject } in Mali, { $period }
fig-where-title-of = { $group }: { $share } of { $whole } { $subject } in Mali, { $period }
fig-where-caption = { $subject } in Mali from { $period } by place, as public pages report the notes of the United Nations mission. Places are those of the note, each on its own base; shares and counts of different quarters are not to be compared.
fig-where-alt = Bar chart by place, Mali, { $period }: { $list }.
fig-hatched = Hatched: what the published list leaves.
fig-bounds = Dashed outline: how far a group would reach if all that the list leaves were its own.
fig-open = Whisker: the least and the greatest value that sources print.
fig-derived = The asterisk marks a derived figure, not published as such.
fig-over-time-title = { $period }: { $list }; the base of the shares changes over time
fig-over-time-title-missing = No shares by alleged perpetrator for { $period }; the base of the shares changes over time
fig-no-shares = no shares
fig-over-time-caption = Shares of alleged perpetrators by quarter, Mali, 2020 to 2022, of what the leading figure of each note counts, as public pages report the notes of the United Nations mission; where the notes give counts, computed from them. Thin stroke: how far a group would reach if all that the list leaves were its own. A line joins only neighbouring quarters whose shares are of the same thing. Grey: a quarter of which no shares are published or can be computed. No mark in another quarter: the list does not name the group.
fig-over-time-alt = Shares by alleged perpetrator and quarter. { $list }.

## The audit
audit-overview-title = { $fails } of { $all } checks on published figures do not hold or compare what is not comparable
audit-overview-caption = Checks on the figures that public pages print from the notes of the United Nations mission in Mali, by period: shares and changes against counts, lists against totals, quarters against years, sources and definitions against each other.
audit-overview-alt = Stacked bars by period, with the checks that do not hold or compare what is not comparable: { $list }.

## Change and chance
fig-change-title = From { $before } to { $now } { $unit }: { $verdict }
fig-change-verdict-beyond = more than chance arrangement allows
fig-change-verdict-within = within chance arrangement
fig-change-verdict-open = within chance or not, depending on incident sizes
fig-change-caption = Ratio of { $period } ({ $now } { $unit }) to { $previous } ({ $before }), Mali, with 95 % intervals; 1 is no change. Grey: plain Poisson, for contrast only, too narrow. Diamond: the factor by which the coverage of events would have had to change to explain the change away.
fig-change-bounded = Thick: the narrowest interval that the known numbers of incidents allow; thin: the widest.
fig-change-borrowed = Square: dispersion borrowed from the event data, for the published figures of the United Nations mission, which give no incidents.
fig-change-alt = Ratios of { $period } to { $previous } with intervals: { $list }.
fig-band-title = { $now } { $unit } in { $period }, { $verdict } of the eight quarters before
fig-band-inside = inside the limits
fig-band-above = above the limits
fig-band-below = below the limits
fig-band-caption = { $unit } by quarter, Mali: the eight quarters before { $period } (line: their mean; dark band: their range; light band: 95 % limits of a next quarter for over-dispersed counts) and, as a diamond, { $period }.
fig-band-alt = Nine quarters: { $list }. Mean of the first eight { $mean }, limits { $low } to { $high }: the last is { $verdict }.
fig-pair-title = { $incidents } incidents and { $victims } { $unit } in { $period }
fig-pair-caption = Incidents with victims (a) and { $unit } (b) by quarter, Mali, over three years; the last quarter stands out. One large incident moves the lower panel and not the upper.
fig-pair-alt = Incidents: { $incidents }. Victims: { $victims }.
fig-largest-title = One incident took { $largest } of { $all } { $unit } in { $period }
fig-largest-caption = { $unit } by quarter, Mali, over three years to { $period }. Dark: those of the largest incident of each quarter. Had it come a week earlier or later, or been missed, the quarter would be another.
fig-largest-alt = Victims of the largest incident, of all, by quarter: { $list }.

## The gallery page
gallery-title = Figures, { $period }
gallery-about = Each figure with the numbers it shows, its sources and what a paper needs. Free to use with attribution (CC BY 4.0).
gallery-files = Files:
gallery-caption = Caption
gallery-copy = Copy
gallery-copied = Copied
gallery-latex = LaTeX
gallery-none = There is nothing to draw.

## A table beside figures
table-outcome = Outcome
table-number = Number
table-unit = Unit
table-rows = Ledger rows
