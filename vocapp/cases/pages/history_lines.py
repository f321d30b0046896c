"""The history of a case in words: one line for each entry, oldest first."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from vocapp.cases.causes import CaseCauses
from vocapp.cases.pages.types import HistoryEntry
from vocapp.cases.types import ATTEMPT_CHANNELS
from vocapp.channels.inbound import MailAttachment
from vocapp.ui.formatting import moment
from vocapp.ui.reader import ReaderLocale, use_reader
from vocapp.ui.reader import gettext as _


class HistoryLine(Struct, frozen=True, kw_only=True):
    """A line of the history. `kind` is that of the entry; `mail` is the state of a reply's mail.

    `cut` and `attachments` came with the mail `mail_id` of the customer; `remark` says what is special about it.
    """

    id: UUID
    kind: str
    title: str
    by: str
    at: datetime
    text: str
    may_undo: bool
    is_undone: bool
    mail: str | None
    mail_id: str = ""
    cut: str = ""
    attachments: tuple[MailAttachment, ...] = ()
    remark: str = ""
    is_from_customer: bool = False


class _MailParts(Struct):
    """The parts of a mail of a customer that the history shows."""

    cut: str = ""
    attachments: tuple[MailAttachment, ...] = ()


def history_lines(entries: Iterable[HistoryEntry], causes: CaseCauses, reader: ReaderLocale) -> list[HistoryLine]:
    """The entries in the language of `reader`."""
    with use_reader(reader):
        return [_line(entry, causes) for entry in entries]


def _line(entry: HistoryEntry, causes: CaseCauses) -> HistoryLine:
    parts = msgspec.json.decode(entry.parsed, type=_MailParts) if entry.parsed else _MailParts()
    return HistoryLine(
        mail_id=str(entry.detail.get("mail", "")),
        cut=parts.cut,
        attachments=parts.attachments,
        remark=_remark(entry),
        is_from_customer=entry.detail.get("action") == "wrote" and bool(entry.text),
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


def _remark(entry: HistoryEntry) -> str:
    """What a person must know about a mail of the customer besides its text."""
    if entry.came == "unsure":
        return _("This may be an opt-out. Nothing routine is sent to the customer before somebody decides.")
    if entry.came == "set_aside":
        return _("A mail came that could not be read safely. Open it on the page of inbound mail.")
    return ""


def _title(detail: Mapping[str, Any], causes: CaseCauses) -> str:
    action = str(detail.get("action", ""))
    title = TITLES.get(action)
    return title(detail, causes) if title else _plain_titles().get(action, action)


def _plain_titles() -> dict[str, str]:
    return {
        "opened": _("Opened"),
        "claimed": _("Claimed"),
        "unassigned": _("Unassign"),
        "noted": _("Note"),
        "replied": _("E-mail to the customer"),
        "wrote": _("The customer wrote"),
        "dismissed": _("Dismissed"),
        "confirmed": _("The customer confirmed that it is solved"),
        "denied": _("The customer said that it is not solved"),
        "bounced": _("The e-mail bounced"),
        "joined": _("Another response from the customer"),
        "changed": _("The response changed"),
        "fits no more": _("The response was corrected and no longer matches a rule"),
        "asked": _("Recovery check sent"),
        "opted out": _("The customer opted out of e-mails"),
        "undone": _("Undone"),
    }


def _assigned(detail: Mapping[str, Any], _causes: CaseCauses) -> str:
    return _("Assigned to %(name)s") % {"name": detail.get("name", "")}


def _attempted(detail: Mapping[str, Any], _causes: CaseCauses) -> str:
    channel = _(ATTEMPT_CHANNELS.get(str(detail.get("channel")), str(detail.get("channel"))))
    text = _("Reached: %(channel)s") if detail.get("reached") else _("Not reached: %(channel)s")
    return text % {"channel": channel}


def _waited(detail: Mapping[str, Any], _causes: CaseCauses) -> str:
    return _("Waiting for the customer until %(until)s") % {"until": moment(datetime.fromisoformat(detail["until"]))}


def _resumed(detail: Mapping[str, Any], _causes: CaseCauses) -> str:
    return {
        "wrote": _("No longer waiting: the customer wrote"),
        "answered": _("No longer waiting: the customer answered another survey"),
        "time": _("No longer waiting: the time is up"),
    }.get(str(detail.get("why")), _("No longer waiting for the customer"))


def _closed(detail: Mapping[str, Any], causes: CaseCauses) -> str:
    cause, outcome = str(detail.get("root_cause")), str(detail.get("outcome"))
    named = {"cause": _(causes.root_causes.get(cause, cause)), "outcome": _(causes.outcomes.get(outcome, outcome))}
    return _("Closed: %(outcome)s (cause: %(cause)s)") % named


def _reopened(detail: Mapping[str, Any], _causes: CaseCauses) -> str:
    return _("Reopened: the customer wrote") if detail.get("why") == "wrote" else _("Reopened")


def _unanswered(detail: Mapping[str, Any], _causes: CaseCauses) -> str:
    return {
        "time": _("The customer did not answer the recovery check"),
        "address": _("No recovery check: no e-mail address"),
        "permission": _("No recovery check: no permission"),
        "bounced": _("No recovery check: the e-mail bounced"),
    }.get(str(detail.get("why")), _("No recovery check"))


def _urgent(detail: Mapping[str, Any], _causes: CaseCauses) -> str:
    return _("Urgent words: %(words)s") % {"words": ", ".join(map(str, detail.get("urgent", ())))}


TITLES: Final[Mapping[str, Callable[[Mapping[str, Any], CaseCauses], str]]] = {
    "assigned": _assigned,
    "attempted": _attempted,
    "waited": _waited,
    "resumed": _resumed,
    "closed": _closed,
    "reopened": _reopened,
    "unanswered": _unanswered,
    "urgent": _urgent,
}
