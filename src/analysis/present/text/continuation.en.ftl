# Sources side by side, and the mission's series carried on. Numbers arrive already written the reader's way.
page-sources_compared = Sources side by side, and after the mission
modelled-mark = modelled, not a figure of the mission

## The answer
continue-no = **The data do not support a useful continuation of the mission’s count of civilians killed.** { $why }
continue-yes = **The data support a continuation of the mission’s count of civilians killed, within wide intervals.** { $why }
continue-why-leave_one_out = Told from the other quarters, with the candidate chosen anew each time, a quarter is missed by a factor of { $ours } on average; the baseline “{ $baseline }” misses it by { $theirs }, no more.
continue-why-rolling_origin = Told from earlier quarters only, as anything after the mission must be, the chosen candidate ({ $method }) misses by a factor of { $ours } on average; the baseline “{ $baseline }” misses by { $theirs }.
continue-why-coverage = Only { $inside } quarters lie inside their { $level } intervals.
continue-for-leave_one_out = Told from the other quarters, before and after, with the candidate chosen anew each time, it misses by a factor of { $ours }; the best baseline without event data (“{ $baseline }”) by { $theirs }.
continue-for-rolling_origin = Told from earlier quarters only, as anything after the mission must be, the chosen candidate ({ $method }) misses by a factor of { $ours }; the best baseline without event data (“{ $baseline }”) by { $theirs }.
continue-few = { $count } quarters count civilians killed in both records with the same scope, { $first } to { $last }. Over the whole overlap the mission’s figure went from { $most } times UCDP’s to { $least } times: the two records did not keep a constant distance while both existed, and nobody can see what it has been since.
continue-use = Whatever is given below for a quarter after the mission is **modelled, not a figure of the mission**: it says what one formula makes of the event data, not what happened, and not what the mission would have found in places it could no longer reach.

## Side by side
beside-mission-published = The mission’s notes count **{ $killed }** killed ({ $rule }).
beside-mission-derived = No note on the quarter gives the killed; the half-year leaves **{ $killed }** ({ $rule }), derived, not published.
beside-mission-none = No figure of the mission exists for { $period }: its notes on record cover { $first } to { $last }.
beside-ucdp = UCDP counts **{ $civilians }** civilians killed, and { $deaths } deaths in all, fighters among them (in brackets the high estimate).
beside-ucdp-partial = UCDP’s data cover only a part of the quarter ({ $months }): no comparison is made.
beside-ucdp-none = No event data of UCDP on the quarter are here.
beside-other = { $other } killed, by the rule of that source.
beside-ratio = The mission’s figure is **{ $ratio }** times UCDP’s civilians. That measures how far two records differ, not which is right.
beside-window = A report of the Secretary-General counts { $killed } killed ({ $what }, { $window }): a window and a rule of its own, never joined to the notes.
beside-window-all = killed
parting = { $text } ({ $evidence })
parts-far = Where they part most: in { $high } the mission’s figure is { $most } times UCDP’s civilians, in { $low } { $least } times. What is known of why:
agree-rule = Where the mission’s figure counts { $rule } ({ $span }), { $alike } pairs of quarters come in the same order in both records (Kendall’s tau { $tau }); with UCDP’s deaths instead of its civilians, { $alike-deaths } ({ $tau-deaths }).
agree-moura = Without the quarter from which the mission left Moura out, { $alike } pairs do ({ $tau }).
agree-apart = Quarters under different rules are not ranked together.

## The candidates
candidates = Each candidate is a line between the logs of both counts. The one with the smallest error when each quarter is left out in turn is chosen: here **{ $method }**, with a slope of { $slope } (one would be in proportion). “{ $choice }” is what this rule itself achieves when it must choose without the quarter it tells; that is the honest error of the choice.
coverage = Of { $count } quarters told without themselves, { $inside } lie inside the { $level } interval of the chosen candidate, { $anew } inside that of the candidate chosen anew. With so few quarters, anything from { $least } upward is compatible with { $level }.
interval = The interval holds the uncertainty of the line’s parameters, the spread of quarters about it, and that of the event data: their civilians have no range of their own, so the distance from best to high estimate of all deaths is borrowed.
method-last = Last value
method-mean = Geometric mean of the mission’s own figures
method-mean_ratio = Mean ratio
method-ratio = One ratio (logs)
method-quasi_poisson = Quasi-Poisson, UCDP as offset
method-log_linear = Log-linear
method-robust = Robust line (Theil–Sen)
method-choice = Chosen anew each time
reading-same_scope = Civilians killed, same scope (used here)
reading-published_only = The same, published figures only
reading-with_moura = With January to March 2022, Moura in one record only
reading-largest_left_out = With that quarter, less the largest UCDP event, as if it were Moura and all civilians
reading-persons_killed = Persons killed, the mission’s rule before April 2021, by itself
supports-yes = yes
supports-no = no

