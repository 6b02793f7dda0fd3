# La page autour d’un carnet.
page-quarterly_note = Note trimestrielle
page-perpetrators = Auteurs présumés
page-places = Lieux
page-methods = Comment lire ces notes
page-skip = Aller à la note
page-site = Site
page-quarters = Tous les trimestres
page-notebook = Carnet
page-figures = Figures
page-code = Code
page-table = Tableau
page-notes = Notes sur les nombres
page-footer = Chiffres : pages publiques sur les notes de la mission des Nations Unies au Mali, chacune nommée plus haut ; faits cités, transcrits à la main. Textes et figures : CC BY 4.0. Code : MIT. Nombres minimaux de cas documentés ; ce n’est pas un recensement.
language-en = English
language-fr = Français
pages = À lire aussi : { $list }
