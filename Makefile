# Every target sets up what it needs; nothing outside .venv is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# GNU make passes -j to the tests as workers: two cores are what CI has.
WORKERS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup setup-run setup-bench run test slow bench soak teach bench-events chaos check format lock clean
help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "watcher needs Python 3.11, 3.12 or 3.13; this is %d.%d. Try: make PYTHON=python3.12 run" % v)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(BIN)/python -m pip install --quiet -r requirements-dev.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements-bench.lock
	$(BIN)/python -m pip install --quiet -r requirements-bench.lock
	@touch $@

$(VENV)/.teach: $(VENV)/.dev requirements-teach.lock
	$(BIN)/python -m pip install --quiet -r requirements-teach.lock
	@touch $@

setup-run: $(VENV)/.run       ## the environment that runs watcher
setup: $(VENV)/.dev           ## the environment that runs watcher and its tests
setup-bench: $(VENV)/.bench   ## the same with the peers that benchmarks compare with

run: $(VENV)/.run             ## the daemon on its own Redis, with the seeds as one more feed
	@$(BIN)/watcher run --demo

test: $(VENV)/.dev            ## the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

bench: $(VENV)/.bench         ## speed, as ratios against peers and limits in one run
	@for part in text rules ingest queue latency receivers; do echo "== $$part"; $(BIN)/python -m tests.bench.$$part || exit 1; done

soak: $(VENV)/.dev            ## ten thousand feeds, one poll a minute each, for five minutes: lag of the schedule, memory
	$(BIN)/python -m tests.bench.soak 10000 300

teach: $(VENV)/.teach         ## what the judge knows, learned anew from the labelled texts in tests/judge/texts
	$(BIN)/python -m tests.judge.train

bench-events: $(VENV)/.bench  ## how well events are told apart, on simulated streams with known truth
	$(BIN)/python -m tests.bench.events

slow: $(VENV)/.dev            ## the tests that take long: whole crash matrices, soaks
	$(BIN)/python -m pytest -m slow -n $(WORKERS)

chaos: $(VENV)/.dev           ## workers, Redis and the receiver killed and failing: nothing may be lost
	$(BIN)/python -m tests.chaos

check: $(VENV)/.dev           ## style, types, import contracts, sizes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.contracts.sizes

format: $(VENV)/.dev          ## write the style that check asks for
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.dev            ## exact versions anew (needs uv on PATH)
	uv pip compile pyproject.toml --universal --python-version 3.11 --no-header --no-annotate --quiet --upgrade --extra embedded -o requirements.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --no-header --no-annotate --quiet --extra embedded --group dev -c requirements.lock -o requirements-dev.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --no-header --no-annotate --quiet --extra embedded --group dev --group bench -c requirements-dev.lock -o requirements-bench.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --no-header --no-annotate --quiet --extra embedded --group dev --group teach -c requirements-dev.lock -o requirements-teach.lock

clean:                        ## remove what the targets made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
