"""What does a deed do to a case? Pure: the case as it stands, who acts and the moment go in; what to write comes out.

The rules beside those of `states`:

1. A case has one owner or none. To take it on is open to everybody who may see it while nobody has it; to give it away
   or to put it down, to its owner and to leads.
2. An attempt or a reply begins an open case, and makes whoever does it the owner where there is none.
3. To close it takes a root cause and an outcome. To dismiss it takes words.
4. Nobody closes or dismisses a case about a contact that he handled himself, whatever his role: somebody else looks.
5. Waiting needs an owner and a moment in time. The unit's clocks stand still where the rule says so.
6. Taking back is for the latest change only.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from vocapp.cases import due_times
from vocapp.cases.case_states import WORKED, Happened, State, after
from vocapp.cases.due_times import Calendar, Clocks
from vocapp.cases.types import Kind, RefusedError
from vocapp.catalogue.case_rule import CaseRule
from vocapp.ui.reader import mark

LONGEST_TEXT: Final = 10_000
MOST_WAIT: Final = timedelta(days=60)


class Case(Struct, frozen=True, kw_only=True):
    """A case as deeds see it, with its rule and the calendar of its unit."""

    state: State
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


class Doer(Struct, frozen=True, kw_only=True):
    """Who acts. `rated_himself`: he handled a contact that the case is about."""

    id: UUID
    leads: bool = False
    rated_himself: bool = False


class Change(Struct, frozen=True, kw_only=True):
    """What to write: columns of the case, and a line of its story. No columns: the case itself stays as it is."""

    action: str
    kind: Kind
    columns: Mapping[str, Any] = {}
    detail: Mapping[str, Any] = {}
    text: str = ""


def claim(case: Case, doer: Doer, now: datetime) -> Change:
    """Rule 1."""
    _worked(case)
    if case.owner_id == doer.id and case.state is not State.OPEN:
        raise RefusedError(mark("You have this case already."))
    if case.owner_id not in (None, doer.id):
        raise RefusedError(mark("Somebody else has this case."))
    return Change(action="claimed", kind=Kind.ASSIGNMENT, columns=_begun(case, doer, now))


def assign(case: Case, doer: Doer, owner: UUID, name: str) -> Change:
    """Rule 1; the new owner has not begun: it is open until he does, unless it waits for the customer."""
    _worked(case)
    _may_give(case, doer)
    if case.owner_id == owner:
        raise RefusedError(mark("%(name)s has this case already."), name=name)
    columns: dict[str, Any] = {"owner_id": owner}
    if case.state is State.WORKING:
        columns |= _moved(case, Happened.LEFT)
    return Change(action="assigned", kind=Kind.ASSIGNMENT, columns=columns, detail={"to": owner, "name": name})


def unassign(case: Case, doer: Doer, now: datetime) -> Change:
    """Rule 1."""
    _worked(case)
    if case.owner_id is None:
        raise RefusedError(mark("Nobody has this case."))
    _may_give(case, doer)
    columns: dict[str, Any] = {"owner_id": None}
    if case.state is State.WAITING:
        columns |= _resumed(case, Happened.LEFT, now)
    elif case.state is State.WORKING:
        columns |= _moved(case, Happened.LEFT)
    return Change(action="unassigned", kind=Kind.ASSIGNMENT, columns=columns)


def note(text: str) -> Change:
    """Something to remember."""
    return Change(action="noted", kind=Kind.NOTE, text=_said(text, mark("Write the note first.")))


def attempt(case: Case, doer: Doer, channel: str, reached: bool, text: str, now: datetime) -> Change:
    """Rule 2."""
    _worked(case)
    columns: dict[str, Any] = _tried(case, doer, now)
    if reached and case.reached_at is None:
        columns["reached_at"] = now
    detail = {"channel": channel, "reached": reached}
    return Change(action="attempted", kind=Kind.ATTEMPT, columns=columns, detail=detail, text=text.strip())


def reply(case: Case, doer: Doer, text: str, now: datetime) -> Change:
    """Rule 2: a mail to the customer."""
    _worked(case)
    words = _said(text, mark("Write the reply first."))
    return Change(action="replied", kind=Kind.REPLY, columns=_tried(case, doer, now), text=words)


def wait(case: Case, doer: Doer, until: datetime | None, text: str, now: datetime) -> Change:
    """Rule 5."""
    end = until or now + timedelta(days=case.rule.wait_days)
    if end <= now:
        raise RefusedError(mark("Choose a moment that is still to come."))
    if end > now + MOST_WAIT:
        raise RefusedError(mark("Choose a moment within %(days)s days."), days=MOST_WAIT.days)
    columns = {**_acknowledged(case, now), **_moved(case, Happened.PUT_OFF), "waits_until": end, "due_at": end}
    if case.owner_id is None:
        columns["owner_id"] = doer.id
    left = due_times.left(case.resolve_due_at, case.calendar, now) if case.rule.pause_while_waiting else None
    if left is not None:
        columns |= {"seconds_left": left, "resolve_due_at": None}
    return Change(action="waited", kind=Kind.STATUS, columns=columns, detail={"until": end}, text=text.strip())


def resume(case: Case, why: str, now: datetime) -> Change:
    """The waiting is over: `why` is person, wrote, answered or time."""
    return Change(
        action="resumed", kind=Kind.STATUS, columns=_resumed(case, Happened.RESUMED, now), detail={"why": why}
    )


def close(
    case: Case, doer: Doer, root_cause: str, outcome: str, text: str, asks_at: datetime | str, now: datetime
) -> Change:
    """Rules 3 and 4. `asks_at` is when the customer is asked; else why he is not, and the case ends as unanswered."""
    columns = _ended(case, doer, Happened.CLOSED, now)
    columns |= {"root_cause": root_cause, "outcome": outcome, "closings": case.closings + 1}
    detail: dict[str, Any] = {"root_cause": root_cause, "outcome": outcome}
    if isinstance(asks_at, str):
        columns["state"] = after(State.CLOSED, Happened.UNANSWERED)
        detail["not_asked"] = asks_at
    else:
        columns["checked_at"] = asks_at
    return Change(action="closed", kind=Kind.STATUS, columns=columns, detail=detail, text=text.strip())


def dismiss(case: Case, doer: Doer, text: str, now: datetime) -> Change:
    """Rules 3 and 4."""
    words = _said(text, mark("Say why there is nothing to follow up."))
    return Change(action="dismissed", kind=Kind.STATUS, columns=_ended(case, doer, Happened.DISMISSED, now), text=words)


def reopen(case: Case, why: str, text: str, now: datetime) -> Change:
    """Open again: `why` is person or wrote. Its clocks start anew."""
    columns = _opened_again(case, Happened.REOPENED, now)
    return Change(action="reopened", kind=Kind.STATUS, columns=columns, detail={"why": why}, text=text.strip())


def confirm(case: Case, text: str, now: datetime) -> Change:
    """The customer says that it is solved."""
    columns = {**_moved(case, Happened.CONFIRMED), "confirmed_at": now}
    return Change(action="confirmed", kind=Kind.CHECK, columns=columns, text=text)


def deny(case: Case, text: str, now: datetime) -> Change:
    """The customer says that it is not: open again, and its clocks start anew."""
    columns = {**_opened_again(case, Happened.DENIED, now), "denied_at": now}
    return Change(action="denied", kind=Kind.CHECK, columns=columns, text=text)


def unanswered(case: Case, why: str) -> Change:
    """The customer has not said, or could not be asked: `why` is time, address, permission, bounced or rule."""
    return Change(action="unanswered", kind=Kind.CHECK, columns=_moved(case, Happened.UNANSWERED), detail={"why": why})


def _worked(case: Case) -> None:
    if case.state not in WORKED:
        raise RefusedError(mark("This case is finished: open it again first."))


def _may_give(case: Case, doer: Doer) -> None:
    if not doer.leads and case.owner_id != doer.id:
        raise RefusedError(mark("Only a lead, or whoever has the case, can give it to somebody."))


def _said(text: str, otherwise: str) -> str:
    words = text.strip()
    if not words:
        raise RefusedError(otherwise)
    if len(words) > LONGEST_TEXT:
        raise RefusedError(mark("Write at most %(most)s characters."), most=LONGEST_TEXT)
    return words


def _moved(case: Case, happened: Happened) -> dict[str, Any]:
    state = after(case.state, happened)
    if state is None:
        raise RefusedError(REFUSALS[happened])
    return {"state": state}


def _acknowledged(case: Case, now: datetime) -> dict[str, Any]:
    if case.acknowledged_at is not None:
        return {}
    later = Clocks(resolve=case.resolve_due_at, customer=case.customer_due_at)
    return {"acknowledged_at": now, "due_at": later.first}


def _begun(case: Case, doer: Doer, now: datetime) -> dict[str, Any]:
    """Somebody is on it now; waiting goes on waiting."""
    columns = _acknowledged(case, now)
    if case.owner_id is None:
        columns["owner_id"] = doer.id
    if case.state is State.OPEN:
        columns |= _moved(case, Happened.BEGUN)
    if case.state is State.WAITING:
        columns.pop("due_at", None)
    return columns


def _tried(case: Case, doer: Doer, now: datetime) -> dict[str, Any]:
    columns = _begun(case, doer, now)
    return columns if case.first_attempt_at is not None else {**columns, "first_attempt_at": now}


def _resumed(case: Case, happened: Happened, now: datetime) -> dict[str, Any]:
    moved = _moved(case, happened)
    resolve = case.resolve_due_at
    if case.seconds_left is not None:
        resolve = due_times.resumed(case.seconds_left, case.calendar, now)
    acknowledge = case.acknowledge_due_at if case.acknowledged_at is None else None
    first = Clocks(acknowledge=acknowledge, resolve=resolve, customer=case.customer_due_at).first
    return {**moved, "waits_until": None, "seconds_left": None, "resolve_due_at": resolve, "due_at": first}


def _ended(case: Case, doer: Doer, happened: Happened, now: datetime) -> dict[str, Any]:
    _worked(case)
    if doer.rated_himself:
        raise RefusedError(mark("You handled this contact yourself: ask a lead or a colleague to finish the case."))
    columns = {**_acknowledged(case, now), **_moved(case, happened), "closed_at": now, "waits_until": None}
    columns.pop("due_at", None)
    if case.owner_id is None:
        columns["owner_id"] = doer.id
    if case.seconds_left is not None:
        resolve = due_times.resumed(case.seconds_left, case.calendar, now)
        columns |= {"seconds_left": None, "resolve_due_at": resolve}
    return columns


def _opened_again(case: Case, happened: Happened, now: datetime) -> dict[str, Any]:
    anew = due_times.started(case.rule.targets, case.calendar, now)
    return {
        **_moved(case, happened),
        "reopened": case.reopened + 1,
        "closed_at": None,
        "acknowledged_at": None,
        "acknowledge_due_at": anew.acknowledge,
        "resolve_due_at": anew.resolve,
        "customer_due_at": anew.customer,
        "due_at": anew.first,
    }


REFUSALS: Final = {
    Happened.BEGUN: mark("This case is being worked already."),
    Happened.LEFT: mark("Nobody works on this case."),
    Happened.PUT_OFF: mark("Only a case that is being worked can wait for the customer."),
    Happened.RESUMED: mark("This case is not waiting for the customer."),
    Happened.CLOSED: mark("This case is finished already."),
    Happened.DISMISSED: mark("This case is finished already."),
    Happened.CONFIRMED: mark("Nobody waits for the customer's word on this case."),
    Happened.DENIED: mark("Nobody waits for the customer's word on this case."),
    Happened.UNANSWERED: mark("Nobody waits for the customer's word on this case."),
    Happened.REOPENED: mark("This case is not finished."),
}
