"""The style of charts: Okabe and Ito's palette, grey for context, little ink that is not data.

A chart is drawn in the hex colours of one scheme. For a page those of the light scheme are replaced by the custom
properties of `charts.css`, so the picture follows the page: light, dark, forced colours.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

Scheme = Literal["light", "dark"]

# Masataka Okabe and Kei Ito, "Color Universal Design" (2008): distinguishable with every kind of colour vision.
BLUE: Final = "#0072b2"
SKY: Final = "#56b4e9"
VERMILION: Final = "#d55e00"
ORANGE: Final = "#e69f00"

LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ground": "#ffffff",
        "text": "#19212a",
        "muted": "#52606d",
        "rule": "#d7dde4",
        "context": "#a3adb8",
        "accent": BLUE,
        "bad": VERMILION,
    }
)
DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ground": "#11161b",
        "text": "#e8ecf0",
        "muted": "#a9b4bf",
        "rule": "#2e3843",
        "context": "#66727f",
        "accent": SKY,
        "bad": ORANGE,
    }
)
SCHEMES: Final[Mapping[Scheme, Mapping[str, str]]] = MappingProxyType({"light": LIGHT, "dark": DARK})
PROPERTIES: Final = {colour: f"var(--chart-{name})" for name, colour in LIGHT.items()}

FONT: Final = "Liberation Sans, Noto Sans, Helvetica, Arial, sans-serif"
TEXT_SIZE: Final = 13
SMALL_SIZE: Final = 12
_SPEAKING = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_COLOUR = re.compile(r'(?<= )(fill|stroke)="(#[0-9a-f]{6})"')
_PLACED = re.compile(r'(?<= )(?:d|transform|[xy]2?|width|height)="[^"]*"')
_PLACE = re.compile(r"-?\d+\.\d{2,}")


def config(colours: Mapping[str, str]) -> dict[str, Any]:
    """The Vega-Lite configuration of every chart."""
    return {
        "font": FONT,
        "background": "transparent",
        "padding": 2,
        "view": {"stroke": None},
        "axis": {
            "labelColor": colours["muted"],
            "labelFontSize": SMALL_SIZE,
            "labelLineHeight": 16,
            "labelPadding": 6,
            "grid": False,
            "domain": False,
            "ticks": False,
            "title": None,
        },
        "text": {"color": colours["text"], "fontSize": TEXT_SIZE},
    }


def style_for_page(svg: str) -> str:
    """The SVG as it may stand in a page: in the page's colours, its parts unspoken, places to a tenth of a pixel."""
    plain = _COLOUR.sub(lambda found: f'{found[1]}="{PROPERTIES[found[2]]}"', _SPEAKING.sub("", svg))
    plain = _PLACED.sub(lambda found: _PLACE.sub(lambda place: f"{float(place[0]):.1f}", found[0]), plain)
    return plain.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
