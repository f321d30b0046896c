"""Commands `vocapp surveys check` and `try` for authors of surveys."""

from pathlib import Path

import click

from vocapp.catalogue.commands import export, list_published, publish
from vocapp.catalogue.definition_files import FilesError, all_files, load
from vocapp.catalogue.publish import Definition
from vocapp.catalogue.terminal_survey import run_conversation, run_pages
from vocapp.questionnaire.definition import Questionnaire

_FILE = click.Path(exists=True, path_type=Path)


@click.group()
def surveys() -> None:
    """Check and try surveys, publish and export them."""


@surveys.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Read FILES (or every file of a folder) and print every fault. Exit code 2 if there is one.

    Files in programmes/, brands/ or followup/ and company.toml are read as such, all others as surveys.
    """
    failed = False
    for path in (file for given in files for file in (all_files(given) if given.is_dir() else [given])):
        try:
            (source,) = load([path])
        except FilesError as error:
            failed = True
            click.echo(str(error), err=True)
        else:
            click.echo(f"{path}: sound ({_summary(source.definition)})")
    if failed:
        ctx.exit(2)


@surveys.command(name="try")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--language", default=None, help="Language tag of the respondent; default: the survey's first.")
@click.option("--as", "style", type=click.Choice(["sms", "page"]), default="sms", show_default=True)
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="What is known, e.g. brand=Nordwind.")
@click.pass_context
def try_survey(ctx: click.Context, file: Path, language: str | None, style: str, facts: tuple[str, ...]) -> None:
    """Answer the survey FILE in the terminal, as a customer would. Nothing is sent or stored."""
    try:
        (source,) = load([file])
    except FilesError as error:
        click.echo(str(error), err=True)
        ctx.exit(2)
    questionnaire = source.definition
    if not isinstance(questionnaire, Questionnaire):
        raise click.BadParameter(f"'{file}' holds a {_summary(questionnaire)}, not a survey", param_hint="FILE")
    walk = run_conversation if style == "sms" else run_pages
    walk(questionnaire, _facts(facts), language or questionnaire.default_language)


def _summary(definition: Definition) -> str:
    if not isinstance(definition, Questionnaire):
        return type(definition).__name__.lower()
    return f"questions: {len(definition.questions)}; languages: {', '.join(definition.languages)}"


def _facts(pairs: tuple[str, ...]) -> dict[str, str | bool]:
    facts: dict[str, str | bool] = {}
    for pair in pairs:
        name, found, value = pair.partition("=")
        if not found:
            raise click.BadParameter(f"'{pair}' has no value: write NAME=VALUE", param_hint="--fact")
        facts[name] = value == "true" if value in ("true", "false") else value
    return facts


for command in (publish, export, list_published):
    surveys.add_command(command)
