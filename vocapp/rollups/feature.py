"""What counting and its pages bring to the house."""

from collections.abc import Collection, Sequence
from uuid import UUID

from vocapp.dashboards import answers_page, numbers_downloads, numbers_pages, trends_page
from vocapp.feature import Entry, House, Part, Topic
from vocapp.http.access import Actor
from vocapp.rollups import count_stage
from vocapp.rollups.doctor import findings
from vocapp.ui.reader import mark


def part(_: House) -> Part:
    """The stage that counts, what the doctor looks at, the pages of numbers and what keeps them current."""
    return Part(
        name="rollups",
        routes=(
            numbers_pages.overview_page,
            numbers_pages.compare_page,
            answers_page.answers_page,
            numbers_downloads.table_csv,
            numbers_downloads.table_xlsx,
            trends_page.trends_page,
        ),
        menu=(Entry(mark("Numbers"), numbers_pages.PATH, 30, numbers_pages.READERS.roles),),
        stages=(count_stage.stage(),),
        topics=(Topic(count_stage.TOPIC, _everybody, numbers_pages.READERS.roles),),
        doctor=(findings,),
    )


async def _everybody(_: Actor, ids: Sequence[UUID]) -> Collection[UUID]:
    """That something was counted is no secret, and says no more than that."""
    return ids
