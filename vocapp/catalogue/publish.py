"""Publishing: a definition becomes a row that never changes, and the current row of its slug.

The same definition (by its digest) published again is the same version; an older one becomes current again.
One publication is one transaction under a lock, and ends with a new revision of the catalogue.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import Struct

from vocapp import clock
from vocapp.catalogue.brand import Brand
from vocapp.catalogue.case_rule import CaseRule
from vocapp.catalogue.company import Company
from vocapp.catalogue.programme import Programme
from vocapp.database import DB, new_id
from vocapp.database.instance_facts import Fact, set_fact
from vocapp.database.locks import lock_number
from vocapp.faults import Fault
from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.survey_parser import DefinitionError

Definition = Questionnaire | Programme | Brand | CaseRule | Company

# In the order of publishing: a definition comes after those that it refers to.
TABLES: Final[dict[type, str]] = {
    Questionnaire: "survey_version",
    Brand: "brand",
    Company: "company",
    Programme: "programme",
    CaseRule: "case_rule",
}
KNOWN: Final = "SELECT id, version, current FROM {table} WHERE slug = $1 AND digest = $2"
RETIRE: Final = "UPDATE {table} SET current = false WHERE slug = $1 AND current"
REVIVE: Final = "UPDATE {table} SET current = true WHERE id = $1"
INSERT: Final = """
INSERT INTO {table} (id, slug, version, digest, definition, source, current, published_at, published_by)
SELECT $1, $2::text, 1 + coalesce(max(version), 0), $3, $4, $5, true, $6, $7 FROM {table} WHERE slug = $2::text
RETURNING version"""
COMPANY: Final = """
INSERT INTO company (id, definition, source, updated_at) VALUES ($1, $2, $3, $4)
ON CONFLICT ((true)) DO UPDATE SET definition = excluded.definition, source = excluded.source,
updated_at = excluded.updated_at WHERE company.definition <> excluded.definition RETURNING id"""
DANGLING: Final = """
SELECT p.slug, 'survey' AS field, p.definition->>'survey' AS wanted FROM programme p WHERE p.current
AND NOT EXISTS (SELECT FROM survey_version s WHERE s.slug = p.definition->>'survey' AND s.current)
UNION ALL SELECT p.slug, 'brand', p.definition->>'brand' FROM programme p WHERE p.current
AND p.definition ? 'brand' AND NOT EXISTS (SELECT FROM brand b WHERE b.slug = p.definition->>'brand' AND b.current)
UNION ALL SELECT 'company', 'brand', c.definition->>'brand' FROM company c
WHERE NOT EXISTS (SELECT FROM brand b WHERE b.slug = c.definition->>'brand' AND b.current)"""


class DefinitionSource(Struct, frozen=True):
    """A definition with the name and the text of the file it was read from."""

    file: str
    text: str
    definition: Definition


class Publication(Struct, frozen=True, kw_only=True):
    """The result for one definition: `state` is new, current again or unchanged. The company has version 0."""

    kind: str
    slug: str
    version: int
    state: str


async def publish(sources: Iterable[DefinitionSource], by: str) -> list[Publication]:
    """Publishes all `sources` or none, in dependency order; `by` is stored with each row.

    Raises DefinitionError if a programme or the company would name a survey or brand that is not published.
    """
    kinds = list(TABLES)
    ordered = sorted(sources, key=lambda source: kinds.index(type(source.definition)))
    async with DB.transaction():
        await DB.execute("SELECT pg_advisory_xact_lock($1)", lock_number("catalogue"))
        done = [await _publish_one(source, by) for source in ordered]
        await _refuse_dangling()
        if any(publication.state != "unchanged" for publication in done):
            await set_fact(Fact.CATALOGUE, str(new_id()))
    return done


async def _refuse_dangling() -> None:
    rows = await DB.fetch(DANGLING)
    if rows:
        slugs = ", ".join(sorted({row["slug"] for row in rows}))
        faults = [Fault.of("definition.not_published", f"$.{row['field']}", name=row["wanted"]) for row in rows]
        raise DefinitionError(slugs, *faults)


async def _publish_one(source: DefinitionSource, by: str) -> Publication:
    definition, canonical = source.definition, msgspec.json.encode(source.definition, order="sorted")
    table, slug = TABLES[type(definition)], slug_of(definition)
    kind = table.removesuffix("_version").replace("_", " ")
    if isinstance(definition, Company):
        changed = await DB.fetch_value(COMPANY, new_id(), canonical.decode(), source.text, clock.now())
        return Publication(kind=kind, slug=slug, version=0, state="new" if changed else "unchanged")
    digest = hashlib.sha256(canonical).hexdigest()
    known = await DB.fetch_one(KNOWN.format(table=table), slug, digest)
    if known and known["current"]:
        return Publication(kind=kind, slug=slug, version=known["version"], state="unchanged")
    await DB.execute(RETIRE.format(table=table), slug)
    if known:
        await DB.execute(REVIVE.format(table=table), known["id"])
        return Publication(kind=kind, slug=slug, version=known["version"], state="current again")
    stored = canonical if isinstance(definition, Questionnaire) else canonical.decode()
    values = (new_id(), slug, digest, stored, source.text, clock.now(), by)
    version: int = await DB.fetch_value(INSERT.format(table=table), *values)
    return Publication(kind=kind, slug=slug, version=version, state="new")


def slug_of(definition: Definition) -> str:
    """The slug of a definition; the company's is "company"."""
    match definition:
        case Questionnaire():
            return definition.id
        case Company():
            return "company"
    return definition.slug
