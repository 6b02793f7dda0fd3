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

# fmt: off
NAMES = ("pandas", "seaborn", "scipy.stats", "statsmodels.api", "shapely", "pyproj", "PIL.GifImagePlugin",
         "matplotlib.backends.backend_agg", "matplotlib_inline.backend_inline", "babel.dates", "babel.lists",
         "IPython.core.application", "IPython.core.completerlib")
# fmt: on


def prepare() -> None:
    """Import what notebooks use, read what all of them read, and draw once."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # a grammar that takes a second
    import matplotlib.pyplot as plt

    from analysis import facts, find
    from analysis.errors import InputError
    from analysis.present.labels import speaking
    from analysis.present.speech import explained
    from analysis.record.store import dictionary, read_table

    for name in (*NAMES, *(module.name for module in walk_packages(analysis.__path__, "analysis."))):
        if not name.endswith("__main__"):
            import_module(name)
    with suppress(InputError):  # of broken data the cell that reads them tells
        for table in dictionary()["resources"]:
            read_table(table["name"])
        for language in ("en", "fr"):
            with speaking(language):
                explained(find(facts(), "2021Q2", "killed"))
    plt.rcdefaults()  # whatever the user's own settings are
    plt.figure(figsize=(1, 1)).text(0, 0, "x").figure.canvas.draw()
    plt.close("all")
    gc.collect()
    gc.freeze()


if sys.argv[:1] == ["-c"]:  # as the server is started, and nobody else
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with whoever asked for it
    prepare()
