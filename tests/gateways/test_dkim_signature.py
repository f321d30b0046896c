"""A signature that other mail servers accept, over the headers that matter."""

import base64
import subprocess
from dataclasses import replace

import dkim
import pytest

from tests.channels.test_build_mime import BODY, HEADERS
from vocapp.channels.email.build_mime import assemble
from vocapp.gateways.dkim_signature import DkimSigner, dkim_signer
from vocapp.settings import SettingError, Settings

MAIL = assemble(HEADERS, BODY)


@pytest.fixture(scope="module")
def key() -> str:
    return subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def record(key: str) -> bytes:
    """What the domain publishes."""
    made = subprocess.run(
        ["openssl", "rsa", "-pubout", "-outform", "DER"], input=key.encode(), capture_output=True, check=True
    )
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(made.stdout)


@pytest.fixture
def signing(settings: Settings, key: str) -> Settings:
    return replace(settings, dkim_key=key)


def is_valid(mail: bytes, record: bytes) -> bool:
    valid: bool = dkim.verify(mail, dnsfunc=lambda *_, **__: record)
    return valid


def test_the_signature_is_valid_and_of_the_senders_domain(signing: Settings, record: bytes) -> None:
    signed = DkimSigner(signing).sign(MAIL, "feedback@meridian.example")
    assert signed.endswith(MAIL)
    assert b"d=meridian.example" in signed
    assert is_valid(signed, record)


def test_a_domain_of_our_own_signs_where_it_is_set(signing: Settings) -> None:
    signed = DkimSigner(replace(signing, dkim_domain="mail.example", dkim_selector="s1")).sign(MAIL, "a@b.example")
    assert b"d=mail.example" in signed
    assert b"s=s1" in signed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"From:", b"From: evil@x.example\r\nFrom:"),
        (b"Subject: How", b"Subject: Why"),
        (b"List-Unsubscribe: <https", b"List-Unsubscribe: <http"),
        (b"List-Unsubscribe-Post", b"X-Removed"),
        (b"Hello", b"Howdy"),
    ],
)
def test_a_changed_mail_breaks_the_signature(signing: Settings, record: bytes, old: bytes, new: bytes) -> None:
    signed = DkimSigner(signing).sign(MAIL, "feedback@meridian.example")
    assert not is_valid(signed.replace(old, new, 1) if old != b"Hello" else signed.replace(old, new), record)


def test_without_a_key_nothing_signs(settings: Settings) -> None:
    assert dkim_signer(settings) is None


def test_the_key_is_read_once(signing: Settings) -> None:
    assert dkim_signer(signing) is dkim_signer(replace(signing))


@pytest.mark.parametrize("key", ["nonsense", "-----BEGIN X-----\nAAAA\n-----END X-----", "schlüssel"])
def test_a_key_that_is_none_is_refused_with_the_remedy(settings: Settings, key: str) -> None:
    with pytest.raises(SettingError, match="openssl"):
        dkim_signer(replace(settings, dkim_key=key))
