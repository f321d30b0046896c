"""The users whom an actor may subscribe: themselves, and everybody whose digests they may see."""

from uuid import UUID

from msgspec import Struct
from piccolo.query import OrderByRaw

from vocapp.digests.visibility import READER_ROLES, visible_users
from vocapp.http.access import Actor
from vocapp.staff.tables import StaffUser
from vocapp.ui.paging import parse_key


class Subscriber(Struct, frozen=True):
    """A user who may be subscribed."""

    id: UUID
    name: str
    email: str


async def list_subscribers(actor: Actor) -> list[Subscriber]:
    """All of them, the actor first."""
    may_read = StaffUser.active.eq(True) & StaffUser.role.is_in(sorted(READER_ROLES))
    users = StaffUser.select(StaffUser.id, StaffUser.name, StaffUser.email).where(may_read, visible_users(actor))
    found = [Subscriber(**row) for row in await users.order_by(OrderByRaw("lower(name)"))]
    return sorted(found, key=lambda user: user.id != actor.id)


async def find_subscriber(actor: Actor, user_id: str) -> Subscriber | None:
    """One of them, by the id from a form; None for any other id."""
    wanted = parse_key(user_id)
    return next((user for user in await list_subscribers(actor) if user.id == wanted), None)
