"""What the edge lets through, what it refuses, and in which words."""

import logging

import pytest

from tests.http.conftest import FAILURES, Open

KEY = {"x-test-actor": "key"}
SAME = {"sec-fetch-site": "same-origin"}


async def test_a_program_reads_what_was_wrong(door: Open) -> None:
    answer = await door().post("/api/things", json={"name": 1, "size": "2", "colour": "red"}, headers=KEY)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem.pop("instance") == answer.headers["x-request-id"]
    assert (problem["title"], problem["code"], problem["type"]) == (
        "Body not usable",
        "body.invalid",
        "/docs/problems#body.invalid",
    )
    assert all(error["type"] == f"/docs/problems#{error['code']}" for error in problem["errors"])
    assert {error["pointer"] for error in problem["errors"]} == {"#/name", "#/size", "#/colour"}


async def test_a_good_body_comes_through(door: Open) -> None:
    answer = await door().post("/api/things", json={"name": "door"}, headers=KEY)

    assert (answer.status_code, answer.json()) == (201, {"name": "door", "size": 1})


async def test_wrong_parameters_are_named(door: Open) -> None:
    answer = await door().get("/api/things?limit=many&flag=perhaps")

    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == ["limit", "flag"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [(kind, 503) for kind in ("busy", "closed", "slow", "down", "gone", "full", "cut", "lost", "deadlock")]
    + [("nul", 422), ("surrogate", 422), ("bug", 500), ("mistake", 500), ("missing", 404), ("teapot", 409)],
)
async def test_every_failure_has_a_status_and_none_shows_our_insides(door: Open, kind: str, status: int) -> None:
    browser = door()
    for start in ("/api", "/in"):
        answer = await browser.get(f"{start}/fail/{kind}")
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert ("retry-after" in answer.headers) is (status == 503)
    for start in ("/app", "/s"):
        answer = await browser.get(f"{start}/fail/{kind}", headers={"accept-language": "de-AT,de;q=0.9"})
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/html")
        assert '<html lang="de"' in answer.text
        assert (answer.headers["x-request-id"] in answer.text) is (status >= 500)
        for inside in (str(FAILURES[kind]()), "Traceback", "4711"):
            assert inside == "409: teapot" or len(inside) < 4 or inside not in answer.text


async def test_our_failures_are_logged_and_those_of_callers_are_not(
    door: Open, caplog: pytest.LogCaptureFixture
) -> None:
    browser = door()
    with caplog.at_level(logging.WARNING):
        await browser.get("/api/fail/missing")
        assert caplog.records == []
        await browser.get("/api/fail/busy")
        await browser.get("/api/fail/bug")

    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "unavailable"),
        ("ERROR", "request failed"),
    ]


async def test_a_person_reads_a_sentence_in_his_language(door: Open) -> None:
    browser = door()
    for language, sentence in {
        "en": "This page does not exist",
        "de": "Diese Seite gibt es nicht",
        "fr": "Cette page n’existe pas",
        "es": "Esta página no existe",
        "ar": "هذه الصفحة غير موجودة",
        "tlh": "This page does not exist",
    }.items():
        answer = await browser.get("/nothing", headers={"accept-language": language})
        assert (answer.status_code, sentence in answer.text) == (404, True), language
        assert ('dir="rtl"' in answer.text) is (language == "ar")


async def test_the_wrong_method_hears_the_right_ones(door: Open) -> None:
    browser = door()

    assert (await browser.delete("/api/things")).headers["allow"] == "GET, POST, HEAD, OPTIONS"
    page = await browser.post("/s/right")
    assert (page.status_code, page.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


async def test_head_answers_like_get_without_a_body(door: Open) -> None:
    browser = door()
    got, headed = await browser.get("/s/right"), await browser.head("/s/right")

    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/s/a%00b", {}, 422),
        ("/s/right?x=%00", {}, 422),
        ("/s/" + "a" * 9000, {}, 414),
        ("/s/right?" + "a" * 9000, {}, 414),
        ("/s/right", {"x-filler": "a" * 40_000}, 431),
    ],
)
async def test_unusable_addresses_and_headers_are_refused(
    door: Open, path: str, headers: dict[str, str], status: int
) -> None:
    answer = await door().get(path, headers=headers)

    assert (answer.status_code, answer.json()["status"]) == (status, status)


async def test_bodies_have_their_limits(door: Open) -> None:
    browser = door()

    assert (await browser.post("/in/hook", content=b"x" * 256 * 1024)).status_code == 201
    assert (await browser.post("/in/hook", content=b"x" * (256 * 1024 + 1))).status_code == 413
    large = await browser.post("/api/things", content=b" " * (64 * 1024 + 1), headers=KEY)
    assert large.status_code == 413

    async def endless() -> object:
        for _ in range(300):
            yield b"x" * 1024

    assert (await browser.post("/in/hook", content=endless())).status_code == 413  # type: ignore[arg-type]


async def test_only_json_is_taken_for_json(door: Open) -> None:
    answer = await door().post("/api/things", content="name: door", headers={**KEY, "content-type": "text/yaml"})

    assert (answer.status_code, "text/yaml" in answer.json()["detail"]) == (415, True)


async def test_every_answer_has_the_headers_that_protect_it(door: Open) -> None:
    browser = door()
    for path in ("/s/right", "/nothing", "/api/fail/bug", "/s/a%00b"):
        headers = (await browser.get(path)).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "max-age" in headers["strict-transport-security"]


async def test_without_tls_there_is_no_hsts_header(door: Open) -> None:
    headers = (await door(public_url="http://127.0.0.1:8000").get("/s/right")).headers

    assert "strict-transport-security" not in headers


