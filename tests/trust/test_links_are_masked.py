"""Links in mails are keys: whoever reads a survey link can answer as the customer. Staff and programs see stars.

Links of every kind stand in every text that somebody can write, as programs and mails encode them. Pages, answers of
the API and files come from the router, so a later one is looked at without being named here.
"""

import io
import re
import zipfile
from base64 import b64decode
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final
from urllib.parse import unquote
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar

from tests.invitations.customer_rows import publish_all
from tests.staff_people import Door, make_key
from tests.test_policy import routes
from tests.trust.addresses import addresses
from tests.trust.stories import Teller, office_hours
from vocapp import app as application
from vocapp.cases import actions
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Role, Scope
from vocapp.messages.inbound_store import store_inbound
from vocapp.nlp.sentiment.word_highlights import highlight_words
from vocapp.nlp.text.highlight import mark_phrases
from vocapp.nlp.types import WordWeight
from vocapp.staff import sessions
from vocapp.tokens import Keyring, TokenPurpose, mask_links

pytestmark = pytest.mark.committed
PREFIXES: Final = ("/s/", "/o/", "/r/", "/d/", "/app/password/", "reply+", "bounce+", "%2Fs%2F", "=2Fs=2F")
TOKEN: Final = re.compile(rb"(?:/[sord]/|/app/password/|(?:reply|bounce)\+)[a-z2-7]{32}")
PAUSES: Final = ("=\r\n", "\r\n> ", "\n> > ", "\n&gt; ", r"\n> ", r"\r\n")
# A bounce brings our mail back, in quoted-printable: the token goes over the end of a line.
BOUNCE: Final = """Return-Path: <>
From: MAILER-DAEMON@mx.example
To: bounce+{bounce}@feedback.example
Subject: Undelivered
Message-ID: <b-{bounce}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

Not delivered: https://feedback.example/s/{first}=
{rest} 550 5.1.1
--b
Content-Type: message/rfc822

Subject: How was it?
List-Unsubscribe: <https://feedback.example/o/{token}>

https://feedback.example/s/{token}
--b--
"""


@pytest.fixture
def planted(keys: Keyring) -> dict[str, str]:
    """A token of each kind of link."""
    return {prefix: keys.token(TokenPurpose.ANSWER, uuid4()) for prefix in PREFIXES}


@pytest.fixture
async def story(
    own_database: str, registry: Registry, client: httpx.AsyncClient, planted: dict[str, str]
) -> AsyncIterator[Teller]:
    registry = application.build(replace(registry.settings, mail_domain="feedback.example"), registry.keys)
    with office_hours():
        await publish_all()
        teller = Teller(registry, client)
        words = [f"see {prefix}{token} end" for prefix, token in planted.items()]
        await teller.contacts(words)
        await teller.mails()
        await teller.answers(*teller.told)
        await teller.mails_back()
        message = await DB.fetch_value("SELECT id FROM message WHERE kind = 'invitation' ORDER BY id LIMIT 1")
        bounce, token = registry.keys.token(TokenPurpose.BOUNCE, message), planted["/s/"]
        mail = BOUNCE.format(bounce=bounce, token=token, first=token[:9], rest=token[9:])
        await store_inbound(f"bounce+{bounce}@feedback.example", mail.replace("\n", "\r\n").encode())
        await teller.work("hear", "score", "count")
        yield teller


def readable(body: bytes) -> bytes:
    """What somebody gets out of an answer: also what is packed, or encoded in an address."""
    parts = [body, unquote(body.decode("latin-1")).encode("latin-1", "replace")]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            parts += [book.read(name) for name in book.namelist()]
    for block in re.findall(rb"base64,([A-Za-z0-9+/=]{80,})", body):
        parts.append(b64decode(block + b"=="))
    return b"\n".join(parts)


def around(token: str, seen: bytes) -> str:
    at = seen.index(token.encode())
    return seen[max(0, at - 40) : at + 40].decode("latin-1")


async def read(browser: httpx.AsyncClient, path: str, tokens: set[str], headers: dict[str, str]) -> list[str]:
    """What is wrong with one answer."""
    answer = await browser.get(path, headers=headers, follow_redirects=False)
    assert answer.status_code < 500, path
    seen = readable(answer.content)
    shown = [match[:40].decode("latin-1") for match in TOKEN.findall(seen)]
    return [
        f"{path}: {what}" for what in (*shown, *(around(token, seen) for token in tokens if token.encode() in seen))
    ]


