# Sentences of the audit of published figures. Values in _n choose plural forms.

## Title and sections
audit-title = Audit of the published figures
page-claims_audit = Audit of the published figures
section-audit-short = In short
about-audit-short = Published percentages and sums are rarely checked. Here each is, by exact arithmetic on the digits as printed: is there a whole number behind a share; does a change follow from its two counts; do the parts close the total and the quarters the year; do both sides of a comparison count the same; do the sources agree? The audit reports and never repairs. Which of two conflicting figures the notes use is a decision with its reason, in `data/minusma/decisions.yml`.
section-audit-headline = The headline figures
about-audit-headline = Total, change, outcomes and alleged perpetrators, each with its verdict.
section-audit-findings = What does not hold, and what that means for the reader
about-audit-findings = Each finding with its arithmetic, and what the record makes of it.
section-audit-missing = What cannot be checked
about-audit-missing = A share without its count, or a change without its base, can be read and not verified.
section-audit-supports = What was checked and holds
about-audit-supports = A check that holds says that the figures agree with each other, not that they are right.
section-audit-derived = Derived figures
about-audit-derived = Some figures were never published and follow from gaps between published ones. They inherit every rounding, restatement and change of definition of both, and are never mixed with published figures.
section-audit-everything = All periods
about-audit-everything = The same checks on every period that the record holds.

## Verdicts
verdict-holds = ✓ holds
verdict-remark = ✓ with a remark
verdict-fails = ✗ does not hold
verdict-apart = ≠ not comparable
verdict-undecided = ? undecided
verdict-open = ? not checkable
class-consistent = consistent
class-consistent_only_under = consistent only under one rounding
class-wrong_base = wrong base
class-does_not_close = does not close
class-one_cell_explains = one misprint explains it
class-different_unit = different unit
class-different_inclusion = different inclusion rule
class-sources_disagree = sources disagree
class-not_checkable = not checkable

## Tables and sentences
table-verdicts = Do the figures of { $period } hold? Each was checked against the others that were published
table-findings = What does not hold, or holds with a remark, { $period }
table-supports = What was checked and holds, { $period }
table-derived = Derived figures: computed from gaps between published ones, never published
all-periods = all periods
audit-summary =
    Of { $all } { $all_n ->
        [one] check
       *[other] checks
    } on the figures of { $period }, { $holds_n ->
        [0] none comes out consistent
        [one] { $holds } comes out consistent
       *[other] { $holds } come out consistent
    }, { $remarks_n ->
        [0] none holds with a remark
        [one] { $remarks } holds with a remark
       *[other] { $remarks } hold with a remark
    }, { $fails_n ->
        [0] none fails or compares what is not comparable
        [one] { $fails } does not hold or compares what is not comparable
       *[other] { $fails } do not hold or compare what is not comparable
    }, and { $open_n ->
        [0] every one could be made
       *[other] { $open } cannot be made
    } with what is published.
audit-none = No figures of its own were published for { $period }, so there is nothing to check.
audit-clean = Nothing that was published for { $period } fails a check.
audit-unexplained = no account of it yet
audit-missing = { $label }, { $value } as printed: the figures that it rests on were not published.
audit-complete = Every figure of { $period } that refers to another could be checked.
column-verdict = Audit
column-why = Why
column-class = Outcome
column-arithmetic = Arithmetic
column-meaning = What it means
column-period = Period
column-derived = Figure

## Words in lines of arithmetic
arithmetic-colon = :
arithmetic-semicolon = ;
arithmetic-x = ×
arithmetic-printed = printed
arithmetic-not-listed = not listed
arithmetic-within-rounding = within rounding
arithmetic-sources = sources
arithmetic-against = against
arithmetic-counts = counts
arithmetic-missing = missing
arithmetic-to-reach = to reach
arithmetic-would-fit = would fit
arithmetic-any-base-would-fit = any base would fit
arithmetic-no-whole-number-fits = no whole number fits
arithmetic-more-than = more than
arithmetic-at-least = at least
arithmetic-at-most = at most
arithmetic-nearly = nearly
arithmetic-some = some
arithmetic-about = about
arithmetic-and = and
arithmetic-of = of
arithmetic-to = to
arithmetic-from = from
arithmetic-not = not
arithmetic-SE = SE
arithmetic-on-no-list = on no list
arithmetic-models = models
arithmetic-sum-over = sum over
arithmetic-mean-of = mean of
arithmetic-mean = mean
arithmetic-incidents = incidents
arithmetic-quarters = quarters
arithmetic-years = years
arithmetic-dispersion = dispersion
arithmetic-Friedman-F = Friedman F
arithmetic-coverage-later-coverage-earlier = coverage later / coverage earlier
arithmetic-earlier-changes-were-falls-at-least-as-large = earlier changes were falls at least as large
arithmetic-earlier-changes-were-rises-at-least-as-large = earlier changes were rises at least as large
