"""Feature of the package invitations."""

from uuid import UUID

from vocapp.database.jobs import Stage
from vocapp.feature import Feature, MenuEntry, Registry
from vocapp.invitations import api, decide_stage, lifecycle
from vocapp.invitations.doctor import findings
from vocapp.invitations.erase import erase
from vocapp.invitations.inbound_events import receive
from vocapp.invitations.invitation_mail import InvitationComposer
from vocapp.invitations.pages import opt_out_page
from vocapp.invitations.pages.decisions_page import PATH, READERS, decisions_page
from vocapp.ui.reader import mark


def feature(registry: Registry) -> Feature:
    """Stages `decide` and `expire`, invitation mails and their replies, the opt-out page, decisions, the API."""
    return Feature(
        name="invitations",
        erasers=(erase,),
        routes=(*api.ROUTES, *opt_out_page.ROUTES, decisions_page),
        menu=(MenuEntry(mark("Decisions"), PATH, 30, READERS.roles),),
        stages=(decide_stage.stage(registry), Stage(name="expire", work=expire)),
        composers={lifecycle.KIND: InvitationComposer(registry)},
        receivers=(receive,),
        doctor=(findings,),
    )


async def expire(invitation_id: UUID) -> None:
    """Stage `expire`."""
    await lifecycle.expire(invitation_id)
