"""Limits of sign-in attempts: per account and place, and per account from everywhere together."""

import pytest

from vocapp.http.problem_json import RequestError
from vocapp.staff.pages.login_pages import BY_ACCOUNT, BY_PLACE, LoginLimits

ACCOUNT = "ada@alderway.example"


def attempts(limits: LoginLimits, account: str, places: list[str]) -> list[int]:
    """The status of each attempt; 200 if it may be tried."""
    found = []
    for place in places:
        try:
            limits.check(account, place)
            found.append(200)
        except RequestError as refusal:
            found.append(refusal.status)
    return found


def test_an_account_is_locked_for_one_place_after_six_attempts(no_seconds_pass: None) -> None:
    limits = LoginLimits()
    assert attempts(limits, ACCOUNT, ["192.0.2.1"] * 8) == [200] * 6 + [429] * 2
    assert BY_PLACE.burst == 6
    assert attempts(limits, ACCOUNT, ["192.0.2.2"]) == [200], "another place may still try"


def test_an_account_is_locked_for_every_place_after_sixty_attempts(no_seconds_pass: None) -> None:
    limits = LoginLimits()
    many = [f"192.0.2.{number}" for number in range(62)]
    assert attempts(limits, ACCOUNT, many) == [200] * 60 + [429] * 2
    assert BY_ACCOUNT.burst == 60
    assert attempts(limits, "bea@alderway.example", many[:1]) == [200], "another account is not locked"


def test_refused_attempts_say_how_long_to_wait(no_seconds_pass: None) -> None:
    limits = LoginLimits()
    attempts(limits, ACCOUNT, ["192.0.2.1"] * 6)
    with pytest.raises(RequestError) as refused:
        limits.check(ACCOUNT, "192.0.2.1")
    assert refused.value.headers == {"retry-after": "15"}
