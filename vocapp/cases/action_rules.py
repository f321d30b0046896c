"""The effect of each action on a case. Pure: the case, who acts and the time go in; the columns to write come out.

The rules, beside those of `case_states`:

1. A case has one owner or none. Everybody who may see a case may claim it while it has no owner. Its owner and leads
   may assign or unassign it.
2. Logging an attempt, or a reply, starts work on an open case. The person becomes its owner where there is none.
3. Closing needs a root cause and an outcome. Dismissing needs a reason.
4. Nobody closes or dismisses a case about a contact that they handled themselves, whatever their role.
5. Waiting needs an owner and an end. The clocks of the unit stop meanwhile, where the rule says so.
6. Only the latest change can be undone.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from vocapp.cases import due_times
from vocapp.cases.case_states import ACTIVE, REFUSALS, CaseEvent, CaseState, next_state
from vocapp.cases.due_times import Calendar, Clocks
from vocapp.cases.types import CaseRefusedError, EntryKind, OwnCaseError
from vocapp.catalogue.case_rule import CaseRule
from vocapp.ui.reader import mark

LONGEST_TEXT: Final = 10_000
MOST_WAIT: Final = timedelta(days=60)


class CaseSnapshot(Struct, frozen=True, kw_only=True):
    """The parts of a case that the rules need: its columns, its rule and the calendar of its unit."""

    state: CaseState
    owner_id: UUID | None
    opened_at: datetime
    due_at: datetime
    acknowledge_due_at: datetime | None
    resolve_due_at: datetime | None
    customer_due_at: datetime | None
    waits_until: datetime | None
    seconds_left: int | None
    acknowledged_at: datetime | None
    first_attempt_at: datetime | None
    reached_at: datetime | None
    closed_at: datetime | None
    reopened: int
    closings: int
    rule: CaseRule
    calendar: Calendar


class CaseActor(Struct, frozen=True, kw_only=True):
    """The person who acts. `handled_contact`: they handled a contact that the case is about."""

    id: UUID
    leads: bool = False
    handled_contact: bool = False


class CaseChange(Struct, frozen=True, kw_only=True):
    """The change to write: columns of the case, and an entry of its history; without columns only the entry."""

    action: str
    kind: EntryKind
    columns: Mapping[str, Any] = {}
    detail: Mapping[str, Any] = {}
    text: str = ""


def claim(case: CaseSnapshot, by: CaseActor, now: datetime) -> CaseChange:
    """Rule 1."""
    _require_active(case)
    if case.owner_id == by.id and case.state is not CaseState.OPEN:
        raise CaseRefusedError(mark("You own this case already."))
    if case.owner_id not in (None, by.id):
        raise CaseRefusedError(mark("Somebody else owns this case."))
    return CaseChange(action="claimed", kind=EntryKind.ASSIGNMENT, columns=_start_work(case, by, now))


def assign(case: CaseSnapshot, by: CaseActor, owner: UUID, name: str) -> CaseChange:
    """Rule 1. The new owner has not begun, so the case is open until they do, unless it waits for the customer."""
    _require_active(case)
    _require_owner_or_lead(case, by)
    if case.owner_id == owner:
        raise CaseRefusedError(mark("%(name)s owns this case already."), name=name)
    columns: dict[str, Any] = {"owner_id": owner}
    if case.state is CaseState.WORKING:
        columns |= _transition(case, CaseEvent.LEFT)
    return CaseChange(action="assigned", kind=EntryKind.ASSIGNMENT, columns=columns, detail={"to": owner, "name": name})


def unassign(case: CaseSnapshot, by: CaseActor, now: datetime) -> CaseChange:
    """Rule 1."""
    _require_active(case)
    if case.owner_id is None:
        raise CaseRefusedError(mark("Nobody owns this case."))
    _require_owner_or_lead(case, by)
    columns: dict[str, Any] = {"owner_id": None}
    if case.state is CaseState.WAITING:
        columns |= _end_wait(case, CaseEvent.LEFT, now)
    elif case.state is CaseState.WORKING:
        columns |= _transition(case, CaseEvent.LEFT)
    return CaseChange(action="unassigned", kind=EntryKind.ASSIGNMENT, columns=columns)


def note(text: str) -> CaseChange:
    """A note changes no column."""
    return CaseChange(action="noted", kind=EntryKind.NOTE, text=_required_text(text, mark("Write the note first.")))


def attempt(case: CaseSnapshot, by: CaseActor, channel: str, reached: bool, text: str, now: datetime) -> CaseChange:
    """Rule 2."""
    _require_active(case)
    columns: dict[str, Any] = _record_attempt(case, by, now)
    if reached and case.reached_at is None:
        columns["reached_at"] = now
    detail = {"channel": channel, "reached": reached}
    return CaseChange(action="attempted", kind=EntryKind.ATTEMPT, columns=columns, detail=detail, text=text.strip())


def reply(case: CaseSnapshot, by: CaseActor, text: str, now: datetime) -> CaseChange:
    """Rule 2, for a mail to the customer."""
    _require_active(case)
    words = _required_text(text, mark("Write the reply first."))
    return CaseChange(action="replied", kind=EntryKind.REPLY, columns=_record_attempt(case, by, now), text=words)


def wait(case: CaseSnapshot, by: CaseActor, until: datetime | None, text: str, now: datetime) -> CaseChange:
    """Rule 5."""
    end = until or now + timedelta(days=case.rule.wait_days)
    if end <= now:
        raise CaseRefusedError(mark("Choose a time in the future."))
    if end > now + MOST_WAIT:
        raise CaseRefusedError(mark("Choose a time within the next %(days)s days."), days=MOST_WAIT.days)
    columns = {**_acknowledge(case, now), **_transition(case, CaseEvent.PUT_OFF), "waits_until": end, "due_at": end}
    if case.owner_id is None:
        columns["owner_id"] = by.id
    left = (
        due_times.remaining_seconds(case.resolve_due_at, case.calendar, now) if case.rule.pause_while_waiting else None
    )
    if left is not None:
        columns |= {"seconds_left": left, "resolve_due_at": None}
    return CaseChange(action="waited", kind=EntryKind.STATUS, columns=columns, detail={"until": end}, text=text.strip())


def resume(case: CaseSnapshot, why: str, now: datetime) -> CaseChange:
    """Ends the wait. `why` is person, wrote (the customer did), answered (another survey) or time."""
    return CaseChange(
        action="resumed", kind=EntryKind.STATUS, columns=_end_wait(case, CaseEvent.RESUMED, now), detail={"why": why}
    )


def close(
    case: CaseSnapshot,
    by: CaseActor,
    root_cause: str,
    outcome: str,
    text: str,
    asks_at: datetime | str,
    now: datetime,
) -> CaseChange:
    """Rules 3 and 4. `asks_at` is when the customer is asked, or the reason why not: then the case is unanswered."""
    unchecked = isinstance(asks_at, str)
    columns = _finish(case, by, CaseEvent.CLOSED_UNCHECKED if unchecked else CaseEvent.CLOSED, now)
    columns |= {"root_cause": root_cause, "outcome": outcome, "closings": case.closings + 1}
    detail: dict[str, Any] = {"root_cause": root_cause, "outcome": outcome}
    if unchecked:
        detail["not_asked"] = asks_at
    else:
        columns["checked_at"] = asks_at
    return CaseChange(action="closed", kind=EntryKind.STATUS, columns=columns, detail=detail, text=text.strip())


def dismiss(case: CaseSnapshot, by: CaseActor, text: str, now: datetime) -> CaseChange:
    """Rules 3 and 4."""
    words = _required_text(text, mark("Give a reason for the dismissal."))
    return CaseChange(
        action="dismissed", kind=EntryKind.STATUS, columns=_finish(case, by, CaseEvent.DISMISSED, now), text=words
    )


def reopen(case: CaseSnapshot, why: str, text: str, now: datetime) -> CaseChange:
    """Opens the case again and restarts its clocks. `why` is person, or wrote (the customer did)."""
    columns = _restart(case, CaseEvent.REOPENED, now)
    return CaseChange(action="reopened", kind=EntryKind.STATUS, columns=columns, detail={"why": why}, text=text.strip())


def confirm(case: CaseSnapshot, text: str, now: datetime) -> CaseChange:
    """The customer answers that it is solved."""
    columns = {**_transition(case, CaseEvent.CONFIRMED), "confirmed_at": now}
    return CaseChange(action="confirmed", kind=EntryKind.CHECK, columns=columns, text=text)


def deny(case: CaseSnapshot, text: str, now: datetime) -> CaseChange:
    """The customer answers that it is not solved: the case is open again and its clocks restart."""
    columns = {**_restart(case, CaseEvent.DENIED, now), "denied_at": now}
    return CaseChange(action="denied", kind=EntryKind.CHECK, columns=columns, text=text)


def unanswered(case: CaseSnapshot, why: str) -> CaseChange:
    """The customer did not answer. `why` is time, address, permission, bounced or rule."""
    return CaseChange(
        action="unanswered", kind=EntryKind.CHECK, columns=_transition(case, CaseEvent.UNANSWERED), detail={"why": why}
    )


def _require_active(case: CaseSnapshot) -> None:
    if case.state not in ACTIVE:
        raise CaseRefusedError(mark("This case is closed. Reopen it first."))


def _require_owner_or_lead(case: CaseSnapshot, by: CaseActor) -> None:
    if not by.leads and case.owner_id != by.id:
        raise CaseRefusedError(mark("Only the owner of the case or a lead can assign or unassign it."))


def _required_text(text: str, if_empty: str) -> str:
    words = text.strip()
    if not words:
        raise CaseRefusedError(if_empty)
    if len(words) > LONGEST_TEXT:
        raise CaseRefusedError(mark("Write at most %(most)s characters."), most=LONGEST_TEXT)
    return words


def _transition(case: CaseSnapshot, event: CaseEvent) -> dict[str, Any]:
    state = next_state(case.state, event)
    if state is None:
        raise CaseRefusedError(REFUSALS[event])
    return {"state": state}


def _acknowledge(case: CaseSnapshot, now: datetime) -> dict[str, Any]:
    if case.acknowledged_at is not None:
        return {}
    later = Clocks(resolve=case.resolve_due_at, customer=case.customer_due_at)
    return {"acknowledged_at": now, "due_at": later.first}


def _start_work(case: CaseSnapshot, by: CaseActor, now: datetime) -> dict[str, Any]:
    """Work begins; a case that waits goes on waiting."""
    columns = _acknowledge(case, now)
    if case.owner_id is None:
        columns["owner_id"] = by.id
    if case.state is CaseState.OPEN:
        columns |= _transition(case, CaseEvent.BEGUN)
    if case.state is CaseState.WAITING:
        columns.pop("due_at", None)
    return columns


def _record_attempt(case: CaseSnapshot, by: CaseActor, now: datetime) -> dict[str, Any]:
    columns = _start_work(case, by, now)
    return columns if case.first_attempt_at is not None else {**columns, "first_attempt_at": now}


def _end_wait(case: CaseSnapshot, event: CaseEvent, now: datetime) -> dict[str, Any]:
    moved = _transition(case, event)
    resolve = case.resolve_due_at
    if case.seconds_left is not None:
        resolve = due_times.resume_clock(case.seconds_left, case.calendar, now)
    acknowledge = case.acknowledge_due_at if case.acknowledged_at is None else None
    first = Clocks(acknowledge=acknowledge, resolve=resolve, customer=case.customer_due_at).first
    return {**moved, "waits_until": None, "seconds_left": None, "resolve_due_at": resolve, "due_at": first}


def _finish(case: CaseSnapshot, by: CaseActor, event: CaseEvent, now: datetime) -> dict[str, Any]:
    _require_active(case)
    if by.handled_contact:
        raise OwnCaseError(mark("You handled this contact yourself. Ask a lead or a colleague to close the case."))
    columns = {**_acknowledge(case, now), **_transition(case, event), "closed_at": now, "waits_until": None}
    columns.pop("due_at", None)
    if case.owner_id is None:
        columns["owner_id"] = by.id
    if case.seconds_left is not None:
        resolve = due_times.resume_clock(case.seconds_left, case.calendar, now)
        columns |= {"seconds_left": None, "resolve_due_at": resolve}
    return columns


def _restart(case: CaseSnapshot, event: CaseEvent, now: datetime) -> dict[str, Any]:
    clocks = due_times.start_clocks(case.rule.targets, case.calendar, now)
    return {
        **_transition(case, event),
        "reopened": case.reopened + 1,
        "closed_at": None,
        "acknowledged_at": None,
        "acknowledge_due_at": clocks.acknowledge,
        "resolve_due_at": clocks.resolve,
        "customer_due_at": clocks.customer,
        "due_at": clocks.first,
    }
