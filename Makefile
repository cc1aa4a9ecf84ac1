# Thin names for documented commands; without make, type the line below a name. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: help install lab build check lint test test-fast demo benchmarks clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "This course needs Python 3.11 or newer. Name one: make lab PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python cannot make environments here. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Installing the course into .venv (a few minutes the first time) …"
	@$(PIP) .
	@touch $@

.venv/ready-dev: .venv/ready
	@$(PIP) '.[dev]'
	@touch $@

install: .venv/ready  ## make or refresh the environment in .venv

lab: .venv/ready  ## open JupyterLab on your working copy of the lessons
	@$(BIN)/autograde lab

build: .venv/ready  ## make source/ and release/ from course/
	@$(BIN)/autograde build

check: .venv/ready  ## prove that the lessons are ready for students
	@$(BIN)/autograde check

demo: .venv/ready  ## grade the sample class and show where the results lie
	@$(BIN)/python -m tests.sample_class work/demo

lint: .venv/ready-dev  ## style and types
	@$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy

test: lint  ## everything that .ci/run runs
	@sh tests/system_packages.sh
	@$(BIN)/pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder

test-fast: .venv/ready-dev  ## library, checks, build and gate; no notebooks, no browser
	@$(BIN)/pytest -m "not slow"

benchmarks: .venv/ready-dev  ## paired measurements, printed as ratios
	@for name in library course engine mlp training; do $(BIN)/python -m benchmarks.$$name || exit 1; done

clean:  ## remove the environment and caches; your work in work/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
