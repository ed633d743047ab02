# One command each. Everything lives in .venv, .venv-clients and var; nothing else of this machine is changed,
# but for two: as root on Debian, `make test` installs the programs of scripts/provide-programs if missing, and
# `make bench` nginx and wrk.

# Plain `=`: some shells export HOST or PORT for other purposes; `make serve PORT=9000` still works.
PYTHON = python3
HOST = 127.0.0.1
PORT = 8000
OPTIONS =
SECONDS = 60

VENV = .venv
RUN = $(VENV)/bin/python
PIP = $(RUN) -m pip install --quiet --disable-pip-version-check
SOURCES = src tests scripts $(wildcard demo) $(wildcard bench) $(wildcard manage.py)
TEMPLATES = $(shell find src -name templates -type d 2>/dev/null)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install demo demo-reset serve test check format lint bench bench-upload fuzz requirements clean

help: ## Show these commands.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/installed ## Set up Strongroom in .venv (PYTHON=python3.12 chooses another Python).

demo: install ## Run an index with sample projects and people (HOST=, PORT=).
	$(RUN) demo/run.py --host $(HOST) --port $(PORT)

demo-reset: ## Forget everything the demo has stored.
	rm -rf var/demo

serve: install ## Run an empty index of your own in var/strongroom (HOST=, PORT=).
	$(VENV)/bin/strongroom serve --data var/strongroom --host $(HOST) --port $(PORT)

test: $(VENV)/installed-dev ## Run all tests on SQLite and, beside it, those of the database on PostgreSQL.
	@scripts/provide-programs
	@scripts/provide-clients
	@$(RUN) -m scripts.run_tests

check: lint test ## Everything that continuous integration runs.

lint: $(VENV)/installed-dev ## Check format, style, types, imports, templates and documentation.
	$(VENV)/bin/ruff format --check --quiet $(SOURCES)
	$(VENV)/bin/ruff check --quiet $(SOURCES)
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache --no-logo
	$(if $(TEMPLATES),$(VENV)/bin/djlint $(TEMPLATES) --lint --quiet)
	$(RUN) -m scripts.check_docs

format: $(VENV)/installed-dev ## Put the sources in shape.
	$(VENV)/bin/ruff check --fix-only --quiet $(SOURCES)
	$(VENV)/bin/ruff format --quiet $(SOURCES)

bench: $(VENV)/installed-dev ## Compare reading with nginx and other indexes, for 20 minutes (OPTIONS=--quick for six).
	$(RUN) -m bench.read $(OPTIONS)

bench-upload: $(VENV)/installed-dev ## Compare uploading with devpi and pypiserver, some ten minutes (OPTIONS=--quick for two).
	$(RUN) -m bench.upload $(OPTIONS)

fuzz: $(VENV)/installed-dev ## Search for uploads and tokens that break their readers (SECONDS=60 for each reader).
	$(RUN) -m tests.fuzz.run forms --seconds $(SECONDS)
	$(RUN) -m tests.fuzz.run archives --seconds $(SECONDS)
	$(RUN) -m tests.fuzz.run macaroons --seconds $(SECONDS)

requirements: $(VENV)/installed-dev ## Pin what requirements/*.in ask for, with hashes.
	scripts/pin-requirements

clean: ## Remove environments and every cache; data in var stays.
	rm -rf $(VENV) .venv-clients dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Strongroom needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Name another one: make install PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml requirements/build.txt requirements/main.txt | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements/build.txt -r requirements/main.txt
	$(PIP) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@
