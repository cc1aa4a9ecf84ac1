# Thin names for documented commands; without make, type the line below a name. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help install install-dev torch lab formgrader build check lint test test-fast demo benchmarks constraints clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile

install:  ## make or refresh the environment in .venv
	@$(PYTHON) install.py

install-dev:
	@$(PYTHON) install.py --dev

torch:  ## add PyTorch, which lesson 10 needs; CUDA=1 takes the large build where there is no other
	@$(PYTHON) install.py --torch $(if $(CUDA),--cuda)

lab: install  ## open JupyterLab on your working copy of the lessons
	@$(BIN)/autograde lab

formgrader: install  ## open nbgrader's Formgrader on your class
	@$(BIN)/autograde formgrader

build: install  ## make source/ and release/ from course/
	@$(BIN)/autograde build

check: install  ## prove that the lessons are ready for students
	@$(BIN)/autograde check

demo: install  ## grade the sample class and show where the results lie
	@$(BIN)/python -m tests.sample_class work/demo

lint: install-dev  ## style and types
	@$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy

test: install-dev  ## everything that .ci/run runs, style and types included
	@sh tests/system_packages.sh
	@$(BIN)/pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder

test-fast: install-dev  ## library, checks, build and gate; no notebooks, no browser
	@$(BIN)/pytest -m "not slow" --numprocesses=auto --dist=loadfile --no-loadscope-reorder

benchmarks: install-dev  ## paired measurements, printed as ratios
	@for name in library course engine mlp tensor training; do $(BIN)/python -m benchmarks.$$name || exit 1; done

constraints: install-dev  ## write constraints.txt anew: the newest versions for every supported Python and system
	@{ echo "# Versions for every supported Python and system; pip reads them through --constraint. Refresh: make constraints"; \
	  $(BIN)/uv pip compile --quiet --system-certs --no-python-downloads --upgrade --universal --fork-strategy fewest --python-version 3.11.0 --only-binary :all: \
	    --all-extras --no-header --no-annotate pyproject.toml | \
	  sed -E "/^(nvidia-|cuda-|triton)/d; s/ ; python_full_version < '3.15'$$//; s/python_full_version < '3.15' and //"; \
	} > constraints.new && mv constraints.new constraints.txt
	@$(BIN)/python -m tests.resolutions

clean:  ## remove the environment and caches; your work in work/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
