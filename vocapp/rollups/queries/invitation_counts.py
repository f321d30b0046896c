"""Counts of invitations from the cells: who was invited, who was not and why, and the dispositions."""

from collections import Counter, defaultdict
from datetime import date

from vocapp.metrics import response_rates
from vocapp.metrics.response_rates import Dispositions
from vocapp.rollups.contributions_sql import INVITATION
from vocapp.rollups.queries.cells import CellSum, group_of, sum_cells
from vocapp.rollups.queries.context import NumbersContext
from vocapp.rollups.queries.floor import figure_if_enough
from vocapp.rollups.queries.withheld_groups import withheld_invitations
from vocapp.rollups.rollup_slice import Dimension, Slice, days_of
from vocapp.rollups.types import Group, InvitationCounts, OpenCohort

INVITED = "invited"


async def load_invitation_counts(
    context: NumbersContext, slice_: Slice, by: Dimension | None = None
) -> list[InvitationCounts]:
    """The contacts of the slice by the day of the contact: one for the whole, or one a group.

    A reader whom the floor binds sees whole weeks and months, and no counts of few contacts (`withheld_groups`).
    """
    slice_, by = context.visible_division(slice_, by)
    parts: dict[str, list[CellSum]] = defaultdict(list)
    for one in await sum_cells(context, INVITATION, slice_, by):
        parts[one.key].append(one)
    hidden = await withheld_invitations(context, slice_, by, parts) if context.is_bound else set()
    found = []
    for key, part in sorted(parts.items()) or ([("", [])] if by is None else []):
        group = group_of(context, by, key)
        youngest = _youngest(slice_, by, key, context.today)
        found.append(
            InvitationCounts(group=group, shown="hidden")
            if key in hidden
            else _counts_of(context, group, part, youngest)
        )
    return found


def _counts_of(context: NumbersContext, group: Group | None, part: list[CellSum], youngest: date) -> InvitationCounts:
    least = context.floor
    outcomes, rules, ends = Counter[str](), Counter[str](), Counter[str]()
    for one in part:
        outcomes[one.series.name] += one.n
        if one.series.name == INVITED:
            ends[one.series.part] += one.n
        elif one.series.name == "suppressed":
            rules[one.series.part] += one.n
    contacts, ended = outcomes.total(), Dispositions.of(ends)
    eligible = contacts - outcomes["ineligible"]
    return InvitationCounts(
        group=group,
        contacts=contacts,
        ineligible=outcomes["ineligible"],
        invited=outcomes[INVITED],
        suppressed=dict(rules.most_common()),
        deferred=outcomes["deferred"],
        failed=outcomes["failed"],
        dispositions=ended,
        rr1=figure_if_enough(response_rates.rr1(ended), least),
        rr2=figure_if_enough(response_rates.rr2(ended), least),
        coop1=figure_if_enough(response_rates.coop1(ended), least),
        completion=figure_if_enough(response_rates.completion(ended), least),
        break_off=figure_if_enough(response_rates.break_off(ended), least),
        coverage=figure_if_enough(response_rates.coverage(outcomes[INVITED], eligible), least),
        suppression={r: figure_if_enough(f, least) for r, f in response_rates.suppression(rules, eligible).items()},
        open_day=_open(youngest, context.expiry_days, context.today),
        shown="yes" if contacts >= least else "too few",
    )


def _youngest(slice_: Slice, by: Dimension | None, key: str, today: date) -> date:
    """The last day on which the group can have contacts."""
    last = days_of(by, date.fromisoformat(key))[1] if by is not None and by.is_time else slice_.until
    return min(last, slice_.until, today)


def _open(youngest: date, expiry: int, today: date) -> OpenCohort | None:
    """The day of the youngest cohort; the contact's own day is day 1. None when its last invitation has expired."""
    day = (today - youngest).days + 1
    return OpenCohort(day, expiry) if day <= expiry else None
