"""The dashboards feature: pages and downloads of numbers, their menu entry, and what keeps open pages current."""

from collections.abc import Collection, Sequence
from uuid import UUID

from vocapp.dashboards import answers_page, crosstab_page, numbers_downloads, numbers_pages, trends_page
from vocapp.feature import Feature, LiveTopic, MenuEntry, Registry
from vocapp.http.access import Actor
from vocapp.rollups.count_stage import TOPIC
from vocapp.ui.reader import mark


def feature(_: Registry) -> Feature:
    """Overview, comparison, crosstab, the answers behind a number, downloads and trends of themes."""
    return Feature(
        name="dashboards",
        routes=(
            numbers_pages.overview_page,
            numbers_pages.compare_page,
            answers_page.answers_page,
            crosstab_page.crosstab_page,
            crosstab_page.crosstab_csv,
            crosstab_page.crosstab_xlsx,
            numbers_downloads.table_csv,
            numbers_downloads.table_xlsx,
            trends_page.trends_page,
        ),
        menu=(MenuEntry(mark("Dashboards"), numbers_pages.PATH, 30, numbers_pages.READERS.roles),),
        topics=(LiveTopic(TOPIC, _everybody, numbers_pages.READERS.roles),),
    )


async def _everybody(_: Actor, ids: Sequence[UUID]) -> Collection[UUID]:
    """Every reader: that something was counted is no secret."""
    return ids
