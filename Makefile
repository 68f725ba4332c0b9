# Visnyk. `make run` for the live sources, `make demo` for the bundled ones; `make help` lists the rest.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HOST   ?= 127.0.0.1
PORT   ?= 8000

.PHONY: help install run demo test lint bench lighthouse messages lock screenshots clean

help:
	@echo "make run      gather the live sources and serve http://$(HOST):$(PORT)/"
	@echo "make demo     the same on bundled sample sources; needs no network"
	@echo "make install  create $(VENV) with the pinned dependencies"
	@echo "make test     everything: lint, types, floors, tests, coverage"
	@echo "make lint     ruff, mypy, import floors"
	@echo "make bench    the checks' hits and misses; speed and memory, beside the reader library"
	@echo "make lighthouse   Lighthouse on the main pages of the demo; needs Node 18.16 or newer, and npm"
	@echo "make screenshots  pictures of all pages of the demo, light and dark, into docs/screenshots"

install: $(VENV)/.installed
run: install
	@exec $(BIN)/visnyk run --host $(HOST) --port $(PORT)
demo: install
	@exec $(BIN)/visnyk demo --host $(HOST) --port $(PORT)

# --require-hashes: what is installed is what was tested, byte for byte, whichever index it comes from.
$(VENV)/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Visnyk needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
		|| { echo "Cannot create $(VENV); on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Installing the pinned dependencies into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q feeds webapp
	@touch $@

$(VENV)/.dev: $(VENV)/.installed requirements-dev.txt
	@echo "Installing the tools for tests ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.installed requirements-bench.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(VENV)/.dev lint
	@sh tests/system.sh
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder \
		--cov --cov-report=term

bench: $(VENV)/.bench
	$(BIN)/python -m tests.benchmarks.checks
	$(BIN)/python -m tests.benchmarks $(BENCH)

lighthouse: $(VENV)/.dev
	@command -v npm >/dev/null || { echo "Lighthouse needs Node and npm; on Debian or Ubuntu: apt-get install npm"; exit 1; }
	@npm ci --prefix tests/lighthouse --ignore-scripts --silent
	$(BIN)/python -m tests.lighthouse

# The words of the interface: finds those that are new, and writes what the program reads from what people translate.
messages: $(VENV)/.dev
	$(BIN)/python -m tests.catalogue

screenshots: $(VENV)/.dev
	$(BIN)/python -m tests.browser.screenshots docs/screenshots

# New versions, on purpose: the files carry versions and hashes, no addresses.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade \
		pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade \
		--extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade \
		--extra bench -c requirements.txt pyproject.toml -o requirements-bench.txt

clean:
	rm -rf $(VENV) build *.egg-info .coverage* .mypy_cache .pytest_cache .ruff_cache
