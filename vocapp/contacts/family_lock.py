"""The lock under which everything about one customer is decided, amended and filed, one after the other."""

from typing import Final

from vocapp.customers.merging.merged_family import family_sql

LOCK: Final = f"""
WITH RECURSIVE {family_sql("ARRAY(SELECT customer_id FROM contact WHERE id = $1)")}
SELECT array_agg(id ORDER BY id <> root), pg_advisory_xact_lock(7, hashtext(root::text)) FROM family GROUP BY root"""  # noqa: S608
"""Locks the customer of a contact until the transaction ends; the ids of the merged family, its root first.

7 is the class of these locks.
"""
