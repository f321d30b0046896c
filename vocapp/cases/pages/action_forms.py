"""What does a sent form do about a case? Each deed of `acting` with the fields of its form, and what is said of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.cases import actions
from vocapp.cases.actions import Done
from vocapp.cases.types import RefusedError
from vocapp.feature import Registry
from vocapp.http.access import Actor
from vocapp.http.request import Form
from vocapp.ui.paging import parse_key
from vocapp.ui.reader import mark

Deed = Callable[[Registry, Actor, UUID, Form], Awaitable[Done]]
NEEDED: Final = mark("Fill in what is missing, then send it again.")
NO_SUCH_PERSON: Final = mark("Choose who is to have the case.")


@dataclass(frozen=True)
class Way:
    """One deed: what does it, what is told once it is done, and the fields without which it is not tried."""

    do: Deed
    told: str
    needs: tuple[str, ...] = ()
    may_undo: bool = True


async def _claim(registry: Registry, actor: Actor, case: UUID, _form: Form) -> Done:
    return await actions.claim(registry, actor, case)


async def _assign(registry: Registry, actor: Actor, case: UUID, form: Form) -> Done:
    owner = parse_key(form["owner"])
    if owner is None:
        raise RefusedError(NO_SUCH_PERSON)
    return await actions.assign(registry, actor, case, owner, seen=_seen(form))


async def _unassign(registry: Registry, actor: Actor, case: UUID, form: Form) -> Done:
    return await actions.unassign(registry, actor, case, seen=_seen(form))


async def _note(registry: Registry, actor: Actor, case: UUID, form: Form) -> Done:
    return await actions.note(registry, actor, case, form["text"])


async def _attempt(registry: Registry, actor: Actor, case: UUID, form: Form) -> Done:
    return await actions.attempt(
        registry, actor, case, form["channel"], reached=form["reached"] == "yes", text=form["text"]
    )


async def _reply(registry: Registry, actor: Actor, case: UUID, form: Form) -> Done:
    return await actions.reply(registry, actor, case, form["text"])


async def _wait(registry: Registry, actor: Actor, case: UUID, form: Form) -> Done:
    return await actions.wait(registry, actor, case, until=_until(form), text=form["text"], seen=_seen(form))


async def _resume(registry: Registry, actor: Actor, case: UUID, form: Form) -> Done:
    return await actions.resume(registry, actor, case, seen=_seen(form))


async def _close(registry: Registry, actor: Actor, case: UUID, form: Form) -> Done:
    cause, outcome = form["root_cause"], form["outcome"]
    return await actions.close(
        registry, actor, case, root_cause=cause, outcome=outcome, text=form["text"], seen=_seen(form)
    )


async def _dismiss(registry: Registry, actor: Actor, case: UUID, form: Form) -> Done:
    return await actions.dismiss(registry, actor, case, form["text"], seen=_seen(form))


async def _reopen(registry: Registry, actor: Actor, case: UUID, form: Form) -> Done:
    return await actions.reopen(registry, actor, case, form["text"], seen=_seen(form))


WAYS: Final[Mapping[str, Way]] = {
    "claim": Way(_claim, mark("The case is yours.")),
    "assign": Way(_assign, mark("The case was given away."), ("owner",)),
    "unassign": Way(_unassign, mark("Nobody has the case now.")),
    "note": Way(_note, mark("Written down."), ("text",)),
    "attempt": Way(_attempt, mark("Written down."), ("channel", "reached")),
    "reply": Way(_reply, mark("Your mail leaves in a moment."), ("text",)),
    "wait": Way(_wait, mark("The case waits.")),
    "resume": Way(_resume, mark("The case waits no longer.")),
    "close": Way(_close, mark("Closed. The customer is asked whether it is solved."), ("root_cause", "outcome")),
    "dismiss": Way(_dismiss, mark("Closed: there was nothing to follow up."), ("text",)),
    "reopen": Way(_reopen, mark("The case is open again.")),
}


def missing(way: Way, form: Form) -> list[str]:
    """The needed fields that the form leaves empty."""
    return [name for name in way.needs if not form[name]]


def _seen(form: Form) -> int | None:
    text = form["seen"]
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None


def _until(form: Form) -> datetime | None:
    text = form["days"]
    return clock.now() + timedelta(days=int(text)) if text.isdecimal() and text.isascii() and len(text) < 4 else None
