"""How is a new secret made? From the system's randomness, in letters that can be read aloud."""

import base64
import secrets


def new_secret() -> str:
    """160 random bits as 32 characters of a–z and 2–7."""
    return base64.b32encode(secrets.token_bytes(20)).decode().lower()
