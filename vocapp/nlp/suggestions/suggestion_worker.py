"""The process that looks for themes that may be missing: comments in, suggestions out; then it ends.

What it counts with takes 200 MB and seconds, which the processes that serve pages do not have.
"""

from typing import Final

import msgspec

from vocapp.nlp.one_off_worker import receive_request, run_in_process
from vocapp.nlp.suggestions.suggest import SuggestionRequest, Suggestions, suggest_themes
from vocapp.nlp.worker import send

MODULE: Final = "vocapp.nlp.suggestions.suggestion_worker"
SUGGESTION_SECONDS: Final = 280.0


def suggest_in_process(material: SuggestionRequest, seconds: float = SUGGESTION_SECONDS) -> Suggestions:
    """What a process of its own suggests; blocks. EndedError where it dies, or is ended after `seconds`."""
    return msgspec.msgpack.decode(run_in_process(MODULE, material, seconds), type=Suggestions)


def main() -> None:
    """Look once."""
    body, outgoing = receive_request()
    if body is not None:
        send(outgoing, suggest_themes(msgspec.msgpack.decode(body, type=SuggestionRequest)))


if __name__ == "__main__":
    main()
