# Les sources en regard, et la série de la mission prolongée. Les nombres arrivent déjà écrits à la manière du lecteur.
page-sources_compared = Les sources en regard, et après la mission
modelled-mark = modélisé, ce n’est pas un chiffre de la mission

## La réponse
continue-no = **Les données ne permettent pas de prolonger utilement le décompte des civils tués établi par la mission.** { $why }
continue-yes = **Les données permettent de prolonger le décompte des civils tués établi par la mission, dans de larges intervalles.** { $why }
continue-why-leave_one_out = Estimé à partir des autres trimestres, le modèle étant choisi de nouveau à chaque fois, un trimestre est manqué d’un facteur { $ours } en moyenne ; la référence « { $baseline } » le manque de { $theirs }, pas davantage.
continue-why-rolling_origin = Estimé à partir des seuls trimestres antérieurs, comme il le faut après la mission, le modèle retenu ({ $method }) se trompe d’un facteur { $ours } en moyenne ; la référence « { $baseline } », d’un facteur { $theirs }.
continue-why-coverage = Seuls { $inside } trimestres se trouvent dans leur intervalle à { $level }.
continue-for-leave_one_out = Estimé à partir des autres trimestres, antérieurs et postérieurs, le modèle étant choisi de nouveau à chaque fois, il se trompe d’un facteur { $ours } ; la meilleure référence sans données d’événements (« { $baseline } »), d’un facteur { $theirs }.
continue-for-rolling_origin = Estimé à partir des seuls trimestres antérieurs, comme il le faut après la mission, le modèle retenu ({ $method }) se trompe d’un facteur { $ours } ; la meilleure référence sans données d’événements (« { $baseline } »), d’un facteur { $theirs }.
continue-few = Dans les deux recensements, { $count } trimestres comptent des civils tués sur le même périmètre, de { $first } à { $last }. Sur ces trimestres, le chiffre de la mission est passé de { $most } fois celui d’UCDP à { $least } fois : l’écart entre les deux n’était pas constant quand ils existaient tous deux, et nul ne peut voir ce qu’il est devenu.
continue-use = Toute valeur donnée ci-dessous pour un trimestre postérieur à la mission est **modélisée, ce n’est pas un chiffre de la mission** : elle dit ce qu’une formule tire des données d’événements, non ce qui s’est passé, ni ce que la mission aurait constaté là où elle ne pouvait plus se rendre.

## En regard
beside-mission-published = Les notes de la mission comptent **{ $killed }** tués ({ $rule }).
beside-mission-derived = Aucune note sur le trimestre ne donne les tués ; le semestre en laisse **{ $killed }** ({ $rule }), chiffre déduit, non publié.
beside-mission-none = Il n’existe aucun chiffre de la mission pour la période de { $period } : ses notes au dossier couvrent les trimestres de { $first } à { $last }.
beside-ucdp = UCDP compte **{ $civilians }** civils tués et { $deaths } morts en tout, combattants compris (entre parenthèses, l’estimation haute).
beside-ucdp-partial = Les données d’UCDP ne couvrent qu’une partie du trimestre ({ $months }) : aucune comparaison n’est faite.
beside-ucdp-none = Aucune donnée d’événements d’UCDP sur ce trimestre n’est disponible ici.
beside-other = { $other } tués, selon la règle propre à cette source.
beside-ratio = Le chiffre de la mission vaut **{ $ratio }** fois les civils d’UCDP. Cela mesure l’écart entre deux recensements, non lequel a raison.
beside-window = Un rapport du Secrétaire général compte { $killed } tués ({ $what }, { $window }) : une période et une règle qui lui sont propres, jamais raccordées aux notes.
beside-window-all = tués
parting = { $text } ({ $evidence })
parts-far = C’est ici qu’ils s’écartent le plus : pour la période de { $high }, le chiffre de la mission vaut { $most } fois les civils d’UCDP, pour celle de { $low }, { $least } fois. Ce que l’on sait des raisons :
agree-rule = Là où le chiffre de la mission compte ceci : { $rule } ({ $span }), { $alike } paires de trimestres sont dans le même ordre dans les deux recensements (tau de Kendall : { $tau }) ; avec tous les morts d’UCDP au lieu de ses civils, { $alike-deaths } ({ $tau-deaths }).
agree-moura = Sans le trimestre dont la mission n’a pas compté Moura, { $alike } paires le sont ({ $tau }).
agree-apart = Des trimestres comptés selon des règles différentes ne sont pas classés ensemble.

