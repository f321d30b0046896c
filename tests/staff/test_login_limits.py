"""Limits of sign-in attempts: guessing gets slow, and the owner of the account still gets in."""

from dataclasses import replace
from typing import Final

import httpx
import pytest
from litestar import Litestar

from tests.staff_people import PASSWORD, give_password, make_user
from vocapp import app as application
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.http.problem_json import RequestError
from vocapp.staff.login_limits import BY_ACCOUNT, BY_PLACE, LoginAttempt, LoginLimits

pytestmark = pytest.mark.usefixtures("no_seconds_pass")
ACCOUNT: Final = "ada@company.example"
ORIGIN: Final = "https://feedback.example"


def attempts(limits: LoginLimits, account: str, addresses: list[str], device: str = "") -> list[int]:
    """The status of each failed attempt; 200 if it may be tried."""
    found = []
    for address in addresses:
        try:
            limits.begin(LoginAttempt(account, address, device))
            found.append(200)
        except RequestError as refusal:
            found.append(refusal.status)
    return found


def test_one_network_has_six_attempts_on_an_account() -> None:
    limits = LoginLimits()
    assert attempts(limits, ACCOUNT, ["192.0.2.1"] * 8) == [200] * 6 + [429] * 2
    assert BY_PLACE.burst == 6
    assert attempts(limits, ACCOUNT, ["192.0.2.2"]) == [200], "another address may still try"


def test_an_ipv6_network_is_one_place_whatever_address_it_uses() -> None:
    limits = LoginLimits()
    own_network = [f"2001:db8:1:2::{number:x}" for number in range(8)]
    assert attempts(limits, ACCOUNT, own_network) == [200] * 6 + [429] * 2
    assert attempts(limits, ACCOUNT, ["2001:db8:1:3::1"]) == [200]


def test_attempts_from_everywhere_put_an_account_into_the_slow_lane_not_out_of_reach() -> None:
    limits = LoginLimits()
    assert attempts(limits, ACCOUNT, [f"198.51.{number}.1" for number in range(60)]) == [200] * 60
    assert BY_ACCOUNT.burst == 60

    assert attempts(limits, ACCOUNT, ["203.0.113.9"] * 3) == [200, 429, 429], "one attempt from a new address"
    assert attempts(limits, ACCOUNT, [f"192.0.2.{number}" for number in range(1, 6)]) == [200] * 3 + [429] * 2
    inside = [f"2001:db8:7:{number:x}::1" for number in range(5)]
    assert attempts(limits, ACCOUNT, inside) == [200] * 3 + [429] * 2, "a /48 has 65,536 networks, and three attempts"
    assert attempts(limits, "bea@company.example", ["203.0.113.9"]) == [200], "another account is not slow"


def test_a_known_device_is_not_in_the_lane_of_those_who_guess() -> None:
    limits = LoginLimits()
    attempts(limits, ACCOUNT, ["192.0.2.1"] * 10)
    attempts(limits, ACCOUNT, [f"198.51.{number}.1" for number in range(200)])

    assert attempts(limits, ACCOUNT, ["192.0.2.1"] * 7, device="the owner's") == [200] * 6 + [429]
    assert attempts(limits, ACCOUNT, ["192.0.2.1"], device="the owner's phone") == [200]


def test_one_address_tries_many_accounts_only_slowly() -> None:
    limits = LoginLimits()
    found = [attempts(limits, f"user{number}@company.example", ["192.0.2.1"])[0] for number in range(62)]
    assert found == [200] * 60 + [429] * 2


def test_a_right_password_costs_nothing() -> None:
    limits = LoginLimits()
    for _ in range(100):
        limits.succeeded(limits.begin(LoginAttempt(ACCOUNT, "192.0.2.1")))
    assert attempts(limits, ACCOUNT, ["192.0.2.1"] * 7) == [200] * 6 + [429]


