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
from analysis.produce.due import SETTINGS


def prepare() -> None:
    """Import what notebooks use, read what all of them read, and draw once."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # a grammar that takes a second
    modules = (name for _, name, _ in walk_packages(analysis.__path__, "analysis.") if "__main__" not in name)
    for name in (*SETTINGS["server"]["imports"], *modules):
        import_module(name)
    import matplotlib.pyplot as plt

    from analysis.measure.sources import side_by_side
    from analysis.present import labels, speech
    from analysis.record import store

    with suppress(ValueError):  # of broken data the cell that reads them tells
        side_by_side()
        for table in store.dictionary()["resources"]:
            store.read_table(table["name"])
        for language in ("en", "fr"):
            with labels.speaking(language):
                speech.explained(analysis.find(analysis.facts(), "2021Q2", "killed"))
    plt.rcdefaults()  # whatever the user's own settings are
    plt.figure(figsize=(1, 1)).text(0, 0, "x").figure.canvas.draw()
    plt.close("all")
    gc.collect()
    gc.freeze()


if sys.argv[:1] == ["-c"]:  # as the server is started, and nobody else
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with whoever asked for it
    prepare()
