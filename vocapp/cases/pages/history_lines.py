"""What happened to a case, in words: each entry of its story as a line of its page, the latest first."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from vocapp.cases.causes import Causes
from vocapp.cases.pages.types import Entry
from vocapp.cases.types import ATTEMPT_CHANNELS
from vocapp.ui.formatting import moment
from vocapp.ui.reader import ReaderLocale, use_reader
from vocapp.ui.reader import gettext as _


class Line(Struct, frozen=True, kw_only=True):
    """A line of the story. `kind` is the entry's, for its looks; `mail` how far the mail of a reply is."""

    id: UUID
    kind: str
    title: str
    by: str
    at: datetime
    text: str
    may_undo: bool
    is_undone: bool
    mail: str | None


def lines(entries: Iterable[Entry], causes: Causes, reader: ReaderLocale) -> list[Line]:
    """The entries in words for `reader`."""
    with use_reader(reader):
        return [_line(entry, causes) for entry in entries]


def _line(entry: Entry, causes: Causes) -> Line:
    return Line(
        id=entry.id,
        kind=entry.kind,
        title=_title(entry.detail, causes),
        by=entry.actor_name,
        at=entry.at,
        text=entry.text,
        may_undo=entry.may_undo,
        is_undone=bool(entry.detail.get("undone")),
        mail=entry.mail,
    )


def _title(detail: Mapping[str, Any], causes: Causes) -> str:
    action = str(detail.get("action", ""))
    told = TOLD.get(action)
    return told(detail, causes) if told else _plain().get(action, action)


def _plain() -> dict[str, str]:
    return {
        "opened": _("Opened"),
        "claimed": _("Claimed"),
        "unassigned": _("Put down"),
        "noted": _("Note"),
        "replied": _("Mail to the customer"),
        "wrote": _("The customer wrote"),
        "dismissed": _("Closed: nothing to follow up"),
        "confirmed": _("Solved, says the customer"),
        "denied": _("Not solved, says the customer"),
        "bounced": _("The mail came back"),
        "joined": _("A further answer of the customer"),
        "changed": _("The answer changed"),
        "fits no more": _("The answer was corrected, and needs nobody any more"),
        "asked": _("The customer was asked whether it is solved"),
        "opted out": _("The customer wants no more mails"),
        "undone": _("Taken back"),
    }


def _assigned(detail: Mapping[str, Any], _causes: Causes) -> str:
    return _("Given to %(name)s") % {"name": detail.get("name", "")}


def _attempted(detail: Mapping[str, Any], _causes: Causes) -> str:
    channel = _(ATTEMPT_CHANNELS.get(str(detail.get("channel")), str(detail.get("channel"))))
    text = _("Reached the customer: %(channel)s") if detail.get("reached") else _("Tried in vain: %(channel)s")
    return text % {"channel": channel}


def _waited(detail: Mapping[str, Any], _causes: Causes) -> str:
    return _("Waits for the customer until %(until)s") % {"until": moment(datetime.fromisoformat(detail["until"]))}


def _resumed(detail: Mapping[str, Any], _causes: Causes) -> str:
    return {
        "wrote": _("Waits no longer: the customer wrote"),
        "answered": _("Waits no longer: the customer answered another survey"),
        "time": _("Waits no longer: the time is over"),
    }.get(str(detail.get("why")), _("Waits no longer"))


def _closed(detail: Mapping[str, Any], causes: Causes) -> str:
    cause, outcome = str(detail.get("root_cause")), str(detail.get("outcome"))
    named = {"cause": _(causes.root_causes.get(cause, cause)), "outcome": _(causes.outcomes.get(outcome, outcome))}
    return _("Closed: %(outcome)s, from %(cause)s") % named


def _reopened(detail: Mapping[str, Any], _causes: Causes) -> str:
    return _("Open again: the customer wrote") if detail.get("why") == "wrote" else _("Opened again")


def _unanswered(detail: Mapping[str, Any], _causes: Causes) -> str:
    return {
        "time": _("The customer did not say whether it is solved"),
        "address": _("The customer could not be asked: no address"),
        "permission": _("The customer could not be asked: no permission"),
        "bounced": _("The customer could not be asked: the mail came back"),
    }.get(str(detail.get("why")), _("The customer is not asked whether it is solved"))


TOLD: Final[Mapping[str, Callable[[Mapping[str, Any], Causes], str]]] = {
    "assigned": _assigned,
    "attempted": _attempted,
    "waited": _waited,
    "resumed": _resumed,
    "closed": _closed,
    "reopened": _reopened,
    "unanswered": _unanswered,
}
