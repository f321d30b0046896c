"""What counting and its pages bring to the house."""

from collections.abc import Collection, Sequence
from uuid import UUID

from vocapp.http.access import Actor
from vocapp.part import Entry, House, Part, Topic
from vocapp.rollups import counting, web, web_answers, web_table, web_themes
from vocapp.rollups.inspecting import findings
from vocapp.ui.reader import mark


def part(_: House) -> Part:
    """The stage that counts, what the doctor looks at, the pages of numbers and what keeps them current."""
    return Part(
        name="rollups",
        routes=(
            web.overview_page,
            web.compare_page,
            web_answers.answers_page,
            web_table.table_csv,
            web_table.table_xlsx,
            web_themes.trends_page,
        ),
        menu=(Entry(mark("Numbers"), web.PATH, 30, web.READERS.roles),),
        stages=(counting.stage(),),
        topics=(Topic(counting.TOPIC, _everybody, web.READERS.roles),),
        doctor=(findings,),
    )


async def _everybody(_: Actor, ids: Sequence[UUID]) -> Collection[UUID]:
    """That something was counted is no secret, and says no more than that."""
    return ids
