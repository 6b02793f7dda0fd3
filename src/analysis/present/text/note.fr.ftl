# Phrases de la note trimestrielle. Les nombres arrivent déjà écrits à la manière du lecteur.

## Ce qui est compté, selon la règle, après un nombre et avec le lieu
rule-violations_all = { $number } violations et atteintes ont été documentées au Mali
rule-violations_by_outcome = { $number } violations et atteintes ont été documentées au Mali, que les pages répartissent en personnes tuées, blessées et enlevées ou disparues
rule-civilians_harmed = { $number } civils ont été tués, blessés, enlevés ou portés disparus au Mali
rule-civilians_harmed_or_detained = { $number } civils ont été tués, blessés, enlevés, portés disparus ou illégalement détenus au Mali
rule-first_half_mixed = { $number } cas ont été comptés au Mali, des civils à partir d’avril et des violations et atteintes auparavant
rule-deaths = { $number } personnes ont été tuées au Mali par les violations et atteintes documentées
rule-civilians_killed = { $number } civils ont été tués au Mali

## Chiffre principal
headline = **De { $period }, { $statement }**, d’après ce que des pages publiques rapportent des notes de la division des droits de l’homme de la mission.
headline-change = Des pages sur la note impriment une évolution de **{ $change }** par rapport à la période de { $previous } ; vérification : { $verdict }.
headline-missing = **Pour la période de { $period }, aucune note n’a été publiée dont il y ait trace.** Le trimestre n’est couvert que par la note sur le semestre, { $half } ; ce qui suit porte sur le semestre.
headline-half = **De { $half }, { $statement }**, d’après ce que des pages publiques rapportent de cette note.
headline-restated = Aucune note sur le trimestre lui-même n’est au dossier : le chiffre est celui auquel la note d’un trimestre ultérieur se compare.
headline-derived = Ce que le semestre laisse au trimestre, une fois ôté le chiffre publié de { $other } : { $number } civils tués, blessés, enlevés ou portés disparus ({ $formula }). Ce chiffre est déduit, non publié : il hérite de chaque arrondi et de chaque révision des deux autres.
headline-none = **Pour la période de { $period }, il n’existe au dossier aucune note de la division des droits de l’homme de la mission, et aucun semestre ne couvre cette période.** Ce que disent les données d’événements figure plus bas, selon leurs propres définitions.
subject-derived = { $label } : { $number } ({ $formula })

## Évolution
change-published = Des pages sur la note impriment une évolution de **{ $change }** par rapport à la période de { $previous }, dont le chiffre est { $before }.
change-computed = De { $before } pour la période de { $previous } à { $now } pour la période de { $period }, en { $unit } au Mali, l’évolution est de **{ $change }**.
change-doubted = De { $before } pour la période de { $previous } à { $now } pour la période de { $period } : l’évolution que des pages impriment ne tient pas, et aucune n’est donnée à sa place.
change-agrees = L’évolution publiée concorde, une fois arrondie.
change-small = De { $before } à { $now } : trop peu de cas pour un pourcentage.
change-refused = **Non comparable.** Le chiffre de { $before } pour la période de { $previous } compte ceci : { $counts_before } ; celui de { $now } pour la période de { $period } ceci : { $counts_now }. Aucune évolution n’est calculée de l’un à l’autre, et celle qui a été publiée, { $published }, est à lire avec cette réserve.
change-refused-silent = **Non comparable.** Le chiffre de { $before } pour la période de { $previous } compte ceci : { $counts_before } ; celui de { $now } pour la période de { $period } ceci : { $counts_now }. Aucune évolution n’est calculée de l’un à l’autre.
change-fair = À périmètre égal, les civils tués, blessés, enlevés ou portés disparus au Mali sont passés de { $before } pour la période de { $previous } à { $now } pour la période de { $period } : **{ $change }** (calculé ici à partir des chiffres publiés par type d’atteinte : { $formula }).
change-none-now = Aucun chiffre propre n’a été publié pour la période de { $period } : il n’y a pas d’évolution à donner.
change-none = Aucun chiffre publié pour la période de { $previous } ne permet de comparaison.

