"""`vocapp audit verify`."""

import asyncio

import click

from vocapp import settings as configuration
from vocapp.audit.verify import verify as verified
from vocapp.startup.open_app import open_registry


@click.group()
def audit() -> None:
    """Check the audit log."""


@audit.command()
@click.option("--head", default="", help="A head that was printed before: check that the log up to it is unchanged.")
@click.pass_context
def verify(context: click.Context, head: str) -> None:
    """Check that no line of the audit log was changed, removed or inserted; print the head, to be stored elsewhere."""

    async def work() -> None:
        async with open_registry(configuration.load()):
            try:
                chain = await verified(head)
            except ValueError as unreadable:
                raise click.UsageError(str(unreadable)) from unreadable
        click.echo(chain.wrong or f"The audit log is intact. Its head: {chain.head}")
        context.exit(1 if chain.wrong else 0)

    asyncio.run(work())
