# `make demo` to try it, `make test` to test it; both make the virtual environment themselves.
.PHONY: demo serve test trial check bench clean
PYTHON ?= $(shell command -v python3.14 || command -v python3.13 || command -v python3.12 || command -v python3.11 || command -v python3)
VENV := .venv
RUN := $(VENV)/bin/python

demo: $(VENV)/run.stamp
	@$(VENV)/bin/vocapp demo

serve: $(VENV)/run.stamp
	@$(VENV)/bin/vocapp serve

test: $(VENV)/dev.stamp
	@$(RUN) -m pytest

check: $(VENV)/dev.stamp
	@$(VENV)/bin/ruff format --check vocapp migrations tests benchmarks
	@$(VENV)/bin/ruff check vocapp migrations tests benchmarks
	@$(VENV)/bin/mypy

trial: $(VENV)/dev.stamp
	@$(RUN) -m pytest tests/trial -m trial

$(VENV)/run.stamp $(VENV)/dev.stamp: requirements.txt requirements-dev.txt pyproject.toml
	@$(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(if $(findstring dev,$@),requirements-dev.txt,requirements.txt)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 2>/dev/null || true
	@touch $@
