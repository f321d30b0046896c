"""New secrets from the system's random numbers, in letters that are easy to read aloud."""

import base64
import secrets


def new_secret() -> str:
    """160 random bits as 32 characters of a–z and 2–7."""
    return base64.b32encode(secrets.token_bytes(20)).decode().lower()
