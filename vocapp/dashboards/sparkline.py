"""A sparkline of a share over periods: a small line on its interval, as points of SVG. Pure."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from vocapp.metrics.figure import Figure

WIDTH: Final = 180.0
HEIGHT: Final = 36.0
EDGE: Final = 4.0
LEAST: Final = 5.0
"""The smallest top of the axis in percent, so that a rare theme does not look frequent."""


class Sparkline(Struct, frozen=True):
    """Runs of neighbours as points of SVG, the last and lone ones as `dots`; `top`: the share at the top."""

    lines: list[str]
    ribbons: list[str]
    dots: list[tuple[float, float]]
    top: float


def draw_sparkline(figures: Sequence[Figure | None]) -> Sparkline:
    """Shares in per cent, drawn from 0 to the highest end of an interval; where there is none the line is broken."""
    top = max([LEAST, *(figure.high for figure in figures if figure is not None)])
    step = (WIDTH - 2 * EDGE) / max(len(figures) - 1, 1)
    lines, ribbons, dots = list[str](), list[str](), list[tuple[float, float]]()
    for run in _runs(figures):
        middle = [(EDGE + at * step, _height(one.value, top)) for at, one in run]
        upper = [(x, _height(one.high, top)) for (x, _), (_, one) in zip(middle, run, strict=True)]
        lower = [(x, _height(one.low, top)) for (x, _), (_, one) in zip(middle, run, strict=True)]
        if len(run) > 1:
            lines.append(_points(middle))
            ribbons.append(_points([*upper, *reversed(lower)]))
        if len(run) == 1 or not any(figures[run[-1][0] + 1 :]):  # alone, or the last
            dots.append(middle[-1])
    return Sparkline(lines, ribbons, [(round(x, 1), y) for x, y in dots], top)


def _runs(figures: Sequence[Figure | None]) -> list[list[tuple[int, Figure]]]:
    runs: list[list[tuple[int, Figure]]] = [[]]
    for at, figure in enumerate(figures):
        if figure is not None:
            runs[-1].append((at, figure))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _height(value: float, top: float) -> float:
    return round(HEIGHT - EDGE - value / top * (HEIGHT - 2 * EDGE), 1)


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
