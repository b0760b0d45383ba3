# grantsapp. `make` alone prints this list.
PYTHON ?= python3
BIN := .venv/bin
DOMAINS := applicant staff
LOCALES := ar pl
PO := $(wildcard translations/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: .venv/run $(MO) ## set up if needed, fill the demo fund, serve it on 127.0.0.1:5000
	GRANTSAPP_MODE=demo GRANTSAPP_DATA=instance/demo $(BIN)/grantsapp demo

test: .venv/dev $(MO) ## set up if needed, run the tests (browser ones where Chromium is)
	$(BIN)/python -m pytest -n 2

check: .venv/dev $(MO) lint catalogues ## everything .ci/run runs
	$(BIN)/python -m pytest -n 2
	$(BIN)/python -m pytest -n 2 --database postgresql

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/djlint grantsapp --lint --quiet
	$(BIN)/lint-imports --no-cache

catalogues: .venv/dev ## fail where a catalogue is behind the code
	$(BIN)/python tests/house/catalogues.py

fix: .venv/dev ## format, and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

translate: .venv/dev ## bring the catalogues in line with the code
	for domain in $(DOMAINS); do \
	  $(BIN)/pybabel -q extract -F babel-$$domain.cfg -k lazy_gettext -k lazy_ngettext:1,2 --no-location --sort-output --omit-header -o .cache/$$domain.pot . ; \
	  for locale in $(LOCALES); do \
	    file=translations/$$locale/LC_MESSAGES/$$domain.po; mkdir -p $$(dirname $$file) ; \
	    verb=update; test -f $$file || verb=init ; \
	    $(BIN)/pybabel -q $$verb -i .cache/$$domain.pot -o $$file -l $$locale $$(test $$verb = update && echo "--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date") ; \
	  done ; \
	done

migration: .venv/dev ## name=word: write the next migration from the models
	$(BIN)/python -m tests.house.new_migration $(name)

requirements: .venv/dev ## pin the requirements anew, with hashes
	cd requirements && for f in run dev; do ../$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade $$f.in -o $$f.txt; done

clean: ## remove what can be made again; your data in instance/ stays
	rm -rf .venv .cache .pytest_cache .ruff_cache build translations/*/LC_MESSAGES/*.mo

%.mo: %.po | .venv/run
	$(BIN)/pybabel -q compile -i $< -o $@

.venv/run: requirements/run.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/dev: .venv/run requirements/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

.PHONY: help demo test check lint catalogues fix translate migration requirements clean
