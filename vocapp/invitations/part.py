"""What the invitations' room brings."""

from uuid import UUID

from vocapp.database.due import Stage
from vocapp.invitations import api, asks, deciding, opt_out_page
from vocapp.invitations.composing import Composing
from vocapp.invitations.receiving import receive
from vocapp.part import House, Part


def part(house: House) -> Part:
    """Deciding, expiring, the mails of asks and what comes back about them, the opt-out, the API."""
    return Part(
        name="invitations",
        routes=(*api.ROUTES, *opt_out_page.ROUTES),
        stages=(deciding.stage(house), Stage(name="expire", work=expire)),
        composers={asks.KIND: Composing(house)},
        receivers=(receive,),
    )


async def expire(invitation_id: UUID) -> None:
    """Stage `expire`."""
    await asks.expire(invitation_id)
