"""A real `vocapp serve` in a process of its own, on a home of its own; for tests that kill it or talk HTTP to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0


def free_port() -> int:
    """A TCP port of loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Service:
    """A running service; `kill` and `start` as often as a test likes."""

    home: Path
    port: int
    extra: dict[str, str] = field(default_factory=dict)
    role: str = "all"
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        """What its process, and any `vocapp` command beside it, is given."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("VOCAPP_")}
        return {**plain, "PYTHONPATH": str(ROOT), "VOCAPP_HOME": str(self.home), **self.extra}

    def command(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `vocapp …` on the same home."""
        done = subprocess.run(
            [sys.executable, "-m", "vocapp", *arguments], env=self.environ, capture_output=True, text=True, cwd=ROOT
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self, *, wait: bool = True) -> None:
        """Start the process; with `wait`, until it answers."""
        with (self.home / "service.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "vocapp", "serve", "--role", self.role, "--port", str(self.port)],
                env=self.environ,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        if wait:
            self.ready()

    def ready(self) -> None:
        """Wait until it answers; fails with its log otherwise."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                with urlopen(f"{self.url}/health/live", timeout=2):
                    return
            except OSError:
                if self.process is not None and self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise AssertionError((self.home / "service.log").read_text()[-3000:])

    def kill(self) -> None:
        """SIGKILL: nothing is said good-bye to."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """SIGTERM, and SIGKILL where that does not help."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def service(home: Path, role: str = "all", **extra: str) -> Iterator[Service]:
    """A service that is up when the block begins and down after it; `extra` are further settings by full name."""
    home.mkdir(parents=True, exist_ok=True)
    running = Service(home, free_port(), extra, role)
    running.start()
    try:
        yield running
    finally:
        running.stop()
