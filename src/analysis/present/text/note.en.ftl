# Sentences of the quarterly note. Numbers arrive already written the reader's way.

## What is counted, by inclusion rule, after a number and with the place
rule-violations_all = { $number } violations and abuses were documented in Mali
rule-violations_by_outcome = { $number } violations and abuses were documented in Mali, which the pages split into persons killed, injured and abducted/disappeared
rule-civilians_harmed = { $number } civilians were killed, injured or abducted/disappeared in Mali
rule-civilians_harmed_or_detained = { $number } civilians were killed, injured, abducted/disappeared or illegally detained in Mali
rule-first_half_mixed = { $number } were counted in Mali, as civilians from April on and as violations and abuses before
rule-deaths = { $number } persons were killed in Mali by the violations and abuses documented
rule-civilians_killed = { $number } civilians were killed in Mali

## Headline
headline = **From { $period }, { $statement }**, as public pages report the notes of the mission’s human rights division.
headline-change = Pages on the note print a change of **{ $change }** against { $previous }; audit: { $verdict }.
headline-missing = **For { $period } no note was published that the record holds.** The quarter is covered only by the note on the half-year, { $half }; what follows is about the half-year.
headline-none = **For { $period } no note of the mission’s human rights division exists in the record, and no half-year covers it.** What event data say of the quarter follows under “Event data”, by their own definitions.
headline-half = **From { $half }, { $statement }**, as public pages report that note.
headline-restated = No note on the quarter itself is on record: the figure is the one that the note on a later quarter compares with.
headline-derived = What the half-year leaves for the quarter, less the published { $other }: { $number } civilians killed, injured or abducted/disappeared ({ $formula }). This is derived, not published: it takes over every rounding and restatement of both figures.
subject-derived = { $label }: { $number } ({ $formula })

## Change
change-published = Pages on the note print a change of **{ $change }** against { $previous }, with { $before } for that period.
change-computed = From { $before } in { $previous } to { $now } in { $period }, both { $unit } in Mali, the change is **{ $change }**.
change-doubted = From { $before } in { $previous } to { $now } in { $period }: the change that pages print does not hold, and none is stated in its place.
change-agrees = The published change agrees with it once rounded.
change-small = From { $before } to { $now }: too few cases for a percentage.
change-refused = **Not comparable.** The { $before } of { $previous } counts { $counts_before }; the { $now } of { $period } counts { $counts_now }. No change is computed from the two, and the published { $published } should be read with this in mind.
change-refused-silent = **Not comparable.** The { $before } of { $previous } counts { $counts_before }; the { $now } of { $period } counts { $counts_now }. No change is computed from the two.
change-fair = Like for like, civilians killed, injured or abducted/disappeared in Mali went from { $before } in { $previous } to { $now } in { $period }: **{ $change }** (computed here from the published outcomes: { $formula }).
change-none-now = No figure of its own was published for { $period }, so there is no change to state.
change-none = There is no published figure for { $previous } to compare with.

## Outcomes
outcomes = Of the people harmed from { $period } in Mali, the published figures count { $list }.
outcomes-missing = Not published for { $period }: { $list }.
outcomes-sum = The outcomes add up to the published total: { $formula }.
outcomes-gap = The outcomes do not add up to the published { $whole }: { $formula }.
outcome-killed = { $number } killed
outcome-injured = { $number } injured
outcome-abducted_disappeared = { $number } abducted or disappeared
outcome-illegally_detained = { $number } illegally detained
outcome-name-killed = killed
outcome-name-injured = injured
outcome-name-abducted_disappeared = abducted or disappeared
outcome-name-illegally_detained = illegally detained
reads = The page that gives the number of { $label } for { $period } prints { $printed }, which cannot be right; the other published figures leave { $number } ({ $formula }), which is used here and marked as derived.
open = Sources disagree on { $label } for { $period }: { $values }. { $reason }
kinds = By kind of violation or abuse, the note counts { $list }.

## People
people = Among { $whole } { $subject } in Mali from { $period }: { $list }.
people-victims = Among the victims recorded in Mali from { $period }: { $list }; for the rest, sex and age are not stated.
people-subject-victims = civilians killed, injured or abducted/disappeared
people-subject-killed = persons killed
people-remainder = { $number } not stated
people-none = No figures by sex and age were published for { $period }.

