"""Limits of sending: mails per second to one domain, and mails per day while a gateway warms up."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from vocapp import clock
from vocapp.messages.domain_rate_limit import DomainRate
from vocapp.messages.warm_up import WarmUp
from vocapp.settings import Settings


class SendLimits:
    """Limits of one gateway."""

    def __init__(self, gateway: str, settings: Settings) -> None:
        self.rate = DomainRate(gateway, settings.smtp_domain_rate) if settings.smtp_domain_rate > 0 else None
        self._warm_up = WarmUp(gateway, settings.smtp_ramp) if settings.smtp_ramp > 0 else None

    async def prepare(self, addresses: Iterable[str]) -> None:
        """Prepares a batch to these addresses."""
        if self.rate is not None:
            await self.rate.prepare(_domain(address) for address in addresses)

    async def take(self, address: str) -> datetime | None:
        """Takes the right to send one mail to `address` now (it counts as sent), or returns when to try again."""
        wait = await self.rate.take(_domain(address)) if self.rate is not None else 0.0
        if wait > 0:
            return clock.now() + timedelta(seconds=wait)
        if self._warm_up is not None and not await self._warm_up.take():
            # The same hour tomorrow: at this hour the customer may receive mail.
            return clock.now() + timedelta(days=1)
        return None


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
