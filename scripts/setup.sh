#!/usr/bin/env bash
# Make the virtual environment from a lock file: uv where it is installed, pip otherwise.
set -euo pipefail
python=$1 venv=$2 lock=$3

"$python" - <<'PY' || { echo "Python 3.11 or newer is needed; name one with make PYTHON=python3.12" >&2; exit 2; }
import sys
sys.exit(sys.version_info < (3, 11))
PY
# Scripts and the link to the project name the folder they were made for: elsewhere they are of no use.
if [ "$(cat "$venv/place" 2>/dev/null)" != "$(pwd -P)" ] || ! "$venv/bin/python" -c "" 2>/dev/null; then
  rm -rf "$venv"
fi
echo "Setting up $venv from $lock (once; later runs skip this)" >&2
if command -v uv >/dev/null 2>&1; then
  [ -x "$venv/bin/python" ] || uv venv --quiet --python "$python" "$venv"
  uv pip install --python "$venv/bin/python" --require-hashes --no-deps -r "$lock"
  uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation -e .
else
  [ -x "$venv/bin/pip" ] || "$python" -m venv "$venv"
  # --no-compile: modules are compiled when first imported, most never are
  "$venv/bin/python" -m pip install --no-compile --require-hashes --no-deps -r "$lock" |
    awk '/^(Collecting|Processing|Requirement)/ { if (++n % 25 == 0) print "  " n " packages" } /^Installing/ { print "  installing " n " packages" }' >&2
  "$venv/bin/python" -m pip install --quiet --no-compile --no-deps --no-build-isolation -e .
fi
pwd -P >"$venv/place"
