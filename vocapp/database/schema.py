"""Which tables there are, and the statements that make them; the migrations must end in the same catalogue (tested)."""

from collections.abc import Iterable
from importlib import import_module

from piccolo.table import Table, sort_table_classes

PACKAGES = (
    "database",
    "audit",
    "gateways",
    "messages",
    "staff",
    "catalogue",
    "customers",
    "contacts",
    "invitations",
    "responses",
    "comments",
    "cases",
    "rollups",
    "digests",
    "studio",
)


def tables(rooms: Iterable[str] = PACKAGES) -> list[type[Table]]:
    """Every table of `rooms`, referenced ones first."""
    found: list[type[Table]] = [t for room in rooms for t in import_module(f"vocapp.{room}.tables").TABLES]
    return sort_table_classes(found)


def statements(rooms: Iterable[str] = PACKAGES) -> list[str]:
    """The DDL of `rooms`: tables, their indexes and constraints, then what Piccolo cannot say."""
    rooms = tuple(rooms)
    ddl: list[str] = []
    for table in tables(rooms):
        ddl += table.create_table().ddl
    for room in rooms:
        ddl += import_module(f"vocapp.{room}.tables").EXTRA_SQL
    return ddl
