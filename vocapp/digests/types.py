"""Subscriptions, and what somebody wants of one."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vocapp.digests.periods import Frequency, Schedule
from vocapp.digests.scope import DigestScope
from vocapp.digests.visibility import READER_ROLES


class SubscriptionSettings(Struct, frozen=True, kw_only=True):
    """The wishes of a subscriber: how often, when and where, in which language, of what."""

    every: Frequency = Frequency.WEEK
    on_day: int = 1
    hour: int = 7
    timezone: str
    language: str = "en"
    scope: DigestScope = DigestScope()

    def schedule(self, company_zone: str) -> Schedule:
        """The schedule, with the company's zone."""
        return Schedule(self.every, self.on_day, self.hour, self.timezone, company_zone)


class Subscription(Struct, frozen=True, kw_only=True):
    """A subscription and its reader."""

    id: UUID
    user_id: UUID
    user_name: str
    email: str
    role: str
    settings: SubscriptionSettings
    paused: bool
    next_due_at: datetime
    key_id: str
    active: bool
    deleted_at: datetime | None = None

    @property
    def is_on(self) -> bool:
        """Whether its digests are sent: not paused or deleted, and the user is active in a role that reads digests."""
        return self.active and self.role in READER_ROLES and not self.paused and self.deleted_at is None
