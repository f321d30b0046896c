"""A real `vocapp demo` in a process of its own, on a home of its own, in which no customer answers automatically."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.service import ROOT, free_port

PATIENCE = 180.0
UP = re.compile(r"is up after [\d.]+ s:\s+(http://\S+)/app")


@contextmanager
def demonstration(home: Path, days: int) -> Iterator[str]:
    """Where it answers, once it is up; ended as by Ctrl-C."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("VOCAPP_")}
    environ = {**plain, "PYTHONPATH": str(ROOT), "VOCAPP_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    words = [sys.executable, "-m", "vocapp", "demo", "--quiet-crowd", "--days", str(days), "--port", str(free_port())]
    said = home / "demo.log"
    with said.open("wb") as log:
        process = subprocess.Popen(words, env=environ, cwd=ROOT, stdout=log, stderr=log)
    try:
        yield _origin(process, said)
    finally:
        process.terminate()
        process.wait(60)


def _origin(process: subprocess.Popen[bytes], said: Path) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if found := UP.search(said.read_text(encoding="utf-8", errors="replace")):
            return found[1]
        time.sleep(0.2)
    raise AssertionError(said.read_text(encoding="utf-8", errors="replace"))
