# One command for each thing people do here. `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: help demo test check lint types contracts pytest bench fuzz shots docs parts lock clean
.DEFAULT_GOAL := help

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

# --- set-up: each stamp is rebuilt when what it was made from changes -------------------------------------

$(BIN)/uv: requirements/uv.txt tools/system-packages.sh
	@PYTHON="$(PYTHON)" sh tools/system-packages.sh
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.core: requirements/core.txt pyproject.toml $(BIN)/uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/core.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.front-end: requirements/front-end.toml tools/front_end.py tools/topojson.py | $(VENV)/.core
	@PYTHON="$(PYTHON)" sh tools/system-packages.sh parts
	@$(BIN)/python -m tools.front_end
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/models.txt $(VENV)/.core $(VENV)/.front-end tools/test-packages.sh
	@sh tools/test-packages.sh
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements/models.txt
	@touch $@

$(VENV)/.fuzz: requirements/fuzz.txt $(VENV)/.dev
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/fuzz.txt
	@touch $@

# --- what people ask for -----------------------------------------------------------------------------------

demo: $(VENV)/.core  ## read the example estate, print the summary, write the report
	@$(BIN)/camcensus demo

test: check  ## all tests: the same as `make check`

check: $(VENV)/.dev  ## all that CI runs
	@$(MAKE) --no-print-directory -j 2 lint types contracts
	@$(MAKE) --no-print-directory pytest

lint: $(VENV)/.dev  ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev  ## mypy --strict
	$(BIN)/mypy

contracts: $(VENV)/.dev  ## the plan of the house
	$(BIN)/lint-imports --no-cache

pytest: $(VENV)/.dev  ## tests, with the documentation's own commands
	$(BIN)/pytest -n 2 --dist worksteal

bench: $(VENV)/.dev  ## measure: time, memory, and how they grow
	$(BIN)/python -m bench

fuzz: $(VENV)/.fuzz  ## a million hostile inputs for every parser: hours; some with: make fuzz FUZZ='dns --runs 9999'
	$(BIN)/python -m fuzz $(FUZZ)

parts:  ## bring the console's front-end parts from npm again
	@rm -f $(VENV)/.front-end
	@$(MAKE) --no-print-directory $(VENV)/.front-end

shots: $(VENV)/.dev  ## take the pictures of the console for the documentation
	$(BIN)/python -m tools.shots

docs: $(VENV)/.dev  ## write the generated reference pages
	$(BIN)/python tools/reference.py

lock: $(BIN)/uv  ## write the pinned requirements again
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header requirements/uv.in -o requirements/uv.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml requirements/build.in -o requirements/core.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header -c requirements/core.txt pyproject.toml --group dev -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-deps requirements/models.in -o requirements/models.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header requirements/fuzz.in -o requirements/fuzz.txt

clean:  ## remove what set-up and tests made
	rm -rf $(VENV) src/camcensus/faces/web/parts .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
