"""The report of an import on the terminal: a bar while it runs, then the counts."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from vocapp.contacts.imports.import_counts import NO_BASIS, NO_COUNTRY, NO_EMAIL, ImportCounts
from vocapp.contacts.intake_result import IntakeState
from vocapp.faults import Fault
from vocapp.http.fault_texts import format_fault

MOST_LINES = 15
MOST_FAULTS = 10

TITLES = {
    IntakeState.NEW: "new",
    IntakeState.REPEAT: "repeats",
    IntakeState.AMENDED: "amended",
    IntakeState.CONFLICT: "conflicts",
    IntakeState.REJECTED: "rejected",
}


@contextmanager
def progress_bar(console: Console, title: str) -> Iterator[Callable[[float, int], None]]:
    """A bar for the share that is done and the number of rows."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]} rows"),
    )
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        task = progress.add_task(title, total=1.0, rows=0)
        yield lambda done, rows: progress.update(task, completed=done, rows=rows)


def print_report(console: Console, counts: ImportCounts, faults: list[tuple[int, Fault]], *, dry_run: bool) -> None:
    """Prints the result of an import, with the first faults."""
    for note in counts.notes:
        console.print(format_fault(note), style="yellow", markup=False)
    for number, fault in faults[:MOST_FAULTS]:
        place = f"row {number}, {fault.place}" if fault.place else f"row {number}"
        console.print(f"{place}: {format_fault(fault)}", markup=False, highlight=False)
    if len(faults) > MOST_FAULTS:
        console.print("… and more; --rejects FILE writes them all.")
    would = "would be " if dry_run else ""
    states = ", ".join(f"{counts.states[state]} {title}" for state, title in TITLES.items())
    console.print(f"{sum(counts.states.values())} rows {would}read: {states}.", highlight=False)
    _breakdown(console, "channel", counts.channels)
    _breakdown(console, "touchpoint", counts.touchpoints)
    _breakdown(console, "line of business", counts.lines)
    if dry_run:
        _bases(console, counts.bases)


def _breakdown(console: Console, title: str, counter: Mapping[str, int]) -> None:
    rows = Counter(counter).most_common()
    if not rows:
        return
    table = Table(title, "new", box=None)
    for name, number in rows[:MOST_LINES]:
        table.add_row(name, str(number))
    if len(rows) > MOST_LINES:
        table.add_row(f"{len(rows) - MOST_LINES} others", str(sum(number for _, number in rows[MOST_LINES:])))
    console.print(table)


def _bases(console: Console, bases: Counter[tuple[str, str]]) -> None:
    table = Table("country", "may a survey be sent by e-mail?", "new", box=None)
    for (country, basis), number in sorted(bases.items()):
        table.add_row(country, basis.replace("_", " "), str(number))
    if bases:
        console.print(table)
    none = sum(number for (_, basis), number in bases.items() if basis in (NO_BASIS, NO_EMAIL))
    if none:
        hint = f"{none} contacts could not be asked by e-mail: put [[permissions]] in the mapping if you have any."
        console.print(hint, markup=False)
    if any(country == NO_COUNTRY for country, _ in bases):
        hint = 'Where all customers are of one country, say it: "customer.country" = "DE" under [fields].'
        console.print(hint, markup=False)
