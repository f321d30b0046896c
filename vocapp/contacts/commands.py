"""`vocapp contacts` imports contacts from a file; `vocapp explain contact` says what would be made of one."""

import asyncio
from contextlib import nullcontext
from pathlib import Path

import click
import msgspec
from rich.console import Console

from vocapp import clock
from vocapp import settings as configuration
from vocapp.contacts.contact_schemas import field_fault
from vocapp.contacts.decode_event import decode_line
from vocapp.contacts.event import ContactIn
from vocapp.contacts.imports.explain_file import explain_table
from vocapp.contacts.imports.import_counts import ImportCounts
from vocapp.contacts.imports.import_report import MOST_FAULTS, print_report, progress_bar
from vocapp.contacts.imports.import_run import ImportTask, run_import
from vocapp.contacts.imports.mapping_file import MappingError, load_mapping
from vocapp.contacts.imports.reject_file import reject_writer
from vocapp.contacts.local_times import find_zone
from vocapp.contacts.validate_contact import ValidContact, validate_contact
from vocapp.faults import Fault, FaultError
from vocapp.files.table import FileError
from vocapp.http.access import Actor
from vocapp.http.fault_texts import format_faults
from vocapp.startup.open_app import open_registry


@click.group()
def contacts() -> None:
    """Contacts: import them from files."""


@contacts.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="how its columns become fields"
)
@click.option("--dry-run", is_flag=True, help="record nothing; count the results, and who may get a survey")
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="write every rejected row to this file, with what is wrong beside it",
)
@click.option("--test", "is_test", is_flag=True, help="import as test contacts, which never count")
@click.pass_context
def import_contacts(
    ctx: click.Context, file: Path, mapping: Path | None, dry_run: bool, rejects: Path | None, is_test: bool
) -> None:
    """Import the contacts of FILE (.csv, .xlsx, .ndjson). Each contact is recorded once; running it again does no harm.

    Exit code 0: every row was recorded; 1: some were not; 2: the file or the mapping cannot be used.
    """
    try:
        found = load_mapping(mapping) if mapping else None
        task = ImportTask(path=file, mapping=found, dry_run=dry_run, is_test=is_test, actor=Actor(kind="command"))
        counts = asyncio.run(_run(task, rejects))
    except (FileError, MappingError) as failure:
        click.echo(format_faults(failure), err=True)
        ctx.exit(2)
    ctx.exit(0 if counts.is_clean else 1)


async def _run(task: ImportTask, rejects: Path | None) -> ImportCounts:
    async with open_registry(configuration.load()):
        return await run_and_report(task, rejects, Console())


async def run_and_report(task: ImportTask, rejects: Path | None, console: Console) -> ImportCounts:
    """Runs an import with a progress bar and a report on `console`, and writes rejected rows to the file `rejects`."""
    first: list[tuple[int, Fault]] = []
    with reject_writer(rejects) if rejects else nullcontext() as keep, progress_bar(console, "contacts") as bar:

        def reject(number: int, fault: Fault) -> None:
            if len(first) <= MOST_FAULTS:
                first.append((number, fault))

        counts = await run_import(task, reject, bar, keep)
    print_report(console, counts, first, dry_run=task.dry_run)
    return counts


@click.command(name="contact")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--zone", default="UTC", show_default=True, help="the company's time zone, for `timezone: company`")
def explain_contact(file: Path, zone: str) -> None:
    """What would be made of the contact in FILE (JSON, as the API takes it): {"recorded", "warnings", "faults"}.

    Units, lines of business and brands are not looked up.
    """
    try:
        company_zone = find_zone(zone)
    except FaultError as failure:
        raise click.BadParameter(format_faults(failure.about(zone, "--zone")), param_hint="--zone") from failure
    event = decode_line(file.read_bytes())
    found = validate_contact(event, company_zone, clock.now()) if isinstance(event, ContactIn) else event
    explained: dict[str, object] = {"recorded": isinstance(found, ValidContact), "warnings": [], "faults": []}
    if isinstance(found, ValidContact):
        explained["warnings"] = list(map(field_fault, found.odd))
    else:
        explained["faults"] = list(map(field_fault, found))
    click.echo(msgspec.json.encode(explained).decode())


@click.command(name="file")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="how its columns become fields"
)
def explain_file(file: Path, mapping: Path | None) -> None:
    """What an import would make of the contacts in FILE: rows, new, rejected, warnings, header_row, encoding, mapping,
    faults. Every good row counts as new.

    Without a mapping, one is proposed. The zone of the company is taken to be UTC; units, lines of business and brands
    are not looked up.
    """
    click.echo(msgspec.json.encode(explain_table(file, mapping, clock.now())).decode())
