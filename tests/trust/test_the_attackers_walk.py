"""An attacker's walk: a vendor's key, an integrator, an executive and an agent try what they gain by. Each is refused,
and each attempt is in the audit log under their name.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from tests.invitations.customer_rows import publish_all
from tests.staff_people import COMMAND, Door, Person
from tests.trust.stories import Teller, event, office_hours
from vocapp import app as application
from vocapp import clock
from vocapp.database import DB, from_json
from vocapp.feature import Registry
from vocapp.http.access import Role, Scope
from vocapp.staff import api_keys, handler_refs, units
from vocapp.staff.key_rights import KeyLimits
from vocapp.staff.units import UnitIn
from vocapp.tokens import Keyring, TokenPurpose

pytestmark = pytest.mark.committed
KEYS = "/app/settings/keys"
KEY_FORM: Mapping[str, Any] = {"name": "dialler", "kind": "live", "sources": "vendor", "days": "365"}


@dataclass
class Company:
    """Three customers of the company's own desk have complained, about calls that Omar took."""

    teller: Teller
    client: httpx.AsyncClient
    door: Door
    places: dict[str, UUID]
    people: dict[str, Person] = field(default_factory=dict)

    async def log(self, action: str, actor: str) -> list[Any]:
        """What the audit log says of an action by somebody."""
        sql = "SELECT detail FROM event WHERE action = $1 AND actor = $2 ORDER BY id"
        return [from_json(row["detail"]) for row in await DB.fetch(sql, action, actor)]


@pytest.fixture
async def company(
    own_database: str, registry: Registry, app: Litestar, client: httpx.AsyncClient, keys: Keyring
) -> AsyncIterator[Company]:
    registry = application.build(replace(registry.settings, mail_domain="feedback.example"), registry.keys)
    made = {slug: await units.add(UnitIn(slug, slug.title()), COMMAND) for slug in ("desk", "vendor")}
    door = Door(app, keys)
    with office_hours():
        await publish_all()
        teller = Teller(registry, client)
        omar = {"kind": "agent", "name": "O.", "ref": "AG-17"}
        await teller.contacts(["rainbow", "thunder", "sleet"], source="acd", unit="desk", handlers=[omar])
        await teller.mails()
        await teller.answers(*teller.told)
        await teller.work("score", "count")
        found = Company(teller, client, door, made)
        desk = frozenset({made["desk"]})
        found.people = {
            "ada": await door.sign_in("Ada Admin", Role.ADMIN),
            "ivan": await door.sign_in("Ivan Integrator", Role.INTEGRATOR),
            "eve": await door.sign_in("Eve Executive", Role.EXECUTIVE),
            "omar": await door.sign_in("Omar Agent", Role.AGENT, units=desk),
            "lena": await door.sign_in("Lena Lead", Role.LEAD, units=desk),
        }
        await handler_refs.import_refs("acd,ag-17,omar@company.example", COMMAND)
        yield found
    await door.close()


async def test_a_vendors_key_stays_with_its_own_contacts(company: Company) -> None:
    limits = KeyLimits(frozenset({"vendor"}), frozenset({company.places["vendor"]}))
    key = await api_keys.add("vendor", [Scope.CONTACTS_WRITE], is_test=False, by=COMMAND, limits=limits)
    headers = {"authorization": f"Bearer {key.secret}"}
    me = f"key:{key.id}"

    async def send(**changes: Any) -> httpx.Response:
        body = event("vendor", 90, source="vendor", unit="vendor", handlers=[]) | changes
        return await company.client.post("/api/v1/contacts", json=body, headers=headers)

    foreign_unit = await send(unit="desk")
    foreign_handler = await send(handlers=[{"kind": "agent", "unit": "desk"}])
    squatted = await send(source="acd", external_id="0 rainbow")
    assert [answer.status_code for answer in (foreign_unit, foreign_handler, squatted)] == [403] * 3
    assert len(await company.log("contact.refused", me)) == 3
    assert await DB.fetch_value("SELECT count(*) FROM contact") == 3

    # The customer of another source, whose mail shall go to the attacker from now on.
    known = {"kind": "loyalty", "value": "0 rainbow"}
    redirected = {"identities": [known, {"kind": "email", "value": "attacker@evil.example"}], "country": "GB"}
    assert (await send(external_id="r", customer=redirected)).status_code == 201
    assert len(await company.log("customer.addition_refused", me)) == 1
    assert await DB.fetch_value("SELECT count(*) FROM identity WHERE value LIKE '%evil%'") == 0

    customer = company.teller.told[0].customer
    for path in (f"/api/v1/customers/{customer}", "/api/v1/contacts", "/api/v1/responses"):
        assert (await company.client.get(path, headers=headers)).status_code == 403, path
        assert (await company.client.get(path, headers=headers)).status_code == 403, path
    assert len(await company.log("access.refused", me)) == 3, "once an hour for each route"
    wrong = {"authorization": "Bearer voc_live_" + "a" * 32}
    assert [(await company.client.get("/api/v1/contacts", headers=wrong)).status_code for _ in range(60)][-1] == 429
    assert (await send(external_id="after")).status_code == 201, "the right key goes on working"


