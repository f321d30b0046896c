"""How SQL is written: no input in the text of a statement, and one place for each fragment that many need.

Ruff reports each statement that is put together from parts (S608). One that is put together while the modules are
imported has `# noqa: S608` alone, since no input exists by then; this is checked here. One of later says after it why
no input gets in.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from tests.source_code import Module, modules
from tests.test_table_writers import texts

NOQA = re.compile(r"# noqa: S608(?P<reason>( —|,).*)?$")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# What stands for one person: a step from a customer to the one that they were merged into, or back.
FAMILY_STEP = re.compile(r"\b\w+\s*=\s*(?:\w+\.)merged_into\b|\bmerged_into\s*=\s*\w+\.\w+", re.IGNORECASE)
JOB = re.compile(r"\bINSERT\s+INTO\s+due\b", re.IGNORECASE)


def uses(tree: ast.Module) -> Iterator[tuple[str, ast.AST | None, bool]]:
    """(name, outermost function around it or None, whether it is called) of every name that a module uses."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    places: list[tuple[ast.AST, ast.AST | None]] = [(node, None) for node in tree.body]
    while places:
        node, around = places.pop()
        if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
            yield node.id if isinstance(node, ast.Name) else node.attr, around, id(node) in called
        inside = around or (node if isinstance(node, FUNCTIONS) else None)
        places += [(child, inside) for child in ast.iter_child_nodes(node)]


@cache
def uses_of(name: str) -> list[tuple[Module, ast.AST | None, bool]]:
    """(module, outermost function around it, whether it is called) of every use of a name in the package."""
    return [
        (module, around, is_called)
        for module in modules()
        if name in module.text
        for used, around, is_called in uses(module.tree)
        if used == name
    ]


def runs_at_import(module: Module, function: ast.AST | None, seen: Sequence[str] = ()) -> bool:
    """Whether a function is called while modules are imported, and never later; None is no function at all."""
    if function is None:
        return True
    name = getattr(function, "name", "")
    used = [use for use in uses_of(name) if not name.startswith("_") or use[0] == module]
    return (
        bool(used)
        and name not in seen
        and all(is_called and runs_at_import(place, around, (*seen, name)) for place, around, is_called in used)
    )


def outermost_function(tree: ast.Module, line: int) -> ast.AST | None:
    """The function that a line is in; None for one of the module itself."""
    around = [
        node for node in ast.walk(tree) if isinstance(node, FUNCTIONS) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    return min(around, key=lambda node: node.lineno, default=None)


def unexplained(module: Module) -> Iterator[str]:
    """The marked statements of a module that are put together later and say nothing."""
    for line, text in enumerate(module.text.splitlines(), start=1):
        marked = NOQA.search(text)
        if marked and not marked["reason"] and not runs_at_import(module, outermost_function(module.tree, line)):
            yield f"{module.place}:{line}"


def test_a_statement_that_is_composed_later_than_at_import_says_why_no_input_gets_in() -> None:
    wrong = [place for module in modules() for place in unexplained(module)]
    assert not wrong, "\n".join(
        [*wrong, "Make it a constant and pass values as parameters; or write `# noqa: S608 — why no input gets in`."]
    )


def misplaced(pattern: re.Pattern[str], home: str) -> list[str]:
    return [
        f"{module.place}:{line}"
        for module in modules()
        if module.place != home and pattern.search(module.text)
        for line, text in texts(module)
        if pattern.search(text)
    ]


def test_one_place_walks_over_merged_customers() -> None:
    wrong = misplaced(FAMILY_STEP, "vocapp/customers/merging/merged_family.py")
    assert not wrong, "\n".join([*wrong, "Use `roots_sql` or `family_sql` of customers/merging/merged_family.py."])


def test_one_place_enqueues_jobs() -> None:
    wrong = misplaced(JOB, "vocapp/database/jobs.py")
    assert not wrong, "\n".join([*wrong, "Use `enqueue_sql` or `enqueue` of database/jobs.py."])


def joined_conditions(tree: ast.Module) -> Iterator[int]:
    """The lines at which conditions are joined by AND."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "join"
            and isinstance(node.func.value, ast.Constant)
            and str(node.func.value.value).strip().upper() == "AND"
        ):
            yield node.lineno


def test_one_builder_joins_conditions() -> None:
    wrong = [
        f"{module.place}:{line}"
        for module in modules()
        if module.place != "vocapp/database/where.py" and ".join" in module.text
        for line in joined_conditions(module.tree)
    ]
    assert not wrong, "\n".join([*wrong, "Use `WhereClause` of database/where.py."])


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("UNION ALL SELECT k.id FROM up JOIN customer k ON k.id = up.merged_into", True),
        ("SELECT c.id FROM family f JOIN customer c ON c.merged_into = f.id", True),
        ("SELECT id FROM customer WHERE merged_into IS NULL", False),
        ("SELECT count(*) FROM customer m WHERE m.merged_into = ANY($3::uuid[])", False),
        ("UPDATE customer SET merged_into = $2 WHERE id = $1", False),
    ],
)
def test_a_step_between_merged_customers_is_recognised(text: str, is_found: bool) -> None:
    assert bool(FAMILY_STEP.search(text)) is is_found


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('x = " AND ".join(parts)', [1]),
        ("x = f\"WHERE {' and '.join(parts)}\"", [1]),
        ('x = " OR ".join(parts)', []),
        ('x = ", ".join(parts)', []),
    ],
)
def test_joined_conditions_are_recognised(source: str, lines: list[int]) -> None:
    assert list(joined_conditions(ast.parse(source))) == lines


@pytest.mark.parametrize(
    ("place", "name", "at_import"),
    [
        ("vocapp/database/jobs.py", "enqueue_sql", True),
        ("vocapp/http/access.py", "visible", False),
        ("vocapp/cases/pages/queue_data.py", "counts_statement", False),
    ],
)
def test_a_function_that_a_request_calls_does_not_run_at_import_only(place: str, name: str, at_import: bool) -> None:
    module = next(module for module in modules() if module.place == place)
    function = next(node for node in module.tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    assert runs_at_import(module, function) is at_import
