# Mots des figures : axes, étiquettes, constats, légendes, textes de remplacement. Les nombres arrivent écrits.

## Sur les figures
fig-quarter = T{ $number }
axis-victims = Civils (nombre)
axis-persons = Personnes (nombre)
axis-killed = Tués (personnes)
axis-share = Part (%)
axis-share-attributed = Part de ce que compte la note (%)
axis-leading = Chiffre principal (unité indiquée)
axis-checks = Vérifications (nombre)
axis-ratio = Trimestre suivant / précédent (rapport, échelle log.)
axis-deaths = Décès (nombre)
axis-incidents = Incidents (nombre)
in-count = (nombre)
break-violations_all = violations et atteintes
break-civilians_harmed = civils touchés
break-civilians_harmed_or_detained = y c. détenus
break-moura_left_out = sans Moura
break-violations_by_outcome = violations et atteintes, par forme
break-deaths = personnes tuées
break-civilians_killed = civils tués
remainder-who = Non attribué dans la liste publiée
remainder-where = Hors de la liste publiée
bar-holds = exact
bar-remark = avec réserve
bar-fails = inexact ou non comparable
bar-open = non vérifiable
row-ratio_plain_poisson = Victimes, chacune prise comme un cas à part
row-ratio_of_victims = Victimes, groupées par incident
row-ratio_of_lethal_incidents = Incidents avec victimes
row-ratio_without_largest = Victimes sans les plus gros incidents
row-tipping_point = Couverture qui suffirait à l’expliquer
row-published = Chiffres publiés, dispersion empruntée
fig-up-to = (jusqu’à { $high })
fig-range = ({ $low } à { $high })
fig-band-mean = moyenne
fig-band-limits = limite à 95 %
fig-largest-label = plus gros incident
fig-largest-others = tous les autres
fig-preliminary = Provisoire

## Sources et licence
fig-source = Sources : { $list }.
fig-source-page = une page sur les notes de la mission des Nations Unies au Mali ({ $publishers })
fig-source-pages = { $count } pages sur les notes de la mission des Nations Unies au Mali ({ $publishers })
fig-source-others = d’autres éditeurs
fig-source-data = { $title }{ $version }
fig-licence = Figure : CC BY 4.0.
fig-preliminary-caption = Provisoire : les données d’événements seront révisées.

## Éléments de listes
point-derived = { $value } ({ $period }, déduit)
point = { $value } ({ $period })
point-share = { $period } : { $list }
fig-part = { $value } { $name }
fig-part-none = { $name } : { $value }
fig-silent = non publié : { $list }
fig-checks = { $period } { $fails } sur { $all }
fig-largest-part = { $largest } sur { $all } ({ $period })

## La série
fig-series-title = { $killed } tués ({ $period }), dans une série dont la définition change
fig-series-title-missing = Pas de chiffres propres ({ $period }), dans une série dont la définition change
fig-series-caption = Chiffres des notes de la mission des Nations Unies au Mali tels que les rapportent des pages publiques, par trimestre, de janvier 2020 à décembre 2022. a, Le chiffre principal de chaque note, avec ce qu’il compte. b, Les personnes tuées ; jusqu’à la période de janvier à mars 2021, celles que les violations et atteintes documentées ont tuées, à partir d’avril 2021 les civils. Une ligne ne relie que des trimestres qui comptent la même chose ; les verticales en tirets marquent un changement de définition. Losange creux : déduit du semestre ou calculé à définition égale, non publié. Les événements de Moura (27–31 mars 2022) ne sont pas dans les chiffres de janvier à mars 2022.
fig-series-alt = Deux séries par trimestre, 2020 à 2022. Chiffre principal : { $totals }. Tués : { $killed }. Les lignes s’interrompent là où la définition change.

## Formes d’atteinte
fig-outcomes-title = { $list } au Mali, { $period }
fig-outcomes-caption = Personnes touchées au Mali ({ $period }), par forme d’atteinte, telles que des pages publiques rapportent les notes de la mission des Nations Unies. Une forme sans barre n’a pas été publiée.
fig-outcomes-alt = Barres des personnes touchées au Mali ({ $period }) : { $list }.

