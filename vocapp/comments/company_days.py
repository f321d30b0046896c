"""Days in the time zone of the company."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from vocapp import clock
from vocapp.catalogue.published import company
from vocapp.catalogue.snapshot import NotPublishedError


async def zone() -> ZoneInfo:
    """The time zone of days: the company's; UTC before the company is published."""
    try:
        return ZoneInfo((await company()).timezone)
    except NotPublishedError:
        return ZoneInfo("UTC")


async def first_day(days: int) -> date:
    """The first of the last `days` days of the company; today is the last one."""
    return clock.now().astimezone(await zone()).date() - timedelta(days=days - 1)
