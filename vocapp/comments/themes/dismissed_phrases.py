"""Dismissed phrases: they are not suggested again until somebody restores them."""

from typing import Final

from vocapp import clock
from vocapp.audit.record import record
from vocapp.comments.tables import DismissedPhrase
from vocapp.database import DB, new_id
from vocapp.http.access import Actor

LONGEST: Final = 400


async def dismiss(actor: Actor, language: str, phrase: str) -> None:
    """Dismisses a phrase of a language."""
    row = DismissedPhrase(
        id=new_id(), language=language, phrase=phrase, dismissed_by=str(actor), dismissed_at=clock.now()
    )
    async with DB.transaction():
        if await DismissedPhrase.insert(row).on_conflict(action="DO NOTHING"):
            await record(actor, "suggestion.dismissed", "suggestion", language)


async def restore(actor: Actor, language: str, phrase: str) -> None:
    """Allows a phrase to be suggested again."""
    is_it = (DismissedPhrase.language == language) & (DismissedPhrase.phrase == phrase)
    async with DB.transaction():
        if await DismissedPhrase.delete().where(is_it).returning(DismissedPhrase.id):
            await record(actor, "suggestion.restored", "suggestion", language)


async def list_dismissed(language: str) -> list[str]:
    """The dismissed phrases of a language, the latest first."""
    query = DismissedPhrase.select(DismissedPhrase.phrase).where(DismissedPhrase.language == language)
    return [row["phrase"] for row in await query.order_by(DismissedPhrase.dismissed_at, ascending=False)]