## Alleged perpetrators
who-shares = By alleged perpetrator, of { $whole } civilians killed, injured or abducted/disappeared in Mali from { $period }: { $list }. The published shares leave **{ $remainder }** of which the release says nothing: it is not attributed here to anyone.
who-counts = By alleged perpetrator, of { $whole } { $unit } in Mali from { $period }: { $list }.
who-remainder = The list leaves { $remainder } that it attributes to none of these groups.
who-kinds = Of single kinds of violation, which are no part of that list, the pages attribute: { $list }.
who-kind = { $group }, { $kind }: { $value }
who-closes = They add up to the published total.
who-exceeds = Added up, they exceed the published { $whole }: they stand here as printed and are not to be added.
who-partial = The counts published for { $period } are { $list }; no total of the same unit was published.
who-also = Also published: { $list }.
who-none = No figures by alleged perpetrator were published for { $period }.

## Places
where-shares = By place, of { $subject } in Mali from { $period }: { $list }.
where-base = The base of these shares is not published; they leave { $remainder } of which the release says nothing.
where-counts = By place, of { $whole } { $subject } in Mali from { $period }: { $list }.
where-remainder = The list leaves { $remainder } for places it does not name.
where-sum = Added up, the shares make { $sum }.
where-open = By place, { $subject } in Mali from { $period }: { $list }; no total of the same unit was published.
where-none = No figures by place were published for { $period }.
subject-violations_and_abuses = violations and abuses
subject-incidents = security incidents
subject-acts = the main acts of violence against civilians and civilian property
subject-victims = civilians killed, injured or abducted/disappeared
subject-killed = civilians killed

## Sources
passed-over = { $label }, { $period }: { $used } is used ({ $rows }); passed over: { $others } ({ $passed }). { $reason }
passed-over-none = For the figures of { $period }, the sources agree wherever more than one prints them.
label = { $measure }, { $group }

## Context
theme-hold = Territorial hold
theme-agreements = Local agreements
theme-intercommunal = Tensions between communities
theme-response = Security response
theme-impunity = Impunity
theme-prosecution = Trials and prosecutions
theme-method = How it was counted
theme-protection = Protection of civilians
context-none = The record holds no statement on the background of { $period }.

## Words
not-published = not published

## Title, tables
title = Trends in human rights violations and abuses
table-figures = Published figures on { $period } and the figures they are compared with, with the rows of the ledger that print the value in use
table-sources = Pages that the figures on { $period }, and those they are compared with, were taken from
column-figure = Figure
column-value = As printed
column-category = In the words of the source
column-unit = Unit
column-against = Compared with
column-rows = Ledger rows
column-page = Page
column-publisher = Publisher
column-date = Date
column-official = United Nations
official-yes = yes
official-no = no
column-left = Value
column-range = Low to high
column-place = Place
column-source = Source

## Sections
section-note-short = In short
about-note-short = Five lines that may be quoted as they stand. Each number opens: what it counts, how it was come by, and the pages that print it.
section-note-method = Introduction and method
about-note-method = Every published number comes from a row of the ledger, `data/minusma/figures.csv`, which holds what public pages print of the mission’s notes; the notes themselves were not read in full. They are minimum numbers of cases that the mission documented: neither a census of the violence nor a measure of its trend. Nobody here is identified.
section-note-context = Context
about-note-context = What public pages on the notes report of the background, each statement with its page.
section-note-general = General trends
about-note-general = A percentage is given only where both counts are of one kind and the base is not small. A change is called a rise or a fall only where chance does not explain it, however the victims lie over incidents; for published totals that is read with the dispersion of event data, since they have no interval of their own.
section-note-holds = Do the figures hold?
about-note-holds = Each headline figure was checked against the others that were published: shares and changes against counts, parts against totals, quarters against years, sources and definitions against each other. The whole account is on the page of the audit.
section-note-series = The series and its breaks
about-note-series = What the leading figure counts has changed several times. A line joins only quarters that count the same; a dashed vertical marks a change of definition.
section-note-outcomes = Killed, injured, abducted or disappeared
about-note-outcomes = By what was done to them, and by sex and age where that was published.
section-note-regions = Trends by region
about-note-regions = Each list has a base of its own, and the notes changed their regions over time: figures of different lists are not to be compared.
section-note-authors = Trends by alleged perpetrator
about-note-authors = Attribution is that of the notes. Whatever the published figures leave is shown as a remainder and belongs to no group.
section-note-crsv = Conflict-related sexual violence
about-note-crsv = Few cases reach those who document them, and fewer are published.
section-note-responses = Responses and progress against impunity
about-note-responses = What public pages on the notes report of it, each statement with its page.
section-note-events = Event data
about-note-events = Another record than the mission’s: events that UCDP, ACLED or a sheet of your own count, each by its own definitions. Its figures are never added to those of the notes, nor subtracted from them.
section-note-disagree = Where sources disagree
about-note-disagree = Where pages print different values for one figure, one is used and the others are kept in the record, with the reason.
section-note-figures = Every published figure
about-note-figures = With the rows of the ledger that print it.
section-note-sources = Sources
about-note-sources = The pages that print these figures.

