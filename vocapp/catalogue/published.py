"""What is published now, and what was published when an ask was made. Cached: a published row never changes."""

from uuid import UUID

from msgspec import Struct

from vocapp.catalogue.brand import BrandLook
from vocapp.catalogue.company import Company
from vocapp.catalogue.programme import Programme
from vocapp.questionnaire.definition import Questionnaire


class NotPublishedError(LookupError):
    """Something is asked for that nobody has published; the message says the remedy."""


class ProgrammeRule(Struct, frozen=True, kw_only=True):
    """A published programme: its row, and the survey version that its asks get now."""

    id: UUID
    version: int
    programme: Programme
    survey_version_id: UUID
    survey_languages: tuple[str, ...]


async def survey_version(version_id: UUID) -> Questionnaire:
    """The questionnaire of a survey version; NotPublishedError for an unknown id. Cached by id."""
    raise NotImplementedError


async def brand(brand_id: UUID) -> BrandLook:
    """A brand as it was when row `brand_id` was published; NotPublishedError for an unknown id. Cached by id."""
    raise NotImplementedError


async def brands() -> tuple[BrandLook, ...]:
    """Every current brand, by slug."""
    raise NotImplementedError


async def programmes() -> tuple[ProgrammeRule, ...]:
    """Every current programme, by priority and slug."""
    raise NotImplementedError


async def company() -> Company:
    """The company; NotPublishedError where company.toml has not been published."""
    raise NotImplementedError