## Les modèles candidats
candidates = Chaque candidat est une droite entre les logarithmes des deux décomptes. Est retenu celui qui se trompe le moins quand chaque trimestre est mis de côté à son tour : ici **{ $method }**, de pente { $slope } (un voudrait dire en proportion). « { $choice } » est ce que la règle elle-même obtient quand elle doit choisir sans le trimestre à estimer ; c’est l’erreur honnête du choix.
coverage = Sur { $count } trimestres estimés sans eux-mêmes, { $inside } sont dans l’intervalle à { $level } du candidat retenu, { $anew } dans celui du candidat choisi de nouveau. Avec si peu de trimestres, tout nombre à partir de { $least } est compatible avec { $level }.
interval = L’intervalle comprend l’incertitude des paramètres de la droite, la dispersion des trimestres autour d’elle et celle des données d’événements : leurs civils n’ayant pas de fourchette propre, on emprunte l’écart entre la meilleure estimation et l’estimation haute de l’ensemble des morts.
method-last = Dernière valeur
method-mean = Moyenne géométrique des chiffres de la mission
method-mean_ratio = Rapport moyen
method-ratio = Un seul rapport (logarithmes)
method-quasi_poisson = Quasi-Poisson, UCDP en compensation
method-log_linear = Log-linéaire
method-robust = Droite robuste (Theil-Sen)
method-choice = Choisi de nouveau à chaque fois
reading-same_scope = Civils tués, même périmètre (retenu ici)
reading-published_only = De même, chiffres publiés seulement
reading-with_moura = Avec janvier à mars 2022, Moura dans un seul des recensements
reading-largest_left_out = Avec ce trimestre, moins le plus grand événement d’UCDP, comme s’il était Moura et n’avait tué que des civils
reading-persons_killed = Personnes tuées, règle de la mission avant avril 2021, à part
supports-yes = oui
supports-no = non

## Valeurs
value-modelled = Pour la période de { $period }, le candidat retenu donne **{ $value }** civils tués (intervalle à { $level } : { $low } à { $high }) : **modélisé, ce n’est pas un chiffre de la mission**. Les références : { $baselines }.
value-baseline = { $method } { $value } ({ $low } à { $high })
value-mission = Pour la période de { $period }, rien n’est modélisé : seuls le sont les trimestres postérieurs aux derniers chiffres de la mission.
value-uncovered = Pour la période de { $period }, rien n’est modélisé : les événements d’UCDP ne couvrent pas les trois mois, ou ne comptent aucun civil tué.
value-same = L’intervalle contient la référence qui n’utilise aucune donnée d’événements, la moyenne géométrique des chiffres de la mission ({ $mean }) : les données d’événements ne distinguent pas ce trimestre d’un trimestre moyen.
value-apart = L’intervalle exclut la référence qui n’utilise aucune donnée d’événements, la moyenne géométrique des chiffres de la mission ({ $mean }).
trend-warning-extrapolated = Les données d’événements du trimestre sont hors de celles des trimestres communs : la droite est prolongée.
trend-warning-preliminary = Issu de fichiers candidats, qui grossissent jusqu’à la publication annuelle.

## Âge
age-final = Les chiffres d’UCDP pour la période de { $period } viennent d’une publication annuelle (version { $version }). La dernière année y a été revue une fois, et les années antérieures, sur lesquelles les candidats sont ajustés, plusieurs fois : elles n’ont pas le même âge, et rien au dossier ne dit de combien la dernière année changera encore.
age-preliminary = **Provisoire.** Les chiffres d’UCDP pour la période de { $period } viennent de fichiers candidats. De tels chiffres grossissent jusqu’à la publication annuelle : d’un facteur { $growth } ({ $place }, { $span } : de { $young } morts à { $grown }).
growth-world = monde entier
age-same = Au même âge, tels que les fichiers candidats les ont d’abord donnés : { $list }.
age-same-one = { $period }, { $young } morts, devenus { $grown } depuis
age-same-none = Aucun fichier candidat de trimestres antérieurs n’a été conservé : aucun ne peut être comparé au même âge.

