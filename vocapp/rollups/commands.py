"""`vocapp rollup`: works off the stage `count`, or rebuilds all cells."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from vocapp import settings as configuration
from vocapp.database import DB
from vocapp.database.jobs import run_jobs
from vocapp.rollups import count_stage
from vocapp.rollups import rebuild as rebuilding
from vocapp.rollups.contributions_sql import ANSWER, CASE, INVITATION
from vocapp.startup.open_app import open_registry

STEPS: Final = {"empty": "Emptying", ANSWER: "Answers", INVITATION: "Invitations", CASE: "Cases"}
WAITING: Final = "SELECT count(*) FROM due WHERE stage = $1 AND quarantined_at IS NULL"


@click.command()
@click.option("--rebuild", is_flag=True, help="Rebuild all cells from the rows; dashboards wait meanwhile.")
def rollup(rebuild: bool) -> None:
    """Count what waits to be counted, as a running service does automatically.

    Use --rebuild after a change of the company time zone, or where `vocapp doctor` recommends it.
    """
    asyncio.run(_run(rebuild))


async def _run(rebuild: bool) -> None:
    async with open_registry(configuration.load()):
        console = Console()
        click.echo(await run_rebuild(console) if rebuild else await count_waiting(console))


async def run_rebuild(console: Console) -> str:
    """Rebuilds the cells with a progress bar; returns the sentence to print."""
    with _bar(console, rebuilding.STEPS) as advance:
        cells = await rebuilding.rebuild_cells(lambda step: advance(STEPS[step], 0 if step == "empty" else 1))
    return f"Rebuilt all cells: {cells:,} cells."


async def count_waiting(console: Console) -> str:
    """Works off the stage with a progress bar; returns the sentence to print."""
    total, done, stage = await DB.fetch_value(WAITING, count_stage.COUNT), 0, count_stage.stage()
    with _bar(console, total) as advance:
        while claimed := await run_jobs(stage):
            done += claimed
            advance("Counting", claimed)
    left = await DB.fetch_value(WAITING, count_stage.COUNT)
    return f"Counted {done:,} responses, contacts and cases; {left:,} still wait."


@contextmanager
def _bar(console: Console, total: int) -> Iterator[Callable[[str, int], None]]:
    """A progress bar; the function takes the title of the present step and by how much to advance."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Counting", total=total)
        yield lambda title, by: progress.update(task, description=title, advance=by)
