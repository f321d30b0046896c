"""The lying mail server as a process: `python -m tests.trial.lying_server LOG` prints its port.

Each accepted mail is a line of LOG: Message-ID, recipient and the reply. The process ends when its standard input
ends.
"""

import asyncio
import email
import random
import sys
from pathlib import Path

from aiosmtpd.smtp import Envelope

from tests.gateways.unreliable_server import mail_server

# Accepted, then the connection closes before the reply; refused for now; accepted without any reply.
LIES = (("keep and drop", 0.05), ("451 4.3.0 Not now", 0.05), ("hang", 0.02))
THINKS_SECONDS = 0.4


async def main(log: Path) -> None:
    """Serve until the standard input ends."""
    dice = random.Random(400)
    with log.open("a", encoding="ascii") as lines:

        def behave(envelope: Envelope) -> str:
            roll, word = dice.random(), "250 2.0.0 Ok"
            for lie, share in LIES:
                if 0 <= roll < share:
                    word = lie
                roll -= share
            content = envelope.content
            assert isinstance(content, bytes)
            name = email.message_from_bytes(content)["Message-ID"]
            lines.write(f"{name}\t{envelope.rcpt_tos[0]}\t{word}\n")
            lines.flush()
            return word

        async with mail_server() as server:
            server.at_data, server.pipelining, server.seconds = behave, True, THINKS_SECONDS
            print(server.port, flush=True)
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
