"""Monday at noon, everything published; and an invitation of Ada about her call."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest

from tests.invitations.customer_rows import NOON, contact, customer, publish_all
from vocapp import clock
from vocapp.database import DB
from vocapp.feature import StoredMessage
from vocapp.invitations.decide_stage import DecideStage
from vocapp.tokens import Keyring, TokenPurpose


@pytest.fixture
async def deciding(database: str, keys: Keyring) -> AsyncIterator[DecideStage]:
    """The stage, on Monday at noon, with everything published."""
    with clock.travelled(NOON):
        await publish_all()
        yield DecideStage(keys)


@dataclass(frozen=True)
class SentInvitation:
    """An invitation that was decided, as rows and links."""

    customer: UUID
    contact: UUID
    id: UUID
    answer_token: str
    opt_out_token: str

    async def row(self) -> asyncpg.Record:
        """The row of the invitation."""
        [row] = await DB.fetch("SELECT * FROM invitation WHERE id = $1", self.id)
        return row

    async def message(self, step: int = 0) -> StoredMessage:
        """One of its messages."""
        [row] = await DB.fetch("SELECT * FROM message WHERE subject_id = $1 AND step = $2", self.id, step)
        return StoredMessage.of_row(row)

    async def states(self) -> list[str]:
        """The states of its messages."""
        rows = await DB.fetch("SELECT state FROM message WHERE subject_id = $1 ORDER BY step", self.id)
        return [row["state"] for row in rows]


async def invite(deciding: DecideStage, keys: Keyring, person: UUID, **given: object) -> SentInvitation:
    """Runs the stage for a new contact of `person`, which makes an invitation."""
    made = await contact(person, **given)
    await deciding.work(made)
    invitation = await DB.fetch_value("SELECT id FROM invitation WHERE contact_id = $1", made)
    answer, opt_out = (keys.token(purpose, invitation) for purpose in (TokenPurpose.ANSWER, TokenPurpose.OPT_OUT))
    return SentInvitation(person, made, invitation, answer, opt_out)


@pytest.fixture
async def adas(deciding: DecideStage, keys: Keyring) -> SentInvitation:
    """The invitation of Ada about her call on billing; its first mail is due in half an hour."""
    return await invite(deciding, keys, await customer("Ada", language="de"), ended_at=NOON)
