# gongzhi: make setup · run · test · check · bench. A bare Debian with python3, python3-venv, make and git is enough;
# each target bootstraps what it needs into .venv, and a second run installs nothing again.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
# Stamps say what is installed: they are newer than the lock file they were made from.
RUNTIME := $(VENV)/.runtime
DEVELOP := $(VENV)/.develop

# The screens are built anew when what they are built from has changed.
NODE := $(VENV)/.node
WEB := gongzhi/site/static/web/.built
WEB_SOURCES := $(shell find web docs/openapi.json -type f -not -path '*/node_modules/*' -not -name schema.d.ts)
export GONGZHI_HOME ?= var
export GONGZHI_ADDRESS ?= 127.0.0.1:8000

.PHONY: help setup web run test check bench format lock
help:
	@echo "make setup   install everything for developing into .venv (pinned, with hashes)"
	@echo "make web     the screens of web/, as gongzhi serves them"
	@echo "make run     the demo city on http://$(GONGZHI_ADDRESS), its things in $(GONGZHI_HOME)/"
	@echo "make test    all tests: SQLite, PostgreSQL where Debian's is installed, the page's JavaScript"
	@echo "make check   style, types, floors, sizes, words, settings, locks"
	@echo "make bench   what is claimed about speed: reports and lists, timers and messages, verification (hours)"
	@echo "make format  put the code in its canonical form"
	@echo "make lock    pin requirements/*.in again into requirements/*.txt"

setup: $(DEVELOP)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "gongzhi needs Python 3.11 or later; set PYTHON=…"; exit 1; }
	@echo "→ making $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: apt-get install python3-venv"; exit 1; }

$(RUNTIME): requirements/runtime.txt tools/link.py | $(BIN)/python
	@echo "→ installing what gongzhi runs on"
	@$(PIP) --require-hashes --only-binary :all: -r requirements/runtime.txt
	@$(BIN)/python tools/link.py
	@touch $@

$(NODE): requirements/node.txt | $(BIN)/python
	@echo "→ installing Node 24"
	@$(PIP) --require-hashes --only-binary :all: -r requirements/node.txt
	@touch $@

$(DEVELOP): requirements/develop.txt $(RUNTIME) $(NODE)
	@echo "→ installing what developing needs"
	@$(PIP) --require-hashes --only-binary :all: -r requirements/develop.txt
	@touch $@

web: $(WEB)

$(WEB): $(WEB_SOURCES) | $(NODE)
	@echo "→ building the screens"
	@$(BIN)/python -m tools.web build
	@touch $@

run: $(RUNTIME) $(WEB)
	@test -e "$(GONGZHI_HOME)/founded" || { $(BIN)/gongzhi init --city demo && $(BIN)/gongzhi demo --days 5 --per-day 60; }
	@exec $(BIN)/gongzhi serve --life 4

test: $(DEVELOP) $(WEB)
	@$(BIN)/python tools/all_tests.py

check: $(DEVELOP)
	@$(BIN)/python tools/all_checks.py

bench: $(DEVELOP)
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.timers
	@$(BIN)/python -m bench.verify

format: $(DEVELOP)
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock: $(DEVELOP)
	@for name in runtime develop node; do \
	  $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    --python-version 3.11 --universal requirements/$$name.in -o requirements/$$name.txt || exit 1; done
