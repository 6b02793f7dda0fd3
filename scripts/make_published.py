"""Write the published series as tables of their own, with a Data Package: ``make published``."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

from analysis.record.frames import as_text, published
from analysis.record.ledger import definitions
from analysis.record.store import dictionary, home


def save_published(folder: Path | None = None) -> list[Path]:
    """Write each published series to ``data/published`` as CSV, with a Data Package that describes them.

    Beside each a Parquet file where pyarrow is there. The same figures give the same CSV, byte for byte.
    """
    target = folder or home() / "data" / "published"
    target.mkdir(parents=True, exist_ok=True)
    about = {key: dictionary()[key] for key in ("version", "licenses")}
    described = {**dictionary()["imports"]["published"], "schema": "schema.json"}
    described.pop("path")  # each has its own
    made, resources = [], []
    for series, named in definitions()["series"].items():
        written, path = as_text(series), target / f"{series}.csv"
        written.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
        if importlib.util.find_spec("pyarrow"):
            published(series).to_parquet(path.with_suffix(".parquet"))
        resources.append({**described, "name": series, "path": path.name, "title": named["label_en"]})
        made.append(path)
    package = {"name": "mali-published", "title": "Published figures on Mali, series by series", **about}
    schema = dictionary()["imports"]["published"]["schema"]
    for name, content in (("datapackage", {**package, "resources": resources}), ("schema", schema)):
        made.append(target / f"{name}.json")
        made[-1].write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return made


if __name__ == "__main__":
    save_published()
    if not importlib.util.find_spec("pyarrow"):
        print("Without Parquet: mali-trends[big] writes it too.")
