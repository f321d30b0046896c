# `make demo` to try it, `make test` to test it. Both make the virtual environment themselves, from the lock.
# PYTHON=/path/to/python3.11 chooses the interpreter; ARGS="..." goes to the command.
# The tests run in as many processes as there are cores, four at most; ARGS="-n 0" has them run in one.
.PHONY: help demo serve test trial check bench bench-text docs coverage clean run-environment dev-environment
RUN := .venv/bin/python
CODE := vocapp migrations tests benchmarks .ci/environment.py
export PYTHON

help:
	@echo "make demo    try it: a company, customers, mails and answers, in your browser"
	@echo "make serve   run the service on the settings of the environment"
	@echo "make test    the tests (minutes)          make trial   with real servers (long)"
	@echo "make check   style, types, house rules    make bench   speed, as ratios in one run"
	@echo "make coverage   the tests, and which lines and branches they reach (95 % at least)"
	@echo "make bench-text   how well comments are read, beside others"

demo: run-environment
	@exec $(RUN) -m vocapp demo $(ARGS)

serve: run-environment
	@exec $(RUN) -m vocapp serve $(ARGS)

test: dev-environment
	@exec $(RUN) -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

trial: dev-environment
	@exec $(RUN) -m pytest tests/trial -m trial $(ARGS)

check: dev-environment
	@$(RUN) -m ruff format --check $(CODE)
	@$(RUN) -m ruff check $(CODE)
	@$(RUN) -m mypy
	@exec $(RUN) -m pytest -q --tb=short tests/test_*.py tests/database/test_schema.py $(ARGS)

bench: dev-environment
	@exec $(RUN) -m benchmarks.run $(ARGS)

bench-text: dev-environment
	@exec $(RUN) -m benchmarks.text_run $(ARGS)

docs: dev-environment
	@exec $(RUN) -m pytest -q tests/test_docs.py --regenerate

coverage: dev-environment
	@$(RUN) -m coverage erase
	@$(RUN) -m coverage run -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)
	@$(RUN) -m coverage combine --quiet
	@exec $(RUN) -m coverage report

run-environment dev-environment:
	@python=$$(.ci/python) && exec "$$python" .ci/environment.py $(@:-environment=)

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
