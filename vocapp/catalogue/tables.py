"""Tables of published definitions: survey versions, programmes, brands and case rules. Their rows never change."""

from collections.abc import Mapping
from typing import Final

from piccolo.columns import JSONB, Boolean, Bytea, Integer, Text, Timestamptz, Varchar
from piccolo.columns import UUID as Uuid
from piccolo.constraints import Unique
from piccolo.table import Table

from vocapp.database import DB


class SurveyVersion(Table, db=DB, tablename="survey_version"):
    """A published questionnaire; `definition` is its canonical JSON, `digest` its SHA-256 in hex.

    `current` is the version that new invitations get; publishing an older text again makes its version the current one.
    """

    id = Uuid(primary_key=True, default=None)
    slug = Varchar(length=80, default=None)
    version = Integer(default=None)
    digest = Varchar(length=64, default=None)
    definition = Bytea(default=None)
    source = Text(default="")
    current = Boolean(default=True)
    published_at = Timestamptz(default=None)
    published_by = Text(default="")
    survey_version_key = Unique(["slug", "version"])
    survey_digest_key = Unique(["slug", "digest"])


class PublishedVersion:
    """Columns of definitions that are published in versions; `source` is the text that was published."""

    id = Uuid(primary_key=True, default=None)
    slug = Varchar(length=80, default=None)
    version = Integer(default=None)
    digest = Varchar(length=64, default=None)
    definition = JSONB(default=None)
    source = Text(default="")
    current = Boolean(default=True)
    published_at = Timestamptz(default=None)
    published_by = Text(default="")


class ProgrammeVersion(PublishedVersion, Table, db=DB, tablename="programme"):
    """The rule "which contacts get which survey", one row per published version; `current` decides."""

    programme_version_key = Unique(["slug", "version"])
    programme_digest_key = Unique(["slug", "digest"])


class BrandVersion(PublishedVersion, Table, db=DB, tablename="brand"):
    """One published version of a brand; an invitation keeps the row it was made with."""

    brand_version_key = Unique(["slug", "version"])
    brand_digest_key = Unique(["slug", "digest"])


class CaseRuleVersion(PublishedVersion, Table, db=DB, tablename="case_rule"):
    """The rule "which answers need a person, and by when", one row per published version; a case keeps its row."""

    slug = Varchar(length=40, default=None)
    case_rule_version_key = Unique(["slug", "version"])
    case_rule_digest_key = Unique(["slug", "digest"])


class CompanyVersion(Table, db=DB, tablename="company"):
    """The one company of this installation: name, time zone, country, languages, quiet hours and caps."""

    id = Uuid(primary_key=True, default=None)
    definition = JSONB(default=None)
    source = Text(default="")
    updated_at = Timestamptz(default=None)


VERSION_TABLES: Final[
    Mapping[str, type[SurveyVersion] | type[ProgrammeVersion] | type[BrandVersion] | type[CaseRuleVersion]]
] = {
    "survey": SurveyVersion,
    "programme": ProgrammeVersion,
    "brand": BrandVersion,
    "case rule": CaseRuleVersion,
}
"""The tables of definitions that have versions, by kind."""
TABLES = (SurveyVersion, ProgrammeVersion, BrandVersion, CaseRuleVersion, CompanyVersion)
EXTRA_SQL = (
    "CREATE UNIQUE INDEX survey_current ON survey_version (slug) WHERE current",
    "CREATE UNIQUE INDEX programme_current ON programme (slug) WHERE current",
    "CREATE UNIQUE INDEX brand_current ON brand (slug) WHERE current",
    "CREATE UNIQUE INDEX case_rule_current ON case_rule (slug) WHERE current",
    "CREATE UNIQUE INDEX company_single ON company ((true))",
)
