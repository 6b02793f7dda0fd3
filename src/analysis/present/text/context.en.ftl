# Themes of the statements on context; others stand with the note.
theme-places = Where
theme-international = Forces of other states
theme-sexual_violence = Conflict-related sexual violence
theme-access = Access and confirmation
theme-mandate = Mandate of the mission
theme-sanctions = Sanctions
theme-warning = Warnings
theme-government = What the Government says
