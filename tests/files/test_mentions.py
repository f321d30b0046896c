"""A person is found in files and mails that nobody has read, however they are written."""

import base64
import gzip
import quopri
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.files.mentions import PersonMentions, is_packed

ADA = PersonMentions(["ada@firm.example", "+442079460123", "20", "züleyha@example.org"], ["Ada Quill", "Ada"])


@pytest.mark.parametrize(
    "text",
    [
        "Name;Mail\nA;ADA@Firm.Example\n",
        "<ada@firm.example>",
        "mailto:ada@firm.example?subject=x",
        "020 7946 0123",
        "(020) 7946-0123",
        "+44 20 7946 0123",
        "ada   QUILL",
        "Ada\tQuill",
        "Ada\nQuill",
        "züleyha@example.org",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_a_mention_is_found_in_any_encoding(text: str, encoding: str) -> None:
    assert ADA.are_in_file(text.encode(encoding))


@pytest.mark.parametrize(
    "text",
    [
        "ada@firm.example.org",
        "xada@firm.example",
        "20 apples",
        "Ada",
        "Adam Quillon",
        "2079460124",
        "zuleyha@example.org",
    ],
)
def test_others_are_left_alone(text: str) -> None:
    assert not ADA.are_in_file(text.encode())


@pytest.mark.parametrize("transfer", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_mention_is_found_in_an_encoded_part(transfer: str, charset: str) -> None:
    text = "Grüße von züleyha@example.org".encode(charset)
    written = {"base64": base64.encodebytes(text), "quoted-printable": quopri.encodestring(text), "8bit": text}[
        transfer
    ]
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
    assert ADA.are_in_mail(head.encode() + written)


def test_a_mention_is_found_in_a_subject_and_in_an_attachment() -> None:
    assert ADA.are_in_mail(b"Subject: =?utf-8?B?" + base64.b64encode(b"from ada@firm.example") + b"?=\r\n\r\n")
    mail = EmailMessage()
    mail.set_content("See the file.")
    mail.add_attachment(b"who;mail\nAda;ada@firm.example\n" * 40, maintype="text", subtype="csv", filename="list.csv")
    assert ADA.are_in_mail(mail.as_bytes())


@given(
    st.binary(max_size=400),
    st.sampled_from(["ada@firm.example", "Ada Quill", "020 7946 0123"]),
    st.binary(max_size=400),
)
def test_whatever_stands_around_it_a_mention_is_found(before: bytes, mention: str, after: bytes) -> None:
    content = before + b"\n\n" + mention.encode() + b"\n\n" + after
    assert ADA.are_in_file(content)
    assert ADA.are_in_mail(content)


def test_what_is_packed_is_known_as_such() -> None:
    assert is_packed(gzip.compress(b"ada@firm.example"))
    assert is_packed(b"PK\x03\x04 a workbook")
    assert not is_packed(b"who;mail\n")


def test_nobody_is_found_nowhere() -> None:
    assert not PersonMentions([]).are_in("ada@firm.example")
