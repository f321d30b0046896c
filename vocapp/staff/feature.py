"""Feature of the package staff."""

from datetime import timedelta

from litestar.di import Provide

from vocapp.feature import Feature, MenuEntry, PeriodicJob, Registry
from vocapp.http.access import Role
from vocapp.staff import first_admin, live_updates, sessions
from vocapp.staff.authenticate import ActorGuard
from vocapp.staff.confirmation import ConfirmationGuard
from vocapp.staff.key_reads import log_reads
from vocapp.staff.login_limits import LoginLimits
from vocapp.staff.pages import (
    key_pages,
    login_pages,
    profile_pages,
    ref_pages,
    second_factor_pages,
    source_pages,
    unit_pages,
    user_pages,
)
from vocapp.staff.second_factor.totp import missing_keys
from vocapp.ui.reader import mark

ADMINS = frozenset({Role.ADMIN})
KEYS = frozenset({Role.ADMIN, Role.INTEGRATOR})

HANDLERS = (
    login_pages.login_page,
    login_pages.login,
    login_pages.login_code,
    login_pages.logout,
    login_pages.password_page,
    login_pages.password_set,
    live_updates.live,
    profile_pages.home,
    profile_pages.settings,
    profile_pages.profile_page,
    profile_pages.profile_change,
    profile_pages.password_change,
    profile_pages.sign_out_elsewhere,
    user_pages.users_page,
    user_pages.user_new,
    user_pages.user_add,
    user_pages.user_page,
    user_pages.user_change,
    user_pages.user_link,
    user_pages.user_disable,
    user_pages.user_enable,
    unit_pages.units_page,
    unit_pages.unit_new,
    unit_pages.unit_add,
    unit_pages.unit_page,
    unit_pages.unit_change,
    unit_pages.lines_page,
    unit_pages.line_add,
    key_pages.keys_page,
    key_pages.key_new,
    key_pages.key_add,
    key_pages.key_revoke,
    key_pages.key_restore,
    ref_pages.refs_page,
    ref_pages.refs_import,
    ref_pages.ref_remove,
    second_factor_pages.second_factor_page,
    second_factor_pages.second_factor_begin,
    second_factor_pages.second_factor_confirm,
    second_factor_pages.recovery_codes_new,
    second_factor_pages.second_factor_off,
    second_factor_pages.second_factor_reset,
    second_factor_pages.sign_in_page,
    second_factor_pages.sign_in_change,
    source_pages.sources_page,
    source_pages.source_trust,
    source_pages.source_distrust,
)


async def _forget() -> None:
    await sessions.delete_ended()


def feature(registry: Registry) -> Feature:
    """Authentication, login, the pages of users, units and keys, and the deletion of expired sessions."""
    limits = LoginLimits(registry.settings.rate_factor)
    return Feature(
        name="staff",
        routes=HANDLERS,
        dependencies={"login_limits": Provide(lambda: limits, sync_to_thread=False)},
        menu=(
            MenuEntry(mark("Settings"), "/app/settings", order=100, roles=KEYS),
            MenuEntry(mark("Users"), user_pages.PATH, order=110, roles=ADMINS),
            MenuEntry(mark("Units"), unit_pages.PATH, order=111, roles=ADMINS),
            MenuEntry(mark("Lines of business"), unit_pages.LINES, order=112, roles=ADMINS),
            MenuEntry(mark("API keys"), key_pages.PATH, order=113, roles=KEYS),
            MenuEntry(mark("Trusted sources"), source_pages.PATH, order=114, roles=ADMINS),
            MenuEntry(mark("Agent ids"), ref_pages.PATH, order=115, roles=ADMINS),
            MenuEntry(mark("Sign-in"), second_factor_pages.PATH, order=116, roles=ADMINS),
        ),
        periodic=(
            PeriodicJob(mark("Delete expired sessions"), timedelta(hours=1), _forget),
            PeriodicJob(mark("Log reads by API keys"), timedelta(hours=1), log_reads),
        ),
        guards=(ActorGuard(registry.settings),),
        late_guards=(ConfirmationGuard(registry, limits),),
        doctor=(first_admin.findings, missing_keys(registry.keys)),
    )
