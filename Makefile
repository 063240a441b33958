# make run, make test: see README.md. make check, make bench and the rest: see CONTRIBUTING.md.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The DuckDB in this environment; empty for the one in constraints.txt.
DUCKDB ?=
# What `make test` runs; empty for all tests.
TESTS ?=
PYTEST_ARGS ?=
# A process per core, each taking whole files, so that what a file prepares is prepared once.
PARALLEL ?= -n auto --dist loadfile
BENCH_ARGS ?=

# The folder of the sample company, and what `riparian serve` is told besides.
SAMPLE ?= sample-company
SAMPLE_ARGS ?=
SERVE_ARGS ?=

# What depends on the engine, and so also runs on the oldest DuckDB that is supported: every form, every derivation
# and every preset; of whole companies those that nobody made up.
OLDEST_DUCKDB := 1.5.6
ENGINE_TESTS := $(wildcard $(addprefix tests/,expressions presets storage build testing \
	derivations/test_every_derivation.py journeys/test_online_retail.py journeys/test_command_line.py))

.PHONY: run test test-duckdb15 check lint types contracts house docs format bench constraints clean
.DELETE_ON_ERROR:

run: $(SAMPLE)/riparian.toml
	cd $(SAMPLE) && $(abspath $(BIN))/riparian build
	cd $(SAMPLE) && exec $(abspath $(BIN))/riparian serve $(SERVE_ARGS)

test: $(BIN)/.riparian-test
	$(BIN)/python -m pytest $(PARALLEL) $(PYTEST_ARGS) $(TESTS)

test-duckdb15:
	$(if $(ENGINE_TESTS),$(MAKE) --no-print-directory test VENV=.venv-duckdb15 DUCKDB=$(OLDEST_DUCKDB) TESTS='$(ENGINE_TESTS)',@echo 'no test depends on the engine')

check: lint types contracts test

lint: $(BIN)/.riparian-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(BIN)/.riparian-dev
	$(BIN)/mypy

contracts: $(BIN)/.riparian-dev
	$(BIN)/lint-imports --no-logo --no-cache

# Parts of `make test`, for a quick look.
house docs: $(BIN)/.riparian-test
	$(BIN)/python -m pytest -q $(PYTEST_ARGS) tests/$@

format: $(BIN)/.riparian-dev
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .

bench: $(BIN)/.riparian-test
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

# The sample is made beside its place and moved there whole, so an interrupted run leaves no half company behind.
$(SAMPLE)/riparian.toml: | $(BIN)/.riparian-run
	rm -rf $(SAMPLE).part
	$(BIN)/riparian sample $(SAMPLE).part $(SAMPLE_ARGS)
	rm -rf $(SAMPLE)
	mv $(SAMPLE).part $(SAMPLE)

# One environment; each stamp says that the extras of its name are installed as pyproject.toml and constraints.txt stand.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Riparian needs Python 3.11 or later; name one: make PYTHON=python3.12' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/constraints.txt: constraints.txt | $(BIN)/python
	sed '$(if $(DUCKDB),s/^duckdb==.*/duckdb==$(DUCKDB)/)' constraints.txt > $@

$(BIN)/.riparian-run: EXTRAS =
$(BIN)/.riparian-test: EXTRAS = [test]
$(BIN)/.riparian-dev: EXTRAS = [dev]
$(BIN)/.riparian-run $(BIN)/.riparian-test $(BIN)/.riparian-dev: pyproject.toml $(VENV)/constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --no-compile --constraint $(VENV)/constraints.txt --editable '.$(EXTRAS)'
	@touch $@

# Resolves the ranges of pyproject.toml anew, in an environment of its own.
constraints:
	rm -rf .venv-constraints
	$(PYTHON) -m venv .venv-constraints
	.venv-constraints/bin/python -m pip install --quiet --editable '.[dev,linkage]'
	{ echo '# The versions the tests ran on, made by `make constraints`. The `spark` extra needs pandas below 3 and stands apart.'; \
		.venv-constraints/bin/python -m pip freeze --exclude-editable; } > constraints.txt
	rm -rf .venv-constraints

clean:
	rm -rf .venv .venv-duckdb15 .venv-constraints .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
