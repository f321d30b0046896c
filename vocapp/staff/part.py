"""What the staff room brings to the house: who is asking, the login, and the pages of users, units and keys."""

from datetime import timedelta

from litestar import Router
from litestar.di import Provide

from vocapp.http.access import Role
from vocapp.part import Entry, House, Part, Periodic
from vocapp.staff import first_start, live, sessions, web_keys, web_login, web_profile, web_units, web_users
from vocapp.staff.who import Identify
from vocapp.ui.reader import mark

ADMINS = frozenset({Role.ADMIN})
KEYS = frozenset({Role.ADMIN, Role.INTEGRATOR})

HANDLERS = (
    web_login.login_page,
    web_login.login,
    web_login.logout,
    web_login.password_page,
    web_login.password_set,
    live.live,
    web_profile.home,
    web_profile.settings,
    web_profile.profile_page,
    web_profile.profile_change,
    web_profile.password_change,
    web_profile.sign_out_elsewhere,
    web_users.users_page,
    web_users.user_new,
    web_users.user_add,
    web_users.user_page,
    web_users.user_change,
    web_users.user_link,
    web_users.user_disable,
    web_users.user_enable,
    web_units.units_page,
    web_units.unit_new,
    web_units.unit_add,
    web_units.unit_page,
    web_units.unit_change,
    web_units.lines_page,
    web_units.line_add,
    web_keys.keys_page,
    web_keys.key_new,
    web_keys.key_add,
    web_keys.key_revoke,
    web_keys.key_restore,
)


async def _forget() -> None:
    await sessions.forget_ended()


def part(house: House) -> Part:
    """Routes, the guard that knows the caller, the settings pages, and the sweep of what has expired."""
    limits = web_login.LoginLimits(house.settings.rate_factor)
    provide = {"login_limits": Provide(lambda: limits, sync_to_thread=False)}
    return Part(
        name="staff",
        routes=(Router(path="/", route_handlers=HANDLERS, dependencies=provide),),
        menu=(
            Entry(mark("Settings"), "/app/settings", order=100, roles=KEYS),
            Entry(mark("Users"), web_users.PATH, order=110, roles=ADMINS),
            Entry(mark("Units"), web_units.PATH, order=111, roles=ADMINS),
            Entry(mark("Lines of business"), web_units.LINES, order=112, roles=ADMINS),
            Entry(mark("API keys"), web_keys.PATH, order=113, roles=KEYS),
        ),
        periodic=(Periodic("staff.forget", timedelta(hours=1), _forget),),
        guards=(Identify(house.settings),),
        doctor=(first_start.findings,),
    )
