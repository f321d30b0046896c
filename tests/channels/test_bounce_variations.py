"""Reports of many mail servers: which of them say that an address is dead."""

import tomllib
from pathlib import Path

import pytest

from tests.channels.test_inbound_mail import AT_BOUNCE
from vocapp.channels.email.inbound_mail import parse_inbound

SAID = tomllib.loads(Path(__file__).with_name("bounce_variations.toml").read_text("utf-8"))


def report(status: str, diagnostic: str, action: str = "failed", kind: str = "message/delivery-status") -> bytes:
    lines = [
        "From: MAILER-DAEMON@mx.example",
        "Subject: Undelivered Mail Returned to Sender",
        "Return-Path: <>",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B",
        "",
        "--B",
        "Content-Type: text/plain",
        "",
        "Your message could not be delivered.",
        "--B",
        f"Content-Type: {kind}",
        "",
        "Reporting-MTA: dns; mx.example",
        "",
        "Final-Recipient: rfc822; ann@customers.example",
        f"Action: {action}",
        f"Status: {status}",
        *([f"Diagnostic-Code: {diagnostic}"] if diagnostic else []),
        "",
        "--B--",
        "",
    ]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(("status", "diagnostic", "kind"), SAID["refused"])
def test_a_report_is_read_for_what_the_server_said(status: str, diagnostic: str, kind: str) -> None:
    assert parse_inbound(AT_BOUNCE, report(status, diagnostic)).kind == kind


@pytest.mark.parametrize("action", ["delayed", "Delayed", "delayed (will retry)", "DELAYED; still trying"])
def test_a_delay_is_no_failure_however_it_is_written(action: str) -> None:
    assert parse_inbound(AT_BOUNCE, report("4.4.1", "smtp; timed out", action)).kind == "delayed"


def test_a_report_on_internationalised_addresses_is_one() -> None:
    mail = report("5.1.1", "smtp; 550 5.1.1 User unknown", kind="message/global-delivery-status")
    assert parse_inbound(AT_BOUNCE, mail).kind == "bounce_hard"


@pytest.mark.parametrize(("subject", "text", "kind"), SAID["notices"])
def test_a_notice_without_a_report_is_read_by_its_words(subject: str, text: str, kind: str) -> None:
    head = f"From: MAILER-DAEMON@mx.example\nSubject: {subject}\nReturn-Path: <>\n"
    mail = f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}"
    assert parse_inbound(AT_BOUNCE, mail.encode()).kind == kind
