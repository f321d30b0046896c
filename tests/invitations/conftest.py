"""Monday at noon, everything published; and Ada, who has been asked about her call."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest

from tests.invitations.people import NOON, contact, customer, publish_all
from vocapp import clock
from vocapp.database import DB
from vocapp.invitations.decide_stage import DecideStage
from vocapp.tokens import Keyring, TokenPurpose


@pytest.fixture
async def deciding(database: str, keys: Keyring) -> AsyncIterator[DecideStage]:
    """The stage, on Monday at noon, with everything published."""
    with clock.travelled(NOON):
        await publish_all()
        yield DecideStage(keys)


@dataclass(frozen=True)
class AskOf:
    """Somebody's ask, as rows and links."""

    customer: UUID
    contact: UUID
    id: UUID
    answer_token: str
    opt_out_token: str

    async def row(self) -> asyncpg.Record:
        """The ask as it is now."""
        [row] = await DB.fetch("SELECT * FROM invitation WHERE id = $1", self.id)
        return row

    async def message(self, step: int = 0) -> asyncpg.Record:
        """One of its messages as it is now."""
        [row] = await DB.fetch("SELECT * FROM message WHERE subject_id = $1 AND step = $2", self.id, step)
        return row

    async def states(self) -> list[str]:
        """How far its messages are."""
        rows = await DB.fetch("SELECT state FROM message WHERE subject_id = $1 ORDER BY step", self.id)
        return [row["state"] for row in rows]


async def ask(deciding: DecideStage, keys: Keyring, person: UUID, **given: object) -> AskOf:
    """Let a contact of `person` be asked about."""
    made = await contact(person, **given)
    await deciding.work(made)
    invitation = await DB.fetch_value("SELECT id FROM invitation WHERE contact_id = $1", made)
    answer, opt_out = (keys.token(purpose, invitation) for purpose in (TokenPurpose.ANSWER, TokenPurpose.OPT_OUT))
    return AskOf(person, made, invitation, answer, opt_out)


@pytest.fixture
async def adas(deciding: DecideStage, keys: Keyring) -> AskOf:
    """Ada's ask about her call on billing; its first mail is due in half an hour."""
    return await ask(deciding, keys, await customer("Ada", language="de"), ended_at=NOON)
