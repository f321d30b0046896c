"""The entries of `make mutants` name functions and texts that exist."""

import ast
import tomllib

import pytest

from tests.source_code import ROOT

ENTRIES = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_finds_its_lines(name: str) -> None:
    entry = ENTRIES[name]
    source = (ROOT / entry["file"]).read_text(encoding="utf-8")
    functions = {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
    functions |= {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.AsyncFunctionDef)}
    assert set(entry.get("functions", ())) <= functions
    assert "old" not in entry or source.count(entry["old"]) == 1
    assert all((ROOT / path).exists() for path in entry["tests"].split())
