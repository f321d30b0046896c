"""Finds the columns of the database that contain a word: text, JSON, lists of texts and bytes of every table."""

from typing import Final

from vocapp.database import DB

COLUMNS: Final = """
SELECT table_name, column_name, data_type FROM information_schema.columns
WHERE table_schema = 'public' AND (data_type IN ('text', 'character varying', 'jsonb', 'json', 'bytea', 'tsvector')
  OR (data_type = 'ARRAY' AND udt_name IN ('_text', '_varchar')))
ORDER BY 1, 2"""


async def standing(*words: str) -> set[str]:
    """`table.column` of every place where one of `words` stands, in whatever letters."""
    found = set()
    for row in await DB.fetch(COLUMNS):
        column = f'"{row["column_name"]}"'
        text = f"encode({column}, 'escape')" if row["data_type"] == "bytea" else f"{column}::text"
        sql = f'SELECT EXISTS (SELECT FROM "{row["table_name"]}" WHERE lower({text}) LIKE ANY($1::text[]))'
        if await DB.fetch_value(sql, [f"%{word.lower()}%" for word in words]):
            found.add(f"{row['table_name']}.{row['column_name']}")
    return found
