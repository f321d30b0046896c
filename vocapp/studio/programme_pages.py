"""The pages of programmes: the list, one programme with its rules and versions, and a test invitation."""

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.catalogue import published
from vocapp.catalogue.definition_export import list_versions
from vocapp.catalogue.programme import ProgrammeRule
from vocapp.catalogue.published import NotPublishedError
from vocapp.channels.registry import ContactChannel
from vocapp.channels.touchpoints import Touchpoint
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.problem_json import not_found
from vocapp.http.request import read_form
from vocapp.invitations.trial_invitation import TrialInvitation, TryError, send_test_invitation
from vocapp.questionnaire.wording import choose_language
from vocapp.staff.user_queries import credentials_of_user
from vocapp.studio.condition_text import format_condition
from vocapp.timeline.labels import channel, touchpoint
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.reader import mark

PATH: Final = "/app/programmes"
READERS: Final = staff(Role.LEAD, Role.ANALYST)


@get(PATH, opt=READERS.opt)
async def programmes_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Every programme, in the order in which they are tried."""
    rules = await published.programmes()
    return staff_page(
        request,
        registry,
        "studio/programmes.html",
        rules=rules,
        titles=await _titles(rules, actor_of(request).language),
        in_words=format_condition,
        channel_name=channel,
    )


async def _titles(rules: tuple[ProgrammeRule, ...], language: str) -> dict[Any, str]:
    surveys = {rule.survey_version_id: await published.survey_version(rule.survey_version_id) for rule in rules}
    return {known: survey.title[choose_language(survey, language)] for known, survey in surveys.items()}


@get(PATH + "/{slug:str}", opt=READERS.opt)
async def programme_page(
    request: AnyRequest, registry: NamedDependency[Registry], slug: FromPath[str]
) -> Response[str]:
    """One programme."""
    return await _page(request, registry, slug, {})


async def _page(
    request: AnyRequest, registry: Registry, slug: str, errors: dict[str, str], status: int = 200
) -> Response[str]:
    rule = await _rule(slug)
    survey = await published.survey_version(rule.survey_version_id)
    return staff_page(
        request,
        registry,
        "studio/programme.html",
        status=status,
        rule=rule,
        survey=survey,
        title=survey.title[choose_language(survey, actor_of(request).language)],
        cap=await _company_cap(),
        versions=await list_versions("programme", slug),
        contact_channels=ContactChannel,
        touchpoints=Touchpoint,
        named=lambda values, title: [(value.value, title(value)) for value in values],
        in_words=format_condition,
        channel_name=channel,
        touchpoint_name=touchpoint,
        errors=errors,
    )


@post(PATH + "/{slug:str}/test", opt=READERS.opt)
async def test_programme(
    request: AnyRequest, registry: NamedDependency[Registry], slug: FromPath[str]
) -> Response[str] | Response[bytes]:
    """Sends a test to the user: the mail stays in the outbox, and the test never counts."""
    await _rule(slug)
    actor, form = actor_of(request), await read_form(request)
    user = await credentials_of_user(actor.id)
    said = {"programme": slug, "email": user and user.email, "name": actor.name}
    said |= {name: form[name] for name in ("channel", "touchpoint", "language")}
    try:
        contact = await send_test_invitation(msgspec.convert(said, TrialInvitation), registry.keys, actor)
    except (TryError, msgspec.ValidationError) as failure:
        return await _page(request, registry, slug, {"test": str(failure)}, status=422)
    return redirect_done(request, registry, f"/app/contacts/{contact}", mark("Test sent. The mail is in the outbox."))


async def _rule(slug: str) -> ProgrammeRule:
    rule = next((rule for rule in await published.programmes() if rule.programme.slug == slug), None)
    if rule is None:
        raise not_found()
    return rule


async def _company_cap() -> Any:
    try:
        return (await published.company()).cap
    except NotPublishedError:
        return None


ROUTES: Final = (programmes_page, programme_page, test_programme)
