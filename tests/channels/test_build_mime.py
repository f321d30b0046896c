"""The bytes of a mail: exactly the headers that are meant, whatever the names hold."""

import email
import email.policy
from datetime import UTC, datetime
from email.header import decode_header, make_header

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocapp.channels.email.build_mime import Headers, address, assemble, display_name, encode_header
from vocapp.channels.mail_content import MailBody, MailImage

HEADERS = Headers(
    message_id="<0196a0@feedback.example>",
    date=datetime(2026, 5, 4, 8, 30, tzinfo=UTC),
    sender_name="Meridian Energy",
    sender_address="feedback@meridian.example",
    recipient="ann@customers.example",
    reply_to="reply+x@feedback.example",
    unsubscribe_url="https://feedback.example/o/b",
    unsubscribe_mail="reply+x@feedback.example",
    feedback_id="meridian",
)
BODY = MailBody(subject="How was it?", text="Hello,\n.\nBye", html="<p>Hello</p>", language="en")
EXPECTED = {
    "Date": "Mon, 04 May 2026 08:30:00 +0000",
    "From": '"Meridian Energy" <feedback@meridian.example>',
    "To": "ann@customers.example",
    "Reply-To": "reply+x@feedback.example",
    "Subject": "How was it?",
    "Message-ID": "<0196a0@feedback.example>",
    "MIME-Version": "1.0",
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
    "List-Unsubscribe": "<https://feedback.example/o/b>, <mailto:reply+x@feedback.example?subject=unsubscribe>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "Feedback-ID": "meridian",
    "Content-Type": 'multipart/alternative; boundary="=_0196a0"',
}


def parsed(headers: Headers = HEADERS, body: MailBody = BODY) -> email.message.EmailMessage:
    found = email.message_from_bytes(assemble(headers, body), policy=email.policy.default)
    assert isinstance(found, email.message.EmailMessage)
    return found


def test_the_headers_are_these_and_no_others() -> None:
    assert [name for name, _ in parsed().items()] == list(EXPECTED)
    raw = email.message_from_bytes(assemble(HEADERS, BODY))
    assert {name: " ".join(value.split()) for name, value in raw.items()} == EXPECTED


def test_a_mail_that_nobody_can_unsubscribe_from_does_not_claim_it() -> None:
    plain = parsed(msgspec.structs.replace(HEADERS, unsubscribe_url="", feedback_id=""))
    assert not {"List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID"} & set(plain)


HOSTILE = "Meridian\r\nBcc: all@customers.example\r\n\r\n<script>"


@given(st.text(max_size=80) | st.just(HOSTILE), st.text(max_size=200) | st.just(HOSTILE))
def test_no_name_and_no_subject_adds_a_header(name: str, subject: str) -> None:
    headers = msgspec.structs.replace(
        HEADERS,
        sender_name=name,
        feedback_id=subject or "x",
    )
    content = assemble(headers, msgspec.structs.replace(BODY, subject=subject))
    raw = email.message_from_bytes(content)
    assert [header for header, _ in raw.items()] == list(EXPECTED)
    head = content.partition(b"\r\n\r\n")[0]
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert b"\r" not in head.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "name",
    ["Meridian Energy", 'Solvane "Meer" \\ Co', "Müller & Söhne", "شركة الطاقة", "日本" * 40, "=?utf-8?b?eA==?="],
)
def test_a_name_is_read_as_it_was_written(name: str) -> None:
    headers, body = msgspec.structs.replace(HEADERS, sender_name=name), msgspec.structs.replace(BODY, subject=name)
    found = parsed(headers, body)
    assert found["Subject"] == name
    if "\\" not in name:
        raw = email.message_from_bytes(assemble(headers, body))["From"]
        assert str(make_header(decode_header(raw))).rpartition(" <")[0].strip('"') == name
    assert found["From"].addresses[0].addr_spec == "feedback@meridian.example"


def test_no_line_of_a_header_is_too_long() -> None:
    assert all(len(line) <= 78 for line in encode_header("ünd " * 100).split("\r\n "))
    assert display_name("a\tb") == '"a b"'


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Hello,\nfine", "7bit"),
        ("Schöne Grüße aus der Stadt, in der es so gut war", "quoted-printable"),
        ("ما رأيكم في مكالمتكم", "base64"),
        ("x" * 2000, "quoted-printable"),
        ("=" * 40 + "\n.\n..\nFrom me\n \n", "7bit"),
    ],
)
def test_each_twin_is_read_as_it_was_written(text: str, how: str) -> None:
    found = parsed(body=msgspec.structs.replace(BODY, text=text, html=f"<p>{text}</p>"))
    plain, html = found.iter_parts()
    assert isinstance(plain, email.message.EmailMessage)
    assert isinstance(html, email.message.EmailMessage)
    assert plain["Content-Transfer-Encoding"] == how
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
    assert html.get_content_type() == "text/html"
    assert max(map(len, assemble(HEADERS, msgspec.structs.replace(BODY, text=text)).split(b"\r\n"))) <= 998


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_any_text_survives(text: str) -> None:
    found = next(iter(parsed(body=msgspec.structs.replace(BODY, text=text)).iter_parts()))
    assert isinstance(found, email.message.EmailMessage)
    payload = found.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().rstrip("\r\n") == text.rstrip("\r\n")


@pytest.mark.parametrize(
    "url", ["https://x.example/o/a\r\nBcc: b@c.example", "https://x.example/ö", "https://x/<>", "o/a"]
)
def test_a_link_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not a link"):
        assemble(msgspec.structs.replace(HEADERS, unsubscribe_url=url), BODY)


class TestAddresses:
    def test_a_domain_in_its_own_script_becomes_what_servers_read(self) -> None:
        assert address("ann@bücher.example") == "ann@xn--bcher-kva.example"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "ann",
            "a@b@c",
            "ann@x.example\r\nBcc: y@z.example",
            "ann @x.example",
            "<ann@x.example>",
            "änn@x.example",
            "a\x00@b",
        ],
    )
    def test_what_is_no_address_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"address|before the @"):
            address(text)


def test_pictures_lie_beside_the_html_that_shows_them() -> None:
    pictured = msgspec.structs.replace(BODY, images=(MailImage("trend.1@digest", b"\x89PNG one"),))

    plain, related = parsed(body=pictured).iter_parts()
    html, picture = related.iter_parts()

    assert plain.get_content_type() == "text/plain"
    assert related["Content-Type"].params["type"] == "text/html"
    assert html.get_content().strip() == BODY.html
    assert picture["Content-ID"] == "<trend.1@digest>"
    assert (picture.get_content_disposition(), picture.get_filename()) == ("inline", "trend.png")
    assert picture.get_content() == b"\x89PNG one"


@pytest.mark.parametrize("name", ["trend", "a.b@c>\r\nX: y", "", "a b.c@d"])
def test_a_picture_whose_name_could_break_out_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not a valid image name"):
        assemble(HEADERS, msgspec.structs.replace(BODY, images=(MailImage(name, b""),)))
