"""Indexes for the search of customers without accents, in either spelling of umlauts, and by a part of an address."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from vocapp.database import DB

ID = "2026-12-01T12:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "search words"

PAIRS = (("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("ø", "o"), ("ł", "l"), ("đ", "d"), ("ı", "i"))
UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"))
SHORT = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def replaced(sql: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """The SQL that replaces each letter."""
    for letter, plain in pairs:
        sql = f"replace({sql}, '{letter}', '{plain}')"
    return sql


def folded(sql: str) -> str:
    """The SQL that leaves out accents."""
    marks = r"[\u0300-\u036f\u064b-\u065f\u0670\u0640]"
    return f"regexp_replace(normalize({replaced(f'lower({sql})', PAIRS)}, NFKD), '{marks}', '', 'g')"


def words(sql: str) -> str:
    """The SQL of the words."""
    characters = r"([\u2e80-\u2fdf\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff])"
    spaced = f"translate({sql}, '@._+-/''', '{' ' * 7}')"
    return f"to_tsvector('simple', regexp_replace({spaced}, '{characters}', ' \\1 ', 'g'))"


PLAIN = folded("name")
SPELT_OUT = folded(replaced("lower(normalize(name, NFC))", UMLAUTS))
NAME = words(f"{PLAIN} || ' ' || {SPELT_OUT} || ' ' || {replaced(PLAIN, SHORT)}")
SQL = f"""
DROP INDEX customer_name_words;
CREATE INDEX customer_name_words ON customer USING gin (({NAME}));
CREATE INDEX identity_address_words ON identity USING gin (({words(folded("value"))})) WHERE kind = 'email';
CREATE INDEX identity_number_end ON identity (reverse(value) text_pattern_ops) WHERE kind = 'phone';
"""


async def forwards() -> MigrationManager:
    """Create the indexes, instead of the one of names as they are written."""
    manager = MigrationManager(migration_id=ID, app_name="vocapp", description=DESCRIPTION)

    async def create() -> None:
        async with DB.connection() as connection:
            await connection.execute(SQL)

    manager.add_raw(create)
    return manager