## Une note après la mission
after-known = **Ce que l’on sait.**
after-from = **D’où on le sait.**
after-modelled = **Ce qui est modélisé.**
after-unknown = **Ce que nul ne sait.** Combien de civils ont été tués. UCDP compte ce que rapportent ses sources, avec un acteur désigné ; ce que personne n’a pu rapporter ne figure dans aucun décompte. Depuis le départ de la mission, personne ne documente les cas sur place comme le faisait sa division des droits de l’homme : si les données d’événements en manquent aujourd’hui plus qu’hier, ou moins, ne peut être mesuré.
after-source = { $title }, version { $version } ({ $licence }).
after-where = Les chiffres de la mission sont ceux de ses notes, tels que des pages publiques les impriment. Le cahier `sources_compared` met toutes les sources en regard et montre les candidats et leurs erreurs.

## Sections
section-beside-quarter = Le trimestre dans chaque source
about-beside-quarter = Chaque source compte selon sa propre définition. Où elles s’écartent, et ce que l’on sait des raisons, suit les chiffres.
section-beside-all = Tous les trimestres, en regard
about-beside-all = Les tués de la mission en regard des civils et de tous les morts d’UCDP, et de toute source importée. Rien n’est ici additionné ni raccordé.
section-beside-ranks = Les recensements concordent-ils ?
about-beside-ranks = Un rapport dit l’écart entre deux recensements ; l’ordre des trimestres, s’ils racontent les mêmes hausses et les mêmes baisses.
section-beside-windows = Rapports du Secrétaire général
about-beside-windows = Une série à part : d’autres périodes, d’autres règles.
section-beside-after = Après la mission
about-beside-after = Tout ce que contient cette section est modélisé, ce ne sont pas des chiffres de la mission.
section-beside-candidates = Les candidats, et ce qu’ils valent
about-beside-candidates = Les références viennent d’abord : un candidat qui ne fait pas mieux ne sert à rien.
section-beside-readings = De quoi dépend la réponse
about-beside-readings = Avec et sans Moura, chiffres publiés seulement, et l’ancienne définition à part.
section-beside-age = L’âge des données
about-beside-age = Les événements arrivent pendant des mois et les fichiers sont révisés : un trimestre jeune ne se compare pas à un ancien.
section-beside-long = La longue durée
about-beside-long = La série nationale d’UCDP, une seule source et une seule définition sur toute la période.
section-note-beside = En regard d’autres sources, et après la mission
about-note-beside = D’autres recensements du même trimestre, chacun selon sa définition ; une fois la mission partie, ce que l’on sait, d’où, ce qui est modélisé et ce que nul ne sait.

## Tableaux
table-beside = Tués au Mali par trimestre et par source, chacune selon sa propre définition
table-windows = Tués dans les rapports du Secrétaire général, chacun sur une période qui lui est propre ; jamais raccordés aux notes
table-candidates = Les candidats sur les trimestres communs : erreur typique en facteur (un : aucune), score d’intervalle (le plus petit est le meilleur), trimestres dans l’intervalle à { $level }
table-values = Civils tués après la mission : valeurs modélisées, non des chiffres de la mission ; intervalles à { $level }
table-readings = De quoi dépend la réponse : la même règle de choix, selon d’autres lectures de ce qui est comparable. Les trimestres antérieurs à avril 2021 comptent les personnes tuées selon une autre règle : ils ne sont pas mêlés aux autres et servent, à part, de contrôle. Valeur : { $last }, modélisée, non un chiffre de la mission
column-mission = Mission : tués
column-mission-counts = Ce que compte le chiffre de la mission
column-civilians = UCDP : civils
column-deaths = UCDP : tous les morts (estimation haute)
column-others = Autres sources : tués
column-ratio = Mission / civils d’UCDP
column-modelled = Modélisé, non un chiffre de la mission
column-window = Période
column-what = Qui
column-method = Méthode
column-leave_one_out = Chaque trimestre mis de côté
column-rolling_origin = À partir du passé seul
column-score = Score d’intervalle
column-inside = Dans l’intervalle
column-reading = Lecture
column-quarters = Trimestres
column-chosen = Retenu
column-supports = Permet de prolonger
column-value-last = Référence : dernière valeur
column-value-mean = Référence : moyenne géométrique
column-value-mean_ratio = Référence : rapport moyen
cell-against = { $ours } contre { $theirs }
cell-range = { $value } ({ $low } à { $high })
cell-high = { $value } (à { $high })
cell-partial = une partie du trimestre
so-many = { $some } sur { $every }

