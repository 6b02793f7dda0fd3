"""How it is made: papermill over quarters, the reading site, the command line."""

import gc
import sys

gc.set_threshold(10_000)  # looking for rubbish takes a tenth of the time otherwise, a fifth for pages
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # a grammar that takes a second
