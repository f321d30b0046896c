"""What the gateways bring to the house: themselves."""

from vocapp.feature import Feature, Registry
from vocapp.gateways.dkim_signature import dkim_signer
from vocapp.gateways.outbox import OutboxGateway
from vocapp.gateways.smtp import SmtpGateway


def feature(registry: Registry) -> Feature:
    """The room. A signing key that is none is refused here, before anything is sent."""
    dkim_signer(registry.settings)
    return Feature(name="gateways", gateways=(SmtpGateway(registry.settings), OutboxGateway()))
