"""One thing that is wrong with a survey file."""

from typing import NamedTuple


class Fault(NamedTuple):
    place: str  # "$.questions[2].text.de"
    what: str  # what is wrong, and what to do
