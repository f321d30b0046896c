"""What is drawn, and what is not: the specification is the same for the same chart, and the picture fits our pages."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import altair as alt
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.charts.chart_examples import CHARTS, COMPARISON, TREND
from vocapp.charts.chart_style import DARK, LIGHT, SCHEMES
from vocapp.charts.drawing_process import PictureRequest
from vocapp.charts.drawing_worker import chart_specification, draw_picture
from vocapp.charts.types import ComparisonChart, TrendChart, axis_steps
from vocapp.ui.static_files import FOLDER

GOLDEN = Path(__file__).parent / "golden" / "charts.json"
WIDTHS = (640, 320)


def orders() -> Iterator[tuple[str, PictureRequest]]:
    for name, chart in CHARTS.items():
        for width in WIDTHS:
            yield f"{name} {width}", PictureRequest(chart, width)
        yield f"{name} for a mail in the dark", PictureRequest(chart, 552, "png", "dark")


def test_the_same_chart_has_the_same_specification(regenerate: bool) -> None:
    found = {
        name: hashlib.sha256(json.dumps(chart_specification(order), sort_keys=True).encode()).hexdigest()[:16]
        for name, order in orders()
    }
    if regenerate:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CHARTS)
def test_what_is_specified_is_vega_lite(name: str) -> None:
    for width in WIDTHS:
        alt.LayerChart.from_dict(chart_specification(PictureRequest(CHARTS[name], width)), validate=True)


@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_for_a_page_has_nothing_that_its_policy_forbids(name: str) -> None:
    svg = draw_picture(PictureRequest(CHARTS[name], 640)).content.decode()
    assert svg.startswith('<svg aria-hidden="true"')
    assert not re.search(r"<style|style=|<script|href=| on\w+=|url\(|role=| id=", svg)
    assert not re.search(r"#[0-9a-f]{6}", svg), "every colour is one of the page's"
    assert set(re.findall(r"var\((--chart-[a-z]+)\)", svg)) <= set(
        re.findall(r"(--chart-[a-z]+):", (FOLDER / "charts.css").read_text(encoding="utf-8"))
    )


def test_a_name_is_text_whatever_it_says() -> None:
    svg = draw_picture(PictureRequest(COMPARISON, 640)).content.decode()
    assert "&lt;script&gt;" in svg
    assert "خدمة العملاء" in svg


def test_a_mail_gets_a_png_of_twice_the_size() -> None:
    content = draw_picture(PictureRequest(TREND, 552, "png")).content
    assert content.startswith(b"\x89PNG")
    assert 0.9 * 2 * 552 <= int.from_bytes(content[16:20], "big") <= 2 * 552


def test_a_chart_that_cannot_be_drawn_gives_the_reason() -> None:
    nothing = msgspec.structs.replace(TREND, ticks=())
    assert draw_picture(PictureRequest(nothing, 640)).error == "ValueError"


@pytest.mark.parametrize("chart", [TREND, COMPARISON], ids=["trend", "comparison"])
def test_a_group_without_an_estimate_has_no_mark_and_keeps_its_words(chart: TrendChart | ComparisonChart) -> None:
    svg = draw_picture(PictureRequest(chart, 640)).content.decode()
    assert ("n 2<" in svg) if isinstance(chart, TrendChart) else ("too few to say (n 3)" in svg)
    assert "NaN" not in svg


@given(st.floats(-100, 100), st.floats(0, 200))
def test_the_axis_covers_what_is_shown_in_few_round_steps(low: float, span: float) -> None:
    steps = axis_steps(low, low + span)
    assert steps[0] <= low + 1e-6 and low + span <= steps[-1] + 1e-6
    assert 2 <= len(steps) <= 6
    assert list(steps) == sorted(set(steps))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("name", "least"), [("text", 4.5), ("muted", 4.5), ("accent", 3), ("bad", 3)])
def test_marks_and_words_stand_out(scheme: str, name: str, least: float) -> None:
    colours = {"light": LIGHT, "dark": DARK}[scheme]
    brighter, darker = sorted((luminance(colours[name]), luminance(colours["ground"])), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= least
    style = (FOLDER / "charts.css").read_text(encoding="utf-8") + (FOLDER / "tokens.css").read_text(encoding="utf-8")
    assert colours[name] in style, "the page shows the same colour"
