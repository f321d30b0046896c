"""Codes of problems: each is described, has one status, and its type leads to the description."""

import ast

from tests.http.conftest import Open
from tests.source_code import modules
from vocapp.http.fault_texts import SENTENCES
from vocapp.http.problem_json import STATUSES, RequestError, problem
from vocapp.http.problem_kinds import PROBLEMS


def test_every_code_that_is_raised_is_described() -> None:
    unknown = [
        f"{module.place}:{node.lineno}: {keyword.value.value}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RequestError"
        for keyword in node.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
        if keyword.value.value not in PROBLEMS
    ]
    assert unknown == []


def test_a_problem_without_a_code_has_the_one_of_its_status() -> None:
    for status in STATUSES:
        refusal = RequestError(status)
        shown = problem(refusal, "1")
        assert PROBLEMS[refusal.code].status == status
        assert (shown.code, shown.type) == (refusal.code, f"/docs/problems#{refusal.code}")
        assert shown.detail == PROBLEMS[refusal.code].detail


def test_a_fault_gives_its_code_to_a_problem_and_keeps_the_title_of_the_status() -> None:
    shown = problem(RequestError(409, "These two cannot be merged. Choose others.", code="merge.ring"))
    assert "merge.ring" in SENTENCES
    assert (shown.code, shown.title, shown.status) == ("merge.ring", "Conflict", 409)


def test_every_description_is_whole_sentences() -> None:
    for code, kind in PROBLEMS.items():
        assert kind.detail.endswith("."), code
        assert kind.detail[0].isupper() or kind.detail[0] == "`", code
        assert not kind.title.endswith("."), code


async def test_a_missing_body_is_reported(door: Open) -> None:
    answer = await door().post("/api/things", headers={"x-test-actor": "key"})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "detail": "The request needs a body. Send one as application/json.",
            "pointer": "#",
            "code": "body.required",
            "type": "/docs/problems#body.required",
        }
    ]
