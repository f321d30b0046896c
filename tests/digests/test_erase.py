"""Who is erased is quoted by no digest any more."""

import textwrap
from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from tests.digests.subscriber_fixtures import compose_newest
from tests.hypothesis_profiles import examples
from tests.rollups.world_fixtures import World
from tests.rows import insert
from tests.staff_people import COMMAND, make_user
from vocapp import clock
from vocapp.database import DB, new_id
from vocapp.digests import send_now
from vocapp.digests.erase import remove_quotes
from vocapp.digests.types import Subscription
from vocapp.feature import Registry
from vocapp.http.access import Role

LONG = "Nobody <b>called</b> back & I had to ask again, and again, and then once more, until I gave up for good."


async def test_words_leave_the_html_the_text_and_the_numbers(
    hers: Subscription, monday: World, registry: Registry
) -> None:
    response = await DB.fetch_value(
        "SELECT response_id FROM verbatim WHERE label = 'negative' ORDER BY answered_at DESC"
    )
    await DB.execute("UPDATE verbatim SET redacted = $2, sentiment = -1 WHERE response_id = $1", response, LONG)
    await send_now.send_period(hers, await send_now.newest_period(hers), COMMAND)
    digest = await compose_newest(registry, hers.id)
    assert "had to ask again, and again" in digest["html"]

    assert await remove_quotes([response]) == 1

    [row] = await DB.fetch("SELECT * FROM digest WHERE id = $1", digest["id"])
    for kept in (row["html"], " ".join(row["plain"].split()), row["numbers"]):
        assert "again, and again" not in kept
        assert "gave up" not in kept
        assert "Quick, friendly" in kept, "others are still quoted"
    left = await DB.fetch("SELECT words FROM digest_quote WHERE response_id = $1", response)
    assert left == []
    assert await remove_quotes([response]) == 0


word = st.text(st.characters(blacklist_categories=("C", "Z")), min_size=1, max_size=30)


@given(st.lists(word, min_size=1, max_size=30), st.integers(20, 72))
@examples(15)
async def test_quotes_of_any_text_and_line_width_are_removed(database: str, said: list[str], width: int) -> None:
    text = " ".join(["zanzibar", *said, "zanzibar"])
    async with DB.transaction() as example:
        lines = textwrap.wrap(
            f"> {text}", width, subsequent_indent="> ", break_long_words=False, break_on_hyphens=False
        )
        digest, response = await _kept(text, "\n".join(lines))
        assert await remove_quotes([response]) == 1
        [row] = await DB.fetch("SELECT html, plain, numbers FROM digest WHERE id = $1", digest)
        assert not [kept for kept in row.values() if "zanzibar" in kept]
        assert "before" in row["html"]
        assert "before" in row["plain"]
        await example.transaction.rollback()
        example._rolled_back = True


async def _kept(text: str, wrapped: str) -> tuple[UUID, UUID]:
    """A digest that quotes `text`."""
    user = await make_user("Erin Executive", Role.EXECUTIVE)
    subscription = await insert(
        "digest_subscription",
        user_id=user,
        timezone="UTC",
        next_due_at=clock.now(),
        key_id="k1",
        stop_hash=user.bytes,
    )
    response = new_id()
    quote = {"response_id": str(response), "words": text}
    digest = await insert(
        "digest",
        subscription_id=subscription,
        since=date(2026, 4, 27),
        until=date(2026, 5, 3),
        html=f"<p>before</p><p>{escape(text)}</p>",
        plain=f"before\n{wrapped}\n",
        numbers={"low": [quote], "high": []},
    )
    await insert("digest_quote", digest_id=digest, position=0, response_id=response, words=text)
    return digest, response
