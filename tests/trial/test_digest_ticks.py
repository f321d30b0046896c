"""Ten time zones, two years, two schedulers that both run every half-hour: each local period has one digest."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.digests.subscriber_fixtures import list_digests, subscribe
from tests.digests.test_periods import TEN_ZONES
from tests.staff_people import make_user
from vocapp import clock
from vocapp.digests.periods import Frequency, due_between
from vocapp.digests.schedule import plan_digests
from vocapp.http.access import Role
from vocapp.tokens import Keyring

pytestmark = [pytest.mark.trial, pytest.mark.committed]
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


async def test_each_local_period_has_one_digest(own_database: str, keys: Keyring) -> None:
    with clock.travelled(START):
        found = [
            await subscribe(
                keys, await make_user(f"R{every}{hour}{zone}", Role.LEAD), timezone=zone, every=every, hour=hour
            )
            for zone in TEN_ZONES
            for every, hour in ((Frequency.WEEK, 2), (Frequency.MONTH, 0))
        ]

    moment, planned = START, 0
    while moment <= END:
        with clock.travelled(moment):
            planned += sum(await asyncio.gather(plan_digests(), plan_digests()))
        moment += HALF_AN_HOUR

    expected = {each.id: due_between(each.settings.schedule("UTC"), START, END) for each in found}
    for each in found:
        rows = await list_digests(each.id)
        assert [(row["since"], row["until"]) for row in rows] == [due.period for due in expected[each.id]]
        assert {row["state"] for row in rows} == {"due"}
    assert planned == sum(map(len, expected.values())) > 10 * (104 + 23)
