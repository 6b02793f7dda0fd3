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
headline-missing = **For { $period } no note was published that the record holds.** The quarter is covered only by the note on the half-year, { $half }; what follows is about the half-year.
headline-none = **For { $period } no note of the mission’s human rights division exists in the record, and no half-year covers it.** What event data say of the quarter follows under “Event data”, by their own definitions.
headline-half = **From { $half }, { $statement }**, as public pages report that note.
headline-restated = No note on the quarter itself is on record: the figure is the one that the note on a later quarter compares with.
headline-derived = What the half-year leaves for the quarter, less the published { $other }: { $number } civilians killed, injured or abducted/disappeared ({ $formula }). This is derived, not published: it takes over every rounding and restatement of both figures.
subject-derived = { $label }: { $number } ({ $formula })

## Change
change-published = Pages on the note print a change of **{ $change }** against { $previous }, with { $before } for that period.
change-published-only = The note puts the change at **{ $change }** against { $previous }.
change-computed = From { $before } in { $previous } to { $now } in { $period }, both { $unit } in Mali, the change is **{ $change }**.
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
outcomes-none = No figures by outcome were published for { $period }.
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
where-open = By place, { $subject } in Mali from { $period }: { $list }; no total of the same unit was published.
where-sum = Added up, the shares make { $sum }.
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
page-quarterly_note = Quarterly note
column-left = Value
column-range = Low to high
column-place = Place
column-source = Source