## Values
value-modelled = For { $period } the chosen candidate gives **{ $value }** civilians killed ({ $level } interval { $low } to { $high }): **modelled, not a figure of the mission**. The baselines: { $baselines }.
value-baseline = { $method } { $value } ({ $low } to { $high })
value-mission = For { $period } nothing is modelled: only quarters after the mission’s last figures are.
value-uncovered = For { $period } nothing is modelled: UCDP’s events do not cover all three months, or count no civilian killed.
value-same = The interval holds the baseline that uses no event data at all, the geometric mean of the mission’s own figures ({ $mean }): the event data cannot tell this quarter from an average one.
value-apart = The interval leaves out the baseline that uses no event data, the geometric mean of the mission’s own figures ({ $mean }).
trend-warning-extrapolated = The event data of the quarter lie outside those of the overlap: the line is stretched.
trend-warning-preliminary = From Candidate files, which grow until the yearly release.

## Age
age-final = UCDP’s figures for { $period } come from a yearly release (version { $version }). In it the last year has been reviewed once and the earlier years, on which the candidates are fitted, more often: the two are not of the same age, and how much the last year will still change is not on record here.
age-preliminary = **Preliminary.** UCDP’s figures for { $period } come from Candidate files. Such figures grow until the yearly release: by a factor of { $growth } ({ $place }, { $span }: from { $young } deaths to { $grown }).
growth-world = worldwide
age-same = At the same age, as Candidate files first gave them: { $list }.
age-same-one = { $period } { $young } deaths, since grown to { $grown }
age-same-none = No Candidate files of earlier quarters were kept, so none can be compared at the same age.

## A note after the mission
after-known = **What is known.**
after-from = **From where.**
after-modelled = **What is modelled.**
after-unknown = **What nobody knows.** How many civilians were killed. UCDP counts what its sources report, with a named actor; what nobody could report is in no count. Since the mission left, no one documents cases on the ground as its human rights division did, so whether event data now miss more than they did, or less, cannot be measured.
after-source = { $title }, version { $version } ({ $licence }).
after-where = The mission’s figures are those of its notes, as public pages print them. The notebook `sources_compared` sets all sources side by side and shows the candidates and their errors.

## Sections
section-beside-quarter = The quarter in every source
about-beside-quarter = Each source counts by its own definition. Where they part, and what is known of why, stands below the figures.
section-beside-all = Every quarter, side by side
about-beside-all = The mission’s killed beside UCDP’s civilians and all deaths, and any source that was imported. Nothing here is added up or spliced.
section-beside-ranks = Do the records agree?
about-beside-ranks = A ratio says how far two records differ; the order of the quarters, whether they tell of the same rises and falls.
section-beside-windows = Reports of the Secretary-General
about-beside-windows = A series of its own: other windows, other rules.
section-beside-after = After the mission
about-beside-after = Everything in this section is modelled, not a figure of the mission.
section-beside-candidates = The candidates, and how they did
about-beside-candidates = Baselines come first: a candidate that does not beat them is of no use.
section-beside-readings = What the answer hangs on
about-beside-readings = With and without Moura, published figures only, and the earlier definition by itself.
section-beside-age = The age of the data
about-beside-age = Events arrive for months, and files are revised: a young quarter against an old one is no comparison.
section-beside-long = The long view
about-beside-long = UCDP’s national series, one source and one definition over the whole period.
section-note-beside = Beside other sources, and after the mission
about-note-beside = Other records of the same quarter, each by its own definition; where the mission had left, what is known, from where, what is modelled, and what nobody knows.

## Tables
table-beside = Killed in Mali by quarter and source, each by its own definition
table-windows = Killed in reports of the Secretary-General, each over a window of its own; never joined to the notes
table-candidates = Candidates on the overlap: typical error as a factor (one is none), interval score (smaller is better), quarters inside the { $level } interval
table-values = Civilians killed after the mission: modelled, not figures of the mission; { $level } intervals
table-readings = What the answer hangs on: the same rule of choice on other readings of what is comparable. The quarters before April 2021 count persons killed under another rule: they are not mixed in, and by themselves are a check. Value: { $last }, modelled, not a figure of the mission
column-mission = Mission: killed
column-mission-counts = What the mission’s figure counts
column-civilians = UCDP: civilians
column-deaths = UCDP: all deaths (to high)
column-others = Other sources: killed
column-ratio = Mission / UCDP civilians
column-modelled = Modelled, not a figure of the mission
column-window = Window
column-what = Who
column-method = Method
column-leave_one_out = Leaving one out
column-rolling_origin = From earlier quarters only
column-score = Interval score
column-inside = Inside
column-reading = Reading
column-quarters = Quarters
column-chosen = Chosen
column-supports = Supports a continuation
column-value-last = Baseline: last value
column-value-mean = Baseline: geometric mean
column-value-mean_ratio = Baseline: mean ratio
cell-against = { $ours } against { $theirs }
cell-range = { $value } ({ $low } to { $high })
cell-high = { $value } (to { $high })
cell-partial = part of the quarter

