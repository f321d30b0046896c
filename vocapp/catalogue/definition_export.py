"""Export of a published definition as the file that it was published from."""

import re
from datetime import datetime
from typing import Final

from msgspec import Struct

from vocapp.catalogue.published import NotPublishedError
from vocapp.catalogue.tables import VERSION_TABLES, CompanyVersion
from vocapp.database import from_json

NAME: Final = re.compile(r"^(?P<slug>[a-z0-9_-]+)(?:@(?P<version>[1-9][0-9]{0,8}))?$")
COMPANY: Final = "company"


class PublishedDefinition(Struct, frozen=True):
    """One published version."""

    kind: str
    slug: str
    version: int
    is_current: bool
    title: str


class PublishedSource(Struct, frozen=True):
    """One published version with the text that it was published from."""

    version: int
    current: bool
    source: str
    published_at: datetime
    published_by: str


async def published_definitions() -> list[PublishedDefinition]:
    """Every published version, by kind, slug and version."""
    found = []
    for kind, table in VERSION_TABLES.items():
        for row in await table.select(table.slug, table.version, table.current, table.definition):
            title = "" if kind == "survey" else _title(row["definition"])
            found.append(PublishedDefinition(kind, row["slug"], row["version"], row["current"], title))
    companies = await CompanyVersion.select(CompanyVersion.definition).output(as_list=True)
    found += [PublishedDefinition(COMPANY, COMPANY, 1, True, _title(definition)) for definition in companies]
    return sorted(found, key=lambda each: (each.kind, each.slug, each.version))


def _title(definition: str) -> str:
    fields = from_json(definition)
    return str(fields.get("title") or fields.get("name") or "")


async def list_versions(kind: str, slug: str) -> list[PublishedSource]:
    """The versions of one definition, the newest first."""
    table = VERSION_TABLES[kind]
    rows = table.select(table.version, table.current, table.source, table.published_at, table.published_by)
    return [
        PublishedSource(**row) for row in await rows.where(table.slug == slug).order_by(table.version, ascending=False)
    ]


async def source_of(name: str, kind: str = "") -> str:
    """The TOML of SLUG, or of SLUG@VERSION; a survey before a programme of that name, unless `kind` says otherwise.

    Raises NotPublishedError for what was never published.
    """
    match = NAME.match(name)
    if match:
        version = int(match["version"]) if match["version"] else None
        for each in [kind] if kind else [*VERSION_TABLES, COMPANY]:
            source = await _source(each, match["slug"], version)
            if source is not None:
                return source
    raise NotPublishedError(f"'{name}' is not published. Write SLUG or SLUG@VERSION; `vocapp surveys list` shows them.")


async def _source(kind: str, slug: str, version: int | None) -> str | None:
    if kind == COMPANY:
        is_it = slug == COMPANY and version in (None, 1)
        row = await CompanyVersion.select(CompanyVersion.source).first() if is_it else None
    else:
        table = VERSION_TABLES[kind]
        chosen = table.current.eq(True) if version is None else table.version == version
        row = await table.select(table.source).where(table.slug == slug, chosen).first()
    return None if row is None else str(row["source"])
