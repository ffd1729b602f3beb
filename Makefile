# The environment lives in .venv; everything else uses it. `make` alone lists the targets.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help install up compose-up compose-down test check lint types format lock bench chaos races pictures press

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

install: $(STAMP)  ## the environment, in .venv

$(STAMP): locks/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "shahidi needs Python 3.11 or later; call: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement locks/uv.txt
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes locks/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q services shared
	@touch $@

up: $(STAMP)  ## all of it on this machine, with the sample articles; Ctrl-C stops it
	@$(BIN)/shahidi up --demo

compose-up:  ## all of it in containers, with the sample articles; EXTRACTORS=4 STORES=2 for more of them
	@deploy/compose-up

compose-down:  ## stop the containers; what is stored stays
	docker compose down

test: $(STAMP)  ## every test
	$(BIN)/pytest --numprocesses 2 --dist loadfile

SEED ?= 1
ROUNDS ?= 5
ARTICLES ?= 500
DATABASE ?= sqlite
LIMIT ?= 0
chaos: $(STAMP)  ## break a running house: SEED=1 ROUNDS=5 ARTICLES=500 DATABASE=sqlite|postgresql LIMIT=seconds
	@$(BIN)/python -m tests.chaos --seed $(SEED) --rounds $(ROUNDS) --articles $(ARTICLES) --database $(DATABASE) --seconds $(LIMIT)

RACES ?= 1000
races: $(STAMP)  ## two workers record one event at the same moment: RACES=1000 DATABASE=sqlite|postgresql
	@$(BIN)/python -m tests.races --races $(RACES) --database $(DATABASE)

pictures: $(STAMP)  ## the pictures of the README, taken again
	SCREENSHOTS=docs $(BIN)/pytest -n0 tests/system/test_page_in_browser.py -k pictures
FEEDS ?= 200
PAGES ?= 5000
press: $(STAMP)  ## watch an invented press for a simulated hour: FEEDS=200 PAGES=5000 DATABASE=sqlite|postgresql
	@$(BIN)/python -m tests.press --feeds $(FEEDS) --pages $(PAGES) --database $(DATABASE)

check: lint types test  ## lint, types, tests: what CI runs

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

bench: $(STAMP)  ## throughput and latency of this machine
	$(BIN)/shahidi bench

format: $(STAMP)  ## rewrite the code in the house's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

EXPORT = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml
lock: $(STAMP)  ## pin every dependency again, with hashes
	echo uv==0.13.9 | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header - --output-file locks/uv.txt
	$(EXPORT) --all-extras --group dev --output-file locks/dev.txt
	for service in fetcher extractor store; do $(EXPORT) --extra $$service --constraints locks/dev.txt --output-file locks/$$service.txt; done
