"""Sum UCDP's monthly figures for Mali to quarters, 1989Q1 to 2024Q4, and check them by year.

Run as ``python scripts/make_ucdp_quarterly.py SHARED``, SHARED being the folder that holds
``data/ucdp``. The quarters must add up to UCDP's own country-year figures in every year, or nothing is
written.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from pathlib import Path

SUMMED = (
    "events", "state_based_events", "non_state_events", "one_sided_events", "deaths_best", "deaths_high",
    "deaths_civilians",
)  # fmt: skip
LARGEST = "largest_event_deaths"
YEARLY = {
    "deaths_best": "cumulative_total_deaths_in_orgvio_best_cy",
    "deaths_high": "cumulative_total_deaths_in_orgvio_high_cy",
    "deaths_civilians": "cumulative_total_deaths_civilians_in_orgvio_cy",
}


def quarters(months: list[dict[str, str]]) -> dict[str, dict[str, int]]:
    """Sum the months of each quarter; the largest event is the largest of its months."""
    table: dict[str, dict[str, int]] = {}
    for row in months:
        quarter = f"{row['month'][:4]}Q{(int(row['month'][5:]) + 2) // 3}"
        cell = table.setdefault(quarter, dict.fromkeys((*SUMMED, LARGEST), 0))
        for name in SUMMED:
            cell[name] += int(row[name])
        cell[LARGEST] = max(cell[LARGEST], int(row[LARGEST]))
    return table


def differences(table: dict[str, dict[str, int]], years: list[dict[str, str]]) -> list[dict[str, int | str]]:
    """Compare with UCDP's yearly figures."""
    found: list[dict[str, int | str]] = []
    for row in years:
        for name, theirs in YEARLY.items():
            ours = sum(cell[name] for quarter, cell in table.items() if quarter[:4] == row["year_cy"])
            if ours != int(row[theirs]):
                found.append(
                    {
                        "year": int(row["year_cy"]),
                        "measure": name,
                        "quarters": ours,
                        "ucdp_year": int(row[theirs]),
                    }
                )
    return found


def read(path: Path) -> list[dict[str, str]]:
    """Read a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def main(shared: Path, target: Path = Path("data/events")) -> None:
    """Write ucdp_mali_quarterly.csv and .json."""
    monthly = shared / "data/ucdp/mali_monthly_ged_25_1.csv"
    table = quarters(read(monthly))
    differ = differences(table, read(shared / "data/ucdp/mali_country_year_25_1.csv"))
    if differ:
        sys.exit(f"The quarters do not add up to UCDP's years: {differ}.")
    if len(table) != 144 or set(table) != {
        f"{year}Q{part}" for year in range(1989, 2025) for part in range(1, 5)
    }:
        sys.exit(f"144 quarters from 1989Q1 to 2024Q4 were expected, not {len(table)}.")
    about = {
        "name": "ucdp_mali_quarterly",
        "source": "ucdp",
        "title": "UCDP GED, Mali by quarter of event start, national",
        "version": "25.1",
        "preliminary": False,
        "licence": "CC BY 4.0",
        "citation": "Davies, Pettersson, Sollenberg and Öberg 2025, J. Peace Research 62(4); "
        "Sundberg and Melander 2013, J. Peace Research 50(4)",
        "inclusion": "UCDP: organised violence with a named actor and at least one death",
        "made_by": "scripts/make_ucdp_quarterly.py",
        "sha256": hashlib.sha256(monthly.read_bytes()).hexdigest(),
        "quarters": len(table),
        "events": sum(cell["events"] for cell in table.values()),
        "agrees_with_ucdp_years": sorted(set(YEARLY)),
    }
    target.mkdir(parents=True, exist_ok=True)
    with (target / "ucdp_mali_quarterly.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(
            stream, ["quarter", *SUMMED, LARGEST, "source", "version"], lineterminator="\n"
        )
        writer.writeheader()
        for quarter in sorted(table):
            writer.writerow({"quarter": quarter, **table[quarter], "source": "ucdp", "version": "25.1"})
    text = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
    (target / "ucdp_mali_quarterly.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