@pytest.mark.usefixtures("no_seconds_pass")
async def test_guessing_tokens_is_stopped_and_honest_reading_is_not(door: Open) -> None:
    browser = door()
    for _ in range(60):
        assert (await browser.get("/s/right")).status_code == 200

    codes = [(await browser.get(f"/s/wrong{n}")).status_code for n in range(60)]

    assert codes == [404] * 40 + [429] * 20
    late = await browser.get("/s/right")
    assert (late.status_code, int(late.headers["retry-after"]) > 0) == (429, True)


@pytest.mark.usefixtures("no_seconds_pass")
async def test_one_token_is_not_hammered(door: Open) -> None:
    browser = door()
    codes = [(await browser.get("/s/right")).status_code for _ in range(120)]

    assert codes.count(200) >= 100
    assert codes[-1] == 429


@pytest.mark.usefixtures("no_seconds_pass")
async def test_a_route_may_have_a_rate_of_its_own(door: Open) -> None:
    browser = door()

    assert [(await browser.get("/rare")).status_code for _ in range(3)] == [200, 200, 429]
    assert (await browser.get("/slow")).status_code == 200


async def test_limits_can_be_left_to_a_proxy_in_front(door: Open) -> None:
    browser = door(rate_factor=0)

    assert {(await browser.get("/rare")).status_code for _ in range(9)} == {200}


@pytest.mark.usefixtures("no_seconds_pass")
async def test_turning_the_forwarded_header_does_not_turn_the_limit(door: Open) -> None:
    browser = door()
    codes = [
        (await browser.get(f"/s/wrong{n}", headers={"x-forwarded-for": f"198.51.100.{n}"})).status_code
        for n in range(60)
    ]
    assert 429 in codes

    behind = door("10.0.0.1", trusted_proxies=("10.0.0.0/8",))
    codes = [
        (await behind.get(f"/s/wrong{n}", headers={"x-forwarded-for": f"198.51.100.{n}"})).status_code
        for n in range(60)
    ]
    assert set(codes) == {404}


async def test_an_anonymous_visitor_is_sent_to_the_login(door: Open) -> None:
    browser = door()

    page = await browser.get("/app/page?q=x")
    assert (page.status_code, page.headers["location"]) == (303, "/app/login?next=%2Fapp%2Fpage%3Fq%3Dx")
    form = await browser.post("/app/change", data={"word": "x"}, headers=SAME)
    assert (form.status_code, "Sign in first." in form.text) == (401, True)
    assert (await browser.get("/app/page", headers={"x-test-actor": "key"})).status_code == 303


async def test_a_role_opens_what_it_includes(door: Open) -> None:
    browser = door()

    async def change(role: str, **headers: str) -> int:
        sent = {"x-test-actor": role, **headers}
        return (await browser.post("/app/change", data={"word": "x"}, headers=sent)).status_code

    assert await change("lead", **SAME) == 201
    assert await change("admin", **SAME) == 201
    assert await change("agent", **SAME) == 403
    assert await change("lead", **{"sec-fetch-site": "cross-site"}) == 403
    assert await change("lead", **{"sec-fetch-site": "same-site"}) == 403
    assert await change("lead", origin="https://evil.example") == 403
    assert await change("lead", origin="null") == 403
    assert await change("lead", origin="https://feedback.example") == 201
    assert await change("lead", origin="https://elsewhere.example", host="elsewhere.example") == 201


async def test_a_form_must_be_a_form(door: Open) -> None:
    headers = {"x-test-actor": "lead", **SAME}
    answer = await door().post("/app/change", json={"word": "x"}, headers=headers)

    assert answer.status_code == 415


async def test_a_key_opens_what_its_scopes_include(door: Open) -> None:
    browser = door()

    nobody = await browser.post("/api/things", json={"name": "x"})
    assert (nobody.status_code, nobody.headers["www-authenticate"]) == (401, "Bearer")
    assert (await browser.post("/api/things", json={"name": "x"}, headers={"x-test-actor": "admin"})).status_code == 401


async def test_the_log_names_the_route_and_never_the_token(door: Open, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "vocapp.access"):
        await door().get("/s/right?score=9")
        await door().head("/nothing/maria@customer.example")

    lines = [vars(record) for record in caplog.records if record.name == "vocapp.access"]
    assert [(line["method"], line["route"], line["status"], line["by"]) for line in lines] == [
        ("GET", "/s/{token}", 200, "anyone"),
        ("HEAD", "", 404, "anyone"),
    ]
    assert "maria" not in str(lines)
    assert "score" not in str(lines)


async def test_the_document_shows_the_api_with_all_it_may_answer(door: Open) -> None:
    document = (await door().get("/api/v1/docs/openapi.json")).json()

    assert set(document["paths"]) == {"/api/things", "/api/fail/{kind}"}
    responses = document["paths"]["/api/things"]["post"]["responses"]
    assert {"201", "400", "401", "403", "413", "415", "422", "429", "503"} <= set(responses)
    assert list(responses["422"]["content"]) == ["application/problem+json"]
    assert document["paths"]["/api/things"]["post"]["security"] == [{"key": []}]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


async def test_requests_for_missing_rows_are_not_counted_as_guessing(door: Open) -> None:
    """Whoever shows a key that opens may look up ten thousand customers of whom few are known."""
    browser = door()
    assert {(await browser.get("/api/v1/looked-up", headers=KEY)).status_code for _ in range(60)} == {404}
    assert {(await browser.get("/api/v1/looked-up")).status_code for _ in range(60)} == {401, 429}
