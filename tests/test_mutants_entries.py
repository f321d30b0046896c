"""The entries of `make mutants` name functions, texts and tests that exist."""

import pytest

from tests.mutant_entries import Entry, entries
from tests.source_code import ROOT


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: str(entry.name))
def test_an_entry_finds_its_lines_and_tests(entry: Entry) -> None:
    source = (ROOT / entry.file).read_text(encoding="utf-8")
    assert entry.lines(source)
    assert all((ROOT / path.partition("::")[0]).exists() for path in entry.tests.split())
    assert all(change.split(" → ")[0] in source for change in entry.equivalent), "an equivalent change of an old line"
