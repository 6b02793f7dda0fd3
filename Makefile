# make note QUARTER=2021Q2   make a quarter's note (sets up .venv the first time)
# make site                  the reading site: all quarters, both languages
# make quick                 check in less than a minute
# make test                  check everything
QUARTER ?= 2021Q2
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The shell gets the quarter as a value, never as part of a command.
override export QUARTER := $(value QUARTER)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=
export OPENBLAS_NUM_THREADS := 1

# An environment that was moved, copied or lost its Python is made anew.
ifneq ($(shell [ "$$(cat $(VENV)/place 2>/dev/null)" = "$$(pwd -P)" ] 2>/dev/null && $(BIN)/python -c "import analysis" >/dev/null 2>&1 && echo well),well)
  $(shell rm -f $(VENV)/*.ready)
endif

LOCK := uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --no-annotate pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help note site downloads quick test proof fuzz mutants lab fresh published clean lock

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

note: $(VENV)/run.ready ## Make the note of QUARTER (default 2021Q2)
	@$(BIN)/python -m analysis note -- "$$QUARTER"

site: $(VENV)/run.ready ## Make the reading site of all quarters in both languages
	@$(BIN)/python -m analysis note --all

downloads: $(VENV)/run.ready ## Draw all figures of all quarters as PDF, SVG and data for the site, then make it
	@$(BIN)/python -m analysis note --all --no-pages
	@for quarter in site/[0-9]*; do for code in en fr; do \
	  $(BIN)/python -m analysis figures "$${quarter#site/}" --language $$code \
	    --output "site/$$([ $$code = en ] || echo $$code/)$${quarter#site/}/figures" >/dev/null; done; done
	@rm -f site/index.html && $(BIN)/python -m analysis note --all

quick: $(VENV)/dev.ready ## Run the checks that take less than a minute: lint, data, calculations
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/python -m analysis check
	@$(BIN)/pytest --numprocesses 2 --exitfirst --ignore tests/measure/test_areas.py --ignore tests/measure/test_scan.py \
	  tests/measure tests/record/test_ledger.py tests/test_quarter.py tests/test_repository.py

test: $(VENV)/dev.ready ## Run lint, types, layers, tests, notebooks and the end-to-end run
	@BIN=$(BIN) bash scripts/test.sh

proof: $(VENV)/dev.ready ## Run what takes minutes: kills, clusters, every quarter and figure
	@PROOF=1 $(BIN)/pytest -m proof --numprocesses 2 --dist loadfile

fuzz: $(VENV)/dev.ready ## Give 600 broken files to all readers: each is read or refused in a sentence
	@$(BIN)/python benchmarks/fuzz.py

mutants: $(VENV)/dev.ready ## Change the calculations in 130 places, one at a time: does a test notice?
	@$(BIN)/python benchmarks/mutants.py

lab: $(VENV)/dev.ready ## Open JupyterLab: English and French side by side, data and figures in reach
	@$(BIN)/jupyter lab workspaces import scripts/side_by_side.jupyterlab-workspace >/dev/null
	@$(BIN)/jupyter lab --ServerApp.root_dir=. --LabApp.default_url=/lab/workspaces/mali-trends

fresh: $(VENV)/dev.ready ## Write all that follows from data and notebooks: outputs, figures, published series, snapshots
	@$(BIN)/python scripts/make_published.py
	@$(BIN)/python scripts/refresh_notebooks.py
	@$(BIN)/python scripts/refresh_figures.py
	@MALI_TRENDS_SNAPSHOTS=write $(BIN)/pytest tests/notebooks/test_snapshots.py

published: $(VENV)/run.ready ## Write the published series to data/published
	@$(BIN)/python scripts/make_published.py

lock: $(VENV)/dev.ready ## Resolve the dependencies anew (needs uv)
	@$(LOCK) --extra site --group build -o requirements.lock
	@$(LOCK) --extra site --extra print --extra boundaries --extra dask --group dev -c requirements.lock -o requirements-dev.lock

clean: ## Remove the environment, caches and the site (data and figures stay)
	@rm -rf $(VENV) .cache site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/run.ready: requirements.lock pyproject.toml
	@bash scripts/setup.sh "$(PYTHON)" $(VENV) requirements.lock && touch $@

$(VENV)/dev.ready: requirements-dev.lock pyproject.toml
	@bash scripts/setup.sh "$(PYTHON)" $(VENV) requirements-dev.lock && touch $@ $(VENV)/run.ready
