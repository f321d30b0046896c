"""The company lives through two days by the product's own code: nothing in its past is impossible."""

from dataclasses import replace
from datetime import timedelta

import pytest

from vocapp import clock
from vocapp.database import DB
from vocapp.demo import history
from vocapp.demo.company_setup import set_up_company
from vocapp.demo.run_demo import working_hour
from vocapp.settings import Settings
from vocapp.tokens import Keyring

pytestmark = pytest.mark.committed


async def test_every_contact_has_its_story(own_database: str, settings: Settings, keys: Keyring) -> None:
    with clock.travelled(working_hour(clock.now(), "Europe/Berlin")):
        await DB.execute("UPDATE instance SET value = 'demo' WHERE name = 'purpose'")
        today, lived = clock.now(), list[int]()
        clock.move_to(today - timedelta(days=3))
        furnished = await set_up_company(replace(settings, public_url=""), keys)
        clock.move_to(today)
        await history.create_history(replace(settings, public_url=""), keys, furnished, lived.append, days=2)

        assert lived == [1, 1]
        assert abs(clock.now() - today) < timedelta(minutes=5)
        contacts = await DB.fetch_value("SELECT count(*) FROM contact WHERE ended_at < $1", today)
        assert contacts == 2 * history.A_DAY == await DB.fetch_value("SELECT count(*) FROM decision")
        assert await DB.fetch_value("SELECT count(DISTINCT channel) FROM contact") > 6
        answered = await DB.fetch_value("SELECT count(*) FROM response WHERE state = 'closed'")
        assert answered == await DB.fetch_value(
            "SELECT count(*) FROM contribution JOIN response r ON r.id = subject_id"
        )
        assert await DB.fetch_value("SELECT count(*) FROM followup_case") > 0
        assert await DB.fetch_value("SELECT count(*) FROM verbatim WHERE state = 'scored'") > 0
        assert await DB.fetch_value("SELECT count(*) FROM due WHERE quarantined_at IS NOT NULL") == 0
