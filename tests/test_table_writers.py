"""A table is written only by the package that owns it, and a state only through its table of transitions.

Read from the SQL in the source: string constants, and f-strings with a `{}` in each place that is filled in.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module

import pytest
from piccolo.table import Table

from tests.source_code import Module, modules
from vocapp.database import schema

WRITES = re.compile(
    r"\b(?:INSERT\s+INTO|(?<!DO )(?<!FOR )(?<!KEY )UPDATE(?:\s+ONLY)?|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE)\s+"
    r"(\{\}|[a-z_]+(?:\s*,\s*[a-z_]+)*)"
)
ORM_WRITES = frozenset({"insert", "save", "update", "delete", "remove"})
HOT_PATH = "contacts are recorded in one statement, with the customers, identities and permissions that they bring"
EXCEPTIONS = {
    ("vocapp/contacts/insert_batch.py", "customer"): HOT_PATH,
    ("vocapp/contacts/insert_batch.py", "permission"): HOT_PATH,
    ("vocapp/contacts/insert_batch.py", "{}"): f"{HOT_PATH}: one line a table",
    ("vocapp/demo/company_setup.py", "instance"): "marks a database as a demonstration's, or reads that it is none",
    ("vocapp/demo/company_setup.py", "api_key"): "revokes the key of the demonstration that ran before",
    ("vocapp/rollups/rebuild.py", "instance"): "keeps the time zone that the cells of a rebuild are counted in",
}
# Column of a state → where it is set. Other modules use the SQL that these make, or their functions.
STATES = {
    ("message", "state"): {"vocapp/messages/message_states.py"},
    ("invitation", "disposition"): {"vocapp/invitations/lifecycle.py"},
    ("followup_case", "state"): {"vocapp/cases/save_change.py"},
    ("due", "revision"): {"vocapp/database/jobs.py"},
    ("response", "state"): {"vocapp/responses/response_states.py"},
}


@cache
def owners() -> dict[str, str]:
    """The package of each table."""
    return {
        table._meta.tablename: package
        for package in schema.PACKAGES
        for table in import_module(f"vocapp.{package}.tables").TABLES
    }


def texts(module: Module) -> Iterator[tuple[int, str]]:
    """Every string of a module with its line."""
    inner = {
        id(part) for node in ast.walk(module.tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    } - {id(node) for node in ast.walk(module.tree) if isinstance(node, ast.JoinedStr)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield node.lineno, "".join(str(part) for part in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield node.lineno, re.sub(r"\{\w+\}", "{}", node.value)


def written_tables(text: str) -> Iterator[str]:
    """The tables that a text writes, `{}` for one that is filled in."""
    for found in WRITES.findall(text):
        yield from (name.strip() for name in found.split(","))


def foreign_writes() -> Iterator[tuple[str, int, str]]:
    """(file, line, table) of each statement on a table of another package."""
    for module in modules():
        for line, text in texts(module):
            for table in written_tables(text):
                if table == "{}" or owners().get(table, module.package) != module.package:
                    yield module.place, line, table


def test_a_table_is_written_by_the_package_that_owns_it() -> None:
    wrong = [
        f"{place}:{line} writes {table}" for place, line, table in foreign_writes() if (place, table) not in EXCEPTIONS
    ]
    assert not wrong, "\n".join(
        [*wrong, "Let the package that owns the table have a function, or SQL made by one, and call that."]
    )


def test_every_exception_is_still_needed() -> None:
    used = {(place, table) for place, _, table in foreign_writes()}
    assert set(EXCEPTIONS) <= used, set(EXCEPTIONS) - used


def piccolo_writes() -> Iterator[tuple[Module, str, str]]:
    """(module, place, table) of each write by Piccolo's query builder."""
    names = {table.__name__: table._meta.tablename for package in schema.PACKAGES for table in _tables(package)}
    for module in modules():
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ORM_WRITES
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in names
            ):
                yield module, f"{module.place}:{node.lineno} {ast.unparse(node.func)}", names[node.func.value.id]


def test_piccolo_writes_tables_of_its_own_package_without_a_table_of_transitions() -> None:
    guarded = {table for table, _ in STATES}
    wrong = [
        place for module, place, table in piccolo_writes() if owners()[table] != module.package or table in guarded
    ]
    assert not wrong, "\n".join([*wrong, "Call the package that owns the table; a state changes through its SQL."])


def _tables(package: str) -> tuple[type[Table], ...]:
    found: tuple[type[Table], ...] = import_module(f"vocapp.{package}.tables").TABLES
    return found


def assigned_states(text: str) -> Iterator[tuple[str, str]]:
    """The columns of STATES that an UPDATE or an upsert of `text` sets in so many words."""
    for table, column in STATES:
        update = (
            rf"\bUPDATE\s+{table}\b(?:\s+(?:AS\s+)?[a-z])?\s+SET\s(?P<set>.*?)(?:\bWHERE\b|\bFROM\b|\bRETURNING\b|\Z)"
        )
        upsert = rf"\bINSERT\s+INTO\s+{table}\b.*?\bDO\s+UPDATE\s+SET\s(?P<set>.*?)(?:\bWHERE\b|\bRETURNING\b|\Z)"
        for pattern in (update, upsert):
            found = re.finditer(pattern, text, re.DOTALL)
            if any(re.search(rf"(?:^|[\s,(]){column}\s*=", match["set"]) for match in found):
                yield table, column


def test_a_state_is_set_where_its_transitions_are() -> None:
    wrong = [
        f"{module.place}:{line} sets {table}.{column}: use {', '.join(sorted(STATES[table, column]))}"
        for module in modules()
        for line, text in texts(module)
        for table, column in assigned_states(text)
        if module.place not in STATES[table, column]
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("UPDATE message SET error = '', state = 'sent' WHERE id = $1", [("message", "state")]),
        ("WITH a AS (UPDATE message m SET state = 'sent' FROM b) SELECT", [("message", "state")]),
        ("UPDATE message SET {}, error = $4 WHERE message.state = 'queued'", []),
        ("UPDATE message SET error = '' WHERE state = 'sent'", []),
        ("INSERT INTO due (stage) SELECT $1 ON CONFLICT (stage) DO UPDATE SET revision = 2", [("due", "revision")]),
        ("UPDATE invitation SET disposition = 'partial' FROM closed", [("invitation", "disposition")]),
    ],
)
def test_a_state_that_is_set_as_a_literal_is_found(text: str, found: list[tuple[str, str]]) -> None:
    assert list(assigned_states(text)) == found


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("INSERT INTO due (stage) SELECT 1 ON CONFLICT DO UPDATE SET x = 1", ["due"]),
        ("SELECT 1 FROM message FOR UPDATE SKIP LOCKED", []),
        ("WITH a AS (DELETE FROM outbox_mail WHERE true) UPDATE message SET x = 1", ["outbox_mail", "message"]),
        ("TRUNCATE cell, contribution", ["cell", "contribution"]),
        ("UPDATE {} SET current = false", ["{}"]),
    ],
)
def test_the_tables_that_a_statement_writes_are_found(text: str, tables: list[str]) -> None:
    assert list(written_tables(text)) == tables
