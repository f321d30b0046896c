"""Days in the time zone of the company, and its floor."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from vocapp import clock
from vocapp.catalogue.published import company, snapshot
from vocapp.catalogue.snapshot import NotPublishedError


async def zone() -> ZoneInfo:
    """The time zone of days: the company's; UTC before the company is published."""
    try:
        return ZoneInfo((await company()).timezone)
    except NotPublishedError:
        return ZoneInfo("UTC")


async def floor() -> int:
    """How few people may be shown to a reader who may not see whose comments they are."""
    return (await snapshot()).floor


async def today() -> date:
    """The day that it is for the company."""
    return clock.now().astimezone(await zone()).date()


async def first_day(days: int) -> date:
    """The first of the last `days` days of the company; today is the last one."""
    return await today() - timedelta(days=days - 1)
