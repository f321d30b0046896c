"""The pages on who is who: possible duplicates, a merge by hand, and the records that were merged into a customer."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.cases.pages.labels import address_words
from vocapp.customers.merging.merge import MergeError, family_of, merge, undo_merge
from vocapp.customers.merging.possible_duplicates import dismiss_duplicates
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.fault_texts import format_faults
from vocapp.http.problem_json import not_found
from vocapp.http.request import read_form
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
    await _require_visible(request, customer_id)
    [customer] = await customer_search.load_summaries([(await family_of(customer_id))[0]])
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
    other, back = parse_key(form["other"]), form["back"]
    await _require_visible(request, customer_id)
    if other is None:
        raise not_found()
    await _require_visible(request, other)
    page = f"{CUSTOMERS}/{customer_id}"
    try:
        await merge(other, customer_id, actor=actor_of(request))
    except MergeError as failure:
        return redirect_refused(
            request, registry, page, format_faults(failure, reader_of(actor_of(request)).texts.gettext)
        )
    return redirect_done(request, registry, DUPLICATES if back == "duplicates" else page, MERGED)


@post(CUSTOMERS + "/{customer_id:uuid}/keep-apart", opt=MERGERS.opt, status_code=303)
async def keep_apart(
    request: AnyRequest, registry: NamedDependency[Registry], customer_id: FromPath[UUID]
) -> Response[bytes]:
    """Keeps that this customer and another are two people."""
    other = parse_key((await read_form(request))["other"])
    await _require_visible(request, customer_id)
    if other is None:
        raise not_found()
    await _require_visible(request, other)
    await dismiss_duplicates(await family_of(customer_id), await family_of(other), actor_of(request))
    return redirect_done(request, registry, DUPLICATES, KEPT_APART)


@post(CUSTOMERS + "/{customer_id:uuid}/separate", opt=MERGERS.opt, status_code=303)
async def separate_customer(
    request: AnyRequest, registry: NamedDependency[Registry], customer_id: FromPath[UUID]
) -> Response[bytes]:
    """Undoes the merge of this record into another."""
    await _require_visible(request, customer_id)
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


async def _require_visible(request: AnyRequest, customer: UUID) -> None:
    family = await family_of(customer)
    if not family or not await customer_search.visible_customers(actor_of(request), family[:1]):
        raise not_found()


ROUTES: Final = (duplicates_page, merge_page, merge_customers, keep_apart, separate_customer)
