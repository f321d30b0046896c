"""`vocapp surveys`: what an author of surveys does with the files."""

from pathlib import Path

import click

from vocapp.catalogue.trying import converse, turn_pages
from vocapp.questionnaire import reading
from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.fault import Fault
from vocapp.questionnaire.reading import DefinitionError

_FILE = click.Path(exists=True, path_type=Path)


@click.group()
def surveys() -> None:
    """Check and try surveys, publish and export them."""


@surveys.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Read survey FILES (or every .toml file of a folder) and name every fault. Exit code 2 if there is one."""
    failed = False
    for path in _toml_files(files):
        try:
            found = read_survey(path)
        except DefinitionError as error:
            failed = True
            click.echo(str(error), err=True)
        else:
            click.echo(f"{path}: sound (questions: {len(found.questions)}; languages: {', '.join(found.languages)})")
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
        questionnaire = read_survey(file)
    except DefinitionError as error:
        click.echo(str(error), err=True)
        ctx.exit(2)
    walk = converse if style == "sms" else turn_pages
    walk(questionnaire, _facts(facts), language or questionnaire.default_language)


def read_survey(path: Path) -> Questionnaire:
    """The survey in the file; `DefinitionError` names every fault."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        fault = Fault("$", f"is not UTF-8 at byte {error.start}: save the file as UTF-8")
        raise DefinitionError(str(path), [fault]) from error
    return reading.read(text, str(path))


def _toml_files(paths: tuple[Path, ...]) -> list[Path]:
    return [file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]


def _facts(pairs: tuple[str, ...]) -> dict[str, str | bool]:
    facts: dict[str, str | bool] = {}
    for pair in pairs:
        name, found, value = pair.partition("=")
        if not found:
            raise click.BadParameter(f"'{pair}' has no value: write NAME=VALUE", param_hint="--fact")
        facts[name] = value == "true" if value in ("true", "false") else value
    return facts