def test_refused_attempts_say_how_long_to_wait_and_count_nowhere() -> None:
    limits = LoginLimits()
    attempts(limits, ACCOUNT, ["192.0.2.1"] * 6)
    for _ in range(100):
        with pytest.raises(RequestError) as refused:
            limits.begin(LoginAttempt(ACCOUNT, "192.0.2.1"))
        assert refused.value.headers == {"retry-after": "15"}
    assert attempts(limits, ACCOUNT, ["192.0.2.2"] * 7) == [200] * 6 + [429], "the account has not become slow"


def browser(app: Litestar, address: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app, client=(address, 40000)), base_url=ORIGIN)


async def sign_in(client: httpx.AsyncClient, password: str, **more: object) -> int:
    form = {"email": ACCOUNT, "password": password}
    return (await client.post("/app/login", data=form, **more)).status_code  # type: ignore[arg-type]


@pytest.fixture
async def ada(database: str) -> None:
    await give_password(await make_user("Ada Admin", Role.ADMIN))


@pytest.mark.usefixtures("ada")
async def test_the_owner_signs_in_at_the_address_of_an_attacker_with_a_device_that_is_known(app: Litestar) -> None:
    async with browser(app, "192.0.2.1") as owner, browser(app, "192.0.2.1") as attacker:
        assert await sign_in(owner, PASSWORD) == 303
        owner.cookies.delete("__Secure-vocapp")
        assert [await sign_in(attacker, f"guess {number}") for number in range(7)] == [422] * 6 + [429]

        assert await sign_in(attacker, PASSWORD) == 429
        assert await sign_in(owner, PASSWORD) == 303


@pytest.mark.usefixtures("ada")
async def test_a_device_is_known_to_its_user_only_and_until_the_password_changes(app: Litestar) -> None:
    await give_password(await make_user("Bea Agent"))
    async with browser(app, "192.0.2.1") as bea:
        other = {"email": "bea@company.example", "password": PASSWORD}
        assert (await bea.post("/app/login", data=other)).status_code == 303
        assert "__Secure-vocapp-devices" in bea.cookies
        assert [await sign_in(bea, "guess") for _ in range(7)][-1] == 429, "Bea's device is not Ada's"

    async with browser(app, "192.0.2.2") as ada:
        assert await sign_in(ada, PASSWORD) == 303
        first = ada.cookies["__Secure-vocapp-devices"]
        assert await sign_in(ada, PASSWORD) == 303
        assert ada.cookies["__Secure-vocapp-devices"] == first, "one device, one entry"
    async with browser(app, "192.0.2.2") as thief:
        assert [await sign_in(thief, "guess") for _ in range(7)][-1] == 429
        for planted in ("x", first[:-1] + ("a" if first[-1] != "a" else "b"), f"{'0' * 32}{'a' * 32}", "~.~"):
            assert await sign_in(thief, PASSWORD, headers={"cookie": f"__Secure-vocapp-devices={planted}"}) == 429
        other_users = {"cookie": f"__Secure-vocapp-devices=junk.{first}"}
        assert await sign_in(thief, PASSWORD, headers=other_users) == 303
        await give_password(await make_user("Cy Agent"))
        thief.cookies.clear()
        await DB.execute("UPDATE staff_user SET password_hash = password_hash || ' '")
        assert await sign_in(thief, PASSWORD, headers=other_users) == 429


@pytest.mark.usefixtures("ada")
async def test_behind_a_proxy_each_client_is_counted_and_a_forged_header_is_not(registry: Registry) -> None:
    registry = application.build(replace(registry.settings, trusted_proxies=("10.0.0.0/8",)), registry.keys)
    app = application.create(registry)
    async with app.lifespan():
        async with browser(app, "10.0.0.1") as proxy:
            guesser = {"headers": {"x-forwarded-for": "192.0.2.1"}}
            assert [await sign_in(proxy, "guess", **guesser) for _ in range(7)] == [422] * 6 + [429]
            assert await sign_in(proxy, PASSWORD, headers={"x-forwarded-for": "198.51.100.7"}) == 303
        async with browser(app, "203.0.113.1") as direct:
            forged = [{"headers": {"x-forwarded-for": f"198.51.100.{number}"}} for number in range(7)]
            assert [await sign_in(direct, "guess", **header) for header in forged] == [422] * 6 + [429]
