"""Facts of a contact for conditions and wordings. Pure.

Dotted names are for conditions: contact.FIELD, customer.FIELD, programme.NAME, and the attributes of contact and
customer under their own names where no field has that name. Bare names are for the pipes of wordings. All facts are
frozen on the invitation.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from vocapp.catalogue.programme import Programme
from vocapp.channels.email.mail_address import compared_address
from vocapp.invitations.contact_phrase import add_phrases
from vocapp.questionnaire.values import RECORDED_FACTS, Fact, Facts

CUSTOMER: Final = ("language", "country", "lifecycle")


def contact_facts(contact: Mapping[str, Any], customer: Mapping[str, Any], day: date) -> dict[str, Fact]:
    """The dotted facts of a contact; `day` is its date in the customer's zone."""
    return {
        **_attributes("contact", contact["attributes"]),
        **_attributes("customer", customer["attributes"]),
        **{f"contact.{name}": contact[name] for name in RECORDED_FACTS},
        **{f"customer.{name}": customer[name] for name in CUSTOMER},
        "contact.transfers": sum(1 for handler in contact["handlers"] if handler.get("transferred")),
        "contact.day": day.isoformat(),
    }


def freeze_facts(
    known: Facts, programme: Programme, *, brand: str, customer: str | None, agent: str | None, language: str
) -> dict[str, Fact]:
    """All facts of an invitation: the dotted ones, the programme's, and the pipes in `language`."""
    bare: dict[str, Fact] = {
        "brand": brand,
        "customer": customer,
        "agent": agent,
        "issue": known.get("contact.issue"),
        **{f"programme.{name}": value for name, value in programme.facts.items()},
    }
    told = add_phrases({**known, **bare}, language)
    return {name: value for name, value in told.items() if value is not None}


def agent_of(handlers: Sequence[Mapping[str, Any]]) -> str | None:
    """The name of the handler that the survey is about: the one marked `surveyed`, else the last agent."""
    return _name(handler for handler in handlers if handler.get("surveyed")) or _name(
        handler for handler in reversed(handlers) if handler.get("kind") == "agent"
    )


def emails_of(handlers: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The e-mail addresses of all handlers, in the form of the identities of customers."""
    return frozenset(compared_address(handler["email"]) for handler in handlers if handler.get("email"))


def _name(handlers: Iterable[Mapping[str, Any]]) -> str | None:
    return next((handler["name"] for handler in handlers if handler.get("name")), None)


def _attributes(of: str, attributes: Mapping[str, Fact]) -> dict[str, Fact]:
    return {f"{of}.{name}": value for name, value in attributes.items()}
