"""The pages of customers: list and search, one customer, and the link that a telephone system opens (screen pop)."""

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote_plus
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from vocapp.cases.pages.labels import address_words
from vocapp.customers.normalise_identity import IdentityError
from vocapp.customers.types import IdentityKind
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.responses.answers_as_text import answers_as_text
from vocapp.timeline import customer_data, customer_search
from vocapp.timeline.customer_data import CustomerContact
from vocapp.timeline.labels import channel, disposition, look, rule, touchpoint, words
from vocapp.timeline.merge_pages import MERGERS
from vocapp.ui.page_response import AnyRequest, redirect, staff_page
from vocapp.ui.paging import make_page, parse_key

READERS: Final = staff(Role.AGENT, Role.LEAD, Role.ANALYST)
PATH: Final = "/app/customers"
WORDS: Final[dict[str, Any]] = {
    "words": words,
    "channel_name": channel,
    "disposition_name": disposition,
    "rule_name": rule,
    "touchpoint_name": touchpoint,
    "look": look,
    "identity_kinds": address_words,
}


@get(PATH, opt=READERS.opt)
async def customer_list(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The customers that match a search, or the newest."""
    actor, sought = actor_of(request), request.query_params.get("q", "").strip()
    after = parse_key(request.query_params.get("after", ""))
    rows = await (
        customer_search.search_customers(actor, sought) if sought else customer_search.newest_customers(actor, after)
    )
    page = make_page(rows, PATH, {"q": sought}, after, customer_search.SIZE)
    return staff_page(
        request,
        registry,
        "timeline/customers.html",
        page=page,
        sought=sought,
        may_merge=actor.role in MERGERS.roles,
        **WORDS,
    )


@get("/app/search", opt=READERS.opt)
async def search(request: AnyRequest) -> Response[bytes]:
    """The address to which other programs send a search."""
    return redirect(f"{PATH}?q={quote_plus(request.query_params.get('q', ''))}")


@get(PATH + "/by/{kind:str}/{value:path}", opt=READERS.opt)
async def customer_by(request: AnyRequest, kind: FromPath[str], value: FromPath[str]) -> Response[bytes]:
    """Redirects to the customer of an identity; a telephone system opens this link when they call."""
    value = value.removeprefix("/")
    try:
        customer = await customer_search.find_customer(actor_of(request), IdentityKind(kind), value)
    except (IdentityError, ValueError):
        customer = None
    return redirect(f"{PATH}/{customer}" if customer else f"{PATH}?q={quote_plus(value)}")


@get(PATH + "/{customer_id:uuid}", opt=READERS.opt)
async def customer_page(
    request: AnyRequest, registry: NamedDependency[Registry], customer_id: FromPath[UUID]
) -> Response[str] | Response[bytes]:
    """One customer; a merged record redirects to the one it belongs to."""
    actor = actor_of(request)
    profile = await customer_data.load_profile(actor, customer_id)
    if profile is None:
        raise NotFoundException
    if profile.id != customer_id:
        return redirect(f"{PATH}/{profile.id}")
    rows = await customer_data.load_contacts(actor, profile.family, _before(request.query_params.get("before", "")))
    shown = rows[: customer_data.SIZE]
    answers = await answers_as_text(contact.response_id for contact in shown if contact.response_id)
    return staff_page(
        request,
        registry,
        "timeline/customer.html",
        profile=profile,
        merged=await customer_search.load_summaries(profile.family[1:]),
        may_merge=actor.role in MERGERS.roles,
        cases=await customer_data.load_cases(actor, profile.family),
        contacts=shown,
        answers=answers,
        older=f"?before={_key_of(shown[-1])}" if len(rows) > customer_data.SIZE else "",
        is_first="before" not in request.query_params,
        **WORDS,
    )


def _key_of(contact: CustomerContact) -> str:
    return f"{contact.ended_at.timestamp():.6f}~{contact.id}"


def _before(text: str) -> tuple[datetime, UUID] | None:
    """The key of a page, or None where the text holds none."""
    moment, _, contact = text.partition("~")
    try:
        return datetime.fromtimestamp(float(moment), tz=UTC), UUID(contact)
    except (ValueError, OverflowError, OSError):
        return None