async def test_an_integrator_mints_and_restores_nothing_beyond_their_rights(company: Company) -> None:
    ivan, ada = company.people["ivan"], company.people["ada"]
    for more in ({"scopes": ["contacts:read"]}, {"scopes": ["contacts:write"], "every_source": "1"}):
        assert (await ivan.submit(f"{KEYS}/new", **(KEY_FORM | more))).status_code == 403
    assert (await ada.submit(f"{KEYS}/new", **KEY_FORM, scopes=["customers:read"])).status_code == 200
    key = await DB.fetch_value("SELECT id FROM api_key WHERE name = 'dialler'")
    assert (await ada.submit(f"{KEYS}/{key}/revoke")).status_code == 303

    assert (await ivan.submit(f"{KEYS}/{key}/restore")).status_code == 403
    assert [refused["missing"] for refused in await company.log("key.refused", f"user:{ivan.id}")] == [
        "scopes",
        "sources",
        "scopes",
    ]
    assert await DB.fetch_value("SELECT revoked_at IS NOT NULL FROM api_key WHERE id = $1", key)
    for path in ("/app/settings/users/new", "/app/settings/sources", "/app/settings/sign-in"):
        assert (
            await ivan.submit(path, email="ivan2@company.example", role="admin", source="vendor")
        ).status_code == 403
    assert len(await company.log("access.refused", f"user:{ivan.id}")) == 3


async def test_an_executive_does_not_walk_round_the_floor(company: Company) -> None:
    clock.move_to(clock.now() + timedelta(days=8))  # executives see whole weeks
    eve = await company.door.again(company.people["eve"].id)
    words = [story.word for story in company.teller.told]
    for query in (
        "",
        "?unit=desk",
        "?channel=phone_in_house",
        "?touchpoint=other",
        "?sentiment=negative",
        "?q=rain",
    ):
        page = await eve.see(f"/app/comments{query}")
        assert not any(word in page for word in words), query
        assert "Too few comments to show" in page, query
    desk = company.places["desk"]
    for name in (f"?unit={desk}", f"/table.csv?unit={desk}&by=channel", "/table.csv?by=unit"):
        answer = await eve.browser.get(f"/app/dashboards{name}", follow_redirects=True)
        assert answer.status_code == 200
        assert not any(word in answer.text for word in words)

    story = company.teller.told[0]
    ways = (
        "/app/comments/comments.csv",
        f"/app/contacts/{story.contact}",
        f"/app/customers/{story.customer}",
        f"/app/cases/{story.case}",
        "/app/outbox",
    )
    for path in ways:
        assert (await eve.browser.get(path)).status_code == 403, path
    refused = await company.log("access.refused", f"user:{eve.id}")
    assert len(refused) == len(ways)
    assert {one["method"] for one in refused} == {"GET"}


async def test_an_agent_neither_answers_as_the_customer_nor_ends_their_own_case(
    company: Company, keys: Keyring
) -> None:
    omar, lena = company.people["omar"], company.people["lena"]
    story = company.teller.told[0]
    link = keys.token(TokenPurpose.ANSWER, story.ask)
    mail = await DB.fetch_value("SELECT id FROM outbox_mail ORDER BY id LIMIT 1")
    for path in (f"/app/outbox/{mail}", f"/app/outbox/{mail}/html"):
        page = await lena.see(path)
        assert "/s/" + "*" * 32 in page
        assert link not in page
    assert (await omar.browser.get(f"/app/outbox/{mail}")).status_code == 403
    assert len(await company.log("access.refused", f"user:{omar.id}")) == 1
    masked = await company.client.post(f"/s/{'*' * 32}", data={"csat": "5"})
    assert masked.status_code == 404

    case = f"/app/cases/{story.case}"
    assert (await omar.submit(f"{case}/claim")).status_code == 303
    for action, more in (
        ("dismiss", {"text": "she was rude"}),
        ("close", {"root_cause": "other", "outcome": "solved", "text": "all fine"}),
    ):
        answer = await omar.submit(f"{case}/{action}", **more)
        assert "You handled this contact yourself." in answer.text
    state = await DB.fetch_value("SELECT state FROM followup_case WHERE number = $1", story.case)
    assert state == "working"
    assert await company.log("case.own_refused", f"user:{omar.id}") == [{"number": story.case}] * 2
    assert (await lena.submit(f"{case}/dismiss", text="a double")).status_code == 303