async def test_no_page_no_file_and_no_answer_of_the_api_shows_a_link(
    story: Teller, app: Litestar, keys: Keyring, planted: dict[str, str]
) -> None:
    door = Door(app, keys)
    ada = await door.sign_in("Ada Admin", Role.ADMIN, every_unit=True)
    actor = await sessions.actor_for_user(ada.id)
    assert actor is not None
    for told in story.told:
        case = await DB.fetch_value("SELECT id FROM followup_case WHERE number = $1", told.case)
        await actions.claim(story.registry, actor, case)
        await actions.note(story.registry, actor, case, told.word)
        await actions.log_attempt(story.registry, actor, case, "phone", reached=False, text=told.word)
    contacts: list[UUID] = [told.contact for told in story.told]
    key = {"authorization": f"Bearer {await make_key(*Scope)}"}
    tokens, wrong, looked = set(planted.values()), [], 0

    for method, path, policy in routes(app):
        if method != "GET" or policy.kind not in ("staff", "key") or path.startswith("/app/live"):
            continue
        headers = key if policy.kind == "key" else {}
        for address in dict.fromkeys(await addresses(path, contacts)):
            wrong += await read(ada.browser, address, tokens, headers)
            looked += 1
    for query in (next(iter(planted.values())), "end", "customer0"):
        wrong += await read(ada.browser, f"/app/customers?q={query}", tokens - {query}, {})
        wrong += await read(ada.browser, f"/app/comments?q={query}", tokens - {query}, {})
    await door.close()

    assert wrong == []
    assert looked > 100
    outbox = await DB.fetch_value("SELECT string_agg(convert_from(content, 'latin1'), '') FROM outbox_mail")
    assert TOKEN.search(outbox.encode()), "the mails themselves have their links"


async def test_mails_of_a_test_key_show_their_links_for_they_go_to_nobody(
    story: Teller, app: Litestar, keys: Keyring
) -> None:
    door = Door(app, keys)
    ada = await door.sign_in("Ada Admin", Role.ADMIN, every_unit=True)
    mail = await DB.fetch_value("SELECT id FROM outbox_mail ORDER BY id LIMIT 1")
    assert not TOKEN.search((await ada.see(f"/app/outbox/{mail}")).encode())
    await DB.execute("UPDATE message SET is_test = true")
    assert TOKEN.search((await ada.see(f"/app/outbox/{mail}")).encode())
    await door.close()


@pytest.mark.parametrize(
    "written",
    [
        "https://x/s/{}?csat=4",
        "https%3A%2F%2Fx%2Fs%2F{}",
        "=2Fo=2F{}",
        "&#x2F;d&#47;{}",
        r"\/r\/{}",
        "/app/password/{}",
        "Reply+{}@x",
        "bounce%2B{}%40x",
        "/s/{}glued",
    ],
)
def test_a_link_is_masked_however_it_is_written(written: str, keys: Keyring) -> None:
    token = keys.token(TokenPurpose.ANSWER, uuid4())
    for shown in (token, token.upper(), *(f"{token[:9]}{pause}{token[9:]}" for pause in PAUSES)):
        text = written.format(shown).encode()
        masked = mask_links(text)
        assert len(masked) == len(text)
        assert token[10:].encode() not in masked.lower()
        assert masked.startswith(written.partition("{")[0].encode())


def test_words_marked_inside_of_a_link_do_not_show_it(keys: Keyring) -> None:
    token = keys.token(TokenPurpose.REPLY, uuid4())
    text = f"Ä sad reply+{token}@x"
    at = text.index("reply")
    for first, last in ((at, at + 5), (at + 6, at + 9), (at + 20, at + 21)):
        marked = highlight_words(text, [WordWeight((first, last), -1.0)])
        assert "".join(piece.text for piece in marked) == f"Ä sad reply+{'*' * 32}@x"
    assert [piece for piece, _ in mark_phrases(text, ["reply"])] == ["Ä sad ", "reply", f"+{'*' * 32}@x"]


def test_what_only_looks_like_a_link_stays() -> None:
    for text in ("/x/" + "a" * 32, "/s/short", "/static/" + "a" * 32, "a" * 64, f"<{uuid4().hex}@x>", "/s/" + "1" * 32):
        assert mask_links(text.encode()) == text.encode()
