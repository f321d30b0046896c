"""Pages /app/messages: messages with their states, uncertain messages, and failed jobs."""

from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp.database.notify import wake
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.problem_json import RequestError, not_found
from vocapp.http.request import read_form
from vocapp.messages import message_queries, transitions
from vocapp.messages.failed_jobs import list_failed_jobs, retry_failed_job
from vocapp.messages.labels import STATE_COLOURS, kind_label, reason_label, state_labels
from vocapp.messages.message_queue import STAGE
from vocapp.messages.message_states import MessageState
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.paging import make_page, parse_key
from vocapp.ui.reader import mark

PATH: Final = "/app/messages"
READERS: Final = staff(Role.LEAD).opt
ADMINS: Final = staff(Role.ADMIN).opt


@get(PATH, opt=READERS)
async def messages_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Lists messages, newest first."""
    actor = actor_of(request)
    filters = {name: request.query_params.get(name, "") for name in message_queries.FILTERS}
    after = parse_key(request.query_params.get("after", ""))
    rows = await message_queries.find_messages(actor, filters, after)
    return staff_page(
        request,
        registry,
        "messages/messages.html",
        page=make_page(rows, PATH, filters, after),
        filters=filters,
        filtered=any(filters.values()),
        uncertain=await message_queries.uncertain_count(actor),
        failed_jobs=len(await list_failed_jobs()) if actor.role is Role.ADMIN else 0,
        states=state_labels,
        kind_label=kind_label,
        reason_label=reason_label,
        looks=STATE_COLOURS,
    )


@post(PATH + "/{message_id:uuid}/resolve", opt=READERS, status_code=303)
async def resolve_page(
    request: AnyRequest, registry: NamedDependency[Registry], message_id: FromPath[UUID]
) -> Response[bytes]:
    """Records whether an uncertain message was sent."""
    actor, form = actor_of(request), await read_form(request)
    if form["left"] not in ("yes", "no"):
        raise RequestError(400, "Say whether the message was sent: left=yes or left=no.")
    if not await message_queries.may_see(actor, message_id):
        raise not_found()
    left = form["left"] == "yes"
    text = mark("Marked as sent.") if left else mark("The message will be sent again.")
    if not await transitions.resolve_uncertain(actor, message_id, left=left):
        text = mark("Nothing changed: the outcome of this message is already known.")
    elif not left:
        wake(STAGE)
    return redirect_done(request, registry, f"{PATH}?state={MessageState.UNCERTAIN}", text)


@get(PATH + "/failed-jobs", opt=ADMINS)
async def failed_jobs_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Lists the failed jobs of every stage."""
    return staff_page(request, registry, "messages/failed_jobs.html", rows=await list_failed_jobs())


@post(PATH + "/failed-jobs", opt=ADMINS, status_code=303)
async def retry_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Runs a failed job again."""
    form = await read_form(request)
    again = await retry_failed_job(actor_of(request), form["stage"], form["subject"])
    text = mark("The job runs again.") if again else mark("This job is no longer in quarantine.")
    return redirect_done(request, registry, f"{PATH}/failed-jobs", text)


ROUTES: Final = (messages_page, resolve_page, failed_jobs_page, retry_page)
