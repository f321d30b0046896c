"""The taxonomy pages: validation, preview, saving, publishing and rollback."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from tests.comments.comment_fixtures import load_comment_row, write_comments
from tests.staff_people import Person, SignIn
from vocapp.comments.themes.active_themes import company_themes
from vocapp.comments.themes.taxonomy_draft import load_draft
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.nlp.themes.taxonomy_edit import find_theme, theme_digest
from vocapp.tokens import Keyring

HERE = "/app/comments/taxonomy"
TEXTS = ("The kettle leaks all over the kitchen.", "Lovely kettle!", "The driver was late and rude.", "No complaints.")


@pytest.fixture
async def ann(database: str, registry: Registry, keys: Keyring, signed_in: SignIn) -> Person:
    """An analyst of a company whose customers write about kettles."""
    await write_comments(keys, registry, TEXTS, [2, 5, 1, 4])
    return await signed_in("Ann Analyst", Role.ANALYST)


async def add_kettles(ann: Person, **more: str) -> None:
    """Adds a theme that is not shipped."""
    given: dict[str, Any] = {"title.en": "Kettles", "title.de": "Kessel", "phrases.en": "kettle*\n", "parent": "offer"}
    answer = await ann.submit(f"{HERE}/new", **given | more)
    assert answer.status_code == 303, answer.text


async def publish(person: Person, note: str = "") -> None:
    revision = (await load_draft()).revision
    answer = await person.submit(f"{HERE}/draft/publish", revision=str(revision), note=note)
    assert answer.status_code == 303, answer.text


async def themes(responses: Sequence[UUID]) -> list[set[str]]:
    """The themes of each response."""
    found = []
    for response in responses:
        sql = "SELECT theme FROM verbatim_theme WHERE verbatim_id = $1"
        found.append({row["theme"] for row in await DB.fetch(sql, (await load_comment_row(response))["id"])})
    return found


def text(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", page)))


async def test_a_theme_is_added_previewed_published_used_and_rolled_back(
    ann: Person, registry: Registry, keys: Keyring
) -> None:
    page = await ann.see(HERE)
    assert "The shipped themes are active" in page
    assert "Waiting" in page
    page = text(await ann.see(f"{HERE}/new?language=en&phrases=kettle%0Aboiling%20pot"))
    assert "kettle boiling pot" in page
    assert "<script>" not in await ann.see(f"{HERE}/new?phrases=%3C/textarea%3E%3Cscript%3E&title=%22%3E%3Cscript%3E")
    tried = await ann.submit(f"{HERE}/new", **{"title.en": "Kettles", "phrases.en": "kettle*", "try": "1"})
    assert tried.status_code == 200
    shown_text = text(tried.text)
    assert "In the newest 4 comments in its languages: 2 (50" in shown_text
    assert "2 newly found, 0 no longer found" in shown_text
    assert "<mark>kettle</mark> leaks" in tried.text
    assert (await load_draft()).revision == 0, "trying keeps nothing"
    await add_kettles(ann)
    page = text(await ann.see(HERE))
    assert "The draft changes 1 theme" in page
    assert "Kettles added 0 en 1 all" in page
    assert await themes(await write_comments(keys, registry, ["My kettle broke"], [1])) != [{"kettles"}], (
        "a draft reads nothing"
    )
    page = text(await ann.see(f"{HERE}/draft"))
    assert "1 theme differs from the active version" in page
    tried = await ann.submit(f"{HERE}/draft/try", note="we sell them now")
    assert "Kettles 0 3 3 0" in text(tried.text)
    assert "we sell them now" in tried.text
    await publish(ann, "we sell <kettles> now")
    assert "Version 1 is active now" in await ann.see(HERE)
    [response] = await write_comments(keys, registry, ["The kettles are too expensive"], [1])
    assert await themes([response]) == [{"kettles", "price"}]
    assert (await load_comment_row(response))["model"].count("-t1-") == 1
    assert "Kettles" in await ann.see("/app/comments")
    page = text(await ann.see(f"{HERE}/versions"))
    assert "version 1 we sell <kettles> now Ann Analyst" in page
    await ann.submit(f"{HERE}/versions/0/activate")
    assert "The shipped themes are active again" in await ann.see(f"{HERE}/versions")
    [response] = await write_comments(keys, registry, ["Kettles are too expensive"], [1])
    assert await themes([response]) == [{"price"}]
    assert "-t1-" not in (await load_comment_row(response))["model"]
    await ann.submit(f"{HERE}/versions/1/activate")
    assert "Version 1 is active again" in await ann.see(f"{HERE}/versions")
    assert find_theme(await company_themes(), "kettles") is not None


async def test_all_faults_are_reported_at_once_and_no_input_is_lost(ann: Person) -> None:
    answer = await ann.submit(
        f"{HERE}/new", **{"phrases.en": "fine\n\nd*\n..", "phrases.de": "gut +", "parent": "nowhere", "line": "moon"}
    )
    assert answer.status_code == 422
    page = text(answer.text)
    for shown_text in (
        "2 languages have invalid phrases",
        "Line 3: d* – 'd*' would find nearly every word",
        "Line 4: .. – A side of + or - has no word",
        "Line 1: gut + – A side of + or - has no word",
        "The theme has no title",
        "This theme cannot be the parent theme",
        "This line of business no longer exists",
    ):
        assert shown_text in page, shown_text
    assert "fine\n\nd*\n..</textarea>" in answer.text
    assert (await load_draft()).revision == 0
    known = find_theme((await load_draft()).taxonomy, "waiting")
    answer = await ann.submit(f"{HERE}/theme/waiting", **{"title.en": "x" * 81, "seen": theme_digest(known)})
    assert "This text is too long" in answer.text


async def test_two_editors_of_one_theme_lose_nothing(ann: Person, signed_in: SignIn) -> None:
    seen = theme_digest(find_theme((await load_draft()).taxonomy, "price"))
    await ann.submit(f"{HERE}/theme/price", **{"title.en": "Cost", "phrases.en": "dear\ncostly", "seen": seen})
    ben = await signed_in("Ben Analyst", Role.ANALYST)
    late = {"title.en": "Price", "phrases.en": "dear\npricey", "seen": seen}
    answer = await ben.submit(f"{HERE}/theme/price", **late)
    assert answer.status_code == 409
    page = text(answer.text)
    assert "Ann Analyst changed this theme in the meantime" in page
    assert "Price Cost" in page
    assert "pricey costly" in page
    assert "dear\npricey</textarea>" in answer.text
    again = re.search('name="seen" value="([^"]+)"', answer.text)
    assert again is not None
    saved = await ben.submit(f"{HERE}/theme/price", **late | {"seen": again[1]})
    assert saved.status_code == 303
    theme = find_theme((await load_draft()).taxonomy, "price")
    assert theme is not None
    assert (theme.titles, theme.phrases) == ({"en": "Price"}, {"en": "dear\npricey\n"})
    stale = await ann.submit(f"{HERE}/draft/publish", revision="1")
    assert stale.headers["location"] == f"{HERE}/draft"
    assert "Ben Analyst changed the draft in the meantime" in await ann.see(f"{HERE}/draft")


async def test_a_discarded_draft_is_resumed(ann: Person) -> None:
    await ann.submit(f"{HERE}/draft/discard")
    assert "There is no draft" in await ann.see(HERE)
    await add_kettles(ann)
    seen = theme_digest(find_theme((await load_draft()).taxonomy, "kettles"))
    await ann.submit(f"{HERE}/draft/discard")
    assert "Draft discarded" in await ann.see(HERE)
    assert "No changes" in await ann.see(f"{HERE}/draft")
    assert (await ann.browser.get(f"{HERE}/theme/kettles")).status_code == 404
    late = await ann.submit(f"{HERE}/theme/kettles", **{"title.en": "Pots", "seen": seen})
    assert late.status_code == 409
    assert "Pots" in late.text, "what was typed for a theme that is gone is not lost"
    await ann.submit(f"{HERE}/draft/resume")
    assert "Draft restored" in await ann.see(HERE)
    assert "Kettles" in await ann.see(HERE)
    await ann.submit(f"{HERE}/draft/resume")
    assert "There is already another draft" in await ann.see(HERE)


async def test_a_retired_theme_is_not_found_and_can_be_restored(ann: Person, registry: Registry, keys: Keyring) -> None:
    await ann.submit(f"{HERE}/theme/price/retire")
    page = text(await ann.see(HERE))
    assert "Retired in the draft" in page
    assert "1 retired theme" in page
    await publish(ann)
    [response] = await write_comments(keys, registry, ["far too expensive"], [1])
    assert await themes([response]) == [set()]
    assert 'value="price"' not in await ann.see(f"{HERE}/theme/waiting")
    assert "retired" in text(await ann.see(f"{HERE}/theme/price"))
    assert (await ann.submit(f"{HERE}/theme/nothing/retire")).status_code == 404
    await ann.submit(f"{HERE}/theme/price/restore")
    page = text(await ann.see(f"{HERE}/draft"))
    assert "restored" in page
    nothing = await ann.submit(f"{HERE}/draft/publish", revision=str((await load_draft()).revision))
    assert nothing.status_code == 303
    again = await ann.submit(f"{HERE}/draft/publish", revision="0")
    assert again.headers["location"] == HERE
    assert "There is nothing to publish" in await ann.see(HERE)


async def test_phrases_are_added_to_urgent_themes(ann: Person, registry: Registry, keys: Keyring) -> None:
    page = await ann.see(f"{HERE}/urgent/harm")
    assert "food poisoning" in page, "what is shipped stands beside it"
    assert (await ann.browser.get(f"{HERE}/urgent/boredom")).status_code == 404
    answer = await ann.submit(f"{HERE}/urgent/harm", **{"phrases.en": "a*"})
    assert answer.status_code == 422
    seen = re.search('name="seen" value="([^"]+)"', page)
    assert seen is not None
    tried = await ann.submit(f"{HERE}/urgent/harm", **{"phrases.en": "leaks", "seen": seen[1], "try": "1"})
    assert "1 newly found" in text(tried.text)
    for expected in (303, 409):
        answer = await ann.submit(f"{HERE}/urgent/harm", **{"phrases.en": "leaks", "seen": seen[1]})
        assert answer.status_code == expected
    assert "urgent phrases changed" not in text(await ann.see(f"{HERE}/draft"))
    assert "urgent added English leaks" in text(await ann.see(f"{HERE}/draft"))
    await publish(ann)
    responses = await write_comments(keys, registry, ["It leaks", "I got food poisoning"], [1, 1])
    assert [(await load_comment_row(response))["urgent"] for response in responses] == [["harm"], ["harm"]]
    assert "en 1" in text(await ann.see(HERE))


async def test_a_taxonomy_file_is_downloaded_and_uploaded(ann: Person) -> None:
    await add_kettles(ann)
    out = await ann.browser.get(f"{HERE}/draft/taxonomy.toml")
    assert 'id = "kettles"' in out.text
    assert "attachment" in out.headers["content-disposition"]
    shipped = (await ann.browser.get(f"{HERE}/versions/0/taxonomy.toml")).text
    assert "kettles" not in shipped
    assert (await ann.browser.get(f"{HERE}/versions/9/taxonomy.toml")).status_code == 404

    async def look(content: bytes) -> Any:
        url = f"{HERE}/upload?csrf={ann.csrf}"
        return await ann.browser.post(url, files={"file": ("mine.toml", content)})

    await ann.see(f"{HERE}/upload")
    assert "retired" in text((await look(shipped.encode())).text), "a theme that a file leaves out is not lost"
    mine = out.text.replace("kettle*", "teapot*").replace('id = "waiting"', 'id = "waiting"\nlines = ["moon"]')
    page = await look(mine.encode())
    shown_text = text(page.text)
    assert "The file changes 2 themes of the draft" in shown_text
    assert "teapot* kettle*" in shown_text
    assert "These lines of business do not exist, so themes limited to them are never found: moon" in shown_text
    for content, wrong in (
        (b"version = 'x'", "of version is not a whole number"),
        (b"\xff", "The file is not UTF-8. Save it as UTF-8"),
        (b" " * 2_000_000, "1 MB"),
    ):
        answer = await look(content)
        assert answer.status_code in (413, 422)
        assert wrong in answer.text
    revision = str((await load_draft()).revision)
    await ann.submit(f"{HERE}/upload/keep", content=mine, revision=revision)
    kettles = find_theme((await load_draft()).taxonomy, "kettles")
    assert kettles is not None
    assert kettles.phrases == {"en": "teapot*\n"}
    await ann.submit(f"{HERE}/upload/keep", content=mine, revision=revision)
    assert "Ann Analyst changed the draft" in await ann.see(f"{HERE}/upload")
    await ann.submit(f"{HERE}/upload/keep", content="no toml", revision=revision)
    assert "cannot be read. Upload it again" in await ann.see(f"{HERE}/upload")


async def test_the_changes_between_two_versions(ann: Person) -> None:
    await add_kettles(ann)
    await publish(ann)
    seen = theme_digest(find_theme((await load_draft()).taxonomy, "kettles"))
    given = {"title.en": "Pots", "phrases.en": "kettle*\npot", "parent": "place", "seen": seen}
    await ann.submit(f"{HERE}/theme/kettles", **given)
    await publish(ann, "pots too")
    page = text(await ann.see(f"{HERE}/versions/2"))
    assert "1 theme differs Pots renamed moved phrases changed" in page
    assert "German Kessel" in page
    assert "Parent theme Places Product and service" in page
    assert "English pot" in page
    assert "Pots added" in text(await ann.see(f"{HERE}/versions/2?from=0"))
    for path in ("versions/7", "versions/2?from=9", f"versions/{10**30}"):
        assert (await ann.browser.get(f"{HERE}/{path}")).status_code == 404
    assert (await ann.submit(f"{HERE}/versions/7/activate")).status_code == 404


async def test_a_lead_sees_the_taxonomy_without_editing(ann: Person, signed_in: SignIn) -> None:
    await add_kettles(ann)
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    assert "Add a theme" not in await lena.see(HERE)
    assert "disabled" in await lena.see(f"{HERE}/theme/kettles?language=en&phrases=pots")
    assert "Publish" not in await lena.see(f"{HERE}/draft")
    assert (await lena.browser.get(f"{HERE}/new")).status_code == 403
    assert (await lena.submit(f"{HERE}/theme/kettles/retire")).status_code == 403
