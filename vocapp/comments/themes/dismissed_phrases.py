"""Which phrases did somebody find not interesting? They are not suggested again, until somebody brings them back."""

from typing import Final

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.http.access import Actor

LONGEST: Final = 400
_DISMISS: Final = """
INSERT INTO dismissed_phrase (id, language, phrase, dismissed_by, dismissed_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING"""
_RESTORE: Final = "DELETE FROM dismissed_phrase WHERE language = $1 AND phrase = $2"
_LIST: Final = "SELECT phrase FROM dismissed_phrase WHERE language = $1 ORDER BY dismissed_at DESC"


async def dismiss(actor: Actor, language: str, phrase: str) -> None:
    """Suggest it no more, in that language."""
    async with DB.transaction():
        if await DB.execute(_DISMISS, new_id(), language, phrase, str(actor), clock.now()):
            await record(actor, "suggestion.dismissed", "suggestion", language)


async def restore(actor: Actor, language: str, phrase: str) -> None:
    """Suggest it again."""
    async with DB.transaction():
        if await DB.execute(_RESTORE, language, phrase):
            await record(actor, "suggestion.restored", "suggestion", language)


async def list_dismissed(language: str) -> list[str]:
    """The phrases of a language that are not suggested, the last one first."""
    return [row["phrase"] for row in await DB.fetch(_LIST, language)]
