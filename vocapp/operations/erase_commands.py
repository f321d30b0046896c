"""`vocapp erase`."""

import asyncio
from uuid import UUID

import click

from vocapp import settings as configuration
from vocapp.customers.identity_lookup import find_holders
from vocapp.customers.merging.merge import roots_of
from vocapp.http.problem_json import RequestError
from vocapp.operations import erase_customer
from vocapp.staff.commands import COMMAND, InputError
from vocapp.startup.open_app import open_registry


@click.command()
@click.argument("customers", nargs=-1, required=True)
@click.option(
    "--reason", type=click.Choice(erase_customer.REASONS), default=erase_customer.REASONS[0], show_default=True
)
@click.option("--dry-run", is_flag=True, help="Count what would be erased; change nothing.")
def erase(customers: tuple[str, ...], reason: str, dry_run: bool) -> None:
    """Permanently erase CUSTOMERS: ids, or identities such as email:ada@example.org. Their scores still count.

    Keep the ids that it prints: after restoring an older backup, erase them again.
    """

    async def work() -> None:
        async with open_registry(configuration.load()) as registry:
            for named in customers:
                customer = await _find_customer(named)
                if dry_run:
                    counts = await erase_customer.preview(registry, customer)
                else:
                    counts = await erase_customer.erase(registry, COMMAND, customer, reason)
                changes = ", ".join(f"{kind} {n}" for kind, n in counts.items()) or "nothing left to erase"
                click.echo(f"{customer}: {changes}")
            click.echo(f"searched: {'; '.join(erase_customer.SEARCHED)}")
            click.echo(f"not searched: {'; '.join(erase_customer.NOT_SEARCHED)}")

    asyncio.run(work())


async def _find_customer(named: str) -> UUID:
    try:
        found = await find_holders(named) if ":" in named else [UUID(named)]
    except (ValueError, RequestError):
        found = []
    if not found or not await erase_customer.exists(found[0]):
        raise InputError(f"There is no customer {named}. Give an id, or an identity such as email:ada@example.org.")
    if len(roots := sorted({str(root) for root in (await roots_of(found)).values()})) > 1:
        raise InputError(f"{named} is shared by several customers. Give the id of one: {', '.join(roots)}.")
    return found[0]
