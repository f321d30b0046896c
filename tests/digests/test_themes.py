"""The digest says what customers write more about where the test does, and not otherwise."""

from datetime import date, timedelta

from tests.digests.digest_data_fixtures import LOW, digest_data
from tests.rollups.theme_fixtures import add_comment
from tests.rollups.world_fixtures import MONDAY, World
from vocapp.database import DB
from vocapp.digests.content.document import write_digest
from vocapp.digests.content.plain_text import format_plain_text
from vocapp.digests.content.types import DigestData, DigestTheme
from vocapp.digests.load_numbers import load_digest_data
from vocapp.digests.periods import DigestPeriod
from vocapp.digests.scope import DigestScope, ScopePart
from vocapp.http.access import Actor, Role
from vocapp.metrics.wilson import share
from vocapp.rollups.queries.context import read_numbers
from vocapp.ui.reader import ReaderLocale, use_reader

WEEK = DigestPeriod(date(2026, 5, 4), date(2026, 5, 10))
EVA = Actor("user", role=Role.EXECUTIVE)


async def load_eva(scope: DigestScope, parts: list[ScopePart]) -> DigestData:
    """What Eva's digest of the week is made of."""
    async with read_numbers(EVA) as context:
        return await load_digest_data(context, scope, parts, WEEK)


async def test_a_rising_theme_is_reported_and_a_fluctuating_one_is_not(database: str) -> None:
    world = await World.made()
    for week, delivery, price in ((0, 20, 9), (1, 6, 8)):
        for number in range(30):
            themes = {"delivery": -0.4} if number < delivery else {}
            themes |= {"price": -0.1} if number < price else {}
            await add_comment(world, MONDAY - timedelta(days=7 * week, hours=-number), themes, channel="email")
    found = await load_eva(DigestScope(), [ScopePart()])
    assert [(one.title, one.verdict) for one in found.themes] == [("Delivery", "up")]
    both = DigestScope(channels=("email", "letter"))
    parts = [ScopePart(channel=name) for name in both.channels]
    assert (await load_eva(both, parts)).themes == (), "several parts are not tested together"
    await DB.execute("UPDATE verbatim SET model = 'another' WHERE answered_at < $1", MONDAY)
    assert (await load_eva(DigestScope(), [ScopePart()])).themes == (), "what changed may be the reading"
    with use_reader(ReaderLocale("de", "Europe/Berlin")):
        [text] = write_digest(found).themes
        assert text.replace("\u00a0", " ").startswith("Häufiger schreiben Kunden über „Delivery“: in 67 % (49 bis 81")


def test_both_ways_stand_in_the_mail() -> None:
    before, now = share(10, 100), share(40, 100)
    assert before is not None and now is not None
    words = write_digest(
        digest_data(themes=(DigestTheme("Delivery", "up", now, before), DigestTheme("Price", "down", before, now)))
    )
    first, second = (text.replace("\u00a0", " ") for text in words.themes)
    assert first == (
        "Customers write more about Delivery: in 40% (31 to 50, n = 100) of the comments; "
        "the week before 10% (6 to 17, n = 100)."
    )
    assert second.startswith("Customers write less about Price: in 10%")
    text = format_plain_text(words, [("Open", "https://one.example")], "", str)
    assert "THEMES" in text
    assert text.index("THEMES") < text.index(" ".join(LOW[0].words.split()[:2]))
    assert "THEMES" not in format_plain_text(write_digest(digest_data()), [("Open", "https://one.example")], "", str)
