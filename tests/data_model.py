"""docs/data-model.md, as the tables say it."""

from importlib import import_module

from piccolo.columns import Column, ForeignKey
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from vocapp.database import schema

HEAD = """# The data model

Made from the tables (`vocapp/*/tables.py`) by `make docs`; a test keeps it current. One database, one schema, plain
PostgreSQL 15 or newer, no extensions. Ids are UUIDv7: in the order of their making. Times are `timestamptz` in UTC.
`?` marks what may be null; `→` a foreign key.
"""


def written() -> str:
    """The whole page."""
    return HEAD + "".join(_package_part(package) for package in schema.PACKAGES)


def _package_part(package: str) -> str:
    module = import_module(f"vocapp.{package}.tables")
    purpose = " ".join((module.__doc__ or "").split())
    return (
        f"\n## {package}\n\n{purpose}\n"
        + "".join(_table(table) for table in module.TABLES)
        + _indexes(module.EXTRA_SQL)
    )


def _table(table: type[Table]) -> str:
    meta = table._meta
    lines = [f"\n### `{meta.tablename}`\n", " ".join((table.__doc__ or "").split()), ""]
    lines += [" · ".join(map(_column, meta.columns))]
    lines += [f"\n{line}" for line in map(_constraint, meta.constraints) if line]
    return "\n".join(lines) + "\n"


def _column(column: Column) -> str:
    kind = column.column_type.lower()
    null = "?" if column._meta.null else ""
    target = ""
    if isinstance(column, ForeignKey):
        target = f" → `{column._foreign_key_meta.resolved_references._meta.tablename}`"
    unique = ", unique" if column._meta.unique and not column._meta.primary_key else ""
    key = ", primary key" if column._meta.primary_key else ""
    return f"`{column._meta.name}` {kind}{null}{target}{key}{unique}"


def _constraint(constraint: object) -> str:
    if isinstance(constraint, Unique):
        return "Unique together: " + ", ".join(f"`{name}`" for name in constraint.get_column_names())
    if isinstance(constraint, Check):
        return f"Check: `{constraint.get_condition_str()}`"
    return ""


def _indexes(statements: tuple[str, ...]) -> str:
    if not statements:
        return ""
    return "\nFurther indexes and rules:\n\n" + "".join(f"- `{' '.join(sql.split())}`\n" for sql in statements)
