"""Configuration of the reading site for Sphinx; language and folders come from `analysis.produce.site`."""

from pathlib import Path

project = html_title = html_short_title = "Mali Trends"  # not by default, as that depends on the language
numfig_format = dict.fromkeys(("section", "figure", "table", "code-block"), "%s")
extensions = ["myst_nb", "analysis.produce.site"]
html_theme = "theme"
html_theme_path = [str(Path(__file__).parents[1])]
html_permalinks_icon = "#"
html_use_index = html_copy_source = html_show_sphinx = False
html_math_renderer = "mathml"
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
nb_code_prompt_show = nb_code_prompt_hide = "Code"
myst_update_mathjax = False
myst_enable_extensions = ["dollarmath"]
suppress_warnings = ["toc.not_included", "myst.xref_missing", "myst.header", "mystnb.unknown_mime_type"]
