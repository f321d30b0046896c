"""Zanzibar Quillfeather in files and mails: every kind of file that is imported, by page and by command; replies,
bounces and complaints, by the listener and by the mailbox hook.
"""

import asyncio
import base64
import gzip
import json
import os
import sys
from collections.abc import Iterator, Mapping
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from openpyxl import Workbook

from tests.messages.test_mailbox_webhook import signed
from tests.staff_people import Person
from tests.studio.import_fixtures import CHOICES, sent, worked
from tests.trust.erasure_roads import EMAIL, NAME, WORDS
from tests.trust.stories import Teller
from vocapp.database import DB
from vocapp.messages.inbound_store import store_inbound
from vocapp.startup.keyfile import write_keyfile
from vocapp.tokens import TokenPurpose

HEAD: Final = ("Ticket", "Kanal", "Datum", "Team", "Mail", "Name")
COLUMNS: Final = {**CHOICES, "identity.email": "column:Mail"}
MAPPING: Final = """
source = "desk"
zone = "UTC"
[fields]
external_id = "{Ticket}"
channel = "email"
touchpoint = "support"
started_at = { column = "Datum", dates = ["%d.%m.%Y %H:%M"] }
[[identities]]
kind = "email"
value = "{Mail}"
"""
TRIED, RUN = ("try",), ("try", "run")


def row(number: int, at: str = "04.05.2026 10:00") -> tuple[str, ...]:
    """A row of a table; with a word for the time, one that is rejected."""
    return (f"T-{number} crocodile", "Call", at, "Desk", EMAIL, NAME)


def table(*rows: tuple[str, ...]) -> str:
    return "".join(";".join(cells) + "\n" for cells in (HEAD, *rows))


def workbook() -> bytes:
    """Two sheets, so that somebody is asked which one holds the contacts."""
    book, kept = Workbook(), BytesIO()
    for sheet, number in ((book.worksheets[0], 3), (book.create_sheet(NAME), 4)):
        sheet.append(HEAD)
        sheet.append(row(number))
    book.save(kept)
    return kept.getvalue()


def records(*numbers: int) -> list[dict[str, str]]:
    return [dict(zip(HEAD, row(number), strict=True)) for number in numbers]


def uploads() -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    """Name and content of each file, and what is done with it: so there is one in every state and of every kind."""
    yield f"{NAME}.csv", table(row(1)).encode(), ()
    yield "checked.csv", table(row(1)).encode("utf-16"), TRIED
    yield "rejected.csv", table(row(2, "crocodile")).encode(), RUN
    yield "imported.csv", table(row(1)).encode(), RUN
    yield "coded.csv", base64.b64encode(table(row(1)).encode()), ()
    yield "packed.csv.gz", gzip.compress(table(row(5)).encode()), RUN
    yield "book.xlsx", workbook(), ("layout", *RUN)
    yield "records.json", json.dumps(records(6)).encode(), RUN
    yield "lines.ndjson", "\n".join(json.dumps(one) for one in records(7, 8)).encode(), RUN


async def upload_files(ada: Person) -> None:
    """Every file, by the page."""
    for name, content, deeds in uploads():
        answer = await sent(ada, content, name)
        assert answer.status_code == 303, answer.text
        page = answer.headers["location"]
        form = {"layout": {"sheet": NAME}, "try": COLUMNS}
        for deed in deeds:
            done = await ada.submit(f"{page}/{deed}", **form.get(deed, {}))
            assert done.status_code == 303, (name, deed, done.text)
            await worked(page)
    states = {one["state"] for one in await DB.fetch("SELECT DISTINCT state FROM upload")}
    assert {"uploaded", "checked", "done"} <= states, states


async def import_by_command(dsn: str, folder: Path) -> None:
    """Two files by `vocapp contacts import`; their folder is the operator's, who deletes it."""
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    (folder / "ops.csv").write_text(table(row(20)), encoding="utf-8")
    (folder / "ops.ndjson").write_text(json.dumps(records(21)[0]), encoding="utf-8")
    write_keyfile(folder / "secret.key")
    environment = {**os.environ, "VOCAPP_DATABASE_URL": dsn, "VOCAPP_SECRET_FILE": str(folder / "secret.key")}
    for name in ("ops.csv", "ops.ndjson"):
        command = (sys.executable, "-m", "vocapp", "contacts", "import", name, "--mapping", "mapping.toml")
        child = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        output, _ = await child.communicate()
        assert child.returncode == 0, output.decode()


def letters(message: object) -> Iterator[bytes]:
    """Plain and encoded mails, with a file that has the name."""
    for encoding in ("7bit", "base64", "quoted-printable"):
        mail = EmailMessage()
        mail["From"], mail["Subject"] = f'"{NAME}" <{EMAIL}>', WORDS
        mail["Message-ID"] = f"<{encoding}-{message}@quillfeather.example>"
        mail.set_content(WORDS, cte=encoding)
        mail.add_attachment(WORDS.encode(), maintype="image", subtype="png", filename=f"{NAME}.png")
        yield mail.as_bytes()


def report(kind: str, fields: Mapping[str, str]) -> bytes:
    """A bounce (`delivery-status`) or a complaint (`feedback-report`) that quotes the mail to the customer."""
    told = Message()
    for name, value in fields.items():
        told[name] = value
    part = MIMEBase("message", kind)
    part.attach(told)
    quoted = EmailMessage()
    quoted["To"], quoted["Subject"] = f'"{NAME}" <{EMAIL}>', WORDS
    quoted.set_content(WORDS)
    whole = MIMEMultipart("report", report_type=kind)
    whole["From"], whole["Subject"] = "postmaster@quillfeather.example", f"About {EMAIL}"
    for one in (MIMEText(WORDS), part, MIMEMessage(quoted)):
        whole.attach(one)
    return whole.as_bytes()


def reports() -> Iterator[bytes]:
    failed = {"Action": "delayed", "Status": "4.4.1", "Diagnostic-Code": f"smtp; 451 {WORDS}"}
    yield report(
        "delivery-status", {"Reporting-MTA": "dns; mx.example", "Final-Recipient": f"rfc822; {EMAIL}", **failed}
    )
    yield report("feedback-report", {"Feedback-Type": "abuse", "Version": "1", "Original-Rcpt-To": EMAIL})


async def receive_mails(teller: Teller, message: UUID | None) -> None:
    """Mails and reports about a message, or about none."""
    if message is None:
        for mail in (*letters(message), *reports()):
            await store_inbound("hello@feedback.example", mail)
    else:
        for kind, purpose in (("reply", TokenPurpose.REPLY), ("bounce", TokenPurpose.BOUNCE)):
            token = teller.registry.keys.token(purpose, message)
            for mail in (*letters(message), *(reports() if kind == "bounce" else ())):
                await store_inbound(f"{kind}+{token}@feedback.example", mail)
    await teller.work("hear")


async def post_to_mailbox(teller: Teller, message: UUID) -> None:
    """A reply by the mailbox hook, which reads from the mail for whom it is."""
    token = teller.registry.keys.token(TokenPurpose.REPLY, message)
    for mail in letters("hook"):
        body = f"Delivered-To: reply+{token}@feedback.example\n".encode() + mail
        headers: dict[str, Any] = signed(body)
        answer = await teller.browser.post("/in/mailbox", content=body, headers=headers)
        assert answer.status_code == 202, answer.text
    await teller.work("hear")
