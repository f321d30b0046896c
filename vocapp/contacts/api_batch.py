"""Batches: events as one JSON object a line, recorded while the request is still arriving."""

from collections.abc import AsyncIterator

from vocapp.contacts.contact_schemas import BatchOut, LineOut, field_fault
from vocapp.contacts.decode_event import LONGEST, decode_line
from vocapp.contacts.event import ContactIn
from vocapp.contacts.event_faults import ContactFaults
from vocapp.contacts.intake import record, rejected
from vocapp.contacts.intake_result import IntakeResult, IntakeState
from vocapp.http.access import Actor

MOST_LINES = 10_000
FLUSH_SIZE = 1000


class TooManyLinesError(Exception):
    """The batch has more lines than allowed. Those before are recorded."""


async def split_lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The lines of a stream, without line ends. A line that is too long is cut off, but stays too long."""
    rest = b""
    async for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line
        # Keep no endless line; what is kept is still too long for an event.
        if len(rest) > 2 * LONGEST:
            rest = rest[: LONGEST + 1]
    yield rest


class BatchIntake:
    """Records the lines of one batch and counts the results."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._waiting: list[tuple[int, ContactIn | ContactFaults]] = []
        self._counts = dict.fromkeys(IntakeState, 0)
        self._lines: list[LineOut] = []
        self._row = 0

    async def read(self, lines: AsyncIterator[bytes]) -> BatchOut:
        """Records every line; blank lines are skipped. Raises TooManyLinesError after MOST_LINES."""
        async for line in lines:
            self._row += 1
            if not line.strip():
                continue
            if self._row > MOST_LINES:
                await self._flush()
                raise TooManyLinesError
            self._waiting.append((self._row, decode_line(line)))
            if len(self._waiting) == FLUSH_SIZE:
                await self._flush()
        await self._flush()
        return BatchOut(
            new=self._counts[IntakeState.NEW],
            repeats=self._counts[IntakeState.REPEAT],
            amended=self._counts[IntakeState.AMENDED],
            conflicts=self._counts[IntakeState.CONFLICT],
            rejected=self._counts[IntakeState.REJECTED],
            lines=self._lines,
        )

    async def _flush(self) -> None:
        events = [event for _, event in self._waiting if not isinstance(event, ContactFaults)]
        outcomes = iter(await record(events, is_test=self._actor.is_test, actor=self._actor))
        for row, event in self._waiting:
            self._count(row, rejected(event) if isinstance(event, ContactFaults) else next(outcomes))
        self._waiting.clear()

    def _count(self, row: int, outcome: IntakeResult) -> None:
        self._counts[outcome.state] += 1
        if outcome.state in (IntakeState.REJECTED, IntakeState.CONFLICT) or outcome.odd:
            faults, warnings = (tuple(map(field_fault, found)) for found in (outcome.faults, outcome.odd))
            self._lines.append(LineOut(row=row, state=outcome.state, id=outcome.id, faults=faults, warnings=warnings))
