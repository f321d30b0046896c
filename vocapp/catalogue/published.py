"""Published definitions: the current ones, and by id those that an invitation was made with.

A published row never changes, so rows are cached by id without expiry. The current ones are cached by the catalogue's
revision: one row of `instance`, replaced in the transaction of every publication and read by its key each time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

import msgspec

from vocapp.catalogue.brand import Brand, BrandLook
from vocapp.catalogue.case_rule import CaseRule, PublishedRule
from vocapp.catalogue.company import Company
from vocapp.catalogue.programme import Programme
from vocapp.catalogue.programme import ProgrammeRule as ProgrammeRule
from vocapp.catalogue.snapshot import CatalogueSnapshot as Snapshot
from vocapp.catalogue.snapshot import NotPublishedError as NotPublishedError
from vocapp.catalogue.tables import VERSION_TABLES, CompanyVersion, SurveyVersion
from vocapp.database import DB
from vocapp.questionnaire import survey_parser
from vocapp.questionnaire.definition import Questionnaire

T = TypeVar("T")

REVISION: Final = "SELECT value FROM instance WHERE name = 'catalogue'"
"""Scalar SQL for the revision; embed it in a statement that is sent anyway, and pass the result to `snapshot`."""
_PROGRAMMES: Final = """
SELECT p.id, p.version, p.definition, s.id AS survey_version_id FROM programme p
JOIN survey_version s ON s.slug = p.definition->>'survey' AND s.current WHERE p.current"""
_KEPT: Final = 512


class _VersionCache(Generic[T]):
    """The newest `_KEPT` versions by id; the bound keeps the memory of a long-lived process small."""

    def __init__(self) -> None:
        self._things: dict[Any, T] = {}

    def get(self, key: Any) -> T | None:
        return self._things.get(key)

    def keep(self, key: Any, thing: T) -> T:
        if len(self._things) >= _KEPT:
            del self._things[next(iter(self._things))]
        self._things[key] = thing
        return thing


_surveys: _VersionCache[Questionnaire] = _VersionCache()
_brands: _VersionCache[BrandLook] = _VersionCache()
_case_rules: _VersionCache[PublishedRule] = _VersionCache()
_snapshots: _VersionCache[Snapshot] = _VersionCache()


async def survey_version(version_id: UUID) -> Questionnaire:
    """The questionnaire of a survey version; NotPublishedError for an unknown id. Cached by id."""
    return await _row(_surveys, "survey", version_id, _questionnaire)


async def brand(brand_id: UUID) -> BrandLook:
    """A brand as published in row `brand_id`; NotPublishedError for an unknown id. Cached by id."""
    return await _row(_brands, "brand", brand_id, _look)


async def case_rule(rule_id: UUID) -> PublishedRule:
    """A case rule as published in row `rule_id`; NotPublishedError for an unknown id. Cached by id."""
    return await _row(_case_rules, "case rule", rule_id, _published_rule)


@dataclass(frozen=True)
class SurveyReference:
    """The current version of a survey, without its questions."""

    id: UUID
    slug: str
    version: int


async def current_surveys() -> list[SurveyReference]:
    """The current version of every survey, by slug."""
    versions = SurveyVersion.select(SurveyVersion.id, SurveyVersion.slug, SurveyVersion.version)
    rows = await versions.where(SurveyVersion.current.eq(True)).order_by(SurveyVersion.slug)
    return [SurveyReference(**row) for row in rows]


async def brands() -> tuple[BrandLook, ...]:
    """Current brands, by slug."""
    return (await snapshot()).brands


async def programmes() -> tuple[ProgrammeRule, ...]:
    """Current programmes, by priority and slug."""
    return (await snapshot()).programmes


async def company() -> Company:
    """The company; NotPublishedError where company.toml has not been published."""
    return (await snapshot()).company


async def snapshot(revision: str | None = None) -> Snapshot:
    """All current definitions. `revision`: the result of `REVISION` in the running transaction, saves a statement."""
    key = revision or await DB.fetch_value(REVISION)
    if key is None:
        return Snapshot(programmes=(), brands=(), published_company=None)
    return _snapshots.get(key) or _snapshots.keep(key, await _load())


async def _load() -> Snapshot:
    company_row = await CompanyVersion.select(CompanyVersion.definition).first()
    return Snapshot(
        programmes=await _load_programmes(),
        brands=tuple(_look(row) for row in await _current("brand")),
        published_company=None if company_row is None else msgspec.json.decode(company_row["definition"], type=Company),
        case_rules=await _load_case_rules(),
        surveys={survey.slug: await survey_version(survey.id) for survey in await current_surveys()},
    )


async def _load_programmes() -> tuple[ProgrammeRule, ...]:
    rules = [await _rule(row) for row in await DB.fetch(_PROGRAMMES)]
    return tuple(sorted(rules, key=lambda rule: (rule.programme.priority, rule.programme.slug)))


async def _load_case_rules() -> tuple[PublishedRule, ...]:
    rules = [_published_rule(row) for row in await _current("case rule")]
    return tuple(sorted(rules, key=lambda published: (published.rule.priority, published.rule.slug)))


async def _rule(row: Mapping[str, Any]) -> ProgrammeRule:
    survey = await survey_version(row["survey_version_id"])
    return ProgrammeRule(
        id=row["id"],
        version=row["version"],
        programme=msgspec.json.decode(row["definition"], type=Programme),
        survey_version_id=row["survey_version_id"],
        survey_languages=survey.languages,
    )


async def _current(kind: str) -> list[dict[str, Any]]:
    table = VERSION_TABLES[kind]
    rows = table.select(table.id, table.version, table.definition)
    return await rows.where(table.current.eq(True)).order_by(table.slug)


async def _row(kept: _VersionCache[T], kind: str, row_id: UUID, made: Callable[[Mapping[str, Any]], T]) -> T:
    known = kept.get(row_id)
    if known is not None:
        return known
    table = VERSION_TABLES[kind]
    row = await table.select(table.id, table.version, table.definition).where(table.id == row_id).first()
    if row is None:
        raise NotPublishedError(f"There is no {kind} {row_id}.")
    return kept.keep(row_id, made(row))


def _questionnaire(row: Mapping[str, Any]) -> Questionnaire:
    return survey_parser.decode(row["definition"])


def _published_rule(row: Mapping[str, Any]) -> PublishedRule:
    rule = msgspec.json.decode(row["definition"], type=CaseRule)
    return PublishedRule(id=row["id"], version=row["version"], rule=rule)


def _look(row: Mapping[str, Any]) -> BrandLook:
    return BrandLook(id=row["id"], version=row["version"], brand=msgspec.json.decode(row["definition"], type=Brand))
