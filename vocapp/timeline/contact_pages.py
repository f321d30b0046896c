"""The pages /app/contacts and /app/contacts/{id}."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from vocapp.cases.pages.labels import handler_words
from vocapp.channels.registry import ContactChannel
from vocapp.channels.touchpoints import Touchpoint
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.timeline.contact_data import load_contact
from vocapp.timeline.contact_list import CHOICES, SIZE, list_contacts
from vocapp.timeline.labels import DISPOSITIONS, channel, disposition, look, rule, touchpoint, words
from vocapp.ui.page_response import AnyRequest, staff_page
from vocapp.ui.paging import make_page, parse_key

READERS = staff(Role.AGENT, Role.LEAD, Role.ANALYST)
WORDS: dict[str, Any] = {
    "words": words,
    "channel_name": channel,
    "disposition_name": disposition,
    "rule_name": rule,
    "touchpoint_name": touchpoint,
    "look": look,
    "handler_kinds": handler_words,
}


@get("/app/contacts", opt=READERS.opt)
async def contact_list(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The contacts, with the decision on each."""
    filters = {name: request.query_params.get(name, "") for name in CHOICES}
    after = parse_key(request.query_params.get("after", ""))
    rows = await list_contacts(actor_of(request), {n: v for n, v in filters.items() if v}, after)
    return staff_page(
        request,
        registry,
        "timeline/contacts.html",
        page=make_page(rows, "/app/contacts", filters, after, SIZE),
        filters=filters,
        filtered=any(filters.values()),
        channels=[(name.value, channel(name)) for name in ContactChannel],
        dispositions=[(name, disposition(name)) for name in DISPOSITIONS],
        touchpoints=[(name.value, touchpoint(name)) for name in Touchpoint],
        choices=CHOICES,
        **WORDS,
    )


@get("/app/contacts/{contact_id:uuid}", opt=READERS.opt)
async def contact_page(
    request: AnyRequest, registry: NamedDependency[Registry], contact_id: FromPath[UUID]
) -> Response[str]:
    """One contact: its decision and the rule behind it, its messages, and the answers as they arrive."""
    found = await load_contact(actor_of(request), contact_id)
    if found is None:
        raise NotFoundException
    return staff_page(request, registry, "timeline/contact.html", detail=found, **WORDS)
