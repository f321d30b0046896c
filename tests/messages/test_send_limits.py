"""Limits per second and domain, and per day while a gateway warms up, hold over all processes."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.messages.conftest import Notes, make_notes, message, state
from vocapp import clock
from vocapp.database import DB
from vocapp.messages.domain_rate_limit import forget_old_windows
from vocapp.messages.send_limits import SendLimits
from vocapp.messages.warm_up import EVERY_DOMAIN
from vocapp.settings import Settings
from vocapp.tokens import Keyring

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def paces(settings: Settings, many: int, **limits: float) -> list[SendLimits]:
    """As many processes as asked for."""
    return [SendLimits("smtp", replace(settings, **limits)) for _ in range(many)]  # type: ignore[arg-type]


async def may_go(pace: SendLimits, times: int, address: str = "ann@customers.example") -> int:
    return sum([await pace.take(address) is None for _ in range(times)])


async def counted() -> int:
    return int(await DB.fetch_value("SELECT coalesce(sum(sent), 0) FROM send_count WHERE domain = $1", EVERY_DOMAIN))


class TestTheRamp:
    @pytest.mark.committed
    @pytest.mark.parametrize("ramp", [1, 50, 990, 5000])
    async def test_a_hundred_thousand_never_exceed_it(self, own_database: str, settings: Settings, ramp: int) -> None:
        processes = paces(settings, 8, smtp_ramp=ramp, smtp_domain_rate=0.0)
        with clock.travelled(NOON):
            went = await asyncio.gather(*(may_go(pace, 100_000 // 8) for pace in processes))
        assert sum(went) == ramp
        assert await counted() == ramp

    async def test_it_doubles_every_day(self, database: str, settings: Settings) -> None:
        (pace,) = paces(settings, 1, smtp_ramp=3, smtp_domain_rate=0.0)
        went = []
        for day in range(5):
            with clock.travelled(NOON + timedelta(days=day)):
                went.append(await may_go(pace, 100))
        assert went == [3, 6, 12, 24, 48]

    async def test_a_day_without_mail_counts_as_a_day(self, database: str, settings: Settings) -> None:
        (first,) = paces(settings, 1, smtp_ramp=3, smtp_domain_rate=0.0)
        with clock.travelled(NOON):
            assert await may_go(first, 10) == 3
        (restarted,) = paces(settings, 1, smtp_ramp=3, smtp_domain_rate=0.0)
        with clock.travelled(NOON + timedelta(days=3)):
            assert await may_go(restarted, 100) == 24

    async def test_messages_over_the_daily_limit_wait_a_day(self, database: str, settings: Settings) -> None:
        (pace,) = paces(settings, 1, smtp_ramp=1, smtp_domain_rate=0.0)
        with clock.travelled(NOON):
            await pace.take("ann@customers.example")
            again = await pace.take("ben@customers.example")
        assert again is not None
        assert abs(again - (NOON + timedelta(days=1))) < timedelta(minutes=1)

    @pytest.mark.committed
    async def test_quota_reserved_by_a_killed_process_is_not_used_again(
        self, own_database: str, settings: Settings
    ) -> None:
        dead, alive = paces(settings, 2, smtp_ramp=1000, smtp_domain_rate=0.0)
        with clock.travelled(NOON):
            assert await may_go(dead, 1) == 1
            went = await may_go(alive, 2000)
        assert 1 + went <= 1000
        assert went >= 1000 - 10

    async def test_a_message_over_the_daily_limit_costs_no_attempt(
        self, database: str, settings: Settings, keys: Keyring
    ) -> None:
        notes: Notes = make_notes(replace(settings, smtp_ramp=1), keys)
        first, second = await notes.write(), await notes.write()
        await notes.work()
        assert sorted([await state(first), await state(second)]) == ["queued", "sent"]
        waiting = first if await state(first) == "queued" else second
        assert (await message(waiting))["attempts"] == 0

    async def test_the_outbox_has_none(self, database: str, settings: Settings, keys: Keyring) -> None:
        notes = make_notes(replace(settings, smtp_ramp=1), keys)
        for _ in range(3):
            await notes.write(is_test=True)
        await notes.work()
        assert await DB.fetch_value("SELECT count(*) FROM outbox_mail") == 3


@pytest.mark.committed
class TestADomain:
    async def test_all_processes_together_keep_to_its_rate(self, own_database: str, settings: Settings) -> None:
        processes = paces(settings, 4, smtp_domain_rate=20.0)
        loop = asyncio.get_running_loop()
        went: list[float] = []

        async def run(pace: SendLimits) -> None:
            while loop.time() < end:
                if await pace.take("ann@customers.example") is None:
                    went.append(loop.time())
                await asyncio.sleep(0.005)

        start = loop.time()
        end = start + 1.2
        await asyncio.gather(*(run(pace) for pace in processes))
        # A second's worth at once, and the rate from then on.
        assert 1 <= len(went) <= 20 * (loop.time() - start + 1)

    async def test_others_are_not_held_up_by_it(self, own_database: str, settings: Settings) -> None:
        (pace,) = paces(settings, 1, smtp_domain_rate=1.0)
        assert await may_go(pace, 50) <= 2
        assert await may_go(pace, 1, "ben@elsewhere.example") == 1

    async def test_those_turned_away_come_back_one_after_another(self, own_database: str, settings: Settings) -> None:
        (pace,) = paces(settings, 1, smtp_domain_rate=1.0)
        moments = [await pace.take("ann@customers.example") for _ in range(8)]
        later = [moment for moment in moments if moment is not None]
        assert later == sorted(later)
        assert later[-1] - later[0] > timedelta(seconds=3)

    async def test_a_window_too_far_ahead_is_not_taken(self, own_database: str, settings: Settings) -> None:
        first, *others = paces(settings, 4, smtp_domain_rate=1.0)
        assert await may_go(first, 1) == 1
        taken = "SELECT max(taken_until) FROM send_window"
        for other in others:
            again = await other.take("ann@customers.example")
            assert again is not None
            assert timedelta(seconds=4) < again - clock.now() < timedelta(seconds=25)
            assert await DB.fetch_value(taken) < await DB.fetch_value("SELECT now() + interval '21 seconds'")

    async def test_very_many_domains_are_not_all_remembered(self, own_database: str, settings: Settings) -> None:
        (pace,) = paces(settings, 1, smtp_domain_rate=5.0)
        rate = pace.rate
        assert rate is not None
        rate.most_domains = 10
        for n in range(25):
            assert await may_go(pace, 1, f"ann@d{n}.example") == 1
        assert len(rate) == 10

    async def test_a_batch_asks_for_its_windows_at_once(self, own_database: str, settings: Settings) -> None:
        (pace,) = paces(settings, 1, smtp_domain_rate=5.0)
        await pace.prepare([f"ann@d{n % 5}.example" for n in range(40)])
        assert await DB.fetch_value("SELECT count(*) FROM send_window") == 5
        await DB.execute("UPDATE send_window SET taken_until = 'infinity'")
        assert [await may_go(pace, 1, f"ann@d{n}.example") for n in range(5)] == [1] * 5
        assert await may_go(pace, 1, "ann@other.example") == 1
        await pace.prepare([])

    async def test_old_windows_are_forgotten(self, own_database: str, settings: Settings) -> None:
        (pace,) = paces(settings, 1, smtp_domain_rate=5.0)
        await may_go(pace, 1)
        await forget_old_windows()
        assert await DB.fetch_value("SELECT count(*) FROM send_window") == 1
        await DB.execute("UPDATE send_window SET taken_until = taken_until - interval '1 day'")
        await forget_old_windows()
        assert await DB.fetch_value("SELECT count(*) FROM send_window") == 0
