"""Roles whose users must have an authenticator app. Until they have one, they see only the page that sets it up."""

from collections.abc import Collection

from vocapp.audit.record import record
from vocapp.database import DB
from vocapp.http.access import Actor, Role
from vocapp.staff.tables import TotpRole


async def list_required() -> frozenset[Role]:
    """The roles that need a second factor."""
    return frozenset(Role(row["role"]) for row in await TotpRole.select(TotpRole.role))


async def require(roles: Collection[Role], by: Actor) -> None:
    """Requires a second factor of exactly these roles, from the next request on."""
    async with DB.transaction():
        before = await list_required()
        if set(roles) == before:
            return
        await TotpRole.delete(force=True)
        if roles:
            await TotpRole.insert(*(TotpRole(role=role) for role in roles))
        await record(by, "sign_in.roles_required", "settings", roles=sorted(roles), before=sorted(before))
