"""The drawing process, seen from outside: started when needed, started again where it died, ended where it hangs."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, cast

import msgspec

from vocapp.charts.drawing_protocol import DrawnPicture, PictureRequest, put, taken

HOME = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "vocapp.charts.drawing_worker")
HANGS_SECONDS = 30.0
TRIES = 2


class DrawingProcess:
    """One process, used by one thread at a time."""

    def __init__(self, command: Sequence[str] = COMMAND, hangs_seconds: float = HANGS_SECONDS) -> None:
        self._command = command
        self._hangs_seconds = hangs_seconds
        self._running: subprocess.Popen[bytes] | None = None

    def draw(self, order: PictureRequest) -> DrawnPicture:
        """The picture, or why there is none. A process that ended of itself, being idle, is started again."""
        for _ in range(TRIES):
            content = self._exchanged(msgspec.msgpack.encode(order))
            if content is not None:
                return msgspec.msgpack.decode(content, type=DrawnPicture)
            self.close()
        return DrawnPicture(error="the drawing process ended")

    def close(self) -> None:
        """End it, if it runs."""
        running, self._running = self._running, None
        if running is not None:
            running.kill()
            running.communicate()

    def _exchanged(self, content: bytes) -> bytes | None:
        running = self._running = self._running or self._started()
        watch = threading.Timer(self._hangs_seconds, running.kill)
        watch.start()
        try:
            put(cast("IO[bytes]", running.stdin), content)
            return taken(cast("IO[bytes]", running.stdout))
        except OSError:
            return None
        finally:
            watch.cancel()

    def _started(self) -> subprocess.Popen[bytes]:
        # In a session of its own: Ctrl-C ends us, and with us its input, and so it.
        return subprocess.Popen(  # noqa: S603 our own module
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=HOME, start_new_session=True
        )
