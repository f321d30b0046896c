"""The script of survey pages, named by its content."""

from functools import cache
from pathlib import Path
from typing import Final

from vocapp.catalogue.brand_css import PREFIX, AssetFile

SCRIPT: Final = Path(__file__).parents[1] / "assets" / "survey.js"


@cache
def script() -> AssetFile:
    """The script of every survey page."""
    return AssetFile(SCRIPT.read_bytes())


def script_address() -> str:
    """The address of the script."""
    return f"{PREFIX}/survey-{script().digest}.js"
