"""The `vocapp` command."""

import sys

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
from vocapp.operations import commands as operations
from vocapp.operations.doctor import doctor
from vocapp.operations.erase_commands import erase
from vocapp.operations.explain_commands import explain_mail
from vocapp.rollups.commands import rollup
from vocapp.settings import SettingError
from vocapp.staff import commands as staff
from vocapp.startup.readiness import NotReadyError
from vocapp.startup.serve import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def vocapp() -> None:
    """Ask customers after every contact, and bring their answers to the people who can act on them."""


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
    """Runs the command; exit code 2 with a sentence if something must be fixed first."""
    try:
        vocapp(prog_name="vocapp")
    except (SettingError, NotReadyError, PostgresUnavailable, MigrationFailedError) as problem:
        click.echo(f"vocapp: {problem}", err=True)
        sys.exit(2)
