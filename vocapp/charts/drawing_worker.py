"""Worker process that draws charts: `python -m vocapp.charts.drawing_worker`. It ends with its input or after ten idle
minutes.

The drawing library holds the interpreter's lock (1.4 s for the first picture, 30 ms for the next) and keeps 150 MB. In
the process that serves pages, every request would wait for each chart.
"""

from collections.abc import Callable
from typing import Any

import msgspec
import vl_convert

from vocapp.charts import spec_answers, spec_comparison, spec_funnel, spec_trend
from vocapp.charts.chart_style import SCHEMES, config, style_for_page
from vocapp.charts.drawing_process import DrawnPicture, PictureRequest
from vocapp.charts.types import AnswersChart, Chart, ComparisonChart, FunnelChart, TrendChart
from vocapp.failures import describe_failure
from vocapp.processes.worker_main import serve_requests

IDLE_SECONDS = 600.0
SPECS: dict[type[Chart], Callable[..., Any]] = {
    TrendChart: spec_trend.spec,
    ComparisonChart: spec_comparison.spec,
    AnswersChart: spec_answers.spec,
    FunnelChart: spec_funnel.spec,
}


def chart_specification(request: PictureRequest) -> dict[str, Any]:
    """Returns the Vega-Lite specification of a request; the same request gives the same specification."""
    colours = SCHEMES[request.scheme]
    layers = SPECS[type(request.chart)](request.chart, request.width, colours)
    settings = config(colours)
    if request.form == "png":
        settings["background"] = colours["ground"]
    found: dict[str, Any] = layers.to_dict(validate=False)  # half the time; the tests validate
    found["config"] = settings
    return found


def draw_picture(request: PictureRequest) -> DrawnPicture:
    """Draws one chart; a chart that cannot be drawn is an answer, too."""
    try:
        spec = chart_specification(request)
        if request.form == "png":
            return DrawnPicture(vl_convert.vegalite_to_png(spec, scale=2.0, allowed_base_urls=[]))
        return DrawnPicture(style_for_page(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])).encode())
    except Exception as failure:  # noqa: BLE001 whatever it is, the next chart may be drawn
        return DrawnPicture(error=describe_failure(failure))


def answer(body: bytes) -> bytes:
    """The picture for one encoded request."""
    return msgspec.msgpack.encode(draw_picture(msgspec.msgpack.decode(body, type=PictureRequest)))


if __name__ == "__main__":
    serve_requests(answer, idle_seconds=IDLE_SECONDS)
