"""What the gateways bring to the house: themselves."""

from vocapp.feature import House, Part
from vocapp.gateways.dkim_signature import signer
from vocapp.gateways.outbox import OutboxGateway
from vocapp.gateways.smtp import SmtpGateway


def part(house: House) -> Part:
    """The room. A signing key that is none is refused here, before anything is sent."""
    signer(house.settings)
    return Part(name="gateways", gateways=(SmtpGateway(house.settings), OutboxGateway()))
