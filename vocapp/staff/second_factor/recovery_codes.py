"""Recovery codes: ten codes that each replace the authenticator app once. The database keeps keyed hashes."""

import base64
import secrets
from collections.abc import Iterable
from uuid import UUID

from vocapp import clock
from vocapp.database import new_id
from vocapp.staff.tables import RecoveryCode
from vocapp.tokens import Keyring

NUMBER = 10
LETTERS = 24
_MISREAD = str.maketrans({"0": "o", "1": "l", "8": "b"})


async def replace_all(user_id: UUID, keys: Keyring) -> list[str]:
    """New codes in place of all earlier ones: 120 random bits as 24 letters and digits in groups of four."""
    codes = [base64.b32encode(secrets.token_bytes(15)).decode().lower() for _ in range(NUMBER)]
    rows = (RecoveryCode(id=new_id(), user_id=user_id, code_hash=_hash(user_id, code, keys)) for code in codes)
    await RecoveryCode.delete().where(RecoveryCode.user_id == user_id)
    await RecoveryCode.insert(*rows)
    return ["-".join(_groups(code)) for code in codes]


async def use(user_id: UUID, typed: str, keys: Keyring) -> bool:
    """Uses a code up; False for one that is wrong or was used before. Blanks, hyphens and capitals do not matter."""
    code = "".join(character for character in typed.lower() if character.isalnum()).translate(_MISREAD)
    if len(code) != LETTERS:
        return False
    hashes = [_hash(user_id, code, keys, key_id) for key_id in keys.keys]
    is_it = (RecoveryCode.user_id == user_id) & RecoveryCode.code_hash.is_in(hashes) & RecoveryCode.used_at.is_null()
    return bool(await RecoveryCode.update({RecoveryCode.used_at: clock.now()}).where(is_it).returning(RecoveryCode.id))


async def count_left(user_id: UUID) -> int:
    """How many codes of a user still work."""
    return int(await RecoveryCode.count().where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_null()))


def _hash(user_id: UUID, code: str, keys: Keyring, key_id: str | None = None) -> bytes:
    return keys.mark(f"recovery code|{user_id}|{code}", key_id)


def _groups(code: str) -> Iterable[str]:
    return (code[start : start + 4] for start in range(0, LETTERS, 4))
