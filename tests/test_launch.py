"""An installation opens on the right database with the right keys, or says what is to be put right first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.homes import folder_of
from vocapp import clock
from vocapp.database import DB
from vocapp.database.embedded.os_user import caller
from vocapp.database.instance_facts import Fact, delete_fact, get_fact, set_fact
from vocapp.settings import SettingError, Settings
from vocapp.startup.keyfile import write_keyfile
from vocapp.startup.open_app import open_registry
from vocapp.startup.readiness import NotReadyError, connect_database, make_ready, move_clock, readiness_problems
from vocapp.tokens import Keyring

pytestmark = pytest.mark.committed


@pytest.fixture
def elsewhere(own_database: str, settings: Settings, tmp_path: Path) -> Settings:
    """Settings of an installation on a database that is not embedded."""
    write_keyfile(tmp_path / "keys")
    return replace(settings, database_url=own_database, secret_file=str(tmp_path / "keys"))


async def test_the_embedded_database_is_made_and_migrated() -> None:
    with folder_of(caller()) as home:
        async with open_registry(Settings(home=home), create=True) as registry:
            assert await get_fact(Fact.FINGERPRINT) == registry.keys.fingerprint()
            assert await get_fact(Fact.PURPOSE) is None
        async with open_registry(Settings(home=home)) as again:
            assert again.keys == registry.keys


async def test_another_database_is_opened_with_its_keys(elsewhere: Settings) -> None:
    async with open_registry(elsewhere) as registry:
        assert registry.settings is elsewhere
    async with open_registry(elsewhere):
        pass


async def test_another_database_is_not_migrated_behind_its_owners_back(elsewhere: Settings) -> None:
    await DB.execute("DELETE FROM migration")
    with pytest.raises(NotReadyError, match="run: vocapp migrate"):
        async with open_registry(elsewhere):
            pass
    async with open_registry(elsewhere, check=False):
        pass


async def test_foreign_keys_are_refused_and_rotated_ones_are_not(
    own_database: str, settings: Settings, keys: Keyring
) -> None:
    await make_ready(settings, keys)
    with pytest.raises(NotReadyError, match="Put the old key file back"):
        await make_ready(settings, Keyring({"k9": b"of another installation"}, "k9"))
    rotated = Keyring({**keys.keys, "k2": b"newer"}, "k2")
    await make_ready(settings, rotated)
    assert await get_fact(Fact.FINGERPRINT) == rotated.fingerprint()


@pytest.mark.parametrize(
    "url",
    ["postgresql://vocapp:s3cret@127.0.0.1:1/vocapp", "postgresql://[half", "nonsense", "postgresql:///x?host=/no"],
)
async def test_a_server_that_is_away_is_named_without_its_password(url: str) -> None:
    with pytest.raises(NotReadyError, match="Is it running, and is VOCAPP_DATABASE_URL right") as refused:
        async with connect_database(url, size=1):
            pass
    assert "s3cret" not in str(refused.value)


async def test_the_clock_of_a_live_database_is_not_moved(own_database: str, settings: Settings) -> None:
    late = replace(settings, now="2031-05-03T10:00:00+00:00")
    await delete_fact(Fact.PURPOSE)
    with pytest.raises(SettingError, match="this one is live"):
        await move_clock(late)
    await set_fact(Fact.PURPOSE, "demo")
    with clock.travelled(datetime(2030, 1, 1, tzinfo=UTC)):
        await move_clock(late)
        assert clock.now() - datetime(2031, 5, 3, 10, tzinfo=UTC) < timedelta(minutes=1)


async def test_an_installation_reports_why_it_is_not_ready(
    own_database: str, settings: Settings, keys: Keyring
) -> None:
    await make_ready(settings, keys)
    assert await readiness_problems(keys) == {}
    await DB.execute("DELETE FROM migration")
    assert "migrations" in await readiness_problems(keys)
