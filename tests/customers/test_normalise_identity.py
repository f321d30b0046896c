"""Identities in the one form in which they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fault_sentences import refused
from vocapp.customers.normalise_identity import (
    LONGEST,
    IdentityError,
    UnreachableError,
    check_reachable,
    normalise_identity,
)
from vocapp.customers.types import IdentityKind, WritingChannel


@pytest.mark.parametrize(
    ("kind", "value", "country", "stored"),
    [
        ("email", "Ada@EXAMPLE.com", None, "ada@example.com"),
        ("email", " ada@example.com ", None, "ada@example.com"),
        ("email", "ada@xn--mnchen-3ya.de", None, "ada@münchen.de"),
        ("email", "row-7@example.test", None, "row-7@example.test"),
        ("phone", "+49 30 123456", None, "+4930123456"),
        ("phone", "030 123456", "DE", "+4930123456"),
        ("phone", "+44 20 7946 0018", "DE", "+442079460018"),
        ("handle", "Mastodon: @Ada@Example.social", None, "mastodon:ada@example.social"),
        ("loyalty", "  GOLD   4711 ", None, "GOLD 4711"),
        ("postal", "12 St James's  Square;\r\n London", None, "12 St James's Square, London"),
    ],
)
def test_one_form(kind: str, value: str, country: str | None, stored: str) -> None:
    assert normalise_identity(IdentityKind(kind), value, country) == stored


@pytest.mark.parametrize(
    ("kind", "value", "remedy"),
    [
        ("email", "ada", "like ada@example.com"),
        ("email", "ada@firm.local", "special-use"),
        ("email", "Ada <ada@example.com>", "angle brackets"),
        ("phone", "030 123456", "name the customer's country"),
        ("phone", "+49 12", "check the digits"),
        ("phone", "+1 202 555 0101 ext. 7", "extension"),
        ("handle", "ada", "network:name"),
        ("handle", "mastodon:a da", "network:name"),
        ("loyalty", "   ", "leave it out"),
        ("postal", "x" * (LONGEST + 1), str(LONGEST)),
    ],
)
def test_an_invalid_identity_is_refused_with_the_remedy(kind: str, value: str, remedy: str) -> None:
    with refused(IdentityError, match=remedy):
        normalise_identity(IdentityKind(kind), value)


@given(st.sampled_from(IdentityKind), st.text(max_size=60), st.sampled_from([None, "DE", "US", "XX"]))
def test_normalising_twice_changes_nothing_and_nothing_else_is_raised(
    kind: IdentityKind, value: str, country: str | None
) -> None:
    try:
        once = normalise_identity(kind, value, country)
    except IdentityError as refusal:
        assert str(refusal)
        return
    assert normalise_identity(kind, once, country) == once


def test_a_letter_does_not_reach_a_phone() -> None:
    check_reachable(IdentityKind.PHONE, WritingChannel.SMS)
    with refused(UnreachableError, match="messenger, sms, voice"):
        check_reachable(IdentityKind.PHONE, WritingChannel.LETTER)
    with refused(UnreachableError, match="cannot be written to on any channel"):
        check_reachable(IdentityKind.LOYALTY, WritingChannel.EMAIL)
