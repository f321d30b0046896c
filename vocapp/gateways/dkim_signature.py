"""DKIM signature (RFC 6376) over the body and the headers that receivers check."""

from functools import lru_cache, partial
from typing import Final

import dkim
from dkim.crypto import UnparsableKeyError, parse_pem_private_key

from vocapp.settings import SettingError, Settings

# From and Subject are signed once more than they occur, so that nobody can add a second one.
SIGNED: Final = (
    b"from", b"from", b"to", b"reply-to", b"subject", b"subject", b"date", b"message-id", b"mime-version",
    b"content-type", b"list-unsubscribe", b"list-unsubscribe-post", b"auto-submitted", b"feedback-id",
)  # fmt: skip


class DkimSigner:
    """Signs mail with the key of the installation. SettingError if the key is not an RSA key in PEM."""

    def __init__(self, settings: Settings) -> None:
        self._domain = settings.dkim_domain
        key = settings.dkim_key.encode("ascii", "replace")
        try:
            parse_pem_private_key(key)
        except (UnparsableKeyError, ValueError, IndexError) as failure:
            raise SettingError(
                "VOCAPP_DKIM_KEY is not a private RSA key in PEM. Make one with: openssl genrsa 2048"
            ) from failure
        self._sign = partial(
            dkim.sign,
            selector=settings.dkim_selector.encode("ascii"),
            privkey=key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=list(SIGNED),
        )

    def sign(self, payload: bytes, sender: str) -> bytes:
        """Returns the mail with its signature on top; `sender` is the From address, whose domain is the default."""
        domain = self._domain or sender.rpartition("@")[2]
        signature: bytes = self._sign(payload, domain=domain.encode("ascii"))
        return signature + payload


@lru_cache(maxsize=4)
def dkim_signer(settings: Settings) -> DkimSigner | None:
    """Returns the signer of the settings, its key read once; None without a key."""
    return DkimSigner(settings) if settings.dkim_key else None
