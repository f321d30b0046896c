"""The choices of the filters of a dashboard, as pairs of value and text."""

from dataclasses import dataclass
from typing import Final

from vocapp.channels.registry import ContactChannel
from vocapp.channels.touchpoints import Touchpoint
from vocapp.rollups.labels import GROUPS
from vocapp.rollups.queries.context import NumbersContext
from vocapp.ui.reader import gettext, mark

PERIODS: Final = {
    "7": mark("Last 7 days"),
    "28": mark("Last 28 days"),
    "90": mark("Last 90 days"),
    "month": mark("This month so far"),
    "last-month": mark("Last month"),
    "quarter": mark("This quarter so far"),
    "last-quarter": mark("Last quarter"),
    "days": mark("Custom period"),
}
COMPARISONS: Final = {
    "before": mark("the period before"),
    "year": mark("the year before"),
    "nothing": mark("nothing"),
}

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class FilterChoices:
    """The lists of the filter form."""

    periods: Pairs
    comparisons: Pairs
    channels: Pairs
    touchpoints: Pairs
    lines: Pairs
    units: Pairs
    surveys: Pairs


async def load_filter_choices(context: NumbersContext) -> FilterChoices:
    """The filters for the reader, who is offered only the units and lines that they see, in their language."""
    return FilterChoices(
        periods=[(key, gettext(text)) for key, text in PERIODS.items()],
        comparisons=[(key, gettext(text)) for key, text in COMPARISONS.items()],
        channels=[(name.value, gettext(GROUPS[name.value])) for name in ContactChannel],
        touchpoints=[(name.value, gettext(GROUPS[name.value])) for name in Touchpoint],
        lines=[(str(line.id), line.name) for line in context.visible_lines],
        units=[(str(node.id), "\u2003" * node.depth + node.name) for node in context.visible_nodes],
        surveys=[(slug, context.survey_title(slug)) for slug in sorted(context.surveys)],
    )
