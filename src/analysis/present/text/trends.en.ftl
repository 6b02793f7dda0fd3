# Sentences on change and its uncertainty. Numbers arrive already written the reader's way; those that end in _n choose plural forms.

## Title and sections
page-trends = Trends and what chance allows
section-trends-short = In short
about-trends-short = Victims come in incidents, and one massacre can be half a quarter. Before a change is read, it is set against what the chance arrangement of incidents alone would give.
section-trends-published = The published figures
about-trends-published = The mission published totals and no incidents. No interval can be computed from two totals, so none is; a reading on borrowed dispersion stands beside the change and is labelled as what it is.
section-trends-change = The change and what it hangs on
about-trends-change = The same change of the event data, with everything that keeps it from being trusted too much: how the victims lie over the incidents, what one incident weighs, how far coverage could explain it.
section-trends-pair = Incidents and victims side by side
about-trends-pair = One large incident moves the number of victims and hardly that of incidents.
section-trends-series = The long series and its breaks
about-trends-series = A line joins only quarters that count the same.
section-trends-eight = Against the eight quarters before
about-trends-eight = Where the quarter lies among the two years before it, and how far a quarter strays by chance alone.
section-trends-year = Against the same quarter a year before
about-trends-year = The same months of the year before, so that no season comes between.
section-trends-position = Among all earlier changes
about-trends-position = This needs no model and no incidents: how many earlier quarterly changes went the same way at least as far.
section-trends-breaks = A change of level
about-trends-breaks = A break is a date, not a cause. What the record holds of that date, in definitions, mandate and sources, stands beside it.
section-trends-season = Season
about-trends-season = A season is tested for before it is assumed.

## Change between two quarters
trend-unit-deaths = deaths in organised violence
trend-unit-victims = victims
trend-unit-killed = persons killed
trend-not-covered = The event data ({ $source }) do not cover { $period } and the quarter before: there is no change of theirs to state.
trend-own-rule = by its own rule
trend-counts = Documented { $unit } in Mali went from **{ $before }** in { $previous } to **{ $now }** in { $period }: **{ $change }**.
trend-counts-small = Documented { $unit } in Mali went from **{ $before }** in { $previous } to **{ $now }** in { $period }: too few for a percentage.
trend-too-few = too few for a percentage
trend-interval = Victims come in incidents, so the ratio { $ratio } has an interval, clustered by incident, of **{ $low } to { $high }** ({ $level }; p { $p }).
trend-bounded = The source does not give the size of each incident, so the interval ({ $level }, clustered by incident) of the ratio { $ratio } is itself bounded: at its narrowest **{ $nlow } to { $nhigh }**, at its widest **{ $low } to { $high }**, as far as the known number of incidents, sum and largest allow.
trend-weight =
    The { $now } came in { $incidents } { $incidents_n ->
        [one] incident
       *[other] incidents
    } and weigh as { $effective } independent cases (dispersion { $dispersion }); the { $before } of { $previous } came in { $incidents-before } and weigh as { $effective-before } (dispersion { $dispersion-before }).
trend-undefined = not defined
trend-lethal = Incidents with victims went from { $before } to { $now }: ratio { $ratio }.
trend-largest = Without the largest incident of each quarter the ratio of victims is { $ratio } ({ $formula }).
trend-tipping = The change vanishes if the coverage of events changed by a factor of { $ratio } between the two quarters.
trend-plain = Only for contrast, the plain Poisson interval, which takes every victim for a case of its own: { $low } to { $high }. It is too narrow.
trend-none = No victims in { $previous } and none in { $period }: there is no ratio to speak of.
trend-ratio = { $value } ({ $low } to { $high })
range = { $low } to { $high }
trend-no-limit = no limit

## Within chance or not
trend-source = Event data: { $source } ({ $inclusion }).
trend-kind-fall = fall
trend-kind-rise = rise
trend-kind-same = change
trend-beyond = **The { $kind } from { $before } to { $now } { $unit } is larger than what the chance arrangement of incidents allows**: the interval of the ratio, { $low } to { $high }, leaves out one, which is no change.
trend-within = **The { $kind } from { $before } to { $now } { $unit } is within what the chance arrangement of incidents allows**: the interval of the ratio, { $low } to { $high }, holds one, which is no change.
trend-open = **Whether the { $kind } from { $before } to { $now } { $unit } is within what the chance arrangement of incidents allows cannot be told**: it depends on how the victims lie over the incidents. Spread as evenly as the known numbers permit, they give a ratio of { $nlow } to { $nhigh }, which leaves out one, no change; heaped into few incidents, { $low } to { $high }, which holds it.
trend-borrowed-within = **The { $kind } from { $before } to { $now } { $unit } in the published figures is within what the chance arrangement of incidents allows**, if what they count comes in incidents as uneven as those of the event data. Published totals have no interval of their own; read with that borrowed dispersion ({ $dispersion }), the ratio { $ratio } has one of { $nlow } to { $nhigh } at the narrowest and { $low } to { $high } at the widest. Each holds one, which is no change.
trend-borrowed-beyond = **The { $kind } from { $before } to { $now } { $unit } in the published figures is larger than what the chance arrangement of incidents allows**, if what they count comes in incidents as uneven as those of the event data. Published totals have no interval of their own; read with that borrowed dispersion ({ $dispersion }), the ratio { $ratio } has one of { $low } to { $high } at the widest, which leaves out one, no change.
trend-borrowed-open = **Whether the { $kind } from { $before } to { $now } { $unit } in the published figures is within what the chance arrangement of incidents allows cannot be told.** Published totals have no interval of their own; read with the dispersion borrowed from the event data ({ $dispersion }), the ratio { $ratio } has one of { $nlow } to { $nhigh } at the narrowest, which leaves out one, no change, and { $low } to { $high } at the widest, which holds it.
trend-borrowed-label = Borrowed, not measured: the published figures give no incidents; the dispersion is that of { $lender }, whose deaths include fighters.
trend-borrowed-none = No change between two published figures can be computed for { $period }, so none is read with a borrowed dispersion either.
trend-published-interval = No interval is computed from a pair of published totals.
trend-why = Why so wide: a few incidents hold much of the total. The largest of { $period } alone took { $largest } of { $now }, that of { $previous } { $largest-before } of { $before }. Had one of them come a week later, or been missed, the change would be another. The number of incidents hangs less on any one of them: { $incidents-before } and then { $incidents }, ratio { $lethal }, which { $verdict }.
trend-why-beyond = leaves out no change
trend-why-within = does not leave out no change

