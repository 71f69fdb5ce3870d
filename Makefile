# `make` lists what there is. PORT, NMIRF_VAR and the names in .env.example are read from the environment.
.DEFAULT_GOAL := help
.PHONY: help setup demo test looks check lint bench reset lock
BIN := .venv/bin
# Without its compiled files each Python process spends ten seconds of the processor on its imports.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-8s %s\n", $$1, $$2 }'

setup: ## the virtual environment and the system libraries, where they are missing
	@scripts/setup

demo: setup ## the demo State on http://localhost:8000/ (PORT=8001 for another port)
	@exec $(BIN)/python manage.py demo

test: ## everything: checks, then all tests
	@scripts/setup --test
	@scripts/check
	@exec $(BIN)/python -m pytest -n 2

looks: ## every page in both directions and schemes, narrow and wide, held against axe: a quarter of an hour
	@scripts/setup --test
	@LOOKS=all $(BIN)/python -m pytest -n 2 tests/browser/test_every_page.py

check: setup ## style, types, import contracts, migrations, deployment settings
	@scripts/check

lint: setup ## the quick part of `check`: style and import contracts
	@scripts/check --lint

bench: setup ## speed and memory beside their floors; pages and PDF on the demo's data, which must be there
	@$(BIN)/python scripts/bench_parsers
	@$(BIN)/python scripts/bench_import
	@DEMO_MODE=1 HTTPS=0 $(BIN)/python scripts/bench_pages
	@DEMO_MODE=1 HTTPS=0 $(BIN)/python scripts/bench_pages --as secretariat@demo.example
	@DEMO_MODE=1 HTTPS=0 $(BIN)/python scripts/bench_pdf
	@$(BIN)/python scripts/bench_desk
	@$(BIN)/python scripts/fill_register 10000 --measure
	@$(BIN)/python scripts/bench_readers
	@$(BIN)/python scripts/bench_digests
	@$(BIN)/python scripts/bench_gaps
	@$(BIN)/python scripts/bench_data --keep

reset: ## delete var/: the demo's data, secrets, e-mails and files
	@if [ -x $(BIN)/python ]; then exec $(BIN)/python -m nmirf.embedded reset; else echo "Nothing to delete: make setup has not run here."; fi

lock: setup ## resolve requirements/*.in anew into the hashed *.txt
	@for name in base dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	    --no-header --no-annotate --no-emit-index-url requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done