## Types d’atteinte
outcomes = Parmi les personnes touchées de { $period } au Mali, les chiffres publiés comptent { $list }.
outcomes-missing = Non publié pour la période de { $period } : { $list }.
outcomes-sum = La somme de ces chiffres donne le total publié : { $formula }.
outcomes-gap = La somme de ces chiffres ne donne pas le total publié, { $whole } : { $formula }.
outcome-killed = { $number } personnes tuées
outcome-injured = { $number } blessées
outcome-abducted_disappeared = { $number } enlevées ou disparues
outcome-illegally_detained = { $number } illégalement détenues
outcome-name-killed = les personnes tuées
outcome-name-injured = les personnes blessées
outcome-name-abducted_disappeared = les personnes enlevées ou disparues
outcome-name-illegally_detained = les personnes illégalement détenues
reads = La page qui donne ce chiffre ({ $label }) pour la période de { $period } imprime { $printed }, ce qui ne peut être juste ; les autres chiffres publiés laissent { $number } ({ $formula }), que l’on retient ici en le signalant comme déduit.
open = Les sources divergent ({ $label }, { $period }) : { $values }. { $reason }
kinds = Par type de violation ou d’atteinte, la note compte { $list }.

## Personnes
people = Sur { $whole } { $subject } au Mali de { $period } : { $list }.
people-victims = Parmi les victimes recensées au Mali de { $period } : { $list } ; pour les autres, le sexe et l’âge ne sont pas indiqués.
people-subject-victims = civils tués, blessés, enlevés ou portés disparus
people-subject-killed = personnes tuées
people-remainder = { $number } sans indication
people-none = Aucun chiffre par sexe et âge n’a été publié pour la période de { $period }.

## Auteurs présumés
who-shares = Par auteur présumé, sur { $whole } civils tués, blessés, enlevés ou portés disparus au Mali de { $period } : { $list }. Les parts publiées laissent **{ $remainder }** dont le communiqué ne dit rien : cette part n’est attribuée ici à personne.
who-counts = Par auteur présumé, sur { $whole } { $unit } au Mali de { $period } : { $list }.
who-remainder = La liste laisse { $remainder } qu’elle n’attribue à aucun de ces groupes.
who-kinds = Pour certains types de violation, qui ne font pas partie de cette liste, les pages attribuent : { $list }.
who-kind = { $group }, { $kind } : { $value }
who-closes = Leur somme donne le total publié.
who-exceeds = Leur somme dépasse le total publié, { $whole } : ces chiffres sont reproduits tels quels et ne s’additionnent pas.
who-partial = Les chiffres publiés pour la période de { $period } sont { $list } ; aucun total dans la même unité n’a été publié.
who-also = Également publié : { $list }.
who-none = Aucun chiffre par auteur présumé n’a été publié pour la période de { $period }.

## Lieux
where-shares = Par lieu, en proportion de ceci ({ $subject }), au Mali de { $period } : { $list }.
where-base = La base de ces parts n’est pas publiée ; elles laissent { $remainder } dont le communiqué ne dit rien.
where-counts = Par lieu, sur { $whole } { $subject } au Mali de { $period } : { $list }.
where-remainder = La liste laisse { $remainder } pour des lieux qu’elle ne nomme pas.
where-sum = La somme des parts est de { $sum }.
where-open = Par lieu, { $subject } au Mali de { $period } : { $list } ; aucun total dans la même unité n’a été publié.
where-none = Aucun chiffre par lieu n’a été publié pour la période de { $period }.
subject-violations_and_abuses = violations et atteintes
subject-incidents = incidents de sécurité
subject-acts = les principaux actes de violence contre des civils et des biens civils
subject-victims = civils tués, blessés, enlevés ou portés disparus
subject-killed = civils tués

## Sources
passed-over = { $label }, { $period } : on retient { $used } ({ $rows }) ; écarté : { $others } ({ $passed }). { $reason }
passed-over-none = Pour les chiffres de { $period }, les sources concordent partout où plusieurs les impriment.
label = { $measure }, { $group }

## Contexte
theme-hold = Emprise territoriale
theme-agreements = Accords locaux
theme-intercommunal = Tensions entre communautés
theme-response = Réponse sécuritaire
theme-impunity = Impunité
theme-prosecution = Procès et poursuites
theme-method = Mode de décompte
theme-protection = Protection des civils
context-none = Le dossier ne contient rien sur le contexte de { $period }.

## Mots
not-published = non publié