## In short
short-violations_all = { $number } violations and abuses were documented in Mali from { $period }
short-violations_by_outcome = { $number } violations and abuses were documented in Mali from { $period }, counted by persons killed, injured and abducted/disappeared
short-civilians_harmed = { $number } civilians were killed, injured or abducted/disappeared in Mali from { $period }
short-civilians_harmed_or_detained = { $number } civilians were killed, injured, abducted/disappeared or illegally detained in Mali from { $period }
short-first_half_mixed = { $number } were counted in Mali from { $period }, as civilians from April on and as violations and abuses before
short-deaths = { $number } persons were killed in Mali from { $period } by the violations and abuses documented
short-civilians_killed = { $number } civilians were killed in Mali from { $period }
short-alone = ; no figure of the period before was published to set beside it.
short-apart = ; the { $before } of { $previous }{ $notes } counts something else ({ $counts }), so no change is stated.
short-doubt = ; pages set against it { $before } from { $previous }{ $notes }, but the change that they print does not hold, so none is stated.
short-note-moura_left_out = { " " }(without the events of Moura, 27–31 March 2022)
short-note-restated_as_civilians = { " " }(as a later release restates it)
short-note-later = { " " }(as the note on a later quarter gives it for comparison)
short-note-small_base = { " " }(few cases)
short-against = , against { $before } from { $previous }{ $notes }: { $worded }.
short-killed-none = How many were killed in Mali from { $period } was not published.
short-of = the { $whole } { $base }
short-who = { $group } are the alleged perpetrators of { $share } of { $base } in Mali from { $period }, the largest share in the published list.
short-who-computed = { $group } are the alleged perpetrators of { $share } (computed here: { $part }) of { $base } in Mali from { $period }, the largest share in the published list.
short-who-open = With what that list does not attribute it may be { $low } to { $high } %.
short-who-none = For Mali from { $period } no list of alleged perpetrators was published that shares can be made of.
short-where = By place, the largest figure published for Mali from { $period } is that of { $place }: { $number }.
short-half = No note on { $period } alone is on record; these lines are about the half-year.
short-part = { $number } of { $base }
short-count = { $number } { $base }
short-where-none = No figures by place in Mali were published for { $period }.
short-audit =
    { $fails_n ->
        [0] Of { $all } checks of the figures published for Mali, { $period }, against each other, none fails.
        [one] Of { $all } checks of the figures published for Mali, { $period }, against each other, { $fails } fails or compares what is not comparable.
       *[other] Of { $all } checks of the figures published for Mali, { $period }, against each other, { $fails } fail or compare what is not comparable.
    }
short-no-note = For { $period } the record holds no note of the mission on Mali; what follows is event data, under their own definitions, and no figure of the mission.
short-source-final = { $name } { $version }
short-source-preliminary = { $name } Candidate { $version }, preliminary
short-events-incidents =
    { $number_n ->
        [0] { $source }: no event of organised violence was recorded in Mali, { $period }.
        [one] { $source }: { $number } event of organised violence with a named actor and at least one death was recorded in Mali, { $period }.
       *[other] { $source }: { $number } events of organised violence with a named actor and at least one death were recorded in Mali, { $period }.
    }
