"""An engine that fails on some texts; the tests of the pool run it as a worker process."""

import os
import time
from collections.abc import Sequence

from vocapp.nlp.analysis_worker import serve
from vocapp.nlp.types import Analysis, CommentInput


class Odd:
    """Dies of "kill", raises on "choke", hangs on "forever"."""

    model = "odd"
    embedding_use = None
    calibrations = ()

    def __init__(self, content: bytes | None, taxonomy: bytes | None = None) -> None:
        if content == b"broken":
            raise ValueError(content)
        self.model = f"odd-{(content or b'').decode()}{(taxonomy or b'').decode()}"

    def analyse(self, comments: Sequence[CommentInput]) -> list[Analysis]:
        print("what a library prints")
        return [self._read(comment.text) for comment in comments]

    def _read(self, text: str) -> Analysis:
        if text == "kill":
            os.kill(os.getpid(), 9)
        if text == "forever":
            time.sleep(60)
        if text == "choke":
            raise RuntimeError("the words of the customer")
        return Analysis("en", 0.5, "positive", 0.9, False, False, (), (), text, self.model)


if __name__ == "__main__":
    serve(Odd)
