"""The pages on who is who: possible duplicates, a merge by hand, and the records that were merged into a customer."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.cases.pages.labels import address_words
from vocapp.customers.merging.merge import MergeError, merge, undo_merge
from vocapp.customers.merging.possible_duplicates import dismiss_duplicates
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.fault_texts import format_faults
from vocapp.http.problem_json import not_found
from vocapp.http.request import Form, read_form
from vocapp.timeline import customer_search, duplicate_data
from vocapp.timeline.labels import channel, touchpoint, words
from vocapp.ui.page_response import AnyRequest, reader_of, redirect_done, redirect_refused, staff_page
from vocapp.ui.paging import make_page, parse_key
from vocapp.ui.reader import mark

MERGERS: Final = staff(Role.LEAD)
CUSTOMERS: Final = "/app/customers"
DUPLICATES: Final = "/app/customers/duplicates"
MERGED: Final = mark("The two customers are merged. On their page they can be separated again.")
KEPT_APART: Final = mark("Noted: they are two people.")
SEPARATED: Final = mark("The record is a customer of its own again.")
_LABELS: Final[dict[str, Any]] = {
    "words": words,
    "channel_name": channel,
    "touchpoint_name": touchpoint,
    "identity_kinds": address_words,
}


@get(DUPLICATES, opt=MERGERS.opt)
async def duplicates_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Pairs of customers who may be one person."""
    after = parse_key(request.query_params.get("after", ""))
    rows = await duplicate_data.load_duplicates(actor_of(request), after)
    page = make_page(rows, DUPLICATES, {}, after, duplicate_data.SIZE)
    return staff_page(request, registry, "timeline/duplicates.html", page=page, **_LABELS)


@get(CUSTOMERS + "/{customer_id:uuid}/merge", opt=MERGERS.opt)
async def merge_page(
    request: AnyRequest, registry: NamedDependency[Registry], customer_id: FromPath[UUID]
) -> Response[str]:
    """A search for the customer with whom to merge this one."""
    actor, sought = actor_of(request), request.query_params.get("q", "").strip()
    [customer] = await customer_search.load_summaries((await _visible(request, customer_id))[:1])
    found = await customer_search.search_customers(actor, sought) if sought else []
    others = [row for row in found if row.id != customer.id and row.is_test == customer.is_test]
    return staff_page(
        request, registry, "timeline/merge.html", customer=customer, others=others, sought=sought, **_LABELS
    )


@post(CUSTOMERS + "/{customer_id:uuid}/merge", opt=MERGERS.opt, status_code=303)
async def merge_customers(
    request: AnyRequest, registry: NamedDependency[Registry], customer_id: FromPath[UUID]
) -> Response[bytes]:
    """Merges another customer into this one."""
    form = await read_form(request)
    winner, loser = await _both(request, customer_id, form)
    page = f"{CUSTOMERS}/{customer_id}"
    try:
        await merge(loser[0], winner[0], actor=actor_of(request))
    except MergeError as failure:
        return redirect_refused(
            request, registry, page, format_faults(failure, reader_of(actor_of(request)).texts.gettext)
        )
    return redirect_done(request, registry, DUPLICATES if form["back"] == "duplicates" else page, MERGED)


@post(CUSTOMERS + "/{customer_id:uuid}/keep-apart", opt=MERGERS.opt, status_code=303)
async def keep_apart(
    request: AnyRequest, registry: NamedDependency[Registry], customer_id: FromPath[UUID]
) -> Response[bytes]:
    """Keeps that this customer and another are two people."""
    family, other = await _both(request, customer_id, await read_form(request))
    await dismiss_duplicates(family, other, actor_of(request))
    return redirect_done(request, registry, DUPLICATES, KEPT_APART)


@post(CUSTOMERS + "/{customer_id:uuid}/separate", opt=MERGERS.opt, status_code=303)
async def separate_customer(
    request: AnyRequest, registry: NamedDependency[Registry], customer_id: FromPath[UUID]
) -> Response[bytes]:
    """Undoes the merge of this record into another."""
    await _visible(request, customer_id)
    try:
        other = await undo_merge(customer_id, actor=actor_of(request))
    except MergeError as failure:
        return redirect_refused(
            request,
            registry,
            f"{CUSTOMERS}/{customer_id}",
            format_faults(failure, reader_of(actor_of(request)).texts.gettext),
        )
    return redirect_done(request, registry, f"{CUSTOMERS}/{other}", SEPARATED)


async def _both(request: AnyRequest, customer: UUID, form: Form) -> tuple[list[UUID], list[UUID]]:
    """The records of the customer of the page, and of the other one that the form names."""
    other = parse_key(form["other"])
    if other is None:
        raise not_found()
    return await _visible(request, customer), await _visible(request, other)


async def _visible(request: AnyRequest, customer: UUID) -> list[UUID]:
    """The records of a customer, the root first; 404 where the reader may not see them."""
    if family := await customer_search.visible_family(actor_of(request), customer):
        return family
    raise not_found()


ROUTES: Final = (duplicates_page, merge_page, merge_customers, keep_apart, separate_customer)
