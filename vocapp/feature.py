"""What a room brings to the house. Each room exports `part(house) -> Part`; only `app` collects them.

What one room needs of a room to its right it finds here at run time: the composer of a message kind, the receivers of
what came in. So no arrow turns.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, runtime_checkable
from uuid import UUID

import asyncpg

from vocapp.database.jobs import Stage
from vocapp.gateways.gateway import Gateway, Outgoing
from vocapp.http.access import Actor, Role
from vocapp.settings import Settings
from vocapp.tokens import Keyring


@dataclass(frozen=True)
class MenuEntry:
    """One line of the staff menu, shown to those whose role is among `roles` (empty: everybody).

    `covers`: where else one is while this is the line for it.
    """

    title: str
    path: str
    order: int
    roles: frozenset[Role] = frozenset()
    covers: tuple[str, ...] = ()

    def reaches(self, path: str) -> int:
        """How much of a path lies under this line; 0: it is another line's."""
        return max(len(own) if f"{path}/".startswith(f"{own}/") else 0 for own in (self.path, *self.covers))


@dataclass(frozen=True)
class PeriodicJob:
    """Something the leader does about every `every`, however often it ran before."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class CheckResult:
    """One line of `vocapp doctor`: `level` is ok, warning or error, and anything but ok has a remedy."""

    level: str
    subject: str
    text: str
    remedy: str = ""


@runtime_checkable
class Composer(Protocol):
    """Turns a claimed message row of one kind into bytes that can leave.

    None: it must not leave any more, and is revoked. A moment: not before then, because the hours are quiet, say.
    """

    async def __call__(self, message: asyncpg.Record) -> Outgoing | datetime | None:
        """Compose; called after the message was claimed and before its intent is committed. Reads only."""
        ...


@dataclass(frozen=True)
class Inbound:
    """Something that came in about a message: `kind` is opt_out, reply, bounce_hard, bounce_soft or complaint."""

    kind: str
    message_id: UUID | None
    subject_kind: str
    subject_id: UUID | None
    address: str
    text: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class Receiver(Protocol):
    """Hears what came in, in the running transaction; each room takes what is its own and ignores the rest."""

    async def __call__(self, inbound: Inbound) -> None:
        """Act on `inbound`; may be told the same thing twice."""
        ...


@dataclass(frozen=True)
class ErasedCustomer:
    """Somebody who is being erased: his ids, merged ones among them, and every address and number he is known by."""

    customers: Sequence[UUID]
    known: Sequence[str]


ERASED_TEXT: Final = "[…]"
"""What stands where the words of somebody stood who was erased."""


@runtime_checkable
class Eraser(Protocol):
    """Takes out of a room what tells who somebody is or what he said; what counts stays, with nobody behind it.

    Rooms to the right are asked first, so the rows of those to the left still say what is his. May be repeated, and
    changes nothing then.
    """

    async def __call__(self, erased: ErasedCustomer) -> Mapping[str, int]:
        """Erase in the running transaction; how many rows of each kind were changed."""
        ...


@dataclass(frozen=True)
class LiveTopic:
    """What an open page may hear of, at /app/live/{name}: a topic of the hub, and which of some ids an actor may see.

    `roles` may listen (empty: everybody).
    """

    name: str
    seen: Callable[[Actor, Sequence[UUID]], Awaitable[Collection[UUID]]]
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Feature:
    """Everything that one room brings."""

    name: str
    routes: Sequence[Any] = ()
    menu: tuple[MenuEntry, ...] = ()
    stages: tuple[Stage, ...] = ()
    periodic: tuple[PeriodicJob, ...] = ()
    composers: Mapping[str, Composer] = field(default_factory=dict)
    receivers: tuple[Receiver, ...] = ()
    erasers: tuple[Eraser, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    topics: tuple[LiveTopic, ...] = ()
    lifespans: tuple[Callable[[], AbstractAsyncContextManager[Any]], ...] = ()
    health: Mapping[str, Callable[[], Awaitable[bool]]] = field(default_factory=dict)
    doctor: tuple[Callable[[], Awaitable[list[CheckResult]]], ...] = ()
    guards: tuple[Any, ...] = ()
    middleware: tuple[Any, ...] = ()


@dataclass
class Registry:
    """What every room is given. `parts` is filled by `app` once all rooms are built, and read at run time only."""

    settings: Settings
    keys: Keyring
    features: tuple[Feature, ...] = ()

    def composer(self, kind: str) -> Composer:
        """The composer of a message kind; KeyError where no room has it."""
        return {k: c for feature in self.features for k, c in feature.composers.items()}[kind]

    def gateway(self, name: str) -> Gateway:
        """The gateway of that name; KeyError where there is none."""
        return {g.name: g for feature in self.features for g in feature.gateways}[name]

    def topic(self, name: str) -> LiveTopic | None:
        """The topic of that name, None where there is none."""
        return next((topic for feature in self.features for topic in feature.topics if topic.name == name), None)

    async def receive(self, inbound: Inbound) -> None:
        """Tell every room what came in, in the running transaction."""
        for feature in self.features:
            for receiver in feature.receivers:
                await receiver(inbound)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Every stage of the house."""
        return tuple(stage for feature in self.features for stage in feature.stages)

    @property
    def periodic(self) -> tuple[PeriodicJob, ...]:
        """Every periodic job of every feature."""
        return tuple(job for feature in self.features for job in feature.periodic)

    def menu(self, role: Role | None) -> list[MenuEntry]:
        """The menu that a user of `role` sees, in order."""
        entries = [
            e for feature in self.features for e in feature.menu if not e.roles or role in e.roles or role is Role.ADMIN
        ]
        return sorted(entries, key=lambda e: e.order)
