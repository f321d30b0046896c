"""How is one long piece of work done without holding up pages? In a process of its own, which then ends.

One message goes in and one comes out, as in `vocapp.nlp.worker`.
"""

import os
import subprocess
import sys
import threading
from typing import IO, Final, cast

from msgspec import Struct

from vocapp.nlp.worker import receive, send

NICE: Final = 10


class ProcessEndedError(Exception):
    """The process died, or took too long."""


def run_in_process(module: str, ask: Struct, seconds: float) -> bytes:
    """The body that ``python -m module`` answers with; blocks. EndedError where it dies, or is ended in time."""
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # noqa: S603
        limit = threading.Timer(seconds, child.kill)
        limit.start()
        try:
            send(cast("IO[bytes]", child.stdin), ask)
            body = receive(cast("IO[bytes]", child.stdout))
        except OSError:
            body = None
        finally:
            limit.cancel()
            child.kill()
    if body is None:
        raise ProcessEndedError(f"the process of {module} ended with {child.returncode}")
    return body


def receive_request() -> tuple[bytes | None, IO[bytes]]:
    """In such a process: what it was asked, None where nothing came, and where the answer goes."""
    os.nice(NICE)
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the messages
    return receive(incoming), outgoing
