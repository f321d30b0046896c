"""The page /app/cases: the queue, the soonest due first; assigning several cases at once; undo."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from vocapp import clock
from vocapp.cases import actions
from vocapp.cases.actor import record_refusal
from vocapp.cases.pages import labels, queue_choices, queue_data
from vocapp.cases.pages.queue_choices import QueueChoices, load_choices
from vocapp.cases.pages.queue_query import PATH, QueueView, first_tab, queue_view, tabs
from vocapp.cases.pages.types import QueueRow
from vocapp.cases.types import CaseRefusedError, NoSuchCaseError, QueueTab
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role, actor_of, staff
from vocapp.http.request import read_form
from vocapp.ui.page_response import AnyRequest, own_path, redirect_done, redirect_refused, staff_page
from vocapp.ui.paging import parse_key
from vocapp.ui.reader import mark

WORKERS: Final = staff(Role.AGENT, Role.LEAD)
LEADS: Final = staff(Role.LEAD)
SIZE: Final = 30
NOTHING_SELECTED: Final = mark("No case or no person is selected. Select the cases and a person, then assign them.")


class QueuePageData(Struct, frozen=True, kw_only=True):
    """The data of the page, all read from one snapshot; `earlier` and `later` are addresses, "" where there is none."""

    rows: Sequence[QueueRow]
    earlier: str
    later: str
    counts: Mapping[QueueTab, int]
    choices: QueueChoices


@get(PATH, opt=WORKERS.opt)
async def queue_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """One tab of the queue, a page at a time."""
    actor = actor_of(request)
    view = queue_view(request.query_params, actor)
    data = await load_page(actor, view)
    return staff_page(
        request,
        registry,
        "cases/queue.html",
        view=view,
        data=data,
        counts=data.counts,
        queue_tabs=tabs(actor),
        most=queue_data.MOST_COUNTED,
        elsewhere=_elsewhere(actor, view, data.counts),
        now=clock.now(),
        **labels.template_labels(),
    )


async def load_page(actor: Actor, view: QueueView) -> QueuePageData:
    """The data of the page; a lead also gets the colleagues to assign cases to."""
    async with DB.snapshot():
        rows, earlier, later = await page_of(actor, view)
        return QueuePageData(
            rows=rows,
            earlier=earlier,
            later=later,
            counts=await queue_data.load_counts(actor),
            choices=await load_choices(actor, colleagues=actor.role in LEADS.roles),
        )


async def page_of(actor: Actor, view: QueueView) -> tuple[list[QueueRow], str, str]:
    """The rows of a view, and the addresses of the pages before and after it, "" where there is none."""
    if view.before is not None:
        found = await queue_data.load_queue(actor, view.tab, view.filters, before=view.before, size=SIZE)
        rows, more = found[-SIZE:], len(found) > SIZE
        return rows, view.preceding(rows[0]) if more else "", view.following(rows[-1]) if rows else ""
    found = await queue_data.load_queue(actor, view.tab, view.filters, after=view.after, size=SIZE)
    rows, more = found[:SIZE], len(found) > SIZE
    before = view.preceding(rows[0]) if rows and view.after is not None else ""
    return rows, before, view.following(rows[-1]) if more else ""


@post(f"{PATH}/assign", opt=LEADS.opt, status_code=303)
async def assign_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Assign the selected cases to a person. Cases that cannot be assigned are reported; the others are assigned."""
    actor, form = actor_of(request), await read_form(request)
    back, owner = own_path(form["back"], PATH), parse_key(form["owner"])
    numbers = [int(text) for text in form.all("case")[:SIZE] if is_number(text)]
    if owner is None or not numbers:
        return redirect_refused(request, registry, back, NOTHING_SELECTED)
    assigned: list[str] = []
    refusals: list[CaseRefusedError] = []
    for number in numbers:
        try:
            result = await actions.assign(registry, actor, await queue_choices.case_id(actor, number), owner)
            assigned.append(f"{number}.{result.entry.hex}")
        except CaseRefusedError as refusal:
            refusals.append(refusal)
        except NoSuchCaseError:
            continue
    undo = undo_path(back, *assigned)
    if refusals:
        return redirect_refused(request, registry, back, refusals[0].text, refusals[0].values, undo)
    text = mark("%(count)s cases assigned.") if len(assigned) != 1 else mark("Case assigned.")
    return redirect_done(request, registry, back, text, undo, count=len(assigned))


@post(f"{PATH}/undo", opt=WORKERS.opt, status_code=303)
async def undo_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Undo what was just done to one case or several; each `e` of the query names a case and its history entry."""
    actor, query = actor_of(request), request.query_params
    back, taken = own_path(query.get("back", ""), PATH), 0
    for text in query.getall("e", [])[:SIZE]:
        number, _, line = text.partition(".")
        entry = parse_key(line)
        if entry is None or not is_number(number):
            continue
        try:
            await actions.undo(registry, actor, await queue_choices.case_id(actor, int(number)), entry)
            taken += 1
        except CaseRefusedError as refusal:
            await record_refusal(actor, refusal, int(number))
            return redirect_refused(request, registry, back, refusal.text, refusal.values)
        except NoSuchCaseError:
            continue
    if not taken:
        return redirect_refused(request, registry, back, mark("There is nothing left to undo."))
    return redirect_done(request, registry, back, mark("Undone."))


def is_number(text: str) -> bool:
    """Whether a text from a form or an address can be the number of a case."""
    return text.isdecimal() and text.isascii() and len(text) < 19


def undo_path(back: str, *entries: str) -> str:
    """The address to which an Undo button posts: `entries` (number.entry) are undone, then the browser returns to
    `back`.
    """
    return f"{PATH}/undo?{urlencode([*(('e', entry) for entry in entries), ('back', back)])}" if entries else ""


def _elsewhere(actor: Actor, view: QueueView, counts: Mapping[QueueTab, int]) -> tuple[QueueTab, int] | None:
    """Another tab for a reader of an empty one: one that has cases, and their number."""
    for tab in (first_tab(actor), QueueTab.OVERDUE, QueueTab.FREE, QueueTab.UNIT, QueueTab.ALL):
        if tab is not view.tab and tab in tabs(actor) and counts.get(tab):
            return tab, counts[tab]
    return None


ROUTES: Final = (queue_page, assign_page, undo_page)
