"""The forms of a case's actions: the function that each runs, its required fields, and the message afterwards."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.cases import actions
from vocapp.cases.actions import ActionResult
from vocapp.cases.types import CaseRefusedError
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.http.request import Form
from vocapp.ui.paging import parse_key
from vocapp.ui.reader import mark

RunAction = Callable[[Registry, Actor, UUID, Form], Awaitable[ActionResult]]
FIELDS_MISSING: Final = mark("Fill in the missing fields and send the form again.")
NO_SUCH_PERSON: Final = mark("Choose who the case is assigned to.")


@dataclass(frozen=True)
class CaseAction:
    """One action. `message` is shown once it is done; without every field of `required` it is not tried."""

    run: RunAction
    message: str
    required: tuple[str, ...] = ()
    may_undo: bool = True


async def _claim(registry: Registry, actor: Actor, case: UUID, _form: Form) -> ActionResult:
    return await actions.claim(registry, actor, case)


async def _assign(registry: Registry, actor: Actor, case: UUID, form: Form) -> ActionResult:
    owner = parse_key(form["owner"])
    if owner is None:
        raise CaseRefusedError(NO_SUCH_PERSON)
    return await actions.assign(registry, actor, case, owner, seen=_revision(form))


async def _unassign(registry: Registry, actor: Actor, case: UUID, form: Form) -> ActionResult:
    return await actions.unassign(registry, actor, case, seen=_revision(form))


async def _note(registry: Registry, actor: Actor, case: UUID, form: Form) -> ActionResult:
    return await actions.note(registry, actor, case, form["text"])


async def _log_attempt(registry: Registry, actor: Actor, case: UUID, form: Form) -> ActionResult:
    reached = form["reached"] == "yes"
    return await actions.log_attempt(registry, actor, case, form["channel"], reached=reached, text=form["text"])


async def _reply(registry: Registry, actor: Actor, case: UUID, form: Form) -> ActionResult:
    return await actions.reply(registry, actor, case, form["text"])


async def _wait(registry: Registry, actor: Actor, case: UUID, form: Form) -> ActionResult:
    return await actions.wait(registry, actor, case, until=_until(form), text=form["text"], seen=_revision(form))


async def _resume(registry: Registry, actor: Actor, case: UUID, form: Form) -> ActionResult:
    return await actions.resume(registry, actor, case, seen=_revision(form))


async def _close(registry: Registry, actor: Actor, case: UUID, form: Form) -> ActionResult:
    cause, outcome = form["root_cause"], form["outcome"]
    return await actions.close(
        registry, actor, case, root_cause=cause, outcome=outcome, text=form["text"], seen=_revision(form)
    )


async def _dismiss(registry: Registry, actor: Actor, case: UUID, form: Form) -> ActionResult:
    return await actions.dismiss(registry, actor, case, form["text"], seen=_revision(form))


async def _reopen(registry: Registry, actor: Actor, case: UUID, form: Form) -> ActionResult:
    return await actions.reopen(registry, actor, case, form["text"], seen=_revision(form))


ACTIONS: Final[Mapping[str, CaseAction]] = {
    "claim": CaseAction(_claim, mark("Case claimed.")),
    "assign": CaseAction(_assign, mark("Case assigned."), ("owner",)),
    "unassign": CaseAction(_unassign, mark("Case unassigned.")),
    "note": CaseAction(_note, mark("Note saved."), ("text",)),
    "log-attempt": CaseAction(_log_attempt, mark("Attempt logged."), ("channel", "reached")),
    "reply": CaseAction(_reply, mark("Your e-mail will be sent in a few seconds."), ("text",)),
    "wait": CaseAction(_wait, mark("Waiting for the customer.")),
    "resume": CaseAction(_resume, mark("No longer waiting for the customer.")),
    "close": CaseAction(_close, mark("Case closed. The customer gets a recovery check."), ("root_cause", "outcome")),
    "dismiss": CaseAction(_dismiss, mark("Case dismissed."), ("text",)),
    "reopen": CaseAction(_reopen, mark("Case reopened.")),
}
"""By the last segment of the path to which the form posts."""


def missing_fields(action: CaseAction, form: Form) -> list[str]:
    """The required fields that the form leaves empty."""
    return [name for name in action.required if not form[name]]


def _revision(form: Form) -> int | None:
    text = form["seen"]
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None


def _until(form: Form) -> datetime | None:
    text = form["days"]
    return clock.now() + timedelta(days=int(text)) if text.isdecimal() and text.isascii() and len(text) < 4 else None
