"""The process that looks for themes that may be missing: comments in, suggestions out; then it ends.

What it counts with takes 200 MB and seconds, which the processes that serve pages do not have.
"""

from typing import Final

import msgspec

from vocapp.nlp.one_off_worker import answer_of, asked
from vocapp.nlp.suggestions.suggest import Material, Suggested, suggested
from vocapp.nlp.worker import send

MODULE: Final = "vocapp.nlp.suggestions.suggestion_worker"
SECONDS: Final = 280.0


def found_alone(material: Material, seconds: float = SECONDS) -> Suggested:
    """What a process of its own suggests; blocks. EndedError where it dies, or is ended after `seconds`."""
    return msgspec.msgpack.decode(answer_of(MODULE, material, seconds), type=Suggested)


def main() -> None:
    """Look once."""
    body, outgoing = asked()
    if body is not None:
        send(outgoing, suggested(msgspec.msgpack.decode(body, type=Material)))


if __name__ == "__main__":
    main()
