"""Snapshot of the current definitions at one revision. Pure."""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from vocapp.catalogue.brand import BrandLook
from vocapp.catalogue.case_rule import PublishedRule
from vocapp.catalogue.company import Company
from vocapp.catalogue.programme import ProgrammeRule
from vocapp.metrics.privacy_floor import FLOOR, LOWEST
from vocapp.questionnaire.definition import Questionnaire


class NotPublishedError(LookupError):
    """A definition is missing from the catalogue; the message says how to publish it."""


class CatalogueSnapshot(Struct, frozen=True, kw_only=True, dict=True):
    """All that is current at one revision: programmes and case rules by priority, then slug; the others by slug."""

    programmes: tuple[ProgrammeRule, ...]
    brands: tuple[BrandLook, ...]
    published_company: Company | None
    case_rules: tuple[PublishedRule, ...] = ()
    surveys: Mapping[str, Questionnaire] = {}

    @property
    def company(self) -> Company:
        """The company; NotPublishedError where company.toml has not been published."""
        if self.published_company is None:
            raise NotPublishedError("No company is published yet. Run: vocapp surveys publish --all")
        return self.published_company

    @property
    def floor(self) -> int:
        """How few people may be shown to a reader who may not read identified answers, published or not."""
        return max(LOWEST, self.published_company.floor) if self.published_company else FLOOR

    @cached_property
    def brand_by_slug(self) -> dict[str, BrandLook]:
        """The brands and surveys by slug."""
        return {look.brand.slug: look for look in self.brands}
