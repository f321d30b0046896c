"""Addresses that nobody means: every route with odd values in every parameter. None answers 500.

The names come from the routes' own parameters and from the source, so a new one is tried without being named here.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_from_bytes

import httpx
import pytest
from litestar import Litestar
from litestar.params import QueryParameter

import vocapp
from tests.invitations.customer_rows import publish_all
from tests.staff_people import Door, Person, make_key
from tests.test_policy import address, handlers, routes
from vocapp import app as application
from vocapp.feature import Registry
from vocapp.http.access import Role, Scope
from vocapp.settings import Settings
from vocapp.tokens import Keyring

pytestmark = pytest.mark.usefixtures("database")
READ: Final = re.compile(r'query(?:_params)?(?:\.get(?:all)?\(|\[)"([a-z_]+)"')
DATES: Final = ("since", "until", "from", "to", "day", "period", "after", "before")
VALUES: Final = (
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "-1",
    "9" * 400,
    "-" + "9" * 25,
    "1e999",
    "NaN",
    "٣",
    "' OR 1=1 --",
    "%s%(x)s{0.__class__}",
    "../../etc/passwd",
    "x" * 600,
    "",
)
BROKEN: Final = (b"\xed\xa0\x80", b"\xff\xfe", b"a\r\nb: c", b"\xe2\x80\xae")


def names_in_source() -> list[str]:
    """The names of parameters that pages read."""
    home = Path(vocapp.__file__).parent
    found = {name for path in home.rglob("*.py") for name in READ.findall(path.read_text(encoding="utf-8"))}
    assert {"after", "since", "q"} <= found
    return sorted(found)


def declared(app: Litestar) -> dict[str, list[str]]:
    """Path → the query parameters that its routes declare."""
    found: dict[str, set[str]] = {}
    for handler in handlers(app):
        for name, field in handler.parsed_fn_signature.parameters.items():
            if isinstance(field.kwarg_definition, QueryParameter):
                for path in handler.paths:
                    found.setdefault(path, set()).add(str(getattr(field.kwarg_definition, "name", None) or name))
    return {path: sorted(names) for path, names in found.items()}


def queries(names: list[str]) -> Iterator[str]:
    """Every value in all parameters at once, and odd dates in one at a time, since the first fault hides the others."""
    if names:
        encoded = [*(quote(value, safe="") for value in VALUES), *(quote_from_bytes(value) for value in BROKEN)]
        yield from ("&".join(f"{name}={value}" for name in names) for value in encoded)
        yield from (f"{name}={value}" for name in names if name in DATES for value in VALUES[:3])


@pytest.fixture
def app(settings: Settings, keys: Keyring) -> Litestar:
    """The application without rate limits."""
    return application.create(application.build(replace(settings, rate_factor=0), keys))


@pytest.fixture
async def ada(app: Litestar, client: httpx.AsyncClient, keys: Keyring) -> Person:
    await publish_all()
    return await Door(app, keys).sign_in("Ada Admin", Role.ADMIN)


async def test_no_odd_value_in_any_parameter_of_any_route_is_our_fault(app: Litestar, ada: Person) -> None:
    key = {"authorization": f"Bearer {await make_key(*Scope)}"}
    of_route, everywhere, wrong = declared(app), names_in_source(), []
    for method, path, policy in routes(app):
        if method != "GET" or path.startswith("/app/live"):
            continue
        own = of_route.get(path, [])
        names = own if policy.kind == "key" else sorted({*own, *everywhere})
        for query in queries(names):
            answer = await ada.browser.get(f"{address(path)}?{query}", headers=key if policy.kind == "key" else {})
            if answer.status_code >= 500:
                wrong.append(f"{path}?{query[:200]}: {answer.status_code}")
    assert wrong == []


async def test_thousands_of_parameters_are_refused_before_anything_is_done(app: Litestar, ada: Person) -> None:
    key = {"authorization": f"Bearer {await make_key(*Scope)}"}
    for many in ("&".join("a=1" for _ in range(5000)), "&".join("a" for _ in range(3000)), "&" * 600):
        for method, path, _ in routes(app):
            if method == "GET" and not path.startswith("/app/live"):
                answer = await ada.browser.get(
                    f"{address(path)}?{many}", headers=key if path.startswith("/api") else {}
                )
                assert answer.status_code in (400, 414), (path, answer.status_code)


async def test_every_route_of_the_api_refuses_a_parameter_that_it_does_not_have(app: Litestar, ada: Person) -> None:
    key, tried = {"authorization": f"Bearer {await make_key(*Scope)}"}, 0
    for method, path, policy in routes(app):
        if policy.kind == "key":
            answer = await ada.browser.request(method, f"{address(path)}?misspelt=1", headers=key, json={})
            assert answer.status_code == 400, (path, answer.status_code)
            [error] = answer.json()["errors"]
            assert (error["parameter"], error["code"]) == ("misspelt", "field.unknown"), path
            tried += 1
    assert tried >= 20


async def test_odd_numbers_and_ids_in_a_path_are_not_found(app: Litestar, ada: Person, registry: Registry) -> None:
    key = {"authorization": f"Bearer {await make_key(*Scope)}"}
    for method, path, _ in routes(app):
        if method != "GET" or "{" not in path or path.startswith(("/app/live", "/static")):
            continue
        for odd in ("-1", "9" * 30, "0", "٣", "x" * 300, "%ED%A0%80", "00000000-0000-0000-0000-000000000000"):
            start, _, rest = path.partition("{")
            odd_path = start + odd + address(rest.partition("}")[2])
            answer = await ada.browser.get(odd_path, headers=key if path.startswith("/api") else {})
            assert answer.status_code < 500, (odd_path, answer.status_code)
