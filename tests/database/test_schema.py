"""The migrations and the tables say the same, and every column is honest about null."""

import asyncpg
import pytest
from piccolo.columns import ForeignKey

from vocapp.database import DB, schema

CATALOGUE = """
SELECT 'column', table_name::text, column_name::text,
       concat_ws(' ', data_type, udt_name, character_maximum_length, is_nullable,
                 CASE WHEN column_default NOT LIKE 'NULL::%' THEN column_default END)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', tablename::text, indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2, 3"""


async def _catalogue(connection: asyncpg.Connection) -> list[tuple[str, ...]]:
    return [tuple(row) for row in await connection.fetch(CATALOGUE) if row[1] != "migration"]


@pytest.mark.committed
async def test_migrations_end_in_the_tables(own_database: str) -> None:
    connection = await asyncpg.connect(own_database)
    try:
        migrated = await _catalogue(connection)
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        for statement in schema.statements():
            await connection.execute(statement)
        declared = await _catalogue(connection)
    finally:
        await connection.close()
    assert migrated == declared, "write a migration that says what the tables now say"


def test_a_nullable_column_defaults_to_null() -> None:
    # Piccolo's default for a nullable number is 0: an unanswered NPS would be a detractor.
    wrong = [
        f"{table._meta.tablename}.{column._meta.name}: null=True needs default=None"
        for table in schema.tables()
        for column in table._meta.columns
        if column._meta.null and column._meta.params.get("default") is not None
    ]
    assert wrong == []


def test_a_foreign_key_says_whether_it_may_be_null() -> None:
    wrong = [
        f"{table._meta.tablename}.{column._meta.name}: say null=True or null=False"
        for table in schema.tables()
        for column in table._meta.columns
        if isinstance(column, ForeignKey) and "null" not in column._meta.params
    ]
    assert wrong == []


async def test_pool_answers(database: str) -> None:
    assert await DB.fetch_value("SELECT 1") == 1
