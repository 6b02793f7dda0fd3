# Phrases de l’annexe sur les listes.
page-annex_lists = Annexe : des listes des mêmes victimes
section-annex-about = Ce que des listes peuvent dire
about-annex-about = Là où plusieurs listes nomment une à une les mêmes victimes, leur recoupement renseigne sur celles qui ne figurent sur aucune. Cette annexe montre comment, sur des tableaux publiés, et quand s’en abstenir. Elle ne fournit jamais de chiffre principal.
section-annex-limits = Quand ne pas s’en servir
about-annex-limits =
    - Sur des totaux : deux totaux ne disent rien de qui figure sur les deux listes. Il faut des fiches individuelles, rapprochées par nom, lieu et date.
    - Sur des listes qui se recopient, ou qui nomment des victimes pour les mêmes raisons : elles se recoupent trop, et le résultat est trop bas. Des listes qui couvrent des lieux différents se recoupent trop peu, et le résultat est trop élevé. Aucune donnée des listes elles-mêmes ne permet de le savoir.
    - Sur des fiches rapprochées avec des erreurs : chaque rapprochement manqué ajoute aux victimes non vues, chaque faux rapprochement en retire.
    - Sur un groupe qui n’est pas fermé : autres lieux, autres dates, autres définitions d’une victime.
    - Sur des recoupements clairsemés, où beaucoup de modèles n’ont pas d’estimation : là, la borne inférieure seulement.
    - Pour comparer des trimestres : les listes changent de l’un à l’autre, et tout ce qui précède avec elles.
section-annex-refused = Les totaux sont refusés
about-annex-refused = Ce qui arrive quand on donne des totaux pour des recoupements.
section-annex-two = Deux listes
about-annex-two = L’estimation classique, et ce qu’elle devient lorsque les listes dépendent l’une de l’autre.
section-annex-bound = Quatre listes : une borne inférieure
about-annex-bound = Lorsque les victimes n’ont pas toutes la même chance d’être recensées, seule une borne peut être défendue.
section-annex-models = Cinq listes : une moyenne de modèles
about-annex-models = Les modèles diffèrent par les paires de listes qui dépendent l’une de l’autre ; aucun n’est choisi seul.
annex-about = Jusqu’au trimestre de { $period }, le dossier ne contient pas deux listes de fiches individuelles de victimes rapprochées entre elles : rien de ce qui suit ne porte donc sur le Mali. Les tableaux ont été publiés ailleurs et montrent ce que donne la méthode et où il ne faut pas l’employer.
annex-chapman = Deux listes de { $first } et { $second } cas, dont { $shared } en commun ({ $source }) : { $value } au total, de { $low } à { $high } (Chapman ; { $formula }).
annex-dependence = Les deux mêmes listes lorsqu’elles dépendent l’une de l’autre (rapport de cotes { $odds }) : { $list }. Les données ne disent pas lequel est le bon.
annex-bound = { $observed } homicides sur quatre listes, dont { $once } sur une seule et { $twice } sur deux ({ $source }) : { $value }, de { $low } à { $high } (borne inférieure de Chao ; { $formula }).
annex-models = Cinq listes de { $observed } cas ({ $source }) : { $value } au total, de { $low } à { $high }, en moyenne pondérée par le BIC de { $found } modèles log-linéaires sur { $all }, ceux qui ont une estimation. Les dix meilleurs à eux seuls vont de { $least } à { $most }.
annex-refused = Des totaux par liste, sans dire qui figure sur les deux, sont refusés : un recoupement doit dire qui figure sur les deux listes, et des totaux ne le disent pas.
annex-no-pair = aucune
table-models = Les meilleurs modèles : paires de listes autorisées à dépendre l’une de l’autre
column-terms = Paires
column-total = Au total
column-bic = BIC
column-weight = Poids
