# The two commands most people need:  make run  (a demo hospital at http://127.0.0.1:8000)  and  make test.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
BIN := .venv/bin
# Installed anew when what is to be installed changed, not when a file was only touched.
HASH := $(shell cat requirements.txt setup.cfg setup.py pyproject.toml | sha256sum | cut -c1-16)
DEV_HASH := $(shell cat requirements-dev.txt setup.cfg setup.py pyproject.toml | sha256sum | cut -c1-16)
# One more than there are cores: a browser that waits leaves its core to others.
WORKERS := $(shell echo $$(( $$(nproc) + 1 )))
RUN_READY := .venv/.ready-$(HASH)
DEV_READY := .venv/.ready-dev-$(DEV_HASH)
# A process reads 700 modules as it starts: where nothing may be written down, each is compiled anew every time.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --root-user-action=ignore

.PHONY: run test lint soak bench peers lock notices reference translations system-packages clean
.DEFAULT_GOAL := run

run: export QA_DEMO = 1
run: export QA_DATA_DIR ?= $(CURDIR)/var/data
run: export QA_KEYS_DIR ?= $(CURDIR)/var/keys
run: export QA_SMTP_URL ?= file:$(QA_DATA_DIR)/mails
run: $(RUN_READY)  ## Serve the demo hospital (QA_PORT, 8000); a second run keeps its data
	@$(BIN)/qa-portal demo
	@exec $(BIN)/qa-portal serve

$(RUN_READY):
	@echo "Installing into .venv (once) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements.txt
	@PYTHONWARNINGS=ignore $(PIP) --no-deps --editable .
	@rm -f .venv/.ready-[0-9a-f]*
	@touch $@

$(DEV_READY):
	@echo "Installing the tools into .venv (once) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements-dev.txt
	@PYTHONWARNINGS=ignore $(PIP) --no-deps --editable .
	@rm -f .venv/.ready-*
	@touch $@ $(RUN_READY)

system-packages:
	@.ci/system-packages

test: $(DEV_READY) system-packages lint  ## Everything CI runs
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup

lint: $(DEV_READY)  ## Style, types, floors and walls
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo --no-cache

soak: $(DEV_READY) system-packages  ## The long forms: kills, races, simulations; about an hour
	$(BIN)/python -m pytest -m soak -o faulthandler_timeout=0

bench: $(DEV_READY) system-packages  ## Measurements, printed
	$(BIN)/python -m pytest -m bench -o faulthandler_timeout=0 -s -p no:randomly

peers: bench/.venv/.ready-$(shell sha256sum bench/requirements.txt | cut -c1-16)  ## Our finders beside other tools
	@OMP_NUM_THREADS=1 bench/.venv/bin/python bench/peers.py

bench/.venv/.ready-%:
	@echo "Installing the other tools into bench/.venv (once) ..."
	@test -x bench/.venv/bin/python || $(PYTHON) -m venv bench/.venv
	@bench/.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --root-user-action=ignore \
		--require-hashes -r bench/requirements.txt
	@touch $@

lock: $(DEV_READY)  ## Compile requirements*.txt from the ranges in setup.cfg
	.ci/lock

notices: $(DEV_READY)  ## Write docs/third-party-notices.md from what the lock installs
	$(BIN)/python .ci/notices.py

reference: $(DEV_READY)  ## Write docs/reference.md: settings, statuses, permissions, topics, actions
	PYTHONPATH=. $(BIN)/python .ci/reference.py

translations: $(DEV_READY)  ## Bring the catalogues up to date with the code, compile them, name what has no words
	$(BIN)/python -m qa_portal.translations

clean:  ## Remove what was built; data and keys stay
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
