"""Cache of drawn charts: one process, started when needed and again after its death, and bounded memory."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from typing import IO, cast

import msgspec
import pytest

from tests.charts.chart_examples import FUNNEL, TREND
from vocapp.charts.drawing_process import MODULE, DrawingProcess, DrawnPicture, PictureRequest
from vocapp.charts.picture_cache import PictureCache, draw_png, draw_svgs
from vocapp.charts.types import FunnelChart, FunnelStep
from vocapp.processes.framing import receive_message, send_message

PATIENCE = 60.0
ECHO = """
import sys, msgspec
from vocapp.charts.drawing_process import DrawnPicture, PictureRequest
from vocapp.processes.worker_main import serve_requests

def answer(body):
    request = msgspec.msgpack.decode(body, type=PictureRequest)
    {behaviour}
    return msgspec.msgpack.encode(DrawnPicture(b"x" * request.width))

serve_requests(answer)
"""


def process(behaviour: str = "pass", hangs_seconds: float = 30.0) -> DrawingProcess:
    """A drawing process that draws as many bytes as a picture is wide."""
    return DrawingProcess((sys.executable, "-c", ECHO.format(behaviour=behaviour)), hangs_seconds)


@pytest.fixture
def pictures() -> Iterator[PictureCache]:
    made = PictureCache(process())
    yield made
    made.close()


async def test_svg_for_a_page_and_png_for_a_mail() -> None:
    wide, again = await draw_svgs([FUNNEL, FUNNEL], 640, patience=60)
    assert wide == again and wide.startswith("<svg")
    assert (await draw_png(TREND, 552, "dark") or b"").startswith(b"\x89PNG")


async def test_the_process_starts_again_after_closing(pictures: PictureCache) -> None:
    assert await pictures.draw([PictureRequest(FUNNEL, 3)], PATIENCE) == [b"xxx"]
    pictures.close()
    assert await pictures.draw([PictureRequest(FUNNEL, 3), PictureRequest(FUNNEL, 4)], PATIENCE) == [b"xxx", b"xxxx"]


async def test_a_dead_process_is_started_again() -> None:
    dying = PictureCache(process("if request.width == 2: sys.exit()"))
    assert await dying.draw([PictureRequest(FUNNEL, 1)], PATIENCE) == [b"x"]
    assert await dying.draw([PictureRequest(FUNNEL, 2)], PATIENCE) == [None], "twice in vain, and no more"
    assert await dying.draw([PictureRequest(FUNNEL, 3)], PATIENCE) == [b"xxx"]
    dying.close()


async def test_a_hanging_process_is_ended() -> None:
    hanging = PictureCache(process("import time; time.sleep(60)", hangs_seconds=0.2))
    assert await hanging.draw([PictureRequest(FUNNEL, 1)], PATIENCE) == [None]
    hanging.close()


async def test_a_slow_picture_is_left_out_and_ready_later() -> None:
    slow = PictureCache(process("import time; time.sleep(0.3)"))
    assert await slow.draw([PictureRequest(FUNNEL, 1)], patience=0.01) == [None]
    assert await slow.draw([PictureRequest(FUNNEL, 1)], PATIENCE) == [b"x"]
    slow.close()


async def test_a_cancelled_page_does_not_cancel_the_picture_for_others() -> None:
    slow = PictureCache(process("import time; time.sleep(0.3)"))
    leaving = asyncio.create_task(slow.draw([PictureRequest(FUNNEL, 1)], PATIENCE))
    staying = asyncio.create_task(slow.draw([PictureRequest(FUNNEL, 1)], PATIENCE))
    await asyncio.sleep(0.05)
    leaving.cancel()
    assert await staying == [b"x"]
    slow.close()


async def test_memory_is_bounded() -> None:
    forgetful = PictureCache(process(), most_bytes=250)
    charts = [FunnelChart("", "", (FunnelStep(f"{number}", 1, ""),)) for number in range(5)]
    await forgetful.draw([PictureRequest(chart, 100) for chart in charts], PATIENCE)
    assert len(forgetful) == 2
    forgetful.close()


async def test_the_queue_is_bounded() -> None:
    busy = PictureCache(process(), most_waiting=2)
    assert await busy.draw([PictureRequest(FUNNEL, width) for width in (1, 2, 3)], PATIENCE) == [b"x", b"xx", None]
    busy.close()


async def test_an_answer_that_is_no_message_is_an_error() -> None:
    refusing = DrawingProcess((sys.executable, "-c", "print('what?', flush=True)"))
    assert refusing.draw(PictureRequest(FUNNEL, 1)).error == "the drawing process ended"
    assert msgspec.msgpack.decode(
        msgspec.msgpack.encode(PictureRequest(TREND, 2)), type=PictureRequest
    ) == PictureRequest(TREND, 2)


def test_the_drawing_worker_ends_when_its_input_ends() -> None:
    """As when the service that started it was killed."""
    with subprocess.Popen([sys.executable, "-m", MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        send_message(cast("IO[bytes]", child.stdin), msgspec.msgpack.encode(PictureRequest(FUNNEL, 320)))
        drawn = msgspec.msgpack.decode(receive_message(cast("IO[bytes]", child.stdout)) or b"", type=DrawnPicture)
        cast("IO[bytes]", child.stdin).close()
        assert child.wait(PATIENCE) == 0
    assert drawn.content.startswith(b"<svg") and not drawn.error
