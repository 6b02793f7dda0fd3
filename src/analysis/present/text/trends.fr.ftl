# Phrases sur l’évolution et son incertitude. Les nombres arrivent déjà écrits ; ceux en _n choisissent singulier ou pluriel.

## Titre et sections
page-trends = Tendances et part du hasard
section-trends-short = En bref
about-trends-short = Les victimes surviennent par incidents, et un seul massacre peut représenter la moitié d’un trimestre. Avant de lire une évolution, on la confronte à ce que donnerait la seule répartition fortuite des incidents.
section-trends-published = Les chiffres publiés
about-trends-published = La mission publiait des totaux, et non des incidents. Aucun intervalle ne peut être calculé à partir de deux totaux : il n’y en a donc pas ; une lecture avec une dispersion empruntée accompagne l’évolution et se présente pour ce qu’elle est.
section-trends-change = L’évolution et ce dont elle dépend
about-trends-change = La même évolution des données d’événements, avec tout ce qui empêche de trop s’y fier : la répartition des victimes entre les incidents, le poids d’un seul d’entre eux, ce que la couverture pourrait expliquer.
section-trends-pair = Incidents et victimes, côte à côte
about-trends-pair = Un seul grand incident modifie le nombre de victimes, et presque pas celui des incidents.
section-trends-series = La longue série et ses ruptures
about-trends-series = Une ligne ne relie que des trimestres qui comptent la même chose.
section-trends-eight = Par rapport aux huit trimestres précédents
about-trends-eight = La place du trimestre parmi ceux des deux années précédentes, et l’écart que le seul hasard peut produire.
section-trends-year = Par rapport au même trimestre un an plus tôt
about-trends-year = Les mêmes mois de l’année précédente, pour qu’aucune saison ne s’interpose.
section-trends-position = Parmi toutes les évolutions antérieures
about-trends-position = Ni modèle ni incidents ne sont nécessaires ici : combien d’évolutions trimestrielles antérieures sont allées dans le même sens au moins aussi loin.
section-trends-breaks = Un changement de niveau
about-trends-breaks = Une rupture est une date, non une cause. Ce que le dossier retient à cette date, quant aux définitions, au mandat et aux sources, figure à côté.
section-trends-season = Saison
about-trends-season = On teste l’existence d’une saison avant de la supposer.

## Évolution entre deux trimestres
trend-unit-deaths = décès dans des violences organisées
trend-unit-victims = victimes
trend-unit-killed = personnes tuées
trend-not-covered = Les données d’événements ({ $source }) ne couvrent pas à la fois le trimestre de { $period } et celui qui précède : elles n’offrent aucune évolution à constater.
trend-own-rule = selon sa propre règle
trend-counts = Au Mali, le nombre de { $unit } que recensent les données est passé de **{ $before }** ({ $previous }) à **{ $now }** ({ $period }) : **{ $change }**.
trend-counts-small = Au Mali, le nombre de { $unit } que recensent les données est passé de **{ $before }** ({ $previous }) à **{ $now }** ({ $period }) : trop peu pour un pourcentage.
trend-too-few = trop peu pour un pourcentage
trend-interval = Les victimes surviennent par incidents : le rapport { $ratio } a donc un intervalle, groupé par incident, de **{ $low } à { $high }** ({ $level } ; p { $p }).
trend-bounded = La source ne donne pas la taille de chaque incident : l’intervalle ({ $level }, groupé par incident) du rapport { $ratio } n’est donc connu qu’entre deux bornes, au plus étroit **{ $nlow } à { $nhigh }**, au plus large **{ $low } à { $high }**, selon ce que permettent le nombre d’incidents, leur somme et le plus grand d’entre eux.
trend-weight =
    Le total de { $now } se répartit sur { $incidents } { $incidents_n ->
        [one] incident
       *[other] incidents
    } et pèse comme { $effective } cas indépendants (dispersion { $dispersion }) ; celui de { $before } ({ $previous }) se répartit sur { $incidents-before } et pèse comme { $effective-before } (dispersion { $dispersion-before }).
trend-undefined = non défini
trend-lethal = Le nombre d’incidents ayant fait des victimes est passé de { $before } à { $now } : rapport { $ratio }.
trend-largest = Sans le plus grand incident de chaque trimestre, le rapport des victimes est de { $ratio } ({ $formula }).
trend-tipping = L’évolution disparaît si la couverture des événements a varié d’un facteur { $ratio } entre les deux trimestres.
trend-plain = À titre de contraste seulement, l’intervalle de Poisson simple, qui prend chaque victime pour un cas à part : { $low } à { $high }. Il est trop étroit.
trend-none = Aucune victime au trimestre de { $previous }, aucune au trimestre de { $period } : il n’y a pas de rapport à donner.
trend-ratio = { $value } ({ $low } à { $high })
range = { $low } à { $high }
trend-no-limit = sans limite

