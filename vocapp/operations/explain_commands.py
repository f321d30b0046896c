"""`vocapp explain mail`: what a mail that came in would be taken for, and why."""

import asyncio
import json
from pathlib import Path
from typing import Any

import click
import msgspec

from vocapp.channels.inbound import ParsedInbound
from vocapp.messages.mail_parser import parse_mail_apart
from vocapp.processes.parser_pool import PARSER_POOL, ParsingFailure


@click.command(name="mail")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", "recipient", required=True, help="the address it came to: reply+TOKEN@…, bounce+TOKEN@…")
def explain_mail(file: Path, recipient: str) -> None:
    """What the mail in FILE would be taken for: its kind, its text, what is cut from it, attachments, the reason."""
    click.echo(json.dumps(asyncio.run(explanation(recipient, file.read_bytes())), ensure_ascii=False))


async def explanation(recipient: str, content: bytes) -> dict[str, Any]:
    """The explanation of a mail; one that exceeds the limits of its parser is unmatched, with the limit as reason."""
    async with PARSER_POOL.ended():
        parsed = await parse_mail_apart(recipient.strip(), content)
    if isinstance(parsed, ParsingFailure):
        parsed = ParsedInbound(kind="unmatched", reason=f"set aside by a limit: {parsed.reason.value}")
    return {
        "kind": parsed.kind,
        "subject": parsed.subject,
        "text": parsed.text,
        "cut": parsed.cut,
        "attachments": msgspec.to_builtins(parsed.attachments),
        "reason": parsed.reason,
        "detail": parsed.detail,
    }
