# The page around a notebook.
page-quarterly_note = Quarterly note
page-perpetrators = Alleged perpetrators
page-places = Places
page-methods = How to read this
page-skip = Skip to the note
page-site = Site
page-quarters = All quarters
page-notebook = Notebook
page-figures = Figures
page-code = Code
page-table = Table
page-notes = Notes on the numbers
page-footer = Figures: public pages on the notes of the United Nations mission in Mali, each named above; facts with citations, transcribed by hand. Text and figures: CC BY 4.0. Code: MIT. Minimum numbers of documented cases; not a census.
language-en = English
language-fr = Français
pages = Read on: { $list }
