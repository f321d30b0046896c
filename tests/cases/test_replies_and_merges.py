"""Cases 23 and 43: words sent back to a survey open a case; after a merge, replies go to the address that was asked."""

from uuid import UUID

import pytest

from tests.cases.case_fixtures import ADMIN, case_about, case_row, history_of, invite
from tests.cases.conftest import Desk
from tests.cases.recovery_mails import message_of
from tests.cases.test_written_reply import cases, write
from tests.invitations.customer_rows import customer, identity
from vocapp.cases import actions
from vocapp.cases.mail import written_reply
from vocapp.cases.mail.written_reply import ReadReplyStage
from vocapp.customers.merging.merge import merge
from vocapp.database import DB
from vocapp.feature import Registry


@pytest.fixture
async def invitation(registry: Registry, desk: Desk, ada: UUID) -> UUID:
    return await invite(registry, ada, unit_id=desk.id)


@pytest.mark.parametrize(
    "words",
    [
        "Your engineer left the gas open and I smell gas. Please call me at once.",
        "Es riecht nach Gas in der Wohnung, bitte sofort anrufen!",
        "Ça sent le gaz chez moi depuis ce matin, appelez-moi vite",
        "Hay olor a gas en la cocina, llamen ya por favor",
        "I will sue you, my lawyer is informed.",
        "Mein Anwalt wird sich bei Ihnen melden, ich klage.",
    ],
)
async def test_case_23_urgent_words_sent_back_to_a_survey_come_first(
    registry: Registry, invitation: UUID, words: str
) -> None:
    await write(registry, invitation, words)
    [case] = await cases()
    for row in await DB.fetch("SELECT subject_id FROM due WHERE stage = $1", written_reply.STAGE):
        await ReadReplyStage(registry)(row["subject_id"])
    after = await case_row(case)
    assert (after["state"], after["rule"], after["priority"]) == ("open", "urgent_words", 1)
    assert await DB.fetch_value("SELECT text FROM case_entry WHERE text <> ''") == words


@pytest.mark.parametrize("words", ["Thanks, all fine.", "Nobody rang.", "Danke!", "👍", "لا أحد اتصل بي"])
async def test_case_23_any_words_open_a_case(registry: Registry, invitation: UUID, words: str) -> None:
    await write(registry, invitation, words)
    [case] = await cases()
    assert await history_of(case) == ["opened", "wrote"]


@pytest.mark.parametrize("newer", ["before", "after"])
async def test_case_43_after_a_merge_the_case_is_answered_at_the_address_that_was_asked(
    registry: Registry, desk: Desk, ada: UUID, newer: str
) -> None:
    other = await customer("Ada Byron", "byron@example.org")
    if newer == "after":
        await identity(other, "byron.new@example.org")
    case = UUID(str((await case_about(registry, ada, unit_id=desk.id))["id"]))
    await merge(ada, other, actor=ADMIN)
    await actions.reply(registry, desk.omar, case, "Dear Ada, your credit comes.")
    assert (await message_of("case_reply"))["address"] == "ada@example.org"


async def test_case_43_the_other_way_round_and_twice(registry: Registry, desk: Desk, ada: UUID) -> None:
    other, third = await customer("Ada Byron", "byron@example.org"), await customer("A. Byron", "third@example.org")
    case = UUID(str((await case_about(registry, ada, unit_id=desk.id))["id"]))
    await merge(other, ada, actor=ADMIN)
    await merge(ada, third, actor=ADMIN)
    await actions.reply(registry, desk.omar, case, "Dear Ada, your credit comes.")
    assert (await message_of("case_reply"))["address"] == "ada@example.org"
