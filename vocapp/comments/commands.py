"""`vocapp score` and `vocapp learn`: analyse comments and train models without a database."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from vocapp.http.fault_texts import format_faults
from vocapp.nlp.jsonl import JsonlError, format_analysis, parse_line
from vocapp.nlp.model_folder import read_model, write_model
from vocapp.nlp.pipeline import Pipeline, load_engine
from vocapp.nlp.sentiment.embedding_package import NotInstalledError, installed_embedder, require_embedder
from vocapp.nlp.sentiment.model_file import ModelError
from vocapp.nlp.themes.taxonomy import TaxonomyError
from vocapp.nlp.training.examples import TrainingExample

BATCH: Final = 256
FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--model", type=FOLDER, default=None, help="The folder of a model from `vocapp learn`.")
@click.option("--taxonomy", type=FILE, default=None, help="A TOML file of themes to use instead of the shipped ones.")
@click.pass_context
def score(ctx: click.Context, model: Path | None, taxonomy: Path | None) -> None:
    """Analyse comments from standard input, one JSON object per line, and write one result per line.

    {"text", "language"?, "question"?, "asks"?: "praise|improvement|open", "score"?, "scale"?: [worst, best],
    "names"?: […], "line"?, "languages"?: […]}. `line`: the line of business, to which themes can be limited;
    `languages`: the text is in one of them. Nothing is stored or sent. Exit code 2 if a line, the model or the taxonomy
    is invalid.
    """
    try:
        themes = None if taxonomy is None else taxonomy.read_bytes()
        engine = load_engine(None if model is None else read_model(model), themes, installed_embedder())
        if engine.missing_embedder is not None:
            raise NotInstalledError(engine.missing_embedder)
        with _progress("analysed") as count:
            _score(engine, sys.stdin.buffer, sys.stdout.buffer, count)
    except (JsonlError, ModelError, TaxonomyError) as problem:
        reason = format_faults(problem) if isinstance(problem, TaxonomyError) else problem
        click.echo(f"vocapp score: {reason}", err=True)
        ctx.exit(2)


@click.command()
@click.option("--out", type=FOLDER, required=True, help="The folder to write the model to. It is created.")
@click.option("--embeddings", is_flag=True, help="Also use sentence embeddings. Needs vocapp[embeddings].")
@click.pass_context
def learn(ctx: click.Context, out: Path, embeddings: bool) -> None:
    """Train a model from comments, one JSON object per line as for `vocapp score`, the oldest first.

    Each line has a score with its scale, or a "label" (negative, neutral, positive) from a person; with labels,
    "themes" are a closed set. Exit code 2 if a line is invalid, there is too little data, or embeddings are requested
    and not installed.
    """
    from vocapp.nlp.training.train import NothingToLearnError
    from vocapp.nlp.training.train import train_model as learned

    try:
        embedder = require_embedder() if embeddings else None
        with _progress("read") as count:
            lessons = list(_lessons(sys.stdin.buffer, count))
        with _progress("steps done") as count:
            content = learned(lessons, lambda _: count(1), embedder=embedder)
        write_model(out, content, len(lessons))
    except (JsonlError, ModelError, NothingToLearnError, OSError) as problem:
        click.echo(f"vocapp learn: {problem}", err=True)
        ctx.exit(2)
    click.echo(f"Wrote {out}: {load_engine(content, None, embedder).model}, trained with {len(lessons)} comments.")


def _score(engine: Pipeline, incoming: BinaryIO, outgoing: BinaryIO, count: Callable[[int], None]) -> None:
    lessons = _lessons(incoming, count)
    try:
        for batch in iter(lambda: list(islice(lessons, BATCH)), []):
            outgoing.writelines(map(format_analysis, engine.analyse([lesson.comment for lesson in batch])))
    finally:
        outgoing.flush()


def _lessons(incoming: Iterable[bytes], count: Callable[[int], None]) -> Iterator[TrainingExample]:
    for number, line in enumerate(incoming, 1):
        yield parse_line(number, line)
        count(1)


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int], None]]:
    """A counter on the terminal; nothing if standard error is not a terminal. The number of lines is unknown."""
    columns = (TextColumn("{task.completed:,}"), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=None)
        yield lambda more: progress.advance(task, more)


COMMANDS: Final = (score, learn)