## Titre, tableaux
title = Tendances des violations et atteintes aux droits de l’homme
table-figures = Chiffres publiés sur { $period } et chiffres auxquels ils sont comparés, avec les lignes du registre qui impriment la valeur retenue
table-sources = Pages dont proviennent les chiffres sur { $period } et ceux auxquels ils sont comparés
column-figure = Chiffre
column-value = Tel qu’imprimé
column-category = Dans les mots de la source
column-unit = Unité
column-against = Comparé à
column-rows = Lignes du registre
column-page = Page
column-publisher = Éditeur
column-date = Date
column-official = Nations Unies
official-yes = oui
official-no = non
column-left = Valeur
column-range = De – à
column-place = Lieu
column-source = Source

## Sections
section-note-short = En bref
about-note-short = Cinq lignes qui peuvent être citées telles quelles. Chaque nombre s’ouvre : ce qu’il compte, d’où il vient, et les pages qui l’impriment.
section-note-method = Introduction et méthode
about-note-method = Chaque nombre publié vient d’une ligne du registre, `data/minusma/figures.csv`, qui contient ce que des pages publiques impriment des notes de la mission ; les notes elles-mêmes n’ont pas été lues en entier. Ce sont des nombres minimaux de cas que la mission a documentés : ni un recensement des violences, ni une mesure de leur évolution. Personne n’est identifiable ici.
section-note-context = Contexte
about-note-context = Ce que des pages publiques sur les notes rapportent du contexte, chaque énoncé avec sa page.
section-note-general = Tendances générales
about-note-general = Un pourcentage n’est donné que si les deux chiffres sont de même nature et si la base n’est pas faible. Une évolution n’est appelée hausse ou baisse que si le hasard ne l’explique pas, de quelque manière que les victimes se répartissent entre incidents ; pour des totaux publiés, on le lit avec la dispersion des données d’événements, car ils n’ont pas d’intervalle propre.
section-note-holds = Les chiffres tiennent-ils ?
about-note-holds = Chaque chiffre principal a été confronté aux autres chiffres publiés : parts et évolutions aux effectifs, sommes aux totaux, trimestres aux années, sources et définitions entre elles. Le compte rendu complet se trouve à la page de la vérification.
section-note-series = La série et ses ruptures
about-note-series = Ce que compte le chiffre principal a changé plusieurs fois. Une ligne ne relie que des trimestres qui comptent la même chose ; un trait vertical pointillé marque un changement de définition.
section-note-outcomes = Tués, blessés, enlevés ou disparus
about-note-outcomes = Selon l’atteinte subie, et selon le sexe et l’âge lorsque cela a été publié.
section-note-regions = Tendances par région
about-note-regions = Chaque liste a sa propre base, et les notes ont changé de régions au fil du temps : les chiffres de listes différentes ne se comparent pas.
section-note-authors = Tendances par auteur présumé
about-note-authors = L’attribution est celle des notes. Ce que les chiffres publiés laissent de côté est montré comme un reste et n’appartient à aucun groupe.
section-note-crsv = Violences sexuelles liées aux conflits
about-note-crsv = Peu de cas parviennent à ceux qui les documentent, et moins encore sont publiés.
section-note-responses = Réponses et progrès dans la lutte contre l’impunité
about-note-responses = Ce que des pages publiques sur les notes en rapportent, chaque énoncé avec sa page.
section-note-events = Données d’événements
about-note-events = Un autre registre que celui de la mission : des événements que l’UCDP, l’ACLED ou votre propre fiche comptent, chacun selon ses définitions. Leurs chiffres ne sont jamais ajoutés à ceux des notes, ni retranchés d’eux.
section-note-disagree = Là où les sources divergent
about-note-disagree = Lorsque des pages impriment des valeurs différentes pour un même chiffre, une seule est retenue et les autres restent au dossier, avec la raison.
section-note-figures = Tous les chiffres publiés
about-note-figures = Avec les lignes du registre qui les impriment.
section-note-sources = Sources
about-note-sources = Les pages qui impriment ces chiffres.

