"""Erases uploaded files that mention an erased customer, in every state, and every file that is finished or packed."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from vocapp import clock
from vocapp.database import DB
from vocapp.feature import ERASED_TEXT, ErasedCustomer
from vocapp.files.mentions import PersonMentions, is_packed
from vocapp.studio.tables import Upload

# What is short is searched in every row; files are read one by one.
_UPLOADS: Final = """
SELECT id, state, name, concat_ws(' ', name, columns, first_rows, layout, mapping, faults, failure) AS texts,
  content IS NOT NULL OR rejects IS NOT NULL OR first_rows <> '[]' OR layout <> '{}' OR faults <> '[]' AS is_kept
FROM upload ORDER BY id FOR UPDATE"""
_FILE: Final = "SELECT content, rejects FROM upload WHERE id = $1"
_UNFINISHED: Final = frozenset({"uploaded", "checking", "checked", "importing"})
STOPPED: Final = "The file was erased together with a customer whom it may name. Upload it again without that customer."


async def erase(erased: ErasedCustomer) -> Mapping[str, int]:
    """Empties the files. One that is being imported stops, so that it cannot bring the customer back."""
    mentions = PersonMentions(erased.known, erased.names)
    changed = 0
    for row in await DB.fetch(_UPLOADS):
        is_named = mentions.are_in(row["texts"].replace('"', " "))
        is_unfinished = row["state"] in _UNFINISHED
        if is_named or (row["is_kept"] and (not is_unfinished or await _may_mention(row["id"], mentions))):
            change: dict[Any, Any] = {
                "content": None,
                "rejects": None,
                "columns": "[]",
                "first_rows": "[]",
                "layout": "{}",
                "faults": "[]",
            }
            if is_unfinished:
                change |= {"state": "failed", "failure": STOPPED, "finished_at": clock.now()}
            if is_named:
                change |= {"name": ERASED_TEXT, "mapping": None}
                change |= {"failure": None} if row["state"] == "done" else {"failure": STOPPED}
            await Upload.update(change).where(Upload.id == row["id"])
            changed += 1
    return {"files of contacts": changed}


async def _may_mention(upload: Any, mentions: PersonMentions) -> bool:
    [file] = await DB.fetch(_FILE, upload)
    parts = [part for part in file if part is not None]
    if any(is_packed(part) for part in parts):
        return True
    return any([await asyncio.to_thread(mentions.are_in_file, part) for part in parts])
