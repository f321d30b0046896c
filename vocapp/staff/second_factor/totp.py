"""Authenticator apps (TOTP, RFC 6238): 6 digits of SHA-1, a new code every 30 seconds.

The secret is an HMAC of the key file over the row's id. So the database holds nothing from which a code can be made,
and an app works as long as the key file has its key. A code of the step before or after is accepted, too, since clocks
differ; each code works once, and none that is older than the last.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from vocapp import clock
from vocapp.audit.record import record
from vocapp.database import DB, new_id
from vocapp.feature import CheckResult
from vocapp.http.access import Actor
from vocapp.staff import sessions
from vocapp.staff.second_factor import recovery_codes
from vocapp.staff.tables import RecoveryCode, Totp
from vocapp.tokens import Keyring, TokenPurpose

PERIOD = 30
DIGITS = 6
_USE = """
UPDATE totp SET last_step = $2, confirmed_at = coalesce(confirmed_at, $3)
WHERE id = $1 AND last_step < $2 RETURNING id"""


@dataclass(frozen=True)
class AppSecret:
    """What an authenticator app needs: the secret to type, and the address in the QR code."""

    secret: str
    address: str


@dataclass(frozen=True)
class SecondFactor:
    """The state of a user's second factor; `confirmed_at` is None without one."""

    confirmed_at: datetime | None
    codes_left: int


async def state_of(user_id: UUID) -> SecondFactor:
    """Whether a user has an authenticator app, and how many recovery codes are left."""
    row = await _confirmed(user_id)
    return SecondFactor(row.confirmed_at if row else None, await recovery_codes.count_left(user_id) if row else 0)


async def is_set_up(user_id: UUID) -> bool:
    """Whether this user signs in with a code."""
    return await _confirmed(user_id) is not None


async def begin(user_id: UUID, keys: Keyring) -> None:
    """Begins to set up an app, with a new secret; one that was begun before is dropped. A confirmed one stays."""
    async with DB.transaction():
        await Totp.delete().where(Totp.user_id == user_id, Totp.confirmed_at.is_null())
        row = Totp(id=new_id(), user_id=user_id, key_id=keys.current, created_at=clock.now())
        await Totp.insert(row).on_conflict(target=Totp.user_id, action="DO NOTHING")


async def begun_secret(user_id: UUID, email: str, origin: str, keys: Keyring) -> AppSecret | None:
    """The secret of the app that is being set up; None if none is."""
    import pyotp

    row = await _begun(user_id)
    secret = _secret(row, keys) if row else None
    if secret is None:
        return None
    issuer = f"vocapp {urlsplit(origin).hostname or ''}".strip()
    return AppSecret(secret, pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer))


async def confirm(actor: Actor, code: str, keys: Keyring) -> list[str] | None:
    """Sets the app up with its first code, and signs out the user's other sessions.

    Returns the recovery codes, which are stored nowhere; None if the code is wrong.
    """
    if actor.id is None:
        return None
    async with DB.transaction():
        row = await _begun(actor.id)
        if row is None or not await _use(row, code, keys):
            return None
        await sessions.end_others(actor)
        await record(actor, "user.totp_set_up", "user", actor.id)
        return await recovery_codes.replace_all(actor.id, keys)


async def record_new_codes(actor: Actor) -> None:
    """Notes in the audit log that a user made new recovery codes."""
    await record(actor, "user.recovery_codes_made", "user", actor.id)


async def check(user_id: UUID, code: str, keys: Keyring) -> bool:
    """Whether `code` is the app's or a recovery code of this user; it is used up."""
    row = await _confirmed(user_id)
    if row is None:
        return False
    if _digits(code):
        return await _use(row, code, keys)
    async with DB.transaction():
        if not await recovery_codes.use(user_id, code, keys):
            return False
        left = await recovery_codes.count_left(user_id)
        await record(Actor(kind="user", id=user_id), "user.recovery_code_used", "user", user_id, left=left)
    return True


async def reset(user_id: UUID, by: Actor) -> bool:
    """Removes a user's app and recovery codes and signs them out everywhere; False if there was no app."""
    async with DB.transaction():
        gone = await Totp.delete().where(Totp.user_id == user_id).returning(Totp.confirmed_at)
        await RecoveryCode.delete().where(RecoveryCode.user_id == user_id)
        if not any(row["confirmed_at"] for row in gone):
            return False
        await sessions.end_all(user_id)
        await record(by, "user.totp_reset", "user", user_id)
    return True


def missing_keys(keys: Keyring) -> "_KeyCheck":
    """The check of `vocapp doctor` whether the key file has the key of every app."""
    return _KeyCheck(keys)


@dataclass(frozen=True)
class _KeyCheck:
    keys: Keyring

    async def __call__(self) -> list[CheckResult]:
        apps = await Totp.select(Totp.key_id).where(Totp.confirmed_at.is_not_null())
        missing = [row["key_id"] for row in apps if row["key_id"] not in self.keys.keys]
        names = ", ".join(sorted(set(missing)))
        if not missing:
            return [CheckResult("ok", "second factor", f"{len(apps)} users have an authenticator app")] if apps else []
        return [
            CheckResult(
                "error",
                "second factor",
                f"{len(missing)} authenticator apps belong to keys that the key file lacks: {names}",
                "restore these lines of the key file; or run: vocapp users reset EMAIL --second-factor",
            )
        ]


async def _confirmed(user_id: UUID) -> Totp | None:
    return await Totp.objects().where(Totp.user_id == user_id, Totp.confirmed_at.is_not_null()).first()


async def _begun(user_id: UUID) -> Totp | None:
    return await Totp.objects().where(Totp.user_id == user_id, Totp.confirmed_at.is_null()).first()


def _secret(row: Totp, keys: Keyring) -> str | None:
    if row.key_id not in keys.keys:
        return None
    return keys.token(TokenPurpose.TOTP, row.id, key_id=row.key_id).upper()


def _digits(code: str) -> str:
    """The code as six ASCII digits, whatever stands between them; "" if it is not one."""
    digits = "".join(str(int(character)) for character in code if character.isdecimal())
    others = [character for character in code if not character.isdecimal() and character not in " -\u00a0\u2009\u202f"]
    return digits if len(digits) == DIGITS and not others else ""


async def _use(row: Totp, code: str, keys: Keyring) -> bool:
    """Uses a code up: True for one process, however many send it at once."""
    import pyotp

    secret, digits, now = _secret(row, keys), _digits(code), clock.now()
    if secret is None or not digits:
        return False
    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // PERIOD
    steps = [
        step for step in (present - 1, present, present + 1) if hmac.compare_digest(totp.generate_otp(step), digits)
    ]
    return bool(steps) and await DB.fetch_value(_USE, row.id, max(steps), now) is not None
