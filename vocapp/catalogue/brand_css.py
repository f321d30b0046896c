"""Style sheets of customer pages: one for each brand, named by a digest of its content.

Every page for customers extends `catalogue/frame.html` and passes `brand`, `brand_name` (for sentences), `footer`,
`style` and `languages` to it.
"""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from vocapp.catalogue.brand import BrandLook
from vocapp.catalogue.contrast import AccentColours
from vocapp.questionnaire.isolate_text import isolate

SHEET: Final = Path(__file__).parent / "assets" / "customer.css"
PREFIX: Final = "/look"


class AssetFile:
    """A file to serve: its `content`, the compressed content, and a `digest` of it for its name."""

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
    """The address of a brand's style sheet. It contains the id of the brand's row, so any process can build it."""
    return f"{PREFIX}/{look.id}-{stylesheet(look).digest}.css"


def page_look(look: BrandLook, language: str) -> dict[str, Any]:
    """The context of `frame.html` for a page in one language only."""
    return {
        "brand": look.brand,
        "brand_name": isolate(look.brand.name, language),
        "footer": look.footer_in(language),
        "style": stylesheet_address(look),
        "languages": [],
    }
