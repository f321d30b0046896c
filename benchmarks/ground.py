"""The database of a benchmark: an embedded, durable PostgreSQL in a temporary folder, migrated."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from vocapp.database import DB
from vocapp.database.embedded.server import create_database, running
from vocapp.database.migrate import migrate
from vocapp.settings import Settings
from vocapp.tokens import Keyring

KEYS = Keyring({"k1": b"a key for benchmarks that guards nothing"}, "k1")


@asynccontextmanager
async def ground(pool: int = 16) -> AsyncIterator[Settings]:
    """`DB` open on an empty migrated database, marked `test`; the settings of its home."""
    with _home() as home, running(home) as cluster:
        create_database(cluster, "bench")
        await DB.open(cluster.dsn("bench"), size=pool, statement_seconds=60)
        try:
            await migrate()
            await DB.execute("INSERT INTO instance (name, value) VALUES ('purpose', 'test')")
            yield Settings(home=home, public_url="https://feedback.example", pool_size=pool)
        finally:
            await DB.close()


@contextmanager
def _home() -> Iterator[Path]:
    """A temporary folder that the database server's user can enter if root runs the benchmark."""
    with tempfile.TemporaryDirectory(prefix="vocapp-bench-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)
