"""Invitations as rows, one or a thousand: Ada called about her bill on 3 May and is invited in her language."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from tests.rows import insert, insert_many
from vocapp import clock
from vocapp.catalogue.definition_files import SURVEYS, load
from vocapp.catalogue.programme import Programme
from vocapp.catalogue.publish import DefinitionSource, publish
from vocapp.database import DB, new_id
from vocapp.database.jobs import enqueue
from vocapp.invitations.contact_phrase import add_phrases
from vocapp.questionnaire.definition import Questionnaire
from vocapp.tokens import Keyring, TokenPurpose, token_hash

SUNDAY = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
CONTACT = {"contact.channel": "phone_in_house", "contact.touchpoint": "billing", "contact.day": "2026-05-03"}


async def publish_survey(survey: Questionnaire) -> tuple[UUID, UUID, Mapping[str, UUID]]:
    """Publish the survey, a programme that uses it, and the brands of `surveys/`: ids of version, programme, brands."""
    brands = load(sorted(SURVEYS.glob("brands/*.toml")))
    programme = Programme(slug=f"after_{survey.id}", title="After a contact", survey=survey.id)
    await publish(
        [DefinitionSource("survey", "", survey), DefinitionSource("programme", "", programme), *brands], "the tests"
    )
    version = await DB.fetch_value("SELECT id FROM survey_version WHERE slug = $1 AND current", survey.id)
    rule = await DB.fetch_value("SELECT id FROM programme WHERE slug = $1 AND current", programme.slug)
    rows = await DB.fetch("SELECT slug, id FROM brand WHERE current")
    return version, rule, {row["slug"]: row["id"] for row in rows}


async def invite_many(
    keys: Keyring, survey: Questionnaire, count: int, *, reminded: bool = False, **given: Any
) -> list[str]:
    """`count` invitations, each of a customer of its own: their answer tokens. `given` are further columns.

    `reminded`: the first mail has arrived, and a reminder is queued.
    """
    version, programme, brands = await publish_survey(survey)
    brand, language = given.pop("brand", "alderway"), given.pop("language", "en")
    facts = add_phrases({**CONTACT, "brand": brand.capitalize(), **given.pop("facts", {})}, language)
    customers = await insert_many("customer", [{}] * count)
    times = dict.fromkeys(("started_at", "ended_at", "recorded_at"), SUNDAY)
    contacts = await insert_many("contact", [{"customer_id": customer, **times} for customer in customers])
    ids = [new_id() for _ in range(count)]
    tokens = [keys.token(TokenPurpose.ANSWER, invitation) for invitation in ids]
    shared = {
        "survey_version_id": version, "programme_id": programme, "brand_id": brands[brand], "language": language,
        "facts": facts, "key_id": keys.current, **given,
    }  # fmt: skip
    rows = [
        {
            "id": invitation, "contact_id": contact, "customer_id": customer, "answer_hash": token_hash(token),
            "opt_out_hash": token_hash(keys.token(TokenPurpose.OPT_OUT, invitation)), **shared,
        }
        for invitation, contact, customer, token in zip(ids, contacts, customers, tokens, strict=True)
    ]  # fmt: skip
    await insert_many("invitation", rows)
    if reminded:
        for invitation, customer in zip(ids, customers, strict=True):
            await _queue_reminder(invitation, customer)
    return tokens


async def _queue_reminder(invitation: UUID, customer: UUID) -> None:
    """Records the first mail as delivered and enqueues the reminder as the product does."""
    mail = {"subject_id": invitation, "customer_id": customer, "gateway": "outbox"}
    await insert("message", state="delivered", **mail)
    due_at = clock.now() + timedelta(days=4)
    reminder = await insert("message", step=1, due_at=due_at, **mail)
    await enqueue("send", reminder, not_before=due_at)


async def invite(keys: Keyring, survey: Questionnaire, **given: Any) -> str:
    """One invitation: its answer token."""
    return (await invite_many(keys, survey, 1, **given))[0]


async def stored_answers(token: str) -> dict[str, Any]:
    """The stored answers under a token, by question."""
    rows = await DB.fetch(
        "SELECT a.question, a.value FROM answer a JOIN response r ON r.id = a.response_id "
        "JOIN invitation i ON i.id = r.invitation_id WHERE i.answer_hash = $1 ORDER BY a.question",
        token_hash(token),
    )
    return {row["question"]: msgspec.json.decode(row["value"]) for row in rows}


async def stored_response(token: str) -> dict[str, Any]:
    """The response row under a token with the disposition of its invitation; {} without one."""
    row = await DB.fetch_one(
        "SELECT r.*, i.disposition FROM response r JOIN invitation i ON i.id = r.invitation_id "
        "WHERE i.answer_hash = $1",
        token_hash(token),
    )
    return dict(row) if row else {}


async def row_counts(tables: Sequence[str] = ("response", "answer", "due", "event", "message")) -> dict[str, int]:
    """The numbers of rows of tables."""
    return {table: await DB.fetch_value(f"SELECT count(*) FROM {table}") for table in tables}
