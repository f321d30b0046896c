"""What following up brings to the house."""

from datetime import datetime
from uuid import UUID

from vocapp.database.due import Stage
from vocapp.followup import api, check_page, checking, replying, triage, waiting, web
from vocapp.followup.composing import ComposingCheck, ComposingReply
from vocapp.followup.erasing import erase
from vocapp.followup.inspecting import findings
from vocapp.followup.receiving import Receiving
from vocapp.followup.writing import TELL, tell
from vocapp.part import House, Part


def part(house: House) -> Part:
    """Cases: how they open and end, the pages of staff, the customer's page, and the mails of both."""

    async def check_over(check: UUID) -> None:
        await checking.end(house, check)

    async def waited(case: UUID) -> datetime | None:
        return await waiting.over(house, case)

    async def told(case: UUID) -> None:
        tell(case)

    return Part(
        name="followup",
        erasers=(erase,),
        routes=(*check_page.routes(house), *api.ROUTES, *web.ROUTES),
        menu=web.MENU,
        topics=web.TOPICS,
        stages=(
            triage.stage(house),
            Stage(name=checking.STAGE, work=check_over),
            Stage(name=waiting.STAGE, work=waited),
            Stage(name=TELL, work=told),
        ),
        composers={checking.KIND: ComposingCheck(house), replying.KIND: ComposingReply(house)},
        receivers=(Receiving(house),),
        doctor=(findings,),
    )
