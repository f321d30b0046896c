"""No mail of an allowed size costs the service more than a quarter of a second, or is lost without a reason."""

import time

import pytest

from tests.channels.test_inbound_mail import AT_REPLY
from tests.messages.hostile_mails import hostile_mails
from vocapp.channels.email.parse_mime import MOST_BYTES
from vocapp.messages.mail_parser import MAIL_PARSER, parse_mail_apart
from vocapp.processes.parser_pool import PARSER_POOL
from vocapp.processes.parser_worker import held_bytes

SERVICE_SECONDS = 0.25
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("size", [MOST_BYTES // 8, pytest.param(MOST_BYTES, marks=pytest.mark.trial)])
async def test_hostile_mails_are_read_or_set_aside_with_a_reason(size: int) -> None:
    mails = dict(hostile_mails(size))
    assert len(mails) >= 40
    async with PARSER_POOL.ended():
        await parse_mail_apart(AT_REPLY, b"warm")
        before = held_bytes()[1]
        wrong = []
        for name, content in mails.items():
            assert len(content) <= MOST_BYTES, name
            spent, child = time.process_time(), PARSER_POOL.cpu_seconds[MAIL_PARSER.name]
            outcome = await parse_mail_apart(AT_REPLY, content)
            spent, child = time.process_time() - spent, PARSER_POOL.cpu_seconds[MAIL_PARSER.name] - child
            if spent > SERVICE_SECONDS or child > MAIL_PARSER.limits.cpu_seconds + 0.5:
                wrong.append((name, spent, child))
            assert outcome.reason, name
        assert wrong == []
    assert held_bytes()[1] - before < 30 * MEGABYTE, "memory returns"
