"""The feature `cases`: its routes, stages, composers, receiver, eraser and checks."""

from datetime import datetime
from uuid import UUID

from vocapp.cases import api, recovery_check, triage_stage, wait_stage
from vocapp.cases.doctor import check_handlers, findings
from vocapp.cases.erase import erase
from vocapp.cases.mail import reply, written_reply
from vocapp.cases.mail.case_mail import CheckComposer, ReplyComposer
from vocapp.cases.mail.inbound_replies import CaseMailReceiver
from vocapp.cases.pages import recovery_page, routes
from vocapp.cases.save_change import NOTIFY_STAGE, notify_pages
from vocapp.database.jobs import Stage
from vocapp.feature import Feature, Registry


def feature(registry: Registry) -> Feature:
    """Cases: how they open and end, the pages of staff, the customer's page, and the mails of both."""

    async def check_expired(check: UUID) -> None:
        await recovery_check.expire(registry, check)

    async def wait_ended(case: UUID) -> datetime | None:
        return await wait_stage.end_wait(registry, case)

    async def notify(case: UUID) -> None:
        notify_pages(case)

    return Feature(
        name="cases",
        erasers=(erase,),
        routes=(*recovery_page.routes(registry), *api.ROUTES, *routes.ROUTES),
        menu=routes.MENU,
        topics=routes.TOPICS,
        stages=(
            triage_stage.stage(registry),
            Stage(name=recovery_check.STAGE, work=check_expired),
            Stage(name=wait_stage.STAGE, work=wait_ended),
            Stage(name=NOTIFY_STAGE, work=notify),
            Stage(name=written_reply.STAGE, work=written_reply.ReadReplyStage(registry), batch=8, concurrency=2),
        ),
        composers={recovery_check.KIND: CheckComposer(registry), reply.KIND: ReplyComposer(registry)},
        receivers=(CaseMailReceiver(registry),),
        doctor=(findings, check_handlers),
    )