## Auteurs présumés et lieux
fig-who-title = { $group } : { $share } ({ $subject }) au Mali, { $period }
fig-who-title-of = { $group } : { $share } sur { $whole } { $subject } au Mali, { $period }
fig-who-caption = { $subject } au Mali ({ $period }), par auteur présumé, selon ce que des pages publiques rapportent des notes de la mission des Nations Unies.
fig-who-alt = Barres par auteur présumé, Mali, { $period } : { $list }.
fig-where-title = { $group } : { $share } ({ $subject }) au Mali, { $period }
fig-where-title-of = { $group } : { $share } sur { $whole } { $subject } au Mali, { $period }
fig-where-caption = { $subject } au Mali ({ $period }), par lieu, selon ce que des pages publiques rapportent des notes de la mission des Nations Unies. Les lieux sont ceux de la note, chacun sur sa propre base ; les parts et les nombres de trimestres différents ne se comparent pas.
fig-where-alt = Barres par lieu, Mali, { $period } : { $list }.
fig-hatched = Hachuré : ce que laisse la liste publiée.
fig-bounds = Contour en tirets : jusqu’où irait un groupe si tout ce que laisse la liste était de son fait.
fig-open = Moustache : la plus petite et la plus grande valeur que des sources impriment.
fig-derived = L’astérisque marque un chiffre déduit, non publié comme tel.
fig-over-time-title = { $period } : { $list } ; la base des parts change avec le temps
fig-over-time-title-missing = Pas de parts par auteur présumé ({ $period }) ; la base des parts change avec le temps
fig-no-shares = sans parts
fig-over-time-caption = Parts des auteurs présumés par trimestre, Mali, 2020 à 2022, de ce que compte le chiffre principal de chaque note, selon ce que des pages publiques rapportent des notes de la mission des Nations Unies ; calculées là où les notes donnent des nombres. Trait fin : jusqu’où irait un groupe si tout ce que laisse la liste était de son fait. Une ligne ne relie que des trimestres voisins dont les parts portent sur la même chose. Gris : trimestre sans parts publiées ni calculables. Pas de marque dans un autre trimestre : la liste ne nomme pas le groupe.
fig-over-time-alt = Parts par auteur présumé et par trimestre. { $list }.

## Le contrôle
audit-overview-title = { $fails } vérifications sur { $all } : des chiffres publiés qui ne tiennent pas ou comparent ce qui n’est pas comparable
audit-overview-caption = Vérifications des chiffres que des pages publiques impriment d’après les notes de la mission des Nations Unies au Mali, par période : parts et évolutions contre les nombres, listes contre les totaux, trimestres contre les années, sources et définitions entre elles.
audit-overview-alt = Barres empilées par période, avec les vérifications qui ne tiennent pas ou comparent ce qui n’est pas comparable : { $list }.

## Évolution et hasard
fig-change-title = De { $before } à { $now } { $unit } : { $verdict }
fig-change-verdict-beyond = plus que ne permet le hasard de la répartition
fig-change-verdict-within = dans les limites du hasard de la répartition
fig-change-verdict-open = hasard ou non, selon la taille des incidents
fig-change-caption = Rapport des { $unit } de deux trimestres, Mali : { $period } ({ $now }) sur { $previous } ({ $before }), avec intervalles à 95 % ; 1 : aucun changement. Gris : Poisson simple, pour le contraste seulement, trop étroit. Losange : le facteur dont la couverture des événements aurait dû changer pour expliquer à elle seule l’évolution.
fig-change-bounded = Épais : l’intervalle le plus étroit que permettent les nombres connus d’incidents ; fin : le plus large.
fig-change-borrowed = Carré : dispersion empruntée aux données d’événements, pour les chiffres publiés de la mission des Nations Unies, qui ne donnent pas les incidents.
fig-change-alt = Rapports avec intervalles, { $period } sur { $previous } : { $list }.
fig-band-title = { $now } { $unit } ({ $period }) : { $verdict } des huit trimestres précédents
fig-band-inside = dans les limites
fig-band-above = au-dessus des limites
fig-band-below = au-dessous des limites
fig-band-caption = { $unit } par trimestre, Mali : les huit trimestres avant { $period } (ligne : leur moyenne ; bande foncée : leur étendue ; bande claire : limites à 95 % d’un trimestre suivant pour des nombres surdispersés) et, en losange, { $period }.
fig-band-alt = Neuf trimestres : { $list }. Moyenne des huit premiers { $mean }, limites { $low } à { $high } : le dernier est { $verdict }.
fig-pair-title = { $incidents } incidents et { $victims } { $unit } ({ $period })
fig-pair-caption = Incidents avec victimes (a) et { $unit } (b) par trimestre, Mali, sur trois ans ; le dernier trimestre ressort. Un gros incident déplace le bas et non le haut.
fig-pair-alt = Incidents : { $incidents }. Victimes : { $victims }.
fig-largest-title = Un seul incident : { $largest } sur { $all } { $unit } ({ $period })
fig-largest-caption = { $unit } par trimestre, Mali, sur trois ans ({ $period } en dernier). Foncé : ceux du plus gros incident de chaque trimestre. Survenu une semaine plus tôt ou plus tard, ou manqué, il ferait un autre trimestre.
fig-largest-alt = Victimes du plus gros incident, sur l’ensemble, par trimestre : { $list }.

## La galerie
gallery-title = Figures, { $period }
gallery-about = Chaque figure avec les nombres qu’elle montre, ses sources et ce qu’il faut pour un article. Réutilisation libre avec mention de la source (CC BY 4.0).
gallery-files = Fichiers :
gallery-caption = Légende
gallery-copy = Copier
gallery-copied = Copié
gallery-latex = LaTeX
gallery-none = Il n’y a rien à représenter.

## Un tableau à côté des figures
table-outcome = Forme
table-number = Nombre
table-unit = Unité
table-rows = Lignes du registre
