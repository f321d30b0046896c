"""Inbound mail about the mails of a case: replies of the customer, bounces, complaints and opt-outs."""

from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.cases import action_rules, recovery_check
from vocapp.cases.action_rules import CaseChange
from vocapp.cases.case_states import ACTIVE, ACTIVE_SQL, CaseState
from vocapp.cases.mail import reply, written_reply
from vocapp.cases.mail.written_reply import open_for_reply
from vocapp.cases.save_change import enqueue_notification, lock_case, write_change
from vocapp.cases.types import EntryKind
from vocapp.channels.inbound import FROM_PEOPLE
from vocapp.contacts.family_lock import LOCK
from vocapp.customers.bounced_addresses import mark_address_bounced
from vocapp.customers.merging.merged_family import family_sql
from vocapp.database import DB
from vocapp.database.jobs import enqueue
from vocapp.feature import Inbound, Registry
from vocapp.http.access import ANYONE
from vocapp.invitations import lifecycle
from vocapp.invitations.opt_out import opt_out

OF_CHECK: Final = "SELECT case_id FROM case_check WHERE id = $1"
OF_REPLY: Final = "SELECT case_id FROM case_entry WHERE id = $1"
# A reply to an invitation belongs to the customer's active case, else to the case of the contact that it was about.
OF_INVITATION: Final = f"""
WITH RECURSIVE asked AS (SELECT customer_id, contact_id FROM invitation WHERE id = $1),
{family_sql("ARRAY(SELECT customer_id FROM asked)")}
SELECT c.id FROM followup_case c, asked WHERE c.customer_id IN (SELECT id FROM family)
AND (c.state {ACTIVE_SQL} OR c.contact_id = asked.contact_id)
ORDER BY c.state {ACTIVE_SQL} DESC, c.id DESC LIMIT 1"""  # noqa: S608
INVITATION: Final = """
SELECT i.id FROM followup_case c JOIN invitation i ON i.contact_id = c.contact_id WHERE c.id = $1"""
CONTACT: Final = "SELECT contact_id FROM invitation WHERE id = $1"
RECORDED: Final = """
SELECT EXISTS (SELECT FROM case_entry WHERE case_id = $1 AND kind = 'reply' AND detail->>'message' = $2
  AND ((text = $3 AND text <> '') OR detail->>'mail' = $4))"""


class CaseMailReceiver:
    """The receiver of cases; everything runs in the present transaction."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def __call__(self, inbound: Inbound) -> None:
        """Handles an inbound mail about a mail of a case; ignores all others."""
        if inbound.subject_kind == lifecycle.KIND and inbound.kind not in FROM_PEOPLE:
            return
        sql = {recovery_check.KIND: OF_CHECK, reply.KIND: OF_REPLY, lifecycle.KIND: OF_INVITATION}.get(
            inbound.subject_kind
        )
        case_id: UUID | None = await DB.fetch_value(sql, inbound.subject_id) if sql else None
        if case_id is None and inbound.subject_kind == lifecycle.KIND and inbound.kind in ("reply", "unsure"):
            case_id = await self._open(inbound)
        if case_id is None:
            return
        match inbound.kind:
            case "reply" | "unsure":
                await self._wrote(case_id, inbound)
            case "opt_out" if inbound.subject_kind == lifecycle.KIND:  # `invitations` withdraws the permission
                await self._note_opt_out(case_id, inbound)
            case "opt_out" | "complaint":
                await self._opted_out(case_id, inbound)
            case "bounce_hard":
                await self._bounced(case_id, inbound)
        await enqueue_notification(case_id)

    async def _open(self, inbound: Inbound) -> UUID | None:
        """Opens a case for a reply to an invitation, unless another mail of the customer was faster."""
        family: list[UUID] | None = await DB.fetch_value(LOCK, await DB.fetch_value(CONTACT, inbound.subject_id))
        if family is None or inbound.subject_id is None:
            return None
        opened: UUID | None = await DB.fetch_value(OF_INVITATION, inbound.subject_id)
        return opened or await open_for_reply(self._registry, inbound.subject_id, inbound.text)

    async def _wrote(self, case_id: UUID, inbound: Inbound) -> None:
        """Adds the text to the case and ends its wait or reopens it, so that a person reads it."""
        message, text = str(inbound.message_id), inbound.text[: action_rules.LONGEST_TEXT]
        held = await lock_case(case_id)
        if await DB.fetch_value(RECORDED, case_id, message, text, str(inbound.mail_id or "")):
            return
        detail = {"message": message, "mail": str(inbound.mail_id or "")}
        change = CaseChange(action="wrote", kind=EntryKind.REPLY, detail=detail, text=text)
        entry, _ = await write_change(self._registry, ANYONE, held, change)
        await enqueue(written_reply.STAGE, entry)
        if held.case.state is CaseState.WAITING:
            await write_change(self._registry, ANYONE, held, action_rules.resume(held.case, "wrote", clock.now()))
        elif held.case.state not in ACTIVE:
            await write_change(self._registry, ANYONE, held, action_rules.reopen(held.case, "wrote", "", clock.now()))
            await recovery_check.withdraw(case_id)

    async def _opted_out(self, case_id: UUID, inbound: Inbound) -> None:
        by = "complaint" if inbound.kind == "complaint" else str(inbound.detail.get("by", "reply"))
        invitation = await lifecycle.find(await DB.fetch_value(INVITATION, case_id))
        if invitation is not None:
            await opt_out(invitation, by)
        await self._note_opt_out(case_id, inbound)

    async def _note_opt_out(self, case_id: UUID, inbound: Inbound) -> None:
        """Writes the opt-out and its words into the case, whose state stays."""
        by = "complaint" if inbound.kind == "complaint" else str(inbound.detail.get("by", "reply"))
        held, text = await lock_case(case_id), inbound.text[: action_rules.LONGEST_TEXT]
        detail = {"by": by, "mail": str(inbound.mail_id or "")}
        change = CaseChange(action="opted out", kind=EntryKind.REPLY, detail=detail, text=text)
        await write_change(self._registry, ANYONE, held, change)

    async def _bounced(self, case_id: UUID, inbound: Inbound) -> None:
        await mark_address_bounced(inbound.address)
        if inbound.subject_kind == recovery_check.KIND and inbound.subject_id is not None:
            await recovery_check.record_bounce(self._registry, inbound.subject_id)
        else:
            held = await lock_case(case_id)
            await write_change(
                self._registry, recovery_check.SYSTEM, held, CaseChange(action="bounced", kind=EntryKind.REPLY)
            )
