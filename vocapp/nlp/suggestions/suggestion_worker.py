"""The process that looks for themes that may be missing: comments in, suggestions out; then it ends.

What it counts with takes 200 MB and seconds, which the processes that serve pages do not have.
"""

from typing import Final

import msgspec

from vocapp.nlp.suggestions.suggest import SuggestionRequest, Suggestions, suggest_themes
from vocapp.processes.worker_main import serve_requests
from vocapp.processes.worker_process import run_once

MODULE: Final = "vocapp.nlp.suggestions.suggestion_worker"
SUGGESTION_SECONDS: Final = 280.0


def suggest_in_process(material: SuggestionRequest, seconds: float = SUGGESTION_SECONDS) -> Suggestions:
    """What a process of its own suggests; blocks. EndedError where it dies, or is ended after `seconds`."""
    return msgspec.msgpack.decode(run_once(MODULE, msgspec.msgpack.encode(material), seconds), type=Suggestions)


def answer(body: bytes) -> bytes:
    """The suggestions for one encoded request."""
    return msgspec.msgpack.encode(suggest_themes(msgspec.msgpack.decode(body, type=SuggestionRequest)))


if __name__ == "__main__":
    serve_requests(answer, nice=10)
