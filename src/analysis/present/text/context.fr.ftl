# Thèmes des éléments de contexte ; les autres figurent avec la note.
theme-places = Lieux
theme-international = Forces d’autres États
theme-sexual_violence = Violences sexuelles liées au conflit
theme-access = Accès et confirmation
theme-mandate = Mandat de la mission
theme-sanctions = Sanctions
theme-warning = Mises en garde
theme-government = Ce que dit le Gouvernement
