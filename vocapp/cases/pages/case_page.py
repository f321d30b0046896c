"""The page /app/cases/{number}: one case with everything about it, and what can be done about it."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp import clock
from vocapp.cases import causes
from vocapp.cases.pages import labels, queue_choices, queue_data
from vocapp.cases.pages.action_forms import NEEDED, WAYS, missing
from vocapp.cases.pages.history_lines import lines
from vocapp.cases.pages.queue_page import WORKERS, undo_path
from vocapp.cases.pages.queue_query import PATH, View, view_of
from vocapp.cases.pages.reply_preview import preview
from vocapp.cases.pages.responses_data import heard
from vocapp.cases.pages.types import Row, Story
from vocapp.cases.types import NoSuchCaseError, RefusedError
from vocapp.comments.themes.active_themes import theme_titles
from vocapp.feature import Registry
from vocapp.http.access import Actor, actor_of
from vocapp.http.problem_json import not_found
from vocapp.http.request import Form, read_form
from vocapp.messages import labels as sending_words
from vocapp.ui.page_response import (
    AnyRequest,
    own_path,
    reader_of,
    redirect_done,
    redirect_refused,
    staff_page,
    translate_for,
)

NOTHING_TYPED: Final = Form({})


@get("/app/cases/{number:int}", opt=WORKERS.opt)
async def case_page(request: AnyRequest, registry: NamedDependency[Registry], number: FromPath[int]) -> Response[str]:
    """One case; with the query of a view of the queue, between its neighbours there."""
    return await _page(request, registry, await _story(actor_of(request), number))


@post("/app/cases/{number:int}/{deed:str}", opt=WORKERS.opt, status_code=303)
async def case_deed(
    request: AnyRequest, registry: NamedDependency[Registry], number: FromPath[int], deed: FromPath[str]
) -> Response[bytes] | Response[str]:
    """Do something about a case. What was typed is not lost where it cannot be done."""
    actor, form = actor_of(request), await read_form(request)
    way = WAYS.get(deed)
    if way is None:
        raise not_found()
    story = await _story(actor, number)
    back = own_path(form["back"], f"/app/cases/{number}")
    if empty := missing(way, form):
        return await _again(request, registry, story, deed, form, NEEDED, {}, empty)
    if "preview" in form:
        return await _again(request, registry, story, deed, form, "", {}, [])
    try:
        did = await way.do(registry, actor, story.row.id, form)
    except RefusedError as refusal:
        if form["text"]:
            return await _again(request, registry, story, deed, form, refusal.text, refusal.values, [])
        return redirect_refused(request, registry, back, refusal.text, refusal.values)
    except NoSuchCaseError as failure:
        raise not_found() from failure
    undo = undo_path(back, f"{number}.{did.entry.hex}") if way.may_undo else ""
    return redirect_done(request, registry, back, way.told, undo=undo)


async def _story(actor: Actor, number: int) -> Story:
    try:
        return await queue_data.story(actor, min(number, queue_choices.MOST_NUMBER))
    except NoSuchCaseError as failure:
        raise not_found() from failure


async def _again(
    request: AnyRequest,
    registry: Registry,
    story: Story,
    deed: str,
    form: Form,
    wrong: str,
    values: Mapping[str, object],
    empty: list[str],
) -> Response[Any]:
    said = translate_for(actor_of(request), wrong, values) if wrong else ""
    status = 422 if empty else 409 if wrong else 200
    return await _page(request, registry, story, status=status, deed=deed, form=form, wrong=said, empty=empty)


async def _page(
    request: AnyRequest,
    registry: Registry,
    story: Story,
    *,
    status: int = 200,
    deed: str = "",
    form: Form = NOTHING_TYPED,
    wrong: str = "",
    empty: list[str] | None = None,
) -> Response[str]:
    actor = actor_of(request)
    query = dict(request.query_params) if request.method == "GET" else _query_of(form["back"])
    view = view_of(query, actor) if "tab" in query else None
    listed = await causes.listed()
    before, after = await _neighbours(actor, view, story.row)
    return staff_page(
        request,
        registry,
        "cases/case.html",
        status=status,
        story=story,
        row=story.row,
        view=view,
        queue=view.first if view else PATH,
        here=view.case(story.row.number) if view else f"/app/cases/{story.row.number}",
        before=before,
        after=after,
        heard=await heard(story.responses),
        lines=lines(story.entries, listed, reader_of(actor)),
        people=[(one.id, one.name) for one in await queue_data.people(actor, story.row.id)]
        if "assign" in story.may
        else [],
        listed=listed,
        theme_title=await theme_titles(),
        mail_words=sending_words.state_labels,
        mail_looks=sending_words.STATE_COLOURS,
        preview=await preview(actor, story, form["text"]) if "preview" in form else None,
        deed=deed,
        form=form,
        wrong=wrong,
        empty=empty or [],
        now=clock.now(),
        **labels.every(),
    )


def _query_of(path: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(own_path(path, "")).query))


async def _neighbours(actor: Actor, view: View | None, row: Row) -> tuple[str, str]:
    """The addresses of the cases before and after this one in the view; "" where there is none."""
    if view is None:
        return "", ""
    at = view.position(row)
    before = await queue_data.queue(actor, view.tab, view.filters, before=at, size=1)
    after = await queue_data.queue(actor, view.tab, view.filters, after=at, size=1)
    return view.case(before[-1].number) if before else "", view.case(after[0].number) if after else ""


ROUTES: Final = (case_page, case_deed)
