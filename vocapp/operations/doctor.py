"""`vocapp doctor`: findings, each with a remedy; and every setting with the source of its value."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import fields

import click

from vocapp import settings as configuration
from vocapp.app import build
from vocapp.database.embedded.server import PostgresUnavailable
from vocapp.feature import CheckResult
from vocapp.operations.commands import open_database
from vocapp.operations.doctor_checks import check_database, check_features, check_key_file, check_settings
from vocapp.printed_command import runnable
from vocapp.settings import SettingError, Settings
from vocapp.startup.keyfile import key_path, load_keyring
from vocapp.startup.open_app import require_installation
from vocapp.startup.readiness import NotReadyError, key_mismatch


@click.command()
@click.option(
    "--settings", "list_settings", is_flag=True, help="List every setting, its value and the source of the value."
)
def doctor(list_settings: bool) -> None:
    """Check the installation and name a remedy for each problem. Exit code 1 if there is an error."""
    settings = configuration.load()
    if list_settings:
        click.echo("\n".join(format_settings(settings, configuration.sources())))
        return
    require_installation(settings)
    sys.exit(1 if asyncio.run(_print_findings(settings)) else 0)


async def _print_findings(settings: Settings) -> bool:
    """Prints the findings as they come; returns whether any is an error."""
    errors = 0
    async for group in run_checks(settings):
        for finding in group:
            click.echo(runnable(format_finding(finding)))
            errors += finding.level == "error"
    click.echo(f"Errors: {errors}. Follow the remedies above." if errors else "No errors.")
    return errors > 0


async def run_checks(settings: Settings) -> AsyncIterator[list[CheckResult]]:
    """The findings in groups; ends early where a problem prevents further checks."""
    yield check_settings(settings)
    try:
        keys = load_keyring(settings)
        yield [check_key_file(key_path(settings))]
    except NotReadyError as problem:
        yield [CheckResult("error", "key file", str(problem), "follow this message")]
        return
    try:
        async with open_database(settings):
            found = await check_database(settings)
            yield found
            if any(finding.subject == "migrations" and finding.level == "error" for finding in found):
                return
            if problem_of_keys := await key_mismatch(keys):
                yield [CheckResult("error", "key file", problem_of_keys, "put the old key file back")]
            async for group in check_features(build(settings, keys)):
                yield group
    except (NotReadyError, PostgresUnavailable) as problem:
        yield [CheckResult("error", "database", str(problem), "follow this message")]
    except SettingError as problem:
        yield [CheckResult("error", "settings", str(problem), "follow this message")]


def format_finding(finding: CheckResult) -> str:
    """One finding, with its remedy on the next line."""
    line = f"{finding.level:<8}{finding.subject}: {finding.text}"
    return line + (f"\n{'':8}→ {finding.remedy}" if finding.remedy else "")


def format_settings(settings: Settings, sources: dict[str, str]) -> Iterable[str]:
    """Each setting with its value (secrets hidden) and the variable or default that it comes from."""
    for item in fields(Settings):
        value = getattr(settings, item.name)
        shown = ", ".join(value) if isinstance(value, tuple) else str(value)
        if item.metadata["secret"] and value:
            shown = "(set, not shown)"
        yield f"VOCAPP_{item.name.upper():<20} {shown or '(empty)':<32} {sources.get(item.name, 'default')}"
