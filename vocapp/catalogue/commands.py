"""Commands `vocapp surveys publish`, `export` and `list`: definitions between files and the database."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click

from vocapp import settings as configuration
from vocapp.catalogue.definition_export import PublishedDefinition, published_definitions, source_of
from vocapp.catalogue.definition_files import SURVEYS, FilesError, all_files, load
from vocapp.catalogue.definition_lines import definition_lines
from vocapp.catalogue.publish import Publication
from vocapp.catalogue.publish import publish as publish_all
from vocapp.catalogue.published import NotPublishedError
from vocapp.questionnaire.survey_parser import DefinitionError
from vocapp.startup.open_app import open_registry

T = TypeVar("T")

_FILE = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--all", "everything", is_flag=True, help="Everything in surveys/, as it comes with vocapp.")
def publish(files: tuple[Path, ...], everything: bool) -> None:
    """Publish FILES (or every file of a folder), all or none: surveys, programmes, brands, case rules, company.

    An unchanged file is skipped. A changed file becomes a new version; existing invitations keep theirs.
    """
    if not files and not everything:
        raise click.UsageError("Name the files to publish, or say --all.")
    given = [*files, *([SURVEYS] if everything else [])]
    paths = [file for path in given for file in (all_files(path) if path.is_dir() else [path])]
    for publication in _run(_publish(paths)):
        click.echo(_line(publication))


@click.command()
@click.argument("name", metavar="SLUG[@VERSION]")
@click.option("--kind", type=click.Choice(["survey", "programme", "brand", "case rule", "company"]), default=None)
def export(name: str, kind: str | None) -> None:
    """Print the file that SLUG was published from: the current version, or the version named."""
    click.echo(_run(_export(name, kind or "")), nl=False)


@click.command(name="list")
def list_published() -> None:
    """List all published definitions and their versions; an asterisk marks the current one."""
    for listed in _run(_list()):
        mark = "*" if listed.is_current else " "
        click.echo(f"{listed.kind:<10} {listed.slug}@{listed.version}{mark} {listed.title}".rstrip())


def _line(publication: Publication) -> str:
    version = f"@{publication.version}" if publication.version else ""
    return f"{publication.kind} {publication.slug}{version}: {publication.state}"


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (FilesError, DefinitionError, NotPublishedError) as problem:
        click.echo(definition_lines(problem) if isinstance(problem, DefinitionError) else str(problem), err=True)
        raise click.exceptions.Exit(2) from problem


async def _publish(paths: list[Path]) -> list[Publication]:
    sources = load(paths)
    async with open_registry(configuration.load()):
        return await publish_all(sources, "the command line")


async def _export(name: str, kind: str) -> str:
    async with open_registry(configuration.load()):
        return await source_of(name, kind)


async def _list() -> list[PublishedDefinition]:
    async with open_registry(configuration.load()):
        return await published_definitions()
