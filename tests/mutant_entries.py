"""The entries of mutants.toml: which lines `make mutants` changes, and which tests must notice."""

import ast
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("mutants.toml")


@dataclass(frozen=True)
class Entry:
    """One entry of mutants.toml: functions of a file or one replacement in it, and the tests that must notice.

    `equivalent` names changes that cannot be noticed, as `line text → changed text`, each with its reason beside it.
    """

    name: str
    file: str
    tests: str
    functions: tuple[str, ...] = ()
    old: str = ""
    new: str = ""
    equivalent: tuple[str, ...] = ()

    def lines(self, source: str) -> set[int]:
        """The line numbers that the entry is about in `source`. ValueError where its text or functions are missing."""
        if self.old:
            if source.count(self.old) != 1:
                raise ValueError(f"{self.name}: {self.file} must contain {self.old!r} once")
            first = source[: source.index(self.old)].count("\n") + 1
            return set(range(first, first + self.old.count("\n") + 1))
        found = {
            node.name: range(node.lineno, (node.end_lineno or node.lineno) + 1)
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        if missing := set(self.functions) - set(found):
            raise ValueError(f"{self.name}: {self.file} has no function {', '.join(sorted(missing))}")
        return {line for name in self.functions for line in found[name]}


def entries(*names: str) -> list[Entry]:
    """The entries of mutants.toml, or those of `names`; exit code 2 for an unknown name."""
    found = {
        name: Entry(name, **{key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()})
        for name, fields in tomllib.loads(FILE.read_text(encoding="utf-8")).items()
    }
    if unknown := set(names) - set(found):
        print(f"tests/mutants.toml has no {', '.join(sorted(unknown))}. It has: {', '.join(found)}.")
        sys.exit(2)
    return [entry for name, entry in found.items() if not names or name in names]