so-many = { $some } of { $every }

## Names of what is measured
measure-ratio_of_sources = Mission’s killed over a count of event data
measure-rank_agreement = Agreement in rank (Kendall’s tau-b)
measure-growth = Growth from Candidate files to the yearly release
measure-leave_one_out = Typical error, leaving one quarter out
measure-rolling_origin = Typical error, from earlier quarters only
measure-interval_score = Interval score
measure-coverage = Quarters inside their interval
measure-quarters_compared = Quarters that both records know
measure-slope = Slope of the chosen candidate
measure-fewest_inside = Fewest quarters inside that agree with the level
unit-correlation = correlation, -1 to 1
unit-log = log units
class-of-last = last value
class-of-mean = geometric mean of the mission’s own figures
class-of-mean_ratio = mean ratio
class-of-ratio = one ratio
class-of-quasi_poisson = quasi-Poisson with offset
class-of-log_linear = log-linear
class-of-robust = robust line
class-of-choice = chosen anew each time
class-of-civilians_killed = civilians killed

## Figures
fig-sources-title = The mission’s killed and UCDP’s civilians: from { $first } times in { $start } to { $last } times in { $end }
fig-sources-caption = Above, on a log scale: persons killed by quarter in Mali in the notes of the United Nations mission (squares: persons killed; circles: civilians killed; hollow: derived from the half-year, not published; a line joins only quarters that count the same), civilians killed and all deaths as UCDP counts them (thin bar: to its high estimate). Below: the mission’s figure over UCDP’s civilians; 1 means that both are equal. The mission left the events of Moura (27–31 March 2022) out of its figure for January to March 2022; UCDP’s count holds them. Two records, two definitions: the ratio does not say which is right.
fig-sources-alt = By quarter, mission’s killed and UCDP’s civilians: { $list }.
fig-sources-point = { $quarter } { $killed } and { $civilians }
fig-mission = Mission: killed
fig-events-civilians_killed = UCDP: civilians
fig-events-killed = UCDP: all deaths
fig-sources-moura = Moura in UCDP only
axis-deaths_log = Deaths (log scale)
axis-ratio_of_sources = Mission / UCDP (ratio)
fig-continuation-title-no = Not a useful continuation: civilians killed after the mission, modelled
fig-continuation-title-yes = Civilians killed after the mission, modelled
fig-continuation-caption = Civilians killed in Mali by quarter, log scale. Shaded: quarters with notes of the United Nations mission, with its figures (squares: persons killed, another rule; circles: civilians killed; hollow: derived, not published). Diamonds with bars: modelled from UCDP’s civilians with { $level } intervals, not figures of the mission; no line joins them to it. Dashed, with its band: the baseline, the geometric mean of the mission’s own comparable figures, with its { $level } interval. Small dots: UCDP’s civilians. { $verdict }
fig-continuation-verdict-no = The best candidate does not beat the baselines in every trial: the data do not support a useful continuation.
fig-continuation-verdict-yes = The chosen candidate beats the baselines on the overlap.
fig-continuation-alt = Modelled, not figures of the mission: { $list }. Baseline, geometric mean of the mission’s own figures: { $value } ({ $low } to { $high }).
fig-continuation-point = { $value } ({ $low } to { $high }) in { $period }
fig-continuation-modelled = modelled, not figures
    of the mission
fig-continuation-mission = notes of the mission
fig-continuation-baseline = Baseline: mean
axis-civilians_killed = Civilians killed (log scale)
fig-long-title = Deaths in organised violence in Mali: { $value } in { $period }, the most in any quarter on record
fig-long-caption = Deaths in organised violence in Mali by quarter of event start, { $first } to { $last }, as UCDP counts them (best estimate; version { $version }). Blue: civilians. Shaded: the years of the United Nations mission, from the resolution that established it to its departure. { $rule }. Not figures of the mission.
fig-long-alt = Deaths by year: { $list }.
fig-long-mission = United Nations mission
fig-long-killed = all deaths
fig-long-civilians_killed = civilians
axis-deaths_quarter = Deaths per quarter (count)