## Against the past
trend-before = Against the same quarter a year before, { $unit } went from { $before } in { $previous } to { $now } in { $period }: **{ $change }**.
trend-before-published = In the published figures, like for like: from { $before } civilians in { $previous } to { $now }, **{ $change }**.
trend-before-none = The published figures of { $previous } and { $period } do not count the same, or are not there: no change over the year is computed from them.
trend-eight = The eight quarters before { $period } had { $mean } { $unit } on average, from { $low } to { $high }. At that level and spread, a next quarter by chance alone lies between { $least } and { $most } ({ $level }, over-dispersed counts); { $period } had **{ $now }**, { $verdict }.
trend-eight-inside = inside these limits
trend-eight-above = above them
trend-eight-below = below them
trend-eight-none = The published figures have no eight quarters of one definition before { $period }, so no band is drawn from them.
trend-position =
    { $reached_n ->
        [0] Among the { $count } earlier quarterly changes of { $unit } since { $first }, none went the same way at least as far.
       *[other] Among the { $count } earlier quarterly changes of { $unit } since { $first }, { $reached } went the same way at least as far.
    }
trend-position-published =
    { $count_n ->
        [one] { $reached_n ->
            [0] The one earlier change of the published figures that can be compared like for like did not go the same way as far.
           *[other] The one earlier change of the published figures that can be compared like for like went the same way at least as far.
        }
       *[other] { $reached_n ->
            [0] Among the { $count } earlier changes of the published figures that can be compared like for like, none went the same way at least as far.
           *[other] Among the { $count } earlier changes of the published figures that can be compared like for like, { $reached } went the same way at least as far.
        }
    }
trend-position-none = There is no earlier change of the published figures to set this one beside.
trend-break = In the { $count } quarters up to { $period }, the level of { $unit } changes at **{ $quarter }**: from { $before } a quarter on average to { $after }. Recorded of that date: { $events }.
trend-event = { $period }: { $text }
trend-break-no-event = nothing in definitions, mandate or sources; a break is a date, not a cause
trend-break-none = In the { $count } quarters up to { $period } no break in the level of { $unit } stands out.
trend-break-too-short = The event data have fewer than twelve quarters without a gap up to { $period }: no break is looked for in them.
trend-break-published = The published figures never count the same for twelve quarters in a row (the longest run is { $longest }), so no break is looked for in them: their breaks are changes of definition.
trend-definition = the leading figure of the notes now counts { $rule }
trend-season-no = Over the { $years } complete years up to { $period }, no quarter of the year is regularly higher than others (Friedman’s test, p { $p }): nothing is adjusted for season.
trend-season-yes = Over the { $years } complete years up to { $period }, some quarters of the year are regularly higher than others (Friedman’s test, p { $p }): compare with the same quarter a year before. Nothing is adjusted for season here.
trend-season-too-short = The event data have fewer than four complete years up to { $period }: no season is tested for, and none is assumed.
trend-past-none = The event data have too few quarters before { $period } for this.
trend-coverage = That documented victims changed does not say that violence did: the coverage of events may have.

## Warnings
trend-warning-few_incidents = Fewer than ten incidents in a quarter: even this interval is too narrow.
trend-warning-one_incident_dominates = One incident holds most of a quarter: with tails this heavy even this interval is too narrow.
trend-warning-bounded_interval = Number of incidents, sum and largest only: the interval is bounded, not known.
trend-warning-small_base = Fewer than twenty cases: the ratio is unstable.
trend-warning-too_narrow = Every victim is taken for a case of its own: the interval is too narrow, and only for contrast.
trend-warning-borrowed_dispersion = The interval rests on the dispersion of other data: a reading, not a result.
trend-warning-seasonal = Some quarters of the year are regularly higher than others.
trend-warning-not_seasonal = No quarter of the year is regularly higher than others.
