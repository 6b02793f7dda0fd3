#!/usr/bin/env bash
# Every check, in the order in which a failure is cheapest to find.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=${BIN:-.venv/bin}
step() { printf '\n== %s\n' "$1"; }

step "lint"
"$bin/ruff" check .
"$bin/ruff" format --check .
step "types"
"$bin/mypy"
step "layers"
"$bin/lint-imports"
step "data"
"$bin/python" -m analysis check
"$bin/python" -m analysis audit --strict | tail -n 1
step "unit, property, notebook and end-to-end tests"
"$bin/pytest" --numprocesses 2 --dist loadfile
step "notebooks are fresh"
"$bin/pytest" --nbval --nbval-cell-timeout=120 -p no:cacheprovider --override-ini addopts= -n 2 --dist loadfile notebooks
