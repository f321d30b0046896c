"""The plain words before most @ signs are checked without the library: it must never think otherwise."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from tests.hypothesis_profiles import examples
from vocapp.channels.email.mail_address import AddressError, normalise_address

LOCALS = st.text(st.sampled_from("abzAZ09._-+'!#$%&*/=?^`{|}~\"\\(),:;[] "), min_size=1, max_size=70)


@given(LOCALS)
@examples(200)
@example("a..b")
@example(".a")
@example("a.")
@example("o'brien+survey")
@example('"a b"')
@example("x" * 64)
@example("x" * 65)
def test_an_address_is_taken_exactly_if_the_library_takes_it(local: str) -> None:
    text = f"x{local}x@mail.example"  # without what `normalise_address` takes off at the ends
    try:
        expected = validate_email(text, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        expected = None
    try:
        found = normalise_address(text)
    except AddressError:
        found = None
    assert found == expected


def test_a_long_domain_makes_an_address_too_long() -> None:
    domain = ".".join(["d" * 60] * 4)
    assert normalise_address(f"{'a' * 10}@{domain}") == f"{'a' * 10}@{domain}"
    with pytest.raises(AddressError) as failure:
        normalise_address(f"{'a' * 11}@{domain}")
    assert [fault.code for fault in failure.value.faults] == ["identity.email"]
