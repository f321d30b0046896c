"""What operations brings to the house: health, metrics, and what `vocapp doctor` finds."""

from vocapp.operations.health import live, ready
from vocapp.operations.metrics import metrics
from vocapp.operations.requests import counted
from vocapp.part import House, Part


def part(_: House) -> Part:
    """The part of this room."""
    return Part(name="operations", routes=(live, ready, metrics), middleware=(counted,))
