"""Which model reads? The one that was promoted last; without one, what is shipped."""

from typing import Final

from vocapp.database import DB

CURRENT: Final = "SELECT name FROM reading_model WHERE state = 'current'"
CONTENT: Final = "SELECT content FROM reading_model WHERE name = $1"


async def current() -> str | None:
    """The name of the company's current model; None: the shipped one."""
    name: str | None = await DB.fetch_value(CURRENT)
    return name


async def content_of(name: str | None) -> bytes | None:
    """The plain data of a model; None where there is none of that name."""
    content: bytes | None = await DB.fetch_value(CONTENT, name)
    return content
