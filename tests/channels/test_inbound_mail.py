"""What came back about Ann's mail, each as a mail server or a person really writes it."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vocapp.channels.email.html_text import html_to_text
from vocapp.channels.email.inbound_address import is_our_address
from vocapp.channels.email.inbound_mail import addressee, parse_inbound
from vocapp.channels.email.reply_text import split_reply

MAILS = Path(__file__).parent / "mails"
BOUNCE = "aaaabbbbccccddddeeeeffff22223333"
REPLY = "22223333aaaabbbbccccddddeeeeffff"
AT_BOUNCE = f"bounce+{BOUNCE}@feedback.example"
AT_REPLY = f"reply+{REPLY}@feedback.example"


def mail(name: str) -> bytes:
    return in_wire_form(MAILS / f"{name}.eml")


def in_wire_form(path: Path) -> bytes:
    """The file as it travels: its lines end in CRLF, whatever a checkout made of them."""
    return path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    ("name", "kind", "status"),
    [
        ("postfix-unknown", "bounce_hard", "5.1.1"),
        ("postfix-full", "bounce_soft", "5.2.2"),
        ("postfix-greylisted", "bounce_soft", "4.7.1"),
        ("postfix-delayed", "delayed", "4.4.1"),
        ("postfix-policy", "bounce_soft", "5.7.1"),
        ("postfix-relayed", "delivered", "2.1.5"),
        ("postfix-sender", "bounce_soft", "5.1.8"),
        ("opensmtpd-unknown", "bounce_hard", "5.1.1"),
        ("opensmtpd-full", "bounce_soft", "5.2.2"),
        ("opensmtpd-silent", "bounce_hard", "5.0.0"),
        ("opensmtpd-delayed", "delayed", "4.4.7"),
        ("exim-unknown", "bounce_hard", "5.1.1"),
        ("qmail-full", "bounce_soft", "5.2.2"),
    ],
)
def test_a_bounce_is_judged_by_its_status_and_words(name: str, kind: str, status: str) -> None:
    heard = parse_inbound(AT_BOUNCE, mail(name))
    assert (heard.kind, heard.detail["status"]) == (kind, status)
    assert (heard.purpose, heard.token) == ("bounce", BOUNCE)


def test_the_worst_of_several_recipients_counts() -> None:
    block = b"\r\nFinal-Recipient: rfc822; ben@customers.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    full = mail("postfix-full")
    both = full.replace(b"\r\nFinal-Recipient", block + b"\r\nFinal-Recipient", 1)
    assert parse_inbound(AT_BOUNCE, both).kind == "bounce_hard"


class TestWhoseItIs:
    def test_a_bounce_at_a_reply_address_is_no_bounce(self) -> None:
        assert parse_inbound(AT_REPLY, mail("postfix-unknown")).kind == "automatic"

    def test_a_person_whose_program_answers_the_bounce_address_is_heard(self) -> None:
        heard = parse_inbound(AT_BOUNCE, mail("reply-german"))
        assert (heard.kind, heard.purpose, heard.text) == ("reply", "bounce", "Alles bestens, danke!")

    def test_an_absence_note_to_the_bounce_address_is_not_a_bounce(self) -> None:
        assert parse_inbound(AT_BOUNCE, mail("auto-holiday")).kind == "automatic"

    def test_a_body_names_nobody(self) -> None:
        assert parse_inbound("postmaster@feedback.example", mail("postfix-unknown")).token == ""

    def test_letters_of_either_case_are_the_same_token(self) -> None:
        assert parse_inbound(AT_BOUNCE.upper(), mail("postfix-unknown")).token == BOUNCE

    @pytest.mark.parametrize(
        ("recipient", "ours"),
        [
            (AT_BOUNCE, True),
            (AT_REPLY, True),
            ("complaints@feedback.example", True),
            ("abuse@feedback.example", True),
            ("reply+short@feedback.example", False),
            (f"answer+{REPLY}@feedback.example", False),
            ("ann@customers.example", False),
            ("", False),
        ],
    )
    def test_only_our_addresses_are_taken(self, recipient: str, ours: bool) -> None:
        assert is_our_address(recipient) is ours

    def test_without_an_envelope_the_headers_name_the_recipient(self) -> None:
        assert addressee(mail("reply-english")) == AT_REPLY
        assert addressee(mail("postfix-unknown")) == AT_BOUNCE
        assert addressee(b"To: somebody@else.example\n\n") == ""


class TestComplaints:
    @pytest.mark.parametrize("name", ["arf-abuse", "arf-headers"])
    def test_a_complaint_is_about_the_mail_whose_copy_it_holds(self, name: str) -> None:
        heard = parse_inbound("complaints@feedback.example", mail(name))
        assert (heard.kind, heard.purpose, heard.token) == ("complaint", "reply", REPLY)
        assert heard.detail == {"feedback": "abuse"}

    def test_not_spam_is_no_complaint(self) -> None:
        assert parse_inbound("complaints@feedback.example", mail("arf-not-spam")).kind == "automatic"

    def test_one_without_our_headers_is_about_nobody(self) -> None:
        cut = mail("arf-abuse").replace(b"Reply-To:", b"X-Removed:")
        heard = parse_inbound("complaints@feedback.example", cut)
        assert (heard.kind, heard.token) == ("complaint", "")

    def test_a_report_without_a_type_counts_as_abuse(self) -> None:
        cut = mail("arf-abuse").replace(b"Feedback-Type: abuse\r\n", b"")
        assert parse_inbound("", cut).detail == {"feedback": "abuse"}


class TestReplies:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("reply-english", "The agent was friendly, but I waited twenty minutes.\n\nBest, Ann"),
            ("reply-german", "Alles bestens, danke!"),
            ("reply-outlook", "Trop d'attente."),
            ("reply-html", "Muy lento & caro."),
        ],
    )
    def test_only_what_was_written_is_kept(self, name: str, text: str) -> None:
        heard = parse_inbound(AT_REPLY, mail(name))
        assert (heard.kind, heard.text) == ("reply", text)

    @pytest.mark.parametrize("name", ["reply-stop", "reply-unsubscribe"])
    def test_stop_is_an_opt_out(self, name: str) -> None:
        assert parse_inbound(AT_REPLY, mail(name)).kind == "opt_out"

    @pytest.mark.parametrize("name", ["auto-holiday", "auto-old", "auto-x"])
    def test_automatic_replies_are_recognised(self, name: str) -> None:
        assert parse_inbound(AT_REPLY, mail(name)).kind == "automatic"

    def test_a_mail_that_is_nothing_but_a_quote_is_kept_as_it_is(self) -> None:
        heard = parse_inbound(AT_REPLY, b"From: ann@customers.example\nSubject: Re: hi\n\n> quoted\n")
        assert (heard.kind, heard.text) == ("reply", "> quoted")

    def test_an_answered_subject_is_not_new(self) -> None:
        assert parse_inbound(AT_REPLY, b"Subject: Re: unsubscribe\n\nHow do I do that in the app?\n").kind == "reply"

    def test_a_very_long_reply_is_cut(self) -> None:
        assert len(parse_inbound(AT_REPLY, b"Subject: Re: hi\n\n" + b"so long " * 20_000).text) <= 10_000

    def test_text_is_read_in_its_charset_or_as_well_as_it_goes(self) -> None:
        latin = "Content-Type: text/plain; charset=latin-1\n\nSchön".encode("latin-1")
        assert parse_inbound(AT_REPLY, latin).text == "Schön"
        heard = parse_inbound(AT_REPLY, latin.replace(b"latin-1", b"klingon"))
        assert (heard.kind, heard.text) == ("reply", "Schön")

    def test_a_forwarded_mail_inside_is_not_the_reply(self) -> None:
        inside = mail("arf-abuse").replace(b"message/feedback-report", b"text/plain")
        assert "Hello," not in parse_inbound(AT_REPLY, inside.replace(b"multipart/report", b"multipart/mixed")).text


class TestBrokenMail:
    def test_a_header_in_no_known_charset_is_read_as_well_as_it_goes(self) -> None:
        assert parse_inbound(AT_REPLY, b"Subject: =?klingon?q?unsubscribe?=\n\n\n").kind == "opt_out"

    def test_html_that_no_parser_takes_is_read_without_its_tags(self) -> None:
        assert "Fine" in html_to_text("<p>Fine</p><![nonsense[x]]>")


class TestFreshText:
    def test_an_attribution_over_two_lines_is_found(self) -> None:
        assert split_reply("Fine.\n\nOn Monday the fourth of May 2026, Meridian\nwrote:\n> Hello").text == "Fine."

    def test_a_sentence_that_begins_like_one_stays(self) -> None:
        text = "On Monday I called twice.\nNobody knew anything."
        assert split_reply(text).text == text

    def test_html_without_its_tags_and_with_its_quotes_marked(self) -> None:
        html = "<b>a</b><br>b<script>c</script><blockquote><blockquote>d</blockquote></blockquote>"
        assert html_to_text(html) == "a\nb\n> > d"

    @given(st.text(max_size=300))
    def test_is_never_longer_than_what_came(self, text: str) -> None:
        assert len(split_reply(text).text) <= len(text)


@given(st.binary(max_size=600))
@example(b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 50)
@example(b"Content-Type: message/rfc822\n\n" * 300)
@example(b"Content-Type: message/delivery-status\n\nAction: =?x?q?=\nStatus: \xff\n")
@example(b"Content-Type: text/html; charset=\xff\n\n<![x")
@example(b"Content-Type: multipart/report; report-type*=x''%\n\n")
def test_no_bytes_make_it_fail(content: bytes) -> None:
    for recipient in (AT_BOUNCE, AT_REPLY, "complaints@feedback.example"):
        assert parse_inbound(recipient, content).kind


@given(st.sampled_from(sorted(MAILS.glob("*.eml"))), st.data())
def test_nor_does_a_damaged_mail(path: Path, data: st.DataObject) -> None:
    content = bytearray(in_wire_form(path))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=5))
    assert parse_inbound(AT_BOUNCE, bytes(content)).kind
    assert parse_inbound(AT_REPLY, bytes(content)).kind


def test_a_mail_of_many_megabytes_is_read_at_a_bounded_cost() -> None:
    assert parse_inbound(AT_REPLY, b"Subject: x\n\n" + b"a" * 5_000_000).kind == "reply"
