"""Test invitation to oneself: it is delivered to the outbox only and never counted."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from vocapp import clock
from vocapp.audit.record import record as record_event
from vocapp.channels.registry import ContactChannel
from vocapp.channels.touchpoints import Touchpoint
from vocapp.contacts.event import ContactIn, Handler, HandlerKind
from vocapp.contacts.intake import record
from vocapp.customers.customer_input import CustomerIn, IdentityIn
from vocapp.customers.types import IdentityKind
from vocapp.database import DB, new_id
from vocapp.database.notify import wake
from vocapp.faults import FaultError
from vocapp.http.access import Actor
from vocapp.http.fault_texts import format_faults
from vocapp.invitations.create_invitation import invite
from vocapp.invitations.load_situation import Situation, load_situation
from vocapp.invitations.policy.brand_choice import choose
from vocapp.invitations.policy.types import SendAt
from vocapp.messages import message_queue
from vocapp.tokens import Keyring

SOURCE = "vocapp test"


class TryError(ValueError):
    """A test invitation cannot be made; the message is the remedy."""


class TrialInvitation(Struct, frozen=True, kw_only=True):
    """The recipient, and the contact that the test invitation is about."""

    programme: str
    channel: ContactChannel
    touchpoint: Touchpoint
    email: str
    name: str
    language: Annotated[str, Meta(max_length=10)] = "en"
    agent: str = "Sam"


async def send_test_invitation(trial: TrialInvitation, keys: Keyring, actor: Actor) -> UUID:
    """Creates a test contact and its invitation, ignoring caps and samples; the contact's id. Raises TryError."""
    async with DB.transaction():
        contact = await _create(trial, keys, actor)
    wake(message_queue.STAGE)
    return contact


async def _create(trial: TrialInvitation, keys: Keyring, actor: Actor) -> UUID:
    [recorded] = await record([_contact(trial)], is_test=True, actor=actor)
    if recorded.id is None:
        raise TryError(format_faults(FaultError(*recorded.faults)))
    situation = await load_situation(recorded.id)
    if situation is None:
        raise TryError("the test contact no longer exists: try again")
    await _invite(situation, trial, keys)
    await record_event(actor, "programme.tried", "programme", trial.programme, contact=str(recorded.id))
    return recorded.id


def _contact(trial: TrialInvitation) -> ContactIn:
    return ContactIn(
        source=SOURCE,
        external_id=str(new_id()),
        channel=trial.channel,
        touchpoint=trial.touchpoint,
        started_at=clock.now(),
        language=trial.language,
        handlers=(Handler(kind=HandlerKind.AGENT, name=trial.agent),),
        customer=CustomerIn(
            name=trial.name,
            language=trial.language,
            identities=(IdentityIn(kind=IdentityKind.EMAIL, value=trial.email),),
        ),
    )


async def _invite(situation: Situation, trial: TrialInvitation, keys: Keyring) -> None:
    rule = next((rule for rule in situation.catalogue.programmes if rule.programme.slug == trial.programme), None)
    if rule is None:
        raise TryError(f"there is no programme {trial.programme}: publish it first")
    brand = choose(situation.catalogue, rule.programme, None, None, situation.row["country"])
    if brand is None:
        raise TryError(f"the brand of {trial.programme} is not published: publish it first")
    address = next((a for a in situation.customer.addresses if a.channel in rule.programme.channels), None)
    if address is None:
        raise TryError(f"{trial.programme} uses {', '.join(rule.programme.channels)}, and you have no address there")
    await invite(situation, SendAt(rule=rule, when=clock.now(), address=address), brand, keys)
