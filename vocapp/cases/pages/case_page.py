"""The page /app/cases/{number}: one case, and the forms of its actions."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from vocapp import clock
from vocapp.cases.actor import record_refusal
from vocapp.cases.causes import CaseCauses, causes_of
from vocapp.cases.pages import labels, queue_choices, queue_data
from vocapp.cases.pages.action_forms import ACTIONS, FIELDS_MISSING, missing_fields
from vocapp.cases.pages.case_data import assignable_staff, load_case
from vocapp.cases.pages.history_lines import history_lines
from vocapp.cases.pages.queue_page import WORKERS, undo_path
from vocapp.cases.pages.queue_query import PATH, QueueView, queue_view
from vocapp.cases.pages.reply_preview import ReplyPreview, preview
from vocapp.cases.pages.responses_data import ResponseView, load_responses
from vocapp.cases.pages.types import Assignee, CaseDetail
from vocapp.cases.types import CaseRefusedError, NoSuchCaseError
from vocapp.catalogue import published
from vocapp.comments.themes.active_themes import ThemeTitles, theme_titles
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor, actor_of
from vocapp.http.problem_json import not_found
from vocapp.http.request import Form, read_form
from vocapp.messages import labels as message_labels
from vocapp.ui.page_response import (
    AnyRequest,
    own_path,
    reader_of,
    redirect_done,
    redirect_refused,
    staff_page,
    translate_for,
)

EMPTY_FORM: Final = Form({})


class SentForm(Struct, frozen=True, kw_only=True):
    """A form that is shown again: its action, what was typed, and the error; a preview has none."""

    action: str = ""
    form: Form = EMPTY_FORM
    error: str = ""
    missing: Sequence[str] = ()

    @property
    def status(self) -> int:
        """The status code of the page that shows it."""
        return 422 if self.missing else 409 if self.error else 200


class CasePageData(Struct, frozen=True, kw_only=True):
    """The data of the page, all read from one snapshot of the database."""

    case: CaseDetail
    previous: int | None
    next: int | None
    responses: Sequence[ResponseView]
    assignees: Sequence[Assignee]
    causes: CaseCauses
    theme_titles: ThemeTitles
    preview: ReplyPreview | None


async def load_page(actor: Actor, number: int, view: QueueView | None, reply: str | None = None) -> CasePageData:
    """The data of the page; `reply` is the text of a reply to preview. NoSuchCaseError."""
    async with DB.snapshot():
        case = await load_case(actor, min(number, queue_choices.MOST_NUMBER))
        before, after = None, None
        if view:
            before, after = await queue_data.neighbours(actor, view.tab, view.filters, view.position(case.row))
        return CasePageData(
            case=case,
            previous=before,
            next=after,
            responses=await load_responses(case.responses),
            assignees=await assignable_staff(actor, case.row.id) if "assign" in case.may else (),
            causes=causes_of((await published.snapshot(case.catalogue)).company),
            theme_titles=await theme_titles(),
            preview=None if reply is None else await preview(actor, case, reply),
        )


@get("/app/cases/{number:int}", opt=WORKERS.opt)
async def case_page(request: AnyRequest, registry: NamedDependency[Registry], number: FromPath[int]) -> Response[str]:
    """One case; with the query of a queue view, between its neighbours there."""
    return await _page(request, registry, number, request.query_params)


@post("/app/cases/{number:int}/{action:str}", opt=WORKERS.opt, status_code=303)
async def case_action(
    request: AnyRequest, registry: NamedDependency[Registry], number: FromPath[int], action: FromPath[str]
) -> Response[bytes] | Response[str]:
    """Do something about a case. A redirect_refused form is shown again with what was typed."""
    actor, form = actor_of(request), await read_form(request)
    chosen = ACTIONS.get(action)
    if chosen is None:
        raise not_found()
    back = own_path(form["back"], f"/app/cases/{number}")
    if missing := missing_fields(chosen, form):
        error = translate_for(actor, FIELDS_MISSING, {})
        return await _again(request, registry, number, SentForm(action=action, form=form, error=error, missing=missing))
    if "preview" in form:
        return await _again(request, registry, number, SentForm(action=action, form=form))
    try:
        case_id = await queue_choices.case_id(actor, number)
        result = await chosen.run(registry, actor, case_id, form)
    except CaseRefusedError as refusal:
        await record_refusal(actor, refusal, number)
        if form["text"]:
            error = translate_for(actor, refusal.text, refusal.values)
            return await _again(request, registry, number, SentForm(action=action, form=form, error=error))
        return redirect_refused(request, registry, back, refusal.text, refusal.values)
    except NoSuchCaseError as failure:
        raise not_found() from failure
    undo = undo_path(back, f"{number}.{result.entry.hex}") if chosen.may_undo else ""
    return redirect_done(request, registry, back, chosen.message, undo=undo)


async def _again(request: AnyRequest, registry: Registry, number: int, sent: SentForm) -> Response[str]:
    query = dict(parse_qsl(urlsplit(own_path(sent.form["back"], "")).query))
    return await _page(request, registry, number, query, sent)


async def _page(
    request: AnyRequest, registry: Registry, number: int, query: Mapping[str, str], sent: SentForm | None = None
) -> Response[str]:
    actor, sent = actor_of(request), sent or SentForm()
    view = queue_view(query, actor) if "tab" in query else None
    reply = sent.form["text"] if "preview" in sent.form else None
    try:
        data = await load_page(actor, number, view, reply)
    except NoSuchCaseError as failure:
        raise not_found() from failure
    return staff_page(
        request,
        registry,
        "cases/case.html",
        status=sent.status,
        action=sent.action,
        form=sent.form,
        error=sent.error,
        **_context(actor, data, view),
    )


def _context(actor: Actor, data: CasePageData, view: QueueView | None) -> dict[str, Any]:
    return {
        "case": data.case,
        "row": data.case.row,
        "view": view,
        "queue": view.first if view else PATH,
        "here": view.case(data.case.row.number) if view else f"/app/cases/{data.case.row.number}",
        "before": view.case(data.previous) if view and data.previous else "",
        "after": view.case(data.next) if view and data.next else "",
        "responses": data.responses,
        "history": history_lines(data.case.entries, data.causes, reader_of(actor)),
        "assignees": [(person.id, person.name) for person in data.assignees],
        "causes": data.causes,
        "theme_title": data.theme_titles,
        "mail_words": message_labels.state_labels,
        "mail_looks": message_labels.STATE_COLOURS,
        "preview": data.preview,
        "now": clock.now(),
        **labels.template_labels(),
    }


ROUTES: Final = (case_page, case_action)
