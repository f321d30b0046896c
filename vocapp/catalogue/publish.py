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
from vocapp.catalogue.tables import VERSION_TABLES, CompanyVersion
from vocapp.database import DB, new_id
from vocapp.database.instance_facts import Fact, set_fact
from vocapp.database.locks import lock_number
from vocapp.faults import Fault
from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.survey_parser import DefinitionError

Definition = Questionnaire | Programme | Brand | CaseRule | Company

# In the order of publishing: a definition comes after those that it refers to.
KINDS: Final[dict[type, str]] = {
    Questionnaire: "survey",
    Brand: "brand",
    Company: "company",
    Programme: "programme",
    CaseRule: "case rule",
}
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
    kinds = list(KINDS)
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
    kind, slug = KINDS[type(definition)], slug_of(definition)
    if isinstance(definition, Company):
        changed = await _publish_company(canonical.decode(), source.text)
        return Publication(kind=kind, slug=slug, version=0, state="new" if changed else "unchanged")
    table = VERSION_TABLES[kind]
    digest = hashlib.sha256(canonical).hexdigest()
    known = await table.objects().where(table.slug == slug, table.digest == digest).first()
    if known and known.current:
        return Publication(kind=kind, slug=slug, version=known.version, state="unchanged")
    await table.update({table.current: False}).where(table.slug == slug, table.current.eq(True))
    if known:
        await table.update({table.current: True}).where(table.id == known.id)
        return Publication(kind=kind, slug=slug, version=known.version, state="current again")
    versions = await table.select(table.version).where(table.slug == slug).output(as_list=True)
    row = table(
        id=new_id(),
        slug=slug,
        version=1 + max(versions, default=0),
        digest=digest,
        definition=canonical if isinstance(definition, Questionnaire) else canonical.decode(),
        source=source.text,
        published_at=clock.now(),
        published_by=by,
    )
    await row.save()
    return Publication(kind=kind, slug=slug, version=row.version, state="new")


async def _publish_company(definition: str, source: str) -> bool:
    """Stores the one company; whether it changed."""
    company, now = CompanyVersion, clock.now()
    if not await company.exists():
        await CompanyVersion.insert(company(id=new_id(), definition=definition, source=source, updated_at=now))
        return True
    update = CompanyVersion.update({company.definition: definition, company.source: source, company.updated_at: now})
    return bool(await update.where(company.definition != definition).returning(company.id))


def slug_of(definition: Definition) -> str:
    """The slug of a definition; the company's is "company"."""
    match definition:
        case Questionnaire():
            return definition.id
        case Company():
            return "company"
    return definition.slug
