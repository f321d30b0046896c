"""What does the page look like in a brand's colours? One style sheet a brand and one script, named by their content."""

import gzip
import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from vocapp.catalogue.brand import BrandLook
from vocapp.catalogue.colour import Colours

ASSETS: Final = Path(__file__).parent / "assets"
PREFIX: Final = "/look"


class File:
    """A file to serve: its `content`, the same compressed, and a `digest` of it for its name."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.compressed = gzip.compress(content, 9, mtime=0)
        self.digest = hashlib.sha256(content).hexdigest()[:12]


@cache
def script() -> File:
    """The script of every survey page."""
    return File((ASSETS / "survey.js").read_bytes())


def style(look: BrandLook) -> File:
    """The style sheet of a brand."""
    return _style(look.colours)


@lru_cache(maxsize=256)
def _style(colours: Colours) -> File:
    tokens = (
        f":root {{ --accent: {colours.light}; --on-accent: {colours.on_light}; "
        f"--accent-dark: {colours.dark}; --on-accent-dark: {colours.on_dark}; }}\n"
    )
    return File(tokens.encode() + (ASSETS / "survey.css").read_bytes())


def script_address() -> str:
    """Where pages find the script."""
    return f"{PREFIX}/survey-{script().digest}.js"


def style_address(look: BrandLook) -> str:
    """Where pages of the brand find their style sheet. It names the brand's row, so that any process can make it."""
    return f"{PREFIX}/{look.id}-{style(look).digest}.css"
