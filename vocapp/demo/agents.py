"""Invented agents who work cases: each morning they claim some, call, write notes and close them."""

import random
from typing import Final
from uuid import UUID

from vocapp.cases import actions
from vocapp.cases.types import CaseRefusedError, NoSuchCaseError
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.staff.sessions import actor_for_user

WORKERS: Final = """
SELECT id FROM staff_user WHERE role IN ('agent', 'lead') AND active ORDER BY role, email"""
WAITING: Final = """
SELECT id, rule FROM followup_case WHERE state = 'open' AND NOT is_test ORDER BY opened_at"""
TAKEN_ON: Final = 0.8
NOTES: Final = (
    "Called: they were surprised, and glad that somebody reads this.",
    "Checked the account: the second charge is ours. Refund ordered.",
    "The partner had closed the ticket too early. Opened it again with a date.",
    "Explained the bill line by line; a credit note is on its way.",
    "New appointment on Thursday morning, confirmed by text message.",
)
ENDS: Final = (
    ("billing", "compensated"),
    ("waiting", "explained"),
    ("process", "solved"),
    ("technology", "solved"),
    ("delivery", "solved"),
    ("promise", "compensated"),
    ("conduct", "explained"),
)


async def work_cases(registry: Registry, dice: random.Random) -> None:
    """The work of one morning."""
    people = [person for row in await DB.fetch(WORKERS) if (person := await actor_for_user(row["id"]))]
    for case in await DB.fetch(WAITING):
        if dice.random() < TAKEN_ON:
            for person in dice.sample(people, len(people)):
                try:
                    await _work(registry, person, case["id"], dice)
                except (NoSuchCaseError, CaseRefusedError):
                    continue
                break


async def _work(registry: Registry, person: Actor, case: UUID, dice: random.Random) -> None:
    await actions.claim(registry, person, case)
    reached = dice.random() < 0.75
    await actions.log_attempt(
        registry, person, case, "phone", reached=reached, text="" if reached else "No answer, voicemail."
    )
    if not reached and dice.random() < 0.6:
        return
    if reached:
        await actions.note(registry, person, case, dice.choice(NOTES))
    cause, outcome = dice.choice(ENDS)
    await actions.close(registry, person, case, root_cause=cause, outcome=outcome if reached else "not_reached")