## Noms de ce qui est mesuré
measure-ratio_of_sources = Tués de la mission rapportés à un décompte d’événements
measure-rank_agreement = Accord des rangs (tau-b de Kendall)
measure-growth = Croissance des fichiers candidats à la publication annuelle
measure-leave_one_out = Erreur typique, chaque trimestre mis de côté
measure-rolling_origin = Erreur typique, à partir du passé seul
measure-interval_score = Score d’intervalle
measure-coverage = Trimestres dans leur intervalle
measure-quarters_compared = Trimestres connus des deux recensements
measure-slope = Pente du candidat retenu
measure-fewest_inside = Plus petit nombre de trimestres compatible avec le niveau
unit-correlation = corrélation, de -1 à 1
unit-log = unités logarithmiques
class-of-last = dernière valeur
class-of-mean = moyenne géométrique des chiffres de la mission
class-of-mean_ratio = rapport moyen
class-of-ratio = un seul rapport
class-of-quasi_poisson = quasi-Poisson avec compensation
class-of-log_linear = log-linéaire
class-of-robust = droite robuste
class-of-choice = choisi de nouveau à chaque fois
class-of-civilians_killed = civils tués

## Figures
fig-sources-title = Tués de la mission et civils d’UCDP : de { $first } fois ({ $start }) à { $last } fois ({ $end })
fig-sources-caption = En haut, échelle logarithmique : personnes tuées par trimestre au Mali dans les notes de la mission des Nations Unies (carrés : personnes tuées ; cercles : civils tués ; creux : déduit du semestre, non publié ; un trait ne relie que des trimestres qui comptent la même chose), civils tués et tous les morts selon UCDP (barre : jusqu’à l’estimation haute). En bas : le chiffre de la mission rapporté aux civils d’UCDP ; 1 : les deux sont égaux. La mission n’a pas compté les événements de Moura (27-31 mars 2022) dans son chiffre de janvier à mars 2022 ; UCDP les compte. Deux recensements, deux définitions : le rapport ne dit pas lequel a raison.
fig-sources-alt = Par trimestre, tués de la mission et civils d’UCDP : { $list }.
fig-sources-point = { $quarter } { $killed } et { $civilians }
fig-mission = Mission : tués
fig-events-civilians_killed = UCDP : civils
fig-events-killed = UCDP : tous les morts
fig-sources-moura = Moura : dans UCDP seulement
axis-deaths_log = Morts (échelle log)
axis-ratio_of_sources = Mission / UCDP (rapport)
fig-continuation-title-no = Pas un prolongement utile : civils tués après la mission, modélisés
fig-continuation-title-yes = Civils tués après la mission, modélisés
fig-continuation-caption = Civils tués au Mali par trimestre, échelle logarithmique. Fond gris : trimestres couverts par les notes de la mission des Nations Unies, avec ses chiffres (carrés : personnes tuées, selon une autre règle ; cercles : civils tués ; creux : déduit, non publié). Losanges avec barres : modélisés à partir des civils d’UCDP, intervalles à { $level }, ce ne sont pas des chiffres de la mission ; aucun trait ne les y relie. Tirets et bande : la référence, moyenne géométrique des chiffres comparables de la mission, avec son intervalle à { $level }. Petits points : civils d’UCDP. { $verdict }
fig-continuation-verdict-no = Le meilleur candidat ne fait pas mieux que les références dans toutes les épreuves : les données ne permettent pas de prolonger utilement la série.
fig-continuation-verdict-yes = Le candidat retenu fait mieux que les références sur les trimestres communs.
fig-continuation-alt = Modélisés, non des chiffres de la mission : { $list }. Référence, moyenne géométrique des chiffres de la mission : { $value } ({ $low } à { $high }).
fig-continuation-point = { $value } ({ $low } à { $high }) au { $period }
fig-continuation-modelled = modélisé, non des
    chiffres de la mission
fig-continuation-mission = notes de la mission
fig-continuation-baseline = Référence : moyenne
axis-civilians_killed = Civils tués (échelle log)
fig-long-title = Morts dans les violences organisées au Mali : { $value } de { $period }, le plus haut trimestre recensé
fig-long-caption = Morts dans les violences organisées au Mali par trimestre de début de l’événement, de { $first } à { $last }, selon UCDP (meilleure estimation ; version { $version }). En bleu : civils. Fond gris : les années de la mission des Nations Unies, de la résolution qui l’a créée à son départ. { $rule }. Ce ne sont pas des chiffres de la mission.
fig-long-alt = Morts par année : { $list }.
fig-long-mission = Mission des Nations Unies
fig-long-killed = tous les morts
fig-long-civilians_killed = civils
axis-deaths_quarter = Morts par trimestre (nombre)
