"""Stage `decide`: every contact gets its one current decision and, if invited, the invitation and its messages.

One transaction per contact: the customer is locked (contacts of one customer are decided one after the other), one
statement reads everything, the policy decides, one statement writes decision, history, invitation and expiry, and
another the messages. A repeat changes nothing: an invited contact stays invited, unless it was amended before anything
had left, and the same verdict adds no history.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.catalogue.snapshot import NotPublishedError
from vocapp.database import DB
from vocapp.database.jobs import Stage
from vocapp.database.notify import wake
from vocapp.feature import Registry
from vocapp.invitations.create_invitation import invite
from vocapp.invitations.load_situation import Situation, load_situation
from vocapp.invitations.policy.brand_choice import choose
from vocapp.invitations.policy.decide import decide, programme_for
from vocapp.invitations.policy.types import Defer, Ineligible, Refusal, SendAt, Verdict
from vocapp.invitations.retract_invitation import retract_invitation
from vocapp.invitations.save_decision import NewDecision, save_decision
from vocapp.messages import message_queue
from vocapp.tokens import Keyring

UNTIL_PUBLISHED: Final = timedelta(minutes=5)


class DecideStage:
    """The work of the stage."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys

    async def work(self, contact_id: UUID) -> datetime | None:
        """Decides about one contact; returns when to decide again if it is deferred."""
        try:
            async with DB.transaction():
                verdict = await self._decide(contact_id)
        except NotPublishedError:
            until = clock.now() + UNTIL_PUBLISHED
            await save_decision(contact_id, NewDecision("deferred", "not published", None, {"until": until}))
            return until
        except Exception as failure:
            await save_decision(contact_id, NewDecision("failed", type(failure).__name__))
            raise
        if isinstance(verdict, SendAt):
            wake(message_queue.STAGE)
        return verdict.until if isinstance(verdict, Defer) else None

    async def _decide(self, contact_id: UUID) -> Verdict | None:
        situation = await load_situation(contact_id)
        if situation is None:
            return None
        if situation.is_invited and not (situation.is_amended and await retract_invitation(contact_id)):
            return None
        verdict = _verdict(situation)
        if isinstance(verdict, SendAt):
            row, rule = situation.row, verdict.rule
            names = (row["brand"], row["line_of_business"], row["country"])
            brand = choose(situation.catalogue, rule.programme, *names)
            if brand is not None:
                await invite(situation, verdict, brand, self._keys)
                return verdict
            verdict = Ineligible("unknown brand")
        await save_decision(contact_id, _to_decision(situation, verdict))
        return verdict


def stage(registry: Registry) -> Stage:
    """Stage `decide`; its subjects are contacts."""
    return Stage(name="decide", work=DecideStage(registry.keys).work, batch=64, concurrency=8)


def _verdict(situation: Situation) -> Verdict:
    catalogue = situation.catalogue
    return decide(
        situation.contact,
        situation.customer,
        situation.history,
        catalogue.programmes,
        catalogue.company,
        clock.now(),
    )


def _to_decision(situation: Situation, refusal: Refusal) -> NewDecision:
    rule = programme_for(situation.contact, situation.catalogue.programmes)
    programme_id = rule.id if rule else None
    match refusal:
        case Ineligible():
            return NewDecision("ineligible", refusal.rule, programme_id)
        case Defer():
            return NewDecision("deferred", refusal.rule, programme_id, {"until": refusal.until})
    return NewDecision("suppressed", refusal.rule, programme_id)
