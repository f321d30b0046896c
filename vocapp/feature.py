"""Features of packages and the registry that connects them. Each package exports `feature(registry) -> Feature`.

Only `app` collects them. A package finds here at run time what it needs from packages to its right: the composer of a
message kind, the receivers of inbound mail. So imports only point to the left.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol, Self, runtime_checkable
from uuid import UUID

from vocapp.database.jobs import Stage
from vocapp.gateways.gateway import Gateway, Outgoing
from vocapp.http.access import Actor, Role
from vocapp.settings import Settings
from vocapp.tokens import Keyring


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the staff menu, for users with one of `roles` (empty: everybody).

    `covers`: other paths for which this entry is the current one.
    """

    title: str
    path: str
    order: int
    roles: frozenset[Role] = frozenset()
    covers: tuple[str, ...] = ()

    def reaches(self, path: str) -> int:
        """The length of this entry's path that covers `path`; 0 if it does not."""
        return max(len(own) if f"{path}/".startswith(f"{own}/") else 0 for own in (self.path, *self.covers))


@dataclass(frozen=True)
class PeriodicJob:
    """Work that the leading process repeats every `every`; it must be idempotent."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class CheckResult:
    """One line of `vocapp doctor`: `level` is ok, warning or error; all but ok have a remedy."""

    level: str
    subject: str
    text: str
    remedy: str = ""


@dataclass(frozen=True)
class StoredMessage:
    """A row of the table `message`, as composers and gateways get it."""

    id: UUID
    kind: str
    subject_id: UUID
    step: int
    address: str
    gateway: str | None
    message_id: str | None
    is_test: bool

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Self:
        """The message in a row that has at least these columns."""
        return cls(**{column.name: row[column.name] for column in fields(cls)})


@runtime_checkable
class Composer(Protocol):
    """Turns a claimed message row of one kind into bytes to send.

    None: it must not be sent any more and is revoked. A moment: not before then, e.g. in quiet hours.
    """

    async def __call__(self, message: StoredMessage) -> Outgoing | datetime | None:
        """Composes; called after the message was claimed and before its intent is committed. Reads only."""
        ...


@dataclass(frozen=True)
class Inbound:
    """An inbound event about a message: `kind` is opt_out, unsure, kept, reply, bounce_hard, bounce_soft or complaint.

    "kept": a person decided that an unsure mail is no opt-out.

    `mail_id` is the row of the mail, which holds what was cut from `text` and the attachments. `detail` has the
    `reason` why a mail was set aside unread; such a mail is a reply without text.
    """

    kind: str
    message_id: UUID | None
    subject_kind: str
    subject_id: UUID | None
    address: str
    text: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    mail_id: UUID | None = None


@runtime_checkable
class Receiver(Protocol):
    """Receives inbound events in the running transaction; each package takes its own and ignores the others."""

    async def __call__(self, inbound: Inbound) -> None:
        """Acts on `inbound`; must be idempotent."""
        ...


@dataclass(frozen=True)
class ErasedCustomer:
    """The customer to erase: ids, merged ones included, every known address and number, and names."""

    customers: Sequence[UUID]
    known: Sequence[str]
    names: Sequence[str] = ()


ERASED_TEXT: Final = "[…]"
"""Replaces a text of an erased customer."""


@runtime_checkable
class Eraser(Protocol):
    """Anonymises a customer's data in one package; what is counted stays, without personal data.

    Packages to the right come first, while rows to the left still say what belongs to the customer. Idempotent.
    """

    async def __call__(self, erased: ErasedCustomer) -> Mapping[str, int]:
        """Erases in the running transaction; the number of changed rows of each kind."""
        ...


@dataclass(frozen=True)
class LiveTopic:
    """A topic of live updates at /app/live/{name}, and which of some ids an actor may see.

    `roles` may listen (empty: everybody).
    """

    name: str
    seen: Callable[[Actor, Sequence[UUID]], Awaitable[Collection[UUID]]]
    roles: frozenset[Role] = frozenset()


@runtime_checkable
class CommentFloor(Protocol):
    """Whether comments are hidden from a reader who may not see whose they are."""

    async def __call__(self, actor: Actor, since: date, until: date, narrowed: Mapping[str, Any]) -> bool:
        """Whether those of the days `since` to `until` are hidden: too few people wrote them, or others beside them.

        `narrowed`: values of channel, touchpoint, line, unit, survey and language; what is missing does not narrow.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Feature:
    """Everything that one package contributes."""

    name: str
    routes: Sequence[Any] = ()
    dependencies: Mapping[str, Any] = field(default_factory=dict)
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
    comment_floors: tuple[CommentFloor, ...] = ()
    company_names: tuple[Callable[[], Awaitable[Collection[str]]], ...] = ()
    guards: tuple[Any, ...] = ()
    late_guards: tuple[Any, ...] = ()
    middleware: tuple[Any, ...] = ()


@dataclass
class Registry:
    """The settings, the keys and all features. `features` is filled by `app` at the end, and read at run time only."""

    settings: Settings
    keys: Keyring
    features: tuple[Feature, ...] = ()

    def composer(self, kind: str) -> Composer:
        """The composer of a message kind; KeyError if no package has it."""
        return {k: c for feature in self.features for k, c in feature.composers.items()}[kind]

    def gateway(self, name: str) -> Gateway:
        """The gateway with that name; KeyError for an unknown one."""
        return {g.name: g for feature in self.features for g in feature.gateways}[name]

    def topic(self, name: str) -> LiveTopic | None:
        """The topic with that name; None for an unknown one."""
        return next((topic for feature in self.features for topic in feature.topics if topic.name == name), None)

    async def hides_comments(self, actor: Actor, since: date, until: date, narrowed: Mapping[str, Any]) -> bool:
        """Whether a package hides these comments, see `CommentFloor`."""
        floors = [floor for feature in self.features for floor in feature.comment_floors]
        return any([await floor(actor, since, until, narrowed) for floor in floors])

    async def company_names(self) -> list[str]:
        """The names of the company and its brands, which no password may contain."""
        return [name for feature in self.features for names in feature.company_names for name in await names()]

    async def receive(self, inbound: Inbound) -> None:
        """Passes an inbound event to every receiver, in the running transaction."""
        for feature in self.features:
            for receiver in feature.receivers:
                await receiver(inbound)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All stages."""
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
