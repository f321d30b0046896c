"""What is asked of the drawing process, what comes back, and how both go through a stream: by length."""

from typing import IO, Literal

from msgspec import Struct

from vocapp.charts.chart_style import Scheme
from vocapp.charts.types import Chart

MOST_BYTES = 16_000_000


class PictureRequest(Struct, frozen=True):
    """A picture that is wanted: SVG for a page, or PNG of twice its size for a mail, `width` CSS pixels wide."""

    chart: Chart
    width: int
    form: Literal["svg", "png"] = "svg"
    scheme: Scheme = "light"


class DrawnPicture(Struct, frozen=True):
    """What was drawn, or why it could not be."""

    content: bytes = b""
    error: str = ""


def put(stream: IO[bytes], content: bytes) -> None:
    """Send `content`."""
    stream.write(len(content).to_bytes(4, "big") + content)
    stream.flush()


def taken(stream: IO[bytes]) -> bytes | None:
    """The next content; None at the end of the stream, or where what comes is none of ours."""
    size = int.from_bytes(_exactly(stream, 4) or b"\xff\xff\xff\xff", "big")
    return _exactly(stream, size) if size <= MOST_BYTES else None


def _exactly(stream: IO[bytes], size: int) -> bytes | None:
    """That many bytes; an unbuffered stream gives fewer at a time."""
    found = bytearray()
    while len(found) < size:
        more = stream.read(size - len(found))
        if not more:
            return None
        found += more
    return bytes(found)
