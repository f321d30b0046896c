"""Who may call what: every route against the table that was reviewed, and against real callers.

A new route changes tests/golden/policy.txt: look at the line, then write the table with `pytest tests/test_policy.py
--regenerate`.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from litestar import Litestar, get
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from tests.staff_people import Person, SignIn, make_key
from vocapp.http.access import PUBLIC, Policy, Role, Scope
from vocapp.http.openapi_policies import PolicyPlugin, UndeclaredError

GOLDEN = Path(__file__).parent / "golden" / "policy.txt"
NOWHERE = UUID("01900000-0000-7000-8000-000000000000")


def routes(app: Litestar) -> Iterator[tuple[str, str, Policy]]:
    """Every method, path and policy; the OPTIONS that Litestar adds itself is left out."""
    for route in app.routes:
        assert isinstance(route, HTTPRoute), route.path
        for handler in route.route_handlers:
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                yield method, route.path, handler.opt["policy"]


def table(app: Litestar) -> str:
    lines = [f"{path:55} {method:7} {policy}\n" for method, path, policy in routes(app)]
    return "".join(sorted(lines))


def test_every_route_is_in_the_reviewed_table(app: Litestar, regenerate: bool) -> None:
    found = table(app)
    if regenerate:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8"), (
        "Who may call what has changed. If it should have: pytest tests/test_policy.py --regenerate, and commit."
    )


def test_a_route_without_a_policy_does_not_start() -> None:
    @get("/forgotten")
    async def forgotten() -> str:
        return ""

    with pytest.raises(UndeclaredError, match="GET /forgotten declares no policy"):
        Litestar([forgotten], plugins=[PolicyPlugin()], openapi_config=None)


def test_a_route_with_one_starts() -> None:
    @get("/known", opt=PUBLIC.opt)
    async def known() -> str:
        return ""

    assert Litestar([known], plugins=[PolicyPlugin()], openapi_config=None)


def address(path: str, handler: str = "") -> str:
    """`path` with an id, a token or a name in it that nobody made."""
    steps = []
    for step in path.split("/"):
        name, _, kind = step.strip("{}").partition(":")
        if not step.startswith("{"):
            steps.append(step)
        elif kind == "uuid":
            steps.append(str(NOWHERE))
        elif kind == "int":
            steps.append("1")
        else:
            steps.append("a" * 32 if name == "token" else "nothing")
    return "/".join(steps)


async def call(browser: httpx.AsyncClient, method: str, path: str, **more: object) -> int:
    headers = {"sec-fetch-site": "same-origin"} if path.startswith("/app") else {}
    headers |= more.pop("headers", {})  # type: ignore[arg-type]
    return (await browser.request(method, address(path), headers=headers, **more)).status_code  # type: ignore[arg-type]


async def test_nobody_gets_into_a_staff_page_or_the_api(
    database: str, app: Litestar, client: httpx.AsyncClient
) -> None:
    for method, path, policy in routes(app):
        status = await call(client, method, path)
        if policy.kind == "staff":
            assert status == (303 if method == "GET" else 401), (method, path, status)
        elif policy.kind == "key":
            assert status == 401, (method, path, status)


@pytest.mark.parametrize("role", Role)
async def test_each_role_gets_what_the_table_says(database: str, app: Litestar, signed_in: SignIn, role: Role) -> None:
    person: Person = await signed_in("Pat Person", role)
    for method, path, policy in routes(app):
        if policy.kind != "staff" or path.endswith(("/logout", "/elsewhere")):
            continue
        data = {"data": {"csrf": person.csrf}} if method != "GET" else {}
        status = await call(person.browser, method, path, **data)
        allowed = not policy.roles or role in policy.roles
        assert status < 500, (method, path, status)
        assert (status == 403) is not allowed, (method, path, status)
        assert status != 401, (method, path)


@pytest.mark.parametrize("forged", ["another session's token", "no token", "another site"])
async def test_a_change_without_the_sessions_token_is_refused(
    database: str, app: Litestar, signed_in: SignIn, forged: str
) -> None:
    ada: Person = await signed_in("Ada Admin", Role.ADMIN)
    cross = {"headers": {"sec-fetch-site": "cross-site"}, "data": {"csrf": ada.csrf}}
    sent = {"another session's token": {"data": {"csrf": "a" * 32}}, "no token": {}, "another site": cross}[forged]
    for method, path, policy in routes(app):
        if policy.kind == "staff" and method != "GET":
            assert await call(ada.browser, method, path, **sent) == 403, (method, path)


async def test_a_key_opens_what_its_scope_says(database: str, app: Litestar, client: httpx.AsyncClient) -> None:
    secrets = {scope: await make_key(scope) for scope in Scope}
    for method, path, policy in routes(app):
        if policy.kind != "key":
            continue
        for scope, secret in secrets.items():
            status = await call(client, method, path, headers={"authorization": f"Bearer {secret}"})
            assert status < 500, (method, path, status)
            assert (status == 403) is (scope != policy.scope), (method, path, scope, status)


async def test_options_and_head_reveal_no_more_than_the_method(
    database: str, app: Litestar, client: httpx.AsyncClient
) -> None:
    for method, path, policy in routes(app):
        assert await call(client, "OPTIONS", path) == 204, path
        if policy.kind in ("staff", "key") and method == "GET":
            assert await call(client, "HEAD", path) in (303, 401), path


def handlers(app: Litestar) -> Iterator[HTTPRouteHandler]:
    for route in app.routes:
        yield from route.route_handlers  # type: ignore[union-attr]


def test_every_body_has_a_limit(app: Litestar) -> None:
    for handler in handlers(app):
        limit = handler.resolve_request_max_body_size()
        assert limit is not None and limit <= 10 * 1024 * 1024, handler.handler_name
