# Phrases de la vérification des chiffres publiés. Les valeurs en _n choisissent singulier ou pluriel.

## Titre et sections
audit-title = Vérification des chiffres publiés
page-claims_audit = Vérification des chiffres publiés
section-audit-short = En bref
about-audit-short = Les pourcentages et les sommes publiés sont rarement vérifiés. Ici, chacun l’est, par un calcul exact sur les chiffres tels qu’imprimés : y a-t-il un nombre entier derrière une part ; une évolution découle-t-elle de ses deux nombres ; les composantes font-elles le total, et les trimestres l’année ; les deux côtés d’une comparaison comptent-ils la même chose ; les sources concordent-elles ? La vérification constate et ne corrige jamais. Lequel de deux chiffres contradictoires les notes retiennent est une décision motivée, dans `data/minusma/decisions.yml`.
section-audit-headline = Les chiffres principaux
about-audit-headline = Le total, l’évolution, le sort des victimes et les auteurs présumés, chacun avec son verdict.
section-audit-findings = Ce qui ne tient pas, et ce que cela signifie pour le lecteur
about-audit-findings = Chaque constat avec son calcul, et ce que le dossier en retient.
section-audit-missing = Ce qui ne peut être vérifié
about-audit-missing = Une part sans son nombre, ou une évolution sans sa base, peut se lire et non se vérifier.
section-audit-supports = Ce qui a été vérifié et tient
about-audit-supports = Une vérification satisfaite dit que les chiffres concordent entre eux, non qu’ils sont exacts.
section-audit-derived = Chiffres déduits
about-audit-derived = Certains chiffres n’ont jamais été publiés et découlent d’écarts entre chiffres publiés. Ils héritent de chaque arrondi, de chaque révision et de chaque changement de définition des deux, et ne sont jamais mêlés aux chiffres publiés.
section-audit-everything = Toutes les périodes
about-audit-everything = Les mêmes vérifications, sur toutes les périodes du dossier.

## Verdicts
verdict-holds = ✓ tient
verdict-remark = ✓ avec une réserve
verdict-fails = ✗ ne tient pas
verdict-apart = ≠ non comparable
verdict-undecided = ? non tranché
verdict-open = ? non vérifiable
class-consistent = concordant
class-consistent_only_under = concordant sous un seul mode d’arrondi
class-wrong_base = mauvaise base
class-does_not_close = ne fait pas le compte
class-one_cell_explains = une coquille l’explique
class-different_unit = unité différente
class-different_inclusion = règle d’inclusion différente
class-sources_disagree = sources en désaccord
class-not_checkable = non vérifiable

## Tableaux et phrases
table-verdicts = Les chiffres du trimestre de { $period } tiennent-ils ? Chacun a été confronté aux autres chiffres publiés
table-findings = Ce qui ne tient pas, ou avec une réserve : { $period }
table-supports = Ce qui a été vérifié et tient : { $period }
table-derived = Chiffres déduits : calculés à partir d’écarts entre chiffres publiés, jamais publiés eux-mêmes
all-periods = toutes les périodes
audit-summary =
    Sur { $all } { $all_n ->
        [one] vérification
       *[other] vérifications
    } des chiffres du trimestre de { $period }, { $holds_n ->
        [0] aucune n’est concordante
        [one] { $holds } est concordante
       *[other] { $holds } sont concordantes
    }, { $remarks_n ->
        [0] aucune ne l’est avec une réserve
        [one] { $remarks } l’est avec une réserve
       *[other] { $remarks } le sont avec une réserve
    }, { $fails_n ->
        [0] aucune n’échoue ni ne compare ce qui n’est pas comparable
        [one] { $fails } échoue ou compare ce qui n’est pas comparable
       *[other] { $fails } échouent ou comparent ce qui n’est pas comparable
    }, et { $open_n ->
        [0] aucune n’est impossible
        [one] { $open } est impossible
       *[other] { $open } sont impossibles
    } avec ce qui est publié.
audit-none = Aucun chiffre propre n’a été publié pour { $period } : il n’y a rien à vérifier.
audit-clean = Rien de ce qui a été publié pour { $period } n’échoue à une vérification.
audit-unexplained = pas encore d’explication
audit-missing = { $label }, { $value } (valeur imprimée) : les chiffres sur lesquels elle repose n’ont pas été publiés.
audit-complete = Chaque chiffre du trimestre de { $period } qui renvoie à un autre a pu être vérifié.
column-verdict = Vérification
column-why = Pourquoi
column-class = Résultat
column-arithmetic = Calcul
column-meaning = Ce que cela signifie
column-period = Période
column-derived = Chiffre

## Mots des lignes de calcul
arithmetic-colon =  :
arithmetic-semicolon =  ;
arithmetic-x = ×
arithmetic-printed = imprimé
arithmetic-not-listed = hors de la liste
arithmetic-within-rounding = aux arrondis près
arithmetic-sources = sources
arithmetic-against = contre
arithmetic-counts = compte :
arithmetic-missing = manquant
arithmetic-to-reach = pour atteindre
arithmetic-would-fit = possibles
arithmetic-any-base-would-fit = toute base convient
arithmetic-no-whole-number-fits = aucun nombre entier ne convient
arithmetic-more-than = plus de
arithmetic-at-least = au moins
arithmetic-at-most = au plus
arithmetic-nearly = près de
arithmetic-some = quelque
arithmetic-about = environ
arithmetic-and = et
arithmetic-of = sur
arithmetic-to = à
arithmetic-from = de
arithmetic-not = et non
arithmetic-SE = erreur type
arithmetic-on-no-list = sur aucune liste
arithmetic-models = modèles
arithmetic-sum-over = somme sur
arithmetic-mean-of = moyenne de
arithmetic-mean = moyenne
arithmetic-incidents = incidents
arithmetic-quarters = trimestres
arithmetic-years = années
arithmetic-dispersion = dispersion
arithmetic-Friedman-F = F de Friedman
arithmetic-coverage-later-coverage-earlier = couverture ultérieure / couverture antérieure
arithmetic-earlier-changes-were-falls-at-least-as-large = évolutions antérieures étaient des baisses au moins aussi fortes
arithmetic-earlier-changes-were-rises-at-least-as-large = évolutions antérieures étaient des hausses au moins aussi fortes
