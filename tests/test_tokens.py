"""A token opens one thing for one purpose, can be made again, and cannot be guessed or read from the database."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.tokens import TOKEN_LENGTH, Keyring, TokenPurpose, is_well_formed, mend_link, token_hash

KEYS = Keyring({"k1": b"1" * 32, "k2": b"2" * 32}, "k2")
WHAT = st.tuples(
    st.sampled_from(TokenPurpose), st.uuids(), st.integers(min_value=0, max_value=99), st.sampled_from(["k1", "k2"])
)


@given(one=WHAT, other=WHAT)
def test_two_tokens_are_the_same_only_for_the_same(
    one: tuple[TokenPurpose, UUID, int, str], other: tuple[TokenPurpose, UUID, int, str]
) -> None:
    assert (KEYS.token(*one) == KEYS.token(*other)) is (one == other)


@given(what=WHAT)
def test_a_token_can_be_made_again_and_has_its_form(what: tuple[TokenPurpose, UUID, int, str]) -> None:
    token = KEYS.token(*what)
    assert token == KEYS.token(*what)
    assert len(token) == TOKEN_LENGTH
    assert is_well_formed(token)
    assert token.encode() not in token_hash(token)
    assert len(token_hash(token)) == 32


@given(text=st.text(max_size=40))
def test_only_base32_text_of_full_length_is_a_token(text: str) -> None:
    allowed = set("abcdefghijklmnopqrstuvwxyz234567")
    assert is_well_formed(text) is (len(text) == TOKEN_LENGTH and set(text) <= allowed)
    assert len(token_hash(text + "\ud800")) == 32, "half a surrogate is hashed like anything else"


def test_the_current_key_is_used_unless_another_is_named() -> None:
    subject = UUID(int=1)
    assert KEYS.token(TokenPurpose.ANSWER, subject) == KEYS.token(TokenPurpose.ANSWER, subject, 0, "k2")
    assert KEYS.fingerprint() == KEYS.fingerprint("k2") != KEYS.fingerprint("k1")


TOKEN = KEYS.token(TokenPurpose.ANSWER, UUID(int=1))


@pytest.mark.parametrize(
    "touched",
    [".", ">", ").", " ", "\u200b", "”", "&utm_source=x", "=", "\r\n"],
)
@pytest.mark.parametrize("kind", ["s", "o", "r", "d"])
def test_a_touched_link_is_mended(kind: str, touched: str) -> None:
    assert mend_link(f"/{kind}/{TOKEN}{touched}") == f"/{kind}/{TOKEN}"
    assert mend_link(f"/{kind.upper()}/{TOKEN.upper()}{touched}/") == f"/{kind}/{TOKEN}/"
    assert mend_link(f"/{kind}/<{TOKEN[:9]}=\r\n {TOKEN[9:]}>/not-me") == f"/{kind}/{TOKEN}/not-me"


@given(st.text(max_size=80))
def test_other_paths_stay_as_they_are(text: str) -> None:
    for path in (f"/app/{text}", f"/s/{text[:31]}", f"/s/{TOKEN}", f"/s/{TOKEN}a", f"/s/{TOKEN[:-1]}"):
        assert mend_link(path) == path
    assert mend_link(mend_link(f"/s/{text}")) == mend_link(f"/s/{text}")
