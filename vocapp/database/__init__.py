"""PostgreSQL: engine and pool, ids, jobs, locks, notifications, migrations and the embedded server."""

from vocapp.database.engine import DB, NotOpenError, PoolBusyError, Transaction, from_json, to_json
from vocapp.database.ids import anonymous_id, id_before, new_id

__all__ = [
    "DB",
    "NotOpenError",
    "PoolBusyError",
    "Transaction",
    "anonymous_id",
    "from_json",
    "id_before",
    "new_id",
    "to_json",
]
