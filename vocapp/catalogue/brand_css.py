"""What do a customer's pages look like in a brand's colours? One style sheet a brand, named by its content.

Every page that a customer sees extends `catalogue/frame.html`, and gives it `brand`, `footer`, `style` and `languages`.
"""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from vocapp.catalogue.brand import BrandLook
from vocapp.catalogue.contrast import AccentColours

SHEET: Final = Path(__file__).parent / "assets" / "customer.css"
PREFIX: Final = "/look"


class AssetFile:
    """A file to serve: its `content`, the same compressed, and a `digest` of it for its name."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.compressed = gzip.compress(content, 9, mtime=0)
        self.digest = hashlib.sha256(content).hexdigest()[:12]


def stylesheet(look: BrandLook) -> AssetFile:
    """The style sheet of a brand."""
    return _stylesheet(look.colours)


@lru_cache(maxsize=256)
def _stylesheet(colours: AccentColours) -> AssetFile:
    tokens = (
        f":root {{ --accent: {colours.light}; --on-accent: {colours.on_light}; "
        f"--accent-dark: {colours.dark}; --on-accent-dark: {colours.on_dark}; }}\n"
    )
    return AssetFile(tokens.encode() + SHEET.read_bytes())


def stylesheet_address(look: BrandLook) -> str:
    """Where pages of the brand find their style sheet. It names the brand's row, so that any process can make it."""
    return f"{PREFIX}/{look.id}-{stylesheet(look).digest}.css"


def page_look(look: BrandLook, language: str) -> dict[str, Any]:
    """What the frame of a page wants that is in one language only."""
    return {
        "brand": look.brand,
        "footer": look.footer_in(language),
        "style": stylesheet_address(look),
        "languages": [],
    }
