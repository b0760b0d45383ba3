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
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: .venv/dev $(MO) lint catalogues ## everything .ci/run runs
	$(BIN)/python -m pytest -n 2 --dist worksteal
	$(BIN)/python -m pytest -n 2 --dist worksteal --database postgresql

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/djlint grantsapp --lint --quiet
	$(BIN)/lint-imports --no-cache

bench: .venv/dev $(MO) ## our pages beside the machine's own floor, in the same run
	$(BIN)/python -m tests.bench.pages
	$(BIN)/python -m tests.bench.bids
	$(BIN)/python -m tests.bench.portfolio
	$(BIN)/python -m tests.bench.calibrated
	$(BIN)/python -m tests.bench.assigning
	$(BIN)/python -m tests.bench.postings
	$(BIN)/python -m tests.bench.programme
	$(BIN)/python -m tests.bench.surveys
	$(BIN)/python -m tests.bench.importing
	$(BIN)/python -m tests.bench.analysing
	$(BIN)/python -m tests.bench.exporting
	$(BIN)/python -m tests.bench.reporting

workshops: .venv/dev $(MO) ## FILE=answers.csv: bring a real past round into an empty house, and report on it
	rm -rf build/workshops && mkdir -p build/workshops
	GRANTSAPP_DATA=build/workshops $(BIN)/grantsapp init
	GRANTSAPP_DATA=build/workshops $(BIN)/grantsapp import-instrument docs/instruments/workshops.json
	GRANTSAPP_DATA=build/workshops $(BIN)/grantsapp import-responses --new-call WORKSHOPS --instrument workshops --project workshop --respondent respondent --before '{item}.pre' --after '{item}.post' $(FILE)
	GRANTSAPP_DATA=build/workshops $(BIN)/grantsapp report --call WORKSHOPS --json build/workshops/report.json --html build/workshops/report.html --pdf build/workshops/report.pdf
	$(BIN)/python -m tests.evaluation.check_workshops build/workshops/report.json

opendata: .venv/dev $(MO) ## SCHEMAS=folder: check the demo's awards against the official 360Giving schemas
	rm -rf build/opendata && mkdir -p build/opendata
	GRANTSAPP_MODE=demo GRANTSAPP_DATA=build/opendata $(BIN)/grantsapp demo --no-serve
	GRANTSAPP_DATA=build/opendata $(BIN)/grantsapp publish --json build/opendata/awards.json --xlsx build/opendata/awards.xlsx
	$(BIN)/python -m tests.awards.check_360giving build/opendata/awards.json $(SCHEMAS) build/opendata/awards.xlsx

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

.PHONY: help demo test check lint catalogues fix translate migration requirements clean bench workshops opendata
