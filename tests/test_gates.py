"""Files and functions stay small enough to be read at once."""

import ast
import statistics

import pytest

from tests.source_code import ROOT, modules

LONGEST_FILE, LONGEST_FUNCTION = 300, 50
FOLDERS = ("vocapp", "tests", "benchmarks", ".ci")


def file_lengths() -> dict[str, int]:
    """The lines of each file that has any."""
    found = {m.place: len(m.path.read_text(encoding="utf-8").splitlines()) for f in FOLDERS for m in modules(ROOT / f)}
    return {place: length for place, length in found.items() if length > 1}


def function_lengths(folder: str) -> dict[str, int]:
    """The lines of each function, decorators left out."""
    return {
        f"{module.place}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules(ROOT / folder)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_files_are_short() -> None:
    long = [f"{place}: {length} lines" for place, length in file_lengths().items() if length > LONGEST_FILE]
    assert not long, "\n".join([*long, "Split each by the question it answers."])


def test_functions_are_short() -> None:
    found = {name: length for folder in FOLDERS for name, length in function_lengths(folder).items()}
    long = [f"{name}: {length} lines" for name, length in found.items() if length > LONGEST_FUNCTION]
    assert not long, "\n".join([*long, "Give each step a name of its own."])


def test_medians_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    files = [length for place, length in file_lengths().items() if place.startswith("vocapp/")]
    functions = list(function_lengths("vocapp").values())
    with capsys.disabled():
        print(
            f"\nvocapp: {sum(files):,} lines; a file {statistics.median(files):g}, longest {max(files)}; "
            f"a function {statistics.median(functions):g}, longest {max(functions)}"
        )