## En bref
short-violations_all = { $number } violations et atteintes ont été documentées au Mali de { $period }
short-violations_by_outcome = { $number } violations et atteintes ont été documentées au Mali de { $period }, comptées par personnes tuées, blessées et enlevées ou disparues
short-civilians_harmed = { $number } civils ont été tués, blessés, enlevés ou portés disparus au Mali de { $period }
short-civilians_harmed_or_detained = { $number } civils ont été tués, blessés, enlevés, portés disparus ou illégalement détenus au Mali de { $period }
short-first_half_mixed = { $number } cas ont été comptés au Mali de { $period }, des civils à partir d’avril et des violations et atteintes auparavant
short-deaths = { $number } personnes ont été tuées au Mali de { $period } par les violations et atteintes documentées
short-civilians_killed = { $number } civils ont été tués au Mali de { $period }
short-alone =  ; aucun chiffre de la période précédente n’a été publié qui puisse lui être opposé.
short-apart =  ; le chiffre pour la période de { $previous }, { $before }{ $notes }, compte autre chose ({ $counts }) : aucune évolution n’est donnée.
short-doubt =  ; des pages lui opposent { $before } pour la période de { $previous }{ $notes }, mais l’évolution qu’elles impriment ne tient pas : aucune n’est donnée.
short-note-moura_left_out = { " " }(sans les événements de Moura, 27–31 mars 2022)
short-note-restated_as_civilians = { " " }(tel qu’un communiqué ultérieur le reprend)
short-note-later = { " " }(chiffre que donne pour comparaison la note sur un trimestre ultérieur)
short-note-small_base = { " " }(peu de cas)
short-against = , contre { $before } pour la période de { $previous }{ $notes } : { $worded }.
short-killed-none = Le nombre de personnes tuées au Mali de { $period } n’a pas été publié.
short-of = { $whole } { $base }
short-who = { $group } : auteurs présumés de { $share } du total de { $base } au Mali de { $period }, la part la plus élevée de la liste publiée.
short-who-computed = { $group } : auteurs présumés de { $share } (calculé ici : { $part }) du total de { $base } au Mali de { $period }, la part la plus élevée de la liste publiée.
short-who-open = Compte tenu de ce que cette liste n’attribue pas, elle peut aller de { $low } à { $high } %.
short-who-none = Pour le Mali, de { $period }, aucune liste d’auteurs présumés n’a été publiée dont on puisse tirer des parts.
short-where = Par lieu, le chiffre le plus élevé publié pour le Mali de { $period } est le suivant ({ $place }) : { $number }.
short-half = Aucune note sur { $period } seul n’est au dossier ; ces lignes portent sur le semestre.
short-part = { $number } sur { $base }
short-count = { $number } { $base }
short-where-none = Aucun chiffre par lieu n’a été publié pour le Mali de { $period }.
short-audit =
    { $fails_n ->
        [0] Sur { $all } vérifications des chiffres publiés pour le Mali, { $period }, confrontés entre eux, aucune n’échoue.
        [one] Sur { $all } vérifications des chiffres publiés pour le Mali, { $period }, confrontés entre eux, { $fails } échoue ou compare ce qui n’est pas comparable.
       *[other] Sur { $all } vérifications des chiffres publiés pour le Mali, { $period }, confrontés entre eux, { $fails } échouent ou comparent ce qui n’est pas comparable.
    }
short-no-note = Pour la période de { $period }, le dossier ne contient aucune note de la mission sur le Mali ; ce qui suit vient de données d’événements, selon leurs propres définitions, et n’est pas un chiffre de la mission.
short-source-final = { $name } { $version }
short-source-preliminary = { $name } Candidate { $version }, provisoire
short-events-incidents =
    { $number_n ->
        [0] { $source } : aucun événement de violence organisée n’a été enregistré au Mali, { $period }.
        [one] { $source } : { $number } événement de violence organisée avec un acteur nommé et au moins un décès a été enregistré au Mali, { $period }.
       *[other] { $source } : { $number } événements de violence organisée avec un acteur nommé et au moins un décès ont été enregistrés au Mali, { $period }.
    }
short-events-killed = { $source } : { $number } décès dans ces événements au Mali, { $period }, combattants compris (meilleure estimation).
short-events-civilians_killed = { $source } : { $number } civils tués dans ces événements au Mali, { $period }.
short-events-largest_incident = { $source } : l’événement le plus meurtrier au Mali, { $period }, a coûté { $number } vies.

## Ampleur et sens
worded-rise = une hausse de { $change } (calculé ici)
worded-fall = une baisse de { $change } (calculé ici)
worded-same = aucune évolution
worded-unclear = pas d’évolution nette ({ $change }, calculé ici ; le hasard peut l’expliquer si les incidents sont aussi inégaux que dans les données de l’UCDP)
worded-open = { $change } (calculé ici), sans que l’on puisse dire si c’est plus que le hasard
worded-small = trop peu de cas pour un pourcentage

## Définition
defined = Le chiffre principal pour la période de { $period }, { $number }, compte ceci : { $counts }.
defined-none = Pour la période de { $period }, aucune note n’est au dossier : il n’y a pas de chiffre principal à définir.

