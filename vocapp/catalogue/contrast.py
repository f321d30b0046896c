"""Contrast of a brand's accent by WCAG 2.2, and the nearest shade that passes on light and dark backgrounds.

Relative luminance and contrast ratio as defined in https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
"""

from colorsys import hls_to_rgb, rgb_to_hls

from msgspec import Struct

MINIMUM = 4.5
LIGHT_GROUND = "#ffffff"
DARK_GROUND = "#16181d"
LIGHT_INK = "#ffffff"
DARK_INK = "#111111"
STEPS = 200


class AccentColours(Struct, frozen=True):
    """The accent for text or buttons on each background, and the ink on top of it; each pair is ≥ 4.5 : 1."""

    light: str
    on_light: str
    dark: str
    on_dark: str


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours `#rrggbb`, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable_colours(accent: str) -> AccentColours:
    """The accent, darkened or lightened only as much as it needs on light and on dark backgrounds."""
    light = _readable(accent, LIGHT_GROUND, 0.0)
    dark = _readable(accent, DARK_GROUND, 1.0)
    return AccentColours(light, _ink(light), dark, _ink(dark))


def _readable(accent: str, ground: str, towards: float) -> str:
    hue, lightness, saturation = rgb_to_hls(*_parts(accent))
    shades = (_hex(hue, lightness + (towards - lightness) * step / STEPS, saturation) for step in range(STEPS + 1))
    return next(shade for shade in (accent.lower(), *shades) if contrast(shade, ground) >= MINIMUM)


def _ink(accent: str) -> str:
    return max((LIGHT_INK, DARK_INK), key=lambda ink: contrast(ink, accent))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(hue: float, lightness: float, saturation: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in hls_to_rgb(hue, lightness, saturation))


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
