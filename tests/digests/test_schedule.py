"""One digest a period, whatever clocks, schedulers and crashes do."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.digests.subscriber_fixtures import enqueued_digests, list_digests, subscribe, subscribe_erin
from tests.digests.test_periods import TEN_ZONES
from tests.staff_people import COMMAND, make_user
from vocapp import clock
from vocapp.database import DB
from vocapp.digests import subscriptions
from vocapp.digests.periods import Frequency, due_between
from vocapp.digests.schedule import plan_digests
from vocapp.http.access import Role
from vocapp.staff import users
from vocapp.staff.user_form import UserIn
from vocapp.tokens import Keyring

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)
"""Seven in the morning in Berlin."""
WEEK = timedelta(days=7)


async def looked(moment: datetime) -> int:
    """What a scheduler finds to be done at that moment."""
    with clock.travelled(moment):
        return await plan_digests()


async def test_erins_digest_is_due_at_seven_and_once(database: str, keys: Keyring) -> None:
    with clock.travelled(FRIDAY):
        her = await subscribe_erin(keys)

    assert await looked(MONDAY - timedelta(minutes=1)) == 0
    assert await looked(MONDAY) == 1
    assert await looked(MONDAY + timedelta(minutes=1)) == 0

    [row] = await list_digests(her.id)
    assert (str(row["since"]), str(row["until"]), row["state"]) == ("2026-11-16", "2026-11-22", "due")
    assert await enqueued_digests() == {row["id"]}


async def test_after_three_weeks_down_two_are_missed_and_one_is_sent(database: str, keys: Keyring) -> None:
    with clock.travelled(FRIDAY):
        her = await subscribe_erin(keys)

    assert await looked(MONDAY + 2 * WEEK + timedelta(hours=4)) == 1

    assert [row["state"] for row in await list_digests(her.id)] == ["missed", "missed", "due"]


async def test_two_days_late_nothing_is_sent(database: str, keys: Keyring) -> None:
    with clock.travelled(FRIDAY):
        her = await subscribe_erin(keys)

    assert await looked(MONDAY + timedelta(days=2)) == 0

    assert [row["state"] for row in await list_digests(her.id)] == ["missed"]
    assert await enqueued_digests() == set()


async def test_another_day_of_the_week_gives_no_second_digest_of_the_same_week(database: str, keys: Keyring) -> None:
    with clock.travelled(FRIDAY):
        her = await subscribe_erin(keys)
    await looked(MONDAY)
    with clock.travelled(MONDAY + timedelta(hours=1)):
        await subscriptions.change(her, her.settings.__class__(timezone=her.settings.timezone, on_day=4), COMMAND)

    assert await looked(MONDAY + timedelta(days=4)) == 0

    assert len(await list_digests(her.id)) == 1


async def test_what_is_paused_deleted_or_left_comes_due_for_nobody(database: str, keys: Keyring) -> None:
    with clock.travelled(FRIDAY):
        names = ("Paula", "Gus", "Della", "Agatha")
        paused, gone, deleted, demoted = [
            await subscribe(keys, await make_user(name, Role.EXECUTIVE)) for name in names
        ]
        await subscriptions.pause(paused, COMMAND)
        await subscriptions.delete(deleted, COMMAND)
        await users.disable(gone.user_id, COMMAND)
        await users.change(demoted.user_id, UserIn(demoted.email, "Agatha", Role.AGENT), COMMAND)

        assert await looked(MONDAY) == 0


async def test_a_resumed_digest_skips_the_missed_periods(database: str, keys: Keyring) -> None:
    with clock.travelled(FRIDAY):
        her = await subscribe_erin(keys)
        await subscriptions.pause(her, COMMAND)
    with clock.travelled(MONDAY + timedelta(hours=1)):
        await subscriptions.resume(her, COMMAND)

    assert await looked(MONDAY + timedelta(hours=2)) == 0
    assert await looked(MONDAY + WEEK) == 1


async def test_a_zone_that_this_machine_lost_stops_nobody_else(database: str, keys: Keyring) -> None:
    with clock.travelled(FRIDAY):
        lost = await subscribe(keys, await make_user("Lou Lost", Role.LEAD))
        await subscribe_erin(keys)
    await DB.execute("UPDATE digest_subscription SET timezone = 'Mars/Olympus' WHERE id = $1", lost.id)

    assert await looked(MONDAY) == 1


@pytest.mark.committed
async def test_two_schedulers_ten_zones_through_every_change_of_the_clocks(own_database: str, keys: Keyring) -> None:
    """Each looks around every due moment, both at once, and an hour later, when the hour may have come twice."""
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
    with clock.travelled(start):
        found = [
            await subscribe(keys, await make_user(f"Reader{n}", Role.EXECUTIVE), timezone=zone, every=every, hour=hour)
            for n, (zone, every, hour) in enumerate(
                (zone, every, hour) for every, hour in ((Frequency.WEEK, 2), (Frequency.MONTH, 0)) for zone in TEN_ZONES
            )
        ]
    expected = {each.id: due_between(each.settings.schedule("UTC"), start, end) for each in found}
    moments = sorted({due.at + later for dues in expected.values() for due in dues
                      for later in (timedelta(), timedelta(hours=1))})  # fmt: skip

    for moment in moments:
        with clock.travelled(moment):
            await asyncio.gather(plan_digests(), plan_digests())

    for each in found:
        rows = await list_digests(each.id)
        assert [(row["since"], row["until"]) for row in rows] == [due.period for due in expected[each.id]]
        assert {row["state"] for row in rows} == {"due"}
        assert all(row["due_at"] == due.at for row, due in zip(rows, expected[each.id], strict=True))
