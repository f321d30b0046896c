"""Dispositions of an invitation and their transitions."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invitations.conftest import SentInvitation
from tests.invitations.customer_rows import NOON
from vocapp.database import DB, new_id
from vocapp.feature import Registry
from vocapp.invitations import lifecycle
from vocapp.invitations.policy.dispositions import MOVES, Disposition, sources

D = Disposition
PACKAGE = Path(lifecycle.__file__).parents[1]


async def disposition(invitation: SentInvitation) -> str:
    return str((await invitation.row())["disposition"])


async def test_a_token_finds_its_own_invitation_only(adas: SentInvitation) -> None:
    found = await lifecycle.find_by_answer_token(adas.answer_token)
    assert found is not None
    assert (found.id, found.customer_id, found.contact_id) == (adas.id, adas.customer, adas.contact)
    assert (found.language, found.disposition, found.is_test) == ("de", "unknown", False)
    assert await lifecycle.find_by_opt_out_token(adas.opt_out_token) == found == await lifecycle.find(adas.id)
    assert await lifecycle.find_by_answer_token(adas.opt_out_token) is None
    assert await lifecycle.find_by_answer_token("no token") is None
    assert await lifecycle.find(new_id()) is None


async def test_a_complete_response_cannot_be_declined(adas: SentInvitation) -> None:
    await lifecycle.move(adas.id, D.PARTIAL)
    assert await disposition(adas) == "partial"
    await lifecycle.move(adas.id, D.COMPLETE)
    await lifecycle.decline(adas.id)
    assert await disposition(adas) == "complete"
    assert await adas.states() == ["revoked", "revoked"]


async def test_after_declining_the_survey_stays_open(adas: SentInvitation) -> None:
    await lifecycle.decline(adas.id)
    assert await disposition(adas) == "refused"
    await lifecycle.move(adas.id, D.COMPLETE)
    assert await disposition(adas) == "complete"


async def test_somebody_else_ends_the_ask_for_good(adas: SentInvitation) -> None:
    await lifecycle.mark_not_me(adas.id)
    await lifecycle.move(adas.id, D.COMPLETE)
    assert await disposition(adas) == "other"
    assert await adas.states() == ["revoked", "revoked"]


@pytest.mark.parametrize(
    ("state", "outcome"),
    [("sent", "unknown"), ("delivered", "unknown"), ("uncertain", "unknown"), ("failed", "noncontact")],
)
async def test_an_expired_invitation_was_delivered_or_non_contact(
    adas: SentInvitation, state: str, outcome: str
) -> None:
    await DB.execute("UPDATE message SET state = $2 WHERE subject_id = $1 AND step = 0", adas.id, state)
    await lifecycle.expire(adas.id)
    assert await disposition(adas) == outcome
    assert await adas.states() == [state, "revoked"]


async def test_a_queued_first_mail_never_left(adas: SentInvitation) -> None:
    await lifecycle.expire(adas.id)
    assert await disposition(adas) == "noncontact"


async def test_the_stage_is_in_the_registry(adas: SentInvitation, registry: Registry) -> None:
    stages = {stage.name: stage for stage in registry.stages}
    assert await stages["expire"].work(adas.id) is None
    assert await disposition(adas) == "noncontact"
    assert await DB.fetch_value("SELECT not_before > $1 FROM due WHERE stage = 'expire'", NOON)


@pytest.mark.parametrize("current", list(Disposition))
@pytest.mark.parametrize("target", list(Disposition))
async def test_sql_and_table_agree(database: str, current: Disposition, target: Disposition) -> None:
    allowed = await DB.fetch_value(
        f"SELECT {lifecycle.may_become('$1::text', '$2::text')}", current.value, target.value
    )
    assert allowed == (current is target or target in MOVES[current])


def test_nothing_else_writes_a_disposition() -> None:
    writers = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"SET\s[^;\"]*\bdisposition\s*=", path.read_text(encoding="utf-8"))
    ]
    assert writers == ["invitations/lifecycle.py"], "change a disposition with lifecycle.move, or with move_rows in SQL"


def test_every_disposition_stands_in_the_table_and_none_leads_to_itself() -> None:
    assert set(MOVES) == set(Disposition)
    assert all(source not in targets for source, targets in MOVES.items())


@given(st.sampled_from(list(Disposition)), st.sampled_from(list(Disposition)))
def test_sources_are_the_table_read_backwards(source: Disposition, target: Disposition) -> None:
    assert (source.value in sources(target)) == (target in MOVES[source])


def test_an_answer_counts_from_everywhere_but_somebody_else() -> None:
    assert set(sources(D.COMPLETE)) == {"unknown", "partial", "refused", "noncontact"}
