"""Worker process that suggests themes: comments in, suggestions out; then it ends.

Its libraries take 200 MB and seconds to load, which the processes that serve pages cannot afford.
"""

from typing import Final

import msgspec

from vocapp.nlp.suggestions.suggest import SuggestionRequest, Suggestions, suggest_themes
from vocapp.processes.worker_main import serve_requests
from vocapp.processes.worker_process import run_once

MODULE: Final = "vocapp.nlp.suggestions.suggestion_worker"
SUGGESTION_SECONDS: Final = 280.0


def suggest_in_process(material: SuggestionRequest, seconds: float = SUGGESTION_SECONDS) -> Suggestions:
    """Returns the suggestions of a process of its own; blocks. ProcessEndedError where it dies or needs more than
    `seconds`.
    """
    return msgspec.msgpack.decode(run_once(MODULE, msgspec.msgpack.encode(material), seconds), type=Suggestions)


def answer(body: bytes) -> bytes:
    """The suggestions for one encoded request."""
    return msgspec.msgpack.encode(suggest_themes(msgspec.msgpack.decode(body, type=SuggestionRequest)))


if __name__ == "__main__":
    serve_requests(answer, nice=10)
