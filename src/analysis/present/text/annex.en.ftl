# Sentences of the annex on lists.
page-annex_lists = Annex: lists of the same victims
section-annex-about = What lists can tell
about-annex-about = Where several lists name the same victims one by one, their overlap says something of those on no list. This annex shows how, on published tables, and when to leave it alone. It is never a headline.
section-annex-limits = When not to use it
about-annex-limits =
    - On totals: two totals say nothing of who is on both lists. Individual records are needed, linked by name, place and date.
    - On lists that copy from each other, or that name victims for the same reasons: they overlap too much, and the result is too low. Lists that cover different places overlap too little, and the result is too high. No data on the lists themselves can tell.
    - On records linked with errors: each missed link adds to the unseen, each false one takes away.
    - On a group that is not closed: other places, other dates, other definitions of a victim.
    - On sparse overlaps, where many models have no estimate: there, only the lower bound.
    - To compare quarters: lists change from one to the next, and so does everything above.
section-annex-refused = Totals are refused
about-annex-refused = What happens when totals are given for overlaps.
section-annex-two = Two lists
about-annex-two = The classical estimate, and how it moves when the lists depend on each other.
section-annex-bound = Four lists: a lower bound
about-annex-bound = When victims differ in their chance of being listed, only a bound can be defended.
section-annex-models = Five lists: models, averaged
about-annex-models = Models differ in which pairs of lists depend on each other; no single one is chosen.
annex-about = To { $period } no two lists of linked individual records of victims are on record here, so nothing below is about Mali. The tables are published ones, to show what the method gives and where it must not be used.
annex-chapman = Two lists of { $first } and { $second } with { $shared } in common ({ $source }): { $value } in all, { $low } to { $high } (Chapman; { $formula }).
annex-dependence = The same two lists when they depend on each other (odds ratio { $odds }): { $list }. The data cannot tell which.
annex-bound = { $observed } killings on four lists, { $once } of them on one only and { $twice } on two ({ $source }): { $value }, { $low } to { $high } (Chao’s lower bound; { $formula }).
annex-models = Five lists of { $observed } cases ({ $source }): { $value } in all, { $low } to { $high }, averaged by BIC over { $found } of { $all } log-linear models that have an estimate. The ten best alone range from { $least } to { $most }.
annex-refused = Totals per list, without who is on both, are refused: overlaps need to say who is on both lists, and totals do not.
annex-no-pair = none
table-models = The best models: pairs of lists allowed to depend on each other
column-terms = Pairs
column-total = In all
column-bic = BIC
column-weight = Weight
