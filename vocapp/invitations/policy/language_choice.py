"""Choice of the language of an invitation. Pure."""

from collections.abc import Sequence

from vocapp.catalogue.company import Company
from vocapp.catalogue.programme import ProgrammeRule


def choose(wanted: Sequence[str | None], rule: ProgrammeRule, company: Company) -> str:
    """The first of `wanted` (the contact's, the customer's) that the survey has and the programme allows.

    "de-AT" is served by "de". If none fits: the first of the company's languages that does, else the survey's first.
    """
    offered = [language for language in rule.survey_languages if language in allowed(rule)]
    tags = [tag.replace("_", "-").lower() for tag in (*wanted, *company.languages) if tag]
    candidates = (candidate for tag in tags for candidate in (tag, tag.partition("-")[0]))
    return next((candidate for candidate in candidates if candidate in offered), (*offered, *rule.survey_languages)[0])


def allowed(rule: ProgrammeRule) -> tuple[str, ...]:
    """The programme's languages, or all of the survey's."""
    return rule.programme.languages or rule.survey_languages
