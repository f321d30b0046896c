"""Cases from public bug reports, in `../shared/cases`: inputs with right values. Tests skip where it is absent."""

import json
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parents[2] / "shared" / "cases"


def case_folder(name: str) -> Path:
    """The folder of the case; the test is skipped, visibly, where the cases are not there."""
    folder = CASES / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    return folder


def case_lines(name: str, kind: str) -> list[dict[str, Any]]:
    """The lines of `kind` (hear, identity, import, score, api) of a case: each an input with its right value."""
    spec = json.loads((case_folder(name) / "case.json").read_text("utf-8"))
    lines: list[dict[str, Any]] = [line for line in spec["lines"] if line["kind"] == kind]
    assert lines, f"case {name} has no line of kind {kind}"
    return lines
