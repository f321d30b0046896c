"""What leaves a module that reads the database is typed: no public name hands on rows of asyncpg, or dicts of columns.

Inside the function that runs the SQL, or a private one of its module, `row["name"]` is fine.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.source_code import Module, modules

UNTYPED = frozenset({"asyncpg.Record", "Record", "list[dict[str, Any]]"})
THE_CALLER_WROTE_IT = "rows of the SELECT that the caller wrote, who makes the schema of the API of them at once"
EXCEPTIONS = {
    ("vocapp/database/engine.py", "fetch"): "sends the SQL",
    ("vocapp/database/engine.py", "fetch_one"): "sends the SQL",
    ("vocapp/http/pagination.py", "read_page"): THE_CALLER_WROTE_IT,
    ("vocapp/http/pagination.py", "read_one"): THE_CALLER_WROTE_IT,
    ("vocapp/rollups/queries/context.py", "places"): "hot path: as many rows as there are places, for each page",
    ("vocapp/charts/spec_trend.py", "point_rows"): "the data of a Vega chart, which are not rows of a table",
}


def annotations(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(public name, annotation) of what a module or class offers: functions, their parameters, and fields."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and _is_public(part.name):
            arguments = (*part.args.posonlyargs, *part.args.args, *part.args.kwonlyargs)
            given = (each.annotation for each in arguments)
            yield from ((part.name, each) for each in (part.returns, *given) if each is not None)
        elif isinstance(part, ast.ClassDef) and _is_public(part.name):
            yield from annotations(part)
        elif isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and _is_public(part.target.id):
            yield part.target.id, part.annotation


def _is_public(name: str) -> bool:
    return not name.startswith("_") or name == "__call__"


def untyped_names(module: Module) -> Iterator[tuple[str, int]]:
    """(name, line) of each public name of a module whose annotation says that it is, or holds, untyped rows."""
    of_asyncpg = any(name == "asyncpg.Record" for name, _ in module.imports)
    untyped = UNTYPED if of_asyncpg else UNTYPED - {"Record"}
    for name, annotation in annotations(module.tree):
        if any(ast.unparse(part) in untyped for part in ast.walk(annotation) if isinstance(part, ast.expr)):
            yield name, annotation.lineno


def test_rows_that_leave_a_module_are_typed() -> None:
    wrong = [
        f"{module.place}:{line} {name}"
        for module in modules()
        for name, line in untyped_names(module)
        if (module.place, name) not in EXCEPTIONS
    ]
    assert not wrong, "\n".join([*wrong, "Return a frozen dataclass or Struct: Summary(**row)."])


def test_every_exception_is_still_needed() -> None:
    found = {(module.place, name) for module in modules() for name, _ in untyped_names(module)}
    assert set(EXCEPTIONS) <= found, set(EXCEPTIONS) - found


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("async def load(x: int) -> list[asyncpg.Record]: ...", ["load"]),
        ("from asyncpg import Record\nasync def find(x: int) -> Record | None: ...", ["find"]),
        ("Record = tuple[int, str]\ndef find(x: int) -> Record: ...", []),
        ("def build(message: asyncpg.Record) -> str: ...", ["build"]),
        ("def units() -> list[dict[str, Any]]: ...", ["units"]),
        ("def _load() -> list[asyncpg.Record]: ...", []),
        ("def record() -> dict[str, Any]: ...", []),
        ("class Page:\n    rows: tuple[asyncpg.Record, ...]\n    _kept: asyncpg.Record", ["rows"]),
        ("class Composer:\n    async def __call__(self, message: asyncpg.Record) -> str: ...", ["__call__"]),
    ],
)
def test_untyped_rows_are_found(source: str, names: list[str]) -> None:
    class Written(Module):
        tree = ast.parse(source)

    assert [name for name, _ in untyped_names(Written(modules().__next__().path))] == names
