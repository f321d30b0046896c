"""Who is erased is quoted by no digest any more."""

from tests.digests.readers import composed
from tests.rollups.world import World
from tests.staff_people import COMMAND
from vocapp.database import DB
from vocapp.digests import requesting
from vocapp.digests.erasing import unquote
from vocapp.digests.subscription import Subscription
from vocapp.part import House

LONG = "Nobody <b>called</b> back & I had to ask again, and again, and then once more, until I gave up for good."


async def test_words_leave_the_html_the_text_and_the_numbers(hers: Subscription, monday: World, house: House) -> None:
    response = await DB.fetch_value(
        "SELECT response_id FROM verbatim WHERE label = 'negative' ORDER BY answered_at DESC"
    )
    await DB.execute("UPDATE verbatim SET redacted = $2, sentiment = -1 WHERE response_id = $1", response, LONG)
    await requesting.send(hers, await requesting.newest(hers), COMMAND)
    digest = await composed(house, hers.id)
    assert "had to ask again, and again" in digest["html"]

    assert await unquote([response]) == 1

    [row] = await DB.fetch("SELECT * FROM digest WHERE id = $1", digest["id"])
    for kept in (row["html"], " ".join(row["plain"].split()), row["numbers"]):
        assert "again, and again" not in kept
        assert "gave up" not in kept
        assert "Quick, friendly" in kept, "others are still quoted"
    left = await DB.fetch("SELECT words FROM digest_quote WHERE response_id = $1", response)
    assert left == []
    assert await unquote([response]) == 0
