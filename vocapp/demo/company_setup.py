"""The fictional company before its first day: surveys, brands, units, staff and an API key."""

from dataclasses import dataclass
from uuid import UUID

from vocapp import clock
from vocapp.catalogue import definition_files, published
from vocapp.catalogue.publish import publish
from vocapp.database import DB
from vocapp.database.migrate import migrate
from vocapp.demo.daily_contacts import LINES, UNITS
from vocapp.digests import subscriptions
from vocapp.digests.types import SubscriptionSettings
from vocapp.http.access import Actor, Role, Scope
from vocapp.settings import Settings
from vocapp.staff import api_keys, passwords, units, users
from vocapp.staff.units import UnitIn
from vocapp.staff.user_form import UserIn
from vocapp.startup.readiness import NotReadyError, make_ready
from vocapp.tokens import Keyring

LOGINS = (
    (Role.ADMIN, "ada@alderway.example", "Ada Lindqvist"),
    (Role.LEAD, "leo@alderway.example", "Leo Marchetti"),
    (Role.AGENT, "sam@alderway.example", "Sam Okoro"),
    (Role.EXECUTIVE, "eva@alderway.example", "Eva Brandt"),
)
COLLEAGUES = (
    (Role.AGENT, "noor@callwell.example", "Noor Haddad", "callwell"),
    (Role.AGENT, "kofi@alderway.example", "Kofi Mensah", "stores"),
)
ZONE = "Europe/Berlin"
PASSWORD = "try-vocapp-today"  # noqa: S105 printed on the terminal of a demonstration, and valid nowhere else
KEY_NAME = "the demonstration's help desk"
DEMO = Actor(kind="demo")
NEXT = "SELECT coalesce(max(substr(external_id, 4)::int) - 99999, 0) FROM contact WHERE source = 'helpdesk'"
PURPOSE = """
INSERT INTO instance (name, value) VALUES ('purpose', 'demo')
ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING value"""


@dataclass(frozen=True)
class DemoSetup:
    """The facts about its company that the demonstration needs."""

    timezone: str
    brands: tuple[str, ...]
    api_key: str
    next_contact: int


async def set_up_company(settings: Settings, keys: Keyring) -> DemoSetup:
    """Creates the company in the demonstration's database, or what is missing of it. The pool is open."""
    await migrate()
    if await DB.fetch_value(PURPOSE) != "demo":
        raise NotReadyError(
            f"The database in {settings.home} is not a demonstration's: move it away, or set VOCAPP_HOME."
        )
    await make_ready(settings, keys)
    await publish(definition_files.load(definition_files.all_files()), "the demonstration")
    await _staff(keys)
    await DB.execute("UPDATE api_key SET revoked_at = $2 WHERE name = $1 AND revoked_at IS NULL", KEY_NAME, clock.now())
    key = await api_keys.add(KEY_NAME, [Scope.CONTACTS_WRITE], is_test=False, by=DEMO)
    return DemoSetup(
        timezone=(await published.company()).timezone,
        brands=tuple(look.brand.slug for look in await published.brands()),
        api_key=key.secret,
        next_contact=await DB.fetch_value(NEXT),
    )


async def _staff(keys: Keyring) -> None:
    if await DB.fetch_value("SELECT EXISTS (SELECT FROM staff_user)"):
        return
    ids: dict[str | None, UUID] = {}
    for slug, name, kind, above in UNITS:
        ids[slug] = await units.add(UnitIn(slug, name, kind, ids.get(above)), DEMO)
    for slug, name in LINES:
        await units.add_line(slug, name, DEMO)
    password = await passwords.hash_password(PASSWORD)
    riverside = tuple((*login, "riverside") for login in LOGINS)
    for role, email, name, unit in (*riverside, *COLLEAGUES):
        places = frozenset({ids[unit]}) if role in (Role.AGENT, Role.LEAD) else frozenset[UUID]()
        user = UserIn(email, name, role, timezone=ZONE, units=places)
        user_id = await users.add(user, DEMO)
        await users.set_password(user_id, password, DEMO)
        if role in (Role.ADMIN, Role.LEAD, Role.EXECUTIVE):
            await subscriptions.add(keys, user_id, SubscriptionSettings(timezone=ZONE), DEMO)
