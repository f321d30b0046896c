"""Cache of drawn charts, and the queue of those to draw.

Pages call `draw_svgs`, mails `draw_png`. A picture that is not ready in time is left out: the text and the table beside
a chart say everything that it says.
"""

import asyncio
import atexit
import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec

from vocapp.charts.chart_style import Scheme
from vocapp.charts.drawing_process import DrawingProcess, DrawnPicture, PictureRequest
from vocapp.charts.types import Chart

MOST_BYTES = 16_000_000
MOST_WAITING = 200
# A page does not wait long: it has the pictures when it is loaded again. A mail waits for them.
PAGE_SECONDS = 4.0
MAIL_SECONDS = 60.0

log = logging.getLogger(__name__)


class PictureCache:
    """The pictures drawn last, up to `most_bytes`; up to `most_waiting` more wait to be drawn."""

    def __init__(self, process: DrawingProcess, most_bytes: int = MOST_BYTES, most_waiting: int = MOST_WAITING) -> None:
        self._process = process
        self._most_bytes = most_bytes
        self._most_waiting = most_waiting
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()  # the thread that drew a picture stores it
        self._waiting: dict[bytes, Future[DrawnPicture]] = {}
        self._thread: ThreadPoolExecutor | None = None

    async def draw(self, requests: Sequence[PictureRequest], patience: float) -> list[bytes | None]:
        """Returns the picture of each request; None where it could not be drawn, or not within `patience` seconds."""
        names = [request_digest(request) for request in requests]
        waiting = {name: self._enqueue(name, request) for name, request in zip(names, requests, strict=True)}
        pending = {asyncio.ensure_future(each) for each in waiting.values() if isinstance(each, asyncio.Future)}
        if pending:
            await asyncio.wait(pending, timeout=patience)
        return [self._result(waiting[name]) for name in names]

    def __len__(self) -> int:
        return len(self._kept)

    def close(self) -> None:
        """Ends the drawing process; the next picture starts another."""
        if self._thread is not None:
            self._thread.shutdown(wait=True, cancel_futures=True)
            self._thread = None
        self._waiting.clear()
        self._process.close()

    def _enqueue(self, name: bytes, request: PictureRequest) -> bytes | asyncio.Future[DrawnPicture] | None:
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        if name not in self._waiting:
            if len(self._waiting) >= self._most_waiting:
                return None
            self._thread = self._thread or ThreadPoolExecutor(1, "charts")
            self._waiting[name] = self._thread.submit(self._process.draw, request)
            self._waiting[name].add_done_callback(lambda future: self._keep(name, future))
        # A cancelled page must not cancel the picture for others that wait for it.
        return asyncio.shield(asyncio.wrap_future(self._waiting[name]))

    def _keep(self, name: bytes, future: Future[DrawnPicture]) -> None:
        self._waiting.pop(name, None)
        if future.cancelled() or future.exception() is not None or not future.result().content:
            return
        with self._lock:
            self._kept[name] = future.result().content
            self._size += len(self._kept[name])
            while self._size > self._most_bytes:
                self._size -= len(self._kept.popitem(last=False)[1])

    @staticmethod
    def _result(found: bytes | asyncio.Future[DrawnPicture] | None) -> bytes | None:
        if not isinstance(found, asyncio.Future):
            return found
        if not found.done() or found.cancelled():
            log.warning("a chart was not drawn in time")
            return None
        failure = found.exception()
        if failure is not None or found.result().error:
            log.error("a chart could not be drawn", extra={"error": str(failure or found.result().error)})
            return None
        return found.result().content


def request_digest(request: PictureRequest) -> bytes:
    """Returns a digest of a request: equal requests, equal pictures."""
    return hashlib.sha256(msgspec.msgpack.encode(request)).digest()


PICTURE_CACHE = PictureCache(DrawingProcess())
atexit.register(PICTURE_CACHE.close)  # without this, Python would warn about a running child at exit


async def draw_svgs(charts: Sequence[Chart], width: int, patience: float = PAGE_SECONDS) -> list[str]:
    """Returns each chart as SVG for a page that has `charts.css`; "" for one that is not ready within `patience`
    seconds.
    """
    found = await PICTURE_CACHE.draw([PictureRequest(chart, width) for chart in charts], patience)
    return [(content or b"").decode() for content in found]


async def draw_png(chart: Chart, width: int, scheme: Scheme = "light") -> bytes | None:
    """Returns the chart as PNG of twice `width` pixels, to be shown `width` wide; None where it cannot be drawn."""
    return (await PICTURE_CACHE.draw([PictureRequest(chart, width, "png", scheme)], MAIL_SECONDS))[0]
