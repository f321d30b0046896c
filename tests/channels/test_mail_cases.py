"""Mail of other people's bug reports, and variations of it, is read as it should be."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.channels.test_inbound_mail import AT_BOUNCE, AT_REPLY
from tests.shared_cases import case_folder, case_lines
from vocapp.channels.email.bounce_reasons import BounceReason, bounce_reason
from vocapp.channels.email.charsets import decode_text
from vocapp.channels.email.inbound_mail import parse_inbound
from vocapp.channels.email.opt_out_phrases import OptOutCertainty, opt_out_certainty
from vocapp.channels.email.reply_text import split_reply
from vocapp.channels.inbound import ParsedInbound

FOLDERS = (
    "01-bottom-posted-reply",
    "03-reply-with-a-photo-only",
    "04-unknown-charset",
    "05-text-attachment-read-as-the-reply",
    "09-yahoo-ios-nested-html",
    "10-unsubscribe-button-of-apple-mail",
    "11-stop-sent-from-my-iphone",
    "13-usual-words-of-refusal",
    "14-answers-taken-for-an-opt-out",
    "15-out-of-office-reopens-a-case",
    "17-sender-trouble-kills-addresses",
)


def written(body: str, *headers: str, kind: str = "text/plain; charset=utf-8", subject: str = "Re: Your case") -> bytes:
    head = ["From: Ann Miller <ann@customers.example>", f"Subject: {subject}", f"Content-Type: {kind}", *headers]
    return "\n".join([*head, "", body]).encode()


def heard(body: str, *headers: str, **more: str) -> ParsedInbound:
    return parse_inbound(AT_REPLY, written(body, *headers, **more))


@pytest.mark.parametrize("name", FOLDERS)
def test_a_case_is_read_as_it_should_be(name: str) -> None:
    for line in case_lines(name, "hear"):
        parsed = parse_inbound(line["rcpt"], (case_folder(name) / line["file"]).read_bytes())
        assert parsed.kind in line["expect_kind"].split("|"), (line["file"], parsed)
        assert [text for text in line["text"] if text not in parsed.text] == [], line["file"]
        assert [text for text in line["not_text"] if text in parsed.text] == [], line["file"]


@pytest.mark.parametrize(
    ("body", "text", "cut"),
    [
        ("> Warm?\n>\n> Regards\n\nNo.", "No.", "> Warm?"),
        ("Hi,\n> Warm?\nNo.\n> Friday?\nYes.\n> Bye", "Hi,\n> Warm?\nNo.\n> Friday?\nYes.", "> Bye"),
        ("No.\n\nVon: Care <care@a.example>\nGesendet: Montag\nAn: Ann\nBetreff: Fall\n\nWarm?", "No.", "Betreff:"),
        ("No.\n\n-----Ursprüngliche Nachricht-----\nWarm?", "No.", "Warm?"),
        ("Non.\n\nLe lun. 30 nov. 2026 à 09:12, Care <care@a.example> a écrit :\n\n> Chaud ?", "Non.", "Chaud"),
        ("No.\n\nEl lun, 30 nov 2026 a las 9:12, Care (<care@a.example>)\nescribió:\n> ¿Caliente?", "No.", "Caliente"),
        ("لا.\n\nفي الاثنين، 30 نوفمبر 2026 كتب Care <care@a.example>:\n> دافئ؟", "لا.", "دافئ"),
        ("Cold.\n-- \nAnn Miller\nKitchen Ltd", "Cold.", "Kitchen Ltd"),
        ("Cold.\n\nSent from my Galaxy", "Cold.", "Galaxy"),
        ("I wrote:\n\nIt is cold.\nFrom: my point of view", "I wrote:\n\nIt is cold.\nFrom: my point of view", ""),
        ("Your engineer wrote:\nI will come.\nHe did not.", "Your engineer wrote:\nI will come.\nHe did not.", ""),
        ("> only a quote", "> only a quote", ""),
    ],
)  # fmt: skip
def test_own_words_are_kept_wherever_they_stand(body: str, text: str, cut: str) -> None:
    parts = split_reply(body)
    assert parts.text == text
    assert cut in parts.cut


def test_a_long_quote_between_own_words_is_left_out() -> None:
    parts = split_reply("Hello,\n" + "> line\n" * 40 + "It is cold.")
    assert parts.text == "Hello,\n> […]\nIt is cold."
    assert parts.cut.count("> line") == 40


@pytest.mark.parametrize(
    "text",
    [
        "STOP\n\nSent from my Samsung Galaxy smartphone.",
        "Stop\n-- \nAnn Miller\nKitchen Ltd\nTel. 030 123456",
        "Unsubscribe.\n\nKind regards\nAnn Miller\n\nThis e-mail is confidential and may be privileged.",
        "Bitte abmelden.\n\nMit freundlichen Grüßen\nAnn Müller",
        "Merci de me désinscrire.\nCordialement\nAnne",
        "Hola,\nno me envíen más encuestas.\nSaludos",
        "أوقفوا هذه الرسائل من فضلكم",
        "I don't want these surveys any more.",
        "Please take my address off your list",
        "Keine weiteren Umfragen bitte",
    ],
)
def test_frames_do_not_hide_an_opt_out(text: str) -> None:
    assert heard(text).kind == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        "Please stop the direct debit",
        "I want to cancel my contract",
        "Remove the second item please",
        "Bitte den Vertrag beenden",
        "Je veux résilier mon abonnement internet",
        "Quiero anular mi pedido",
        "Stop the noise, please",
        "If you no longer wish to receive these, call me",
        "My neighbour unsubscribed last year and never got help",
    ],
)
def test_requests_about_other_things_are_replies(text: str) -> None:
    assert (heard(text).kind, heard(text).text) == ("reply", text)


@pytest.mark.parametrize(
    "text", ["Leave me alone", "Remove", "Please delete my data", "Kein Interesse", "This is spam"]
)
def test_what_may_be_an_opt_out_is_unsure(text: str) -> None:
    assert (heard(text).kind, heard(text).text) == ("unsure", text)


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Re: Your case",
        "Automatische Antwort: Ihr Fall",
        "Re: Out of Office: Your case",
        "Abwesenheitsnotiz",
        "Réponse automatique : votre dossier",
        "Respuesta automática: su caso",
        "رد تلقائي: حالتك",
        "Lu : votre dossier",
        "Read: Your case",
    ],
)
def test_absence_notices_are_known_by_their_subject(subject: str) -> None:
    assert heard("I am away until Monday.", subject=subject).kind == "automatic"


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Precedence: auto_reply", "X-Vacation: 1", "Return-Path: <>"],
)
def test_absence_notices_are_known_by_their_headers(header: str) -> None:
    assert heard("I am away until Monday.", header).kind == "automatic"


def test_a_program_that_only_suppresses_replies_to_it_may_carry_words_of_a_person() -> None:
    assert heard("It is cold.", "X-Auto-Response-Suppress: OOF", "Auto-Submitted: no").kind == "reply"


@pytest.mark.parametrize(
    ("label", "data", "text"),
    [
        ("windows-874", "เย็น".encode("cp874"), "เย็น"),
        ("x-sjis", "寒い".encode("cp932"), "寒い"),
        ("gb2312", "冷".encode("gb18030"), "冷"),
        ("iso-8859-1", "kühl – kalt".encode("cp1252"), "kühl – kalt"),
        ("iso-8859-1", "kühl".encode(), "kühl"),
        ("utf-8", "kühl".encode("cp1252"), "kühl"),
        ("utf-8", "kühl und sehr kält".encode() + b"\xff", "kühl und sehr kält�"),
        ("utf-16", b"cold", "cold"),
        ("punycode", b"cold", "cold"),
        ("", "kühl".encode("cp1252"), "kühl"),
    ],
)
def test_text_is_decoded_as_well_as_can_be(label: str, data: bytes, text: str) -> None:
    assert decode_text(data, label) == text


@pytest.mark.parametrize(
    ("status", "words", "reason"),
    [
        ("5.1.1", "550 5.1.1 <a@b.example>: Recipient address rejected: User unknown", BounceReason.NOBODY_THERE),
        ("5.1.1", "550-5.1.1 The email account that you tried to reach does not exist.", BounceReason.NOBODY_THERE),
        ("5.1.1", "550 5.1.1 rejected, listed at Spamhaus", BounceReason.REPUTATION),
        ("5.1.1", "550 5.1.1 sender verify failed", BounceReason.SENDER),
        ("5.2.1", "550 5.2.1 The account has been disabled", BounceReason.MAILBOX_DISABLED),
        ("5.2.1", "450 5.2.1 mailbox temporarily disabled", BounceReason.TIME),
        ("5.2.2", "552 5.2.2 Mailbox is full", BounceReason.QUOTA),
        ("5.7.1", "550 5.7.1 SPF check failed", BounceReason.AUTHENTICATION),
        ("5.7.26", "550 5.7.26 DMARC", BounceReason.AUTHENTICATION),
        ("5.7.1", "550 5.7.1 Unable to relay", BounceReason.SENDER),
        ("5.0.0", "550 No such user here", BounceReason.NOBODY_THERE),
        ("5.3.4", "552 5.3.4 message too big for system", BounceReason.SIZE),
        ("5.1.2", "550 5.1.2 Host unknown", BounceReason.NAME_SERVER),
        ("4.7.1", "451 4.7.1 Greylisted, try again", BounceReason.TIME),
        ("4.1.1", "450 4.1.1 User unknown", BounceReason.TIME),
        ("5.5.0", "554 5.5.0 message classified as spam", BounceReason.POLICY),
        ("", "", BounceReason.UNKNOWN),
    ],
)
def test_a_refusal_is_believed_for_what_it_says(status: str, words: str, reason: BounceReason) -> None:
    assert bounce_reason(status, words) is reason


@pytest.mark.parametrize(
    ("feedback", "kind"),
    [("abuse", "complaint"), ("fraud", "complaint"), ("not-spam", "automatic"), ("auth-failure", "automatic")],
)
def test_only_a_complaint_is_one(feedback: str, kind: str) -> None:
    report = f"--B\nContent-Type: message/feedback-report\n\nFeedback-Type: {feedback}\nVersion: 1\n\n--B--\n"
    mail = written(report, kind='multipart/report; boundary="B"; report-type=feedback-report')
    assert parse_inbound("complaints@feedback.example", mail).kind == kind


@given(st.text(max_size=400))
@example("stop " * 60)
@example("> \n" * 50 + "--\n" * 20)
def test_no_text_is_lost(text: str) -> None:
    parts = split_reply(text)
    assert not text.strip() or parts.text or parts.cut
    assert opt_out_certainty(text) in OptOutCertainty


@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00")
def test_no_bytes_are_decoded_to_nothing(data: bytes) -> None:
    for label in ("utf-8", "utf-16", "klingon", "iso-2022-jp", "utf-7"):
        assert decode_text(data, label) or not data.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=200))
def test_the_words_of_a_person_are_in_the_text_or_in_what_was_cut(text: str) -> None:
    parsed = parse_inbound(AT_REPLY, written(text))
    assert parsed.kind in ("reply", "opt_out", "unsure")
    assert text[:100] in parsed.text + parsed.cut


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail_or_lose_a_body(content: bytes) -> None:
    head = b"From: ann@customers.example\nContent-Type: text/plain\n\n"
    parsed = parse_inbound(AT_REPLY, head + content)
    assert parsed.text or parsed.cut or not decode_text(content).strip("\0 \t\r\n\x0b\x0c\x1c\x1d\x1e\x85\xa0")
    assert parse_inbound(AT_BOUNCE, content).kind
