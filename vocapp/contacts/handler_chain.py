"""Whom is the survey about? The handler chain of a contact, and the units that own and see it."""

from collections.abc import Sequence

from vocapp.contacts.event import ContactIn, Handler, HandlerKind
from vocapp.faults import Fault, FaultError


class ChainError(FaultError):
    """The chain contradicts itself."""


def surveyed_handler(chain: Sequence[Handler]) -> Handler | None:
    """The handler marked as surveyed, else the last agent, else the last that has a unit. ChainError for two marked."""
    marked = [handler for handler in chain if handler.surveyed]
    if len(marked) > 1:
        raise ChainError(Fault.of("chain.several_surveyed"))
    agents = [handler for handler in chain if handler.kind is HandlerKind.AGENT]
    with_unit = [handler for handler in chain if handler.unit]
    return next(iter(marked or agents[-1:] or with_unit[-1:]), None)


def owning_unit(event: ContactIn) -> str | None:
    """The slug of the unit that owns the contact: that of the handler surveyed, else the one the event names.

    ChainError where both are named and differ.
    """
    handler = surveyed_handler(event.handlers)
    unit = handler.unit if handler else None
    if unit and event.unit and unit != event.unit:
        raise ChainError(Fault.of("chain.other_unit", unit=unit))
    return unit or event.unit


def other_units(event: ContactIn, owning: str | None) -> list[str]:
    """The slugs of the chain's other units, each once, in order."""
    units = dict.fromkeys(handler.unit for handler in event.handlers if handler.unit)
    units.pop(owning or "", None)
    return list(units)
