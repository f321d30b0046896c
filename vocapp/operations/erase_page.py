"""The page /app/customers/{id}/erase: what would go, why, and the receipt of what went."""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.customers.merge import family_of
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.problem_json import not_found
from vocapp.http.request import read_form
from vocapp.operations import erase_customer as erasing
from vocapp.timeline.customer_search import visible_customers
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.reader import mark

PATH: Final = "/app/customers/{customer_id:uuid}/erase"
ADMIN: Final = staff(Role.ADMIN).opt
REASONS: Final = {
    "request": mark("the customer asked for it"),
    "objection": mark("the customer objects to being asked"),
    "retention": mark("it was kept long enough"),
    "mistake": mark("it should never have come in"),
    "again": mark("what was on its way when it happened"),
}
KINDS: Final = {
    "answers": mark("answers in words"),
    "asks": mark("asks, whose links then open nothing"),
    "cases": mark("cases: name and words"),
    "comments": mark("comments that were read"),
    "contacts": mark("contacts: ticket numbers, attributes, addresses"),
    "customers": mark("records of the customer: name, attributes"),
    "digests": mark("digests that quote the customer"),
    "files of contacts": mark("files of contacts"),
    "identities": mark("addresses and numbers, with what they permit"),
    "mails kept": mark("mails in the outbox"),
    "mails that came in": mark("mails that came in"),
    "messages": mark("messages: where they went"),
    "messages revoked": mark("messages that have not left yet"),
    "notes": mark("notes, replies and letters in cases"),
    "outcomes": mark("orders and renewals: their numbers"),
}
ERASED: Final = mark("The customer was erased.")
CHOOSE: Final = mark("Choose why.")


@get(PATH, opt=ADMIN)
async def erase_page(
    request: AnyRequest, registry: NamedDependency[Registry], customer_id: FromPath[UUID]
) -> Response[str]:
    """What erasing this customer would take out, counted, and the receipts where it has happened."""
    return await _page(request, registry, customer_id)


@post(PATH, opt=ADMIN, status_code=303)
async def erase_customer(
    request: AnyRequest, registry: NamedDependency[Registry], customer_id: FromPath[UUID]
) -> Response[str] | Response[bytes]:
    """Erase him."""
    await _require_visible(request, customer_id)
    form = await read_form(request)
    if form["reason"] not in erasing.REASONS:
        return await _page(request, registry, customer_id, wrong=CHOOSE)
    await erasing.erase(registry, actor_of(request), customer_id, form["reason"])
    return redirect_done(request, registry, PATH.replace("{customer_id:uuid}", str(customer_id)), ERASED)


async def _require_visible(request: AnyRequest, customer: UUID) -> None:
    """404 unless the administrator sees the customer at all: he may be limited to a unit or a line."""
    family = await family_of(customer)
    if not family or not await visible_customers(actor_of(request), family[:1]):
        raise not_found()


async def _page(request: AnyRequest, registry: Registry, customer: UUID, wrong: str = "") -> Response[str]:
    await _require_visible(request, customer)
    counts = await erasing.preview(registry, customer)
    receipts = [(row, *erasing.read_receipt(row)) for row in await erasing.list_receipts(customer)]
    return staff_page(
        request,
        registry,
        "operations/erase.html",
        status=422 if wrong else 200,
        customer=customer,
        counts=counts,
        receipts=receipts,
        reasons={name: REASONS[name] for name in erasing.REASONS},
        said=REASONS,
        kinds=KINDS,
        wrong=wrong,
    )


ROUTES: Final = (erase_page, erase_customer)
