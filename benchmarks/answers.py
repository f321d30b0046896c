"""Rows of many responses: a year of customers who rate their contact and write a comment."""

from uuid import UUID

from tests.invitations.customer_rows import publish_all
from vocapp.database import DB

ANSWERS_EACH = 5
# 40 units of 5 lines, each with two channels and three touchpoints; values spread as answers do.
PEOPLE = "INSERT INTO customer (id, created_at, updated_at) SELECT {customer}, now(), now() FROM {n}"
CONTACTS = """
INSERT INTO contact (id, source, external_id, payload_digest, customer_id, channel, touchpoint, line_id, unit_id,
  started_at, ended_at, recorded_at)
SELECT {contact}, 'acd', n::text, '', {customer}, 'channel ' || (n % 40 + n / 40 % 2) % 13, 'touchpoint ' || n % 3,
  {line}, {unit}, {at}, {at}, {at} FROM {n}"""
DECISIONS = """
INSERT INTO decision (id, contact_id, outcome, programme_id, decided_at)
SELECT {decision}, {contact}, 'invited', (SELECT id FROM programme WHERE slug = 'support'), {at} FROM {n}"""
INVITATIONS = """
INSERT INTO invitation (id, contact_id, customer_id, programme_id, survey_version_id, brand_id, channel, language,
  disposition, key_id, answer_hash, opt_out_hash, asked_at, expires_at)
SELECT {ask}, {contact}, {customer}, p.id, v.id, b.id, 'email', 'en', 'complete', 'k1', uuid_send({ask}),
  uuid_send({contact}), {at}, {at} + interval '14 days'
FROM {n}, (SELECT id FROM programme WHERE slug = 'support') p,
  (SELECT id FROM survey_version WHERE slug = 'support') v, (SELECT id FROM brand LIMIT 1) b"""
RESPONSES = """
INSERT INTO response (id, invitation_id, survey_version_id, channel, language, state, closed_by, started_at,
  answered_at, completed_at, closed_at)
SELECT {response}, {ask}, v.id, 'email', 'en', 'closed', 'complete', {at}, {at}, {at}, {at}
FROM {n}, (SELECT id FROM survey_version WHERE slug = 'support') v"""
ANSWERS = """
INSERT INTO answer (id, response_id, question, value, answered_at)
SELECT gen_random_uuid(), {response}, a.question, a.value, {at} FROM {n}, LATERAL (VALUES
  ('solved', to_jsonb(n % 4 > 0)), ('repeated', to_jsonb(n % 5 = 0)), ('csat', to_jsonb(1 + n * 7 % 5)),
  ('effort', to_jsonb(1 + n * 11 % 7)), ('improve', '"The line went dead twice."')) AS a(question, value)"""
COMMENTS = """
INSERT INTO verbatim (id, response_id, question, text_digest, state, sentiment, model, answered_at, scored_at)
SELECT gen_random_uuid(), {response}, 'improve', '', 'scored', (n % 41 - 20) / 20.0, 'bench', {at}, {at} FROM {n}"""
STEPS = (PEOPLE, CONTACTS, DECISIONS, INVITATIONS, RESPONSES, ANSWERS, COMMENTS)


async def publish() -> None:
    """The survey that the responses answer."""
    await publish_all()


async def respond(first: int, last: int) -> list[UUID]:
    """Write responses number `first` to `last`, each with five answers, not counted yet. Returns their ids."""
    names = {name: _id(name[0]) for name in ("customer", "contact", "decision", "ask", "response", "line", "unit")}
    names |= {"contact": _id("b"), "line": _id("1", "n % 5"), "unit": _id("f", "n % 40")}
    names |= {
        "n": f"generate_series({first}, {last}) n",
        "at": "timestamptz '2026-01-01' + n * 7919 % 525600 * interval '1 min'",
    }
    async with DB.transaction():
        await DB.execute("SET LOCAL session_replication_role = replica")  # no foreign key is looked up
        await DB.execute("SET LOCAL statement_timeout = 0")
        for step in STEPS:
            await DB.execute(step.format(**names))
    rows = await DB.fetch(f"SELECT {names['response']} AS id FROM {names['n']}")
    return [row["id"] for row in rows]


def _id(kind: str, number: str = "n") -> str:
    """An id that follows from a number, in the order of the numbers; `kind` is its first hexadecimal digit."""
    digit = kind if kind in "0123456789abcdef" else format(ord(kind) % 16, "x")
    return f"('{digit}0000000-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"
