"""The drawing process from the side of the service: what is requested, what comes back, and how often it is tried."""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
from msgspec import Struct

from vocapp.charts.chart_style import Scheme
from vocapp.charts.types import Chart
from vocapp.processes.worker_process import ProcessEndedError, WorkerProcess

MODULE: Final = "vocapp.charts.drawing_worker"
DRAW_SECONDS: Final = 30.0
ATTEMPTS: Final = 2


class PictureRequest(Struct, frozen=True):
    """A picture that is wanted: SVG for a page, or PNG of twice its size for a mail, `width` CSS pixels wide."""

    chart: Chart
    width: int
    form: Literal["svg", "png"] = "svg"
    scheme: Scheme = "light"


class DrawnPicture(Struct, frozen=True):
    """The content of a picture, or why it could not be drawn."""

    content: bytes = b""
    error: str = ""


class DrawingProcess:
    """One drawing process, used by one thread at a time. It is started again where it ended, being idle for long."""

    def __init__(self, command: str | Sequence[str] = MODULE, seconds: float = DRAW_SECONDS) -> None:
        """`seconds`: how long one picture may take before the process is killed."""
        self._worker = WorkerProcess(command, in_own_session=True)
        self._seconds = seconds

    def draw(self, request: PictureRequest) -> DrawnPicture:
        """Returns the picture, or why there is none."""
        body = msgspec.msgpack.encode(request)
        for _ in range(ATTEMPTS):
            try:
                return msgspec.msgpack.decode(self._worker.request(body, self._seconds), type=DrawnPicture)
            except ProcessEndedError:
                continue
        return DrawnPicture(error="the drawing process ended")

    def close(self) -> None:
        """Ends the process, if it runs."""
        self._worker.close()
