# `make demo` to try it, `make test` to test it, `make help` for the rest. Each target installs what it needs from the lock.
# PYTHON=/path/to/python3.11 chooses the interpreter; ARGS="..." is passed to the command.
# The tests run in one process per core, four at most, and the trial in two; ARGS="-n 0" runs them in one process.
.PHONY: help demo serve test trial check bench bench-text docs graph mutants coverage clean run-environment dev-environment
RUN := .venv/bin/python
CODE := vocapp migrations tests benchmarks .ci/environment.py
export PYTHON

help:
	@echo "make demo        try it: a fictional company, its customers, mails and answers, in your browser"
	@echo "make serve       start an installation of your own, with the settings of the environment"
	@echo "make test        all tests (minutes); ARGS=tests/cases runs some"
	@echo "make check       style, types and architecture rules (a minute)"
	@echo "make coverage    all tests, with the lines and branches that they reach (95 % at least)"
	@echo "make mutants     changes important lines and reports the changes that no test notices"
	@echo "make trial       long tests with real servers, kills and browsers"
	@echo "make bench       speed, as ratios measured in one run"
	@echo "make bench-text  quality of the analysis of comments, beside other tools"
	@echo "make docs        update the generated pages of docs/"
	@echo "make graph       print the imports between packages as a Mermaid picture"
	@echo "make clean       remove the virtual environment and all caches"

demo: run-environment
	@exec $(RUN) -m vocapp demo $(ARGS)

serve: run-environment
	@exec $(RUN) -m vocapp serve $(ARGS)

test: dev-environment
	@exec $(RUN) -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

trial: dev-environment
	@exec $(RUN) -m pytest tests/trial -m trial -n auto --maxprocesses 2 --dist worksteal $(ARGS)

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

graph: dev-environment
	@exec $(RUN) -m tests.import_graph

mutants: dev-environment
	@exec $(RUN) -m tests.mutants $(ARGS)

coverage: dev-environment
	@$(RUN) -m coverage erase
	@$(RUN) -m coverage run -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)
	@$(RUN) -m coverage combine --quiet
	@exec $(RUN) -m coverage report

run-environment dev-environment:
	@python=$$(.ci/python) && exec "$$python" .ci/environment.py $(@:-environment=)

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