## Par auteur présumé
author-figures = { $group }, { $period } : { $list }.
author-none = Rien n’a été publié sur ce groupe ({ $group }) pour la période de { $period }. Ce n’est pas zéro.
author-others-none = Rien n’a été publié pour la période de { $period } sur des groupes non identifiés ou sur plusieurs groupes pris ensemble.
author-change = { $group } : des pages impriment une évolution de **{ $change }** par rapport à la période de { $previous }.
author-percent = { $change }, calculé ici
author-against = Mis en regard, { $measure }, { $group } : **{ $now }** contre { $before } pour la période de { $previous } : { $worded }.

## Violences sexuelles
crsv = { $cases } cas de violences sexuelles liées aux conflits ont été documentés au Mali de { $period }.
crsv-parts = Parmi ces cas, d’après ce qui a été publié : { $list }.
crsv-none = Aucun chiffre sur les violences sexuelles liées aux conflits n’a été publié pour la période de { $period }. Ce n’est pas zéro.
crsv-caution = *Ces cas sont signalés tard et rarement ; un petit nombre ne dit guère combien de fois cela s’est produit.*
responses-none = Le dossier ne contient rien sur les réponses ni sur les progrès dans la lutte contre l’impunité pour la période de { $period }.

## La page sur les auteurs présumés
section-who-short = En bref
about-who-short = L’attribution est celle des notes, ou de la source des données d’événements. Ce qui a été publié comme non identifié, et ce qu’aucune liste ne nomme, n’appartient à aucun groupe.
section-who-shares = Les parts, et ce qui reste ouvert
about-who-shares = La borne basse d’une part ne place dans le groupe aucune des victimes non attribuées, la borne haute les y place toutes. Manquant, non identifié, contesté et absent de la liste sont quatre choses différentes.
section-who-ranking = L’ordre tient-il ?
about-who-ranking = Un ordre ne tient que si les fourchettes ne se recoupent pas.
section-who-time = Au fil des trimestres
about-who-time = Seuls des trimestres qui comptent la même chose peuvent être rapprochés ; un trimestre pour lequel rien n’a été publié sur un groupe est une lacune, non un zéro.
section-who-groups = Groupe par groupe
about-who-groups = Dans l’ordre des notes de la mission : tout ce qui a été publié sur chacun, avec le verdict de la vérification sur chaque évolution imprimée.
section-who-others = Plusieurs groupes ensemble, et ceux qui ne sont pas identifiés
about-who-others = Les ensembles de groupes sont présentés à part de leurs membres et ne leur sont jamais ajoutés.
section-who-events = Dans les données d’événements
about-who-events = Les données d’événements nomment ceux à qui leurs sources imputent un événement ; `data/actors.csv` range ces noms par groupe.
who-short = Sur { $base } au Mali de { $period }, la part publiée la plus élevée, { $share }, est celle du groupe suivant : { $group }.
who-short-open = Compte tenu de ce que cette liste n’attribue pas, elle peut aller de { $low } à { $high } %.
who-list = Sur { $base } au Mali de { $period } : { $list }.
who-left-unidentified = non identifié, selon les notes, { $share }
who-left-not_listed = absent de la liste publiée { $share }
who-left-missing = manquant { $share }
who-left-contested = contesté { $share }
who-order-holds = L’ordre tient, quels que soient les auteurs des atteintes non attribuées : { $list }.
who-order-open = L’ordre ne tient pas, car ce qui n’est pas attribué pourrait l’inverser, ou les deux sont égaux : { $list }.
who-order-none = Il n’y a pas d’ordre à juger : moins de deux groupes ont une part d’un même tout.
who-order-chance = Des totaux ne disent pas si le hasard pourrait inverser un ordre : les notes ne publient pas d’incidents.
who-step = { $first } avant { $second }
table-shares = Parts par auteur présumé, { $period }, avec les bornes pour ce qui n’a pas été attribué
table-ledger-source = Source : pages publiques sur les notes de la mission, par ligne du registre ; leurs adresses se trouvent dans `data/minusma/sources.csv`.
column-group = Auteur présumé
column-base = Sur
column-share = Part
events-who-of = { $source }, { $span }, { $measure }, lorsque la source nomme un auteur présumé : { $list }.
events-who-none = Les données d’événements fournies ne nomment aucun auteur présumé pour la période de { $period } ; des événements importés le font.
separator = { " ; " }
parts-of = { $measure } : { $list }
