"""Parsers for the tests of the pool: each does to its child what some foreign bytes would do."""

import os
import signal
import time
from typing import Any

hoard: list[bytearray] = []


def parse(body: bytes) -> Any:
    """Does what `body` names."""
    name, _, rest = body.partition(b" ")
    return {
        b"words": lambda: {"words": [word.decode() for word in rest.split()]},
        b"spin": _spin,
        b"sleep": lambda: time.sleep(60),
        b"grow": lambda: bytearray(int(rest)) and None,
        b"keep": lambda: hoard.append(bytearray(b"x" * int(rest))),
        b"raise": lambda: int("Ann Miller"),
        b"deep": lambda: _deep(0),
        b"exit": lambda: os._exit(3),
        b"fault": lambda: os.kill(os.getpid(), signal.SIGSEGV),
        b"leave": lambda: os._exit(0),
        b"long": lambda: {"words": ["x" * int(rest)]},
        b"pid": lambda: {"words": [str(os.getpid())]},
        b"other": lambda: {"words": 7},
    }[name]()


def _spin() -> None:
    while True:
        pass


def _deep(level: int) -> int:
    return _deep(level + 1)
