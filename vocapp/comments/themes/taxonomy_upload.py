"""A taxonomy that was uploaded: its TOML is parsed in a child process with limits, never in the service itself."""

from typing import Final

from msgspec import Struct

from vocapp.faults import Fault
from vocapp.nlp.themes.taxonomy import Taxonomy, TaxonomyError, parse_taxonomy
from vocapp.processes.parser_pool import PARSER_POOL, ForeignParser, ParsingFailure

MOST_BYTES: Final = 1024 * 1024


class TaxonomyReading(Struct, frozen=True):
    """The taxonomy of a file, or what is wrong with it."""

    taxonomy: Taxonomy | None = None
    faults: tuple[Fault, ...] = ()


def read_taxonomy(content: bytes) -> TaxonomyReading:
    """In the child: the taxonomy of a file."""
    try:
        return TaxonomyReading(parse_taxonomy(content))
    except TaxonomyError as failure:
        return TaxonomyReading(faults=tuple(failure.faults))


PARSER: Final = ForeignParser(
    name="taxonomies", function=f"{__name__}:read_taxonomy", answer=TaxonomyReading, most_bytes=4 * MOST_BYTES
)


async def parse_taxonomy_apart(content: bytes, name: str) -> Taxonomy:
    """The taxonomy of an uploaded file. TaxonomyError with everything that is wrong with it."""
    reading = await PARSER_POOL.parse(PARSER, content)
    if isinstance(reading, ParsingFailure):
        raise TaxonomyError(Fault.of("toml.parsing_failed", file=name))
    if reading.taxonomy is None:
        raise TaxonomyError(*reading.faults)
    return reading.taxonomy
