"""What notebooks need, imported and read once: processes forked afterwards have it at once.

The server of `multiprocessing` imports this module before it forks; it must have one thread then.
"""

import gc
import sys
from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages

import matplotlib.pyplot as plt
from nbconvert.filters import markdown2html

import analysis
from analysis.errors import InputError
from analysis.measure.coverage import known_quarters
from analysis.measure.published import find
from analysis.present.labels import speaking
from analysis.present.register import explained
from analysis.record.ledger import facts

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # a grammar that takes a second
plt.rcdefaults()  # whatever the user's own settings are
for _name in (
    "pandas", "seaborn", "scipy.stats", "statsmodels.api", "shapely", "pyproj", "babel.dates", "babel.lists",
    "matplotlib.backends.backend_pdf", "matplotlib.backends.backend_svg", "PIL.GifImagePlugin",
    "matplotlib_inline.backend_inline", "IPython.core.application", "IPython.core.completerlib",
    *(module.name for module in walk_packages(analysis.__path__, "analysis.")),
):  # fmt: skip
    if not _name.endswith("__main__"):
        import_module(_name)
for _language in ("en", "fr"):  # what every notebook reads
    with suppress(InputError), speaking(_language):  # of broken data the cell that reads them tells
        explained(find(facts(), known_quarters()[0], "killed"))
plt.figure(figsize=(1, 1)).text(0, 0, "x").figure.canvas.draw()
plt.close("all")
markdown2html("x")
gc.collect()
gc.freeze()