## Part du hasard
trend-source = Données d’événements : { $source } ({ $inclusion }).
trend-kind-fall = baisse
trend-kind-rise = hausse
trend-kind-same = variation
trend-beyond = **La { $kind } de { $before } à { $now } { $unit } dépasse ce que permet la répartition fortuite des incidents** : l’intervalle du rapport, { $low } à { $high }, exclut la valeur un, qui est l’absence de changement.
trend-within = **La { $kind } de { $before } à { $now } { $unit } reste dans les limites de ce que permet la répartition fortuite des incidents** : l’intervalle du rapport, { $low } à { $high }, comprend la valeur un, qui est l’absence de changement.
trend-open = **On ne peut dire si la { $kind } de { $before } à { $now } { $unit } reste dans les limites de ce que permet la répartition fortuite des incidents** : cela dépend de la manière dont les victimes se répartissent entre les incidents. Réparties aussi également que le permettent les nombres connus, elles donnent un rapport de { $nlow } à { $nhigh }, qui exclut la valeur un, l’absence de changement ; concentrées dans quelques incidents, un rapport de { $low } à { $high }, qui la comprend.
trend-borrowed-within = **La { $kind } de { $before } à { $now } { $unit } dans les chiffres publiés reste dans les limites de ce que permet la répartition fortuite des incidents**, si ce qu’ils comptent survient par incidents aussi inégaux que ceux des données d’événements. Des totaux publiés n’ont pas d’intervalle propre ; lu avec cette dispersion empruntée ({ $dispersion }), le rapport { $ratio } en a un de { $nlow } à { $nhigh } au plus étroit et de { $low } à { $high } au plus large. L’un et l’autre comprennent la valeur un, l’absence de changement.
trend-borrowed-beyond = **La { $kind } de { $before } à { $now } { $unit } dans les chiffres publiés dépasse ce que permet la répartition fortuite des incidents**, si ce qu’ils comptent survient par incidents aussi inégaux que ceux des données d’événements. Des totaux publiés n’ont pas d’intervalle propre ; lu avec cette dispersion empruntée ({ $dispersion }), le rapport { $ratio } en a un de { $low } à { $high } au plus large, qui exclut la valeur un, l’absence de changement.
trend-borrowed-open = **On ne peut dire si la { $kind } de { $before } à { $now } { $unit } dans les chiffres publiés reste dans les limites de ce que permet la répartition fortuite des incidents.** Des totaux publiés n’ont pas d’intervalle propre ; lu avec la dispersion empruntée aux données d’événements ({ $dispersion }), le rapport { $ratio } en a un de { $nlow } à { $nhigh } au plus étroit, qui exclut la valeur un, l’absence de changement, et de { $low } à { $high } au plus large, qui la comprend.
trend-borrowed-label = Dispersion empruntée, non mesurée : les chiffres publiés ne donnent pas d’incidents ; c’est celle de { $lender }, dont les décès comprennent des combattants.
trend-borrowed-none = Aucune évolution entre deux chiffres publiés ne peut être calculée pour le trimestre de { $period } : aucune n’est donc lue non plus avec une dispersion empruntée.
trend-published-interval = Aucun intervalle n’est calculé à partir de deux totaux publiés.
trend-why =
    Pourquoi un intervalle si large : quelques incidents concentrent une grande part du total. Le plus grand du trimestre de { $period } a fait à lui seul { $largest } { $largest_n ->
        [one] victime
       *[other] victimes
    } sur { $now }, celui du trimestre de { $previous } { $largest-before } sur { $before }. Si l’un d’eux était survenu une semaine plus tard, ou avait échappé au recensement, l’évolution serait autre. Le nombre d’incidents dépend moins de chacun d’eux : { $incidents-before } puis { $incidents }, rapport { $lethal }, qui { $verdict }.
trend-why-beyond = exclut l’absence de changement
trend-why-within = n’exclut pas l’absence de changement

## Par rapport au passé
trend-before = Par rapport au même trimestre un an plus tôt, le nombre de { $unit } est passé de { $before } ({ $previous }) à { $now } ({ $period }) : **{ $change }**.
trend-before-published = Dans les chiffres publiés, à périmètre égal : de { $before } civils ({ $previous }) à { $now }, **{ $change }**.
trend-before-none = Les chiffres publiés pour les périodes de { $previous } et de { $period } ne comptent pas la même chose, ou font défaut : aucune évolution sur un an n’en est tirée.
trend-eight = Les huit trimestres précédant celui de { $period } ont compté en moyenne { $mean } { $unit }, de { $low } à { $high }. À ce niveau et avec cette dispersion, le trimestre suivant se situe, par le seul hasard, entre { $least } et { $most } ({ $level }, nombres surdispersés) ; celui de { $period } en compte **{ $now }**, { $verdict }.
trend-eight-inside = dans ces limites
trend-eight-above = au-dessus de ces limites
trend-eight-below = au-dessous de ces limites
trend-eight-none = Les chiffres publiés n’offrent pas huit trimestres d’une même définition avant celui de { $period } : aucune bande n’en est tirée.
trend-position =
    { $reached_n ->
        [0] Parmi les { $count } évolutions trimestrielles antérieures du nombre de { $unit } depuis le trimestre de { $first }, aucune n’est allée dans le même sens au moins aussi loin.
        [one] Parmi les { $count } évolutions trimestrielles antérieures du nombre de { $unit } depuis le trimestre de { $first }, { $reached } est allée dans le même sens au moins aussi loin.
       *[other] Parmi les { $count } évolutions trimestrielles antérieures du nombre de { $unit } depuis le trimestre de { $first }, { $reached } sont allées dans le même sens au moins aussi loin.
    }
