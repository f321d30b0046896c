"""The feature of gateways: SMTP and the outbox."""

from functools import partial

from vocapp.feature import Feature, Registry
from vocapp.gateways.dkim_signature import dkim_signer
from vocapp.gateways.outbox import OutboxGateway
from vocapp.gateways.smtp import SmtpGateway
from vocapp.gateways.smtp_check import check_mail_server


def feature(registry: Registry) -> Feature:
    """Returns the feature. An invalid signing key is refused here, before anything is sent."""
    dkim_signer(registry.settings)
    return Feature(
        name="gateways",
        gateways=(SmtpGateway(registry.settings), OutboxGateway()),
        doctor=(partial(check_mail_server, registry.settings),),
    )
