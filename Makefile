# Needs Python 3.11 or later, git and make. Another Python: make test PYTHON=python3.13

PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
STAMP = $(VENV)/.stamp
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL = help
.PHONY: help venv demo test fuzz audit check bench coverage false-alarms reading readme clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

venv: $(STAMP) ## create the environment in .venv and install kundnojd with its tools

# pip reads dependency groups from 25.1 on, so pip comes first.
$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "kundnojd needs Python 3.11 or later, and $(PYTHON) is not; name another one: make $(or $(MAKECMDGOALS),venv) PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) has no venv module; on Debian and Ubuntu: sudo apt install python3-venv" >&2; \
	  exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group test --group check
	@# pip compiles what it installs, but not what stays where it is.
	$(BIN)/python -m compileall -q src
	@touch $@

demo: $(STAMP) ## install, then analyse the two example surveys
	$(BIN)/kundnojd analyze examples/hyresgaster/hyresgaster.xlsx --format table
	$(BIN)/kundnojd analyze examples/sfo/2017_SFO_Customer_Survey_20250817.csv \
	  examples/sfo/2018_SFO_Customer_Survey_20250817.csv --format table

test: $(STAMP) ## run the tests
	$(BIN)/python -m pytest

SEED ?= 1
CASES ?= 2000

fuzz: $(STAMP) ## run the program on 2,000 mangled files (CASES=..., SEED=...)
	$(BIN)/python -m tests.fuzzing.campaign --seed $(SEED) --cases $(CASES)

audit: $(STAMP) ## audit what is hidden of 1,000 random surveys by linear programming
	DISCLOSURE_TABLES=1000 $(BIN)/python -m pytest tests/analyses/test_disclosure_audit.py

check: $(STAMP) ## check format, lint, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --quiet tests/test_layers.py

bench: $(STAMP) ## run the benchmarks
	$(BIN)/python -m pytest -s --override-ini addopts=--import-mode=importlib tests/benchmarks

coverage: $(STAMP) ## simulate how often the intervals hold the true value; writes tests/benchmarks/coverage.md
	$(BIN)/python -m tests.benchmarks.coverage

false-alarms: $(STAMP) ## simulate how often equal units are called different; writes tests/benchmarks/false_alarms.md
	$(BIN)/python -m tests.benchmarks.false_alarms

reading: $(STAMP) ## print which files of the shared data are read rightly
	$(BIN)/python -m tests.test_reading

readme: $(STAMP) ## write the parts of the README that come from the program
	$(BIN)/python -m tests.fill_readme

clean: ## remove the environment and everything else that was made
	rm -rf $(VENV) build dist out .pytest_cache .hypothesis .mypy_cache .ruff_cache .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
