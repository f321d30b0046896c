"""The page /app/customers/{id}/erase: what would be erased, the reason, and the receipt afterwards."""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, confirmed, staff
from vocapp.http.problem_json import not_found
from vocapp.http.request import read_form
from vocapp.operations import erase_customer as erasing
from vocapp.timeline.customer_search import visible_family
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.reader import mark

PATH: Final = "/app/customers/{customer_id:uuid}/erase"
ADMIN: Final = staff(Role.ADMIN).opt
CONFIRMED: Final = confirmed(staff(Role.ADMIN)).opt
REASONS: Final = {
    "request": mark("the customer asked to be erased"),
    "objection": mark("the customer objects to surveys"),
    "retention": mark("the retention period is over"),
    "mistake": mark("it was recorded by mistake"),
    "again": mark("second run, for work that was in progress"),
}
KINDS: Final = {
    "answers": mark("text answers"),
    "asks": mark("invitations, whose links are revoked"),
    "cases": mark("cases: name and text"),
    "comments": mark("analysed comments"),
    "contacts": mark("contacts: ticket numbers, attributes, addresses"),
    "customers": mark("records of the customer: name, attributes"),
    "digests": mark("digests that quote the customer"),
    "files of contacts": mark("import files"),
    "identities": mark("addresses and numbers, with their permissions"),
    "mails kept": mark("mails in the outbox"),
    "mails that came in": mark("inbound mails"),
    "messages": mark("messages: addresses and delivery details"),
    "messages revoked": mark("messages not sent yet"),
    "notes": mark("notes, replies and letters in cases"),
    "outcomes": mark("orders and renewals: their numbers"),
}
SEARCHED: Final = mark(
    "Searched: every record of the customer; files of contacts by address, number and full name (packed ones are "
    "emptied unread); mails about no message by address."
)
NOT_SEARCHED: Final = mark(
    "Not searched: what others wrote (comments, notes in their cases, examples of themes), backups, delivered mails, "
    "downloaded files, other systems."
)
ERASED: Final = mark("The customer was erased.")
CHOOSE: Final = mark("Choose a reason.")


@get(PATH, opt=ADMIN)
async def erase_page(
    request: AnyRequest, registry: NamedDependency[Registry], customer_id: FromPath[UUID]
) -> Response[str]:
    """Counts what would be erased, and shows the receipts of earlier erasures."""
    return await _page(request, registry, customer_id)


@post(PATH, opt=CONFIRMED, status_code=303)
async def erase_customer(
    request: AnyRequest, registry: NamedDependency[Registry], customer_id: FromPath[UUID]
) -> Response[str] | Response[bytes]:
    """Erases the customer for the chosen reason."""
    await _require_visible(request, customer_id)
    form = await read_form(request)
    if form["reason"] not in erasing.REASONS:
        return await _page(request, registry, customer_id, wrong=CHOOSE)
    await erasing.erase(registry, actor_of(request), customer_id, form["reason"])
    return redirect_done(request, registry, PATH.replace("{customer_id:uuid}", str(customer_id)), ERASED)


async def _require_visible(request: AnyRequest, customer: UUID) -> None:
    """404 unless the administrator may see the customer: some are limited to a unit or a line."""
    if not await visible_family(actor_of(request), customer):
        raise not_found()


async def _page(request: AnyRequest, registry: Registry, customer: UUID, wrong: str = "") -> Response[str]:
    await _require_visible(request, customer)
    counts = await erasing.preview(registry, customer)
    return staff_page(
        request,
        registry,
        "operations/erase.html",
        status=422 if wrong else 200,
        customer=customer,
        counts=counts,
        receipts=await erasing.list_receipts(customer),
        reasons={name: REASONS[name] for name in erasing.REASONS},
        reason_texts=REASONS,
        kinds=KINDS,
        searched=SEARCHED,
        not_searched=NOT_SEARCHED,
        wrong=wrong,
    )


ROUTES: Final = (erase_page, erase_customer)
