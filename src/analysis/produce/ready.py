"""What notebooks need, imported and read once: processes forked afterwards have it at once.

The server of `multiprocessing` imports this module before it forks; it must have one thread then.
"""

import gc
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages

import analysis

NAMES = ("pandas", "seaborn", "scipy.stats", "statsmodels.api", "papermill", "jinja2", "shapely", "pyproj",
         "matplotlib.backends.backend_pdf", "matplotlib.backends.backend_svg", "PIL.GifImagePlugin",
         "matplotlib_inline.backend_inline", "IPython.core.application", "IPython.core.completerlib",
         "IPython.core.magics", "nbconvert.filters", "babel.dates", "babel.lists")  # fmt: skip


def prepare() -> None:
    """Import what notebooks use, read what all of them read, and draw and render once."""
    from analysis.errors import InputError
    from analysis.measure.coverage import known_quarters
    from analysis.measure.published import find
    from analysis.present.labels import speaking
    from analysis.present.register import explained
    from analysis.record.ledger import facts

    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # a grammar that takes a second
    for name in (*NAMES, *(module.name for module in walk_packages(analysis.__path__, "analysis."))):
        if not name.endswith("__main__"):
            with suppress(ImportError):  # what is not installed here
                import_module(name)
    for language in ("en", "fr"):
        with suppress(InputError), speaking(language):  # of broken data the cell that reads them tells
            explained(find(facts(), known_quarters()[0], "killed"))
    import matplotlib.pyplot as plt
    from nbconvert.filters import markdown2html

    plt.rcdefaults()  # whatever the user's own settings are
    plt.figure(figsize=(1, 1)).text(0, 0, "x").figure.canvas.draw()
    plt.close("all")
    markdown2html("x")
    gc.collect()
    gc.freeze()


if sys.argv[:1] == ["-c"]:  # as the server is started, and nobody else
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with whoever asked for it
    prepare()
