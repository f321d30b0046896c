"""The page /app/queue: what is to be done, the soonest due first; giving several cases to somebody; taking back."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency

from vocapp import clock
from vocapp.cases import actions
from vocapp.cases.pages import labels, queue_choices, queue_data
from vocapp.cases.pages.queue_query import PATH, View, first_tab, tabs, view_of
from vocapp.cases.pages.types import Row
from vocapp.cases.types import NoSuchCaseError, RefusedError, Tab
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role, actor_of, staff
from vocapp.http.request import read_form
from vocapp.ui.page_response import AnyRequest, own_path, redirect_done, redirect_refused, staff_page
from vocapp.ui.paging import parse_key
from vocapp.ui.reader import mark

WORKERS: Final = staff(Role.AGENT, Role.LEAD)
LEADS: Final = staff(Role.LEAD)
SIZE: Final = 30
NOBODY: Final = mark("No case was ticked: tick some, then say who is to have them.")


@get(PATH, opt=WORKERS.opt)
async def queue_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """One tab of the queue, a page at a time."""
    actor = actor_of(request)
    view = view_of(request.query_params, actor)
    rows, earlier, later = await page_of(actor, view)
    counts = await queue_data.counts(actor)
    is_lead = actor.role in LEADS.roles
    return staff_page(
        request,
        registry,
        "cases/queue.html",
        view=view,
        rows=rows,
        earlier=earlier,
        later=later,
        ways=tabs(actor),
        counts=counts,
        most=queue_data.MOST_COUNTED,
        elsewhere=_elsewhere(actor, view, counts),
        people=await queue_choices.colleagues(actor) if is_lead else [],
        choices=await queue_choices.choices(actor),
        now=clock.now(),
        **labels.every(),
    )


async def page_of(actor: Actor, view: View) -> tuple[list[Row], str, str]:
    """A page of the view, and the addresses of the pages before and after it, "" where there is none."""
    if view.before is not None:
        found = await queue_data.queue(actor, view.tab, view.filters, before=view.before, size=SIZE)
        rows, more = found[-SIZE:], len(found) > SIZE
        return rows, view.preceding(rows[0]) if more else "", view.following(rows[-1]) if rows else ""
    found = await queue_data.queue(actor, view.tab, view.filters, after=view.after, size=SIZE)
    rows, more = found[:SIZE], len(found) > SIZE
    before = view.preceding(rows[0]) if rows and view.after is not None else ""
    return rows, before, view.following(rows[-1]) if more else ""


@post(f"{PATH}/assign", opt=LEADS.opt, status_code=303)
async def assign_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Give the ticked cases to somebody; what cannot be given is said, and the rest is given."""
    actor, form = actor_of(request), await read_form(request)
    back, owner = own_path(form["back"], PATH), parse_key(form["owner"])
    numbers = [int(text) for text in form.all("case")[:SIZE] if is_number(text)]
    if owner is None or not numbers:
        return redirect_refused(request, registry, back, NOBODY)
    given: list[str] = []
    refusals: list[RefusedError] = []
    for number in numbers:
        try:
            deed = await actions.assign(registry, actor, await queue_choices.case_id(actor, number), owner)
            given.append(f"{number}.{deed.entry.hex}")
        except RefusedError as refusal:
            refusals.append(refusal)
        except NoSuchCaseError:
            continue
    undo = undo_path(back, *given)
    if refusals:
        return redirect_refused(request, registry, back, refusals[0].text, refusals[0].values, undo)
    text = mark("%(count)s cases were given away.") if len(given) != 1 else mark("The case was given away.")
    return redirect_done(request, registry, back, text, undo, count=len(given))


@post(f"{PATH}/undo", opt=WORKERS.opt, status_code=303)
async def undo_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Take back what was just done about one case or several: `e` of the query names each, with its line."""
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
        except RefusedError as refusal:
            return redirect_refused(request, registry, back, refusal.text, refusal.values)
        except NoSuchCaseError:
            continue
    if not taken:
        return redirect_refused(request, registry, back, mark("There is nothing to take back any more."))
    return redirect_done(request, registry, back, mark("Taken back."))


def is_number(text: str) -> bool:
    """Whether a text of a form or an address can be the number of a case."""
    return text.isdecimal() and text.isascii() and len(text) < 19


def undo_path(back: str, *deeds: str) -> str:
    """Where a button posts to take `deeds` (number.entry) back, to come back to `back` afterwards."""
    return f"{PATH}/undo?{urlencode([*(('e', deed) for deed in deeds), ('back', back)])}" if deeds else ""


def _elsewhere(actor: Actor, view: View, counts: Mapping[Tab, int]) -> tuple[Tab, int] | None:
    """Where there is something to do, for somebody who looks at an empty tab: a tab and how much there is."""
    for tab in (first_tab(actor), Tab.OVERDUE, Tab.FREE, Tab.UNIT, Tab.ALL):
        if tab is not view.tab and tab in tabs(actor) and counts.get(tab):
            return tab, counts[tab]
    return None


ROUTES: Final = (queue_page, assign_page, undo_page)
