"""`vocapp users`, `vocapp keys` and `vocapp units`."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date, timedelta
from typing import Any, TextIO
from uuid import UUID

import click

from vocapp import settings as configuration
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role, Scope
from vocapp.http.request import Form
from vocapp.staff import api_keys, handler_refs, password_reset, units, user_queries, users
from vocapp.staff.key_rights import USUAL_DAYS, KeyLimits
from vocapp.staff.pages import unit_form
from vocapp.staff.pages.user_pages import LAST
from vocapp.staff.second_factor import totp
from vocapp.staff.user_form import UserIn, read_email
from vocapp.startup.open_app import open_registry

COMMAND = Actor(kind="command")
EVERYBODY = 1000
DAY = click.DateTime(["%Y-%m-%d"])
ROLES = click.Choice([role.value for role in Role])
SCOPES = click.Choice([scope.value for scope in Scope])


def run(work: Callable[[Registry], Coroutine[Any, Any, None]]) -> None:
    """Run `work` with the database open."""

    async def inside() -> None:
        async with open_registry(configuration.load()) as registry:
            await work(registry)

    asyncio.run(inside())


class InputError(click.ClickException):
    """A sentence with the remedy, and exit code 2."""

    exit_code = 2


async def _units_of(slugs: tuple[str, ...]) -> frozenset[UUID]:
    known = {node.slug: node.id for node in await units.tree()}
    if missing := set(slugs) - known.keys():
        raise InputError(f"There is no unit {', '.join(sorted(missing))}. `vocapp units list` shows them.")
    return frozenset(known[slug] for slug in slugs)


@click.group(name="users")
def users_group() -> None:
    """Users who may sign in."""


@users_group.command(name="add")
@click.argument("email")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--role", type=ROLES, default=Role.AGENT.value, show_default=True)
@click.option("--unit", "slugs", multiple=True, help="Short name of a unit whose contacts the user sees; repeatable.")
@click.option("--every-unit", is_flag=True, help="The user sees every unit.")
@click.option("--timezone", default="UTC", show_default=True, help="Such as Europe/Berlin.")
def add_user(email: str, name: str, role: str, slugs: tuple[str, ...], every_unit: bool, timezone: str) -> None:
    """Add a user and print a link to set a password."""
    address, errors = read_email(email)
    if errors:
        raise InputError(f"{email}: {errors['email']}")

    async def work(registry: Registry) -> None:
        chosen = await _units_of(slugs)
        user = UserIn(address, name, Role(role), timezone=timezone, every_unit=every_unit, units=chosen)
        try:
            user_id = await users.add(user, COMMAND)
        except users.EmailTakenError as taken:
            raise InputError(f"The user {address} already exists. For a new password: vocapp users reset") from taken
        await _print_link(registry, user_id, name)

    run(work)


@users_group.command(name="reset")
@click.argument("email")
@click.option("--second-factor", is_flag=True, help="Remove the authenticator app of the user, too.")
def reset_user(email: str, second_factor: bool) -> None:
    """Print a link to set a new password; it works once, within thirty minutes."""

    async def work(registry: Registry) -> None:
        user_id = await user_queries.find_user_id(email)
        if user_id is None:
            raise InputError(f"There is no user {email}. `vocapp users list` shows them.")
        if second_factor:
            removed = await totp.reset(user_id, COMMAND)
            click.echo("The second factor was removed." if removed else "There was no second factor.")
        await _print_link(registry, user_id, email)

    run(work)


@users_group.command(name="refs")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
def import_refs(file: TextIO) -> None:
    """Import the ids of users in other systems from FILE (- is stdin): source, id, e-mail address; one a line."""
    text = file.read()

    async def work(_: Registry) -> None:
        number, faults = await handler_refs.import_refs(text, COMMAND)
        if faults:
            raise InputError("Nothing was imported.\n" + "\n".join(fault.text % fault.values for fault in faults))
        click.echo(f"{number} ids were imported.")

    run(work)


async def _print_link(registry: Registry, user_id: Any, name: str) -> None:
    link = await password_reset.make_link(user_id, COMMAND)
    click.echo(
        f"A link for {name}, good once, until {link.expires_at:%H:%M} UTC:\n  {registry.settings.origin}{link.path}"
    )


@users_group.command(name="disable")
@click.argument("email")
def disable_user(email: str) -> None:
    """Disable a user, who is signed out everywhere at once."""

    async def work(_: Registry) -> None:
        user_id = await user_queries.find_user_id(email)
        if user_id is None:
            raise InputError(f"There is no user {email}. `vocapp users list` shows them.")
        try:
            name = await users.disable(user_id, COMMAND)
        except users.LastAdminError as last:
            raise InputError(LAST) from last
        click.echo(f"{name} can no longer sign in.")

    run(work)


@users_group.command(name="list")
def list_users() -> None:
    """List all users by name, disabled ones too."""

    async def work(_: Registry) -> None:
        for user in await user_queries.list_users(user_queries.UserFilter(disabled=True), EVERYBODY):
            state = "" if user.active else "disabled"
            click.echo(f"{user.email:40} {user.role:12} {user.name:30} {state}".rstrip())

    run(work)


@click.group(name="keys")
def keys_group() -> None:
    """API keys of other systems."""


@keys_group.command(name="add")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=SCOPES,
    multiple=True,
    required=True,
    help="Repeatable.",
)
@click.option("--test", "is_test", is_flag=True, help="Contacts of this key reach no customer and are not counted.")
@click.option("--source", "sources", multiple=True, help="A source that it writes to; repeatable. None: every source.")
@click.option("--unit", "slugs", multiple=True, help="Short name of a unit that it writes to. None: every unit.")
@click.option("--days", type=click.IntRange(1, 3650), default=USUAL_DAYS, show_default=True, help="How long it works.")
def add_key(
    name: str, scopes: tuple[str, ...], is_test: bool, sources: tuple[str, ...], slugs: tuple[str, ...], days: int
) -> None:
    """Create a key for NAME and print it, once."""

    async def work(_: Registry) -> None:
        limits = KeyLimits(frozenset(sources), await _units_of(slugs), timedelta(days=days))
        key = await api_keys.add(name, map(Scope, scopes), is_test=is_test, by=COMMAND, limits=limits)
        click.echo(key.secret)

    run(work)


@keys_group.command(name="revoke")
@click.argument("prefix")
def revoke_key(prefix: str) -> None:
    """Revoke the key that begins with PREFIX."""

    async def work(_: Registry) -> None:
        found = await api_keys.find_by_prefix(prefix)
        if len(found) != 1:
            raise InputError(f"{len(found)} keys begin with {prefix}. `vocapp keys list` shows them.")
        await api_keys.revoke(found[0].id, COMMAND)
        click.echo(f"The key {found[0].name} has been revoked.")

    run(work)


@keys_group.command(name="list")
def list_keys() -> None:
    """List all active keys."""

    async def work(_: Registry) -> None:
        for key in await api_keys.list_keys():
            used = f"{key.used_at:%Y-%m-%d %H:%M} UTC" if key.used_at else "never used"
            click.echo(f"{key.prefix}… {key.name:30} {used:21} {' '.join(key.scopes)}")

    run(work)


@click.group(name="units")
def units_group() -> None:
    """Teams, sites and vendors."""


@units_group.command(name="add")
@click.argument("name")
@click.option("--slug", default="", help="Short name for other systems; made of NAME if left out.")
@click.option("--kind", type=click.Choice(units.KINDS), default="team", show_default=True)
@click.option("--parent", default="", help="Short name of the unit above.")
@click.option("--from", "first", type=DAY, help="First day, such as 2026-05-03.")
@click.option("--to", "last", type=DAY, help="Last day.")
def add_unit(name: str, slug: str, kind: str, parent: str, first: Any, last: Any) -> None:
    """Add the unit NAME."""
    fields = {"name": [name], "slug": [slug], "kind": [kind], "valid_from": [_day(first)], "valid_to": [_day(last)]}

    async def work(_: Registry) -> None:
        above = next((str(node.id) for node in await units.tree() if node.slug == parent), "")
        if parent and not above:
            raise InputError(f"There is no unit {parent}. `vocapp units list` shows them.")
        unit, errors = unit_form.read_unit(Form(fields | {"parent": [above]}))
        if unit is None:
            raise InputError(" ".join(errors.values()))
        try:
            await units.add(unit, COMMAND)
        except units.SlugTakenError as taken:
            raise InputError(f"The short name {unit.slug} is already in use. Choose another with --slug.") from taken
        click.echo(f"{name} was added as {unit.slug}.")

    run(work)


def _day(moment: Any) -> str:
    return moment.date().isoformat() if moment else ""


@units_group.command(name="list")
def list_units() -> None:
    """List the tree with the short names that other systems use."""

    async def work(_: Registry) -> None:
        for node in await units.tree():
            click.echo(f"{'  ' * node.depth + node.name:50} {node.slug:30} {node.kind:12} {_dates(node)}".rstrip())

    run(work)


def _dates(node: units.UnitNode) -> str:
    def text(day: date | None) -> str:
        return day.isoformat() if day else ""

    return f"{text(node.valid_from)}–{text(node.valid_to)}" if node.valid_from or node.valid_to else ""


COMMANDS: tuple[click.Command, ...] = (users_group, keys_group, units_group)