trend-position-published =
    { $count_n ->
        [one] { $reached_n ->
            [0] La seule évolution antérieure des chiffres publiés qui se prête à une comparaison à périmètre égal n’est pas allée aussi loin dans le même sens.
           *[other] La seule évolution antérieure des chiffres publiés qui se prête à une comparaison à périmètre égal est allée dans le même sens au moins aussi loin.
        }
       *[other] { $reached_n ->
            [0] Parmi les { $count } évolutions antérieures des chiffres publiés qui se prêtent à une comparaison à périmètre égal, aucune n’est allée dans le même sens au moins aussi loin.
            [one] Parmi les { $count } évolutions antérieures des chiffres publiés qui se prêtent à une comparaison à périmètre égal, { $reached } est allée dans le même sens au moins aussi loin.
           *[other] Parmi les { $count } évolutions antérieures des chiffres publiés qui se prêtent à une comparaison à périmètre égal, { $reached } sont allées dans le même sens au moins aussi loin.
        }
    }
trend-position-none = Il n’y a pas d’évolution antérieure des chiffres publiés à côté de laquelle placer celle-ci.
trend-break = Sur les { $count } trimestres s’achevant par celui de { $period }, le niveau du nombre de { $unit } change au trimestre **{ $quarter }** : de { $before } par trimestre en moyenne à { $after }. Ce que le dossier retient de cette date : { $events }.
trend-event = { $period }, { $text }
trend-break-no-event = rien quant aux définitions, au mandat ou aux sources ; une rupture est une date, non une cause
trend-break-none = Sur les { $count } trimestres s’achevant par celui de { $period }, aucune rupture n’apparaît dans le niveau du nombre de { $unit }.
trend-break-too-short = Les données d’événements ont moins de douze trimestres sans lacune jusqu’à celui de { $period } : aucune rupture n’y est cherchée.
trend-break-published = Les chiffres publiés ne comptent jamais la même chose douze trimestres de suite (la plus longue suite est de { $longest }) : aucune rupture n’y est donc cherchée ; leurs ruptures sont des changements de définition.
trend-definition = le chiffre principal des notes compte désormais ceci : { $rule }
trend-season-no = Sur les { $years } années complètes jusqu’au trimestre de { $period }, aucun trimestre de l’année n’est régulièrement plus élevé que d’autres (test de Friedman, p { $p }) : rien n’est corrigé des variations saisonnières.
trend-season-yes = Sur les { $years } années complètes jusqu’au trimestre de { $period }, certains trimestres de l’année sont régulièrement plus élevés que d’autres (test de Friedman, p { $p }) : il faut comparer avec le même trimestre un an plus tôt. Rien n’est corrigé ici des variations saisonnières.
trend-season-too-short = Les données d’événements ont moins de quatre années complètes jusqu’au trimestre de { $period } : aucune saison n’est testée, et aucune n’est supposée.
trend-past-none = Les données d’événements ont trop peu de trimestres avant celui de { $period } pour cela.
trend-coverage = Que le nombre de victimes recensées ait changé ne dit pas que la violence a changé : ce peut être la couverture des événements.

## Mises en garde
trend-warning-few_incidents = Moins de dix incidents dans un trimestre : même cet intervalle est trop étroit.
trend-warning-one_incident_dominates = Un seul incident représente l’essentiel d’un trimestre : avec une distribution si étirée, même cet intervalle est trop étroit.
trend-warning-bounded_interval = Seuls sont connus le nombre d’incidents, leur somme et le plus grand : l’intervalle est borné, non connu.
trend-warning-small_base = Moins de vingt cas : le rapport est instable.
trend-warning-too_narrow = Chaque victime est prise pour un cas à part : l’intervalle est trop étroit et ne sert que de contraste.
trend-warning-borrowed_dispersion = L’intervalle repose sur la dispersion d’autres données : c’est une lecture, non un résultat.
trend-warning-seasonal = Certains trimestres de l’année sont régulièrement plus élevés que d’autres.
trend-warning-not_seasonal = Aucun trimestre de l’année n’est régulièrement plus élevé que d’autres.