short-events-killed = { $source }: { $number } deaths in such events in Mali, { $period }, fighters among them (best estimate).
short-events-civilians_killed = { $source }: { $number } civilians killed in such events in Mali, { $period }.
short-events-largest_incident = { $source }: the deadliest single event in Mali, { $period }, took { $number } lives.

## Size and direction
worded-rise = a rise of { $change } (computed here)
worded-fall = a fall of { $change } (computed here)
worded-same = no change
worded-unclear = no clear change ({ $change }, computed here; chance could explain it if incidents are as uneven as in UCDP’s event data)
worded-open = { $change } (computed here), and whether that is more than chance cannot be told
worded-small = too few for a percentage

## Definition
defined = The leading figure for { $period }, { $number }, counts { $counts }.
defined-none = For { $period } no note was published that the record holds, so there is no leading figure to define.

## By alleged perpetrator
author-figures = { $group }, { $period }: { $list }.
author-none = Nothing was published on { $group } for { $period }. That is not zero.
author-others-none = Nothing was published for { $period } on unidentified groups or on several groups taken together.
author-change = { $group }: pages print a change of **{ $change }** against { $previous }.
author-percent = { $change }, computed here
author-against = Set side by side, { $measure }, { $group }: **{ $now }** against { $before } from { $previous }: { $worded }.

## Sexual violence
crsv = { $cases } cases of conflict-related sexual violence were documented in Mali from { $period }.
crsv-parts = Of these, as published: { $list }.
crsv-none = No figure on conflict-related sexual violence was published for { $period }. That is not zero.
crsv-caution = *Such cases are reported late and seldom; a small number says little about how often it happened.*
responses-none = The record holds no statement on responses or on progress against impunity for { $period }.

## The page on alleged perpetrators
section-who-short = In short
about-who-short = Attribution is that of the notes, or of the source of the event data. What was published as unidentified, and what no list names, belongs to no group.
section-who-shares = Shares, and what is left open
about-who-shares = The low end of a share has none of the unattributed victims in the group, the high end all of them. Missing, unidentified, contested and not listed are different things.
section-who-ranking = Does the order hold?
about-who-ranking = An order holds only where the bounds do not overlap.
section-who-time = Over the quarters
about-who-time = Only quarters that count the same thing may be set side by side; a quarter in which a group was not published is a gap, not a zero.
section-who-groups = Group by group
about-who-groups = In the order of the mission’s own notes: all that was published of each, with the audit’s verdict on each printed change.
section-who-others = Several groups together, and those not identified
about-who-others = Unions of groups are told apart from their members and are never added to them.
section-who-events = In event data
about-who-events = Event data name those to whom their sources ascribe an event; their groups are mapped by `data/actors.csv`.
who-short = Of { $base } in Mali from { $period }, the largest published share, { $share }, is that of { $group }.
who-short-open = With what the list does not attribute it may be { $low } to { $high } %.
who-list = Of { $base } in Mali from { $period }: { $list }.
who-left-unidentified = unidentified, as the notes say, { $share }
who-left-not_listed = not in the published list { $share }
who-left-missing = missing { $share }
who-left-contested = contested { $share }
who-order-holds = The order holds whoever the unattributed belong to: { $list }.
who-order-open = The order does not hold, for the unattributed could turn it or the two are equal: { $list }.
who-order-none = There is no order to judge: fewer than two groups have a share of one whole.
who-order-chance = Whether chance could turn an order cannot be told from totals: the notes publish no incidents.
who-step = { $first } before { $second }
table-shares = Shares by alleged perpetrator, { $period }, with bounds for what was left unattributed
table-ledger-source = Source: public pages on the notes of the mission, by ledger row; `data/minusma/sources.csv` has their addresses.
column-group = Alleged perpetrator
column-base = Of
column-share = Share
events-who-of = { $source }, { $span }, { $measure }, where the source tells an alleged perpetrator: { $list }.
events-who-none = The event data in the box tell no alleged perpetrator for { $period }; imported events do.
separator = { "; " }
parts-of = { $measure }: { $list }
