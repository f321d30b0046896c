"""`vocapp audit verify`."""

import asyncio

import click

from vocapp import settings as configuration
from vocapp.audit.verify import verify as verified
from vocapp.startup.open_app import open_registry


@click.group()
def audit() -> None:
    """The audit log: who did what."""


@audit.command()
@click.option("--head", default="", help="What this command printed before: is the log up to there still the same?")
@click.pass_context
def verify(context: click.Context, head: str) -> None:
    """Look whether a line of the audit log was changed, taken out or put in; prints the head, to be noted elsewhere."""

    async def work() -> None:
        async with open_registry(configuration.load()):
            try:
                chain = await verified(head)
            except ValueError as unreadable:
                raise click.UsageError(str(unreadable)) from unreadable
        click.echo(chain.wrong or f"The audit log is whole. Its head: {chain.head}")
        context.exit(1 if chain.wrong else 0)

    asyncio.run(work())
