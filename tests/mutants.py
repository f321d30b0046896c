"""`make mutants`: changes important lines one at a time and reports the changes that no test notices.

tests/mutants.toml lists functions, whose comparisons, numbers and conditions Cosmic Ray changes, and single
replacements, for SQL and other text that it cannot change. The work happens in a copy of the checkout. Exit code 1 if a
change survives, that is, if the tests of its entry pass with it. Give names of entries as arguments to run only those.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.mutant_entries import Entry, entries
from tests.source_code import ROOT

try:
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names
    from cosmic_ray.testing import run_tests
    from cosmic_ray.work_item import TestOutcome
except ModuleNotFoundError:
    print("Cosmic Ray is not installed. Run: .venv/bin/python -m pip install cosmic-ray")
    sys.exit(2)

COPIED = ("vocapp", "tests", "surveys", "migrations", "docs", "pyproject.toml", "README.md")
SECONDS = 300.0
CHANGES = (
    "core/AddNot",
    "core/NumberReplacer",
    "core/ReplaceAndWithOr",
    "core/ReplaceOrWithAnd",
    "core/ReplaceTrueWithFalse",
    "core/ReplaceFalseWithTrue",
    "core/ReplaceBinaryOperator_Add_Sub",
    "core/ReplaceBinaryOperator_Sub_Add",
    "core/ReplaceBinaryOperator_Mul_Div",
    "core/ReplaceBinaryOperator_Div_Mul",
    "core/ReplaceComparisonOperator_Lt_LtE",
    "core/ReplaceComparisonOperator_LtE_Lt",
    "core/ReplaceComparisonOperator_Gt_GtE",
    "core/ReplaceComparisonOperator_GtE_Gt",
    "core/ReplaceComparisonOperator_Eq_NotEq",
    "core/ReplaceComparisonOperator_NotEq_Eq",
)


def mutants(entry: Entry, source: str) -> Iterator[str]:
    """The changed sources of one entry."""
    lines = entry.lines(source)
    if entry.old:
        yield source.replace(entry.old, entry.new)
        return
    tree = get_ast(source)
    for name in sorted(set(operator_names()) & set(CHANGES)):
        operator = get_operator(name)()
        starts = [start for node in ast_nodes(tree) for start, _ in operator.mutation_positions(node)]
        for occurrence, (line, _) in enumerate(starts):
            if line in lines:
                changed = mutate_code(source, operator, occurrence)
                if changed is not None and difference(source, changed) not in entry.equivalent:
                    yield changed


def difference(source: str, changed: str) -> str:
    """The first line that differs, before and after."""
    pairs = zip(source.splitlines(), changed.splitlines(), strict=False)
    return next((f"{before.strip()} → {after.strip()}" for before, after in pairs if before != after), "(nothing)")


def survivors(entry: Entry, copy: Path) -> Iterator[str]:
    """The changes of one entry that its tests do not notice."""
    path = copy / entry.file
    source = path.read_text(encoding="utf-8")
    command = f"env --chdir={copy} PYTHONPATH={copy} {sys.executable} -m pytest -q -x -p no:cacheprovider {entry.tests}"
    outcome, output = run_tests(command, SECONDS)
    assert outcome is TestOutcome.SURVIVED, f"{entry.name}: its tests fail without any change:\n{output}"
    try:
        for changed in mutants(entry, source):
            path.write_text(changed, encoding="utf-8")
            survived = run_tests(command, SECONDS)[0] is TestOutcome.SURVIVED
            print("S" if survived else ".", end="", flush=True)
            if survived:
                yield difference(source, changed)
    finally:
        path.write_text(source, encoding="utf-8")


def main(names: list[str]) -> int:
    """Run the entries of `names`, all without names; the number of changes that survived, at most 1."""
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="vocapp-mutants-") as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        copy.chmod(0o755)
        for entry in entries(*names):
            print(f"{entry.name} ", end="", flush=True)
            survived = [f"{entry.file}: {line}" for line in survivors(entry, copy)]
            print("".join(f"\n  survived: {line}" for line in survived), flush=True)
            found += survived
    print(f"{len(found)} changes survived.")
    return min(len(found), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
