"""Asks as rows, one or a thousand: Ada rang about her bill on 3 May and is asked about it in her language."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from vocapp import clock
from vocapp.catalogue.definition_files import SURVEYS, load
from vocapp.catalogue.programme import Programme
from vocapp.catalogue.publish import DefinitionSource, publish
from vocapp.database import DB, new_id, to_json
from vocapp.invitations.contact_phrase import add_phrases
from vocapp.questionnaire.definition import Questionnaire
from vocapp.tokens import Keyring, TokenPurpose, token_hash

SUNDAY = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
CONTACT = {"contact.channel": "phone_in_house", "contact.touchpoint": "billing", "contact.day": "2026-05-03"}

MESSAGES = """
INSERT INTO message (id, kind, subject_id, step, customer_id, channel, gateway, address, due_at, state, created_at)
SELECT gen_random_uuid(), 'invitation', id, step, customer_id, 'email', 'outbox', 'ada@example.org',
  now() + make_interval(days => step * 4), CASE step WHEN 0 THEN 'delivered' ELSE 'queued' END, now()
FROM invitation, generate_series(0, 1) AS step WHERE id = ANY($1)"""
SENDS = """
INSERT INTO due (stage, subject_id, not_before)
SELECT 'send', id, due_at FROM message WHERE state = 'queued' AND subject_id = ANY($1)"""


async def published(survey: Questionnaire) -> tuple[UUID, UUID, Mapping[str, UUID]]:
    """Publish the survey, a programme that asks it, and the brands of `surveys/`: ids of version, programme, brands."""
    brands = load(sorted(SURVEYS.glob("brands/*.toml")))
    programme = Programme(slug=f"after_{survey.id}", title="After a contact", survey=survey.id)
    await publish(
        [DefinitionSource("survey", "", survey), DefinitionSource("programme", "", programme), *brands], "the tests"
    )
    version = await DB.fetch_value("SELECT id FROM survey_version WHERE slug = $1 AND current", survey.id)
    rule = await DB.fetch_value("SELECT id FROM programme WHERE slug = $1 AND current", programme.slug)
    rows = await DB.fetch("SELECT slug, id FROM brand WHERE current")
    return version, rule, {row["slug"]: row["id"] for row in rows}


async def asks(keys: Keyring, survey: Questionnaire, count: int, *, reminded: bool = False, **given: Any) -> list[str]:
    """So many asks, each of a customer of its own: their answer tokens. `given` are further columns of the ask.

    `reminded`: the first mail has arrived, and a reminder is in line.
    """
    version, rule, brands = await published(survey)
    brand, language = given.pop("brand", "alderway"), given.pop("language", "en")
    facts = given.pop("facts", {})
    facts = add_phrases({**CONTACT, "brand": brand.capitalize(), **facts}, language)
    ids, people, contacts = ([new_id() for _ in range(count)] for _ in range(3))
    now = clock.now()
    await DB.execute_many(
        "INSERT INTO customer (id, name, created_at, updated_at) VALUES ($1, 'Ada Example', $2, $2)",
        [(person, now) for person in people],
    )
    await DB.execute_many(
        "INSERT INTO contact (id, source, external_id, payload_digest, customer_id, channel, touchpoint, started_at, "
        "ended_at, recorded_at) VALUES ($1, 'acd', $2, '', $3, 'phone_in_house', 'billing', $4, $4, $4)",
        [(contact, str(contact), person, SUNDAY) for contact, person in zip(contacts, people, strict=True)],
    )
    row = {
        "survey_version_id": version, "programme_id": rule, "brand_id": brands[brand], "channel": "email",
        "language": language, "facts": to_json(facts), "key_id": keys.current, "asked_at": now,
        "expires_at": now + timedelta(days=14), **given,
    }  # fmt: skip
    tokens = [keys.token(TokenPurpose.ANSWER, ask) for ask in ids]
    stops = [keys.token(TokenPurpose.OPT_OUT, ask) for ask in ids]
    names = ["id", "contact_id", "customer_id", "answer_hash", "opt_out_hash", *row]
    places = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    await DB.execute_many(
        f"INSERT INTO invitation ({', '.join(names)}) VALUES ({places})",
        [
            (*own, token_hash(token), token_hash(stop), *row.values())
            for *own, token, stop in zip(ids, contacts, people, tokens, stops, strict=True)
        ],
    )
    if reminded:
        await DB.execute(MESSAGES, ids)
        await DB.execute(SENDS, ids)
    return tokens


async def ask(keys: Keyring, survey: Questionnaire, **given: Any) -> str:
    """One ask: its answer token."""
    return (await asks(keys, survey, 1, **given))[0]


async def answers(token: str) -> dict[str, Any]:
    """What is stored of the answers under a token, by question."""
    rows = await DB.fetch(
        "SELECT a.question, a.value FROM answer a JOIN response r ON r.id = a.response_id "
        "JOIN invitation i ON i.id = r.invitation_id WHERE i.answer_hash = $1 ORDER BY a.question",
        token_hash(token),
    )
    return {row["question"]: msgspec.json.decode(row["value"]) for row in rows}


async def response(token: str) -> dict[str, Any]:
    """The response row under a token with the ask's disposition; {} where nothing has been answered."""
    row = await DB.fetch_one(
        "SELECT r.*, i.disposition FROM response r JOIN invitation i ON i.id = r.invitation_id "
        "WHERE i.answer_hash = $1",
        token_hash(token),
    )
    return dict(row) if row else {}


async def counts(tables: Sequence[str] = ("response", "answer", "due", "event", "message")) -> dict[str, int]:
    """How many rows there are of each."""
    return {table: await DB.fetch_value(f"SELECT count(*) FROM {table}") for table in tables}
