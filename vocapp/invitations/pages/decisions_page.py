"""Page `/app/decisions`: the contacts of a period by decision and rule."""

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from vocapp import clock
from vocapp.catalogue.published import programmes
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.invitations import decision_counts
from vocapp.invitations.decision_counts import DecisionFilter
from vocapp.invitations.pages.labels import LOOKS, OUTCOMES, rule_label
from vocapp.ui.page_response import AnyRequest, reader_of, staff_page, translate_for
from vocapp.ui.paging import SIZE, make_page

PATH: Final = "/app/decisions"
READERS: Final = staff(Role.LEAD, Role.ANALYST)
DAYS: Final = 30
GRACE: Final = timedelta(minutes=5)


@get(PATH, opt=READERS.opt)
async def decisions_page(
    request: AnyRequest,
    registry: NamedDependency[Registry],
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
    outcome: FromQuery[str] = "",
    rule: FromQuery[str] = "",
    programme: FromQuery[str] = "",
    after: FromQuery[UUID | None] = None,
) -> Response[str]:
    """The counts and the decisions, newest first."""
    actor = actor_of(request)
    first, last = period(since, until, clock.now().astimezone(reader_of(actor).zone).date())
    wanted = DecisionFilter(*_moments(first, last, reader_of(actor).zone), outcome, rule, programme)
    filters = {"since": f"{first}", "until": f"{last}", "outcome": outcome, "rule": rule, "programme": programme}
    rows = await decision_counts.list_decisions(actor, wanted, after, SIZE + 1)
    return staff_page(
        request,
        registry,
        "invitations/decisions.html",
        page=make_page(rows, PATH, filters, after),
        filters=filters,
        counts=await decision_counts.count_decisions(actor, wanted),
        undecided=await decision_counts.count_undecided(clock.now() - GRACE),
        outcomes=OUTCOMES,
        looks=LOOKS,
        rule_in_words=rule_label,
        programmes=[(r.programme.slug, translate_for(actor, r.programme.title, {})) for r in await programmes()],
    )


def period(since: str, until: str, today: date) -> tuple[date, date]:
    """The first and last day of the period; a missing or invalid day: the last thirty days up to today."""
    last = _day(until) or today
    first = _day(since) or last - timedelta(days=DAYS - 1)
    return min(first, last), max(first, last)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1970 <= found.year <= 9000 else None


def _moments(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)
