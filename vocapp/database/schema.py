"""All tables and the statements that create them. The migrations must end in the same schema (tested)."""

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


def tables(packages: Iterable[str] = PACKAGES) -> list[type[Table]]:
    """Returns every table of `packages`, referenced ones first."""
    found: list[type[Table]] = [t for package in packages for t in import_module(f"vocapp.{package}.tables").TABLES]
    return sort_table_classes(found)


def statements(packages: Iterable[str] = PACKAGES) -> list[str]:
    """Returns the DDL of `packages`: tables, indexes and constraints, then what Piccolo cannot express."""
    packages = tuple(packages)
    ddl: list[str] = []
    for table in tables(packages):
        ddl += table.create_table().ddl
    for package in packages:
        ddl += import_module(f"vocapp.{package}.tables").EXTRA_SQL
    return ddl
