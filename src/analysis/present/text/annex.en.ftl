# Sentences of the annex on lists.
page-annex_lists = Annex: lists of the same victims
annex-about = To { $period } no two lists of linked individual records of victims are on record here, so nothing below is about Mali. The tables are published ones, to show what the method gives and where it must not be used.
annex-chapman = Two lists of { $n1 } and { $n2 } with { $shared } in common ({ $source }): { $value } in all, { $low } to { $high } (Chapman; { $formula }).
annex-dependence = The same two lists when they depend on each other (odds ratio { $odds }): { $list }. The data cannot tell which.
annex-bound = { $observed } killings on four lists, { $once } of them on one only and { $twice } on two ({ $source }): at least { $value }, { $low } to { $high } (Chao’s lower bound; { $formula }).
annex-models = Five lists of { $observed } cases ({ $source }): { $value } in all, { $low } to { $high }, averaged by BIC over { $found } of { $all } log-linear models that have an estimate. The ten best alone range from { $least } to { $most }.
annex-refused = Totals per list, without who is on both, are refused: “{ $error }”
table-models = The best models: pairs of lists allowed to depend on each other
column-terms = Pairs
column-total = In all
column-bic = BIC
column-weight = Weight
