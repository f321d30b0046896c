"""The handler chain of a contact: which handler the survey is about, and which units own and see the contact."""

from collections.abc import Sequence

from vocapp.contacts.event import ContactIn, Handler, HandlerKind
from vocapp.faults import Fault, FaultError


class HandlerChainError(FaultError):
    """The chain contradicts itself."""


def surveyed_handler(chain: Sequence[Handler]) -> Handler | None:
    """The handler marked as surveyed, else the last agent, else the last one with a unit.

    ChainError if two are marked.
    """
    marked = [handler for handler in chain if handler.surveyed]
    if len(marked) > 1:
        raise HandlerChainError(Fault.of("chain.several_surveyed"))
    agents = [handler for handler in chain if handler.kind is HandlerKind.AGENT]
    with_unit = [handler for handler in chain if handler.unit]
    return next(iter(marked or agents[-1:] or with_unit[-1:]), None)


def owning_unit(event: ContactIn) -> str | None:
    """The slug of the unit that owns the contact: that of the surveyed handler, else the one that the event names.

    ChainError if both are named and differ.
    """
    handler = surveyed_handler(event.handlers)
    unit = handler.unit if handler else None
    if unit and event.unit and unit != event.unit:
        raise HandlerChainError(Fault.of("chain.other_unit", unit=unit))
    return unit or event.unit


def other_units(event: ContactIn, owning: str | None) -> list[str]:
    """The slugs of the other units of the chain, each once, in order."""
    units = dict.fromkeys(handler.unit for handler in event.handlers if handler.unit)
    units.pop(owning or "", None)
    return list(units)
