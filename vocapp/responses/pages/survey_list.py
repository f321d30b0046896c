"""Published surveys and the programmes that use them."""

from uuid import UUID

from msgspec import Struct

from vocapp.catalogue import published
from vocapp.questionnaire.definition import Questionnaire


class PublishedSurvey(Struct, frozen=True, kw_only=True):
    """The current version of a survey; `programmes` are the titles of those that use it."""

    slug: str
    version: int
    questionnaire: Questionnaire
    programmes: list[str]


async def published_surveys() -> list[PublishedSurvey]:
    """Every survey's current version, by slug."""
    asked_by: dict[UUID, list[str]] = {}
    for rule in await published.programmes():
        asked_by.setdefault(rule.survey_version_id, []).append(rule.programme.title)
    return [
        PublishedSurvey(
            slug=survey.slug,
            version=survey.version,
            questionnaire=await published.survey_version(survey.id),
            programmes=asked_by.get(survey.id, []),
        )
        for survey in await published.current_surveys()
    ]


async def current_survey(slug: str) -> Questionnaire | None:
    """The current version of a survey; None if it is not published."""
    version = next((survey.id for survey in await published.current_surveys() if survey.slug == slug), None)
    return None if version is None else await published.survey_version(version)
