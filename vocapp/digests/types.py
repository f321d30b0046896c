"""Subscriptions as read from their rows."""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from vocapp.digests.periods import Frequency, Schedule
from vocapp.digests.scope import DigestScope
from vocapp.digests.visibility import READER_ROLES

COLUMNS: Final = """
s.id, s.user_id, s.every, s.on_day, s.hour, s.timezone, s.language, s.units, s.lines, s.channels, s.brands, s.paused,
s.next_due_at, s.key_id, s.deleted_at, u.name AS user_name, u.email, u.role, u.active"""
FROM: Final = "FROM digest_subscription s JOIN staff_user u ON u.id = s.user_id"


class SubscriptionSettings(Struct, frozen=True, kw_only=True):
    """What somebody wants: how often, when and where, in which language, of what."""

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


def subscription_from_row(row: asyncpg.Record) -> Subscription:
    """Reads a row of `COLUMNS`."""
    scope = DigestScope(*(tuple(row[name]) for name in ("units", "lines", "channels", "brands")))
    settings = SubscriptionSettings(
        every=Frequency(row["every"]),
        on_day=row["on_day"],
        hour=row["hour"],
        timezone=row["timezone"],
        language=row["language"],
        scope=scope,
    )
    names = ("id", "user_id", "user_name", "email", "role", "paused", "next_due_at", "key_id", "active", "deleted_at")
    return Subscription(settings=settings, **{name: row[name] for name in names})
