"""The `vocapp` command."""

from pathlib import Path
from typing import Any

import click

from vocapp import __version__
from vocapp.audit.commands import audit
from vocapp.catalogue.survey_commands import surveys
from vocapp.comments import commands as insight
from vocapp.contacts.commands import contacts, explain_contact, explain_file
from vocapp.customers.commands import explain_identity
from vocapp.database.embedded.server import PostgresUnavailable
from vocapp.database.migrate import MigrationFailedError
from vocapp.demo.run_demo import demo
from vocapp.digests.commands import digest
from vocapp.env_file import read_env_file
from vocapp.operations import commands as operations
from vocapp.operations.doctor import doctor
from vocapp.operations.erase_commands import erase
from vocapp.operations.explain_commands import explain_mail
from vocapp.printed_command import runnable
from vocapp.rollups.commands import rollup
from vocapp.settings import SettingError, put_into_environment
from vocapp.staff import commands as staff
from vocapp.startup.readiness import NotReadyError
from vocapp.startup.serve import serve

TO_BE_CORRECTED = (SettingError, NotReadyError, PostgresUnavailable, MigrationFailedError)


class CommandLine(click.Group):
    """The commands; exit code 2 with a sentence if something must be corrected first."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that `ctx` names; the commands in its messages can be typed as they are printed."""
        try:
            return super().invoke(ctx)
        except TO_BE_CORRECTED as problem:
            click.echo(f"vocapp: {runnable(str(problem))}", err=True)
            ctx.exit(2)
        except click.UsageError:
            raise
        except click.ClickException as problem:
            click.echo(f"Error: {runnable(problem.message)}", err=True)
            ctx.exit(problem.exit_code)


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--env-file",
    type=click.Path(path_type=Path),
    help="File of NAME=value lines with the settings, such as the EnvironmentFile of the service.",
)
def vocapp(env_file: Path | None) -> None:
    """Ask customers after every contact, and bring their answers to the people who can act on them."""
    if env_file is not None:
        put_into_environment(read_env_file(env_file))


@vocapp.group()
def explain() -> None:
    """See what the product would make of something, and why. One JSON object; nothing is changed or needed."""


# A package brings the explanation of what it reads.
EXPLANATIONS: tuple[click.Command, ...] = (explain_identity, explain_contact, explain_file, explain_mail)
for explanation in EXPLANATIONS:
    explain.add_command(explanation)

COMMANDS: tuple[click.Command, ...] = (
    *insight.COMMANDS,
    demo,
    serve,
    surveys,
    contacts,
    doctor,
    audit,
    erase,
    digest,
    rollup,
    *staff.COMMANDS,
    *operations.COMMANDS,
)
for command in COMMANDS:
    vocapp.add_command(command)


def main() -> None:
    """Run the command."""
    vocapp(prog_name="vocapp")
