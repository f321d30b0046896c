"""Rights of API keys: what a user may put into a key, and until when a key has it.

- A key carries no scope that its maker does not have. Only administrators give scopes that read, and `customers:write`,
  whose answers show customers.
- Only administrators make keys for every source, or for a trusted one. Others name the sources.
- A maker who belongs to units makes keys for these units only, and those below them.
- A key ends when its maker is disabled or has no longer the rights that it needs.
- The command line has every right; its keys have no maker, and end by revocation or by their date only.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from vocapp.http.access import Actor, Role, Scope

MAKERS: Final[Mapping[Role, frozenset[Scope]]] = {
    Role.ADMIN: frozenset(Scope),
    Role.INTEGRATOR: frozenset({Scope.CONTACTS_WRITE}),
}
"""Who may make keys, and with which scopes."""
LIFETIMES: Final = (30, 90, 365, 730)
"""Days for which a key can be made."""
USUAL_DAYS: Final = 365


@dataclass(frozen=True)
class KeyLimits:
    """Where a key writes, and for how long. Empty `sources` are every source, empty `units` every unit.

    Without a `lifetime` the key has no end.
    """

    sources: frozenset[str] = frozenset()
    units: frozenset[UUID] = frozenset()
    lifetime: timedelta | None = timedelta(days=USUAL_DAYS)


class KeyRightError(Exception):
    """The actor may not make or restore this key. `what` is the part of the grant: scopes, sources or units."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def scopes_of(actor: Actor) -> frozenset[Scope]:
    """The scopes that an actor may give."""
    if actor.kind != "user":
        return frozenset(Scope)
    return MAKERS.get(actor.role, frozenset()) if actor.role else frozenset()


def missing_right(
    maker: Actor, scopes: Collection[str], sources: Collection[str], units: Collection[UUID], trusted: Collection[str]
) -> str:
    """The part of a grant that `maker` has no right to give; "" if they may give all of it."""
    if maker.kind != "user":
        return ""
    if not set(scopes) <= scopes_of(maker):
        return "scopes"
    if maker.role is not Role.ADMIN and (not sources or set(sources) & set(trusted)):
        return "sources"
    if maker.units and not (units and set(units) <= set(maker.units)):
        return "units"
    return ""


def is_past(moment: datetime | None, now: datetime) -> bool:
    """Whether a key that ends at `moment` has ended; one without an end never does."""
    return moment is not None and moment <= now
